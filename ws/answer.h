/*
 * The answer to a request. It ends the connection: what stands behind a request is never read
 * as another one.
 */
#ifndef FUJI_WS_ANSWER_H
#define FUJI_WS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "ws/connection.h"

struct answer {
	int status;
	const char *type;    /* NULL: text/plain */
	const char *cache;   /* NULL: not to be kept */
	const char *headers; /* whole lines; NULL: no others */
	const char *body;    /* NULL: none */
	size_t length;
};

/** Lines up the answer, which is copied, and has it written. */
void answer_put(struct connection *connection, const struct answer *answer);

/** The same with nothing but a status, and with JSON. */
void answer_status(struct connection *connection, int status);
void answer_json(struct connection *connection, int status, const char *json);

/** The socket takes bytes: writes the answer. False when all has been written. */
bool answer_write(struct connection *connection);

#endif
