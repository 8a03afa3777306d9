/*
 * What the {placeholders} of the bot's texts stand for.
 */
#ifndef FUJI_BOT_VALUES_H
#define FUJI_BOT_VALUES_H

#include <stdbool.h>

#define POLICY_PREFIX "policy."

/** The text for a placeholder in this turn, or NULL when there is no value. `turn` is a
 *  struct turn, as fill_text hands it on. */
const char *value_of(void *turn, const char *name);

/** Whether there ever is a value for that name, whatever the flow: not one of its slots, and
 *  not a policy. */
bool value_exists(const char *name);

/** The value whose name is nearly that, or NULL. */
const char *value_near(const char *name);

#endif
