/*
 * One text of a flow that gets other words: tried with all packs, texts and knowledge first, then put
 * in place whole.
 */
#ifndef FUJI_BOT_TEXT_CHANGE_H
#define FUJI_BOT_TEXT_CHANGE_H

#include "base/arena.h"
#include "base/file_change.h"
#include "base/language.h"

/** Writes other words for the text of that name (bot/texts.h) below `resources`. Until all has been
 *  found sound with them, as bot_check does, and whenever the result is not FILE_CHANGED, no file
 *  is touched; then err says why, unless problems do. *out_place is `file:line`, in the arena. Takes
 *  a second or two; any thread. */
enum file_change text_change(const char *resources, const char *name, enum language language,
			     const char *words, struct arena *arena, const char **out_place,
			     struct problems *problems, struct error *err);

#endif
