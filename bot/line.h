/*
 * The line of a case, as agents work on it: the parts, split by subject.
 *
 * It is the number that is talked about in the case's conversation, and its record the one that
 * was looked up last, by the bot or by an agent.
 */
#ifndef FUJI_BOT_LINE_H
#define FUJI_BOT_LINE_H

#include "bot/core.h"

/* --- line_board.c: what desks are shown of it ------------------------------------ */

/** The operator's record; false when there is none. */
bool line_record(const struct turn *turn, struct carrier_line *out);

/** Tells the desks that watch the case how its line stands, if the turn has touched it. */
void line_tell(struct turn *turn);

/** Prints the frame `line`. */
void line_print_board(struct turn *turn, const struct case_row *row, struct buffer *frame);

/** The key under which an agent's look-up waits in the outbox, in the arena; whether one does. */
const char *line_look_up_key(const struct turn *turn);
bool line_is_awaited(struct turn *turn);

/* --- desk_order.c ----------------------------------------------------------------- */

/** Why an agent cannot give the order now, a code as ws/WIRE.md has it; NULL when he can. */
const char *line_order_hindrance(struct turn *turn, const char *what);

/** The operator has answered to an agent's order, for which the watch waited. */
void line_take_order_answer(struct turn *turn, struct instance *watch);

/* --- desk_line.c ------------------------------------------------------------------ */

/** Takes the answer to an agent's look-up of that number. */
void line_take_answer(struct turn *turn, const char *line, const struct carrier_answer *answer);

/* --- checklist.c ------------------------------------------------------------------ */

struct checklist_item {
	const char *name; /* `ARREARS_FULL.payment_found` */
	const struct cause_step *step;
	const char *state;  /* `open`, `done`, `waived` */
	const char *reason; /* why it was waived, or "" */
	int64_t agent;      /* who did or waived it; 0 while it is open */
	int64_t at_ms;
};

struct checklist {
	struct checklist_item *items;
	size_t n;
};

/** The steps of the case's cause and of the causes that hold its line now, as the case's log
 *  has them. In the arena. */
void checklist_read(struct turn *turn, const struct case_row *row, struct checklist *out);

#endif
