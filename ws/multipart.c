/*
 * A delimiter is a line end, two dashes and the boundary. At the very beginning of the body the
 * line end is missing, behind the last part two more dashes stand. What is behind those is
 * nobody's.
 */
#include "ws/multipart.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* memmem is not in POSIX. */
static const char *find(const char *from, const char *end, const char *what)
{
	size_t length = strlen(what);

	while ((size_t)(end - from) >= length) {
		const char *at = memchr(from, *what, (size_t)(end - from) - length + 1);

		if (!at || !memcmp(at, what, length))
			return at;
		from = at + 1;
	}
	return NULL;
}

static bool is_at(const char *at, const char *end, const char *what)
{
	size_t length = strlen(what);

	return (size_t)(end - at) >= length && !memcmp(at, what, length);
}

/* Whether a parameter's name begins here: behind `;` and blanks, before `=`. */
static bool is_named(const char *value, const char *at, const char *end, const char *name)
{
	size_t length = strlen(name);
	const char *before = at;

	while (before > value && (before[-1] == ' ' || before[-1] == '\t'))
		before--;
	return before > value && before[-1] == ';' && (size_t)(end - at) > length &&
	       !strncasecmp(at, name, length) && at[length] == '=';
}

static bool copy_value(const char *at, const char *end, char *out, size_t size)
{
	bool is_quoted = at < end && *at == '"';
	const char *stops = is_quoted ? "\"" : "; \t";
	size_t length = 0;

	at += is_quoted;
	while ((size_t)(end - at) > length && !strchr(stops, at[length]))
		length++;
	if (length >= size || (is_quoted && at + length == end) || memchr(at, '\0', length))
		return false;
	memcpy(out, at, length);
	out[length] = '\0';
	return true;
}

bool multipart_parameter(const char *value, size_t length, const char *name, char *out, size_t size)
{
	const char *end = value + length;
	bool is_quoted = false;

	for (const char *at = value; at < end; at++) {
		if (*at == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && is_named(value, at, end, name))
			return copy_value(at + strlen(name) + 1, end, out, size);
	}
	return false;
}

bool multipart_begin(struct multipart *multipart, const char *content_type, const char *body,
		     size_t length)
{
	static const char type[] = "multipart/form-data";
	char boundary[MULTIPART_BOUNDARY_MOST + 1];
	const char *first = multipart->delimiter + 2;

	if (strncasecmp(content_type, type, strlen(type)) != 0 ||
	    !multipart_parameter(content_type, strlen(content_type), "boundary", boundary,
				 sizeof boundary) ||
	    !*boundary)
		return false;
	snprintf(multipart->delimiter, sizeof multipart->delimiter, "\r\n--%s", boundary);
	multipart->rest = body;
	multipart->end = body + length;
	if (!is_at(body, multipart->end, first))
		return false;
	multipart->rest += strlen(first);
	return true;
}

/* The head's lines up to the empty one; of them only how the part is called. */
static bool read_head(struct multipart *multipart, struct part *out)
{
	static const char disposition[] = "content-disposition:";
	const char *at = multipart->rest, *line_end;

	*out->name = *out->file_name = '\0';
	for (; (line_end = find(at, multipart->end, "\r\n")) && line_end > at; at = line_end + 2) {
		size_t length = (size_t)(line_end - at);

		if (length < strlen(disposition) ||
		    strncasecmp(at, disposition, strlen(disposition)) != 0)
			continue;
		if (!multipart_parameter(at, length, "name", out->name, sizeof out->name))
			return false;
		multipart_parameter(at, length, "filename", out->file_name, sizeof out->file_name);
	}
	if (!line_end)
		return false;
	/* The empty line's own end may also be the delimiter's: an empty part. */
	multipart->rest = line_end;
	return true;
}

bool multipart_next(struct multipart *multipart, struct part *out)
{
	const char *data_end = NULL;

	if (!is_at(multipart->rest, multipart->end, "\r\n"))
		return false;
	multipart->rest += 2;
	if (read_head(multipart, out))
		data_end = find(multipart->rest, multipart->end, multipart->delimiter);
	if (!data_end) {
		multipart->rest = multipart->end;
		return false;
	}
	out->data = data_end == multipart->rest ? data_end : multipart->rest + 2;
	out->length = (size_t)(data_end - out->data);
	multipart->rest = data_end + strlen(multipart->delimiter);
	return true;
}

bool multipart_is_whole(const struct multipart *multipart)
{
	return is_at(multipart->rest, multipart->end, "--");
}
