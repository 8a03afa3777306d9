/*
 * Read digits and quantities, Chinese and English.
 *
 * Chinese drops the last unit: 一百五 is 150, and only the 零 of 一百零五 makes it 105.
 */
#include "intents/numerals.h"

#include <ctype.h>
#include <string.h>

static const int64_t MOST = INT64_C(10000000000);
/* In one quantity; the longest that is not beyond MOST takes 19. */
enum { MOST_NUMERALS = 32 };

struct word {
	const char *text;
	int64_t value;
};

static const struct word DIGITS[] = {{"零", 0}, {"〇", 0}, {"一", 1}, {"二", 2}, {"三", 3},
				     {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8},
				     {"九", 9}, {"壹", 1}, {"贰", 2}, {"叁", 3}, {"伍", 5}};
/* Only where digits are told one by one, or only where they count something. */
static const struct word TOLD[] = {{"幺", 1},  {"洞", 0},    {"拐", 7},    {"zero", 0}, {"oh", 0},
				   {"one", 1}, {"two", 2},   {"three", 3}, {"four", 4}, {"five", 5},
				   {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9}};
static const struct word COUNTED[] = {{"两", 2}, {"俩", 2}, {"陆", 6},
				      {"柒", 7}, {"捌", 8}, {"玖", 9}};
static const struct word UNITS[] = {{"十", 10},        {"百", 100}, {"千", 1000}, {"万", 10000},
				    {"亿", 100000000}, {"拾", 10},  {"佰", 100},  {"仟", 1000}};
static const struct word ENGLISH[] = {
	{"a hundred", 100}, {"one", 1},        {"two", 2},       {"three", 3},
	{"four", 4},        {"five", 5},       {"six", 6},       {"seven", 7},
	{"eight", 8},       {"nine", 9},       {"ten", 10},      {"eleven", 11},
	{"twelve", 12},     {"thirteen", 13},  {"fourteen", 14}, {"fifteen", 15},
	{"sixteen", 16},    {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
	{"twenty", 20},     {"thirty", 30},    {"forty", 40},    {"fifty", 50},
	{"sixty", 60},      {"seventy", 70},   {"eighty", 80},   {"ninety", 90},
	{"hundred", 100},   {"thousand", 1000}};

#define COUNT(table) (sizeof(table) / sizeof *(table))

bool numeral_word_at(const char *text, size_t length, size_t at, const char *word)
{
	size_t n = 0;

	/* Asked of every place for hundreds of words: most differ in their first bytes. */
	for (; word[n]; n++)
		if (at + n >= length || text[at + n] != word[n])
			return false;
	if (!islower((unsigned char)word[n - 1]))
		return true;
	return at + n == length || !islower((unsigned char)text[at + n]);
}

static size_t find(const struct word *table, size_t n, const char *text, size_t length, size_t at,
		   int64_t *out)
{
	if (at >= length ||
	    (at > 0 && islower((unsigned char)text[at - 1]) && islower((unsigned char)text[at])))
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (text[at] != *table[i].text || !numeral_word_at(text, length, at, table[i].text))
			continue;
		*out = table[i].value;
		return strlen(table[i].text);
	}
	return 0;
}

/* A digit that is the same told or counted: 7, 七. */
static size_t plain_digit(const char *text, size_t length, size_t at, int64_t *out)
{
	if (at < length && isdigit((unsigned char)text[at])) {
		*out = text[at] - '0';
		return 1;
	}
	return find(DIGITS, COUNT(DIGITS), text, length, at, out);
}

/* The same, also 两 and 陆. */
static size_t counted_digit(const char *text, size_t length, size_t at, int64_t *out)
{
	size_t n = plain_digit(text, length, at, out);

	return n ? n : find(COUNTED, COUNT(COUNTED), text, length, at, out);
}

size_t numeral_digit(const char *text, size_t length, size_t at, int *out_digit)
{
	int64_t value = 0;

	if (at >= length)
		return 0;
	size_t n = plain_digit(text, length, at, &value);

	if (!n)
		n = find(TOLD, COUNT(TOLD), text, length, at, &value);
	*out_digit = (int)value;
	return n;
}

/* --- quantities ----------------------------------------------------------- */

struct sum {
	int64_t total;   /* what 万 and 亿 have closed */
	int64_t section; /* what 十百千 have closed since */
	int64_t number;  /* digits that wait for a unit; -1: none */
	int64_t last_unit;
	bool zero; /* 零 since the last unit */
};

static bool add_digit(struct sum *sum, int64_t digit)
{
	if (sum->number < 0)
		sum->zero = digit == 0;
	sum->number = (sum->number < 0 ? 0 : sum->number) * 10 + digit;
	return sum->number <= MOST;
}

/* False when the unit counts nothing: then the quantity ended before it. */
static bool add_unit(struct sum *sum, int64_t unit)
{
	if (sum->number < 0 && unit == 10 && !sum->section)
		sum->number = 1;
	if (sum->number < 0 && (unit < 10000 || !sum->section))
		return false;
	if (sum->number < 0)
		sum->number = 0;
	if (unit >= 10000) {
		sum->total += (sum->section + sum->number) * unit;
		sum->section = 0;
	} else {
		sum->section += sum->number * unit;
	}
	sum->number = -1;
	sum->last_unit = unit;
	return sum->total <= MOST && sum->section <= MOST;
}

static int64_t sum_value(const struct sum *sum)
{
	int64_t number = sum->number < 0 ? 0 : sum->number;

	if (number < 10 && sum->last_unit >= 100 && !sum->zero)
		number *= sum->last_unit / 10;
	return sum->total + sum->section + number;
}

static size_t read_fraction(const char *text, size_t length, size_t at, int64_t *out_hundredths)
{
	size_t point = numeral_word_at(text, length, at, ".")    ? 1
		       : numeral_word_at(text, length, at, "点") ? strlen("点")
								 : 0;
	size_t end = at + point, n = 0;
	int64_t digit = 0, place = 10;

	*out_hundredths = 0;
	for (; point && end < length && (n = plain_digit(text, length, end, &digit)); end += n) {
		*out_hundredths += digit * place;
		place /= 10;
	}
	return end > at + point ? end - at : 0;
}

/* The comma of 1,200, with one to three digits before it and three behind. */
static bool is_separator(const char *text, size_t length, size_t at, size_t start)
{
	if (text[at] != ',' || at == start || (at > start + 3 && text[at - 4] != ','))
		return false;
	for (size_t i = start; i < at; i++)
		if (!isdigit((unsigned char)text[i]) && text[i] != ',')
			return false;
	for (size_t i = at + 1; i <= at + 3; i++)
		if (i >= length || !isdigit((unsigned char)text[i]))
			return false;
	return at + 4 >= length || !isdigit((unsigned char)text[at + 4]);
}

/* 两三, 七八, 三五 before a unit or alone: no number, but about so many. */
static bool is_guess(const char *text, size_t length, size_t at)
{
	int64_t first = 0, second = 0, third = 0;
	size_t n = isdigit((unsigned char)text[at]) ? 0 : counted_digit(text, length, at, &first);
	size_t m = n ? counted_digit(text, length, at + n, &second) : 0;

	return m && first > 0 && (second == first + 1 || (first == 3 && second == 5)) &&
	       !counted_digit(text, length, at + n + m, &third);
}

static size_t chinese_quantity(const char *text, size_t length, size_t at, int64_t *out_hundredths)
{
	struct sum sum = {.number = -1};
	size_t end = at;
	int64_t value = 0, fraction = 0;

	for (int n_numerals = 0; end < length; n_numerals++) {
		size_t n = counted_digit(text, length, end, &value);

		if (n &&
		    ((sum.number < 0 && is_guess(text, length, end)) || !add_digit(&sum, value)))
			return 0;
		if (!n && is_separator(text, length, end, at))
			n = 1;
		if (!n && (n = find(UNITS, COUNT(UNITS), text, length, end, &value)) &&
		    !add_unit(&sum, value))
			break;
		if (!n)
			break;
		if (n_numerals == MOST_NUMERALS)
			return 0;
		end += n;
	}
	if (end == at || sum_value(&sum) > MOST)
		return 0;
	*out_hundredths = sum_value(&sum) * 100;
	size_t n = read_fraction(text, length, end, &fraction);

	if (!n)
		return end - at;
	*out_hundredths += fraction;
	end += n;
	n = find(UNITS, COUNT(UNITS), text, length, end, &value);
	if (n && *out_hundredths <= MOST * 100 / value) {
		*out_hundredths *= value;
		end += n;
	}
	return end - at;
}

/* Behind thirty-five: ` point six`. */
static size_t english_fraction(const char *text, size_t length, size_t at, int64_t *out_hundredths)
{
	static const char point[] = " point ";
	size_t start = at + strlen(point);
	int digit = 0;
	size_t n = numeral_word_at(text, length, at, point)
			   ? numeral_digit(text, length, start, &digit)
			   : 0;

	*out_hundredths = digit * 10;
	return n ? start + n - at : 0;
}

static size_t english_quantity(const char *text, size_t length, size_t at, int64_t *out_hundredths)
{
	int64_t total = 0, section = 0, value = 0;
	size_t end = at, next = at;

	for (int n_numerals = 0; next < length; n_numerals++) {
		size_t n = find(ENGLISH, COUNT(ENGLISH), text, length, next, &value);

		if (!n || total + section > MOST / 1000)
			break;
		if (n_numerals == MOST_NUMERALS)
			return 0;
		if (value == 1000) {
			total += (section ? section : 1) * 1000;
			section = 0;
		} else if (value == 100) {
			section = (section ? section : 1) * 100;
		} else {
			section += value;
		}
		end = next = next + n;
		if (next < length && (text[next] == ' ' || text[next] == '-'))
			next++;
		if (numeral_word_at(text, length, next, "and"))
			next += strlen("and ");
		if (next > length)
			break;
	}
	if (end == at)
		return 0;
	end += english_fraction(text, length, end, &value);
	*out_hundredths = (total + section) * 100 + value;
	return end - at;
}

size_t numeral_quantity(const char *text, size_t length, size_t at, int64_t *out_hundredths)
{
	if (at >= length)
		return 0;
	if (islower((unsigned char)text[at]))
		return english_quantity(text, length, at, out_hundredths);
	return chinese_quantity(text, length, at, out_hundredths);
}

static bool ends_with(const struct word *table, size_t n, const char *text, size_t at)
{
	for (size_t i = 0; i < n; i++) {
		size_t length = strlen(table[i].text);

		if (length <= at && !memcmp(text + at - length, table[i].text, length))
			return true;
	}
	return false;
}

bool numeral_ends_at(const char *text, size_t at)
{
	return ends_with(DIGITS, COUNT(DIGITS), text, at) ||
	       ends_with(COUNTED, COUNT(COUNTED), text, at) ||
	       ends_with(UNITS, COUNT(UNITS), text, at);
}

void numerals_each(void (*take)(const char *word, void *context), void *context)
{
	static const struct {
		const struct word *words;
		size_t n;
	} tables[] = {{DIGITS, COUNT(DIGITS)},
		      {TOLD, COUNT(TOLD)},
		      {COUNTED, COUNT(COUNTED)},
		      {UNITS, COUNT(UNITS)},
		      {ENGLISH, COUNT(ENGLISH)}};
	char digit[] = "0";

	for (; *digit <= '9'; ++*digit)
		take(digit, context);
	for (size_t i = 0; i < COUNT(tables); i++)
		for (size_t j = 0; j < tables[i].n; j++)
			take(tables[i].words[j].text, context);
}
