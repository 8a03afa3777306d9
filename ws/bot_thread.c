/*
 * Batches and the way out of them.
 */
#include "ws/bot_thread.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
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

/* Calls go to the outbox and the rest to the loop, in one piece and with one wake-up. */
void bot_thread_deliver(struct bot_thread *thread, struct output_list *list)
{
	struct output_list *rest;

	if (!list->n)
		return;
	rest = mem_new(sizeof *rest);
	rest->items = list->items;
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->kind == OUTPUT_CALL)
			outbox_thread_send(thread->service->outbox_thread, list->items[i]);
		else
			rest->items[rest->n++] = list->items[i];
	}
	*list = (struct output_list){0};
	server_post(thread->service->server, MESSAGE_OUTPUTS, rest);
}

static void run_events(struct bot_thread *thread, struct event **events, size_t n)
{
	struct output_list outputs = {0};

	bot_run(thread->bot, events, n, &outputs);
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
	return queue_offer(thread->queue, MESSAGE_EVENT, event);
}

bool bot_thread_answer(struct bot_thread *thread, struct event *event)
{
	return queue_put(thread->queue, MESSAGE_EVENT, event);
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
	queue_destroy(thread->queue);
	free(thread);
}
