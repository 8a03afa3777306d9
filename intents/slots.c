/*
 * Read numbers of lines, codes, ends of ID numbers and amounts.
 *
 * Digits come in groups with single blanks or hyphens between them: one number dictated
 * in parts, or two numbers. The first groups that together make a mobile number are
 * one; of what is left, four to eight digits are a code. Six may be a code or the end
 * of an ID number: only whoever asked knows, so both are given.
 */
#include "intents/slots.h"

#include <ctype.h>
#include <string.h>

#include "intents/dates.h"
#include "intents/numerals.h"

enum {
	LINE_DIGITS = 11,
	MOST_GROUPS = 24, /* eleven words, twice, and some */
	MOST_DIGITS = 24,
};

void slots_add(struct understanding *out, struct slot_value slot)
{
	for (size_t i = 0; i < out->n_slots; i++)
		if (!strcmp(out->slots[i].name, slot.name) &&
		    !strcmp(out->slots[i].value, slot.value))
			return;
	if (out->n_slots < SLOTS_MOST)
		out->slots[out->n_slots++] = slot;
}

void slot_reader_add(struct slot_reader *reader, const char *name, const char *value, size_t at,
		     size_t end)
{
	struct slot_value slot = {.name = name, .value = value};

	text_origin(&reader->out->normal, at, end - at, &slot.from, &slot.from_length);
	slots_add(reader->out, slot);
}

size_t slot_reader_word(const struct slot_reader *reader, size_t at, const char *const *words)
{
	for (; *words; words++)
		if (numeral_word_at(reader->text, reader->length, at, *words))
			return strlen(*words);
	return 0;
}

bool slot_reader_after(const struct slot_reader *reader, size_t at, const char *const *words)
{
	for (; *words; words++) {
		size_t n = strlen(*words);

		if (n <= at && !memcmp(reader->text + at - n, *words, n))
			return true;
	}
	return false;
}

static size_t skip_blank(const struct slot_reader *reader, size_t at)
{
	return at < reader->length && reader->text[at] == ' ' ? at + 1 : at;
}

/* --- digits --------------------------------------------------------------- */

struct group {
	size_t at, end;
	size_t n; /* digits, also those beyond the room */
	char digits[MOST_DIGITS + 1];
	char before; /* blank or hyphen that joins it to the group before, else 0 */
};

static void read_group(const struct slot_reader *reader, size_t at, struct group *out)
{
	int digit;
	size_t n;

	*out = (struct group){.at = at, .end = at};
	while ((n = numeral_digit(reader->text, reader->length, out->end, &digit))) {
		if (out->n < MOST_DIGITS)
			out->digits[out->n] = (char)('0' + digit);
		out->n++;
		out->end += n;
	}
}

/* Groups from `at` on that hang together; what stands behind them goes to out_end. */
static size_t read_groups(const struct slot_reader *reader, size_t at, struct group *groups,
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
			slot_reader_add(reader, "line", arena_text(reader->arena, line),
					groups[0].at, groups[i].end);
			return i + 1;
		}
	}
	return 0;
}

/* 10086 and its like, 95xxx, 96xxx, 12345: numbers that are called, not codes. */
static bool is_service_number(const char *digits)
{
	static const char *const starts[] = {"100", "123", "95", "96"};

	for (size_t i = 0; i < sizeof starts / sizeof *starts && strlen(digits) == 5; i++)
		if (!strncmp(digits, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/* 2000元, 2026年, 35.65: the digits count something. */
static bool counts_something(const struct slot_reader *reader, size_t at, size_t end)
{
	static const char *const units[] = {"元",  "块",   "圆",      "年", "月", "日",   "号",
					    "天",  "次",   "个",      "兆", "分", "小时", "%",
					    "g",   "m",    "k",       "gb", "mb", "kb",   "yuan",
					    "rmb", "days", "minutes", NULL};
	static const char *const signs[] = {"¥", "$", ".", "rmb", "rmb ", NULL};

	if (end + 1 < reader->length && reader->text[end] == '.' &&
	    isdigit((unsigned char)reader->text[end + 1]))
		return true;
	return slot_reader_word(reader, skip_blank(reader, end), units) ||
	       slot_reader_after(reader, at, signs);
}

static bool inside_word(const struct slot_reader *reader, size_t at, size_t end)
{
	return (at > 0 && isalnum((unsigned char)reader->text[at - 1])) ||
	       (end < reader->length && isalnum((unsigned char)reader->text[end]));
}

/* The digits of a code without a name before them that ends in a numeral: 张三04821X. */
static struct group without_name(const struct slot_reader *reader, const struct group *group)
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
	size_t mark = slot_reader_word(reader, group->end, marks);
	size_t at = group->at, end = group->end + mark;

	if (hyphened || inside_word(reader, at, end) || counts_something(reader, at, end))
		return;
	if (mark && group->n == 5)
		slot_reader_add(reader, "id_tail",
				arena_format(reader->arena, "%sX", group->digits), at, end);
	if (mark)
		return;
	if (group->n == 6)
		slot_reader_add(reader, "id_tail", arena_text(reader->arena, group->digits), at,
				end);
	if (group->n >= 4 && group->n <= 8 && !is_service_number(group->digits))
		slot_reader_add(reader, "code", arena_text(reader->arena, group->digits), at, end);
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

static void take_codes(struct slot_reader *reader, const struct group *groups, size_t n)
{
	struct group whole;

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

static void read_digits(struct slot_reader *reader)
{
	struct group groups[MOST_GROUPS];

	for (size_t at = 0; at < reader->length;) {
		size_t end = at;
		size_t n = read_groups(reader, at, groups, &end);

		if (n) {
			take_digits(reader, groups, n);
			at = end;
		} else {
			text_next(reader->text, reader->length, &at);
		}
	}
}

/* --- amounts -------------------------------------------------------------- */

/* Behind 块: 五, 五毛, 五角. */
static size_t read_dimes(const struct slot_reader *reader, size_t at, int64_t *fen)
{
	static const char *const dimes[] = {"毛", "角", NULL};
	int digit, next;
	size_t n = numeral_digit(reader->text, reader->length, at, &digit);

	if (!n || numeral_digit(reader->text, reader->length, at + n, &next))
		return 0;
	*fen += digit * 10;
	return n + slot_reader_word(reader, at + n, dimes);
}

/* The bytes behind the number that say it is money; 0 if they do not. */
static size_t read_unit(const struct slot_reader *reader, size_t at, int64_t *fen)
{
	static const char *const units[] = {"块钱", "块",   "元",  "圆", "yuan",
					    "rmb",  "kuai", "cny", NULL};
	static const char *const roughly[] = {"多", "来", "几", NULL};
	static const char *const dimes[] = {"毛", "角", NULL};
	size_t start = skip_blank(reader, at + slot_reader_word(reader, at, roughly));
	size_t n = slot_reader_word(reader, start, units);

	if (n)
		return start + n + read_dimes(reader, start + n, fen) - at;
	n = slot_reader_word(reader, start, dimes);
	if (!n)
		return 0;
	*fen /= 10;
	return start + n - at;
}

/* 充了五十: a bare number behind a word for paying, unless it counts something else. */
static bool is_paid(const struct slot_reader *reader, size_t at, size_t end)
{
	static const char *const verbs[] = {"充了",  "交了",   "缴了", "付了", "冲了",
					    "充值",  "充值了", "欠了", "欠费", "欠",
					    "paid ", "owe ",   NULL};
	static const char *const others[] = {"遍", "回", "笔", "条", "张", "位", "折", "多", NULL};

	return slot_reader_after(reader, at, verbs) && !counts_something(reader, end, end) &&
	       !slot_reader_word(reader, end, others);
}

static bool is_number_start(const struct slot_reader *reader, size_t at)
{
	static const char *const parts[] = {"几", "数", "第", ".", "点", NULL};

	return !slot_reader_after(reader, at, parts) &&
	       !(at && isdigit((unsigned char)reader->text[at - 1]));
}

static void read_amounts(struct slot_reader *reader)
{
	static const char *const signs[] = {"¥", "¥ ", "rmb", "rmb ", NULL};
	int64_t fen;

	for (size_t at = 0; at < reader->length;) {
		size_t n = is_number_start(reader, at)
				   ? numeral_quantity(reader->text, reader->length, at, &fen)
				   : 0;

		if (!n) {
			text_next(reader->text, reader->length, &at);
			continue;
		}
		size_t unit = read_unit(reader, at + n, &fen);

		if (unit || slot_reader_after(reader, at, signs) || is_paid(reader, at, at + n))
			slot_reader_add(reader, "amount_fen",
					arena_format(reader->arena, "%lld", (long long)fen), at,
					at + n + unit);
		at += n + unit;
	}
}

void slots_read(struct understanding *out, int64_t now_ms, int zone_minutes, struct arena *arena)
{
	struct slot_reader reader = {out->normal.text, out->normal.length, out, arena};

	read_digits(&reader);
	read_amounts(&reader);
	dates_read(&reader, now_ms, zone_minutes);
}
