/*
 * What others are told: an operator's own help desk events of conversations that have or had a
 * case, the back end of its app that there is news for who may not be looking (bot/push.c).
 *
 * A row is written in the transaction of what it tells. Of each conversation one is out at a
 * time for each of the two, the first that waits; when it has come to its end the next one goes.
 * So the order within a conversation holds, and one that is stuck stops no other.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/hooks.h"

#define BOUND_SIZE 48
#define PAGE 100

static void hook_bound(const struct hook_row *row, char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "hook/%s", row->id);
}

/* NULL when its row was changed outside. */
static const char *open_data(const struct conversation *conversation, const struct hook_row *row,
			     struct arena *arena)
{
	char bound[BOUND_SIZE];

	hook_bound(row, bound);
	return conversation_open(conversation, bound, row->sealed_data, arena);
}

static void print_hook(struct buffer *json, const struct hook_row *row, const char *conversation,
		       const char *data)
{
	char at[25];

	clock_print(row->at_ms, at);
	json_put_member(json, "type", row->type);
	json_put_member(json, "id", row->id);
	json_put_integer(json, "seq", row->row);
	json_put_member(json, "timestamp", at);
	json_put_member(json, "conversation", conversation);
	json_put_member(json, "case", row->case_id);
	json_put_name(json, "data");
	buffer_text(json, data);
	buffer_char(json, '}');
}

static void send_hook(struct turn *turn, const struct hook_row *row, const char *data)
{
	struct output *output = turn_output(turn, OUTPUT_HOOK, 0);
	struct buffer json = {0};

	buffer_char(&json, '{');
	print_hook(&json, row, turn->conversation->row.id, data);
	output->hook = (struct hook){.row = row->row,
				     .at_ms = row->retried_ms ? row->retried_ms : row->at_ms,
				     .target = (enum hook_target)row->target};
	strcpy(output->hook.id, row->id);
	output->json_length = json.length;
	output->json = buffer_take(&json);
}

static void put(struct turn *turn, enum hook_target target, const char *type, const char *case_id,
		const char *data)
{
	const struct store *store = &turn->bot->store;
	struct hook_row row = {
		.conversation = turn->conversation->row.row,
		.at_ms = turn->now_ms,
		.target = target,
	};
	struct hook_row first;
	char bound[BOUND_SIZE];
	enum found found;

	if (!turn->bot->hooks.wanted[target] || turn->failed)
		return;
	crypto_id(row.id);
	snprintf(row.case_id, sizeof row.case_id, "%s", case_id);
	snprintf(row.type, sizeof row.type, "%s", type);
	hook_bound(&row, bound);
	row.sealed_data = conversation_seal(turn->conversation, bound, data, turn->arena);
	found = store->kind->hook_first(store->db, row.conversation, target, turn->arena, &first,
					turn->err);
	if (turn_stored(turn, found != FIND_FAILED &&
				      store->kind->hook_add(store->db, &row, turn->err)) &&
	    found == NOT_FOUND)
		send_hook(turn, &row, data);
}

void hook_put(struct turn *turn, const char *type, const char *case_id, const char *data)
{
	put(turn, HOOK_DESK, type, case_id, data);
}

void hook_put_push(struct turn *turn, const char *data)
{
	put(turn, HOOK_PUSH, "push", turn->conversation->state->case_id, data);
}

void hook_put_activity(struct turn *turn, const struct activity *activity, const char *json)
{
	const char *case_id = turn->conversation->state->case_id;

	if (turn->bot->hooks.wanted[HOOK_DESK] && *case_id)
		hook_put(turn, activity->name ? activity->name : activity->type, case_id,
			 text_mask_numbers(json, turn->arena));
}

/* --- one after the other ------------------------------------------------------------ */

/* Of a person who was erased nothing is sent, and what does not open is no news: it is passed
 * over as dead. */
bool hook_send_first(struct turn *turn, int64_t conversation, enum hook_target target)
{
	const struct store *store = &turn->bot->store;
	struct hook_row row;
	enum found found, person;
	const char *data;

	while ((found = store->kind->hook_first(store->db, conversation, target, turn->arena, &row,
						turn->err)) == FOUND) {
		person = conversation_load_at(&turn->bot->store, conversation, turn->arena,
					      turn->conversation, turn->err);
		if (person == FIND_FAILED)
			return false;
		data = person == FOUND ? open_data(turn->conversation, &row, turn->arena) : NULL;
		if (data) {
			send_hook(turn, &row, data);
			return true;
		}
		if (!store->kind->hook_settle(store->db, row.row, HOOK_DEAD, turn->err))
			return false;
	}
	return found == NOT_FOUND;
}

bool hook_settle(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	struct hook_row row;
	enum found found = store->kind->hook_at(store->db, event->hook, turn->arena, &row,
						turn->err);

	if (found != FOUND)
		return found == NOT_FOUND; /* its time is over */
	return store->kind->hook_settle(store->db, row.row, event->hook_state, turn->err) &&
	       hook_send_first(turn, row.conversation, (enum hook_target)row.target);
}

struct resuming {
	struct bot *bot;
	struct output_list *out;
};

/* What does not open is left to the conversation's next event, and what is for nobody any more
 * to the purge. */
static bool resume(void *context, const struct hook_row *row)
{
	struct resuming *resuming = context;
	struct bot *bot = resuming->bot;
	struct conversation conversation = {0};
	struct turn turn = {.bot = bot, .out = resuming->out, .conversation = &conversation};
	struct error err;
	const char *data = NULL;

	if (!bot->hooks.wanted[row->target])
		return true;
	arena_reset(bot->arena);
	if (conversation_load_at(&bot->store, row->conversation, bot->arena, &conversation, &err) ==
	    FOUND)
		data = open_data(&conversation, row, bot->arena);
	if (data)
		send_hook(&turn, row, data);
	crypto_forget(conversation.key, sizeof conversation.key);
	return true;
}

void hook_resume(struct bot *bot, struct output_list *out)
{
	struct resuming resuming = {bot, out};
	struct error err;

	if (bot->hooks.life_ms &&
	    !bot->store.kind->hook_heads(bot->store.db, resume, &resuming, &err))
		log_write(LOG_LEVEL_ERROR, "webhooks not resumed", "reason", err.text, NULL);
}

bool hook_purge(struct turn *turn)
{
	const struct store *store = &turn->bot->store;

	return !turn->bot->hooks.life_ms ||
	       store->kind->hook_purge(store->db, turn->now_ms - turn->bot->hooks.life_ms,
				       turn->err);
}

/* --- reading ------------------------------------------------------------------------ */

struct listing {
	struct turn *turn;
	struct buffer json;
	size_t n;
	int64_t last;
};

static bool take_row(void *context, const struct hook_row *row)
{
	static const char *const states[] = {"waiting", "delivered", "dead"};
	struct listing *listing = context;
	struct turn *turn = listing->turn;
	const char *data;
	enum found found = conversation_load_at(&turn->bot->store, row->conversation, turn->arena,
						turn->conversation, turn->err);

	listing->n++;
	listing->last = row->row;
	data = found == FOUND ? open_data(turn->conversation, row, turn->arena) : NULL;
	if (!data)
		return turn_stored(turn, found != FIND_FAILED);
	json_put_comma(&listing->json);
	buffer_char(&listing->json, '{');
	json_put_member(&listing->json, "delivery", states[row->state]);
	print_hook(&listing->json, row, turn->conversation->row.id, data);
	return true;
}

bool hook_list(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	struct listing listing = {.turn = turn, .last = turn->event->page_row};
	struct agent_row agent;
	struct output *output;
	enum found found = account_asking(turn, &agent);

	if (found == FIND_FAILED)
		return false;
	if (found == NOT_FOUND || agent.disabled ||
	    !access_allows((enum role)agent.role, "GET /api/v1/events")) {
		*code = "forbidden";
		return error_set(turn->err, "this account may not do that");
	}
	buffer_text(&listing.json, "{\"events\":[");
	turn_stored(turn, store->kind->hook_list(store->db, turn->event->page_row, PAGE, take_row,
						 &listing, turn->err));
	buffer_format(&listing.json, "],\"after\":%lld,\"more\":%s}", (long long)listing.last,
		      listing.n == PAGE ? "true" : "false");
	output = turn_output(turn, OUTPUT_HOOKS, turn->event->origin);
	output->json_length = listing.json.length;
	output->json = buffer_take(&listing.json);
	audit_write(turn, &(struct audit_act){.who = agent.name,
					      .role = role_name((enum role)agent.role),
					      .what = "GET /api/v1/events"});
	return !turn->failed;
}
