/*
 * Read days and spans.
 *
 * Every form starts at a place of the text and takes some bytes of it; the first that
 * does is believed, and reading goes on behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "intents/numerals.h"
#include "intents/readers.h"

static const int64_t MINUTE_MS = INT64_C(60000);
static const int64_t DAY_MS = INT64_C(86400000);

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct reading {
	struct slot_reader *slots;
	struct civil today;
};

static size_t word(const struct reading *reading, size_t at, const char *const *words)
{
	return reader_word(reading->slots, at, words);
}

/* A whole number from least to most at `at`; the bytes it takes, or 0. */
static size_t number(const struct reading *reading, size_t at, int least, int most, int *out)
{
	int64_t hundredths;
	size_t n = numeral_quantity(reading->slots->text, reading->slots->length, at, &hundredths);

	if (!n || hundredths % 100 || hundredths < least * 100 || hundredths > most * 100 ||
	    !reader_begins_quantity(reading->slots, at))
		return 0;
	*out = (int)(hundredths / 100);
	return n;
}

/* The same for a part of a date: the point of 2026.12.1 begins no fraction. */
static size_t calendar_number(const struct reading *reading, size_t at, int least, int most,
			      int *out)
{
	const char *text = reading->slots->text + at;
	size_t n = strspn(text, "0123456789");

	if (!n)
		return number(reading, at, least, most, out);
	*out = n <= 4 ? (int)strtol(text, NULL, 10) : most + 1;
	return *out >= least && *out <= most ? n : 0;
}

/* --- days of the calendar -------------------------------------------------------- */

static struct civil day_at(const struct reading *reading, int64_t at_ms)
{
	struct civil day;

	clock_civil(at_ms, reading->slots->zone_minutes, &day);
	return day;
}

static struct civil days_from_now(const struct reading *reading, int days)
{
	return day_at(reading, reading->slots->now_ms + days * DAY_MS);
}

/* The first of the month that is so many months from this one. */
static struct civil month_from_now(const struct reading *reading, int months)
{
	int month = reading->today.year * 12 + reading->today.month - 1 + months;

	return (struct civil){.year = month / 12, .month = month % 12 + 1, .day = 1};
}

/* False for 31 April and the like. */
static bool exists(const struct reading *reading, const struct civil *asked)
{
	int zone = reading->slots->zone_minutes;
	struct civil day = day_at(reading, clock_from_civil(asked, zone));

	return day.month == asked->month && day.day == asked->day;
}

static struct civil last_of_month(const struct reading *reading, struct civil day)
{
	for (day.day = 31; !exists(reading, &day); day.day--)
		;
	return day;
}

static int compare_days(const struct civil *a, const struct civil *b)
{
	return (a->year - b->year) * 372 + (a->month - b->month) * 31 + a->day - b->day;
}

static size_t add(struct reading *reading, const char *name, struct civil day, size_t at,
		  size_t end)
{
	reader_add(
		reading->slots, name,
		arena_format(reading->slots->arena, "%04d-%02d-%02d", day.year, day.month, day.day),
		at, end);
	return end - at;
}

/* 15号停的, 今天下午充的, since the 15th: the day that ends at `end` is over. */
static bool is_over(const struct reading *reading, size_t at, size_t end)
{
	static const char *const before[] = {"自从", "since ", "since the ", NULL};
	static const char *const hours[] = {"早上", "上午", "中午", "下午", "晚上", "半夜", NULL};
	static const char *const after[] = {
		"停的", "停机的", "停了",   "停机了", "就停了", "就停机了", "就被停", "被停",
		"就不", "就没",   "就打不", "就上不", "以来",   "充的",     "交的",   "缴的",
		"付的", "办的",   "充了",   "交了",   "缴了",   "付了",     "充值的", "缴费的",
		"丢的", "报的",   "开始没", "开始就", NULL};

	return reader_after(reading->slots, at, before) ||
	       word(reading, end + word(reading, end, hours), after);
}

/* A day with a name; one that is over is also when something began. */
static size_t add_date(struct reading *reading, struct civil day, size_t at, size_t end)
{
	int compared = compare_days(&day, &reading->today);

	if (!exists(reading, &day))
		return 0;
	if (compared < 0 || (compared == 0 && is_over(reading, at, end)))
		add(reading, "when", day, at, end);
	return add(reading, "date", day, at, end);
}

/* --- forms: each returns the bytes it takes, or 0 ------------------------------ */

/* 今天, tomorrow. */
static size_t named_day(struct reading *reading, size_t at)
{
	static const struct {
		const char *words[10]; /* closed by NULL */
		int days;
	} named[] = {
		{{"今天", "今日", "今儿", "today"}, 0},
		{{"明天", "明日", "明儿", "tomorrow"}, 1},
		{{"大后天"}, 3},
		{{"后天", "day after tomorrow"}, 2},
		{{"昨天", "昨日", "昨儿", "昨晚", "昨夜", "yesterday", "last night"}, -1},
		{{"大前天"}, -3},
		{{"前天", "前晚", "day before yesterday"}, -2},
	};

	for (size_t i = 0; i < COUNT(named); i++) {
		size_t n = word(reading, at, named[i].words);

		if (n)
			return add_date(reading, days_from_now(reading, named[i].days), at, at + n);
	}
	return 0;
}

/* 刚才, 今天早上: today, and over. */
static size_t just_now(struct reading *reading, size_t at)
{
	static const char *const words[] = {"刚才",     "刚刚",         "刚停",          "刚充",
					    "刚交",     "刚缴",         "今早",          "今晨",
					    "今天早上", "今天一早",     "今天上午",      "今天凌晨",
					    "just now", "this morning", "earlier today", NULL};
	size_t n = word(reading, at, words);

	return n ? add(reading, "when", reading->today, at, at + n) : 0;
}

/* How a weekday is found from the words before it. */
struct week {
	const char *words[10]; /* closed by NULL */
	int weeks;             /* from this one; weeks begin on Monday */
	bool nearest;          /* this or the next that comes, whichever is first */
};

static size_t read_week(const struct reading *reading, size_t at, struct week *out)
{
	static const struct week weeks[] = {
		{{"下下个星期", "下下星期", "下下周"}, 2, false},
		{{"下个星期", "下星期", "下个礼拜", "下礼拜", "下周", "next "}, 1, false},
		{{"上上个星期", "上上星期", "上上周"}, -2, false},
		{{"上个星期", "上星期", "上个礼拜", "上礼拜", "上周"}, -1, false},
		{{"这个星期", "这星期", "这周", "本周", "星期", "礼拜", "周", "this "}, 0, true},
	};
	static const char *const counted[] = {"每", "每个", "个", NULL};

	for (size_t i = 0; i < COUNT(weeks); i++) {
		size_t n = word(reading, at, weeks[i].words);

		*out = weeks[i];
		if (n)
			return reader_after(reading->slots, at, counted) ||
					       numeral_ends_at(reading->slots->text, at)
				       ? 0
				       : n;
	}
	return 0;
}

/* 0 for Monday; the bytes that the weekday takes, or 0. */
static size_t read_weekday(const struct reading *reading, size_t at, int *out)
{
	static const char *const days[7][5] = {
		{"一", "1", "monday"},        {"二", "2", "tuesday"}, {"三", "3", "wednesday"},
		{"四", "4", "thursday"},      {"五", "5", "friday"},  {"六", "6", "saturday"},
		{"日", "天", "末", "sunday"},
	};
	static const char *const others[] = {"天津", "日常", NULL};
	size_t n = 0;

	for (*out = 0; *out < 7; ++*out)
		if ((n = word(reading, at, days[*out])))
			break;
	return word(reading, at, others) ? 0 : n;
}

/* 下周一, 上周五, 周五. */
static size_t weekday(struct reading *reading, size_t at)
{
	struct week week;
	int day, today = (reading->today.weekday + 6) % 7;
	size_t n = read_week(reading, at, &week);
	size_t length = n ? read_weekday(reading, at + n, &day) : 0, end = at + n + length;

	if (!length)
		return 0;
	int ahead = day - today + week.weeks * 7;

	if (week.nearest && ahead < 0)
		ahead += 7;
	if (week.nearest && ahead >= 0 && is_over(reading, at, end))
		ahead -= 7;
	return add_date(reading, days_from_now(reading, ahead), at, end);
}

/* monday, last monday, since friday: the next one, or the last. */
static size_t english_weekday(struct reading *reading, size_t at)
{
	static const char *const last[] = {"last ", NULL};
	int day, today = (reading->today.weekday + 6) % 7;
	size_t before = word(reading, at, last);
	const char *text = reading->slots->text + at + before;

	if (*text < 'a' || *text > 'z')
		return 0;
	size_t n = read_weekday(reading, at + before, &day), end = at + before + n;

	if (!n)
		return 0;
	bool over = before || is_over(reading, at, end);
	int ahead = (day - today + 7) % 7 - (over ? 7 : 0);

	return add_date(reading, days_from_now(reading, ahead), at, end);
}

/* 上个月, last week, 去年: the first day of it. */
static size_t last_span(struct reading *reading, size_t at)
{
	static const char *const weeks[] = {"上个星期", "上星期",    "上个礼拜", "上礼拜",
					    "上周",     "last week", NULL};
	static const char *const months[] = {"上个月", "上月", "last month", NULL};
	static const char *const years[] = {"去年", "last year", NULL};
	static const char *const more[] = {"上", NULL}; /* 上上个月 */
	int today = (reading->today.weekday + 6) % 7;
	struct civil year = {.year = reading->today.year - 1, .month = 1, .day = 1};
	size_t n;

	if (reader_after(reading->slots, at, more))
		return 0;
	if ((n = word(reading, at, weeks)))
		return add(reading, "when", days_from_now(reading, -today - 7), at, at + n);
	if ((n = word(reading, at, months)))
		return add(reading, "when", month_from_now(reading, -1), at, at + n);
	if ((n = word(reading, at, years)))
		return add(reading, "when", year, at, at + n);
	return 0;
}

/* 2026-12-01, 2026年12月1日, 26年12月1日. */
static size_t full_date(struct reading *reading, size_t at)
{
	static const char *const year_ends[] = {"年", "-", "/", ".", NULL};
	static const char *const short_year_ends[] = {"年", NULL};
	static const char *const month_ends[] = {"月", "-", "/", ".", NULL};
	static const char *const day_ends[] = {"日", "号", NULL};
	struct civil day = {0};
	size_t n, end = at;

	if ((n = calendar_number(reading, end, 2000, 2100, &day.year))) {
		end += n;
		n = word(reading, end, year_ends);
	} else if ((n = calendar_number(reading, end, 10, 99, &day.year))) {
		day.year += 2000;
		end += n;
		n = word(reading, end, short_year_ends);
	}
	if (!n)
		return 0;
	end += n;
	if (!(n = calendar_number(reading, end, 1, 12, &day.month)))
		return 0;
	end += n;
	if (!(n = word(reading, end, month_ends)))
		return 0;
	end += n;
	if (!(n = calendar_number(reading, end, 1, 31, &day.day)))
		return 0;
	end += n;
	end += word(reading, end, day_ends);
	return add_date(reading, day, at, end);
}

/* The year of a month and day that do not tell it: the next, or the last that was. */
static struct civil complete(const struct reading *reading, struct civil day, bool over)
{
	int compared;

	day.year = reading->today.year;
	compared = compare_days(&day, &reading->today);
	if (over && compared > 0)
		day.year--;
	else if (!over && compared < 0)
		day.year++;
	return day;
}

/* 12月1号, 去年12月1号. */
static size_t month_and_day(struct reading *reading, size_t at)
{
	static const char *const years[][2] = {{"去年", NULL}, {"今年", NULL}, {"明年", NULL}};
	static const char *const months[] = {"月份", "月", NULL};
	static const char *const days[] = {"日", "号", NULL};
	struct civil day = {0};
	size_t n, suffix, year = 0, end = at;
	int ahead = -1;

	while (ahead <= 1 && !(year = word(reading, at, years[ahead + 1])))
		ahead++;
	end += year;
	if (!(n = calendar_number(reading, end, 1, 12, &day.month)))
		return 0;
	end += n;
	if (!(n = word(reading, end, months)))
		return 0;
	end += n;
	if (!(n = calendar_number(reading, end, 1, 31, &day.day)))
		return 0;
	end += n;
	suffix = word(reading, end, days);
	if (!suffix && reader_counts(reading->slots, end))
		return 0;
	end += suffix;
	day = complete(reading, day, is_over(reading, at, end));
	if (year)
		day.year = reading->today.year + ahead;
	return add_date(reading, day, at, end);
}

/* 10月份交的: the first of a month that is over. */
static size_t month_alone(struct reading *reading, size_t at)
{
	static const char *const months[] = {"月份", "月", NULL};
	struct civil day = {.day = 1};
	size_t n = calendar_number(reading, at, 1, 12, &day.month);
	size_t suffix = n ? word(reading, at + n, months) : 0, end = at + n + suffix;

	if (!suffix || !is_over(reading, at, end))
		return 0;
	return add(reading, "when", complete(reading, day, true), at, end);
}

/* 下个月, this month: how many months ahead. */
static size_t read_month(const struct reading *reading, size_t at, int *out_ahead)
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
		size_t n = word(reading, at, months[i].words);

		*out_ahead = months[i].ahead;
		if (n)
			return n;
	}
	return 0;
}

/* A day of no month: the next, or the last that was. */
static struct civil nearest_month(const struct reading *reading, int day, bool over)
{
	struct civil found = month_from_now(reading, 0);

	if (over && day > reading->today.day)
		found = month_from_now(reading, -1);
	else if (!over && day < reading->today.day)
		found = month_from_now(reading, 1);
	found.day = day;
	return found;
}

/* 下个月一号, 这个月15号, 15号. */
static size_t day_of_month(struct reading *reading, size_t at)
{
	static const char *const of[] = {"的", NULL};
	static const char *const ends[] = {"号", "日", NULL};
	static const char *const not_days[] = {"号码", "号线", "号楼", "号卡", "号机", NULL};
	static const char *const every[] = {"每月", "每个月", "月", NULL};
	struct civil day;
	int ahead = 0, number_of_day;
	size_t month = read_month(reading, at, &ahead), n, end = at + month;

	end += month ? word(reading, end, of) : 0;
	if (!(n = calendar_number(reading, end, 1, 31, &number_of_day)) ||
	    reader_after(reading->slots, at, every))
		return 0;
	end += n;
	if (word(reading, end, not_days) || !(n = word(reading, end, ends)))
		return 0;
	end += n;
	day = nearest_month(reading, number_of_day, is_over(reading, at, end));
	if (month) {
		day = month_from_now(reading, ahead);
		day.day = number_of_day;
	}
	return add_date(reading, day, at, end);
}

/* 月底, 下个月初, end of next month. */
static size_t edge_of_month(struct reading *reading, size_t at)
{
	static const char *const first[] = {"初", NULL};
	static const char *const last[] = {"底", "末", NULL};
	static const char *const bare[] = {"月底", "月末", "end of the month", NULL};
	static const char *const end_of[] = {"end of ", NULL};
	static const char *const every[] = {"每", "每个", NULL};
	int ahead = 0;
	size_t is_bare = word(reading, at, bare), is_end = word(reading, at, end_of);
	size_t month = is_bare ? is_bare : read_month(reading, at + is_end, &ahead);
	size_t end = at + month + (is_bare ? 0 : is_end);
	struct civil day = month_from_now(reading, ahead);

	if (!month || reader_after(reading->slots, at, every))
		return 0;
	size_t is_first = word(reading, end, first), is_last = word(reading, end, last);

	if (is_first)
		return add_date(reading, day, at, end + is_first);
	if (is_bare || is_end || is_last)
		return add_date(reading, last_of_month(reading, day), at, end + is_last);
	return 0;
}

/* --- English days ------------------------------------------------------------------ */

static size_t month_name(const struct reading *reading, size_t at, int *out)
{
	static const char *const names[12][4] = {
		{"january", "jan"},
		{"february", "feb"},
		{"march", "mar"},
		{"april", "apr"},
		{"may"},
		{"june", "jun"},
		{"july", "jul"},
		{"august", "aug"},
		{"september", "sept", "sep"},
		{"october", "oct"},
		{"november", "nov"},
		{"december", "dec"},
	};
	size_t n = 0;

	for (*out = 1; *out <= 12; ++*out)
		if ((n = word(reading, at, names[*out - 1])))
			break;
	return n;
}

/* 1, 1st, first; whether it can be nothing but a day goes to out_is_ordinal. */
static size_t ordinal(const struct reading *reading, size_t at, int *out, bool *out_is_ordinal)
{
	static const char *const first[] = {"first", NULL};
	static const char *const suffixes[] = {"st", "nd", "rd", "th", NULL};
	size_t n = word(reading, at, first), suffix;

	*out = 1;
	*out_is_ordinal = n > 0;
	if (n || !(n = calendar_number(reading, at, 1, 31, out)))
		return n;
	suffix = word(reading, at + n, suffixes);
	*out_is_ordinal = suffix > 0;
	return n + suffix;
}

/* Behind a month and day: `, 2026`. The bytes it takes; without a year the day is completed. */
static size_t english_year(const struct reading *reading, size_t at, size_t end, struct civil *day)
{
	static const char *const marks[] = {", ", ",", " ", NULL};
	size_t mark = word(reading, end, marks);
	size_t n = mark ? calendar_number(reading, end + mark, 2000, 2100, &day->year) : 0;

	if (n)
		return mark + n;
	*day = complete(reading, *day, is_over(reading, at, end));
	return 0;
}

/* december 1, dec 1st 2026. */
static size_t english_date(struct reading *reading, size_t at)
{
	struct civil day = {0};
	bool is_ordinal;
	size_t n = month_name(reading, at, &day.month), end;

	if (!n || reading->slots->text[at + n] != ' ')
		return 0;
	end = at + n + 1;
	if (!(n = ordinal(reading, end, &day.day, &is_ordinal)))
		return 0;
	end += n;
	if (!is_ordinal && reader_counts(reading->slots, end))
		return 0;
	end += english_year(reading, at, end, &day);
	return add_date(reading, day, at, end);
}

/* 1 december, the 1st of next month, the 15th. */
static size_t english_day(struct reading *reading, size_t at)
{
	static const char *const of[] = {" of ", " ", NULL};
	struct civil day = {0};
	bool is_ordinal;
	int ahead;
	size_t n = ordinal(reading, at, &day.day, &is_ordinal), end = at + n;
	size_t next = n ? end + word(reading, end, of) : 0;

	if (!n || (!is_ordinal && next == end))
		return 0;
	if ((n = month_name(reading, next, &day.month)) && next > end) {
		end = next + n;
		end += english_year(reading, at, end, &day);
		return add_date(reading, day, at, end);
	}
	if (!is_ordinal)
		return 0;
	if ((n = read_month(reading, next, &ahead))) {
		int number_of_day = day.day;

		day = month_from_now(reading, ahead);
		day.day = number_of_day;
		return add_date(reading, day, at, next + n);
	}
	if (reading->slots->text[at] == 'f') /* first may also be firstly */
		return 0;
	return add_date(reading, nearest_month(reading, day.day, is_over(reading, at, end)), at,
			end);
}

/* --- spans --------------------------------------------------------------------------- */

enum unit { MINUTES, DAYS, MONTHS };

struct span {
	enum unit unit;
	int count;
};

/* The unit behind a number, into out->count times so many. */
static size_t read_unit(const struct reading *reading, size_t at, struct span *span)
{
	static const struct {
		const char *words[10]; /* closed by NULL */
		enum unit unit;
		int times, more;
	} units[] = {
		{{"年级", "周年", "周岁", "天津", "天翼", "天一夜"}, DAYS, 0, 0},
		{{"个多月", "个月", "months", "month"}, MONTHS, 1, 0},
		{{"个半月"}, DAYS, 30, 15},
		{{"个季度"}, MONTHS, 3, 0},
		{{"年半"}, MONTHS, 12, 6},
		{{"年", "years", "year"}, MONTHS, 12, 0},
		{{"天", "days", "day"}, DAYS, 1, 0},
		{{"个星期", "个多星期", "星期", "个礼拜", "个多礼拜", "礼拜", "周", "weeks",
		  "week"},
		 DAYS,
		 7,
		 0},
		{{"个小时", "小时", "个钟头", "hours", "hour"}, MINUTES, 60, 0},
		{{"分钟", "minutes", "minute", "mins"}, MINUTES, 1, 0},
	};

	for (size_t i = 0; i < COUNT(units); i++) {
		size_t n = word(reading, at, units[i].words);

		span->unit = units[i].unit;
		if (n && units[i].times) {
			span->count = span->count * units[i].times + units[i].more;
			return n;
		}
		if (n)
			return 0;
	}
	return 0;
}

/* 半年, 两月: spans that no number and unit make. */
static size_t fixed_span(const struct reading *reading, size_t at, struct span *out)
{
	static const struct {
		const char *words[10]; /* closed by NULL */
		struct span span;
	} fixed[] = {
		{{"半年", "half a year"}, {MONTHS, 6}},
		{{"半个月", "半月", "half a month"}, {DAYS, 15}},
		{{"两月", "俩月"}, {MONTHS, 2}},
		{{"半小时", "半个小时", "半个钟头", "half an hour"}, {MINUTES, 30}},
	};

	for (size_t i = 0; i < COUNT(fixed); i++) {
		size_t n = word(reading, at, fixed[i].words);

		*out = fixed[i].span;
		if (n)
			return numeral_ends_at(reading->slots->text, at) ? 0 : n;
	}
	return 0;
}

/* 两个月, 半年, three days. */
static size_t read_span(const struct reading *reading, size_t at, struct span *out)
{
	static const char *const article[] = {"a ", "an ", NULL};
	static const char *const joints[] = {" ", "-", NULL};
	size_t n = fixed_span(reading, at, out), unit;

	if (n)
		return n;
	out->count = 1;
	n = word(reading, at, article);
	if (!n) {
		n = number(reading, at, 1, 999, &out->count);
		n += n ? word(reading, at + n, joints) : 0;
	}
	unit = n ? read_unit(reading, at + n, out) : 0;
	return unit ? n + unit : 0;
}

/* Two months before 30 April is the last of February. */
static struct civil months_ago(const struct reading *reading, int months)
{
	struct civil day = month_from_now(reading, -months);

	day.day = reading->today.day;
	return exists(reading, &day) ? day : last_of_month(reading, day);
}

static struct civil span_ago(const struct reading *reading, const struct span *span)
{
	switch (span->unit) {
	case MINUTES:
		return day_at(reading, reading->slots->now_ms - span->count * MINUTE_MS);
	case DAYS:
		return days_from_now(reading, -span->count);
	case MONTHS:
		break;
	}
	return months_ago(reading, span->count);
}

/* 三天前, two weeks ago, 前两天. */
static size_t ago(struct reading *reading, size_t at)
{
	static const char *const before[] = {"前", NULL};
	static const char *const after[] = {"前", "以前", "之前", " ago", " before", NULL};
	struct span span;
	size_t front = word(reading, at, before);
	size_t n = read_span(reading, at + front, &span), end = at + front + n;
	size_t back = n && !front ? word(reading, end, after) : 0;

	if (!n || (!front && !back) || (front && span.unit != DAYS))
		return 0;
	return add(reading, "when", span_ago(reading, &span), at, end + back);
}

/* Longer than a line is held, 18年 is a year. */
#define MOST_MONTHS 120

static size_t whole_span(struct reading *reading, size_t at)
{
	static const char *const idioms[] = {"一天到晚", "三天两头", NULL};
	struct span span;
	size_t n = word(reading, at, idioms);

	if (n)
		return n;
	n = read_span(reading, at, &span);
	if (!n || span.unit == MINUTES || (span.unit == MONTHS && span.count > MOST_MONTHS))
		return n;
	reader_add(reading->slots, span.unit == DAYS ? "days" : "months",
		   arena_format(reading->slots->arena, "%d", span.count), at, at + n);
	return n;
}

void dates_read(struct slot_reader *reader)
{
	static size_t (*const forms[])(struct reading *, size_t) = {
		just_now,      named_day,   weekday,      english_weekday, full_date,
		month_and_day, month_alone, day_of_month, edge_of_month,   last_span,
		english_date,  english_day, ago,          whole_span};
	struct reading reading = {.slots = reader};

	clock_civil(reader->now_ms, reader->zone_minutes, &reading.today);
	for (size_t at = 0; at < reader->length;) {
		bool inside = reader_inside_word(reader, at);
		size_t n = 0;

		for (size_t i = 0; i < COUNT(forms) && !n && !inside; i++)
			n = forms[i](&reading, at);
		if (n)
			at += n;
		else
			text_next(reader->text, reader->length, &at);
	}
}
