/*
 * The clocks of cases: first answer, next answer, settled.
 */
#ifndef FUJI_BOT_DUE_H
#define FUJI_BOT_DUE_H

#include "bot/core.h"

/** Prints the member `due` of a case: the ends of the clocks that run. */
void due_print(const struct bot *bot, const struct case_row *row, struct buffer *buffer);

/** The subscriber has spoken: if a person has answered before, the next answer is awaited. */
void due_heard(struct turn *turn);

/** An agent has spoken in the case. Whether that changed it. */
bool due_answered(struct case_row *row, int64_t now_ms);

/** The case is as it is now: the alarm goes off in time for its clocks. */
void due_watch(struct turn *turn, const struct case_row *row);

/** Notes in the cases whose time is up that they are late. */
void due_note_late(struct turn *turn);

#endif
