/*
 * Requests to an operator, and their answers.
 */
#include "bot/carrier_requests.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"

struct arena *carrier_requests_arena(struct carrier_requests *requests)
{
	if (!requests->arena)
		requests->arena = arena_create();
	return requests->arena;
}

struct carrier_request *carrier_requests_named(struct carrier_requests *requests, const char *name,
					       bool *is_new)
{
	*is_new = false;
	for (size_t i = 0; i < requests->n; i++) {
		if (!strcmp(requests->items[i].name, name))
			return &requests->items[i];
	}
	assert(requests->n < CARRIER_REQUESTS_MOST);
	*is_new = true;
	requests->items[requests->n] = (struct carrier_request){.name = name};
	return &requests->items[requests->n++];
}

void carrier_requests_lack(struct carrier_requests *requests, const char *place, const char *value)
{
	const char *text = arena_format(carrier_requests_arena(requests), "%s: %s", place, value);

	for (size_t i = 0; i < requests->n_lacks; i++) {
		if (!strcmp(requests->lacks[i], text))
			return;
	}
	if (requests->n_lacks < CARRIER_LACKS_MOST)
		requests->lacks[requests->n_lacks++] = text;
}

struct carrier_request *carrier_requests_next(struct carrier_requests *requests)
{
	for (size_t i = 0; i < requests->n; i++) {
		if (requests->items[i].sent)
			continue;
		requests->items[i].sent = true;
		return &requests->items[i];
	}
	return NULL;
}

void carrier_request_answer(struct carrier_request *request, int status, const char *body,
			    size_t length)
{
	request->status = status;
	request->is_over = true;
	if (status && length)
		request->json = json_read(body, length, NULL);
}

void carrier_request_again(struct carrier_request *request)
{
	cJSON_Delete(request->json);
	request->json = NULL;
	request->status = 0;
	request->sent = request->is_over = request->is_counted = false;
}

bool carrier_requests_are_over(const struct carrier_requests *requests)
{
	for (size_t i = 0; i < requests->n; i++) {
		if (!requests->items[i].is_over)
			return false;
	}
	return true;
}

void carrier_requests_finish(struct carrier_requests *requests)
{
	for (size_t i = 0; i < requests->n; i++) {
		struct carrier_request *request = &requests->items[i];

		/* A code or a password may be in it. */
		if (request->body)
			crypto_forget(request->body, strlen(request->body));
		free(request->body);
		cJSON_Delete(request->json);
	}
	arena_destroy(requests->arena);
	*requests = (struct carrier_requests){0};
}
