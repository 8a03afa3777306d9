/*
 * New words are read on the worker thread, so that nobody waits for them, and handed to the bot thread,
 * which is the only one that uses them. A certificate and its key are small and read where they are
 * shown, on the loop.
 */
#include "ws/reload.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/metrics.h"
#include "ws/service.h"
#include "ws/tls.h"
#include "ws/worker.h"

/* The alarm of the lines, at once: cases may have to go elsewhere. */
static void ring(struct bot_thread *bot_thread)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	if (!bot_thread_answer(bot_thread, event))
		event_destroy(event);
}

static void run_reload(struct task *task)
{
	reload_now((struct reload *)task);
}

static void end(struct reload *reload, bool used)
{
	struct problems *problems = reload->problems;

	reload->done(reload, used, problems);
	problems_destroy(problems);
}

/* A desk has saved rules while words were read. */
static void read_once_more(struct reload *reload)
{
	problems_destroy(reload->problems);
	reload->task.run = run_reload;
	worker_put(reload->service->worker, &reload->task);
}

/* On the bot thread. */
static void settle(struct task *task)
{
	struct reload *reload = (struct reload *)task;
	const struct service *service = reload->service;
	bool used = reload->words;

	if (used && !bot_words_use(bot_thread_bot(service->bot_thread), reload->words)) {
		read_once_more(reload);
		return;
	}
	metric_set(&service->metrics->words_refused, !used);
	if (used) {
		log_write(LOG_LEVEL_INFO, "words reloaded", NULL);
		ring(service->bot_thread);
	}
	for (size_t i = 0; i < problems_count(reload->problems); i++)
		log_write(LOG_LEVEL_ERROR, "words not reloaded", "problem",
			  problems_line(reload->problems, i), NULL);
	end(reload, used);
}

/* What was read first is settled first, since both queues keep the order. */
void reload_now(struct reload *reload)
{
	struct bot_thread *bot_thread = reload->service->bot_thread;

	reload->problems = problems_create();
	reload->words = bot_words_read(bot_thread_bot(bot_thread), reload->problems);
	reload->task.run = settle;
	if (bot_thread_run(bot_thread, &reload->task))
		return;
	bot_words_destroy(reload->words);
	end(reload, false);
}

static void forget(struct reload *reload, bool used, const struct problems *problems)
{
	(void)used;
	(void)problems;
	free(reload);
}

void reload_words(const struct service *service)
{
	struct reload *reload = mem_new(sizeof *reload);

	reload->task.run = run_reload;
	reload->service = service;
	reload->done = forget;
	worker_put(service->worker, &reload->task);
}

void reload_note_certificate(const struct service *service)
{
	int64_t now_ms = clock_now_ms(service->clock), from_ms, to_ms;
	char from[25], to[25];

	if (!service->tls)
		return;
	tls_validity(service->tls, &from_ms, &to_ms);
	metric_set(&service->metrics->certificate_to_ms, to_ms);
	clock_print(from_ms, from);
	clock_print(to_ms, to);
	if (now_ms < from_ms || now_ms >= to_ms)
		log_write(LOG_LEVEL_WARNING, "the certificate is not good now", "from", from, "to",
			  to, NULL);
}

void reload_certificate(const struct service *service)
{
	struct error err;

	if (!service->tls)
		return;
	if (!tls_reload(service->tls, &err)) {
		log_write(LOG_LEVEL_ERROR, "certificate not reloaded", "reason", err.text, NULL);
		return;
	}
	log_write(LOG_LEVEL_INFO, "certificate reloaded", NULL);
	reload_note_certificate(service);
}
