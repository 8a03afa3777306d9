/*
 * Requests to the servers of others: an operator's systems, a help desk, a text message gateway.
 *
 * One client has one thread, on which all its requests are under way at once; whoever sends is
 * called back there, once for each request, whatever becomes of it. What holds for all of them:
 *
 *	TLS, of a server whose certificate the machine trusts; without TLS only to loopback
 *	connecting takes 2 s at most, the whole 5 s, the answer 1 MiB (struct http_limits)
 *	the address is the one that was given: no redirects, no proxy of the environment
 *
 * A request is not tried again: who sends it knows whether it may be. How many are under way is
 * the senders' to bound.
 */
#ifndef FUJI_WS_HTTP_CLIENT_H
#define FUJI_WS_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_limits {
	int64_t connect_ms, total_ms;
	size_t answer_most; /* bytes of the answer's body */
};

#define HTTP_LIMITS ((struct http_limits){2000, 5000, 1024 * 1024})

/** Files in PEM for a server that wants to know who asks, or that only a house's own authority
 *  vouches for; "" where there is none. */
struct http_trust {
	const char *authority; /* instead of those that the machine trusts */
	const char *certificate, *key;
};

/** Borrowed until http_client_send returns. */
struct http_request {
	const char *method;
	const char *url;
	const char *const *headers; /* `name: value`, closed by NULL; NULL: none */
	const char *body;           /* NULL: none; "" is one of no bytes, as a POST needs it */
	size_t length;
	bool once; /* what must not reach the server twice: never on a connection that was kept,
		    * on which one that is lost would be sent again */
	const struct http_trust *trust; /* NULL: as the machine has it */
};

enum http_outcome {
	HTTP_ANSWERED, /* with any status */
	HTTP_NOT_SENT, /* refused, not connected, not trusted: the server knows nothing of it */
	HTTP_UNKNOWN,  /* it may have got it: no answer, or not all of it, or too much */
};

/** Borrowed until http_done returns. */
struct http_answer {
	enum http_outcome outcome;
	int status;       /* ANSWERED */
	const char *body; /* ANSWERED: NUL-terminated, never NULL */
	size_t length;
	int64_t retry_after_ms; /* what the server asks for; 0: nothing */
	const char *reason;     /* else why not; says nothing of what was sent */
};

/** On the client's thread: may send, may not wait. */
typedef void http_done(void *context, const struct http_answer *answer);

struct http_client;

/** Before other threads start, as libcurl's first use wants. */
struct http_client *http_client_start(const struct http_limits *limits);

/** Any thread, never waits. `done` is called once, also for what is refused. */
void http_client_send(struct http_client *client, const struct http_request *request,
		      http_done *done, void *context);

/** The same with a body of JSON, and with that Authorization unless it is ""; the request's own headers
 *  do not count. */
void http_client_send_json(struct http_client *client, const struct http_request *request,
			   const char *authorization, http_done *done, void *context);

/** Ends the thread, in less time than a request may take: what is under way is done as NOT_SENT
 *  or UNKNOWN first. Nobody may send any more but from http_done. Takes NULL. */
void http_client_stop(struct http_client *client);

/** Whether requests may go to that address: https, or http to this machine; no log-in in it. */
bool http_url_fits(const char *url);

#endif
