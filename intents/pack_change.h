/*
 * A folder of packs that learns one more message: tried aside first, then put in place whole.
 */
#ifndef FUJI_INTENTS_PACK_CHANGE_H
#define FUJI_INTENTS_PACK_CHANGE_H

#include "base/arena.h"
#include "intents/pack_edit.h"

enum pack_change {
	PACK_CHANGED,
	PACK_REFUSED,   /* the message, the intent, or what the packs then make of it */
	PACK_UNWRITTEN, /* the folder or its disk */
};

/** Writes the message into the pack of that intent, once all packs of the folder have been
 *  loaded with it and found sound. Until then, and whenever the result is not PACK_CHANGED, no
 *  file of the folder is touched; then err says why, unless problems do, which name the
 *  folder's files. *out_place is `file:line`, in the arena. */
enum pack_change pack_change_add(const char *dir, const char *intent,
				 const struct pack_message *message, struct arena *arena,
				 const char **out_place, struct problems *problems,
				 struct error *err);

#endif
