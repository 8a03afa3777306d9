/*
 * What a running server counts, for Prometheus.
 *
 * Counters are atomic and their writers never wait; whoever scrapes reads them one by one, so
 * two of them may be a moment apart. Nothing that names a person or a conversation is a label.
 */
#ifndef FUJI_WS_METRICS_H
#define FUJI_WS_METRICS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "bot/bot.h"
#include "ws/limit_table.h"

typedef atomic_int_fast64_t metric;

static inline void metric_add(metric *counter, int64_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static inline void metric_set(metric *gauge, int64_t value)
{
	atomic_store_explicit(gauge, value, memory_order_relaxed);
}

static inline int64_t metric_get(const metric *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

#define HISTOGRAM_BUCKETS 14

struct histogram {
	metric buckets[HISTOGRAM_BUCKETS + 1]; /* the last is for what is beyond all bounds */
	metric sum;
};

/** Times in microseconds; sizes of batches as they are. */
void histogram_time(struct histogram *histogram, int64_t us);
void histogram_size(struct histogram *histogram, int64_t n);

#define METRICS_CHANNELS_MOST 8
#define METRICS_CODES_MOST 64

struct metrics {
	/* Loop thread. */
	metric connections, connections_taken;
	metric sessions[METRICS_CHANNELS_MOST]; /* in the order of channel_at */
	metric received_bytes, received_frames, sent_bytes, sent_frames;
	metric limits[N_LIMITS];
	metric certificate_to_ms; /* 0: there is none */
	metric sms_delivered, sms_failed,
		sms_untold; /* what the operator said of messages it took */
	metric notices[N_NOTICE_NEWS];
	struct {
		const char *_Atomic code;
		metric n;
	} errors[METRICS_CODES_MOST];
	struct histogram delivered, written;

	/* Bot thread. */
	struct histogram committed, batch_time, batch_size, commit_time;
	metric storage_failures, storage_failed_ms, batch_begun_ms; /* monotonic; 0: none */
	metric words_refused; /* at the last reload; the old ones hold */
	metric rules_given_up;
	metric erased;

	/* Outbox thread. */
	struct histogram call_time;
	metric calls, alarms, calls_failed, breaker_is_open, breaker_opened;

	/* Whoever asks a provider of pay links, and the client's thread. */
	metric pay_breaker_is_open, pay_breaker_opened;
};

static inline void metrics_limit(struct metrics *metrics, enum limit limit)
{
	metric_add(&metrics->limits[limit], 1);
}

/** Counts an error by its code, a constant text. Loop thread only. */
void metrics_error(struct metrics *metrics, const char *code);

struct service;

/** All of it in the text format 0.0.4. Any thread. */
void metrics_print(const struct service *service, struct buffer *out);

#endif
