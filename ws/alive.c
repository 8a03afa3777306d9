/*
 * A session waits for its hello, for being read again, and beside that in one of three lines: heard,
 * asked (pinged, and silent since), closing.
 */
#include "ws/alive.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ws/deadlines.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/session.h"

#define SECOND_MS 1000
#define CLOSE_MS (5 * SECOND_MS)
#define UNREAD_MS SECOND_MS

struct alive {
	struct deadlines hello, heard, asked, closing, unread;
	int64_t looked_ms;
};

struct alive *alive_create(const struct config *config)
{
	struct alive *alive = mem_new(sizeof *alive);
	int64_t ping_ms = config->idle_ping_seconds * SECOND_MS;

	deadlines_init(&alive->hello, config->hello_seconds * SECOND_MS);
	deadlines_init(&alive->heard, ping_ms);
	deadlines_init(&alive->asked, config->idle_cut_seconds * SECOND_MS - ping_ms);
	deadlines_init(&alive->closing, CLOSE_MS);
	deadlines_init(&alive->unread, UNREAD_MS);
	return alive;
}

void alive_destroy(struct alive *alive)
{
	free(alive);
}

void alive_begin(struct session *session)
{
	struct alive *alive = session->service->alive;
	int64_t now_ms = monotonic_ms();

	deadline_set(&alive->hello, &session->hello, now_ms);
	deadline_set(&alive->heard, &session->silence, now_ms);
}

void alive_heard(struct session *session)
{
	if (!session->closing)
		deadline_set(&session->service->alive->heard, &session->silence, monotonic_ms());
}

void alive_unread(struct session *session)
{
	deadline_set(&session->service->alive->unread, &session->unread, monotonic_ms());
}

void alive_closing(struct session *session)
{
	deadline_drop(&session->hello);
	deadline_set(&session->service->alive->closing, &session->silence, monotonic_ms());
}

void alive_end(struct session *session)
{
	deadline_drop(&session->hello);
	deadline_drop(&session->silence);
	deadline_drop(&session->unread);
}

static struct session *session_of(struct deadline *deadline, size_t offset)
{
	return deadline ? (struct session *)((char *)deadline - offset) : NULL;
}

static struct session *take_silent(struct deadlines *deadlines, int64_t now_ms)
{
	return session_of(deadlines_take(deadlines, now_ms), offsetof(struct session, silence));
}

static void look_for_hello(struct alive *alive, int64_t now_ms)
{
	struct session *session;

	while ((session = session_of(deadlines_take(&alive->hello, now_ms),
				     offsetof(struct session, hello)))) {
		if (session->greeted)
			continue;
		metrics_limit(session->service->metrics, LIMIT_HELLO);
		session_close(session, CLOSE_NOT_KNOWN);
	}
}

void alive_look(struct alive *alive, int64_t now_ms)
{
	struct session *session;

	look_for_hello(alive, now_ms);
	while ((session = session_of(deadlines_take(&alive->unread, now_ms),
				     offsetof(struct session, unread))))
		session_read_on(session);
	while ((session = take_silent(&alive->heard, now_ms))) {
		session_ping(session);
		deadline_set(&alive->asked, &session->silence, now_ms);
	}
	/* When the loop was held up, answers have come that it has not read: who is late now is cut
	 * at the next look. */
	while ((session = take_silent(&alive->asked, alive->looked_ms))) {
		metrics_limit(session->service->metrics, LIMIT_SILENCE);
		session_cut(session);
	}
	while ((session = take_silent(&alive->closing, alive->looked_ms)))
		session_cut(session);
	alive->looked_ms = now_ms;
}
