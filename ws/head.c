/*
 * Values are copied one by one; only the length of the body needs thought: libwebsockets takes
 * what it cannot read for zero.
 */
#include "ws/head.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS_MOST 15

const char *head_value(struct lws *wsi, int token, char out[HEAD_VALUE_SIZE])
{
	if (lws_hdr_total_length(wsi, (enum lws_token_indexes)token) <= 0 ||
	    lws_hdr_copy(wsi, out, HEAD_VALUE_SIZE, (enum lws_token_indexes)token) < 0)
		return NULL;
	return out;
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
		{WSI_TOKEN_POST_URI, "POST"},
		{WSI_TOKEN_OPTIONS_URI, "OPTIONS"},
	};

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		if (lws_hdr_total_length(wsi, methods[i].token) > 0)
			return methods[i].name;
	}
	return "";
}

static int64_t length_of(struct lws *wsi)
{
	char text[HEAD_VALUE_SIZE];
	size_t n;

	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
		return -1;
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0)
		return 0;
	copy(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, text);
	n = strspn(text, "0123456789");
	return n && n <= DIGITS_MOST && !text[n] ? strtoll(text, NULL, 10) : -1;
}

void head_read(struct lws *wsi, const char *path, struct head *out)
{
	size_t length = strlen(path) < HEAD_VALUE_SIZE ? strlen(path) : 0;

	memcpy(out->path, path, length);
	out->path[length] = '\0';
	out->method = method_of(wsi);
	out->length = length_of(wsi);
	copy_query(wsi, out->query);
	copy(wsi, WSI_TOKEN_HOST, out->host);
	copy(wsi, WSI_TOKEN_ORIGIN, out->origin);
	copy(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, out->authorization);
	copy(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, out->content_type);
	copy(wsi, WSI_TOKEN_HTTP_CONTENT_DISPOSITION, out->content_disposition);
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
