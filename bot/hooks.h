/*
 * What others are told by themselves: the operator's help desk, and the back end of its app.
 */
#ifndef FUJI_BOT_HOOKS_H
#define FUJI_BOT_HOOKS_H

#include "bot/core.h"

/* --- hooks.c ------------------------------------------------------------------ */

/** Writes down for the operator's help desk what has just happened in the turn's conversation, in JSON,
 *  and sends it unless something of the conversation waits before it. Nothing where there is none. */
void hook_put(struct turn *turn, const char *type, const char *case_id, const char *data);

/** The same of an activity as it was printed, if the conversation has or had a case. */
void hook_put_activity(struct turn *turn, const struct activity *activity, const char *json);

/** One was delivered, or given up; the next of its conversation goes. */
bool hook_settle(struct turn *turn);

/** The same for the back end of the operator's app. */
void hook_put_push(struct turn *turn, const char *data);

/** Sends the conversation's first one that waits for that target, if there is one. */
bool hook_send_first(struct turn *turn, int64_t conversation, enum hook_target target);

/** Those of each conversation that were to go next when the process last stopped. */
void hook_resume(struct bot *bot, struct output_list *out);

/** Lists them for who may read all. False: the event is undone, `code` says why. */
bool hook_list(struct turn *turn, const char **code);
bool hook_purge(struct turn *turn);

/* --- hooks_dead.c ------------------------------------------------------------- */

/** Lists those that were given up, or puts them back. False: the event is undone, `code` says why. */
bool hook_dead(struct turn *turn, const char **code);

/* --- push.c ------------------------------------------------------------------- */

/** The turn has spoken unasked: has who is not connected told on his phone that there is news. */
void push_send(struct turn *turn);

#endif
