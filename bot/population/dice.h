/*
 * Chance that can be had again: what is thrown follows from the seed alone.
 */
#ifndef FUJI_BOT_POPULATION_DICE_H
#define FUJI_BOT_POPULATION_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state; /* the seed, to begin with */
};

/** A seed for dice of their own. */
uint64_t dice_seed(struct dice *dice);

/** Uniform in [0, 1). */
double dice_share(struct dice *dice);

/** Uniform in [least, most). */
double dice_between(struct dice *dice, double least, double most);

/** Uniform in 0 .. bound - 1; the bound is not 0. */
size_t dice_below(struct dice *dice, size_t bound);

bool dice_falls(struct dice *dice, double chance);

/** Mean 0, deviation 1. */
double dice_normal(struct dice *dice);

/** Exponential: how long until something comes that comes once a `mean`. */
double dice_wait(struct dice *dice, double mean);

/** Poisson. */
size_t dice_count(struct dice *dice, double mean);

/** Which of n, by their shares, which add up to 1. */
size_t dice_pick(struct dice *dice, const double *shares, size_t n);

#endif
