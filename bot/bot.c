/*
 * Batches of events, one commit each.
 *
 * Every event has a savepoint: one that fails is undone and answered with an error, the rest
 * commits. Some errors of the database end the whole transaction; then all outputs of the
 * batch are dropped and each event runs again in a transaction of its own. Outputs leave only
 * after COMMIT.
 */
#include "bot/bot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "bot/hooks.h"
#include "bot/queue.h"

#define RETRY_MS 2000

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

/* --- batches ------------------------------------------------------------------ */

/* What an event has written is taken back to its savepoint or, when it is alone in its batch, with
 * the whole transaction: then nothing has to be marked. */
static void take_back(const struct store *store, bool alone)
{
	if (!alone) {
		store->kind->undo(store->db);
		return;
	}
	store->kind->rollback(store->db);
	store->kind->begin(store->db, NULL);
}

/* Runs one event so that it can be taken back. False when the transaction itself is gone. */
static bool run_event(struct bot *bot, const struct event *event, bool alone,
		      struct output_list *out)
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

	log_follow(event->trace);
	log_write(LOG_LEVEL_DEBUG, "event run", NULL);
	arena_reset(bot->arena);
	if (!alone && !kind->savepoint(bot->store.db, &err))
		return false;
	fine = event_run(&turn, &code) && !turn.failed &&
	       (alone || kind->release(bot->store.db, &err));
	buffer_finish(&turn.printed);
	crypto_forget(conversation.key, sizeof conversation.key);
	if (!fine && kind->in_transaction(bot->store.db))
		take_back(&bot->store, alone);
	if (!kind->in_transaction(bot->store.db)) {
		output_list_finish(&mine);
		return false;
	}
	if (!fine) {
		bool storage = !strcmp(code, "storage_unavailable");

		output_list_finish(&mine);
		audit_refused(&turn, code);
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

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The whole batch in one transaction. False: nothing of it happened. */
static bool run_together(struct bot *bot, struct event *const *events, size_t n,
			 struct output_list *out, struct error *err)
{
	const struct store_kind *kind = bot->store.kind;
	struct output_list mine = {0};
	int64_t begun_us;

	if (!kind->begin(bot->store.db, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!run_event(bot, events[i], n == 1, &mine))
			goto gone;
	}
	log_follow(0);
	begun_us = now_us();
	if (kind->commit(bot->store.db, err)) {
		bot->commit_us = now_us() - begun_us;
		audit_keep_head(bot->audit, &bot->store);
		move_outputs(&mine, out);
		return true;
	}
gone:
	kind->rollback(bot->store.db);
	output_list_finish(&mine);
	return false;
}

void bot_run(struct bot *bot, struct event *const *events, size_t n, struct output_list *out)
{
	struct error err = {"the transaction was ended by the database"};

	if (n == 0)
		return;
	if (run_together(bot, events, n, out, &err)) {
		queue_arm(bot, out);
		return;
	}
	log_write(LOG_LEVEL_ERROR, "batch undone, its events run one by one", "reason", err.text,
		  NULL);
	for (size_t i = 0; i < n; i++) {
		if (!run_together(bot, &events[i], 1, out, &err))
			answer_unavailable(bot, events[i], err.text, out);
	}
	queue_arm(bot, out);
}

void bot_tidy(struct bot *bot)
{
	bot->store.kind->tidy(bot->store.db);
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
	call_forget(&call);
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

	if (!queue_resume(bot, &err))
		log_write(LOG_LEVEL_ERROR, "lines not resumed", "reason", err.text, NULL);
	queue_arm(bot, out);
	hook_resume(bot, out);
	if (!bot->store.kind->call_list(bot->store.db, resume_call, &resuming, &err))
		log_write(LOG_LEVEL_ERROR, "calls not resumed", "reason", err.text, NULL);
	bot_run(bot, resuming.lost, resuming.n_lost, out);
	for (size_t i = 0; i < resuming.n_lost; i++)
		event_destroy(resuming.lost[i]);
	free(resuming.lost);
}

int64_t bot_commit_us(const struct bot *bot)
{
	return bot->commit_us;
}

struct check_counts bot_check_counts(const struct bot *bot)
{
	return bot->check_counts;
}

int64_t bot_rules_given_up(const struct bot *bot)
{
	return bot->rules_given_up;
}

/* --- life --------------------------------------------------------------------- */

enum found bot_agent(struct bot *bot, const char *name, struct agent_row *out, struct error *err)
{
	return bot->store.kind->agent_find(bot->store.db, name, out, err);
}

void agent_stamp(const struct keys *keys, const struct agent_row *agent, char out[CRYPTO_ID_SIZE])
{
	char text[sizeof agent->password_hash + 24];
	uint8_t hash[CRYPTO_HASH_SIZE];

	snprintf(text, sizeof text, "%lld %s", (long long)agent->epoch, agent->password_hash);
	keys_hash(keys, "password", text, strlen(text), hash);
	crypto_base64(hash, 16, out);
}

bool bot_restart(struct bot *bot, struct error *err)
{
	vault_destroy(bot->vault);
	bot->vault = vault_create(bot->keys);
	line_watch_destroy(bot->line_watch);
	bot->line_watch = line_watch_create();
	bot->reminders_resume = bot->reminders;
	purge_start(bot);
	audit_close(bot->audit);
	bot->audit = NULL;
	bot->store.kind->close(bot->store.db);
	bot->store.db = bot->store.kind->open(bot->data_dir, err);
	if (!bot->store.db)
		return false;
	bot->audit = audit_open(bot->data_dir, &bot->store);
	return true;
}

void bot_trace(struct bot *bot, step_taker *take, void *context)
{
	bot->trace = take;
	bot->trace_context = context;
}

static const struct carrier_extras no_extras;

struct bot *bot_create(const struct bot_config *config, struct problems *problems,
		       struct error *err)
{
	struct bot_words *words = bot_words_load(config->resources, problems);
	struct bot *bot;
	void *db;

	if (!words) {
		error_set(err, "%zu problems in packs, texts or knowledge below %s",
			  problems_count(problems), config->resources);
		return NULL;
	}
	db = config->store->open(config->data_dir, err);
	if (!db) {
		bot_words_destroy(words);
		return NULL;
	}
	bot = mem_new(sizeof *bot);
	bot_words_give(bot, words);
	bot->resources = mem_text(config->resources);
	bot->data_dir = mem_text(config->data_dir);
	bot->clock = config->clock;
	bot->keys = config->keys;
	bot->identity = config->identity;
	bot->check_rules = config->check_rules ? *config->check_rules : CHECK_RULES;
	bot->uploads = config->uploads;
	bot->retention = config->retention;
	bot->hooks = config->hooks;
	bot->extras = config->extras ? config->extras : &no_extras;
	bot->reminders = config->reminders;
	bot->reminders_resume = bot->reminders;
	bot->zone_minutes = config->zone_minutes;
	bot->desk_idle_ms = config->desk_idle_ms;
	bot->store = (struct store){config->store, db, config->keys};
	bot->vault = vault_create(bot->keys);
	bot->audit = audit_open(bot->data_dir, &bot->store);
	bot->arena = arena_create();
	bot->line_watch = line_watch_create();
	purge_start(bot);
	return bot;
}

void bot_destroy(struct bot *bot)
{
	if (!bot)
		return;
	bot_words_give(bot, NULL);
	if (bot->store.db)
		bot->store.kind->close(bot->store.db);
	audit_close(bot->audit);
	vault_destroy(bot->vault);
	free(bot->spikes);
	for (int i = 0; i < N_REPORT_PERIODS; i++)
		free(bot->reports[i]);
	text_writer_destroy(bot->writer);
	line_watch_destroy(bot->line_watch);
	arena_destroy(bot->arena);
	free(bot->resources);
	free(bot->data_dir);
	free(bot);
}
