/*
 * Log-ins end when the agent has not acted for a while.
 */
#ifndef FUJI_BOT_IDLE_H
#define FUJI_BOT_IDLE_H

#include "bot/core.h"

/** Whether what a desk asks is an act of the agent. */
bool idle_counts(const struct event *event);

/** Whether the agent's last act is too long ago for the tokens to be good. */
bool idle_is(const struct turn *turn, const struct agent_row *agent);

/** The agent's desk is there: the alarm goes off when the time is up. */
void idle_watch(struct turn *turn, const struct agent_row *agent);

/** Logs out all whose time is up. */
void idle_send_away(struct turn *turn);

#endif
