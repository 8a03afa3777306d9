/*
 * Did it work? Follows an order or a payment until its effect is there, behind the talk.
 *
 * wait -> what became of it? -> done: told | refused or overdue: a person | else wait longer
 *
 * What the operator tells meanwhile ends a wait early; the looks that are planned remain.
 */
#include "bot/flow.h"

#define MINUTE_MS (60 * 1000LL)
#define HOUR_MS (60 * MINUTE_MS)

enum news { NEWS_PENDING, NEWS_DONE, NEWS_REFUSED, NEWS_NONE };

/* When it is looked after, from its beginning on. */
static const struct {
	const char *wait, *look, *line;
	int64_t after_ms;
} looks[] = {
	{"wait_1", "look_1", "line_1", MINUTE_MS},
	{"wait_2", "look_2", "line_2", 5 * MINUTE_MS},
	{"wait_3", "look_3", "line_3", 20 * MINUTE_MS},
	{"wait_4", "look_4", "line_4", HOUR_MS},
	{"wait_5", "look_5", "line_5", 4 * HOUR_MS},
	{"wait_6", "look_6", "line_6", WATCH_LONGEST_MS},
};

static int64_t when(const struct turn *turn, size_t i)
{
	return turn_watched_since(turn) + looks[i].after_ms;
}

/* What was paid lately was not enough. */
static void tell_part(struct turn *turn, const struct carrier_line *line)
{
	if (line->owed_fen > 0 && line->paid_ms >= turn_watched_since(turn) - HOUR_MS)
		turn_say(turn, "part");
}

/* Of a payment: no hold is left that paying would lift. */
static enum news of_payment(struct turn *turn, size_t i)
{
	struct carrier_line line;

	if (!turn_look_again(turn, looks[i].line, &line))
		return NEWS_NONE;
	if (line.exists && !turn_paying_helps(turn, &line))
		return NEWS_DONE;
	tell_part(turn, &line);
	return NEWS_PENDING;
}

static enum news of_order(struct turn *turn, size_t i)
{
	struct carrier_line line;
	enum order_state state;

	if (!turn_follow(turn, looks[i].look, &state))
		return NEWS_NONE;
	if (state == ORDER_REFUSED)
		return NEWS_REFUSED;
	if (state != ORDER_DONE)
		return NEWS_PENDING;
	return turn_look_again(turn, looks[i].line, &line) ? NEWS_DONE : NEWS_NONE;
}

static void tell_done(struct turn *turn, size_t i)
{
	struct carrier_line line;

	turn_look_again(turn, looks[i].line, &line);
	turn_note_done(turn);
	if (turn_watches(turn, "hold"))
		turn_say(turn, "held");
	else if (turn_watches(turn, "block"))
		turn_say(turn, "blocked");
	else if (line.n_holds == 0) {
		turn_say(turn, "restored");
		turn_note_restored(turn);
	} else {
		turn_say(turn, turn_watches(turn, "payment") ? "paid_but_held" : "done_but_held");
		turn_say_holds(turn, &line);
	}
}

static enum flow_status give_up(struct turn *turn)
{
	bool stops = turn_watches(turn, "hold") || turn_watches(turn, "block");

	turn_say(turn, stops ? "not_done" : "overdue");
	turn_hand_over(turn, stops ? "order_overdue" : "restore_overdue");
	return FLOW_DONE;
}

static enum flow_status run(struct turn *turn)
{
	for (size_t i = 0; i < sizeof looks / sizeof *looks;) {
		if (!turn_wait_until(turn, looks[i].wait, when(turn, i)))
			return FLOW_WAITING;
		switch (turn_watches(turn, "payment") ? of_payment(turn, i) : of_order(turn, i)) {
		case NEWS_NONE:
			return FLOW_WAITING;
		case NEWS_DONE:
			tell_done(turn, i);
			return FLOW_DONE;
		case NEWS_REFUSED:
			turn_say(turn, "refused");
			turn_hand_over(turn, "order_refused");
			return FLOW_DONE;
		case NEWS_PENDING:
			if (turn_has_come(turn, when(turn, i)))
				i++;
			else
				turn_wait_again(turn, looks[i].wait);
			break;
		}
	}
	return give_up(turn);
}

const struct flow flow_order_watch = {
	.name = "order_watch",
	.run = run,
	.texts = {"held", "blocked", "restored", "done_but_held", "paid_but_held", "part",
		  "refused", "overdue", "not_done"},
};
