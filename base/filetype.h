/*
 * What a file that somebody sends is, told by its bytes and never by its name; and the same
 * file without what a camera or an editor wrote into it about place, time and owner.
 *
 * Pictures are kept by a list of what a picture needs: whatever is not on it is cut, known or
 * not, and so is what stands behind the picture's end. The picture itself is not decoded.
 */
#ifndef FUJI_BASE_FILETYPE_H
#define FUJI_BASE_FILETYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Stored: never renumber. */
enum filetype { FILETYPE_JPEG = 0, FILETYPE_PNG = 1, FILETYPE_WEBP = 2, FILETYPE_PDF = 3 };

/** `image/jpeg`, and `jpg`. */
const char *filetype_name(enum filetype type);
const char *filetype_extension(enum filetype type);

/** False when it begins like none of them. */
bool filetype_of(const void *data, size_t length, enum filetype *out);

/** Cuts a file of that type down, in place. False with err when it is damaged or cut off; what
 *  is left of it then is of no use. A PDF stays as it is. */
bool filetype_clean(enum filetype type, void *data, size_t *length, struct error *err);

#endif
