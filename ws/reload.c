/*
 * New words are read on the bot thread, which is the only one that uses them. A certificate and
 * its key are small and read where they are shown, on the loop.
 */
#include "ws/reload.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/metrics.h"
#include "ws/service.h"
#include "ws/tls.h"

struct reload {
	struct task task;
	const struct service *service;
};

/* The alarm of the lines, at once: cases may have to go elsewhere. */
static void ring(struct bot_thread *bot_thread)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	if (!bot_thread_answer(bot_thread, event))
		event_destroy(event);
}

bool reload_now(const struct service *service, struct problems *problems)
{
	struct bot_thread *bot_thread = service->bot_thread;
	bool taken = bot_reload(bot_thread_bot(bot_thread), problems);

	metric_set(&service->metrics->words_refused, !taken);
	if (taken) {
		log_write(LOG_LEVEL_INFO, "words reloaded", NULL);
		ring(bot_thread);
	}
	for (size_t i = 0; i < problems_count(problems); i++)
		log_write(LOG_LEVEL_ERROR, "words not reloaded", "problem",
			  problems_line(problems, i), NULL);
	return taken;
}

static void run_reload(struct task *task)
{
	struct reload *reload = (struct reload *)task;
	struct problems *problems = problems_create();

	reload_now(reload->service, problems);
	problems_destroy(problems);
	free(reload);
}

void reload_words(const struct service *service)
{
	struct reload *reload = mem_new(sizeof *reload);

	reload->task.run = run_reload;
	reload->service = service;
	if (!bot_thread_run(service->bot_thread, &reload->task))
		free(reload);
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
