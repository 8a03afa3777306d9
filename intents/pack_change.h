/*
 * A folder of packs that learns one more message: tried aside first, then put in place whole.
 */
#ifndef FUJI_INTENTS_PACK_CHANGE_H
#define FUJI_INTENTS_PACK_CHANGE_H

#include "base/arena.h"
#include "base/file_change.h"
#include "intents/pack_edit.h"

/** Writes the message into the pack of that intent, once all packs of the folder have been
 *  loaded with it and found sound. Until then, and whenever the result is not FILE_CHANGED, no
 *  file of the folder is touched; then err says why, unless problems do, which name the
 *  folder's files. *out_place is `file:line`, in the arena. */
enum file_change pack_change_add(const char *dir, const char *intent,
				 const struct pack_message *message, struct arena *arena,
				 const char **out_place, struct problems *problems,
				 struct error *err);

#endif
