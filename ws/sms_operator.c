/*
 * The operator is asked for each message before it is given it, and afterwards, a few times, whether it
 * was delivered: TMF681 tells of that by no event. What it says then is counted and logged.
 */
#include "ws/sms_operator.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/metrics.h"
#include "ws/outbox_thread.h"

#define SECOND_MS 1000LL

static const int64_t looks_ms[] = {10 * SECOND_MS, 60 * SECOND_MS, 600 * SECOND_MS};
#define N_LOOKS (sizeof looks_ms / sizeof *looks_ms)

struct sending {
	const struct service *service;
	struct carrier_call call; /* without its text */
	size_t looks;
	sms_done *done;
	void *context;
};

/* --- delivered? --------------------------------------------------------------------- */

static void look(struct sending *sending);

static void end(struct sending *sending, metric *count)
{
	metric_add(count, 1);
	free(sending);
}

static void take_state(void *context, const struct carrier_answer *answer)
{
	struct sending *sending = context;
	struct metrics *metrics = sending->service->metrics;

	if (!answer) {
		free(sending);
	} else if (answer->outcome == CALL_DONE && answer->order == ORDER_DONE) {
		end(sending, &metrics->sms_delivered);
	} else if (answer->outcome == CALL_DONE && answer->order == ORDER_REFUSED) {
		log_write(LOG_LEVEL_WARNING, "text message not delivered", "key", sending->call.key,
			  NULL);
		end(sending, &metrics->sms_failed);
	} else {
		look(sending);
	}
}

static void look(struct sending *sending)
{
	struct outbox_thread *thread = sending->service->outbox_thread;

	if (sending->looks == N_LOOKS)
		end(sending, &sending->service->metrics->sms_untold);
	else
		outbox_thread_ask(thread, &sending->call, looks_ms[sending->looks++], take_state,
				  sending);
}

/* --- given -------------------------------------------------------------------------- */

static void tell(const struct sending *sending, enum sms_outcome outcome, const char *reason)
{
	sending->done(sending->context, &(struct sms_answer){outcome, 0, reason});
}

static void take_answer(void *context, const struct carrier_answer *answer)
{
	struct sending *sending = context;

	if (!answer || answer->outcome != CALL_DONE) {
		tell(sending, SMS_UNKNOWN,
		     "the operator did not answer, or not with what can be read");
		free(sending);
	} else if (answer->order == ORDER_REFUSED) {
		tell(sending, SMS_REFUSED, "the operator does not take it");
		free(sending);
	} else {
		tell(sending, SMS_DELIVERED, NULL);
		sending->call.kind = CALL_MESSAGE_FIND;
		take_state(sending, answer);
	}
}

static void send(void *own, const struct sms *message, sms_done *done, void *context)
{
	const struct sms_operator *sms = own;
	struct sending *sending = mem_new(sizeof *sending);
	struct carrier_call call = {.kind = CALL_MESSAGE, .maybe_sent = true};

	snprintf(call.key, sizeof call.key, "%s", message->key);
	snprintf(call.line, sizeof call.line, "%s", message->to);
	*sending = (struct sending){sms->service, call, 0, done, context};
	call.text = mem_text(message->text);
	outbox_thread_ask(sms->service->outbox_thread, &call, 0, take_answer, sending);
	free(call.text);
}

void sms_operator_open(struct sms_operator *out, const struct service *service)
{
	out->service = service;
	out->gateway = (struct sms_gateway){out, true, send};
}
