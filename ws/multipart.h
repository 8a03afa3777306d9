/*
 * The parts of a body of type multipart/form-data (RFC 7578), one after the other.
 *
 * A part's bytes stay where they are in the body. Names stand as they came, without quotes:
 * browsers write them in raw UTF-8 and escape `"` as `%22`.
 */
#ifndef FUJI_WS_MULTIPART_H
#define FUJI_WS_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#define MULTIPART_BOUNDARY_MOST 70 /* RFC 2046 section 5.1.1 */
#define MULTIPART_NAME_SIZE 256

struct multipart {
	const char *rest, *end;
	char delimiter[MULTIPART_BOUNDARY_MOST + 5]; /* with the line end and dashes before it */
};

struct part {
	char name[MULTIPART_NAME_SIZE];
	char file_name[MULTIPART_NAME_SIZE]; /* "": none */
	const char *data;
	size_t length;
};

/** False if the type is another or names no boundary, or the body does not begin with it. */
bool multipart_begin(struct multipart *multipart, const char *content_type, const char *body,
		     size_t length);

/** The next part; false at the end, whole or not. */
bool multipart_next(struct multipart *multipart, struct part *out);

/** Whether what ends the body has been read. */
bool multipart_is_whole(const struct multipart *multipart);

/** A parameter of a header value like `form-data; name="activity"`; false when it is missing or
 *  does not fit. */
bool multipart_parameter(const char *value, size_t length, const char *name, char *out,
			 size_t size);

#endif
