/*
 * Read spans: 两个月, 半年, three days; and how long ago something was: 三天前, two weeks ago.
 */
#include "intents/calendar.h"
#include "intents/numerals.h"

static const int64_t MINUTE_MS = INT64_C(60000);

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum unit { MINUTES, DAYS, MONTHS };

struct span {
	enum unit unit;
	int count;
};

/* The unit behind a number, into out->count times so many. */
static size_t read_unit(struct calendar *calendar, size_t at, struct span *span)
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
		size_t n = calendar_word(calendar, at, units[i].words);

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
static size_t fixed_span(struct calendar *calendar, size_t at, struct span *out)
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
		size_t n = calendar_word(calendar, at, fixed[i].words);

		*out = fixed[i].span;
		if (n)
			return numeral_ends_at(calendar->reader->text, at) ? 0 : n;
	}
	return 0;
}

/* Behind whole years: 零三个月. */
static size_t more_months(struct calendar *calendar, size_t at, int *months)
{
	static const char *const unit[] = {"个月", NULL};
	int more;
	size_t n = *months % 12 ? 0 : calendar_number(calendar, at, 1, 11, &more);
	size_t closing = n ? calendar_word(calendar, at + n, unit) : 0;

	if (!closing)
		return 0;
	*months += more;
	return n + closing;
}

/* 两个月, 半年, 一年零三个月, three days. */
static size_t read_span(struct calendar *calendar, size_t at, struct span *out)
{
	static const char *const article[] = {"a ", "an ", NULL};
	static const char *const joints[] = {" ", "-", NULL};
	size_t n = fixed_span(calendar, at, out), unit;

	if (n)
		return n;
	out->count = 1;
	n = calendar_word(calendar, at, article);
	if (!n) {
		n = calendar_quantity(calendar, at, 1, 999, &out->count);
		n += n ? calendar_word(calendar, at + n, joints) : 0;
	}
	unit = n ? read_unit(calendar, at + n, out) : 0;
	if (!unit)
		return 0;
	n += unit;
	return out->unit == MONTHS ? n + more_months(calendar, at + n, &out->count) : n;
}

/* Two months before 30 April is the last of February. */
static struct civil months_ago(struct calendar *calendar, int months)
{
	struct civil day = calendar_month_from_now(calendar, -months);

	day.day = calendar->today.day;
	return calendar_has(calendar, &day) ? day : calendar_last_of_month(calendar, day);
}

static struct civil span_ago(struct calendar *calendar, const struct span *span)
{
	switch (span->unit) {
	case MINUTES:
		return calendar_day_at(calendar,
				       calendar->reader->now_ms - span->count * MINUTE_MS);
	case DAYS:
		return calendar_days_from_now(calendar, -span->count);
	case MONTHS:
		break;
	}
	return months_ago(calendar, span->count);
}

/* 三天前, two weeks ago, 前两天. */
static size_t ago(struct calendar *calendar, size_t at)
{
	static const char *const before[] = {"前", NULL};
	static const char *const after[] = {"前",     "以前", "之前",    "多前",
					    "多以前", " ago", " before", NULL};
	struct span span;
	size_t front = calendar_word(calendar, at, before);
	size_t n = read_span(calendar, at + front, &span), end = at + front + n;
	size_t back = n && !front ? calendar_word(calendar, end, after) : 0;

	if (!n || (!front && !back) || (front && span.unit != DAYS))
		return 0;
	return calendar_add(calendar, "when", span_ago(calendar, &span), at, end + back);
}

/* Longer than a line is held, 18年 is a year. */
#define MOST_MONTHS 120

static size_t span_alone(struct calendar *calendar, size_t at)
{
	static const char *const idioms[] = {"一天到晚", "三天两头", NULL};
	struct span span;
	size_t n = calendar_word(calendar, at, idioms);

	if (n)
		return n;
	n = read_span(calendar, at, &span);
	if (!n || span.unit == MINUTES || (span.unit == MONTHS && span.count > MOST_MONTHS))
		return n;
	reader_add(calendar->reader, span.unit == DAYS ? "days" : "months",
		   arena_format(calendar->reader->arena, "%d", span.count), at, at + n);
	return n;
}

size_t span_read(struct calendar *calendar, size_t at)
{
	size_t n = ago(calendar, at);

	return n ? n : span_alone(calendar, at);
}
