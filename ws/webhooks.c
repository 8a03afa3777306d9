/*
 * A bounded number of posts under way, and a line of those that wait for their turn.
 */
#include "ws/webhooks.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/http_client.h"
#include "ws/outbox_thread.h"

#define UNDER_WAY_MOST 16
#define BACKOFF_MOST_MS (10 * 60 * 1000LL)
#define HOUR_MS (60 * 60 * 1000LL)
#define PREFIX "whsec_"

struct post {
	struct webhooks *webhooks;
	struct output *hook;
	struct post *next;
};

struct webhooks {
	struct service *service;
	const char *urls[N_HOOK_TARGETS];
	struct webhook_key keys[N_HOOK_TARGETS];
	pthread_mutex_t lock;
	size_t n_under_way;         /* under the lock */
	struct post *first, **last; /* that wait for their turn; under the lock */
};

/* --- signing ---------------------------------------------------------------------- */

bool webhook_key_read(const char *text, struct webhook_key *out)
{
	size_t length = strlen(PREFIX);

	return !strncmp(text, PREFIX, length) &&
	       crypto_mac_key_read(text + length, out->bytes, sizeof out->bytes, &out->length) &&
	       out->length >= WEBHOOK_KEY_LEAST;
}

void webhook_sign(const struct webhook_key *key, const char *id, int64_t at_s, const char *body,
		  char out[WEBHOOK_SIGNATURE_SIZE])
{
	struct buffer signed_text = {0};
	char mac[CRYPTO_MAC_SIZE];

	buffer_format(&signed_text, "%s.%" PRId64 ".", id, at_s);
	buffer_text(&signed_text, body);
	crypto_mac(key->bytes, key->length, signed_text.data, signed_text.length, mac);
	snprintf(out, WEBHOOK_SIGNATURE_SIZE, "v1,%s", mac);
	buffer_finish(&signed_text);
}

struct hook_rules webhooks_rules(const struct config *config)
{
	return (struct hook_rules){
		.wanted = {[HOOK_DESK] = *config->webhook_url, [HOOK_PUSH] = *config->push_url},
		.life_ms = config->webhook_days * 24 * HOUR_MS,
	};
}

/* --- one post ----------------------------------------------------------------------- */

static void post_destroy(struct post *post)
{
	output_destroy(post->hook);
	free(post);
}

void webhooks_settle(struct webhooks *webhooks, struct output *hook, enum hook_state state)
{
	struct event *event = event_create(EVENT_HOOK, 0);

	event->trace = hook->trace;
	event->hook = hook->hook.row;
	event->hook_state = state;
	if (!bot_thread_answer(webhooks->service->bot_thread, event))
		event_destroy(event);
	output_destroy(hook);
}

/* With jitter, so that posts that failed together do not come back together. */
static int64_t backoff_ms(const struct webhooks *webhooks, int tries)
{
	int64_t least = webhooks->service->config->webhook_backoff_ms;
	uint64_t chance;

	for (int i = 1; i < tries && least < BACKOFF_MOST_MS; i++)
		least *= 2;
	least = least < BACKOFF_MOST_MS ? least : BACKOFF_MOST_MS;
	crypto_random(&chance, sizeof chance);
	return least + (int64_t)(chance % (uint64_t)least);
}

static bool is_too_old(const struct webhooks *webhooks, const struct output *hook)
{
	const struct service *service = webhooks->service;

	return clock_now_ms(service->clock) - hook->hook.at_ms >
	       service->config->webhook_hours * HOUR_MS;
}

/* Gives it back to the outbox. */
static void send_later(struct webhooks *webhooks, struct output *hook, int64_t asked_ms)
{
	int64_t after_ms = backoff_ms(webhooks, ++hook->hook.tries);

	if (after_ms < asked_ms)
		after_ms = asked_ms < BACKOFF_MOST_MS ? asked_ms : BACKOFF_MOST_MS;
	outbox_thread_send_hook(webhooks->service->outbox_thread, hook, after_ms);
}

static void not_taken(struct webhooks *webhooks, struct output *hook,
		      const struct http_answer *answer)
{
	char status[24];

	log_write(LOG_LEVEL_WARNING, "webhook not taken", "id", hook->hook.id, "status",
		  log_number(status, answer->status), "reason",
		  answer->outcome == HTTP_ANSWERED ? "its status" : answer->reason, NULL);
	if (!is_too_old(webhooks, hook)) {
		send_later(webhooks, hook, answer->retry_after_ms);
		return;
	}
	log_write(LOG_LEVEL_ERROR, "webhook given up", "id", hook->hook.id, NULL);
	webhooks_settle(webhooks, hook, HOOK_DEAD);
}

static void send_next(struct webhooks *webhooks);

static void done(void *context, const struct http_answer *answer)
{
	struct post *post = context;
	struct webhooks *webhooks = post->webhooks;

	log_follow(post->hook->trace);
	if (answer->outcome == HTTP_ANSWERED && answer->status / 100 == 2)
		webhooks_settle(webhooks, post->hook, HOOK_DELIVERED);
	else
		not_taken(webhooks, post->hook, answer);
	free(post);
	pthread_mutex_lock(&webhooks->lock);
	webhooks->n_under_way--;
	pthread_mutex_unlock(&webhooks->lock);
	send_next(webhooks);
}

static void send_post(struct webhooks *webhooks, struct post *post)
{
	const struct service *service = webhooks->service;
	const struct output *hook = post->hook;
	int64_t at_s = clock_now_ms(service->clock) / 1000;
	char signature[WEBHOOK_SIGNATURE_SIZE], lines[3][96];
	const char *const headers[] = {"content-type: application/json", lines[0], lines[1],
				       lines[2], NULL};

	webhook_sign(&webhooks->keys[hook->hook.target], hook->hook.id, at_s, hook->json,
		     signature);
	snprintf(lines[0], sizeof *lines, "webhook-id: %s", hook->hook.id);
	snprintf(lines[1], sizeof *lines, "webhook-timestamp: %" PRId64, at_s);
	snprintf(lines[2], sizeof *lines, "webhook-signature: %s", signature);
	http_client_send(service->http,
			 &(struct http_request){.method = "POST",
						.url = webhooks->urls[hook->hook.target],
						.headers = headers,
						.body = hook->json,
						.length = hook->json_length},
			 done, post);
}

/* --- turns -------------------------------------------------------------------------- */

static struct post *take_turn(struct webhooks *webhooks)
{
	struct post *post = NULL;

	pthread_mutex_lock(&webhooks->lock);
	if (webhooks->first && webhooks->n_under_way < UNDER_WAY_MOST) {
		post = webhooks->first;
		webhooks->first = post->next;
		if (!webhooks->first)
			webhooks->last = &webhooks->first;
		webhooks->n_under_way++;
	}
	pthread_mutex_unlock(&webhooks->lock);
	return post;
}

static void send_next(struct webhooks *webhooks)
{
	struct post *post = take_turn(webhooks);

	if (post)
		send_post(webhooks, post);
}

void webhooks_post(struct webhooks *webhooks, struct output *hook)
{
	struct post *post = mem_new(sizeof *post);

	post->webhooks = webhooks;
	post->hook = hook;
	pthread_mutex_lock(&webhooks->lock);
	*webhooks->last = post;
	webhooks->last = &post->next;
	pthread_mutex_unlock(&webhooks->lock);
	send_next(webhooks);
}

struct webhooks *webhooks_create(struct service *service)
{
	struct webhooks *webhooks = mem_new(sizeof *webhooks);
	const struct config *config = service->config;

	webhooks->service = service;
	webhooks->last = &webhooks->first;
	webhooks->urls[HOOK_DESK] = config->webhook_url;
	webhooks->urls[HOOK_PUSH] = config->push_url;
	webhook_key_read(config->webhook_secret, &webhooks->keys[HOOK_DESK]);
	webhook_key_read(config->push_secret, &webhooks->keys[HOOK_PUSH]);
	pthread_mutex_init(&webhooks->lock, NULL);
	return webhooks;
}

void webhooks_destroy(struct webhooks *webhooks)
{
	struct post *post;

	while ((post = webhooks->first)) {
		webhooks->first = post->next;
		post_destroy(post);
	}
	pthread_mutex_destroy(&webhooks->lock);
	crypto_forget(webhooks->keys, sizeof webhooks->keys);
	free(webhooks);
}
