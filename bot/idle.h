/*
 * Log-ins end when the agent has not acted for a while.
 */
#ifndef FUJI_BOT_IDLE_H
#define FUJI_BOT_IDLE_H

#include "bot/core.h"

/** Whether what a desk asks is an act of the agent. */
bool idle_counts(const struct event *event);

/** The agent acts; the row is to be saved. */
void idle_begin(struct turn *turn, struct agent_row *agent);

/** Whether the agent's last act is too long ago for the tokens to be good. Of a desk that is there
 *  when the clock leaps nobody can tell: its time begins anew. */
bool idle_is(const struct turn *turn, const struct agent_row *agent);

/** The agent's desk is there: the alarm goes off when the time is up. */
void idle_watch(struct turn *turn, const struct agent_row *agent);

/** Logs out all whose time is up. */
void idle_send_away(struct turn *turn);

#endif
