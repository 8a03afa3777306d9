/*
 * Tables of messages and the slots that are read from them.
 */
#ifndef FUJI_TESTS_UNIT_INTENTS_SLOT_ROWS_H
#define FUJI_TESTS_UNIT_INTENTS_SLOT_ROWS_H

#include "fixture.h"

#include "intents/readers.h"

/* `name=value name=value` in the order found. */
static inline const char *print_slots(const struct understanding *meaning, struct arena *arena)
{
	const char *slots = "";

	for (size_t i = 0; i < meaning->n_slots; i++)
		slots = arena_format(arena, "%s%s%s=%s", slots, i ? " " : "",
				     meaning->slots[i].name, meaning->slots[i].value);
	return slots;
}

/* The slots when every form is tried at every character. */
static inline const char *slots_tried_everywhere(const struct text_normal *normal,
						 struct arena *arena)
{
	struct understanding meaning = {.normal = *normal};
	uint32_t *starts = arena_new(arena, normal->length * sizeof *starts);
	struct slot_reader reader = {.text = normal->text,
				     .length = normal->length,
				     .out = &meaning,
				     .arena = arena,
				     .now_ms = FIXTURE_NOW,
				     .zone_minutes = 480,
				     .starts = starts};

	for (size_t at = 0; at < normal->length; text_next(normal->text, normal->length, &at))
		starts[at] = UINT32_MAX;
	readers_run(&reader, UINT32_MAX);
	return print_slots(&meaning, arena);
}

struct row {
	const char *text;
	const char *slots; /* as printed */
};

static inline void check(const struct row *rows, size_t n)
{
	struct fixture fixture;
	struct error err;
	int n_wrong = 0;

	fixture_start(&fixture);
	fixture.matcher = intent_matcher_create(NULL, &err);
	for (size_t i = 0; i < n; i++) {
		fixture_match(&fixture, rows[i].text);
		const char *slots = print_slots(&fixture.got, fixture.arena);

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
