/*
 * What the gateway says comes back to the bot as an event. One that is lost on a way down is found
 * at the next start.
 */
#include "ws/text_message.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/hub.h"

struct sending {
	const struct service *service;
	struct event *event; /* what is to be told of it */
};

static void tell(const struct service *service, struct event *event)
{
	if (!bot_thread_answer(service->bot_thread, event))
		event_destroy(event);
}

static void done(void *context, const struct sms_answer *answer)
{
	struct sending *sending = context;
	struct event *event = sending->event;

	log_follow(event->trace);
	if (answer->outcome != SMS_DELIVERED)
		log_write(LOG_LEVEL_WARNING, "text message not taken", "reason", answer->reason,
			  NULL);
	event->sms.outcome = answer->outcome;
	event->sms.retry_after_ms = answer->retry_after_ms;
	tell(sending->service, event);
	free(sending);
}

static void send(const struct service *service, const struct output *output, struct event *event)
{
	const struct sms sms = {output->sms.key, output->sms.to, output->text};
	struct sending *sending = mem_new(sizeof *sending);

	*sending = (struct sending){service, event};
	service->sms->send(service->sms->own, &sms, done, sending);
}

void text_message_take(const struct service *service, struct output *output)
{
	struct event *event = event_create(EVENT_SMS, 0);

	event->trace = output->trace;
	event->sms.reminder = output->sms.reminder;
	event->sms.seen = hub_is_attended(service->hub, output->conversation);
	event->sms.outcome = SMS_REFUSED;
	event->sms.retry_after_ms = output->sms.not_before_ms - clock_now_ms(service->clock);
	if (event->sms.seen || event->sms.retry_after_ms > 0)
		tell(service, event);
	else
		send(service, output, event);
	output_destroy(output);
}
