/*
 * Talks on record: one entry in the operator's log for each, once it has come to its end, that is
 * closed, or left by a subscriber who wants nothing else.
 *
 * Who comes back later begins another. What is told are the steps, as the case's facts have them,
 * and not a word of what was said. It is tried until the operator has it: one that is out of
 * reach for three days misses it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/case.h"
#include "bot/tickets.h"

#define HOUR_MS (60 * 60 * 1000LL)
#define TRIED_MS (72 * HOUR_MS)

static bool is_unrecorded(const struct state *state, const struct story *story)
{
	return story->at_ms > state->recorded_ms &&
	       (!state->talk_ended_ms || story->at_ms <= state->talk_ended_ms);
}

/* When what is not on record yet began; 0: nothing was talked about since. */
static int64_t begun_ms(const struct state *state)
{
	for (size_t i = 0; i < state->n_story; i++)
		if (is_unrecorded(state, &state->story[i]) &&
		    !strcmp(state->story[i].kind, "understood"))
			return state->story[i].at_ms;
	return 0;
}

/* `told:cause:ARREARS_FULL; ordered:resume:138****0003` */
static char *print_steps(const struct state *state)
{
	struct buffer steps = {0};
	char *text;

	buffer_text(&steps, "");
	for (size_t i = 0; i < state->n_story; i++) {
		const struct story *story = &state->story[i];

		if (is_unrecorded(state, story))
			buffer_format(&steps, "%s%s:%s:%s", steps.length ? "; " : "", story->kind,
				      story->name, story->value);
	}
	text = mem_text(steps.data);
	buffer_finish(&steps);
	return text;
}

static void give(struct turn *turn, bool maybe_sent)
{
	struct state *state = turn->conversation->state;
	struct carrier_call call = {.kind = CALL_TALK, .maybe_sent = maybe_sent};

	turn_matter(turn, &call.matter);
	call.matter.begun_ms = begun_ms(state);
	call.matter.ended_ms = state->talk_ended_ms;
	snprintf(call.matter.ticket, sizeof call.matter.ticket, "%s", state->ticket);
	snprintf(call.key, sizeof call.key, "%s.%lld", turn->conversation->row.id,
		 (long long)state->talk_ended_ms);
	call.text = print_steps(state);
	turn->running = NULL;
	call_send(turn, "talk", &call);
	free(call.text);
}

void talk_send(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	bool ends = turn->ends || turn->conversation->row.owner == OWNER_CLOSED;

	if (!ends || turn->failed || !turn->bot->extras->talks || state->talk_ended_ms ||
	    !begun_ms(state))
		return;
	state->talk_ended_ms = turn->now_ms;
	give(turn, false);
}

void talk_alarm(struct turn *turn)
{
	if (turn->conversation->state->talk_ended_ms)
		give(turn, true);
}

void talk_take_answer(struct turn *turn, const struct carrier_answer *answer)
{
	struct state *state = turn->conversation->state;
	struct carrier_call call = {.kind = CALL_WAIT, .wake_ms = turn->now_ms + HOUR_MS};

	if (answer->outcome == CALL_FAILED && turn->now_ms < state->talk_ended_ms + TRIED_MS) {
		call_send(turn, "talk", &call);
		return;
	}
	state->recorded_ms = state->talk_ended_ms;
	state->talk_ended_ms = 0;
}
