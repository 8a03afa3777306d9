/*
 * New words, read on the bot thread, which is the only one that uses them.
 */
#include "ws/reload.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/metrics.h"
#include "ws/service.h"

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

static void run_reload(struct task *task)
{
	struct reload *reload = (struct reload *)task;
	struct bot_thread *bot_thread = reload->service->bot_thread;
	struct problems *problems = problems_create();
	bool taken = bot_reload(bot_thread_bot(bot_thread), problems);

	metric_set(&reload->service->metrics->words_refused, !taken);
	if (taken) {
		log_write(LOG_LEVEL_INFO, "words reloaded", NULL);
		ring(bot_thread);
	}
	for (size_t i = 0; i < problems_count(problems); i++)
		log_write(LOG_LEVEL_ERROR, "words not reloaded", "problem",
			  problems_line(problems, i), NULL);
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
