/*
 * The subscriber's message for other eyes: no number in it that could be a person's.
 */
#include <string.h>

#include "base/buffer.h"
#include "bot/core.h"

#define LONG_NUMBER 7 /* digits: no amount, no year, no service's short number */
#define MASK "****"

static void hide_slots(const struct understanding *meaning, char *hidden)
{
	static const char *const names[] = {"line", "code", "id_tail", "case_id"};

	for (size_t i = 0; i < meaning->n_slots; i++) {
		const struct slot_value *slot = &meaning->slots[i];

		for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
			if (!strcmp(slot->name, names[k]))
				memset(hidden + slot->from, 1, slot->from_length);
		}
	}
}

static bool is_digit(uint32_t c)
{
	static const uint32_t spoken[] = {0x96f6, 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
					  0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5e7a};

	for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++) {
		if (c == spoken[i])
			return true;
	}
	return c >= '0' && c <= '9';
}

/* Cards, accounts, landlines, dictated too: whatever many digits in a row may be. */
static void hide_long_numbers(const struct text_normal *normal, char *hidden)
{
	size_t n_digits = 0, start = 0, end = 0;

	for (size_t at = 0; at <= normal->length;) {
		size_t here = at, from, length;
		uint32_t c = at < normal->length ? text_next(normal->text, normal->length, &at)
						 : (at++, 0);

		if (is_digit(c)) {
			start = n_digits++ ? start : here;
			end = at;
		} else if (c != ' ' && c != '-') {
			if (n_digits >= LONG_NUMBER) {
				text_origin(normal, start, end - start, &from, &length);
				memset(hidden + from, 1, length);
			}
			n_digits = 0;
		}
	}
}

/* On one line, with a mask for each stretch that is hidden. */
const char *turn_masked_text(const struct turn *turn, size_t most)
{
	size_t length = strlen(turn->text);
	char *hidden = arena_new(turn->arena, length + 1);
	struct buffer shown = {0};
	const char *masked;

	hide_slots(turn->meaning, hidden);
	hide_long_numbers(&turn->meaning->normal, hidden);
	buffer_text(&shown, "");
	for (size_t at = 0; at < length;) {
		size_t from = at;
		uint32_t c = text_next(turn->text, length, &at);

		if (hidden[from] && (from == 0 || !hidden[from - 1]))
			buffer_text(&shown, MASK);
		else if (!hidden[from] && text_is_control(c))
			buffer_char(&shown, ' ');
		else if (!hidden[from])
			buffer_add(&shown, turn->text + from, at - from);
	}
	masked = text_mask_numbers(shown.data, turn->arena);
	buffer_finish(&shown);
	return arena_text_n(turn->arena, masked, text_bytes_of(masked, strlen(masked), most));
}
