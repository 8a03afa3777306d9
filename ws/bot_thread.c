/*
 * Batches and the way out of them.
 */
#include "ws/bot_thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/mending.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/outbox_thread.h"
#include "ws/server.h"

#define BATCH_MOST 256 /* what batch_events may be at most */

struct bot_thread {
	struct service *service;
	struct bot *bot;
	struct queue *queue;
	struct task *done;
	pthread_t thread;
};

/* What goes to others goes to the outbox and the rest to the loop, in one piece and with one wake-up. */
static void hear(struct bot_thread *thread, struct output *output)
{
	struct event *event = event_create(EVENT_HEARD, 0);

	event->call = output->call;
	event->trace = output->trace;
	if (!bot_thread_answer(thread, event))
		event_destroy(event);
	output_destroy(output);
}

void bot_thread_deliver(struct bot_thread *thread, struct output_list *list)
{
	struct output_list *rest;

	if (!list->n) {
		output_list_finish(list);
		return;
	}
	rest = mem_new(sizeof *rest);
	rest->items = list->items;
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->kind == OUTPUT_CALL)
			outbox_thread_send(thread->service->outbox_thread, list->items[i]);
		else if (list->items[i]->kind == OUTPUT_HOOK)
			outbox_thread_send_hook(thread->service->outbox_thread, list->items[i], 0);
		else if (list->items[i]->kind == OUTPUT_MEND)
			mending_start(thread->service, list->items[i]);
		else if (list->items[i]->kind == OUTPUT_HEARD)
			hear(thread, list->items[i]);
		else
			rest->items[rest->n++] = list->items[i];
	}
	*list = (struct output_list){0};
	server_post(thread->service->server, MESSAGE_OUTPUTS, rest);
}

static void note_results(struct metrics *metrics, const struct output_list *outputs, int64_t now_ms)
{
	for (size_t i = 0; i < outputs->n; i++) {
		const struct output *output = outputs->items[i];

		if (output->kind == OUTPUT_ERASED)
			metric_add(&metrics->erased, 1);
		if (output->kind != OUTPUT_ERROR || strcmp(output->code, "storage_unavailable"))
			continue;
		metric_add(&metrics->storage_failures, 1);
		metric_set(&metrics->storage_failed_ms, now_ms);
	}
}

static void note_check_counts(struct metrics *metrics, struct check_counts counts)
{
	metric_set(&metrics->limits[LIMIT_CHECKS], counts.checks);
	metric_set(&metrics->limits[LIMIT_CODES], counts.codes);
	metric_set(&metrics->limits[LIMIT_ALL_CHECKS], counts.all_checks);
	metric_set(&metrics->limits[LIMIT_ALL_CODES], counts.all_codes);
	metric_set(&metrics->limits[LIMIT_ADDRESS_CHECKS], counts.address_checks);
}

static void run_events(struct bot_thread *thread, struct event **events, size_t n)
{
	struct metrics *metrics = thread->service->metrics;
	struct output_list outputs = {0};
	int64_t begun_us = monotonic_us(), done_us;

	metric_set(&metrics->batch_begun_ms, begun_us / 1000);
	bot_run(thread->bot, events, n, &outputs);
	done_us = monotonic_us();
	metric_set(&metrics->batch_begun_ms, 0);
	histogram_size(&metrics->batch_size, (int64_t)n);
	histogram_time(&metrics->batch_time, done_us - begun_us);
	histogram_time(&metrics->commit_time, bot_commit_us(thread->bot));
	note_results(metrics, &outputs, done_us / 1000);
	note_check_counts(metrics, bot_check_counts(thread->bot));
	metric_set(&metrics->rules_given_up, bot_rules_given_up(thread->bot));
	for (size_t i = 0; i < n; i++)
		histogram_time(&metrics->committed, done_us - events[i]->accepted_us);
	for (size_t i = 0; i < n; i++)
		event_destroy(events[i]);
	bot_thread_deliver(thread, &outputs);
}

static void run_batch(struct bot_thread *thread, const struct message *batch, size_t n)
{
	struct event *events[BATCH_MOST];
	size_t n_events = 0;

	for (size_t i = 0; i < n; i++) {
		if (batch[i].kind == MESSAGE_EVENT)
			events[n_events++] = batch[i].body;
	}
	if (n_events)
		run_events(thread, events, n_events);

	for (size_t i = 0; i < n; i++) {
		struct task *task = batch[i].body;

		if (batch[i].kind == MESSAGE_TASK)
			task->run(task);
	}
	bot_tidy(thread->bot);
}

static void *run(void *context)
{
	struct bot_thread *thread = context;
	struct output_list outputs = {0};
	struct message batch[BATCH_MOST];
	size_t most = (size_t)thread->service->config->batch_events, n;

	bot_resume_calls(thread->bot, &outputs);
	bot_thread_deliver(thread, &outputs);
	while ((n = queue_take(thread->queue, batch, most)))
		run_batch(thread, batch, n);
	server_post(thread->service->server, MESSAGE_TASK, thread->done);
	return NULL;
}

struct bot_thread *bot_thread_start(struct service *service, struct bot *bot)
{
	struct bot_thread *thread = mem_new(sizeof *thread);

	thread->service = service;
	thread->bot = bot;
	thread->queue = queue_create((size_t)service->config->events_waiting);
	service->bot_thread = thread;
	pthread_create(&thread->thread, NULL, run, thread);
	return thread;
}

bool bot_thread_offer(struct bot_thread *thread, struct event *event)
{
	bool taken;

	event->accepted_us = monotonic_us();
	crypto_unique(&event->trace, sizeof event->trace);
	log_follow(event->trace);
	taken = queue_offer(thread->queue, MESSAGE_EVENT, event);
	log_write(LOG_LEVEL_DEBUG, taken ? "event accepted" : "event refused", NULL);
	if (!taken)
		metrics_limit(thread->service->metrics, LIMIT_EVENTS_WAITING);
	log_follow(0);
	return taken;
}

bool bot_thread_answer(struct bot_thread *thread, struct event *event)
{
	event->accepted_us = monotonic_us();
	return queue_put(thread->queue, MESSAGE_EVENT, event);
}

size_t bot_thread_waiting(const struct bot_thread *thread)
{
	return queue_length(thread->queue);
}

bool bot_thread_run(struct bot_thread *thread, struct task *task)
{
	return queue_put(thread->queue, MESSAGE_TASK, task);
}

struct bot *bot_thread_bot(struct bot_thread *thread)
{
	return thread->bot;
}

void bot_thread_stop(struct bot_thread *thread, struct task *done)
{
	thread->done = done;
	queue_close(thread->queue);
}

void bot_thread_join(struct bot_thread *thread)
{
	pthread_join(thread->thread, NULL);
}

void bot_thread_destroy(struct bot_thread *thread)
{
	queue_destroy(thread->queue);
	free(thread);
}
