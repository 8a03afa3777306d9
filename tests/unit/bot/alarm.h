/*
 * Time that passes for the lines, and the case as the store then has it.
 */
#ifndef FUJI_TESTS_UNIT_BOT_ALARM_H
#define FUJI_TESTS_UNIT_BOT_ALARM_H

#include "fixture.h"

#include "bot/core.h"

static inline void pass(struct fixture *fixture, int64_t ms)
{
	struct event *tick = event_create(EVENT_ANSWER, 0); /* of no call: the alarm of the lines */

	fixture->clock.manual_ms += ms;
	fixture_run(fixture, &tick, 1);
}

/* The call of the last run that waits for a time. */
static inline int64_t find_alarm(const struct fixture *fixture, int64_t *wake_ms)
{
	*wake_ms = 0;
	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind == OUTPUT_CALL && output->call &&
		    output->call_body.kind == CALL_WAIT) {
			*wake_ms = output->call_body.wake_ms;
			return output->call;
		}
	}
	fail_msg("nothing waits for a time");
	return 0;
}

static inline void wake(struct fixture *fixture, int64_t call, int64_t at_ms)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	event->call = call;
	fixture->clock.manual_ms = at_ms;
	fixture_run(fixture, &event, 1);
}

static inline struct case_row the_case(struct fixture *fixture)
{
	const struct store *store = &fixture->bot->store;
	struct case_row row;
	struct error err;

	assert_int_equal(store->kind->case_find(store->db, fixture->case_id, fixture->bot->arena,
						&row, &err),
			 FOUND);
	return row;
}

#endif
