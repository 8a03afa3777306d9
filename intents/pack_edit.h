/*
 * One more message in a pack, as a person would have written it there: comments, quotes and
 * the order of everything else stay byte for byte.
 */
#ifndef FUJI_INTENTS_PACK_EDIT_H
#define FUJI_INTENTS_PACK_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"

struct pack_message {
	const char *text;
	enum language language;
	bool wanted; /* false: a counter-example */
};

/** Copies the pack's text to `out` with the message at the end of its list; a list that is
 *  missing is begun. *out_line is where it now stands. What is written is read back: false
 *  with err, naming `file`, when that gives anything but the same pack and the message; when
 *  the message stands there already; when it cannot stand in a pack. */
bool pack_edit_add(const char *file, const char *text, size_t length,
		   const struct pack_message *message, struct buffer *out, size_t *out_line,
		   struct error *err);

#endif
