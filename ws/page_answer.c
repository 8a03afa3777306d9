/*
 * What goes with a page: its policy, who may embed it, how long it may be kept.
 */
#include "ws/page_answer.h"

#include <libwebsockets.h>
#include <string.h>

#include "ws/answer.h"
#include "ws/head.h"

static bool is_below(const char *path, const char *folder)
{
	return !strncmp(path, folder, strlen(folder));
}

static bool is_embedded(const char *path)
{
	return is_below(path, "/widget/") || is_below(path, "/sdk/");
}

/* What other sites embed, they load with CORS: https://fetch.spec.whatwg.org/#http-cors-protocol */
static void put_sharing(struct lws *wsi, const struct guard *guard, struct buffer *headers)
{
	char room[HEAD_VALUE_SIZE];
	const char *origin = head_value(wsi, WSI_TOKEN_ORIGIN, room);

	buffer_text(headers, "vary: origin\r\n");
	if (origin && guard_lists(guard, origin))
		buffer_format(headers, "access-control-allow-origin: %s\r\n", origin);
}

/* The console alone makes images of its own: files that it fetched with the agent's token. */
static void put_policy(struct buffer *headers, const char *path)
{
	buffer_format(headers,
		      "content-security-policy: default-src 'self'; connect-src 'self'; "
		      "style-src 'self'; script-src 'self'; img-src 'self' data:%s; "
		      "require-trusted-types-for 'script'; frame-ancestors 'none'\r\n",
		      is_below(path, "/console/") ? " blob:" : "");
}

/* RFC 9110 section 12.5.3, as far as a browser goes: a coding that is named is taken, unless its
 * weight is nothing. */
static bool takes_gzip(struct lws *wsi)
{
	char room[HEAD_VALUE_SIZE];
	const char *codings = head_value(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, room);
	const char *gzip = codings ? strstr(codings, "gzip") : NULL;

	return gzip && strncmp(gzip, "gzip;q=0", 8) != 0;
}

static void put_body(struct lws *wsi, const struct page *page, struct buffer *headers,
		     struct answer *answer)
{
	if (page->packed && takes_gzip(wsi)) {
		buffer_text(headers, "content-encoding: gzip\r\n");
		answer->body = page->packed;
		answer->length = page->packed_length;
	} else {
		answer->body = page->body;
		answer->length = page->length;
	}
}

static void put_page(struct connection *connection, const struct page *page, bool is_lasting)
{
	struct answer answer = {.status = 304,
				.type = page->type,
				.cache = is_lasting ? "public, max-age=31536000, immutable"
						    : "no-cache"};
	struct buffer headers = {0};
	char room[HEAD_VALUE_SIZE];
	const char *has = head_value(connection->wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, room);

	buffer_format(&headers, "etag: %s\r\nvary: accept-encoding\r\n", page->etag);
	put_policy(&headers, page->path);
	if (is_embedded(page->path))
		put_sharing(connection->wsi, &connection->front->guard, &headers);
	if (!has || strcmp(has, page->etag) != 0) {
		answer.status = 200;
		put_body(connection->wsi, page, &headers, &answer);
	}
	answer.headers = headers.data;
	answer_put(connection, &answer);
	buffer_finish(&headers);
}

/* The script that a page names: `/widget/widget.js`. What it imports by relative paths it then
 * finds below the version, where nothing is asked for twice. */
static bool is_entry(const char *path)
{
	const char *name = strrchr(path, '/');
	size_t length = (size_t)(name - path);

	return length > 1 && !strncmp(name + 1, path + 1, length - 1) &&
	       !strcmp(name + length, ".js");
}

static void answer_entry(struct connection *connection, const struct page *page)
{
	struct buffer headers = {0};

	buffer_format(&headers, "location: %s%s\r\n", pages_prefix(connection->front->pages),
		      page->path);
	if (is_embedded(page->path))
		put_sharing(connection->wsi, &connection->front->guard, &headers);
	answer_put(connection,
		   &(struct answer){.status = 302, .cache = "no-cache", .headers = headers.data});
	buffer_finish(&headers);
}

void page_answer(struct connection *connection, const char *path)
{
	const struct front *front = connection->front;
	bool is_lasting;
	const struct page *page = pages_find(front->pages, path, &is_lasting);

	if (!page || (is_below(page->path, "/demo/") && !front->service->shows_demo))
		answer_status(connection, 404);
	else if (!strcmp(path, page->path) && is_entry(path))
		answer_entry(connection, page);
	else
		put_page(connection, page, is_lasting);
}
