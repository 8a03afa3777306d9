/*
 * One text that the bot says gets other words: tried with all packs, texts and knowledge first, then
 * put in place whole.
 *
 * It is named as facts and desks name it: a text of a flow as in bot/texts.h, `article.after_paying`,
 * and of a cause `cause.LOST.what` and `cause.LOST.way_out`.
 */
#ifndef FUJI_BOT_TEXT_CHANGE_H
#define FUJI_BOT_TEXT_CHANGE_H

#include "base/arena.h"
#include "base/file_change.h"
#include "bot/texts.h"
#include "knowledge/knowledge.h"

/** What the text of that name says now; NULL: there is none. */
const char *text_words(const struct texts *texts, const struct knowledge *knowledge,
		       const char *name, enum language language);

/** Writes other words for the text of that name, which there is, below `resources`. Until all has
 *  been found sound with them, as bot_check does, and whenever the result is not FILE_CHANGED, no
 *  file is touched; then err says why, unless problems do. *out_place is `file:line`, in the arena.
 *  Takes a second or two; any thread. */
enum file_change text_change(const char *resources, const char *name, enum language language,
			     const char *words, struct arena *arena, const char **out_place,
			     struct problems *problems, struct error *err);

#endif
