/*
 * What each kind of event does. A false return undoes the event: `code` and the turn's error
 * then say why.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/case.h"
#include "bot/desk.h"
#include "bot/due.h"
#include "bot/hooks.h"
#include "bot/line.h"
#include "bot/outreach.h"
#include "bot/queue.h"
#include "bot/report_rollup.h"
#include "bot/sent.h"
#include "bot/tickets.h"

/* All that the turn appended goes to everyone in the conversation. */
static void send_printed(struct turn *turn)
{
	if (!turn->spoken)
		return;
	turn->spoken->watermark = turn->conversation->row.seq;
	turn->spoken->json_length = turn->printed.length;
	turn->spoken->json = buffer_take(&turn->printed);
}

static bool looks_something_up(const struct state *state)
{
	const struct instance *top = state_top(state);

	for (size_t i = 0; top && i < top->n_entries; i++) {
		if (top->entries[i].kind == ENTRY_LOOKUP &&
		    top->entries[i].lookup == LOOKUP_WAITING)
			return true;
	}
	return false;
}

bool turn_finish(struct turn *turn)
{
	bool goes_on;

	summary_refresh(turn);
	initiate_send(turn);
	ticket_send(turn);
	talk_send(turn);
	push_send(turn);
	line_tell(turn);
	if (!turn->failed)
		turn_stored(turn, conversation_save(&turn->bot->store, turn->conversation,
						    turn->arena, turn->err));
	if (turn->failed)
		return false;
	goes_on = looks_something_up(turn->conversation->state);
	if (turn->spoken)
		turn->spoken->goes_on = goes_on;
	send_printed(turn);
	if (goes_on)
		turn_output(turn, OUTPUT_TYPING, 0);
	return true;
}

/* --- events ------------------------------------------------------------------- */

static struct output *welcome(struct turn *turn)
{
	struct output *output = turn_output(turn, OUTPUT_WELCOME, turn->event->origin);

	output->user = mem_text(turn->event->user ? turn->event->user : "subscriber");
	output->language = turn_language(turn);
	output->traditional = turn->conversation->state->traditional;
	return output;
}

static bool open_new(struct turn *turn)
{
	const char *id = *turn->event->conversation ? turn->event->conversation : NULL;
	const struct event *event = turn->event;
	struct conversation *conversation = turn->conversation;
	enum language language = language_from(event->locale, LANGUAGE_ZH);

	if (!conversation_create(&turn->bot->store, id, language, turn->bot->zone_minutes,
				 turn->now_ms, turn->arena, conversation, turn->err))
		return false;
	script_hear(turn);
	if (event->as_line)
		conversation->state->line = arena_text(turn->arena, event->as_line);
	turn->spoken = welcome(turn);
	turn->spoken->is_new = true;
	turn_offer_common(turn, "greeting");
	turn_count(turn, "began", event->channel ? event->channel : "other", NULL, 0);
	return true;
}

/* What his line was told before he came is read in the language that he comes with from here on. */
static bool enter(struct turn *turn)
{
	struct conversation_row *row = &turn->conversation->row;

	row->language = language_from(turn->event->locale, (enum language)row->language);
	script_hear(turn);
	return history_behind(turn, 0, welcome(turn));
}

static enum found find_opened(struct turn *turn, const char *line)
{
	uint8_t subject[CRYPTO_HASH_SIZE];

	conversation_subject(turn->bot->keys, line, subject);
	return outreach_find_opened(turn, subject, turn->conversation);
}

/* Whoever is signed in comes to what his line was told, if nobody has come to that yet. */
static bool begin(struct turn *turn)
{
	struct signed_in signed_in;
	enum found found;

	if (!turn->event->text)
		return open_new(turn) && turn_finish(turn);
	if (!identity_read(turn, &signed_in))
		return false;
	found = signed_in.why_not ? NOT_FOUND : find_opened(turn, signed_in.assertion.line);
	if (found == FIND_FAILED || !(found == FOUND ? enter(turn) : open_new(turn)))
		return false;
	identity_take(turn, &signed_in);
	return turn_finish(turn);
}

static bool find_conversation(struct turn *turn, const char **code)
{
	switch (conversation_load(&turn->bot->store, turn->event->conversation, turn->arena,
				  turn->conversation, turn->err)) {
	case FOUND:
		return true;
	case NOT_FOUND:
		*code = "conversation_gone";
		return error_set(turn->err, "this conversation no longer exists: start a new one");
	case FIND_FAILED:
		break;
	}
	return false;
}

/* A watermark beyond the last seq is of a database that was restored: all is told again. */
static bool resume(struct turn *turn)
{
	const struct event *event = turn->event;
	struct output *output = welcome(turn);
	bool is_ahead = event->watermark > turn->conversation->row.seq;

	outreach_note_seen(turn);
	if (!event->newest)
		return history_behind(turn, is_ahead ? 0 : event->watermark, output);
	if (!history_newest(turn, output))
		return false;
	if (output->earlier)
		history_tell_owner(turn);
	return true;
}

static bool run_hello(struct turn *turn, const char **code)
{
	if (!*turn->event->conversation)
		return begin(turn);
	if (find_conversation(turn, code)) {
		if (!resume(turn))
			return false;
		queue_tell_place(turn);
		if (!turn->event->joins)
			return !turn->failed;
		device_joined(turn);
		return turn_finish(turn);
	}
	/* The id of one that was erased is not given out again. */
	return turn->event->starts && !turn->conversation->row.row &&
	       !strcmp(*code, "conversation_gone") && open_new(turn) && turn_finish(turn);
}

static bool run_collect(struct turn *turn, const char **code)
{
	struct output *output;

	if (!find_conversation(turn, code))
		return false;
	outreach_note_seen(turn);
	output = turn_output(turn, OUTPUT_ACTIVITIES, turn->event->origin);
	if (!history_behind(turn, turn->conversation->state->collected, output))
		return false;
	turn->conversation->state->collected = output->watermark;
	return !turn->failed &&
	       conversation_save(&turn->bot->store, turn->conversation, turn->arena, turn->err);
}

static bool run_earlier(struct turn *turn, const char **code)
{
	return find_conversation(turn, code) &&
	       history_earlier(turn, turn_output(turn, OUTPUT_ACTIVITIES, turn->event->origin));
}

#define MASK "••••••"

/* A code that is called one, or a message that is nothing else. */
static bool looks_secret(const struct turn *turn, const struct slot_value *slot)
{
	static const char *const labels[] = {"密码",     "口令",     "验证码", "校验码", "身份证",
					     "password", "passcode", "passwd", "pwd",    "pw ",
					     "code",     "pin",      "id card"};
	const char *text = turn->meaning->normal.text;

	if (strcmp(slot->name, "code") && strcmp(slot->name, "id_tail"))
		return false;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (strstr(text, labels[i]))
			return true;
	}
	return secret_expected(turn) || !strcmp(text, slot->value);
}

/* What of the message is kept: of a code or password, asked for or not, only a mask. */
static const char *kept_text(struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;
	size_t length = strlen(turn->text);
	char *hidden = arena_new(turn->arena, length + 1);
	struct buffer kept = {0};
	const char *text;

	if (secret_slot(turn))
		return MASK;
	for (size_t i = 0; i < meaning->n_slots; i++) {
		if (looks_secret(turn, &meaning->slots[i]))
			memset(hidden + meaning->slots[i].from, 1, meaning->slots[i].from_length);
	}
	for (size_t at = 0; at < length; at++) {
		if (!hidden[at])
			buffer_char(&kept, turn->text[at]);
		else if (at == 0 || !hidden[at - 1])
			buffer_text(&kept, MASK);
	}
	text = arena_text_n(turn->arena, kept.data ? kept.data : "", kept.length);
	buffer_finish(&kept);
	return text;
}

static void append_echo(struct turn *turn, bool repeated)
{
	const struct event *event = turn->event;
	struct activity echo = {
		.speaker = SPEAKER_SUBSCRIBER,
		.from_id = event->user ? event->user : "subscriber",
		.type = "message",
		.text = kept_text(turn),
		.client_id = event->client_id,
		.language = turn_language(turn),
		.post_back = event->post_back,
		.repeated = repeated,
	};

	if (turn->upload) {
		echo.upload_id = turn->upload->id;
		echo.upload_type = filetype_name((enum filetype)turn->upload->type);
		echo.upload_name = event->upload_name;
		echo.upload_size = turn->upload->size;
	}
	turn_append(turn, &echo);
	turn->message_seq = turn->conversation->row.seq;
	turn->secret = strcmp(echo.text, turn->text) != 0;
	sent_note(turn, turn->message_seq, turn->secret);
	if (turn->upload && !turn->failed)
		upload_sent(turn);
}

static bool run_message(struct turn *turn, const char **code)
{
	struct understanding *meaning = arena_new(turn->arena, sizeof *meaning);
	enum sent sent;
	bool repeated;

	script_hear(turn);
	if (!upload_find(turn))
		return false;
	sent = sent_before(turn, code, turn->err);
	if (sent != SENT_NEW)
		return sent == SENT_BEFORE;
	if (!upload_may_be_sent(turn, code))
		return false;
	turn->text = turn->event->text ? turn->event->text : "";
	if (!intent_match(turn->bot->matcher, turn->text, strlen(turn->text), turn->now_ms,
			  turn->conversation->row.zone_minutes, turn->arena, meaning, turn->err)) {
		*code = "bad_activity";
		return false;
	}
	/* A button is the choice that it stands for, whatever its words may mean elsewhere. */
	if (turn->event->choice)
		meaning->n_intents = 0;
	turn->meaning = meaning;
	repeated = sent_repeats(turn);
	append_echo(turn, repeated);
	turn_count(turn, "spoke", owner_name(turn->conversation->row.owner), NULL, 0);
	turn_receipt(turn, turn->message_seq, NULL);
	if (!turn->failed && !repeated)
		dialogue_take(turn);
	silence_listen(turn);
	due_heard(turn);
	return turn_finish(turn);
}

static bool run_activity(struct turn *turn, const char **code)
{
	const struct event *event = turn->event;
	struct signed_in signed_in;

	if (!find_conversation(turn, code))
		return false;
	if (!strcmp(event->type, "message"))
		return run_message(turn, code);
	if (!signal_take(turn, code))
		return false;
	if (strcmp(event->type, "event") || strcmp(event->name, "identity"))
		return true;
	if (!identity_read(turn, &signed_in))
		return false;
	identity_take(turn, &signed_in);
	return turn_finish(turn);
}

static bool is_watch(const struct state *state, const struct instance *instance)
{
	for (size_t i = 0; i < state->n_watches; i++)
		if (state->watches[i] == instance)
			return true;
	return false;
}

/* Whoever waits for it goes on; the bot is silent where a person has the conversation. */
static void give_answer(struct turn *turn, const struct call_target *target, enum call_kind kind,
			const char *key, const struct carrier_answer *answer)
{
	struct state *state = turn->conversation->state;
	struct instance *instance = state_numbered(state, target->instance);
	bool watches = instance && is_watch(state, instance);

	if (!instance || (!watches && turn->conversation->row.owner != OWNER_BOT))
		return;
	call_take_answer(turn, instance, target->name, kind, key, answer);
	if (!watches) {
		dialogue_run_flows(turn);
		return;
	}
	if (kind == CALL_ORDER)
		line_take_order_answer(turn, instance);
	else
		dialogue_run_watch(turn, instance);
	dialogue_run_begun(turn);
}

#define TICKET "ticket/" /* of the names of such alarms: the case's id is behind it */

/* Of no errand. */
static void take_alarm(struct turn *turn, const char *name)
{
	if (!strcmp(name, "callback"))
		callback_alarm(turn);
	else if (!strcmp(name, "talk"))
		talk_alarm(turn);
	else if (!strncmp(name, TICKET, strlen(TICKET)))
		ticket_alarm(turn, name + strlen(TICKET));
	else
		silence_alarm(turn);
}

/* A call, and the conversation that it comes from. */
struct asked {
	struct call_row row;
	struct call_target target;
	struct carrier_call call; /* its texts are gone */
};

/* The call of the event. NOT_FOUND: it was answered before, or its errand was dropped. */
static enum found find_call(struct turn *turn, struct asked *out)
{
	const struct store *store = &turn->bot->store;
	enum found found = store->kind->call_find(store->db, turn->event->call, turn->arena,
						  &out->row, turn->err);

	if (found != FOUND)
		return found;
	found = conversation_load_at(&turn->bot->store, out->row.conversation, turn->arena,
				     turn->conversation, turn->err);
	if (found != FOUND)
		return found;
	if (!call_open(turn->bot, turn->conversation, &out->row, turn->arena, &out->target,
		       &out->call, turn->err))
		return FIND_FAILED;
	call_forget(&out->call);
	return FOUND;
}

static void take_answer(struct turn *turn, const struct asked *asked,
			const struct carrier_answer *answer)
{
	if (asked->target.instance)
		give_answer(turn, &asked->target, asked->call.kind, asked->row.key, answer);
	else if (asked->call.kind == CALL_WAIT)
		take_alarm(turn, asked->target.name);
	else if (asked->call.kind == CALL_LINE)
		line_take_answer(turn, asked->call.line, answer);
	else if (asked->call.kind == CALL_TICKET)
		ticket_take_answer(turn, asked->row.key, answer);
	else if (asked->call.kind == CALL_TALK)
		talk_take_answer(turn, answer);
}

static bool remove_call(struct turn *turn)
{
	const struct store *store = &turn->bot->store;

	return store->kind->call_remove(store->db, turn->event->call, turn->err);
}

/* A watch that waits for its time goes on as if that had come; one that is looking looks again. */
static bool run_heard(struct turn *turn)
{
	const struct carrier_answer none = {0};
	struct asked asked;
	enum found found = find_call(turn, &asked);

	if (found != FOUND)
		return found == NOT_FOUND;
	if (asked.call.kind != CALL_WAIT)
		notice_note(state_numbered(turn->conversation->state, asked.target.instance));
	else if (!remove_call(turn))
		return false;
	else
		take_answer(turn, &asked, &none);
	return turn_finish(turn);
}

/* Whoever waits for it at the bot's side is told so, once for each call. */
static bool run_slow(struct turn *turn)
{
	struct asked asked;
	enum found found = find_call(turn, &asked);

	if (found != FOUND)
		return found == NOT_FOUND;
	turn->running = state_numbered(turn->conversation->state, asked.target.instance);
	if (!turn->running || is_watch(turn->conversation->state, turn->running) ||
	    turn->conversation->row.owner != OWNER_BOT)
		return true;
	turn_say_once(turn, arena_format(turn->arena, "slow %s", asked.row.key),
		      turn_common(turn, "operator_slow"));
	return turn_finish(turn);
}

static bool run_answer(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct asked asked;
	enum found found;

	if (!turn->event->call) {
		queue_tick(turn);
		return !turn->failed;
	}
	found = find_call(turn, &asked);
	if (found == FIND_FAILED || !remove_call(turn))
		return false;
	if (found == NOT_FOUND)
		return true;
	take_answer(turn, &asked, &turn->event->answer);
	if (asked.call.kind == CALL_CHECK_VERIFY && !turn->failed)
		turn_stored(turn, store->kind->sent_forget_secrets(
					  store->db, asked.row.conversation, turn->err));
	return turn_finish(turn);
}

/* Each check is answered once: what waits for it goes with the answer. */
static enum found find_check(struct turn *turn, const struct assertion *result,
			     struct call_row *row)
{
	const struct store *store = &turn->bot->store;
	enum found found = store->kind->call_keyed(store->db, result->nonce, turn->arena, row,
						   turn->err);

	if (found == FOUND)
		found = conversation_load_at(&turn->bot->store, row->conversation, turn->arena,
					     turn->conversation, turn->err);
	if (found == FOUND && !store->kind->call_remove(store->db, row->row, turn->err))
		found = FIND_FAILED;
	return found;
}

/* Somebody else's face is no pass, and is not told from one that failed. */
static bool run_checked(struct turn *turn, const char **code)
{
	struct assertion result;
	struct call_row row;
	struct call_target target;
	struct carrier_call call;
	struct carrier_answer answer = {.check = CHECK_WRONG};
	enum found found;

	if (!identity_read_result(turn, &result)) {
		*code = "identity_refused";
		return false;
	}
	found = find_check(turn, &result, &row);
	if (found == NOT_FOUND) {
		*code = "identity_refused";
		return error_set(turn->err, "no check waits for it");
	}
	if (found == FIND_FAILED ||
	    !call_open(turn->bot, turn->conversation, &row, turn->arena, &target, &call, turn->err))
		return false;
	call_forget(&call);
	if (result.passed && !strcmp(result.line, call.line))
		answer.check = CHECK_PASSED;
	turn_output(turn, OUTPUT_CHECKED, turn->event->origin);
	turn->news = "push_check";
	give_answer(turn, &target, CALL_CHECK_VERIFY, row.key, &answer);
	return turn_finish(turn);
}

static bool run_desk(struct turn *turn, const char **code)
{
	if (!desk_do(turn, code, turn->err))
		return false;
	return turn->conversation->row.row == 0 || turn_finish(turn);
}

bool event_run(struct turn *turn, const char **code)
{
	switch (turn->event->kind) {
	case EVENT_HELLO:
		return run_hello(turn, code);
	case EVENT_EARLIER:
		return run_earlier(turn, code);
	case EVENT_ACTIVITY:
		return run_activity(turn, code);
	case EVENT_COLLECT:
		return run_collect(turn, code);
	case EVENT_ANSWER:
		return run_answer(turn);
	case EVENT_DESK:
		return run_desk(turn, code);
	case EVENT_NOTICE:
		return notice_take(turn);
	case EVENT_HEARD:
		return run_heard(turn);
	case EVENT_SLOW:
		return run_slow(turn);
	case EVENT_CHECKED:
		return run_checked(turn, code);
	case EVENT_LINK:
		return agents_link(turn);
	case EVENT_ACCOUNT:
		return account_do(turn, code);
	case EVENT_UPLOAD:
		return find_conversation(turn, code) && upload_take(turn, code);
	case EVENT_FETCH:
		return upload_fetch(turn, code) && turn_finish(turn);
	case EVENT_SHOW:
		return find_conversation(turn, code) && upload_fetch_own(turn, code);
	case EVENT_PURGE:
		person_retire_begin(turn->bot);
		return upload_purge(turn) && hook_purge(turn) && outreach_purge(turn);
	case EVENT_MISSED:
		return missed_do(turn, code);
	case EVENT_MENDED:
		return review_mended(turn, code);
	case EVENT_PERSON:
		return person_do(turn, code);
	case EVENT_ROTATE:
		return rotation_step(turn, code);
	case EVENT_AUDIT:
		return audit_list(turn);
	case EVENT_VISIT:
		return account_visit(turn, code);
	case EVENT_HOOK:
		return hook_settle(turn);
	case EVENT_HOOKS:
		return hook_list(turn, code);
	case EVENT_DEAD:
		return hook_dead(turn, code);
	case EVENT_OUTREACH:
		return outreach_do(turn, code);
	case EVENT_SMS:
		return outreach_settle(turn);
	case EVENT_SPIKES:
		queue_tell_spikes(turn);
		return true;
	case EVENT_REPORT:
		report_keep(turn->bot, turn->event);
		return true;
	case EVENT_SNAPSHOT:
		return turn_stored(turn, turn->bot->store.kind->snapshot_save(turn->bot->store.db,
									      turn->event->snapshot,
									      turn->err));
	case EVENT_ROLLUP:
		return turn_stored(turn, rollup_keep(turn->event->rollup, turn->bot->store.kind,
						     turn->bot->store.db, turn->err));
	}
	return false;
}
