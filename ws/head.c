/*
 * Values are copied one by one. libwebsockets leaves blanks around them and NULs within, and takes
 * a length of the body that it cannot read for zero.
 */
#include "ws/head.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS_MOST 15

/* RFC 9110 section 5.5: blanks around a value are none of it, and a NUL makes it invalid. */
static bool trim(char *value, size_t length)
{
	const char *first = value + strspn(value, " \t");

	if (strlen(value) != length)
		return false;
	length -= (size_t)(first - value);
	while (length && strchr(" \t", first[length - 1]))
		length--;
	memmove(value, first, length);
	value[length] = '\0';
	return true;
}

const char *head_value(struct lws *wsi, int token, char out[HEAD_VALUE_SIZE])
{
	int length = lws_hdr_total_length(wsi, (enum lws_token_indexes)token) > 0
			     ? lws_hdr_copy(wsi, out, HEAD_VALUE_SIZE,
					    (enum lws_token_indexes)token)
			     : -1;

	return length >= 0 && trim(out, (size_t)length) ? out : NULL;
}

static void copy(struct lws *wsi, enum lws_token_indexes token, char out[HEAD_VALUE_SIZE])
{
	if (!head_value(wsi, (int)token, out))
		*out = '\0';
}

/* libwebsockets finds these by name and colon. */
static void copy_custom(struct lws *wsi, const char *name, char out[HEAD_VALUE_SIZE])
{
	if (lws_hdr_custom_copy(wsi, out, HEAD_VALUE_SIZE, name, (int)strlen(name)) <= 0)
		*out = '\0';
}

/* libwebsockets has cut the query at each `&`, and would join it with commas. */
static void copy_query(struct lws *wsi, char out[HEAD_VALUE_SIZE])
{
	size_t length = 0;
	int n;

	for (int i = 0; length < HEAD_VALUE_SIZE - 1; i++) {
		n = lws_hdr_copy_fragment(wsi, out + length, (int)(HEAD_VALUE_SIZE - 1 - length),
					  WSI_TOKEN_HTTP_URI_ARGS, i);
		if (n < 0)
			break;
		length += (size_t)n;
		out[length++] = '&';
	}
	out[length] = '\0';
}

static const char *method_of(struct lws *wsi)
{
	static const struct {
		enum lws_token_indexes token;
		const char *name;
	} methods[] = {
		{WSI_TOKEN_GET_URI, "GET"},
		{WSI_TOKEN_HEAD_URI, "HEAD"},
		{WSI_TOKEN_POST_URI, "POST"},
		{WSI_TOKEN_OPTIONS_URI, "OPTIONS"},
	};

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		if (lws_hdr_total_length(wsi, methods[i].token) > 0)
			return methods[i].name;
	}
	return "";
}

/* RFC 9112 section 6.3: a length that cannot be read, or two of them, is 400; a body whose
 * length is not said may be 411. */
static void read_length(struct lws *wsi, struct head *out)
{
	bool coded = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
	bool said = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0;
	char text[HEAD_VALUE_SIZE];
	size_t n;

	out->length = 0;
	out->length_fault = coded ? 411 : 0;
	if (!said)
		return;
	copy(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, text);
	n = strspn(text, "0123456789");
	if (coded || !n || text[n])
		out->length_fault = 400;
	else
		out->length = n <= DIGITS_MOST ? strtoll(text, NULL, 10) : INT64_MAX;
}

static bool expects_continue(struct lws *wsi)
{
	char room[HEAD_VALUE_SIZE];
	const char *value = head_value(wsi, WSI_TOKEN_HTTP_EXPECT, room);

	return value && !strcasecmp(value, "100-continue");
}

void head_read(struct lws *wsi, const char *path, struct head *out)
{
	size_t length = strlen(path) < HEAD_VALUE_SIZE ? strlen(path) : 0;

	memcpy(out->path, path, length);
	out->path[length] = '\0';
	out->method = method_of(wsi);
	read_length(wsi, out);
	out->expects_continue = expects_continue(wsi);
	copy_query(wsi, out->query);
	copy(wsi, WSI_TOKEN_HTTP, out->version);
	copy(wsi, WSI_TOKEN_HOST, out->host);
	copy(wsi, WSI_TOKEN_ORIGIN, out->origin);
	copy(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, out->authorization);
	copy(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, out->content_type);
	copy(wsi, WSI_TOKEN_HTTP_CONTENT_DISPOSITION, out->content_disposition);
	copy_custom(wsi, "idempotency-key:", out->idempotency_key);
	copy_custom(wsi, "x-forwarded-proto:", out->forwarded_proto);
}

const char *head_bearer(const struct head *head)
{
	static const char scheme[] = "Bearer ";
	size_t length = strlen(scheme);

	return strncasecmp(head->authorization, scheme, length) ? "" : head->authorization + length;
}

bool head_query(const struct head *head, const char *name, char *out, size_t size)
{
	size_t length = strlen(name);
	const char *at = head->query;

	while (*at) {
		size_t n = strcspn(at, "&");

		if (n > length && at[length] == '=' && !strncmp(at, name, length)) {
			n -= length + 1;
			if (n >= size)
				return false;
			memcpy(out, at + length + 1, n);
			out[n] = '\0';
			return true;
		}
		at += n + (at[n] == '&');
	}
	return false;
}

bool head_path_is(const char *path, const char *pattern, char *out, size_t size)
{
	while (*pattern && *pattern != '{') {
		if (*path++ != *pattern++)
			return false;
	}
	if (*pattern == '{') {
		size_t length = strcspn(path, "/");

		if (!length || length >= size)
			return false;
		memcpy(out, path, length);
		out[length] = '\0';
		return head_path_is(path + length, strchr(pattern, '}') + 1, out, size);
	}
	return !*path;
}
