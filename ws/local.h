/*
 * A conversation with the bot in this process: no sockets, no threads, a data folder of its
 * own that goes with it. For the terminal and for dialogue scripts.
 */
#ifndef FUJI_WS_LOCAL_H
#define FUJI_WS_LOCAL_H

#include <stdbool.h>

#include "base/clock.h"
#include "bot/bot.h"
#include "bot/sim/app.h"

struct local;

struct local_options {
	const char *resources; /* borrowed for as long as the local lives */
	const char *carrier_url;
	struct clock *clock;   /* outlives it; a manual one is moved by what the operator takes */
	const char *locale;    /* NULL: zh */
	const char *as_line;   /* NULL: none */
	const char *face_page; /* the operator's, where its carrier does not name it; NULL: none */
	const char
		*pay_host; /* to which links to pay lead, `down`: there are none now; NULL: never */
};

/** Gets every output that concerns the conversation, in order. Borrowed. */
typedef void local_taker(void *context, const struct output *output);

/** Loads everything and makes an empty store. NULL with err; faults of packs and texts are
 *  in problems. */
struct local *local_open(const struct local_options *options, local_taker *take, void *context,
			 struct problems *problems, struct error *err);
void local_close(struct local *local);

/** A new conversation with the same words, an empty store, another operator and maybe another
 *  language. */
bool local_begin(struct local *local, const struct local_options *options, struct error *err);

/** Has each answer of the operator told from now on, when it is given. */
typedef void local_answer_taker(void *context, const struct carrier_call *call,
				const struct carrier_answer *answer, int64_t at_ms);
void local_answers(struct local *local, local_answer_taker *take);

/** Runs an ACTIVITY event of the conversation, and all that the operator then answers.
 *  Takes the event. */
void local_run(struct local *local, struct event *event);

/** Throws away all that is in memory only and opens the store again. */
bool local_restart(struct local *local, struct error *err);

/** Runs what was to wait until then or earlier, in order. A manual clock is moved on. */
void local_pass_time(struct local *local, int64_t until_ms);

/** When the next of them is due; INT64_MAX when nothing waits. */
int64_t local_next_wake(const struct local *local);

/** Somebody pays for a line on the operator's page. False when there is no such line. */
bool local_pay(struct local *local, const char *line, int64_t fen);

/** What the operator's app asserted at that time, see bot/sim/app.h. */
void local_sign(const struct local *local, const struct sim_claims *claims, int64_t at_ms,
		struct buffer *out);

/** Has the steps of errands told from now on. */
void local_trace(struct local *local, step_taker *take, void *context);

/** The operator's text messages so far. */
void local_sms(struct local *local, carrier_sms_taker *take, void *context);

#endif
