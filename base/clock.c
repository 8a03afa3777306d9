/*
 * Civil dates by arithmetic, so that neither the zone nor the locale of the process
 * plays a part.
 *
 * Days are counted in years that begin on 1 March: the leap day is then the last
 * of its year, and 400 years are always 146097 days.
 */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_MS INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)
#define ERA_DAYS 146097    /* 400 years */
#define ERA_TO_1970 719468 /* days from 1 March of year 0 */

static int64_t read_system(const struct clock *clock)
{
	struct timespec now;

	(void)clock;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool clock_is_within(int64_t now_ms, int64_t since_ms, int64_t life_ms)
{
	return now_ms - since_ms >= -MINUTE_MS && now_ms - since_ms < life_ms;
}

static int64_t read_manual(const struct clock *clock)
{
	return clock->manual_ms;
}

struct clock clock_system(void)
{
	return (struct clock){.now_ms = read_system};
}

struct clock clock_manual(int64_t now_ms)
{
	return (struct clock){.now_ms = read_manual, .manual_ms = now_ms};
}

int64_t clock_now_ms(const struct clock *clock)
{
	return clock->now_ms(clock);
}

static int64_t divide_down(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t days_from_date(int64_t year, int month, int day)
{
	int64_t march_year = month > 2 ? year : year - 1;
	int64_t era = divide_down(march_year, 400);
	int64_t year_of_era = march_year - era * 400;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - ERA_TO_1970;
}

static void date_from_days(int64_t days, struct civil *out)
{
	int64_t era = divide_down(days + ERA_TO_1970, ERA_DAYS);
	int64_t day_of_era = days + ERA_TO_1970 - era * ERA_DAYS;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			       day_of_era / 146096) /
			      365;
	int64_t day_of_year = day_of_era -
			      (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;

	out->day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
	out->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	out->year = (int)(year_of_era + era * 400 + (out->month <= 2));
}

void clock_civil(int64_t at_ms, int zone_minutes, struct civil *out)
{
	int64_t local_ms = at_ms + zone_minutes * MINUTE_MS;
	int64_t days = divide_down(local_ms, DAY_MS);
	int rest_ms = (int)(local_ms - days * DAY_MS);

	date_from_days(days, out);
	out->hour = rest_ms / 3600000;
	out->minute = rest_ms / 60000 % 60;
	out->second = rest_ms / 1000 % 60;
	out->ms = rest_ms % 1000;
	/* 1 January 1970 was a Thursday. */
	out->weekday = (int)(days + 4 - divide_down(days + 4, 7) * 7);
}

int64_t clock_from_civil(const struct civil *civil, int zone_minutes)
{
	return days_from_date(civil->year, civil->month, civil->day) * DAY_MS +
	       civil->hour * INT64_C(3600000) + (civil->minute - zone_minutes) * MINUTE_MS +
	       civil->second * INT64_C(1000) + civil->ms;
}

void clock_print_minute(int64_t at_ms, int zone_minutes, char out[CLOCK_MINUTE_SIZE])
{
	struct civil civil;

	clock_civil(at_ms, zone_minutes, &civil);
	snprintf(out, CLOCK_MINUTE_SIZE, "%04d-%02d-%02d %02d:%02d", civil.year, civil.month,
		 civil.day, civil.hour, civil.minute);
}

int64_t clock_day_start(int64_t at_ms, int zone_minutes)
{
	struct civil civil;

	clock_civil(at_ms, zone_minutes, &civil);
	civil.hour = civil.minute = civil.second = civil.ms = 0;
	return clock_from_civil(&civil, zone_minutes);
}

/* Writes `value` over the `width` characters at `out`. */
static void put_digits(char *out, int width, int value)
{
	while (width-- > 0) {
		out[width] = (char)('0' + value % 10);
		value /= 10;
	}
}

void clock_print(int64_t at_ms, char out[25])
{
	/* Four digits hold the years 0 to 9999; what lies outside is shown as their edge. */
	const int64_t least = INT64_C(-62167219200000), most = INT64_C(253402300799999);
	struct civil civil;

	clock_civil(at_ms < least ? least : at_ms > most ? most : at_ms, 0, &civil);
	memcpy(out, "0000-00-00T00:00:00.000Z", 25);
	put_digits(out, 4, civil.year);
	put_digits(out + 5, 2, civil.month);
	put_digits(out + 8, 2, civil.day);
	put_digits(out + 11, 2, civil.hour);
	put_digits(out + 14, 2, civil.minute);
	put_digits(out + 17, 2, civil.second);
	put_digits(out + 20, 3, civil.ms);
}

static bool skip(const char **text, char c)
{
	if (**text != c)
		return false;
	++*text;
	return true;
}

static bool read_digits(const char **text, int width, int most, int *out)
{
	int value = 0;

	for (int i = 0; i < width; i++, ++*text) {
		if (**text < '0' || **text > '9')
			return false;
		value = value * 10 + (**text - '0');
	}
	*out = value;
	return value <= most;
}

static bool read_date(const char **text, struct civil *out)
{
	struct civil real;

	if (!read_digits(text, 4, 9999, &out->year) || !skip(text, '-') ||
	    !read_digits(text, 2, 12, &out->month) || !skip(text, '-') ||
	    !read_digits(text, 2, 31, &out->day) || out->month == 0)
		return false;
	/* 30 February comes back as a day of March, day 0 as one of the month before. */
	clock_civil(clock_from_civil(out, 0), 0, &real);
	return real.month == out->month && real.day == out->day;
}

/* Any number of decimals; what is finer than a millisecond is dropped. */
static bool read_fraction(const char **text, struct civil *out)
{
	int unit = 100;

	if (**text < '0' || **text > '9')
		return false;
	for (; **text >= '0' && **text <= '9'; ++*text, unit /= 10)
		out->ms += (**text - '0') * unit;
	return true;
}

static bool read_time(const char **text, struct civil *out)
{
	if (!read_digits(text, 2, 23, &out->hour) || !skip(text, ':') ||
	    !read_digits(text, 2, 59, &out->minute))
		return false;
	if (!skip(text, ':'))
		return true;
	if (!read_digits(text, 2, 59, &out->second))
		return false;
	return !skip(text, '.') || read_fraction(text, out);
}

static bool read_zone(const char **text, int *out_minutes)
{
	int sign = **text == '-' ? -1 : 1, hours, minutes;

	if (**text == '\0' || skip(text, 'Z'))
		return true;
	if ((!skip(text, '+') && !skip(text, '-')) || !read_digits(text, 2, 23, &hours) ||
	    !skip(text, ':') || !read_digits(text, 2, 59, &minutes))
		return false;
	*out_minutes = sign * (hours * 60 + minutes);
	return true;
}

bool clock_parse(const char *text, int64_t *out_ms)
{
	struct civil civil = {0};
	int zone_minutes = 0;

	if (!read_date(&text, &civil))
		return false;
	if (skip(&text, 'T') && (!read_time(&text, &civil) || !read_zone(&text, &zone_minutes)))
		return false;
	if (*text != '\0')
		return false;
	*out_ms = clock_from_civil(&civil, zone_minutes);
	return true;
}
