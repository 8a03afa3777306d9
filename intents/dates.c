/*
 * Read days and spans.
 *
 * Every form starts at a place of the text and takes some bytes of it; the first that
 * does is believed, and reading goes on behind it.
 */
#include "intents/dates.h"

#include <ctype.h>

#include "base/clock.h"
#include "intents/numerals.h"

static const int64_t DAY_MS = INT64_C(86400000);

struct reading {
	struct slot_reader *slots;
	int64_t now_ms;
	int zone_minutes;
	struct civil today;
};

static size_t word(const struct reading *reading, size_t at, const char *const *words)
{
	return slot_reader_word(reading->slots, at, words);
}

/* A whole number from least to most at `at`; the bytes it takes, or 0. */
static size_t number(const struct reading *reading, size_t at, int least, int most, int *out)
{
	int64_t hundredths;
	size_t n = numeral_quantity(reading->slots->text, reading->slots->length, at, &hundredths);

	if (!n || hundredths % 100 || hundredths < least * 100 || hundredths > most * 100)
		return 0;
	*out = (int)(hundredths / 100);
	return n;
}

static void add_day(struct reading *reading, const struct civil *day, size_t at, size_t end)
{
	slot_reader_add(reading->slots, "date",
			arena_format(reading->slots->arena, "%04d-%02d-%02d", day->year, day->month,
				     day->day),
			at, end);
}

static void add_days_from_now(struct reading *reading, int days, size_t at, size_t end)
{
	struct civil day;

	clock_civil(reading->now_ms + days * DAY_MS, reading->zone_minutes, &day);
	add_day(reading, &day, at, end);
}

/* False for 31 April and the like. */
static bool exists(const struct reading *reading, int year, int month, int day, struct civil *out)
{
	struct civil asked = {.year = year, .month = month, .day = day};

	clock_civil(clock_from_civil(&asked, reading->zone_minutes), reading->zone_minutes, out);
	return out->year == year && out->month == month && out->day == day;
}

/* --- forms: each returns the bytes it takes, or 0 ------------------------------ */

/* 今天, tomorrow. */
static size_t named_day(struct reading *reading, size_t at)
{
	static const struct {
		const char *words[5];
		int days;
	} named[] = {
		{{"今天", "今日", "今儿", "today", NULL}, 0},
		{{"明天", "明日", "明儿", "tomorrow", NULL}, 1},
		{{"大后天", NULL}, 3},
		{{"后天", "day after tomorrow", NULL}, 2},
		{{"昨天", "昨日", "昨儿", "yesterday", NULL}, -1},
		{{"大前天", NULL}, -3},
		{{"前天", NULL}, -2},
	};

	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		size_t n = word(reading, at, named[i].words);

		if (n) {
			add_days_from_now(reading, named[i].days, at, at + n);
			return n;
		}
	}
	return 0;
}

/* 下周一, 周五, next monday. Monday begins the week of 下周. */
static size_t weekday(struct reading *reading, size_t at)
{
	static const char *const next[] = {"下个星期", "下星期", "下个礼拜", "下礼拜",
					   "下周",     "next ",  NULL};
	static const char *const this[] = {"这个星期", "这星期", "星期",  "礼拜", "本周",
					   "这周",     "周",     "this ", "on ",  NULL};
	static const char *const days[7][5] = {
		{"日", "天", "末", "sunday", NULL}, {"一", "1", "monday", NULL},
		{"二", "2", "tuesday", NULL},       {"三", "3", "wednesday", NULL},
		{"四", "4", "thursday", NULL},      {"五", "5", "friday", NULL},
		{"六", "6", "saturday", NULL},
	};
	size_t is_next = word(reading, at, next);
	size_t n = is_next ? is_next : word(reading, at, this);
	int today = (reading->today.weekday + 6) % 7; /* 0 = Monday */

	for (int i = 0; n && i < 7; i++) {
		size_t length = word(reading, at + n, days[i]);
		int ahead = (i + 6) % 7 - today;

		if (!length)
			continue;
		if (is_next)
			ahead += 7;
		else if (ahead < 0)
			ahead += 7;
		add_days_from_now(reading, ahead, at, at + n + length);
		return n + length;
	}
	return 0;
}

/* 2026-12-01, 2026年12月1日. */
static size_t full_date(struct reading *reading, size_t at)
{
	static const char *const year_ends[] = {"年", "-", "/", ".", NULL};
	static const char *const month_ends[] = {"月", "-", "/", ".", NULL};
	static const char *const day_ends[] = {"日", "号", NULL};
	int year, month, day;
	struct civil date;
	size_t n, end = at;

	if (!(n = number(reading, end, 2000, 2100, &year)))
		return 0;
	end += n;
	if (!(n = word(reading, end, year_ends)))
		return 0;
	end += n;
	if (!(n = number(reading, end, 1, 12, &month)))
		return 0;
	end += n;
	if (!(n = word(reading, end, month_ends)))
		return 0;
	end += n;
	if (!(n = number(reading, end, 1, 31, &day)) || !exists(reading, year, month, day, &date))
		return 0;
	end += n;
	end += word(reading, end, day_ends);
	add_day(reading, &date, at, end);
	return end - at;
}

/* 12月1号, in this year or the next. */
static size_t month_and_day(struct reading *reading, size_t at)
{
	static const char *const months[] = {"月份", "月", NULL};
	static const char *const days[] = {"日", "号", NULL};
	int month, day, year = reading->today.year;
	struct civil date;
	size_t n, end = at;

	if (!(n = number(reading, end, 1, 12, &month)))
		return 0;
	end += n;
	if (!(n = word(reading, end, months)))
		return 0;
	end += n;
	if (!(n = number(reading, end, 1, 31, &day)))
		return 0;
	end += n;
	end += word(reading, end, days);
	if (month < reading->today.month ||
	    (month == reading->today.month && day < reading->today.day))
		year++;
	if (!exists(reading, year, month, day, &date))
		return 0;
	add_day(reading, &date, at, end);
	return end - at;
}

/* 下个月一号, 这个月15号, 15号. */
static size_t day_of_month(struct reading *reading, size_t at)
{
	static const char *const next[] = {"下个月", "下月", NULL};
	static const char *const this[] = {"这个月", "本月", "这月", NULL};
	static const char *const ends[] = {"号", "日", NULL};
	static const char *const not_days[] = {"号码", "号线", "号楼", NULL};
	size_t is_next = word(reading, at, next), is_this = word(reading, at, this), n;
	size_t end = at + is_next + is_this;
	int day, month = reading->today.month + (is_next ? 1 : 0);
	struct civil date;

	if (!(n = number(reading, end, 1, 31, &day)))
		return 0;
	end += n;
	if (word(reading, end, not_days) || !(n = word(reading, end, ends)))
		return 0;
	end += n;
	if (!is_next && !is_this && day < reading->today.day)
		month++;
	if (!exists(reading, reading->today.year + (month > 12), month > 12 ? 1 : month, day,
		    &date))
		return 0;
	add_day(reading, &date, at, end);
	return end - at;
}

/* 两个月, 半年, 三天, two weeks. */
static size_t span(struct reading *reading, size_t at)
{
	static const struct {
		const char *words[6];
		int times;
		const char *slot;
	} units[] = {
		{{"个多月", "个月", "months", "month", NULL}, 1, "months"},
		{{"年半", NULL}, 18, "months"},
		{{"年", "years", "year", NULL}, 12, "months"},
		{{"天", "days", "day", NULL}, 1, "days"},
		{{"个星期", "星期", "周", "weeks", "week", NULL}, 7, "days"},
		{{"个礼拜", "礼拜", NULL}, 7, "days"},
	};
	int count = 1;
	size_t n = number(reading, at, 1, 999, &count);
	static const char *const article[] = {"a ", NULL};

	if (!n)
		n = word(reading, at, article);
	if (n && reading->slots->text[at + n] == ' ')
		n++;
	for (size_t i = 0; n && i < sizeof units / sizeof *units; i++) {
		size_t length = word(reading, at + n, units[i].words);

		if (!length)
			continue;
		slot_reader_add(reading->slots, units[i].slot,
				arena_format(reading->slots->arena, "%d", count * units[i].times),
				at, at + n + length);
		return n + length;
	}
	return 0;
}

static size_t half(struct reading *reading, size_t at)
{
	static const char *const year[] = {"半年", "half a year", NULL};
	static const char *const month[] = {"半个月", "半月", "half a month", NULL};
	size_t n = word(reading, at, year);

	if (n) {
		slot_reader_add(reading->slots, "months", "6", at, at + n);
		return n;
	}
	n = word(reading, at, month);
	if (n)
		slot_reader_add(reading->slots, "days", "15", at, at + n);
	return n;
}

void dates_read(struct slot_reader *reader, int64_t now_ms, int zone_minutes)
{
	static size_t (*const forms[])(struct reading *, size_t) = {
		named_day, weekday, full_date, month_and_day, day_of_month, half, span};
	struct reading reading = {reader, now_ms, zone_minutes, {0}};

	clock_civil(now_ms, zone_minutes, &reading.today);
	for (size_t at = 0; at < reader->length;) {
		bool inside = at && isalnum((unsigned char)reader->text[at - 1]) &&
			      isalnum((unsigned char)reader->text[at]);
		size_t n = 0;

		for (size_t i = 0; i < sizeof forms / sizeof *forms && !n && !inside; i++)
			n = forms[i](&reading, at);
		if (n)
			at += n;
		else
			text_next(reader->text, reader->length, &at);
	}
}
