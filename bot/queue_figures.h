/*
 * The figures behind what is told of a line: who is there to take from it, and how long it takes.
 */
#ifndef FUJI_BOT_QUEUE_FIGURES_H
#define FUJI_BOT_QUEUE_FIGURES_H

#include "bot/core.h"

/** Whom to count, and of these: accounts, agents who are there, and the cases they take at most. */
struct staff {
	const char *team;
	int language; /* -1: any */
	int64_t now_ms;
	int64_t accounts, there, capacity;
	int64_t linked; /* of those there: with a desk now */
};

void queue_count_staff(struct turn *turn, struct staff *staff);

/** Medians of the team's last cases in seconds; 0 while there are too few. */
struct line_times {
	int64_t wait_s, answer_s, service_s;
};

void queue_times(struct turn *turn, const char *team, struct line_times *out);

/** How long one place in the line takes: a usual case, shared among all that can be had at a
 *  time. 0 when that is not known or nobody is there. */
int64_t queue_place_ms(struct turn *turn, const char *team);

/** By the team's hours: whether it works now, and else when next (0 when it does now). */
bool queue_is_open(const struct turn *turn, const struct team *team);
int64_t queue_opens_ms(const struct turn *turn, const struct team *team);

#endif
