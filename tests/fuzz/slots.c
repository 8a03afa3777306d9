/*
 * Values in any message: each has its form, and comes from whole characters of the message.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "intents/intents.h"

/* Noon of Wednesday 2026-11-25 in Beijing. */
#define NOW_MS INT64_C(1795579200000)
#define BEIJING_MINUTES 480

static bool is_digits(const char *text, size_t least, size_t most)
{
	size_t n = strspn(text, "0123456789");

	return !text[n] && n >= least && n <= most;
}

static bool is(const struct slot_value *slot, const char *name)
{
	return !strcmp(slot->name, name);
}

static bool has_form(const struct slot_value *slot)
{
	int64_t day_ms;

	if (is(slot, "line"))
		return is_digits(slot->value, 11, 11);
	if (is(slot, "id_tail"))
		return strlen(slot->value) == 6;
	if (is(slot, "code"))
		return is_digits(slot->value, 4, 8);
	if (is(slot, "date") || is(slot, "when"))
		return strlen(slot->value) == 10 && clock_parse(slot->value, &day_ms);
	if (is(slot, "amount_fen") || is(slot, "months") || is(slot, "days"))
		return is_digits(slot->value, 1, 13);
	return *slot->value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct intent_matcher *matcher;
	static struct arena *arena;
	const char *text = (const char *)data;
	struct understanding got;

	if (!matcher) {
		matcher = intent_matcher_create(NULL, NULL);
		arena = arena_create();
	}
	arena_reset(arena);
	if (!intent_match(matcher, text, size, NOW_MS, BEIJING_MINUTES, arena, &got, NULL))
		return 0;
	for (size_t i = 0; i < got.n_slots; i++) {
		const struct slot_value *slot = &got.slots[i];

		assert(has_form(slot));
		assert(slot->from_length > 0 && slot->from + slot->from_length <= size);
		assert(text_is_utf8(text + slot->from, slot->from_length));
	}
	return 0;
}
