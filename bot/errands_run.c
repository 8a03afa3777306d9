/*
 * Running the errands of a conversation: the last one until it waits, and then the one that it was
 * begun in; those that go on behind the talk; and, when all has ended, how it was.
 */
#include "bot/core.h"

void errands_run_watch(struct turn *turn, struct instance *watch)
{
	struct instance *running = turn->running;

	turn->running = watch;
	turn->watches = true;
	if (flow_named(watch->flow)->run(turn) == FLOW_DONE)
		state_end_watch(turn->conversation->state, watch);
	turn->watches = false;
	turn->running = running;
}

/* A watch that was begun in this turn sets its first alarm. */
static void start_watches(struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	if (!turn->begins_watch || turn->failed)
		return;
	turn->begins_watch = false;
	errands_run_watch(turn, state->watches[state->n_watches - 1]);
}

/* The other need, once the first one is met. */
static void begin_later(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const char *intent = state->later;

	if (state->n_flows || !*intent)
		return;
	state->later = "";
	turn_say_common(turn, "next_need");
	errand_begin(turn, flow_for_intent(intent)->name);
	state_top(state)->intent = intent;
}

static void run_flows(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	while (state->n_flows > 0 && !turn->failed && turn->conversation->row.owner == OWNER_BOT) {
		struct instance *top = state_top(state);

		turn->running = top;
		if (flow_named(top->flow)->run(turn) == FLOW_DONE) {
			turn_count(turn, "errand", "ended", top->flow, 0);
			state_pop(state);
			begin_later(turn);
		} else if (state_top(state) == top) {
			return;
		}
		turn->missed = turn->remind = false;
	}
}

void errands_ask_rating(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	turn_drop_flows(turn);
	turn->running = state_push(state, RATING, turn->arena);
	flow_named(RATING)->run(turn);
	state->rating_asked = true;
}

void errands_run(struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	run_flows(turn);
	if (turn->ends && state->n_flows == 0 && !state->rating_asked)
		errands_ask_rating(turn);
	start_watches(turn);
}

void errands_run_begun(struct turn *turn)
{
	struct instance *top = state_top(turn->conversation->state);

	if (top && top->n_entries == 0)
		errands_run(turn);
}

enum flow_status turn_end(struct turn *turn)
{
	turn_say(turn, "done");
	turn->ends = true;
	return FLOW_DONE;
}
