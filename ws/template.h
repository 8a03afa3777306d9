/*
 * What the settings write down for the systems of others, with places to be filled in.
 */
#ifndef FUJI_WS_TEMPLATE_H
#define FUJI_WS_TEMPLATE_H

#include "base/buffer.h"

struct template_place {
	const char *name; /* `{line}`; NULL closes a list */
	const char *value;
};

/** Puts each value where its name stands, as a part of a JSON text or of an address. */
void template_fill(const char *template, const struct template_place *places, struct buffer *out);

#endif
