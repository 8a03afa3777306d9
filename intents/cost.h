/*
 * Whether a rule could be slow.
 */
#ifndef FUJI_INTENTS_COST_H
#define FUJI_INTENTS_COST_H

#include <stdbool.h>

#include "intents/pattern.h"

/** Whether the pattern, which is known to compile, takes more steps than are allowed over 500
 *  characters of one of the texts that hurt it most. */
bool cost_is_high(struct pattern_runner *runner, const char *pattern, bool whole);

#endif
