/*
 * A store that failed is thought well again after a while, because only what comes in can show
 * it.
 */
#include "ws/ready.h"

#include <stdint.h>
#include <sys/statvfs.h>

#include "base/json.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/outbox_thread.h"

#define STUCK_MS 10000
#define FAILED_MS 5000
#define DISK_LEAST (2 * 1024 * 1024) /* what the store wants beside its reserve, and some more */

static bool is_disk_full(const char *folder)
{
	struct statvfs disk;

	return statvfs(folder, &disk) == 0 && (uint64_t)disk.f_bavail * disk.f_frsize < DISK_LEAST;
}

bool ready_print(const struct front *front, struct buffer *json)
{
	const struct service *service = front->service;
	const struct metrics *metrics = service->metrics;
	int64_t begun_ms = metric_get(&metrics->batch_begun_ms);
	int64_t failed_ms = metric_get(&metrics->storage_failed_ms);
	const struct {
		const char *name;
		bool holds, is_grave; /* grave: nobody more is to be sent here */
	} reasons[] = {
		{"draining", front->draining, true},
		{"bot", begun_ms && monotonic_ms() - begun_ms > STUCK_MS, true},
		{"outbox", outbox_thread_overdue_ms(service->outbox_thread) > STUCK_MS, true},
		{"store", failed_ms && monotonic_ms() - failed_ms < FAILED_MS, true},
		{"disk", is_disk_full(service->config->data), true},
		{"words", metric_get(&metrics->words_refused) != 0, false},
		{"operator", metric_get(&metrics->breaker_is_open) != 0, false},
		{"pay", metric_get(&metrics->pay_breaker_is_open) != 0, false},
	};
	struct buffer list = {0};
	bool ready = true;

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (!reasons[i].holds)
			continue;
		json_put_comma(&list);
		json_put_text(&list, reasons[i].name);
		ready = ready && !reasons[i].is_grave;
	}
	buffer_char(json, '{');
	json_put_boolean(json, "ready", ready);
	json_put_name(json, "reasons");
	buffer_format(json, "[%s]}", list.length ? list.data : "");
	buffer_finish(&list);
	return ready;
}
