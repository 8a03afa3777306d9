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

/** The case is as it is now, and about to be saved: notes by when it is late, and sets the alarm. */
void due_watch(struct turn *turn, struct case_row *row);

/** The same for one that is not closed, when the files may have other times; it is saved at once. */
void due_watch_again(struct turn *turn, const struct case_row *row);

/** Notes in cases whose time is up that they are late: in some of them if there are many, and then
 *  the alarm goes off again at once. */
void due_note_late(struct turn *turn);

#endif
