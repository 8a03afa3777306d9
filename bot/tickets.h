/*
 * What the operator's own systems are told of talks and cases, where they take it.
 */
#ifndef FUJI_BOT_TICKETS_H
#define FUJI_BOT_TICKETS_H

#include "bot/core.h"

/** What the talk is about: the errand, the cause, the line as the operator calls it. */
void turn_matter(struct turn *turn, struct carrier_matter *out);

/* --- tickets.c ---------------------------------------------------------------- */

/** Gives the conversation's case to the operator's people, if the turn wants that; at the end of the
 *  turn, when the case's summary is there. */
void ticket_send(struct turn *turn);

/** The time to look after the ticket of the case `id` has come; what the operator says of it. */
void ticket_alarm(struct turn *turn, const char *id);
void ticket_take_answer(struct turn *turn, const char *id, const struct carrier_answer *answer);

/* --- talks.c ------------------------------------------------------------------ */

/** Puts the talk on record at the operator, if it has come to its end in this turn. */
void talk_send(struct turn *turn);

/** It is to be tried once more; what came of it. */
void talk_alarm(struct turn *turn);
void talk_take_answer(struct turn *turn, const struct carrier_answer *answer);

#endif
