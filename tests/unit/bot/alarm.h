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
