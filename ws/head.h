/*
 * The head of a request: what of it anybody here looks at, copied out of libwebsockets.
 *
 * A value longer than any that we accept counts as missing. Of a header that came twice the
 * values stand joined by a comma, and so match nothing that is compared exactly.
 */
#ifndef FUJI_WS_HEAD_H
#define FUJI_WS_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAD_VALUE_SIZE 512

struct lws;

struct head {
	const char *method;            /* `GET`; "" for one that nothing here is asked with */
	char version[HEAD_VALUE_SIZE]; /* `HTTP/1.1` */
	char path[HEAD_VALUE_SIZE];
	char query[HEAD_VALUE_SIZE]; /* without its percent signs */
	char host[HEAD_VALUE_SIZE];
	char origin[HEAD_VALUE_SIZE];
	char authorization[HEAD_VALUE_SIZE];
	char content_type[HEAD_VALUE_SIZE];
	char content_disposition[HEAD_VALUE_SIZE];
	char idempotency_key[HEAD_VALUE_SIZE];
	char forwarded_proto[HEAD_VALUE_SIZE]; /* what a proxy says, whoever that is */
	int64_t length;                        /* of the body */
	int length_fault;                      /* the status to refuse it with, or 0 */
	bool expects_continue;                 /* sends the body only once it is asked for */
};

/** Reads the head of a request; "" for whatever is missing. */
void head_read(struct lws *wsi, const char *path, struct head *out);

/** One header: token is one of enum lws_token_indexes. NULL when it is missing. */
const char *head_value(struct lws *wsi, int token, char out[HEAD_VALUE_SIZE]);

/** `token` of `Authorization: Bearer token` (RFC 6750 section 2.1); "" when there is none. */
const char *head_bearer(const struct head *head);

/** A value of the query by its name; false when it is missing or does not fit. */
bool head_query(const struct head *head, const char *name, char *out, size_t size);

/** Whether a path is what the pattern says, in which `{word}` stands for one segment that is
 *  not empty; the last such segment goes to `out`. A pattern without one leaves it alone. */
bool head_path_is(const char *path, const char *pattern, char *out, size_t size);

#endif
