/*
 * The door to a text message gateway.
 *
 * Who sends a message has written it down before, under a key of its own, and writes down what became
 * of it after. What a crash or a lost answer leaves open is sent again under the same key at a
 * gateway that honours keys: it takes the second for the first. At any other gateway what may have
 * been taken is never sent again.
 */
#ifndef FUJI_BOT_SMS_H
#define FUJI_BOT_SMS_H

#include <stdbool.h>
#include <stdint.h>

/** Borrowed until `send` returns. */
struct sms {
	const char *key; /* the same however often it is sent; says nothing of whom it is for */
	const char *to;  /* 11 digits */
	const char *text;
};

enum sms_outcome {
	SMS_DELIVERED, /* the gateway has it */
	SMS_REFUSED,   /* the gateway has not got it, and will not send it */
	SMS_UNKNOWN,   /* it may have it: no answer, or none that says */
};

/** Borrowed until `sms_done` returns. */
struct sms_answer {
	enum sms_outcome outcome;
	int64_t retry_after_ms; /* REFUSED: it may be offered again then; 0: not this one */
	const char *reason;     /* REFUSED, UNKNOWN: for logs; says nothing of number and text */
};

/** Any thread; may send, may not wait. */
typedef void sms_done(void *context, const struct sms_answer *answer);

struct sms_gateway {
	void *own;
	bool honours_keys;

	/** Any thread, never waits. `done` is called once, whatever becomes of it, also before this
	 *  returns. */
	void (*send)(void *own, const struct sms *sms, sms_done *done, void *context);
};

#endif
