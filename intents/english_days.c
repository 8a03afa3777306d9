/*
 * Read English days: december 1, 1st of next month, the 15th, last monday.
 */
#include "intents/calendar.h"

/* monday, last monday, since friday: the next one, or the last. */
static size_t weekday(struct calendar *calendar, size_t at)
{
	static const char *const last[] = {"last ", NULL};
	int day, today = (calendar->today.weekday + 6) % 7;
	size_t before = calendar_word(calendar, at, last);
	const char *text = calendar->reader->text + at + before;

	size_t n = calendar_weekday(calendar, at + before, &day), end = at + before + n;

	if (!n || *text < 'a' || *text > 'z') /* 一 alone is no day */
		return 0;
	bool over = before || calendar_is_over(calendar, at, end);
	int ahead = (day - today + 7) % 7 - (over ? 7 : 0);

	return calendar_add_date(calendar, calendar_days_from_now(calendar, ahead), at, end);
}

static size_t month_name(struct calendar *calendar, size_t at, int *out)
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
		if ((n = calendar_word(calendar, at, names[*out - 1])))
			break;
	return n;
}

/* 1, 1st, first; whether it can be nothing but a day goes to out_is_ordinal. */
static size_t ordinal(struct calendar *calendar, size_t at, int *out, bool *out_is_ordinal)
{
	static const char *const first[] = {"first", NULL};
	static const char *const suffixes[] = {"st", "nd", "rd", "th", NULL};
	size_t n = calendar_word(calendar, at, first), suffix;

	*out = 1;
	*out_is_ordinal = n > 0;
	if (n || !(n = calendar_number(calendar, at, 1, 31, out)))
		return n;
	suffix = calendar_word(calendar, at + n, suffixes);
	*out_is_ordinal = suffix > 0;
	return n + suffix;
}

/* Behind a month and day: `, 2026`. The bytes it takes; without a year the day is completed. */
static size_t year(struct calendar *calendar, size_t at, size_t end, struct civil *day)
{
	static const char *const marks[] = {", ", ",", " ", NULL};
	size_t mark = calendar_word(calendar, end, marks);
	size_t n = mark ? calendar_number(calendar, end + mark, 2000, 2100, &day->year) : 0;

	if (n)
		return mark + n;
	*day = calendar_complete(calendar, *day, calendar_is_over(calendar, at, end));
	return 0;
}

/* december 1, dec 1st 2026. */
static size_t month_and_day(struct calendar *calendar, size_t at)
{
	struct civil day = {0};
	bool is_ordinal;
	size_t n = month_name(calendar, at, &day.month), end;

	if (!n || calendar->reader->text[at + n] != ' ')
		return 0;
	end = at + n + 1;
	if (!(n = ordinal(calendar, end, &day.day, &is_ordinal)))
		return 0;
	end += n;
	if (!is_ordinal && reader_counts(calendar->reader, end))
		return 0;
	end += year(calendar, at, end, &day);
	return calendar_add_date(calendar, day, at, end);
}

/* 1 december, 1st of december 2026. */
static size_t day_and_month(struct calendar *calendar, size_t at)
{
	static const char *const of[] = {" of ", " ", NULL};
	struct civil day = {0};
	bool is_ordinal;
	size_t n = ordinal(calendar, at, &day.day, &is_ordinal);
	size_t joint = n ? calendar_word(calendar, at + n, of) : 0;
	size_t name = joint ? month_name(calendar, at + n + joint, &day.month) : 0;
	size_t end = at + n + joint + name;

	if (!name)
		return 0;
	end += year(calendar, at, end, &day);
	return calendar_add_date(calendar, day, at, end);
}

/* until next march, till june 2026. */
static size_t month_alone(struct calendar *calendar, size_t at)
{
	static const char *const next[] = {"next ", NULL};
	struct civil day = {.day = 1};
	size_t before = calendar_word(calendar, at, next);
	size_t n = month_name(calendar, at + before, &day.month), end = at + before + n;

	if (!n || !calendar_is_end(calendar, at))
		return 0;
	end += year(calendar, at, end, &day);
	return calendar_add(calendar, "until", day, at, end);
}

/* 15th, 1st of next month; first alone may also be firstly. */
static size_t day_of_month(struct calendar *calendar, size_t at)
{
	static const char *const of[] = {" of ", NULL};
	static const char *const first[] = {"first", NULL};
	struct civil month;
	bool is_ordinal;
	int day, ahead;
	size_t n = ordinal(calendar, at, &day, &is_ordinal), end = at + n;
	size_t joint = n ? calendar_word(calendar, end, of) : 0;
	size_t name = joint ? calendar_month(calendar, end + joint, &ahead) : 0;

	if (!n || !is_ordinal || (!name && calendar_word(calendar, at, first)))
		return 0;
	if (!name)
		return calendar_add_date(
			calendar,
			calendar_nearest(calendar, day, calendar_is_over(calendar, at, end)), at,
			end);
	month = calendar_month_from_now(calendar, ahead);
	month.day = day;
	return calendar_add_date(calendar, month, at, end + joint + name);
}

size_t english_day_read(struct calendar *calendar, size_t at)
{
	static size_t (*const forms[])(struct calendar *, size_t) = {
		weekday, month_and_day, day_and_month, month_alone, day_of_month};
	size_t n = 0;

	for (size_t i = 0; i < sizeof forms / sizeof *forms && !n; i++)
		n = forms[i](calendar, at);
	return n;
}
