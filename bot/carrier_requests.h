/*
 * Requests that a call to an operator needs, and what came of them: the journal of one try.
 *
 * The carrier adds them, somebody with sockets sends them, several at once, and the carrier
 * reads the answers.
 */
#ifndef FUJI_BOT_CARRIER_REQUESTS_H
#define FUJI_BOT_CARRIER_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"

#define CARRIER_REQUESTS_MOST 16
#define CARRIER_APIS_MOST 16
#define CARRIER_LACKS_MOST 16

struct carrier_request {
	const char *name; /* within the try, a constant */
	size_t api;       /* below CARRIER_APIS_MOST: what fails and recovers together */
	int version;      /* of the API; 0: it has none */
	const char *path; /* behind the carrier's address, with its query */
	char *body;       /* JSON to be sent with POST; NULL: a GET */
	const char *key;  /* Idempotency-Key of a POST */

	bool sent;
	bool is_over;        /* answered, or given up */
	bool is_counted;     /* with what its API has answered */
	int status;          /* of HTTP; 0: not answered yet, or never */
	int64_t sent_ms, ms; /* monotonic; how long it took */
	cJSON *json;         /* NULL: the answer is no JSON */
};

/** Zeroed is a try that has not begun. */
struct carrier_requests {
	bool begun, looks_first; /* of carrier_make_call */
	struct arena *arena;     /* made when it is first wanted */
	struct carrier_request items[CARRIER_REQUESTS_MOST];
	size_t n;
	const char *lacks
		[CARRIER_LACKS_MOST]; /* what the operator said and its mapping does not know */
	size_t n_lacks;
};

/** For the carrier: lives as long as the try. */
struct arena *carrier_requests_arena(struct carrier_requests *requests);

/** For the carrier: the request of that name, or a new one to be filled in; *is_new says. */
struct carrier_request *carrier_requests_named(struct carrier_requests *requests, const char *name,
					       bool *is_new);

/** Notes a value that is not understood, once. */
void carrier_requests_lack(struct carrier_requests *requests, const char *place, const char *value);

/** For who sends: the next one to be sent, and marks it so; NULL when there is none. */
struct carrier_request *carrier_requests_next(struct carrier_requests *requests);

/** For who sends: what came of it. Status 0: nothing did. */
void carrier_request_answer(struct carrier_request *request, int status, const char *body,
			    size_t length);

/** For who sends: it is to be sent once more. */
void carrier_request_again(struct carrier_request *request);

/** Whether all that were sent are over. */
bool carrier_requests_are_over(const struct carrier_requests *requests);

/** Overwrites what was sent, and is a try that has not begun. */
void carrier_requests_finish(struct carrier_requests *requests);

#endif
