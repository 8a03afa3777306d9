/*
 * Frames of chat.v1 and desk.v1: strict JSON in, printed JSON out. WIRE.md is the contract.
 *
 * A frame is checked whole before anything is done with it; the bot never sees a value of
 * a wrong type or beyond its bound.
 */
#ifndef FUJI_WS_WIRE_H
#define FUJI_WS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"
#include "bot/bot.h"

#define WIRE_TEXT_BYTES_MOST (64 * 1024)
#define WIRE_TEXT_MOST 4000 /* characters */
#define WIRE_CLIENT_ID_SIZE 65

/** Why a frame was refused. */
struct wire_fault {
	const char *code;                    /* a constant text: `bad_json`, ... */
	struct error detail;                 /* for who wrote the client */
	char client_id[WIRE_CLIENT_ID_SIZE]; /* of the message; may be empty */
};

/** One frame from a client. `event` is NULL for a log-in; whoever takes it sets it NULL. */
struct wire_frame {
	struct event *event;    /* HELLO, EARLIER, ACTIVITY or DESK, without who it is from */
	struct event *identity; /* ACTIVITY: the event `identity` that a hello brings, or NULL */
	char *token;            /* of a hello, or NULL */
	char *code;             /* of a hello in place of a token, or NULL: see ws/moves.h */
	bool login;             /* desk: name and password; also of one that is wrong */
	bool desk_hello;        /* desk: token; the same */
	char *name;
	char *password; /* of a log-in, or for an account */
};

void wire_frame_finish(struct wire_frame *frame);

/** False with the fault; then the frame is empty, but for login and desk_hello of one that was to be
 *  that. Either way fault->client_id names the message, if it had a good name. */
bool wire_read_chat(const char *text, size_t length, struct wire_frame *out,
		    struct wire_fault *fault);
/** The same without a hello: an activity and nothing else. */
bool wire_read_activity(const char *text, size_t length, struct wire_frame *out,
			struct wire_fault *fault);
bool wire_read_desk(const char *text, size_t length, struct wire_frame *out,
		    struct wire_fault *fault);

/** The sentence for an error code, for a person, Chinese also in traditional characters; NULL
 *  when there is none. */
const char *wire_sentence(const char *code, enum language language, bool traditional);

/** The codes that have one; NULL behind the last. */
const char *wire_sentence_code(size_t i);

/** An error as its members: `"code":…,"message":…,…`, for either protocol. */
struct wire_error {
	const char *code;
	const char *message;
	const char *client_id; /* NULL or "": none */
	int64_t retry_after_ms;
};

void wire_put_chat_error(struct buffer *buffer, const struct wire_error *error);
void wire_put_desk_error(struct buffer *buffer, const struct wire_error *error);

/** ActivitySets. A desk gets them with the numbers masked. */
void wire_put_set(struct buffer *buffer, const struct output *output);
void wire_put_welcome(struct buffer *buffer, const struct output *output, const char *token,
		      int64_t expires_in);
void wire_put_typing(struct buffer *buffer);
void wire_put_move(struct buffer *buffer, const char *code, int64_t expires_in);

/** Frames of a desk. */
void wire_put_session(struct buffer *buffer, const char *token, int64_t expires_in,
		      const char *name, enum role role);
void wire_put_opened(struct buffer *buffer, const char *case_id, const char *conversation);
void wire_put_case_activities(struct buffer *buffer, const char *case_id,
			      const struct output *output);
/** What of that is the activities: `"activities":[…],"watermark":…`. */
void wire_put_masked_activities(struct buffer *buffer, const struct output *output);
void wire_put_case_typing(struct buffer *buffer, const char *case_id);

#endif
