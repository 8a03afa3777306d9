/*
 * Read numbers of lines, codes, ends of ID numbers and names of cases.
 *
 * Digits come in groups with single blanks or hyphens between them: one number dictated
 * in parts, or two numbers. The first groups that together make a mobile number are
 * one; of what is left, four to eight digits are a code. Six may be a code or the end
 * of an ID number: only whoever asked knows, so both are given.
 */
#include <ctype.h>
#include <string.h>

#include "intents/readers.h"

enum {
	LINE_DIGITS = 11,
	CASE_DIGITS = 8,
	MOST_GROUPS = 24, /* eleven words, twice, and some */
	MOST_DIGITS = 24,
};

struct group {
	size_t at, end;
	size_t n; /* digits, also those beyond the room */
	char digits[MOST_DIGITS + 1];
	char before; /* blank or hyphen that joins it to the group before, else 0 */
};

static void read_group(struct slot_reader *reader, size_t at, struct group *out)
{
	int digit;
	size_t n;

	*out = (struct group){.at = at, .end = at};
	while ((n = reader_digit(reader, out->end, &digit))) {
		if (out->n < MOST_DIGITS)
			out->digits[out->n] = (char)('0' + digit);
		out->n++;
		out->end += n;
	}
}

/* Groups from `at` on that hang together; what stands behind them goes to out_end. */
static size_t read_groups(struct slot_reader *reader, size_t at, struct group *groups,
			  size_t *out_end)
{
	size_t n = 0;
	char before = 0;

	while (n < MOST_GROUPS) {
		read_group(reader, at, &groups[n]);
		if (!groups[n].n)
			break;
		groups[n].before = before;
		at = *out_end = groups[n++].end;
		before = at < reader->length ? reader->text[at] : 0;
		if (before != ' ' && before != '-')
			break;
		at++;
	}
	return n;
}

/* 11 digits from 13 to 19, perhaps behind China's country code. NULL if they are not. */
static const char *line_in(const char *digits)
{
	static const char *const prefixes[] = {"", "86", "0086"};
	size_t n = strlen(digits);

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		size_t skip = strlen(prefixes[i]);

		if (n == LINE_DIGITS + skip && !strncmp(digits, prefixes[i], skip) &&
		    digits[skip] == '1' && digits[skip + 1] >= '3')
			return digits + skip;
	}
	return NULL;
}

/* How many groups from the first on make a mobile number together, or 0. */
static size_t take_line(struct slot_reader *reader, const struct group *groups, size_t n)
{
	char digits[MOST_DIGITS + 1] = "";
	size_t n_digits = 0;

	for (size_t i = 0; i < n && n_digits + groups[i].n <= LINE_DIGITS + 4; i++) {
		memcpy(digits + n_digits, groups[i].digits, groups[i].n + 1);
		n_digits += groups[i].n;
		const char *line = line_in(digits);

		if (line) {
			reader_add(reader, "line", arena_text(reader->arena, line), groups[0].at,
				   groups[i].end);
			return i + 1;
		}
	}
	return 0;
}

/* 10086 and its like, 95xxx, 96xxx, 12345: numbers that are called, not codes. */
static bool is_service_number(const char *digits)
{
	static const char *const starts[] = {"100", "123", "95", "96"};

	if (!strncmp(digits, "10086", 5)) /* 1008611 tells the balance */
		return true;
	for (size_t i = 0; i < sizeof starts / sizeof *starts && strlen(digits) == 5; i++)
		if (!strncmp(digits, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/* 35.65, 2026/12/01, 2000-01: one part of a longer number. */
static bool is_part(const struct slot_reader *reader, size_t at, size_t end)
{
	static const char *const marks[] = {".", "/", ":", NULL};

	return (at > 1 && reader_after(reader, at, marks) &&
		isdigit((unsigned char)reader->text[at - 2])) ||
	       (end + 1 < reader->length && reader_word(reader, end, marks) &&
		isdigit((unsigned char)reader->text[end + 1]));
}

/* 2000元, 充了2000, 2026年: the digits count something. */
static bool is_count(struct slot_reader *reader, size_t at, size_t end)
{
	int64_t fen;

	return reader_counts(reader, end) || amount_at(reader, at, &fen);
}

/* The digits of a code without a name before them that ends in a numeral: 张三04821X. */
static struct group without_name(struct slot_reader *reader, const struct group *group)
{
	struct group code = *group;
	size_t at = group->at;

	while (at < group->end && !isdigit((unsigned char)reader->text[at]))
		at++;
	for (size_t i = at; i < group->end; i++) {
		if (!isdigit((unsigned char)reader->text[i]))
			return code;
	}
	if (at > group->at && at < group->end && group->n <= MOST_DIGITS)
		read_group(reader, at, &code);
	return code;
}

/* The end of an ID number: six digits, or five and an X. */
static void take_code(struct slot_reader *reader, const struct group *whole, bool hyphened)
{
	static const char *const marks[] = {"x", "叉", NULL};
	const struct group code = without_name(reader, whole), *group = &code;
	size_t mark = reader_word(reader, group->end, marks);
	size_t at = group->at, end = group->end + mark;

	if (hyphened || reader_inside_word(reader, at) || reader_inside_word(reader, end) ||
	    is_part(reader, at, end) || is_count(reader, at, end))
		return;
	if (mark && group->n == 5)
		reader_add(reader, "id_tail", arena_format(reader->arena, "%sX", group->digits), at,
			   end);
	if (mark)
		return;
	if (group->n == 6)
		reader_add(reader, "id_tail", arena_text(reader->arena, group->digits), at, end);
	if (group->n >= 4 && group->n <= 8 && !is_service_number(group->digits))
		reader_add(reader, "code", arena_text(reader->arena, group->digits), at, end);
}

/* One group of all, where 123 456 was one code dictated in parts. */
static bool join(const struct group *groups, size_t n, struct group *out)
{
	*out = groups[0];
	for (size_t i = 1; i < n; i++) {
		if (groups[i].before != ' ' || groups[i].n > 4 || out->n > 4 + 4)
			return false;
		if (out->n + groups[i].n > 8)
			return false;
		memcpy(out->digits + out->n, groups[i].digits, groups[i].n + 1);
		out->n += groups[i].n;
		out->end = groups[i].end;
	}
	return out->n >= 4;
}

/* 6217 0012 3456 7893: as it stands on a bank card, and no code is a part of it. */
static bool is_card(const struct group *groups, size_t n)
{
	if (n < 4 || n > 5 || groups[n - 1].n > 4)
		return false;
	for (size_t i = 0; i + 1 < n; i++)
		if (groups[i].n != 4)
			return false;
	return true;
}

static void take_codes(struct slot_reader *reader, const struct group *groups, size_t n)
{
	struct group whole;

	if (is_card(groups, n))
		return;
	if (n && groups[0].n <= 4 && join(groups, n, &whole)) {
		take_code(reader, &whole, false);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		bool hyphened = groups[i].before == '-' ||
				(i + 1 < n && groups[i + 1].before == '-');

		take_code(reader, &groups[i], hyphened);
	}
}

static void take_digits(struct slot_reader *reader, const struct group *groups, size_t n)
{
	size_t rest = 0; /* first group that no line has taken */

	for (size_t i = 0; i < n;) {
		size_t taken = take_line(reader, groups + i, n - i);

		if (taken) {
			take_codes(reader, groups + rest, i - rest);
			rest = i + taken;
		}
		i += taken ? taken : 1;
	}
	take_codes(reader, groups + rest, n - rest);
}

/* F12345678, also with a blank behind the F and between the digits; the bytes it takes, or 0. */
static size_t take_case(struct slot_reader *reader, size_t at)
{
	static const char *const marks[] = {"f ", "f-", "f", NULL};
	size_t mark = reader_inside_word(reader, at) ? 0 : reader_word(reader, at, marks);
	struct group groups[MOST_GROUPS];
	size_t end = at, n = mark ? read_groups(reader, at + mark, groups, &end) : 0;
	char digits[CASE_DIGITS + 1] = "";
	size_t n_digits = 0;

	for (size_t i = 0; i < n && n_digits + groups[i].n <= CASE_DIGITS; i++) {
		memcpy(digits + n_digits, groups[i].digits, groups[i].n + 1);
		n_digits += groups[i].n;
		end = groups[i].end;
	}
	if (n_digits != CASE_DIGITS)
		return 0;
	reader_add(reader, "case_id", arena_format(reader->arena, "F%s", digits), at, end);
	return end - at;
}

void digits_read(struct slot_reader *reader)
{
	struct group groups[MOST_GROUPS];

	for (size_t at = reader_seek(reader, 0); at < reader->length;) {
		size_t end = at + take_case(reader, at);
		size_t n = end > at ? 0 : read_groups(reader, at, groups, &end);

		if (n)
			take_digits(reader, groups, n);
		at = reader_seek(reader, end > at ? end : at + 1);
	}
}
