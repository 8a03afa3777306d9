/*
 * HTTP endpoints: a request with a bounded body, and an answer in JSON, at once or when the bot
 * has done what was asked.
 *
 * A family is what lies below one path and is used by the same kind of client: a channel (or a
 * file in ws/channels/ that is nothing else) names it. Its endpoints are rows: a method and a
 * path, which together are also the row in the table of bot/access.h. What happens to a request:
 *
 *	the Host and the Origin are looked at          none: 400, foreign: 403
 *	OPTIONS is answered as CORS has it
 *	the endpoint is looked up                      404, 405
 *	who: the family says what role asks            401, 403
 *	the body is read, within its bound             400, 411, 413, all at once
 *	a file needs a place in memory first           503
 *	take: the endpoint answers, or asks the bot
 *	output: the bot's answer comes back
 *
 * Every refusal is `{"error":{"code":…,"message":…}}`. An exchange lives until its connection
 * ends, whether or not it was answered. Loop thread only.
 */
#ifndef FUJI_WS_EXCHANGE_H
#define FUJI_WS_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "bot/access.h"
#include "bot/bot.h"
#include "ws/answer.h"
#include "ws/connection.h"
#include "ws/head.h"
#include "ws/hub.h"
#include "ws/token.h"

#define EXCHANGE_SEGMENT_SIZE 65

struct exchange;

struct endpoint {
	const char *name; /* `POST /v3/directline/conversations/{conversation}/activities` */
	size_t body_most; /* bytes; 0: as many as `body_bytes` says */
	bool takes_files; /* as many bytes as `upload_bytes` says, and only few bodies at a time */

	/** All of the request is there. Answers it, or asks the bot and is called back. */
	void (*take)(struct exchange *exchange);

	/** What the bot says to it but for errors. NULL for an endpoint that asks nothing. */
	void (*output)(struct exchange *exchange, const struct output *output);

	/** An OUTPUT_ERROR; NULL: exchange_error answers it. */
	void (*error)(struct exchange *exchange, const struct output *output);

	/** The time of exchange_wait has passed without an answer. NULL for one that never waits. */
	void (*late)(struct exchange *exchange);
};

struct family {
	const char *below; /* `/v3/directline/`: everything below is the family's */

	/** The request headers that pages of the other sites in the configuration may send,
	 *  comma-separated; NULL: only pages of our own ask here. */
	const char *shared_headers;
	size_t state_size; /* of exchange->state */

	/** Who asks, from the head; may refuse by itself, with its own words. */
	enum role (*who)(struct exchange *exchange);

	/** The exchange ends: gives back what the state holds. NULL: nothing. */
	void (*closed)(struct exchange *exchange);
	const struct endpoint *endpoints;
	size_t n_endpoints;
};

struct exchange {
	struct asker asker; /* first: the hub's */
	struct service *service;
	struct connection *connection;
	const struct family *family;
	const struct endpoint *endpoint;
	struct head head;
	char segment[EXCHANGE_SEGMENT_SIZE]; /* what stands for `{word}` in the path */
	struct buffer body;                  /* data is NULL when there is none */
	void *state;                         /* the family's; zeroed; freed with the exchange */
	bool taken;
	bool has_place; /* among those that bring files */
};

/** Gives the bot an event that becomes the caller's no more. When too many wait, it is gone
 *  and false comes back: the caller answers, maybe with exchange_overloaded. */
bool exchange_ask(struct exchange *exchange, struct event *event);

/** The same for what belongs to something that was taken before: however much waits. */
void exchange_ask_on(struct exchange *exchange, struct event *event);

/** From now on the endpoint's output hears what all hear of a conversation; its name is borrowed. */
void exchange_listen(struct exchange *exchange, const char *conversation);

/** Calls the endpoint's `late` so much later, unless it has answered by then. */
void exchange_wait(struct exchange *exchange, int64_t ms);

/** Whether the request shows a good token of a desk. It does not say the role: the bot asks for the
 *  account's in its transaction. */
bool exchange_shows_desk_token(const struct exchange *exchange, struct token *out);

/** Whether one more thing may be said in a conversation now, however many connections it takes:
 *  over HTTP each message has one of its own. False: 429 was answered. */
bool exchange_may_speak(struct exchange *exchange, const char *conversation);

/** Whether one more request of an agent's account, or for files of a conversation, may be answered
 *  now. False: 429 was answered. */
bool exchange_may_ask(struct exchange *exchange, const char *who);

/** Answers with JSON; takes the buffer's text. The first answer counts. */
void exchange_answer(struct exchange *exchange, int status, struct buffer *json);

/** Answers with anything else, headers whole lines or NULL. */
void exchange_answer_with(struct exchange *exchange, const struct answer *answer);

/** Answers with the file of an OUTPUT_FETCHED, which pages of these origins may show
 *  (Cross-Origin-Resource-Policy, in the Fetch standard): as one to save, in which nothing runs. */
void exchange_answer_file(struct exchange *exchange, const struct output *output,
			  const char *pages);

/** The output of an endpoint whose answer is no more than that the bot has taken the event. */
void exchange_put_taken(struct exchange *exchange, const struct output *output);

/** Refuses; code NULL stands for the usual one of that status. */
void exchange_refuse(struct exchange *exchange, int status, const char *code, const char *message);
void exchange_overloaded(struct exchange *exchange);

/** 429 with the time after which it may be tried again. */
void exchange_too_fast(struct exchange *exchange, int64_t retry_after_ms);

/** Answers with an OUTPUT_ERROR of the bot. */
void exchange_error(struct exchange *exchange, const struct output *output);

bool exchange_is_answered(const struct exchange *exchange);

/* --- for ws/http.c and ws/server.c -------------------------------------------------- */

/** The family that a path lies below, or NULL. */
const struct family *family_at(const char *path);

/** A request to the family has come; the head is copied. */
void exchange_begin(struct connection *connection, const struct family *family,
		    const struct head *head);

/** Some of its body. False: hang up. */
bool exchange_receive(struct exchange *exchange, const char *data, size_t length);

/** The time that it set has passed. False: hang up, its body has not come by now. */
bool exchange_time_out(struct exchange *exchange);

/** Takes NULL. */
void exchange_destroy(struct exchange *exchange);

#endif
