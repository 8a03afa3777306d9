/*
 * Batches of events, one commit each.
 *
 * Every event has a savepoint: one that fails is undone and answered with an error, the rest
 * commits. Some errors of the database end the whole transaction; then all outputs of the
 * batch are dropped and each event runs again in a transaction of its own. Outputs leave only
 * after COMMIT.
 */
#include "bot/bot.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/core.h"
#include "bot/sent.h"

#define RETRY_MS 2000
#define SENT_LIFE_MS (8 * 24 * 60 * 60 * 1000LL) /* at least the seven days promised */

/* --- outputs ------------------------------------------------------------------ */

static void move_outputs(struct output_list *from, struct output_list *to)
{
	to->items = mem_resize(to->items, to->n + from->n + 1, sizeof *to->items);
	if (from->n)
		memcpy(to->items + to->n, from->items, from->n * sizeof *from->items);
	to->n += from->n;
	free(from->items);
	*from = (struct output_list){0};
}

static void add_error(struct turn *turn, const char *code, const char *text, int64_t retry_after_ms)
{
	struct output *output = turn_output(turn, OUTPUT_ERROR, turn->event->origin);

	output->code = code;
	output->text = mem_text(text);
	output->client_id = mem_text(turn->event->client_id);
	output->retry_after_ms = retry_after_ms;
}

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

/* Saves what the turn changed and sends what it said. */
static bool finish_turn(struct turn *turn)
{
	if (!turn->failed)
		turn_stored(turn, conversation_save(&turn->bot->store, turn->conversation,
						    turn->arena, turn->err));
	if (turn->failed)
		return false;
	send_printed(turn);
	if (looks_something_up(turn->conversation->state))
		turn_output(turn, OUTPUT_TYPING, 0);
	return true;
}

/* --- events ------------------------------------------------------------------- */

/* A page of what came behind the watermark; whoever asked comes again for the next. */
static bool put_history(struct turn *turn, struct output *output)
{
	int64_t after = turn->event->watermark;
	struct buffer printed = {0};

	if (after < 0 || after > turn->conversation->row.seq)
		after = 0;
	if (!conversation_history(&turn->bot->store, turn->conversation, after, &printed,
				  &output->watermark, turn->err)) {
		buffer_finish(&printed);
		return false;
	}
	output->more = output->watermark < turn->conversation->row.seq;
	output->json_length = printed.length;
	output->json = buffer_take(&printed);
	return true;
}

static struct output *welcome(struct turn *turn)
{
	struct output *output = turn_output(turn, OUTPUT_WELCOME, turn->event->origin);

	output->user = mem_text(turn->event->user ? turn->event->user : "subscriber");
	return output;
}

static bool open_new(struct turn *turn)
{
	const struct event *event = turn->event;
	struct conversation *conversation = turn->conversation;
	enum language language = language_from(event->locale, LANGUAGE_ZH);

	if (!conversation_create(&turn->bot->store, language, turn->bot->zone_minutes, turn->now_ms,
				 turn->arena, conversation, turn->err))
		return false;
	if (event->as_line)
		conversation->state->line = arena_text(turn->arena, event->as_line);
	turn->spoken = welcome(turn);
	turn_offer_common(turn, "greeting");
	return finish_turn(turn);
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

static bool run_hello(struct turn *turn, const char **code)
{
	if (!*turn->event->conversation)
		return open_new(turn);
	return find_conversation(turn, code) && put_history(turn, welcome(turn));
}

#define MASK "••••••"

/* A code that is called one, or a message that is nothing else. */
static bool looks_secret(const struct turn *turn, const struct slot_value *slot)
{
	static const char *const labels[] = {"密码",     "口令",     "验证码", "校验码", "身份证",
					     "password", "passcode", "code",   "pin",    "id card"};
	const char *text = turn->meaning->normal.text;

	if (strcmp(slot->name, "code") && strcmp(slot->name, "id_tail"))
		return false;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (strstr(text, labels[i]))
			return true;
	}
	return answer_expects_secret(turn) || !strcmp(text, slot->value);
}

/* What of the message is kept: of a code or password, asked for or not, only a mask. */
static const char *kept_text(struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;
	size_t length = strlen(turn->text);
	char *hidden = arena_new(turn->arena, length + 1);
	struct buffer kept = {0};
	const char *text;

	if (answer_is_secret(turn))
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

static void append_echo(struct turn *turn)
{
	const struct event *event = turn->event;
	struct activity echo = {
		.speaker = SPEAKER_SUBSCRIBER,
		.from_id = event->user ? event->user : "subscriber",
		.type = "message",
		.text = kept_text(turn),
		.client_id = event->client_id,
		.language = turn_language(turn),
	};

	turn_append(turn, &echo);
	turn->message_seq = turn->conversation->row.seq;
	sent_note(turn, turn->message_seq, strcmp(echo.text, turn->text) != 0);
}

static bool run_message(struct turn *turn, const char **code)
{
	struct understanding *meaning = arena_new(turn->arena, sizeof *meaning);

	switch (sent_before(turn, code, turn->err)) {
	case SENT_REFUSED:
		return false;
	case SENT_BEFORE:
		return true;
	case SENT_NEW:
		break;
	}
	turn->text = turn->event->text ? turn->event->text : "";
	if (!intent_match(turn->bot->matcher, turn->text, strlen(turn->text), turn->now_ms,
			  turn->conversation->row.zone_minutes, turn->arena, meaning, turn->err)) {
		*code = "bad_activity";
		return false;
	}
	turn->meaning = meaning;
	append_echo(turn);
	if (!turn->failed)
		dialogue_take(turn);
	return finish_turn(turn);
}

static bool run_activity(struct turn *turn, const char **code)
{
	const struct event *event = turn->event;

	if (!find_conversation(turn, code))
		return false;
	if (!strcmp(event->type, "message"))
		return run_message(turn, code);
	if (!strcmp(event->type, "typing"))
		turn_output(turn, OUTPUT_TYPING, event->origin);
	return true; /* events of the page are not kept */
}

static struct instance *instance_numbered(const struct state *state, int64_t number)
{
	for (size_t i = 0; i < state->n_flows; i++) {
		if (state->flows[i]->number == number)
			return state->flows[i];
	}
	return NULL;
}

static void forget_call(struct carrier_call *call)
{
	if (call->secret)
		crypto_forget(call->secret, strlen(call->secret));
	free(call->secret);
	free(call->owner_name);
}

static bool run_answer(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct call_row row;
	struct call_target target;
	struct carrier_call call;
	struct instance *instance;
	enum found found = store->kind->call_find(store->db, turn->event->call, turn->arena, &row,
						  turn->err);

	if (found != FOUND)
		return found == NOT_FOUND; /* answered before, or its errand was dropped */
	found = conversation_load_at(&turn->bot->store, row.conversation, turn->arena,
				     turn->conversation, turn->err);
	if (found == FIND_FAILED || !store->kind->call_remove(store->db, row.row, turn->err))
		return false;
	if (found == NOT_FOUND)
		return true;
	if (!call_open(turn->bot, turn->conversation, &row, turn->arena, &target, &call, turn->err))
		return false;
	forget_call(&call);
	instance = instance_numbered(turn->conversation->state, target.instance);
	if (instance && turn->conversation->row.owner == OWNER_BOT) {
		checks_take_answer(turn, instance, target.name, row.key, &turn->event->answer);
		dialogue_run_flows(turn);
	}
	if (call.kind == CALL_CHECK_VERIFY && !turn->failed)
		turn_stored(turn, store->kind->sent_forget_secrets(store->db, row.conversation,
								   turn->err));
	return finish_turn(turn);
}

static bool run_desk(struct turn *turn, const char **code)
{
	if (!desk_do(turn, code, turn->err))
		return false;
	return turn->conversation->row.row == 0 || finish_turn(turn);
}

/* --- accounts ----------------------------------------------------------------- */

static bool take_agent(void *context, const struct agent_row *agent)
{
	struct buffer *json = context;

	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "name", agent->name);
	json_put_member(json, "role", role_name((enum role)agent->role));
	json_put_boolean(json, "disabled", agent->disabled);
	buffer_char(json, '}');
	return true;
}

static bool list_agents(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct buffer json = {0};
	struct output *output;

	buffer_char(&json, '[');
	if (!store->kind->agent_list(store->db, take_agent, &json, turn->err)) {
		buffer_finish(&json);
		return false;
	}
	buffer_char(&json, ']');
	output = turn_output(turn, OUTPUT_ACCOUNT, turn->event->origin);
	output->json_length = json.length;
	output->json = buffer_take(&json);
	return true;
}

static bool add_agent(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	struct agent_row agent = {.role = (int)event->role, .created_ms = turn->now_ms};
	enum found found = store->kind->agent_find(store->db, event->name, &agent, turn->err);

	if (found == FOUND) {
		*code = "exists";
		return error_set(turn->err, "agent %s exists already: use `fuji agent passwd %s`",
				 event->name, event->name);
	}
	agent = (struct agent_row){.role = (int)event->role, .created_ms = turn->now_ms};
	strncpy(agent.name, event->name, sizeof agent.name - 1);
	strncpy(agent.password_hash, event->password_hash, sizeof agent.password_hash - 1);
	return found == NOT_FOUND && store->kind->agent_add(store->db, &agent, turn->err);
}

static bool change_agent(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	struct agent_row agent;
	enum found found = store->kind->agent_find(store->db, event->name, &agent, turn->err);

	if (found == NOT_FOUND) {
		*code = "no_such_agent";
		return error_set(turn->err, "there is no agent %s: `fuji agent list` shows them",
				 event->name);
	}
	if (found == FIND_FAILED)
		return false;
	if (event->account == ACCOUNT_DISABLE)
		agent.disabled = true;
	else
		snprintf(agent.password_hash, sizeof agent.password_hash, "%s",
			 event->password_hash);
	if (!store->kind->agent_save(store->db, &agent, turn->err))
		return false;
	if (agent.disabled)
		turn_output(turn, OUTPUT_DISABLED, 0)->agent = agent.row;
	return true;
}

static bool run_account(struct turn *turn, const char **code)
{
	bool fine = false;

	switch (turn->event->account) {
	case ACCOUNT_LIST:
		return list_agents(turn);
	case ACCOUNT_ADD:
		fine = add_agent(turn, code);
		break;
	case ACCOUNT_PASSWORD:
	case ACCOUNT_DISABLE:
		fine = change_agent(turn, code);
		break;
	}
	if (fine)
		turn_output(turn, OUTPUT_ACCOUNT, turn->event->origin);
	return fine;
}

/* --- batches ------------------------------------------------------------------ */

static bool run_kind(struct turn *turn, const char **code)
{
	switch (turn->event->kind) {
	case EVENT_HELLO:
		return run_hello(turn, code);
	case EVENT_ACTIVITY:
		return run_activity(turn, code);
	case EVENT_ANSWER:
		return run_answer(turn);
	case EVENT_DESK:
		return run_desk(turn, code);
	case EVENT_ACCOUNT:
		return run_account(turn, code);
	}
	return false;
}

/* Runs one event inside a savepoint. False when the transaction itself is gone. */
static bool run_event(struct bot *bot, const struct event *event, struct output_list *out)
{
	const struct store_kind *kind = bot->store.kind;
	struct error err = {0};
	struct output_list mine = {0};
	struct conversation conversation = {0};
	const char *code = "storage_unavailable";
	struct turn turn = {
		.bot = bot,
		.arena = bot->arena,
		.now_ms = clock_now_ms(bot->clock),
		.event = event,
		.out = &mine,
		.conversation = &conversation,
		.text = "",
		.err = &err,
	};
	bool fine;

	arena_reset(bot->arena);
	if (!kind->savepoint(bot->store.db, &err))
		return false;
	fine = run_kind(&turn, &code) && !turn.failed && kind->release(bot->store.db, &err);
	buffer_finish(&turn.printed);
	crypto_forget(conversation.key, sizeof conversation.key);
	if (!kind->in_transaction(bot->store.db)) {
		output_list_finish(&mine);
		return false;
	}
	if (!fine) {
		bool storage = !strcmp(code, "storage_unavailable");

		kind->undo(bot->store.db);
		output_list_finish(&mine);
		if (storage)
			log_write(LOG_LEVEL_ERROR, "event undone", "reason", err.text, NULL);
		add_error(
			&turn, code,
			storage ? "暂时无法保存，请稍后再试 / cannot save right now, please try again"
				: err.text,
			storage ? RETRY_MS : 0);
	}
	move_outputs(&mine, out);
	return true;
}

static void answer_unavailable(struct bot *bot, const struct event *event, const char *reason,
			       struct output_list *out)
{
	struct conversation nobody = {0};
	struct turn turn = {.bot = bot, .event = event, .out = out, .conversation = &nobody};

	log_write(LOG_LEVEL_ERROR, "event not stored", "reason", reason, NULL);
	add_error(&turn, "storage_unavailable",
		  "暂时无法保存，请稍后再试 / cannot save right now, please try again", RETRY_MS);
}

/* The whole batch in one transaction. False: nothing of it happened. */
static bool run_together(struct bot *bot, struct event *const *events, size_t n,
			 struct output_list *out, struct error *err)
{
	const struct store_kind *kind = bot->store.kind;
	struct output_list mine = {0};

	if (!kind->begin(bot->store.db, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!run_event(bot, events[i], &mine))
			goto gone;
	}
	if (kind->commit(bot->store.db, err)) {
		move_outputs(&mine, out);
		return true;
	}
gone:
	if (kind->in_transaction(bot->store.db))
		kind->rollback(bot->store.db);
	output_list_finish(&mine);
	return false;
}

void bot_run(struct bot *bot, struct event *const *events, size_t n, struct output_list *out)
{
	struct error err = {"the transaction was ended by the database"};

	if (n == 0 || run_together(bot, events, n, out, &err))
		return;
	log_write(LOG_LEVEL_ERROR, "batch undone, its events run one by one", "reason", err.text,
		  NULL);
	for (size_t i = 0; i < n; i++) {
		if (!run_together(bot, &events[i], 1, out, &err))
			answer_unavailable(bot, events[i], err.text, out);
	}
}

/* --- calls that outlived a process --------------------------------------------- */

struct resuming {
	struct bot *bot;
	struct output_list *out;
	struct event **lost; /* answers to checks whose secret is gone */
	size_t n_lost;
};

static bool resume_call(void *context, const struct call_row *row)
{
	struct resuming *resuming = context;
	struct bot *bot = resuming->bot;
	struct conversation conversation = {0};
	struct turn turn = {.bot = bot, .out = resuming->out, .conversation = &conversation};
	struct call_target target;
	struct carrier_call call;
	struct error err = {"its conversation was erased"};
	struct event *event;

	arena_reset(bot->arena);
	if (conversation_load_at(&bot->store, row->conversation, bot->arena, &conversation, &err) !=
		    FOUND ||
	    !call_open(bot, &conversation, row, bot->arena, &target, &call, &err)) {
		log_write(LOG_LEVEL_ERROR, "call not resumed", "key", row->key, "reason", err.text,
			  NULL);
		return true;
	}
	if (!target.secret_lost) {
		struct output *output = turn_output(&turn, OUTPUT_CALL, 0);

		output->call = row->row;
		output->call_body = call;
		return true;
	}
	forget_call(&call);
	event = event_create(EVENT_ANSWER, 0);
	event->call = row->row;
	event->answer.check = CHECK_LOST;
	resuming->lost = mem_resize(resuming->lost, resuming->n_lost + 1, sizeof *resuming->lost);
	resuming->lost[resuming->n_lost++] = event;
	return true;
}

void bot_resume_calls(struct bot *bot, struct output_list *out)
{
	struct resuming resuming = {.bot = bot, .out = out};
	struct error err;

	if (!bot->store.kind->call_list(bot->store.db, resume_call, &resuming, &err))
		log_write(LOG_LEVEL_ERROR, "calls not resumed", "reason", err.text, NULL);
	bot_run(bot, resuming.lost, resuming.n_lost, out);
	for (size_t i = 0; i < resuming.n_lost; i++)
		event_destroy(resuming.lost[i]);
	free(resuming.lost);
}

/* --- life --------------------------------------------------------------------- */

enum found bot_agent(struct bot *bot, const char *name, struct agent_row *out, struct error *err)
{
	return bot->store.kind->agent_find(bot->store.db, name, out, err);
}

bool bot_restart(struct bot *bot, struct error *err)
{
	vault_destroy(bot->vault);
	bot->vault = vault_create();
	bot->store.kind->close(bot->store.db);
	bot->store.db = bot->store.kind->open(bot->data_dir, err);
	return bot->store.db != NULL;
}

/* Words and knowledge: what reload exchanges. */
struct words {
	struct intents *intents;
	struct intent_matcher *matcher;
	struct knowledge *knowledge;
	struct texts *texts;
};

static void words_finish(struct words *words)
{
	intent_matcher_destroy(words->matcher);
	intents_destroy(words->intents);
	knowledge_destroy(words->knowledge);
	texts_destroy(words->texts);
}

static bool words_load(const char *resources, struct words *out, struct problems *problems)
{
	struct arena *arena = arena_create();
	struct error err;

	*out = (struct words){
		.intents = intents_load(arena_format(arena, "%s/intents/packs", resources),
					problems),
		.knowledge = knowledge_load(arena_format(arena, "%s/knowledge", resources),
					    problems),
		.texts = texts_load(resources, flow_names(), problems),
	};
	arena_destroy(arena);
	if (out->intents && out->texts)
		names_check(out->intents, out->texts, problems);
	if (out->intents) {
		out->matcher = intent_matcher_create(out->intents, &err);
		if (!out->matcher)
			problems_add(problems, resources, 0, 0, "%s", err.text);
	}
	if (problems_count(problems) == 0)
		return true;
	words_finish(out);
	return false;
}

static void use_words(struct bot *bot, const struct words *words)
{
	bot->intents = words->intents;
	bot->matcher = words->matcher;
	bot->knowledge = words->knowledge;
	bot->texts = words->texts;
}

bool bot_check(const char *resources, struct problems *problems)
{
	struct words words;

	if (!words_load(resources, &words, problems))
		return false;
	words_finish(&words);
	return true;
}

bool bot_reload(struct bot *bot, struct problems *problems)
{
	struct words old = {bot->intents, bot->matcher, bot->knowledge, bot->texts};
	struct words words;

	if (!words_load(bot->resources, &words, problems))
		return false;
	use_words(bot, &words);
	words_finish(&old);
	return true;
}

struct bot *bot_create(const struct bot_config *config, struct problems *problems,
		       struct error *err)
{
	struct bot *bot;
	struct words words;
	void *db;

	if (!words_load(config->resources, &words, problems)) {
		error_set(err, "%zu problems in packs, texts or knowledge below %s",
			  problems_count(problems), config->resources);
		return NULL;
	}
	db = config->store->open(config->data_dir, err);
	if (!db) {
		words_finish(&words);
		return NULL;
	}
	bot = mem_new(sizeof *bot);
	use_words(bot, &words);
	bot->resources = mem_text(config->resources);
	bot->data_dir = mem_text(config->data_dir);
	bot->clock = config->clock;
	bot->keys = config->keys;
	bot->zone_minutes = config->zone_minutes;
	bot->store = (struct store){config->store, db, config->keys};
	bot->vault = vault_create();
	bot->arena = arena_create();
	if (!config->store->sent_purge(db, clock_now_ms(bot->clock) - SENT_LIFE_MS, err))
		log_write(LOG_LEVEL_WARNING, "old client ids not purged", "reason", err->text,
			  NULL);
	return bot;
}

void bot_destroy(struct bot *bot)
{
	struct words words;

	if (!bot)
		return;
	words = (struct words){bot->intents, bot->matcher, bot->knowledge, bot->texts};
	words_finish(&words);
	if (bot->store.db)
		bot->store.kind->close(bot->store.db);
	vault_destroy(bot->vault);
	arena_destroy(bot->arena);
	free(bot->resources);
	free(bot->data_dir);
	free(bot);
}
