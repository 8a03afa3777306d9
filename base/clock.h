/*
 * Time as a thing that is passed along, so that tests can move it.
 *
 * Milliseconds since 1970, UTC. Civil dates use a zone given in minutes east of
 * UTC (China: 480), never the zone of the process.
 */
#ifndef FUJI_BASE_CLOCK_H
#define FUJI_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	int64_t (*now_ms)(const struct clock *clock);
	int64_t manual_ms; /* read by a manual clock only */
};

/** The machine's wall clock. */
struct clock clock_system(void);

/** Stands still at now_ms until somebody writes manual_ms. */
struct clock clock_manual(int64_t now_ms);

int64_t clock_now_ms(const struct clock *clock);

/** Whether less than `life_ms` has passed since then. A moment that is more than a minute ahead is
 *  no measure, for the clock was set back since: nothing lives on for that long again. */
bool clock_is_within(int64_t now_ms, int64_t since_ms, int64_t life_ms);

struct civil {
	int year, month, day;         /* month and day from 1 */
	int hour, minute, second, ms; /* 0.. */
	int weekday;                  /* 0 = Sunday */
};

void clock_civil(int64_t at_ms, int zone_minutes, struct civil *out);
int64_t clock_from_civil(const struct civil *civil, int zone_minutes);

/** `2026-01-31 09:00`, for people. */
#define CLOCK_MINUTE_SIZE 32
void clock_print_minute(int64_t at_ms, int zone_minutes, char out[CLOCK_MINUTE_SIZE]);

/** When the day of that moment began. */
int64_t clock_day_start(int64_t at_ms, int zone_minutes);

/** `2026-11-25T08:00:00.000Z` */
void clock_print(int64_t at_ms, char out[25]);

/** Reads `2026-11-25`, `2026-11-25T10:00+08:00` or a form that clock_print made;
 *  seconds and milliseconds may be missing, so may the zone (then UTC). */
bool clock_parse(const char *text, int64_t *out_ms);

#endif
