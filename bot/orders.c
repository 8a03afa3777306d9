/*
 * Orders to the operator: given once what bot/actions.c asks for is there, and watched.
 *
 * An order is an entry of the journal that no correction takes back, and its key is made of
 * errand and name, so that it is one order however often the errand runs. The watch is begun
 * in the same transaction: what the subscriber was promised does not hang on the talk going on.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/audit.h"
#include "bot/case.h"
#include "bot/outreach.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)

const char *order_missing_proof(const struct turn *turn, const char *what)
{
	const struct action *action = action_named(what);

	if (proof_is_enough(turn, turn->conversation->state->line, action->trust, action->apart))
		return NULL;
	if (action->apart)
		return "apart";
	return action->trust == TRUST_STRONG ? "strong" : "low";
}

bool turn_may_order(struct turn *turn, const char *what)
{
	const struct action *action = action_named(what);

	return action->apart ? turn_trusted_apart(turn) : turn_trusted(turn, action->trust);
}

static bool watches(struct instance *watch, const char *line, const char *what)
{
	const struct entry *its_line = journal_find(watch, ENTRY_ANSWER, "line");
	const struct entry *its_what = journal_find(watch, ENTRY_ANSWER, "what");

	return its_line && its_what && !strcmp(its_line->value, line) &&
	       !strcmp(its_what->value, what);
}

/* Of the same kind for the same line the newest is followed: two would tell the same twice. */
static struct instance *begin_watch(struct turn *turn, const char *line, const char *what)
{
	struct state *state = turn->conversation->state;
	struct instance *watch;

	for (size_t i = state->n_watches; i > 0; i--)
		if (watches(state->watches[i - 1], line, what))
			state_end_watch(state, state->watches[i - 1]);
	watch = state_watch(state, "order_watch", turn->arena);
	journal_add(watch, ENTRY_ANSWER, "line", line);
	journal_add(watch, ENTRY_ANSWER, "what", what);
	journal_add(watch, ENTRY_ANSWER, "seq",
		    arena_format(turn->arena, "%lld", (long long)turn->message_seq));
	journal_add(watch, ENTRY_ANSWER, "since",
		    arena_format(turn->arena, "%lld", (long long)turn->now_ms));
	return watch;
}

static void send(struct turn *turn, const char *name, const struct carrier_order *order)
{
	struct carrier_call call = {.kind = CALL_ORDER, .order = *order};

	snprintf(call.line, sizeof call.line, "%s", turn_answer(turn, "line"));
	call_send(turn, name, &call);
	turn_fact(turn, "ordered", arena_text(turn->arena, order->what),
		  text_mask_number(call.line, turn->arena), order->months);
}

/* Under the case, if the conversation has come to one. What a desk orders its verb tells. */
static void audit_order(struct turn *turn, enum role role, const char *what, const char *detail)
{
	const struct conversation *conversation = turn->conversation;
	const char *case_id = conversation->state->case_id;

	audit_write(turn, &(struct audit_act){
				  .who = "",
				  .role = role_name(role),
				  .what = what,
				  .object = *case_id ? case_id : conversation->row.id,
				  .detail = detail,
			  });
}

void order_audit_answer(struct turn *turn, const struct carrier_call *call,
			const struct carrier_answer *answer)
{
	const char *told = answer->outcome == CALL_FAILED
				   ? "no answer"
				   : call_print_answer(turn, CALL_ORDER, answer);

	audit_order(turn, ROLE_NONE, "order.answered",
		    arena_format(turn->arena, "%s %s %s", call->order.what, call->line, told));
}

static void send_order(struct turn *turn, const char *name, const struct carrier_order *order)
{
	struct instance *watch;

	send(turn, name, order);
	audit_order(turn, ROLE_SUBSCRIBER, "chat.order",
		    arena_format(turn->arena, "%s %s", order->what, turn_answer(turn, "line")));
	watch = begin_watch(turn, turn_answer(turn, "line"), arena_text(turn->arena, order->what));
	journal_add(watch, ENTRY_ANSWER, "key", call_order_key(turn, name));
	watch->intent = turn->running->intent;
	turn->begins_watch = true;
}

/* There is no errand: the watch waits for the operator's answer itself. */
void order_by_agent(struct turn *turn, const struct carrier_order *order)
{
	struct instance *watch = begin_watch(turn, turn->conversation->state->line,
					     arena_text(turn->arena, order->what));

	proof_use(turn, turn->conversation->state->line);
	turn->running = watch;
	send(turn, "order", order);
	journal_add(watch, ENTRY_ANSWER, "key", call_order_key(turn, "order"));
	turn->running = NULL;
	errands_run_watch(turn, watch);
}

int64_t turn_ordered_ms(struct turn *turn, const char *what)
{
	const struct state *state = turn->conversation->state;
	const char *line = text_mask_number(turn_answer(turn, "line"), turn->arena);

	for (size_t i = state->n_story; i > 0; i--) {
		const struct story *story = &state->story[i - 1];

		if (!strcmp(story->kind, "ordered") && !strcmp(story->name, what) &&
		    !strcmp(story->value, line))
			return story->at_ms;
	}
	return 0;
}

/* `done S00000001`: the state; the number goes to the texts. */
enum order_state order_read_state(struct turn *turn, const struct entry *entry)
{
	static const char *const states[] = {"absent", "pending", "done", "refused"};
	size_t length = strcspn(entry->value, " ");
	int state = 0;

	while (state < ORDER_REFUSED && strncmp(entry->value, states[state], length))
		state++;
	if (entry->value[length] && entry->value[length + 1])
		turn->order_number = entry->value + length + 1;
	return (enum order_state)state;
}

/* The operator has it: with its number, once. */
void order_note_accepted(struct turn *turn, const char *what)
{
	const struct state *state = turn->conversation->state;
	const char *number = turn->order_number ? turn->order_number : "";

	for (size_t i = 0; i < state->n_story; i++)
		if (!strcmp(state->story[i].kind, "accepted") &&
		    !strcmp(state->story[i].name, what) && !strcmp(state->story[i].value, number))
			return;
	turn_fact(turn, "accepted", arena_text(turn->arena, what), number, 0);
}

bool turn_order(struct turn *turn, const char *name, const struct carrier_order *order)
{
	const struct entry *entry = journal_find(turn->running, ENTRY_ORDER, name);

	if (!entry && turn_may_order(turn, order->what)) {
		assert(turn_is(turn, action_named(order->what)->consent, "yes"));
		send_order(turn, name, order);
	}
	if (!entry)
		return false;
	if (entry->lookup == LOOKUP_WAITING)
		return false;
	if (entry->lookup == LOOKUP_UNAVAILABLE) {
		turn_say_common(turn, "order_unknown");
		handoff_request(turn, "order_unknown");
		return false;
	}
	if (order_read_state(turn, entry) != ORDER_REFUSED) {
		order_note_accepted(turn, order->what);
		return true;
	}
	turn_say_common(turn, "order_refused");
	handoff_request(turn, "order_refused");
	return false;
}

bool order_is_under_way(const struct turn *turn, const char *about, const char *what)
{
	const struct state *state = turn->conversation->state;

	for (size_t i = 0; i < state->n_watches; i++) {
		const struct entry *line = journal_find(state->watches[i], ENTRY_ANSWER, "line");
		const struct entry *order = journal_find(state->watches[i], ENTRY_ANSWER, "what");

		if (!strcmp(line->value, about) && !strcmp(order->value, what))
			return true;
	}
	return false;
}

static bool is_asked_for(const struct instance *flow)
{
	for (size_t i = 0; i < flow->n_entries; i++)
		if (flow->entries[i].kind == ENTRY_ORDER &&
		    flow->entries[i].lookup == LOOKUP_WAITING)
			return true;
	return false;
}

bool order_is_open(const struct state *state)
{
	for (size_t i = 0; i < state->n_watches; i++) {
		const struct entry *what = journal_find(state->watches[i], ENTRY_ANSWER, "what");

		if (action_find(what->value))
			return true;
	}
	for (size_t i = 0; i < state->n_flows; i++)
		if (is_asked_for(state->flows[i]))
			return true;
	return false;
}

bool turn_is_ordered(const struct turn *turn, const char *what)
{
	return order_is_under_way(turn, turn_answer(turn, "line"), what);
}

bool turn_is_watching(const struct turn *turn)
{
	return turn->conversation->state->n_watches > 0;
}

void turn_watch_payment(struct turn *turn)
{
	if (journal_find(turn->running, ENTRY_SAID, "payment_watched"))
		return;
	journal_add(turn->running, ENTRY_SAID, "payment_watched", "");
	if (turn_is_ordered(turn, "payment"))
		return;
	begin_watch(turn, turn_answer(turn, "line"), "payment")->intent = turn->running->intent;
	turn->begins_watch = true;
}

/* --- in a watch --------------------------------------------------------------- */

int64_t turn_watched_since(const struct turn *turn)
{
	return strtoll(turn_answer(turn, "since"), NULL, 10);
}

void turn_note_done(struct turn *turn)
{
	turn_fact(turn, "finished", turn_answer(turn, "what"), NULL, 0);
}

void turn_note_restored(struct turn *turn)
{
	int64_t zone_ms = turn->conversation->row.zone_minutes * 60000LL;

	turn->news = "push_line_restored";
	outreach_news(turn, NEWS_RESTORED, (turn->now_ms + zone_ms) / DAY_MS, "sms_line_restored");
	turn_count(turn, "restored", turn_answer(turn, "what"), NULL,
		   turn->now_ms - turn_watched_since(turn));
}

bool turn_watches(const struct turn *turn, const char *what)
{
	return turn_is(turn, "what", what);
}

bool turn_follow(struct turn *turn, const char *name, enum order_state *out)
{
	const struct entry *entry = journal_find(turn->running, ENTRY_LOOKUP, name);
	struct carrier_call call = {.kind = CALL_ORDER_FIND};

	*out = ORDER_PENDING;
	if (!entry) {
		snprintf(call.line, sizeof call.line, "%s", turn_answer(turn, "line"));
		snprintf(call.key, sizeof call.key, "%s", turn_answer(turn, "key"));
		call_send(turn, name, &call);
		return false;
	}
	if (entry->lookup == LOOKUP_WAITING)
		return false;
	if (entry->lookup == LOOKUP_READY)
		*out = order_read_state(turn, entry);
	return true;
}

bool turn_wait_until(struct turn *turn, const char *name, int64_t at_ms)
{
	const struct entry *entry = journal_find(turn->running, ENTRY_LOOKUP, name);
	struct carrier_call call = {.kind = CALL_WAIT, .wake_ms = at_ms};

	if (!entry && notice_was_heard(turn)) {
		journal_add(turn->running, ENTRY_LOOKUP, name, "")->lookup = LOOKUP_READY;
		return true;
	}
	if (!entry)
		call_send(turn, name, &call);
	return entry && entry->lookup == LOOKUP_READY;
}

void turn_wait_again(struct turn *turn, const char *name)
{
	journal_drop_lookups(turn->running, journal_find(turn->running, ENTRY_LOOKUP, name));
}
