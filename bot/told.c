/*
 * What comes back for what was asked outside: the operator's answers and news, alarms, and checks that
 * were made elsewhere. Whoever waits for it goes on.
 */
#include <string.h>

#include "bot/case.h"
#include "bot/line.h"
#include "bot/queue.h"
#include "bot/tickets.h"

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
		errands_run(turn);
		return;
	}
	if (kind == CALL_ORDER)
		line_take_order_answer(turn, instance);
	else
		errands_run_watch(turn, instance);
	errands_run_begun(turn);
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
	if (asked->call.kind == CALL_ORDER)
		order_audit_answer(turn, &asked->call, answer);
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
bool told_heard(struct turn *turn)
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
bool told_slow(struct turn *turn)
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

bool told_answer(struct turn *turn)
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
bool told_checked(struct turn *turn, const char **code)
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
