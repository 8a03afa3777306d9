/*
 * Of what owners of lines can be told before it comes: what is likely to stop a line, and holds of their
 * own that end.
 */
#ifndef FUJI_BOT_INSIGHT_MATTERS_H
#define FUJI_BOT_INSIGHT_MATTERS_H

#include "base/arena.h"
#include "bot/insight/history.h"

#define HOLD_AHEAD_DAYS 7 /* before it ends */

/** One thing that comes to one line. */
struct matter {
	const char *line;    /* the history's */
	const char *name;    /* `balance`, ..., `hold` */
	int occasion;        /* what tells it from the line's next one of that name */
	int day;             /* on which it comes, since 1970 */
	int64_t balance_fen; /* as the last day ended; a hold's: -1 */
};

/** What comes after the history's last day and is at least so likely: what risk control thinks of a line
 *  is not among it. Memory is the arena's. */
void matters_find(const struct history *history, double chance, struct arena *arena,
		  struct matter **out, size_t *out_n);

#endif
