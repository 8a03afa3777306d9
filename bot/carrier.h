/*
 * The door to an operator's systems.
 *
 * A file in bot/carriers/ defines one `struct carrier_kind`. The bot never calls it from
 * a turn: a call is a row in the outbox, made after COMMIT on the outbox thread, and its
 * answer comes back as an event. A carrier opens no socket: it answers in process, or says
 * which requests are to be sent, and is called again when they have been answered.
 */
#ifndef FUJI_BOT_CARRIER_H
#define FUJI_BOT_CARRIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "bot/carrier_requests.h"
#include "bot/pay.h"

/** One active cause on a line: a hold, or a fault that lies elsewhere (outage, handset). */
struct carrier_hold {
	char cause[32];   /* code of knowledge/causes.yaml; unknown codes are kept as they came */
	int64_t since_ms; /* 0: the record does not say */
	int64_t until_ms; /* it ends by itself then; 0: not, or the record does not say */
};

#define CARRIER_HOLDS_MOST 8

/** What an operator calls things by, such as `product/P1`. A line is `line/13800000003` to all. */
struct carrier_names {
	char items[8][64];
	size_t n;
};

/** Left out are what is NULL, too long, or one too many: who tells by that name is not heard. */
void carrier_names_add(struct carrier_names *names, const char *kind, const char *id);

/** The operator's record of a line. Amounts that the record does not have are -1, times 0. */
struct carrier_line {
	char number[16];
	bool exists;
	struct carrier_hold holds[CARRIER_HOLDS_MOST];
	size_t n_holds;
	int64_t owed_fen;
	int64_t balance_fen;
	int64_t paid_fen; /* the last payment */
	int64_t paid_ms;
	int64_t due_ms;       /* by when what is owed is to be paid */
	int64_t cancel_ms;    /* will be, or was, cancelled */
	int64_t repair_by_ms; /* expected end of an outage */
	int64_t contract_end_ms;
	char carrier[32];
	char province[64];
	char region[64];
	char contact_masked[32];    /* another number for this line, masked; "" if none */
	struct carrier_names names; /* by which a notice may tell of it, beside its number */
};

void carrier_line_print(struct buffer *buffer, const struct carrier_line *line);
bool carrier_line_read(const char *json, struct carrier_line *out, struct error *err);

/** Stored with what waits in the outbox: a new one comes last. What is given under a key stands
 *  before the kind that asks what became of what was given under that key. */
enum call_kind {
	CALL_LINE,
	CALL_CHECK_START,
	CALL_CHECK_VERIFY,
	CALL_ORDER, /* do it */
	CALL_ORDER_FIND,
	CALL_WAIT,   /* no call: the outbox answers at wake_ms */
	CALL_TICKET, /* for the operator's people */
	CALL_TICKET_FIND,
	CALL_TALK, /* an entry of the operator's log of talks */
	CALL_TALK_FIND,
	CALL_MESSAGE, /* a text message */
	CALL_MESSAGE_FIND,
	CALL_PAY_LINK, /* of no operator's: see bot/pay.h */
	N_CALL_KINDS
};

/** What a line's owner wants done to it: `hold`, `resume` (end the hold), `block` (lost),
 *  `unblock`, `reconnect` (paid, but the resume order seems lost). */
struct carrier_order {
	char what[16];
	int64_t from_ms; /* hold: the day from which; 0: now */
	int64_t months;  /* hold: for how long; 0: until it is ended */
	char reason[32]; /* hold: `abroad`, `unused`, ...; "" */
};

/** What a TICKET or a TALK is about. */
struct carrier_matter {
	char reason[32];  /* why a person is wanted, or the errand */
	char cause[32];   /* code of knowledge/causes.yaml; "" */
	char product[64]; /* what the operator calls the line; "" */
	int64_t begun_ms, ended_ms;
	int priority;    /* of a ticket; 0 is first */
	char ticket[24]; /* of a talk: our case that it led to; "" */
};

/** What is sent to the operator. Secrets are in memory only; see bot/vault.h. */
struct carrier_call {
	enum call_kind kind;
	char key[64]; /* unique; the same call sent again has the same key. One that is given beforehand
		       * is known to whoever looks for the call or ends it; "" if nobody does */
	char line[16];
	char method[32];  /* of a check: `sms_code`, `service_password`, `id_tail` */
	bool to_contact;  /* CHECK_START: to the contact number, the line cannot receive */
	char *secret;     /* CHECK_VERIFY; NULL otherwise; borrowed by the carrier */
	char *owner_name; /* CHECK_VERIFY of id_tail; NULL otherwise */
	struct carrier_order order; /* ORDER, ORDER_FIND */
	struct carrier_matter matter;
	char *text; /* TICKET, TALK: what it tells, numbers masked; MESSAGE: to the line. NULL */
	bool maybe_sent; /* of what is given: an earlier try may have reached the operator */
	int64_t wake_ms; /* WAIT */
	int64_t fen;     /* PAY_LINK */
};

enum call_outcome {
	CALL_DONE,   /* answered; the rest of the answer holds */
	CALL_FAILED, /* not answered, may be tried again */
	CALL_ASKS,   /* there are requests to be sent first */
};

enum check_result {
	CHECK_PASSED,
	CHECK_WRONG,
	CHECK_EXPIRED,
	CHECK_LOST, /* never from an operator: our process ended with the secret in memory */
};

enum order_state {
	ORDER_ABSENT,  /* the operator has none with that key */
	ORDER_PENDING, /* taken, not yet done */
	ORDER_DONE,    /* a ticket: resolved; a message: delivered */
	ORDER_REFUSED,
};

/** Whether a call gives the operator something under its key. */
bool call_gives(enum call_kind kind);

struct carrier_answer {
	enum call_outcome outcome;
	int64_t after_ms;         /* how long the operator took or will take */
	struct carrier_line line; /* CALL_LINE; exists is false for a number it does not know */
	enum check_result check;  /* CALL_CHECK_VERIFY */
	enum order_state order;   /* of what is given under a key */
	char order_number[24];    /* the operator's, to be told; "" if it has none */
	struct pay_link pay_link; /* CALL_PAY_LINK */
};

/** What an operator tells unasked. It is a reason to look, and never itself believed. */
struct carrier_notice {
	char id[128];  /* the same when it is told again; "": it has none */
	bool is_known; /* of a kind that may be about a line */
	struct carrier_names about;
};

struct carrier;

/** A text message that a simulated operator sent, for the demo's phone. */
typedef void carrier_sms_taker(void *context, const char *number, const char *text, int64_t at_ms);

/** Which of these an operator takes, and whether there is somebody with links to pay by. */
struct carrier_extras {
	bool tickets, talks, messages, pay_links;
};

struct carrier_kind {
	const char *scheme; /* `sim` of `sim:FILE?code=135790` */
	bool demo_only;     /* answers only on loopback or with --demo */

	/** `url` is all of it, scheme included; `resources` the folder that the product's own
	 *  files lie in. NULL with err. `clock` outlives it. */
	struct carrier *(*open)(const char *url, const char *resources, const struct clock *clock,
				struct error *err);
	void (*close)(struct carrier *carrier);

	/** Answers one call, one thread at a time. Where requests have to be sent, the function
	 *  runs from the top over those that have been answered, adds what it still wants to know,
	 *  and leaves CALL_ASKS. An unknown number, somebody else's and a wrong secret take the
	 *  same way and the same time. */
	void (*call)(struct carrier *carrier, const struct carrier_call *call,
		     struct carrier_requests *requests, struct carrier_answer *out);

	/** Reads a notice. False with err when it is none. Any thread; NULL: the operator tells
	 *  nothing unasked. */
	bool (*notice)(const struct carrier *carrier, const char *json, size_t length,
		       struct carrier_notice *out, struct error *err);

	/** Adds the requests by which the operator is asked to tell, at that address of ours. Any
	 *  thread; NULL with notice. */
	void (*subscribe)(const struct carrier *carrier, const char *listener,
			  struct carrier_requests *requests);

	/** Where requests are sent: `https://host/path`, without a slash at the end. It lives as
	 *  long as the carrier. NULL: the carrier answers in process and has no requests. */
	const char *(*address)(const struct carrier *carrier);

	/** What it takes beside look-ups, checks and orders. NULL: nothing. */
	struct carrier_extras (*extras)(const struct carrier *carrier);

	/** Text messages sent, oldest first; NULL when the operator has none to show. Any thread. */
	void (*sms_list)(struct carrier *carrier, carrier_sms_taker *take, void *context);

	/** The operator's page on which a face can be checked, or NULL; NULL when it never has one.
	 *  Lives as long as the carrier. */
	const char *(*face_page)(const struct carrier *carrier);

	/** Pays for a line, as anybody may on the operator's own page; false when there is no such
	 *  line. NULL when payments are not simulated here. Any thread. */
	bool (*pay)(struct carrier *carrier, const char *line, int64_t fen);
};

/** Makes a call, or goes on with it when the requests that it asked for have been answered:
 *  one `requests` is one try. What is given and may have been sent before is looked for by its key,
 *  and sent only if the operator has not got it; whoever cannot be asked is not sent it again.
 *  Notes in the call that it may have been sent now. */
void carrier_make_call(const struct carrier_kind *kind, struct carrier *carrier,
		       struct carrier_call *call, struct carrier_requests *requests,
		       struct carrier_answer *out);

/** What an operator takes. */
struct carrier_extras carrier_extras_of(const struct carrier_kind *kind,
					const struct carrier *carrier);

/** The kind for a url, or NULL with err that lists the known ones. */
const struct carrier_kind *carrier_kind_for(const char *url, struct error *err);

#endif
