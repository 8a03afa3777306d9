#include "ws/spike_thread.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/insight/spikes.h"
#include "ws/bot_thread.h"
#include "ws/ticker.h"

extern const struct store_kind store_sqlite;

#define LOOK_MS 10000 /* of the five minutes in which a spike is to be told */
/* So many facts are read in a transaction: as long as that goes on, the database's log only grows. */
#define FACTS_AT_ONCE 20000
#define GO_ON_MS 20
#define SNAPSHOT_NAME "spikes"
#define SNAPSHOT_FACTS 100000 /* behind the last one: it is a megabyte */

struct spike_thread {
	struct service *service;
	struct ticker *ticker;
	struct spikes *spikes;
	char *path, *told; /* the desks, last */
	int64_t now_ms, behind;
	int64_t read_behind; /* of this look */
	size_t n_read;
	int64_t kept_behind; /* of the last snapshot */
	bool begun;
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

static struct spikes *create_spikes(struct spike_thread *thread)
{
	return spikes_create(&spike_rules, (int)thread->service->config->zone_minutes, take_spike,
			     thread);
}

/* In the order of time: what is of later, as simulations have it, waits. */
static void take_fact(void *context, const struct fact_row *fact)
{
	struct spike_thread *thread = context;

	thread->read_behind = fact->row;
	thread->n_read++;
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

/* --- what outlives the process ---------------------------------------------------- */

static void take_snapshot(void *context, const struct snapshot_row *row)
{
	struct spike_thread *thread = context;

	if (spikes_read(thread->spikes, row->body)) {
		thread->behind = thread->read_behind = thread->kept_behind = row->behind;
		return;
	}
	spikes_destroy(thread->spikes);
	thread->spikes = create_spikes(thread);
}

/* When too many events are waiting, the next time will do. */
static void keep_snapshot(struct spike_thread *thread)
{
	struct event *event;
	struct buffer printed = {0};
	char *body;

	if (thread->behind - thread->kept_behind < SNAPSHOT_FACTS)
		return;
	spikes_print(thread->spikes, &printed);
	event = event_create(EVENT_SNAPSHOT, 0);
	event->snapshot = mem_new(sizeof *event->snapshot + printed.length);
	body = (char *)(event->snapshot + 1);
	memcpy(body, printed.data, printed.length);
	*event->snapshot = (struct snapshot_row){
		SNAPSHOT_NAME, thread->behind, {body, printed.length}};
	buffer_finish(&printed);
	if (bot_thread_offer(thread->service->bot_thread, event))
		thread->kept_behind = thread->behind;
	else
		event_destroy(event);
}

static bool begin(struct spike_thread *thread, struct error *err)
{
	thread->begun = thread->begun || store_sqlite.snapshot(thread->path, SNAPSHOT_NAME,
							       take_snapshot, thread, err);
	return thread->begun;
}

/* --- looking on ------------------------------------------------------------------- */

/* All that is behind, but for a pause in which others get their turn and the log may be emptied. */
static bool read_some(struct spike_thread *thread, struct error *err)
{
	const struct report_reader reader = {.context = thread,
					     .fact = take_fact,
					     .behind = thread->read_behind,
					     .most = FACTS_AT_ONCE};

	thread->n_read = 0;
	return store_sqlite.report(thread->path, thread->now_ms - SPIKE_MEMORY_MS, &reader, err);
}

static int64_t look(void *context)
{
	struct spike_thread *thread = context;
	struct error err;

	thread->now_ms = clock_now_ms(thread->service->clock);
	if (!begin(thread, &err) || !read_some(thread, &err)) {
		log_write(LOG_LEVEL_ERROR, "facts not read for spikes", "reason", err.text, NULL);
		return LOOK_MS;
	}
	if (thread->n_read == FACTS_AT_ONCE)
		return GO_ON_MS;
	thread->read_behind = thread->behind;
	spikes_pass(thread->spikes, thread->now_ms);
	thread->caught_up = true;
	tell_desks(thread);
	keep_snapshot(thread);
	return LOOK_MS;
}

/* --- the thread ------------------------------------------------------------------- */

struct spike_thread *spike_thread_start(struct service *service)
{
	struct spike_thread *thread = mem_new(sizeof *thread);
	struct buffer path = {0};

	buffer_format(&path, "%s/%s", service->config->data, store_sqlite.file);
	thread->service = service;
	thread->path = buffer_take(&path);
	thread->told = mem_text("[]");
	thread->spikes = create_spikes(thread);
	thread->ticker = ticker_start(look, thread);
	return thread;
}

void spike_thread_stop(struct spike_thread *thread)
{
	ticker_stop(thread->ticker);
	spikes_destroy(thread->spikes);
	free(thread->path);
	free(thread->told);
	free(thread);
}
