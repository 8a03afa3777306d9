/*
 * What all forms of days and spans are made from.
 */
#include "intents/calendar.h"

#include <stdlib.h>
#include <string.h>

static const int64_t DAY_MS = INT64_C(86400000);

#define COUNT(table) (sizeof(table) / sizeof *(table))

size_t calendar_word(struct calendar *calendar, size_t at, const char *const *words)
{
	return reader_word(calendar->reader, at, words);
}

static void read_quantity(struct calendar *calendar, size_t at)
{
	struct quantity *last = &calendar->last;

	last->at = at;
	last->length = reader_quantity(calendar->reader, at, &last->hundredths);
	if (last->length && !reader_begins_quantity(calendar->reader, at))
		last->length = 0;
}

size_t calendar_quantity(struct calendar *calendar, size_t at, int least, int most, int *out)
{
	const struct quantity *last = &calendar->last;

	if (last->at != at || calendar->reader->learnt)
		read_quantity(calendar, at);
	if (!last->length || last->hundredths % 100 || last->hundredths < least * 100 ||
	    last->hundredths > most * 100)
		return 0;
	*out = (int)(last->hundredths / 100);
	return last->length;
}

size_t calendar_number(struct calendar *calendar, size_t at, int least, int most, int *out)
{
	const char *text = calendar->reader->text + at;
	size_t n = strspn(text, "0123456789");

	if (!n)
		return calendar_quantity(calendar, at, least, most, out);
	*out = n <= 4 ? (int)strtol(text, NULL, 10) : most + 1;
	return *out >= least && *out <= most ? n : 0;
}

struct civil calendar_day_at(struct calendar *calendar, int64_t at_ms)
{
	struct civil day;

	clock_civil(at_ms, calendar->reader->zone_minutes, &day);
	return day;
}

struct civil calendar_days_from_now(struct calendar *calendar, int days)
{
	return calendar_day_at(calendar, calendar->reader->now_ms + days * DAY_MS);
}

struct civil calendar_month_from_now(struct calendar *calendar, int months)
{
	int month = calendar->today.year * 12 + calendar->today.month - 1 + months;

	return (struct civil){.year = month / 12, .month = month % 12 + 1, .day = 1};
}

bool calendar_has(struct calendar *calendar, const struct civil *asked)
{
	int zone = calendar->reader->zone_minutes;
	struct civil day = calendar_day_at(calendar, clock_from_civil(asked, zone));

	return day.month == asked->month && day.day == asked->day;
}

struct civil calendar_last_of_month(struct calendar *calendar, struct civil day)
{
	for (day.day = 31; !calendar_has(calendar, &day); day.day--)
		;
	return day;
}

static int compare_days(const struct civil *a, const struct civil *b)
{
	return (a->year - b->year) * 372 + (a->month - b->month) * 31 + a->day - b->day;
}

size_t calendar_add(struct calendar *calendar, const char *name, struct civil day, size_t at,
		    size_t end)
{
	reader_add(calendar->reader, name,
		   arena_format(calendar->reader->arena, "%04d-%02d-%02d", day.year, day.month,
				day.day),
		   at, end);
	return end - at;
}

bool calendar_is_over(struct calendar *calendar, size_t at, size_t end)
{
	static const char *const before[] = {"自从", "since ", "since the ", NULL};
	static const char *const hours[] = {"早上", "上午", "中午", "下午", "晚上", "半夜", NULL};
	static const char *const after[] = {
		"停的", "停机的", "停了",   "停机了", "就停了", "就停机了", "就被停", "被停",
		"就不", "就没",   "就打不", "就上不", "以来",   "充的",     "交的",   "缴的",
		"付的", "办的",   "充了",   "交了",   "缴了",   "付了",     "充值的", "缴费的",
		"丢的", "报的",   "开始没", "开始就", NULL};

	return reader_after(calendar->reader, at, before) ||
	       calendar_word(calendar, end + calendar_word(calendar, end, hours), after);
}

bool calendar_is_end(const struct calendar *calendar, size_t at)
{
	static const char *const words[] = {"到", "至", "until ", "till ", "til ", NULL};

	return reader_after(calendar->reader, at, words);
}

size_t calendar_add_date(struct calendar *calendar, struct civil day, size_t at, size_t end)
{
	int compared = compare_days(&day, &calendar->today);

	if (!calendar_has(calendar, &day))
		return 0;
	if (compared < 0 || (compared == 0 && calendar_is_over(calendar, at, end)))
		calendar_add(calendar, "when", day, at, end);
	if (calendar_is_end(calendar, at))
		calendar_add(calendar, "until", day, at, end);
	return calendar_add(calendar, "date", day, at, end);
}

struct civil calendar_complete(struct calendar *calendar, struct civil day, bool over)
{
	int compared;

	day.year = calendar->today.year;
	compared = compare_days(&day, &calendar->today);
	if (over && compared > 0)
		day.year--;
	else if (!over && compared < 0)
		day.year++;
	return day;
}

size_t calendar_month(struct calendar *calendar, size_t at, int *out_ahead)
{
	static const struct {
		const char *words[10]; /* closed by NULL */
		int ahead;
	} months[] = {
		{{"下下个月", "下下月"}, 2},
		{{"下个月", "下月", "次月", "next month"}, 1},
		{{"这个月", "本月", "这月", "当月", "this month"}, 0},
		{{"上上个月", "上上月"}, -2},
		{{"上个月", "上月", "last month"}, -1},
	};

	for (size_t i = 0; i < COUNT(months); i++) {
		size_t n = calendar_word(calendar, at, months[i].words);

		*out_ahead = months[i].ahead;
		if (n)
			return n;
	}
	return 0;
}

struct civil calendar_nearest(struct calendar *calendar, int day, bool over)
{
	struct civil found = calendar_month_from_now(calendar, 0);

	if (over && day > calendar->today.day)
		found = calendar_month_from_now(calendar, -1);
	else if (!over && day < calendar->today.day)
		found = calendar_month_from_now(calendar, 1);
	found.day = day;
	return found;
}

size_t calendar_weekday(struct calendar *calendar, size_t at, int *out)
{
	static const char *const days[7][5] = {
		{"一", "1", "monday"},        {"二", "2", "tuesday"}, {"三", "3", "wednesday"},
		{"四", "4", "thursday"},      {"五", "5", "friday"},  {"六", "6", "saturday"},
		{"日", "天", "末", "sunday"},
	};
	static const char *const others[] = {"天津", "日常", NULL};
	size_t n = 0;

	for (*out = 0; *out < 7; ++*out)
		if ((n = calendar_word(calendar, at, days[*out])))
			break;
	return calendar_word(calendar, at, others) ? 0 : n;
}
