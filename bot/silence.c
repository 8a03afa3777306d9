/*
 * When the subscriber is silent: a kind word, another, and in the end the conversation is closed.
 *
 * Only who was asked something is reminded. One alarm at a time waits in the outbox; when it
 * goes off, what was said meanwhile decides whether it meant anything.
 */
#include "bot/core.h"

#define MINUTE_MS (60 * 1000LL)

static const struct {
	const char *text;
	int64_t after_ms; /* since the subscriber last spoke */
} steps[] = {
	{"silence_first", 5 * MINUTE_MS},
	{"silence_second", 20 * MINUTE_MS},
	{"silence_last", 60 * MINUTE_MS},
};

enum { N_STEPS = sizeof steps / sizeof *steps };

/* Never closer to the last one than the steps are to each other: not all at once after the server
 * was down for an hour, or when the clock leaps. */
static int64_t next_ms(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;
	const int64_t after_ms = steps[state->silences].after_ms;
	const int64_t at_ms = state->spoke_ms + after_ms;
	int64_t least_ms;

	if (!state->silences)
		return at_ms;
	least_ms = turn->now_ms + after_ms - steps[state->silences - 1].after_ms;
	return at_ms > least_ms ? at_ms : least_ms;
}

static void set_alarm(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	int64_t at_ms = next_ms(turn);
	struct carrier_call call = {.kind = CALL_WAIT, .wake_ms = at_ms};

	turn->running = NULL;
	state->alarm = true;
	call_send(turn, "silence", &call);
}

static bool is_awaited(const struct turn *turn)
{
	return turn->conversation->row.owner == OWNER_BOT && turn_open_prompt(turn);
}

void silence_listen(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	state->spoke_ms = turn->now_ms;
	state->spoke_seq = turn->message_seq;
	state->silences = 0;
	if (!state->alarm && is_awaited(turn))
		set_alarm(turn);
}

static void close_conversation(struct turn *turn)
{
	turn->conversation->row.owner = OWNER_CLOSED;
	turn_announce_owner(turn);
	turn_fact(turn, "closed", "silence", NULL, 0);
}

void silence_alarm(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	state->alarm = false;
	if (!is_awaited(turn))
		return;
	if (turn->now_ms >= state->spoke_ms + steps[state->silences].after_ms) {
		turn_say_common(turn, steps[state->silences].text);
		state->silences++;
	}
	if (state->silences == N_STEPS)
		close_conversation(turn);
	else
		set_alarm(turn);
}
