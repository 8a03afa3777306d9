#include "ws/report_thread.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/report.h"
#include "bot/report_rollup.h"
#include "ws/bot_thread.h"
#include "ws/monotonic.h"
#include "ws/report_print.h"
#include "ws/ticker.h"

extern const struct store_kind store_sqlite;

#define DAY_MS (24 * 60 * 60 * 1000LL)
#define LOOK_MS 10000
#define FACTS_AT_ONCE 10000 /* which keeps the bot from others for some milliseconds */
#define ROLL_UP_MS 100      /* in which the bot keeps what it was told */
#define WAITS_MOST 50
#define PAUSE_LEAST_MS 30000
#define PAUSE_SHARE 100 /* times what the counting took */

struct report_thread {
	struct service *service;
	struct ticker *ticker;
	char *path;
	int64_t due_us; /* when it is counted again */

	/* The roll-up that was offered last, and how often it was found not to be kept yet. */
	int64_t offered_behind;
	int n_waited;
};

/* --- a period ----------------------------------------------------------------------- */

static void put_time(struct buffer *out, const char *name, int64_t at_ms)
{
	char text[25];

	clock_print(at_ms, text);
	json_put_member(out, name, text);
}

static void put_report(struct buffer *out, const char *name, const struct report_source *source,
		       const struct report_query *query)
{
	struct arena *arena = arena_create();
	struct report report;

	report_count(source, query, arena, &report);
	report_put_groups(out, name, &report, query->by != BY_ALL);
	arena_destroy(arena);
}

/* The period before is as long, and ends as early in its last day. */
static char *print_period(const struct report_source *source, struct report_query query, int days)
{
	struct report_query before = query;
	struct buffer out = {0};

	before.from_ms -= days * DAY_MS;
	before.to_ms -= days * DAY_MS;
	buffer_char(&out, '{');
	put_time(&out, "from", query.from_ms);
	put_time(&out, "to", query.to_ms);
	put_report(&out, "before", source, &before);
	for (; query.by < N_REPORT_BYS; query.by++)
		put_report(&out, report_by_name(query.by), source, &query);
	buffer_char(&out, '}');
	return buffer_take(&out);
}

/* When too many events are waiting, the next time will do. */
static void tell_bot(struct report_thread *thread, int days, char *text)
{
	struct event *event = event_create(EVENT_REPORT, 0);

	event->days = days;
	event->text = text;
	if (!bot_thread_offer(thread->service->bot_thread, event))
		event_destroy(event);
}

static void count(struct report_thread *thread)
{
	int zone_minutes = (int)thread->service->config->zone_minutes;
	int64_t now_ms = clock_now_ms(thread->service->clock);
	int64_t tomorrow_ms = clock_day_start(now_ms, zone_minutes) + DAY_MS;
	int64_t longest_ms = report_days[N_REPORT_PERIODS - 1] * DAY_MS;
	struct error err;
	struct report_source *source = report_read(&store_sqlite, thread->path,
						   tomorrow_ms - 2 * longest_ms, &err);

	if (!source) {
		log_write(LOG_LEVEL_ERROR, "facts not read for reports", "reason", err.text, NULL);
		return;
	}
	for (int i = 0; i < N_REPORT_PERIODS; i++) {
		const struct report_query query = {tomorrow_ms - report_days[i] * DAY_MS, now_ms,
						   zone_minutes, BY_ALL};

		tell_bot(thread, report_days[i], print_period(source, query, report_days[i]));
	}
	report_source_destroy(source);
}

static void count_when_due(struct report_thread *thread)
{
	int64_t began_us = monotonic_us(), pause_us;

	if (began_us < thread->due_us)
		return;
	count(thread);
	pause_us = (monotonic_us() - began_us) * PAUSE_SHARE;
	thread->due_us = monotonic_us() +
			 (pause_us > PAUSE_LEAST_MS * 1000 ? pause_us : PAUSE_LEAST_MS * 1000);
}

/* --- roll-ups --------------------------------------------------------------------- */

/* The bot has not come to it, or could not store it: it is offered again now and then. */
static bool still_waits(struct report_thread *thread, const struct rollup *rollup)
{
	if (rollup_behind(rollup) == thread->offered_behind && thread->n_waited < WAITS_MOST) {
		thread->n_waited++;
		return true;
	}
	thread->offered_behind = rollup_behind(rollup);
	thread->n_waited = 0;
	return false;
}

/* False when there is nothing to roll up. */
static bool roll_up(struct report_thread *thread)
{
	struct error err = {0};
	struct rollup *rollup = rollup_make(&store_sqlite, thread->path, FACTS_AT_ONCE, &err);
	struct event *event;

	if (!rollup && *err.text)
		log_write(LOG_LEVEL_ERROR, "facts not rolled up", "reason", err.text, NULL);
	if (!rollup)
		return false;
	if (still_waits(thread, rollup)) {
		rollup_destroy(rollup);
		return true;
	}
	event = event_create(EVENT_ROLLUP, 0);
	event->rollup = rollup;
	if (!bot_thread_offer(thread->service->bot_thread, event))
		event_destroy(event);
	return true;
}

/* --- the thread ------------------------------------------------------------------- */

/* Roll-ups first: counted before, as many facts as there are would be read at once. */
static int64_t work(void *context)
{
	struct report_thread *thread = context;

	if (roll_up(thread))
		return ROLL_UP_MS;
	count_when_due(thread);
	return LOOK_MS;
}

struct report_thread *report_thread_start(struct service *service)
{
	struct report_thread *thread = mem_new(sizeof *thread);
	struct buffer path = {0};

	buffer_format(&path, "%s/%s", service->config->data, store_sqlite.file);
	thread->service = service;
	thread->path = buffer_take(&path);
	thread->offered_behind = -1;
	thread->ticker = ticker_start(work, thread);
	return thread;
}

void report_thread_stop(struct report_thread *thread)
{
	ticker_stop(thread->ticker);
	free(thread->path);
	free(thread);
}
