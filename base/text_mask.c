/*
 * Hide the numbers of persons in a text.
 *
 * First all digits are found, with how each stands to the one before it; then numbers
 * are sought among them. `50 138 0000 0003` is thirteen digits in four groups, and
 * three of the groups are a number: so any groups in a row are tried.
 *
 * A time in milliseconds, a number of an order or a ticket is as long as a bank card's, and
 * must stay: only what begins as a bank's number does and has its check digit is taken for one.
 */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"

/* Into so many the widest character falls apart. */
#define MAX_PARTS 18
#define MOBILE_LENGTH 11
#define IDENTITY_LENGTH 18
#define OLD_IDENTITY_LENGTH 15
#define CARD_LEAST 13 /* as ISO/IEC 7812 has them */
#define CARD_MOST 19

enum standing { JOINED, SPACED, APART };

/* A digit of a text, or the X that an identity-card number may end in. */
struct digit {
	size_t at, length; /* bytes in the text */
	char value;
	enum standing before; /* how it stands to the digit before it */
	bool hidden;
};

struct digits {
	struct digit *items;
	size_t n, room;
};

/* --- one number ----------------------------------------------------------------- */

static bool is_mobile_text(const char *text)
{
	return strlen(text) == MOBILE_LENGTH && strspn(text, "0123456789") == MOBILE_LENGTH &&
	       text[0] == '1' && text[1] >= '3';
}

const char *text_mask_number(const char *number, struct arena *arena)
{
	size_t length = strlen(number), n = text_characters(number, length);
	size_t first = n < 8 ? 0 : 3, last = n < 8 ? 0 : is_mobile_text(number) ? 4 : 2;
	size_t from = text_bytes_of(number, length, first);
	size_t to = text_bytes_of(number, length, n - last);
	char *masked = arena_new(arena, length + 1), *end = masked + from;

	memcpy(masked, number, from);
	memset(end, '*', n - first - last);
	memcpy(end + (n - first - last), number + to, length - to);
	return masked;
}

/* --- the digits of a text ------------------------------------------------------- */

/* The character in its plain form when that is one character: `３` is `3`. */
static int32_t plain_form(uint32_t character)
{
	int32_t parts[MAX_PARTS];
	int boundary = 0;

	if (character < 0x80)
		return (int32_t)character;
	if (utf8proc_decompose_char((int32_t)character, parts, MAX_PARTS,
				    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &boundary) != 1)
		return (int32_t)character;
	return parts[0];
}

/* What people put between the groups of a number, or what shows nothing. */
static bool is_separator(int32_t plain)
{
	utf8proc_category_t category = utf8proc_category(plain);

	return plain == '\t' || category == UTF8PROC_CATEGORY_ZS ||
	       category == UTF8PROC_CATEGORY_PD || utf8proc_get_property(plain)->ignorable;
}

static bool is_hex(char c)
{
	return c != '\0' && strchr("0123456789abcdefABCDEF", c);
}

/* Bytes of `\u0026` in JSON: its digits are no part of a number behind it. */
static size_t escape_length(const char *text)
{
	if (text[0] != '\\' || text[1] != 'u')
		return 0;
	for (size_t i = 2; i < 6; i++)
		if (!is_hex(text[i]))
			return 0;
	return 6;
}

static void add_digit(struct digits *digits, struct digit digit)
{
	if (digits->n == digits->room) {
		digits->room = digits->room ? 2 * digits->room : 64;
		digits->items = mem_resize(digits->items, digits->room, sizeof digit);
	}
	digits->items[digits->n++] = digit;
}

static bool is_x(int32_t plain)
{
	return plain == 'x' || plain == 'X';
}

static void find_digits(const char *text, size_t length, struct digits *out)
{
	enum standing next = APART;

	for (size_t at = 0; at < length;) {
		size_t from = at, escape = escape_length(text + at);
		int32_t plain = plain_form(text_next(text, length, &at));

		if (escape > 0) {
			at = from + escape;
			next = APART;
		} else if ((plain >= '0' && plain <= '9') || (is_x(plain) && next == JOINED)) {
			add_digit(out, (struct digit){.at = from,
						      .length = at - from,
						      .value = (char)plain,
						      .before = next});
			next = JOINED;
		} else {
			next = next != APART && is_separator(plain) ? SPACED : APART;
		}
	}
}

/* --- numbers among the digits --------------------------------------------------- */

static bool begins_group(const struct digit *digits, size_t i)
{
	return digits[i].before != JOINED || is_x(digits[i - 1].value);
}

static bool is_country_code(const struct digit *digits, size_t i, const char *code)
{
	if (!begins_group(digits, i))
		return false;
	for (; *code; code++, i++)
		if (digits[i].value != *code)
			return false;
	return true;
}

static bool begins_number(const struct digit *digits, size_t i)
{
	return begins_group(digits, i) || (i >= 2 && is_country_code(digits, i - 2, "86")) ||
	       (i >= 4 && is_country_code(digits, i - 4, "0086"));
}

/* Whether the n_wanted digits from i are whole groups in a row. Only the last of them
 * may be an X. */
static bool is_row(const struct digits *digits, size_t i, size_t n_wanted)
{
	const struct digit *items = digits->items;
	size_t end = i + n_wanted;

	if (end > digits->n)
		return false;
	if (end < digits->n && !begins_group(items, end) && !is_x(items[end].value))
		return false;
	for (size_t j = i; j + 1 < end; j++)
		if (is_x(items[j].value) || items[j + 1].before == APART)
			return false;
	return true;
}

static bool is_mobile(const struct digits *digits, size_t i)
{
	const struct digit *number = digits->items + i;

	return begins_number(digits->items, i) && is_row(digits, i, MOBILE_LENGTH) &&
	       number[0].value == '1' && number[1].value >= '3' &&
	       !is_x(number[MOBILE_LENGTH - 1].value);
}

static bool is_identity(const struct digits *digits, size_t i)
{
	return begins_group(digits->items, i) && is_row(digits, i, IDENTITY_LENGTH);
}

static bool is_between(const struct digit *two, int least, int most)
{
	int value = 10 * (two[0].value - '0') + two[1].value - '0';

	return value >= least && value <= most;
}

/* By the second digit of the last province (GB/T 2260) that begins with the first. */
static bool is_province(const struct digit *two)
{
	static const char last[] = "053764513";
	size_t first = (size_t)(two[0].value - '0');

	return first > 0 && first < strlen(last) && two[1].value <= last[first] &&
	       (two[1].value > '0' || first == 5);
}

/* The form before 1999: region, year of two digits, month, day, and three more. */
static bool is_old_identity(const struct digits *digits, size_t i)
{
	const struct digit *number = digits->items + i;

	return begins_group(digits->items, i) && is_row(digits, i, OLD_IDENTITY_LENGTH) &&
	       !is_x(number[OLD_IDENTITY_LENGTH - 1].value) && is_province(number) &&
	       is_between(number + 8, 1, 12) && is_between(number + 10, 1, 31);
}

/* Mastercard's second series has 22 to 27, UnionPay's 81; 7 is fuel's, 0 and 1 no bank's. */
static bool begins_card(const struct digit *number)
{
	char first = number[0].value, second = number[1].value;

	if (first == '2')
		return second >= '2' && second <= '7';
	if (first == '8')
		return second == '1';
	return first >= '3' && first != '7';
}

/* Luhn's: from the last, each second digit counts twice. */
static bool has_check_digit(const struct digit *number, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int value = number[i].value - '0';

		if ((n - i) % 2 == 0)
			value = value > 4 ? 2 * value - 9 : 2 * value;
		sum += value;
	}
	return sum % 10 == 0;
}

/* Digits of the bank card's number that begins here; 0: none does. */
static size_t card_length(const struct digits *digits, size_t i)
{
	const struct digit *number = digits->items + i;

	if (!begins_group(digits->items, i) || i + CARD_LEAST > digits->n || !begins_card(number))
		return 0;
	for (size_t n = CARD_MOST; n >= CARD_LEAST; n--)
		if (is_row(digits, i, n) && !is_x(number[n - 1].value) &&
		    has_check_digit(number, n))
			return n;
	return 0;
}

static void hide(struct digit *digits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		digits[i].hidden = true;
}

/* Hides the middle of the number that begins here: the digits that it has, or 1. */
static size_t hide_number(struct digits *digits, size_t i)
{
	size_t n, first = 1, last = 1;

	if (is_mobile(digits, i)) {
		n = MOBILE_LENGTH;
		first = 3;
		last = 4;
	} else if (is_identity(digits, i)) {
		n = IDENTITY_LENGTH;
	} else if (is_old_identity(digits, i)) {
		n = OLD_IDENTITY_LENGTH;
	} else if ((n = card_length(digits, i)) > 0) {
		first = last = 4;
	} else {
		return 1;
	}
	hide(digits->items + i + first, n - first - last);
	return n;
}

static void hide_numbers(struct digits *digits)
{
	for (size_t i = 0; i < digits->n;)
		i += hide_number(digits, i);
}

const char *text_mask_numbers(const char *text, struct arena *arena)
{
	size_t length = strlen(text), done = 0;
	/* A star takes no more bytes than the digit that it hides. */
	char *masked = arena_new(arena, length + 1), *end = masked;
	struct digits digits = {0};

	find_digits(text, length, &digits);
	hide_numbers(&digits);
	for (size_t i = 0; i < digits.n; i++) {
		const struct digit *digit = &digits.items[i];

		if (!digit->hidden)
			continue;
		memcpy(end, text + done, digit->at - done);
		end += digit->at - done;
		*end++ = '*';
		done = digit->at + digit->length;
	}
	memcpy(end, text + done, length - done);
	free(digits.items);
	return masked;
}

bool text_is_masked(const char *text)
{
	return strstr(text, "**") || strstr(text, "•");
}
