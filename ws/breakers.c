/*
 * Which of an operator's APIs are left alone.
 */
#include "ws/breakers.h"

#include "ws/monotonic.h"

void breakers_init(struct breakers *breakers, const struct config *config, struct metrics *metrics)
{
	breakers->metrics = metrics;
	for (size_t i = 0; i < CARRIER_APIS_MOST; i++)
		breakers->items[i] = (struct breaker){
			.failures_most = (int)config->breaker_failures,
			.probe_each_ms = config->breaker_probe_ms};
}

static void tell_metrics(const struct breakers *breakers)
{
	struct metrics *metrics = breakers->metrics;
	bool is_open = false;

	for (size_t i = 0; i < CARRIER_APIS_MOST; i++)
		is_open = is_open || breakers->items[i].is_open;
	if (is_open && !metric_get(&metrics->breaker_is_open))
		metric_add(&metrics->breaker_opened, 1);
	metric_set(&metrics->breaker_is_open, is_open);
}

void breakers_count(struct breakers *breakers, size_t api, bool failed)
{
	if (failed)
		breaker_failed(&breakers->items[api], monotonic_ms());
	else
		breaker_succeeded(&breakers->items[api]);
	tell_metrics(breakers);
}

void breakers_count_requests(struct breakers *breakers, struct carrier_requests *requests)
{
	for (size_t i = 0; i < requests->n; i++) {
		struct carrier_request *request = &requests->items[i];

		if (request->is_over && !request->is_counted)
			breakers_count(breakers, request->api, breaker_is_failure(request->status));
		request->is_counted = request->is_over;
	}
}

void breakers_leave_alone(struct breakers *breakers, struct carrier_requests *requests)
{
	enum { NOT_ASKED, ALLOWED, REFUSED } answers[CARRIER_APIS_MOST] = {NOT_ASKED};

	for (size_t i = 0; i < requests->n; i++) {
		struct carrier_request *request = &requests->items[i];

		if (request->sent)
			continue;
		/* The one look at an API that is left alone is one try, which may ask it twice. */
		if (answers[request->api] == NOT_ASKED)
			answers[request->api] = breaker_allows(&breakers->items[request->api],
							       monotonic_ms())
							? ALLOWED
							: REFUSED;
		if (answers[request->api] == ALLOWED)
			continue;
		request->sent = true;
		request->is_counted = true;
		carrier_request_answer(request, 0, NULL, 0);
	}
}
