/*
 * The requests go out together; those that were not agreed to go out again after a growing pause.
 */
#include "ws/subscription.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "ws/carrier_link.h"
#include "ws/outbox_thread.h"

#define BACKOFF_LEAST_MS 1000
#define BACKOFF_MOST_MS (5 * 60 * 1000LL)
#define STATUS_CONFLICT 409 /* it has that subscription */

struct subscription {
	struct task task; /* first */
	struct service *service;
	struct carrier_requests requests;
	int64_t backoff_ms;
};

static bool is_agreed(const struct carrier_request *request)
{
	return (request->status >= 200 && request->status < 300) ||
	       request->status == STATUS_CONFLICT;
}

static void log_refusal(const struct carrier_request *request)
{
	struct buffer status = {0};

	buffer_format(&status, "%d", request->status);
	log_write(LOG_LEVEL_WARNING, "operator's hub did not agree to tell us", "hub",
		  request->name, "status", status.data, NULL);
	buffer_finish(&status);
}

/* On the client's thread. */
static void take_answers(void *context)
{
	struct subscription *subscription = context;
	struct carrier_requests *requests = &subscription->requests;
	bool all_agreed = true;
	uint64_t chance;

	for (size_t i = 0; i < requests->n; i++) {
		if (is_agreed(&requests->items[i]))
			continue;
		all_agreed = false;
		log_refusal(&requests->items[i]);
		carrier_request_again(&requests->items[i]);
	}
	if (all_agreed) {
		log_write(LOG_LEVEL_INFO, "operator tells us of changes", NULL);
		return;
	}
	crypto_random(&chance, sizeof chance);
	outbox_thread_run(subscription->service->outbox_thread, &subscription->task,
			  subscription->backoff_ms +
				  (int64_t)(chance % (uint64_t)subscription->backoff_ms));
	subscription->backoff_ms *= 2;
	if (subscription->backoff_ms > BACKOFF_MOST_MS)
		subscription->backoff_ms = BACKOFF_MOST_MS;
}

static void ask(struct task *task)
{
	struct subscription *subscription = (struct subscription *)task;

	carrier_link_send(subscription->service->link, &subscription->requests, take_answers,
			  subscription);
}

struct subscription *subscription_start(struct service *service)
{
	struct subscription *subscription;

	if (!service->carrier_kind->subscribe || !*service->config->carrier_listener_url)
		return NULL;
	subscription = mem_new(sizeof *subscription);
	subscription->task.run = ask;
	subscription->service = service;
	subscription->backoff_ms = BACKOFF_LEAST_MS;
	service->carrier_kind->subscribe(service->carrier, service->config->carrier_listener_url,
					 &subscription->requests);
	outbox_thread_run(service->outbox_thread, &subscription->task, 0);
	return subscription;
}

void subscription_destroy(struct subscription *subscription)
{
	if (!subscription)
		return;
	carrier_requests_finish(&subscription->requests);
	free(subscription);
}
