/*
 * A phone that was put away, or has lost its network, looks connected until its silence is
 * noticed. So who is connected when something is said is looked for again after that time: who
 * is there then has answered a ping that came behind it, or has come back with a watermark.
 */
#include "ws/push.h"

#include "ws/hub.h"
#include "ws/outbox_thread.h"
#include "ws/webhooks.h"

#define SECOND_MS 1000LL

void push_take(const struct service *service, struct output *push)
{
	int64_t noticed_ms = push->hook.at_ms + (service->config->idle_cut_seconds + 1) * SECOND_MS;
	int64_t now_ms = clock_now_ms(service->clock);

	if (!hub_is_attended(service->hub, push->conversation))
		webhooks_post(service->webhooks, push);
	else if (now_ms < noticed_ms)
		outbox_thread_send_hook(service->outbox_thread, push, noticed_ms - now_ms);
	else
		webhooks_settle(service->webhooks, push, HOOK_DELIVERED);
}
