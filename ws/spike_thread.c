#include "ws/spike_thread.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/insight/spikes.h"
#include "ws/bot_thread.h"

extern const struct store_kind store_sqlite;

#define LOOK_SECONDS 10 /* of the five minutes in which a spike is to be told */

struct spike_thread {
	struct service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stops; /* under the lock, the only thing that is shared */

	struct spikes *spikes;
	char *path, *told; /* the desks, last */
	int64_t now_ms, behind;
	bool caught_up; /* with the weeks before: what is seen from then on is news */
};

/* --- looking ---------------------------------------------------------------------- */

static void take_spike(void *context, const struct spike *spike)
{
	const struct spike_thread *thread = context;

	if (thread->caught_up)
		log_write(LOG_LEVEL_WARNING, spike->to_ms ? "spike is over" : "spike begins",
			  "topic", spike->topic, "region", spike->region, NULL);
}

/* In the order of time: what is of later, as simulations have it, waits. */
static void take_fact(void *context, const struct fact_row *fact)
{
	struct spike_thread *thread = context;

	if (fact->at_ms > thread->now_ms)
		return;
	spikes_fact(thread->spikes, fact);
	thread->behind = fact->row;
}

static void put_spike(struct buffer *out, const struct spike *spike)
{
	char since[25];

	clock_print(spike->from_ms, since);
	json_put_comma(out);
	buffer_char(out, '{');
	json_put_member(out, "topic", spike->topic);
	json_put_member(out, "region", spike->region);
	json_put_member(out, "since", since);
	json_put_integer(out, "most", (int64_t)spike->most);
	json_put_name(out, "usual");
	buffer_format(out, "%.1f}", spike->usual);
}

/* Only what has changed; when too many events are waiting, the next time will do. */
static void tell_desks(struct spike_thread *thread)
{
	struct buffer now = {0};
	struct spike spike;
	struct event *event;
	size_t at = 0;

	buffer_char(&now, '[');
	while (spikes_next(thread->spikes, &at, &spike))
		put_spike(&now, &spike);
	buffer_char(&now, ']');
	if (strcmp(thread->told, now.data) != 0) {
		event = event_create(EVENT_SPIKES, 0);
		event->text = mem_text(now.data);
		if (bot_thread_offer(thread->service->bot_thread, event)) {
			free(thread->told);
			thread->told = buffer_take(&now);
		} else {
			event_destroy(event);
		}
	}
	buffer_finish(&now);
}

static void look(struct spike_thread *thread)
{
	const struct report_reader reader = {
		.context = thread, .fact = take_fact, .behind = thread->behind};
	struct error err;

	thread->now_ms = clock_now_ms(thread->service->clock);
	if (!store_sqlite.report(thread->path, thread->now_ms - SPIKE_MEMORY_MS, &reader, &err)) {
		log_write(LOG_LEVEL_ERROR, "facts not read for spikes", "reason", err.text, NULL);
		return;
	}
	spikes_pass(thread->spikes, thread->now_ms);
	thread->caught_up = true;
	tell_desks(thread);
}

/* --- the thread ------------------------------------------------------------------- */

static bool wait_or_stop(struct spike_thread *thread)
{
	struct timespec until;
	bool stops;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	pthread_mutex_lock(&thread->lock);
	while (!thread->stops &&
	       pthread_cond_timedwait(&thread->wake, &thread->lock, &until) != ETIMEDOUT)
		;
	stops = thread->stops;
	pthread_mutex_unlock(&thread->lock);
	return stops;
}

static void *run(void *context)
{
	struct spike_thread *thread = context;

	do
		look(thread);
	while (!wait_or_stop(thread));
	return NULL;
}

struct spike_thread *spike_thread_start(struct service *service)
{
	struct spike_thread *thread = mem_new(sizeof *thread);
	struct buffer path = {0};
	pthread_condattr_t monotonic;

	buffer_format(&path, "%s/%s", service->config->data, store_sqlite.file);
	thread->service = service;
	thread->path = buffer_take(&path);
	thread->told = mem_text("[]");
	thread->spikes = spikes_create(&spike_rules, (int)service->config->zone_minutes, take_spike,
				       thread);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&thread->lock, NULL);
	pthread_cond_init(&thread->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_create(&thread->thread, NULL, run, thread);
	return thread;
}

void spike_thread_stop(struct spike_thread *thread)
{
	pthread_mutex_lock(&thread->lock);
	thread->stops = true;
	pthread_cond_signal(&thread->wake);
	pthread_mutex_unlock(&thread->lock);
	pthread_join(thread->thread, NULL);
	pthread_cond_destroy(&thread->wake);
	pthread_mutex_destroy(&thread->lock);
	spikes_destroy(thread->spikes);
	free(thread->path);
	free(thread->told);
	free(thread);
}
