/*
 * The text format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#include "ws/metrics.h"

#include <stdio.h>
#include <string.h>

#include "ws/bot_thread.h"
#include "ws/channels/channel.h"
#include "ws/http.h"
#include "ws/outbox_thread.h"
#include "ws/service.h"

extern const struct store_kind store_sqlite;

static const int64_t time_bounds_us[HISTOGRAM_BUCKETS] = {
	500,    1000,   2500,   5000,    10000,   25000,   50000,
	100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000,
};
static const int64_t size_bounds[HISTOGRAM_BUCKETS] = {
	1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 96, 128, 256,
};

static const char *const news_names[N_NOTICE_NEWS] = {
	[NOTICE_FOR_NOBODY] = "for_nobody",
	[NOTICE_HEARD] = "heard",
	[NOTICE_REPEATED] = "repeated",
	[NOTICE_UNKNOWN] = "unknown",
};

static void observe(struct histogram *histogram, const int64_t *bounds, int64_t value)
{
	size_t i = 0;

	while (i < HISTOGRAM_BUCKETS && value > bounds[i])
		i++;
	metric_add(&histogram->buckets[i], 1);
	metric_add(&histogram->sum, value);
}

void histogram_time(struct histogram *histogram, int64_t us)
{
	observe(histogram, time_bounds_us, us);
}

void histogram_size(struct histogram *histogram, int64_t n)
{
	observe(histogram, size_bounds, n);
}

/* Codes are few and come up one by one; the last place takes what does not fit any more. */
void metrics_error(struct metrics *metrics, const char *code)
{
	size_t i = 0;

	for (; i < METRICS_CODES_MOST - 1; i++) {
		const char *known = atomic_load_explicit(&metrics->errors[i].code,
							 memory_order_relaxed);

		if (known && strcmp(known, code) != 0)
			continue;
		if (!known)
			atomic_store_explicit(&metrics->errors[i].code, code, memory_order_release);
		break;
	}
	metric_add(&metrics->errors[i].n, 1);
}

/* --- printing --------------------------------------------------------------------- */

static void head(struct buffer *out, const char *name, const char *type, const char *help)
{
	buffer_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct buffer *out, const char *name, const char *type, const char *help,
		int64_t value)
{
	head(out, name, type, help);
	buffer_format(out, "%s %lld\n", name, (long long)value);
}

/* `labels` ends with a comma where there are any; `unit` is how many make one of what is shown. */
static void series(struct buffer *out, const char *name, const char *labels,
		   const struct histogram *histogram, const int64_t *bounds, double unit)
{
	int64_t n = 0;
	int length = (int)strlen(labels);

	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		n += metric_get(&histogram->buckets[i]);
		buffer_format(out, "%s_bucket{%sle=\"%g\"} %lld\n", name, labels,
			      (double)bounds[i] / unit, (long long)n);
	}
	n += metric_get(&histogram->buckets[HISTOGRAM_BUCKETS]);
	buffer_format(out, "%s_bucket{%sle=\"+Inf\"} %lld\n", name, labels, (long long)n);
	buffer_format(out, length ? "%s_sum{%.*s} %.9g\n" : "%s_sum%.*s %.9g\n", name,
		      length ? length - 1 : 0, labels, (double)metric_get(&histogram->sum) / unit);
	buffer_format(out, length ? "%s_count{%.*s} %lld\n" : "%s_count%.*s %lld\n", name,
		      length ? length - 1 : 0, labels, (long long)n);
}

static void times(struct buffer *out, const char *name, const char *labels,
		  const struct histogram *histogram)
{
	series(out, name, labels, histogram, time_bounds_us, 1e6);
}

static void put_connections(const struct metrics *metrics, struct buffer *out)
{
	const struct channel *channel;

	one(out, "fuji_connections", "gauge", "TCP connections that are open.",
	    metric_get(&metrics->connections));
	one(out, "fuji_connections_accepted_total", "counter", "TCP connections accepted.",
	    metric_get(&metrics->connections_taken));
	head(out, "fuji_sessions", "gauge", "WebSockets that are open, by channel.");
	for (size_t i = 0; i < METRICS_CHANNELS_MOST && (channel = channel_at(i)); i++) {
		if (channel->paths)
			buffer_format(out, "fuji_sessions{channel=\"%s\"} %lld\n",
				      channel->endpoint,
				      (long long)metric_get(&metrics->sessions[i]));
	}
	one(out, "fuji_received_bytes_total", "counter", "Bytes of frames from peers.",
	    metric_get(&metrics->received_bytes));
	one(out, "fuji_received_frames_total", "counter", "Whole frames from peers.",
	    metric_get(&metrics->received_frames));
	one(out, "fuji_sent_bytes_total", "counter", "Bytes of frames to peers.",
	    metric_get(&metrics->sent_bytes));
	one(out, "fuji_sent_frames_total", "counter", "Frames to peers.",
	    metric_get(&metrics->sent_frames));
}

static void put_certificate(const struct metrics *metrics, struct buffer *out)
{
	int64_t to_ms = metric_get(&metrics->certificate_to_ms);

	if (to_ms)
		one(out, "fuji_certificate_end_seconds", "gauge",
		    "When the certificate that is shown ends to be good, since 1970.",
		    to_ms / 1000);
}

static void put_refusals(const struct metrics *metrics, struct buffer *out)
{
	head(out, "fuji_limit_hits_total", "counter", "How often a limit was come to, by which.");
	for (enum limit i = LIMIT_NONE + 1; i < N_LIMITS; i++)
		buffer_format(out, "fuji_limit_hits_total{limit=\"%s\"} %lld\n", limit_name(i),
			      (long long)metric_get(&metrics->limits[i]));
	head(out, "fuji_errors_total", "counter", "Errors that peers were told, by code.");
	for (size_t i = 0; i < METRICS_CODES_MOST; i++) {
		const char *code = atomic_load_explicit(&metrics->errors[i].code,
							memory_order_acquire);

		if (!code && i < METRICS_CODES_MOST - 1)
			continue;
		buffer_format(out, "fuji_errors_total{code=\"%s\"} %lld\n", code ? code : "other",
			      (long long)metric_get(&metrics->errors[i].n));
	}
}

static void put_turns(const struct service *service, struct buffer *out)
{
	const struct metrics *metrics = service->metrics;

	head(out, "fuji_turn_seconds", "histogram",
	     "From an event's acceptance until it was committed, and until what came of it was "
	     "lined up on its sockets.");
	times(out, "fuji_turn_seconds", "stage=\"committed\",", &metrics->committed);
	times(out, "fuji_turn_seconds", "stage=\"delivered\",", &metrics->delivered);
	head(out, "fuji_frame_wait_seconds", "histogram",
	     "From a frame's place in the line of its socket until it was written.");
	times(out, "fuji_frame_wait_seconds", "", &metrics->written);
	head(out, "fuji_batch_seconds", "histogram", "Running a batch, with its commit.");
	times(out, "fuji_batch_seconds", "", &metrics->batch_time);
	head(out, "fuji_commit_seconds", "histogram", "The commit of a batch.");
	times(out, "fuji_commit_seconds", "", &metrics->commit_time);
	head(out, "fuji_batch_events", "histogram", "Events in a batch.");
	series(out, "fuji_batch_events", "", &metrics->batch_size, size_bounds, 1);
	one(out, "fuji_events_waiting", "gauge", "Events that wait for the bot thread.",
	    (int64_t)bot_thread_waiting(service->bot_thread));
	one(out, "fuji_storage_failures_total", "counter", "Events that could not be stored.",
	    metric_get(&metrics->storage_failures));
	one(out, "fuji_rules_given_up_total", "counter",
	    "How often a rule of a pack came to the bound of its steps, and counted as missed.",
	    metric_get(&metrics->rules_given_up));
	one(out, "fuji_conversations_erased_total", "counter",
	    "Conversations whose person was erased, asked for or in time.",
	    metric_get(&metrics->erased));
}

static void put_outbox(const struct service *service, struct buffer *out)
{
	const struct metrics *metrics = service->metrics;

	head(out, "fuji_outbox_calls", "gauge",
	     "Calls to the operator without an answer, by kind.");
	buffer_format(out, "fuji_outbox_calls{kind=\"call\"} %lld\n",
		      (long long)metric_get(&metrics->calls));
	buffer_format(out, "fuji_outbox_calls{kind=\"alarm\"} %lld\n",
		      (long long)metric_get(&metrics->alarms));
	head(out, "fuji_outbox_overdue_seconds", "gauge",
	     "How long what is due first in the outbox has been due.");
	buffer_format(out, "fuji_outbox_overdue_seconds %.3f\n",
		      (double)outbox_thread_overdue_ms(service->outbox_thread) / 1000);
	head(out, "fuji_call_seconds", "histogram", "Calls to the operator, with all their tries.");
	times(out, "fuji_call_seconds", "", &metrics->call_time);
	one(out, "fuji_calls_failed_total", "counter", "Calls that the operator did not answer.",
	    metric_get(&metrics->calls_failed));
	one(out, "fuji_breaker_open", "gauge", "1 while the operator is left alone.",
	    metric_get(&metrics->breaker_is_open));
	one(out, "fuji_breaker_opened_total", "counter", "How often that began.",
	    metric_get(&metrics->breaker_opened));
	one(out, "fuji_pay_breaker_open", "gauge",
	    "1 while the provider of links to pay by is left alone.",
	    metric_get(&metrics->pay_breaker_is_open));
	one(out, "fuji_pay_breaker_opened_total", "counter", "How often that began.",
	    metric_get(&metrics->pay_breaker_opened));
	head(out, "fuji_sms_total", "counter",
	     "Text messages that the operator took, by their end.");
	buffer_format(
		out,
		"fuji_sms_total{end=\"delivered\"} %lld\nfuji_sms_total{end=\"failed\"} %lld\n"
		"fuji_sms_total{end=\"untold\"} %lld\n",
		(long long)metric_get(&metrics->sms_delivered),
		(long long)metric_get(&metrics->sms_failed),
		(long long)metric_get(&metrics->sms_untold));
	head(out, "fuji_notices_total", "counter",
	     "What the operator's hubs have told, by what came of it.");
	for (size_t i = 0; i < N_NOTICE_NEWS; i++)
		buffer_format(out, "fuji_notices_total{news=\"%s\"} %lld\n", news_names[i],
			      (long long)metric_get(&metrics->notices[i]));
}

/* Asked of the database, on a connection of our own. */
static void put_database(const struct service *service, struct buffer *out)
{
	struct store_backlog backlog;
	struct buffer path = {0};

	buffer_format(&path, "%s/%s", service->config->data, store_sqlite.file);
	if (store_sqlite.backlog(path.data, &backlog, NULL)) {
		one(out, "fuji_cases_waiting", "gauge", "Cases that wait for a person.",
		    backlog.cases_waiting);
		one(out, "fuji_cases_overdue", "gauge", "Open cases that are late.",
		    backlog.cases_overdue);
		one(out, "fuji_webhooks_waiting", "gauge",
		    "Events that the help desk has not taken yet.", backlog.hooks_waiting);
		one(out, "fuji_webhooks_dead", "gauge", "Events that were given up.",
		    backlog.hooks_dead);
		one(out, "fuji_pushes_waiting", "gauge",
		    "News that the app's back end has not taken yet, or that may be read.",
		    backlog.pushes_waiting);
		one(out, "fuji_pushes_dead", "gauge", "News that was given up.",
		    backlog.pushes_dead);
		one(out, "fuji_database_bytes", "gauge", "Size of the database.",
		    backlog.file_bytes);
		one(out, "fuji_database_log_bytes", "gauge", "Size of its write-ahead log.",
		    backlog.log_bytes);
	}
	buffer_finish(&path);
}

void metrics_print(const struct service *service, struct buffer *out)
{
	put_connections(service->metrics, out);
	put_certificate(service->metrics, out);
	put_refusals(service->metrics, out);
	put_turns(service, out);
	put_outbox(service, out);
	put_database(service, out);
}
