/*
 * How texts are worded: short enough for a telephone, in one language, without words of the trade.
 *
 * Matters of style only: a text that breaks one of these rules is still said. What would be wrong
 * in a text is a fault when it is loaded, see bot/texts.h and bot/names.c.
 */
#ifndef FUJI_BOT_WORDING_H
#define FUJI_BOT_WORDING_H

#include "base/error.h"

/** Looks through all that subscribers read below `resources`: the texts of flows, the causes, the
 *  articles. bot/wording.yaml says which words they do not know. Adds a problem for each fault;
 *  false if there was one. */
bool wording_check(const char *resources, struct problems *problems);

#endif
