/*
 * What the forms of days and spans share. A form starts at a place of the text and gives the
 * bytes that it takes, or 0; so do all functions here that return a size.
 */
#ifndef FUJI_INTENTS_CALENDAR_H
#define FUJI_INTENTS_CALENDAR_H

#include "base/clock.h"
#include "intents/readers.h"

/* A number in the text: one form after the other asks for it. */
struct quantity {
	size_t at;
	size_t length; /* 0: none */
	int64_t hundredths;
};

struct calendar {
	struct slot_reader *reader;
	struct civil today;
	struct quantity last; /* that was read */
};

/* --- the text --- */

size_t calendar_word(struct calendar *calendar, size_t at, const char *const *words);

/** A whole number from least to most. */
size_t calendar_quantity(struct calendar *calendar, size_t at, int least, int most, int *out);

/** The same for a part of a date: the point of 2026.12.1 begins no fraction. */
size_t calendar_number(struct calendar *calendar, size_t at, int least, int most, int *out);

/** 一, monday: 0 for Monday. */
size_t calendar_weekday(struct calendar *calendar, size_t at, int *out);

/** 下个月, this month: how many months ahead. */
size_t calendar_month(struct calendar *calendar, size_t at, int *out_ahead);

/** Whether words beside the day at [at, end) say that it is over: 15号停的, since the 15th. */
bool calendar_is_over(struct calendar *calendar, size_t at, size_t end);

/** Whether the words before `at` say that something lasts until then. */
bool calendar_is_end(const struct calendar *calendar, size_t at);

/* --- days --- */

struct civil calendar_day_at(struct calendar *calendar, int64_t at_ms);
struct civil calendar_days_from_now(struct calendar *calendar, int days);

/** The first of the month that is so many months from this one. */
struct civil calendar_month_from_now(struct calendar *calendar, int months);

/** False for 31 April and the like. */
bool calendar_has(struct calendar *calendar, const struct civil *day);

struct civil calendar_last_of_month(struct calendar *calendar, struct civil day);

/** The year of a month and day that do not tell it: the next, or the last that was. */
struct civil calendar_complete(struct calendar *calendar, struct civil day, bool over);

/** A day of no month: the next, or the last that was. */
struct civil calendar_nearest(struct calendar *calendar, int day, bool over);

/* --- what is found --- */

size_t calendar_add(struct calendar *calendar, const char *name, struct civil day, size_t at,
		    size_t end);

/** A day with a name; one that is over is also `when`. 0 for a day that the calendar has not. */
size_t calendar_add_date(struct calendar *calendar, struct civil day, size_t at, size_t end);

/* --- forms in files of their own --- */

size_t english_day_read(struct calendar *calendar, size_t at);
size_t span_read(struct calendar *calendar, size_t at);

#endif
