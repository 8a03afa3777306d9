/*
 * Read days and spans.
 *
 * Every form starts at a place of the text and takes some bytes of it; the first that
 * does is believed, and reading goes on behind it.
 */
#include "intents/calendar.h"
#include "intents/numerals.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* 今天, tomorrow. */
static size_t named_day(struct calendar *calendar, size_t at)
{
	static const struct {
		const char *words[10]; /* closed by NULL */
		int days;
	} named[] = {
		{{"今天", "今日", "今儿", "今晚", "today"}, 0},
		{{"明天", "明日", "明儿", "明早", "明晚", "tomorrow"}, 1},
		{{"大后天"}, 3},
		{{"后天", "day after tomorrow"}, 2},
		{{"昨天", "昨日", "昨儿", "昨晚", "昨夜", "yesterday", "last night"}, -1},
		{{"大前天"}, -3},
		{{"前天", "前晚", "day before yesterday"}, -2},
	};

	for (size_t i = 0; i < COUNT(named); i++) {
		size_t n = calendar_word(calendar, at, named[i].words);

		if (n)
			return calendar_add_date(calendar,
						 calendar_days_from_now(calendar, named[i].days),
						 at, at + n);
	}
	return 0;
}

/* 刚才, 今天早上: today, and over. */
static size_t just_now(struct calendar *calendar, size_t at)
{
	static const char *const words[] = {
		"刚才",      "刚刚",           "刚停",           "刚充",         "刚交",
		"刚缴",      "今早",           "今晨",           "今天早上",     "今天一早",
		"今天上午",  "今天凌晨",       "just now",       "this morning", "earlier today",
		"just paid", "just topped up", "just recharged", "刚付",         "刚冲",
		NULL};
	size_t n = calendar_word(calendar, at, words);

	return n ? calendar_add(calendar, "when", calendar->today, at, at + n) : 0;
}

/* How a weekday is found from the words before it. */
struct week {
	const char *words[10]; /* closed by NULL */
	int weeks;             /* from this one; weeks begin on Monday */
	bool nearest;          /* this or the next that comes, whichever is first */
};

/* 下周, 上个星期, 周; not the 周 of 一周三次 and 每周一. */
static size_t read_week(struct calendar *calendar, size_t at, const struct week **out)
{
	static const struct week weeks[] = {
		{{"下下个星期", "下下星期", "下下周"}, 2, false},
		{{"下个星期", "下星期", "下个礼拜", "下礼拜", "下周", "next "}, 1, false},
		{{"上上个星期", "上上星期", "上上周"}, -2, false},
		{{"上个星期", "上星期", "上个礼拜", "上礼拜", "上周"}, -1, false},
		{{"这个星期", "这星期", "这周", "本周", "星期", "礼拜", "周", "this "}, 0, true},
	};
	static const char *const counted[] = {"每", "每个", "个", NULL};
	size_t n = 0;

	for (size_t i = 0; i < COUNT(weeks) && !n; i++) {
		n = calendar_word(calendar, at, weeks[i].words);
		*out = &weeks[i];
	}
	if (n && (reader_after(calendar->reader, at, counted) ||
		  numeral_ends_at(calendar->reader->text, at)))
		return 0;
	return n;
}

/* 下周一, 上周五, 周五. */
static size_t weekday(struct calendar *calendar, size_t at)
{
	const struct week *week;
	int day, today = (calendar->today.weekday + 6) % 7;
	size_t n = read_week(calendar, at, &week);
	size_t length = n ? calendar_weekday(calendar, at + n, &day) : 0, end = at + n + length;

	if (!length)
		return 0;
	int ahead = day - today + week->weeks * 7;

	if (week->nearest && ahead < 0)
		ahead += 7;
	if (week->nearest && ahead >= 0 && calendar_is_over(calendar, at, end))
		ahead -= 7;
	return calendar_add_date(calendar, calendar_days_from_now(calendar, ahead), at, end);
}

/* 上个月, last week, 去年: the first day of it. */
static size_t last_span(struct calendar *calendar, size_t at)
{
	static const char *const weeks[] = {"上个星期", "上星期",    "上个礼拜", "上礼拜",
					    "上周",     "last week", NULL};
	static const char *const months[] = {"上个月", "上月", "last month", NULL};
	static const char *const years[] = {"去年", "last year", NULL};
	static const char *const more[] = {"上", NULL}; /* 上上个月 */
	int today = (calendar->today.weekday + 6) % 7;
	struct civil year = {.year = calendar->today.year - 1, .month = 1, .day = 1};
	size_t n;

	if (reader_after(calendar->reader, at, more))
		return 0;
	if ((n = calendar_word(calendar, at, weeks)))
		return calendar_add(calendar, "when", calendar_days_from_now(calendar, -today - 7),
				    at, at + n);
	if ((n = calendar_word(calendar, at, months)))
		return calendar_add(calendar, "when", calendar_month_from_now(calendar, -1), at,
				    at + n);
	if ((n = calendar_word(calendar, at, years)))
		return calendar_add(calendar, "when", year, at, at + n);
	return 0;
}

/* A number and one of the words that close it, at *end, which moves behind them. */
static bool read_part(struct calendar *calendar, size_t *end, int least, int most,
		      const char *const *words, int *out)
{
	size_t n = calendar_number(calendar, *end, least, most, out);
	size_t closing = n ? calendar_word(calendar, *end + n, words) : 0;

	*end += closing ? n + closing : 0;
	return closing > 0;
}

/* 2026-, 2026年, 26年, 99年. */
static bool read_year(struct calendar *calendar, size_t *end, int *out)
{
	static const char *const long_ends[] = {"年", "-", "/", ".", NULL};
	static const char *const short_ends[] = {"年", NULL};

	if (read_part(calendar, end, 1900, 2100, long_ends, out))
		return true;
	if (!read_part(calendar, end, 10, 99, short_ends, out))
		return false;
	*out += *out < 70 ? 2000 : 1900;
	return true;
}

/* 2026-12-01, 2026年12月1日, 26年12月1日. */
static size_t full_date(struct calendar *calendar, size_t at)
{
	static const char *const month_ends[] = {"月", "-", "/", ".", NULL};
	static const char *const day_ends[] = {"日", "号", NULL};
	struct civil day = {0};
	size_t end = at, n;

	if (!read_year(calendar, &end, &day.year) ||
	    !read_part(calendar, &end, 1, 12, month_ends, &day.month) ||
	    !(n = calendar_number(calendar, end, 1, 31, &day.day)))
		return 0;
	end += n + calendar_word(calendar, end + n, day_ends);
	return calendar_add_date(calendar, day, at, end);
}

/* 12月1号. */
static size_t read_month_and_day(struct calendar *calendar, size_t at, struct civil *out)
{
	static const char *const months[] = {"月份", "月", NULL};
	static const char *const days[] = {"日", "号", NULL};
	size_t n, suffix, end = at;

	if (!read_part(calendar, &end, 1, 12, months, &out->month) ||
	    !(n = calendar_number(calendar, end, 1, 31, &out->day)))
		return 0;
	suffix = calendar_word(calendar, end + n, days);
	return suffix || !reader_counts(calendar->reader, end + n) ? end + n + suffix - at : 0;
}

/* 去年, 今年, 明年: how many years ahead. */
static size_t read_near_year(struct calendar *calendar, size_t at, int *out_ahead)
{
	static const char *const years[][2] = {{"去年"}, {"今年"}, {"明年"}};
	size_t n = 0;

	for (*out_ahead = -1; *out_ahead <= 1 && !n; ++*out_ahead)
		n = calendar_word(calendar, at, years[*out_ahead + 1]);
	--*out_ahead;
	return n;
}

/* 12月1号, 去年12月1号. */
static size_t month_and_day(struct calendar *calendar, size_t at)
{
	struct civil day = {0};
	int ahead;
	size_t year = read_near_year(calendar, at, &ahead), n;

	n = read_month_and_day(calendar, at + year, &day);
	if (!n)
		return 0;
	day = calendar_complete(calendar, day, calendar_is_over(calendar, at, at + year + n));
	if (year)
		day.year = calendar->today.year + ahead;
	return calendar_add_date(calendar, day, at, at + year + n);
}

/* 10月份交的: the first of a month that is over; 到明年三月: of one that ends something. */
static size_t month_alone(struct calendar *calendar, size_t at)
{
	static const char *const months[] = {"月份", "月", NULL};
	struct civil day = {.day = 1};
	int ahead;
	size_t year = read_near_year(calendar, at, &ahead), end = at + year;
	bool ends = calendar_is_end(calendar, at);

	if (!read_part(calendar, &end, 1, 12, months, &day.month) ||
	    (!ends && (year || !calendar_is_over(calendar, at, end))))
		return 0;
	day = calendar_complete(calendar, day, !ends);
	if (year)
		day.year = calendar->today.year + ahead;
	return calendar_add(calendar, ends ? "until" : "when", day, at, end);
}

/* 下个月一号, 这个月15号, 15号. */
static size_t day_of_month(struct calendar *calendar, size_t at)
{
	static const char *const of[] = {"的", NULL};
	static const char *const ends[] = {"号", "日", NULL};
	static const char *const not_days[] = {"号码", "号线", "号楼", "号卡", "号机", NULL};
	static const char *const every[] = {"月", NULL}; /* 每月1号 */
	struct civil day;
	int ahead = 0, number_of_day;
	size_t month = calendar_month(calendar, at, &ahead), n, end = at + month;

	end += month ? calendar_word(calendar, end, of) : 0;
	if (!(n = calendar_number(calendar, end, 1, 31, &number_of_day)) ||
	    reader_after(calendar->reader, at, every))
		return 0;
	end += n;
	if (calendar_word(calendar, end, not_days) || !(n = calendar_word(calendar, end, ends)))
		return 0;
	end += n;
	day = calendar_nearest(calendar, number_of_day, calendar_is_over(calendar, at, end));
	if (month) {
		day = calendar_month_from_now(calendar, ahead);
		day.day = number_of_day;
	}
	return calendar_add_date(calendar, day, at, end);
}

/* 月底, 下个月初, end of next month. */
static size_t edge_of_month(struct calendar *calendar, size_t at)
{
	static const char *const first[] = {"初", NULL};
	static const char *const last[] = {"底", "末", NULL};
	static const char *const bare[] = {"月底", "月末", "end of the month", NULL};
	static const char *const end_of[] = {"end of ", NULL};
	static const char *const every[] = {"每", "每个", NULL};
	int ahead = 0;
	size_t is_bare = calendar_word(calendar, at, bare),
	       is_end = calendar_word(calendar, at, end_of);
	size_t month = is_bare ? is_bare : calendar_month(calendar, at + is_end, &ahead);
	size_t end = at + month + (is_bare ? 0 : is_end);
	struct civil day = calendar_month_from_now(calendar, ahead);

	if (!month || reader_after(calendar->reader, at, every))
		return 0;
	size_t is_first = calendar_word(calendar, end, first),
	       is_last = calendar_word(calendar, end, last);

	if (is_first)
		return calendar_add_date(calendar, day, at, end + is_first);
	if (is_bare || is_end || is_last)
		return calendar_add_date(calendar, calendar_last_of_month(calendar, day), at,
					 end + is_last);
	return 0;
}

void dates_read(struct slot_reader *reader)
{
	static size_t (*const forms[])(struct calendar *, size_t) = {
		just_now,      named_day,        weekday,      full_date,
		month_and_day, month_alone,      day_of_month, edge_of_month,
		last_span,     english_day_read, span_read};
	struct calendar calendar = {.reader = reader, .last.at = SIZE_MAX};

	_Static_assert(COUNT(forms) == DATE_FORMS, "each form has a bit");
	clock_civil(reader->now_ms, reader->zone_minutes, &calendar.today);
	for (size_t at = reader_seek(reader, 0); at < reader->length;) {
		bool inside = reader_inside_word(reader, at);
		size_t n = 0;

		for (unsigned i = 0; i < COUNT(forms) && !n && !inside; i++)
			if (reader_may_start(reader, at, i))
				n = forms[i](&calendar, at);
		at = reader_seek(reader, at + (n ? n : 1));
	}
}
