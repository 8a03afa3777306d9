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

/* --- what is said ------------------------------------------------------------- */

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
	if (!turn_understand(turn, turn->text, strlen(turn->text), meaning, turn->err)) {
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

	if (!hello_find(turn, code))
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
		return hello_run(turn, code);
	case EVENT_EARLIER:
		return hello_earlier(turn, code);
	case EVENT_ACTIVITY:
		return run_activity(turn, code);
	case EVENT_COLLECT:
		return hello_collect(turn, code);
	case EVENT_ANSWER:
		return told_answer(turn);
	case EVENT_DESK:
		return run_desk(turn, code);
	case EVENT_NOTICE:
		return notice_take(turn);
	case EVENT_HEARD:
		return told_heard(turn);
	case EVENT_SLOW:
		return told_slow(turn);
	case EVENT_CHECKED:
		return told_checked(turn, code);
	case EVENT_LINK:
		return agents_link(turn);
	case EVENT_ACCOUNT:
		return account_do(turn, code);
	case EVENT_UPLOAD:
		return hello_find(turn, code) && upload_take(turn, code);
	case EVENT_FETCH:
		return upload_fetch(turn, code) && turn_finish(turn);
	case EVENT_SHOW:
		return hello_find(turn, code) && upload_fetch_own(turn, code);
	case EVENT_PURGE:
		return purge_begin(turn);
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
