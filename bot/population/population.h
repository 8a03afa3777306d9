/*
 * Lines as they live from day to day: what they use, owe and pay, why they are stopped and how they
 * come back, and who writes about it. Made up from a seed by the assumptions of README.md.
 */
#ifndef FUJI_BOT_POPULATION_POPULATION_H
#define FUJI_BOT_POPULATION_POPULATION_H

#include "bot/insight/usage.h"
#include "bot/population/params.h"
#include "bot/rows.h"

#define POPULATION_ZONE_MINUTES 480

enum truth { TRUTH_STOPPED, TRUTH_RESTORED, TRUTH_INCIDENT, TRUTH_INCIDENT_OVER };

/** What really happened. */
struct truth_row {
	enum truth truth;
	int64_t at_ms;    /* of a line only the day is true */
	const char *line; /* "" for incidents */
	const char *region, *cause;
};

/** Whoever looks on; what is NULL does not interest him. Contacts come as a report would read them
 *  from a store, in the order of time; their row is their number, from 1 on, and their subject the proven line as text. */
struct population_taker {
	void *context;
	void (*usage)(void *context, const struct usage_row *row);
	void (*truth)(void *context, const struct truth_row *row);
	const struct report_reader *contacts;
};

struct population;

/** The parameters are borrowed. */
struct population *population_create(const struct population_params *params, size_t n_lines,
				     uint64_t seed);
void population_destroy(struct population *population);

/** The next day, from the first day on. */
void population_day(struct population *population, const struct population_taker *taker);

/** What is under way as the last day ends: contacts that go on behind it. */
void population_end(struct population *population, const struct population_taker *taker);

/** A future of its own: all lines as they are, under other dice; nobody writes in it. Unless owners are
 *  known, each is guessed from what he has done so far. */
struct population *population_fork(const struct population *population, uint64_t seed,
				   bool owners_known);

#endif
