/*
 * Tables of messages and the slots that are read from them.
 */
#ifndef FUJI_TESTS_UNIT_INTENTS_SLOT_ROWS_H
#define FUJI_TESTS_UNIT_INTENTS_SLOT_ROWS_H

#include "fixture.h"

struct row {
	const char *text;
	const char *slots; /* `name=value name=value` in the order found */
};

static inline void check(const struct row *rows, size_t n)
{
	struct fixture fixture;
	struct error err;
	int n_wrong = 0;

	fixture_start(&fixture);
	fixture.matcher = intent_matcher_create(NULL, &err);
	for (size_t i = 0; i < n; i++) {
		const char *slots = "";

		fixture_match(&fixture, rows[i].text);
		for (size_t j = 0; j < fixture.got.n_slots; j++)
			slots = arena_format(fixture.arena, "%s%s%s=%s", slots, j ? " " : "",
					     fixture.got.slots[j].name, fixture.got.slots[j].value);
		if (strcmp(slots, rows[i].slots) != 0) {
			print_error("%s: %s, not %s\n", rows[i].text, slots, rows[i].slots);
			n_wrong++;
		}
	}
	assert_int_equal(n_wrong, 0);
	fixture_finish(&fixture);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

#endif
