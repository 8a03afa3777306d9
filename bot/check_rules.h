/*
 * How often a check may be tried, and how long what it has proven holds.
 *
 * Per number and day, whoever asks and from wherever. Three wrong secrets in a row are what
 * operators allow for a service password. Five checks in all that were not passed, since a right
 * one forgives those in a row before it, and since an answer that nobody waits for any more would
 * count for nothing. Five codes that nobody used, so that no phone can be made to ring all day.
 *
 * Five a day would be one code of six digits in a hundred guessed in six years. So after a hundred
 * that were not passed, in however many days, only a person checks a number, until the operator's app
 * vouches for its owner: a hundred are a chance of 1 in 10,000.
 *
 * Who tries one secret at many numbers comes to none of these: 10,000 checks of all numbers that were
 * not passed are one code of six digits guessed in a hundred days. Text messages cost money. And 20
 * from one address within an hour, behind which there may be many.
 */
#ifndef FUJI_BOT_CHECK_RULES_H
#define FUJI_BOT_CHECK_RULES_H

#include <stdint.h>

#define CHECK_TRIES 3
#define CHECKS_PER_DAY 5
#define CODES_PER_DAY 5
#define FAILED_CHECKS_IN_A_ROW 100
#define FAILED_CHECKS_PER_DAY 10000
#define ALL_CODES_PER_DAY 20000
#define ADDRESS_CHECKS_PER_HOUR 20
#define FACE_MINUTES 10 /* that the operator's own page is waited for */
#define PROOF_IDLE_MINUTES 15
#define PROOF_MINUTES 120

struct check_rules {
	int64_t tries, per_day, codes_per_day;
	int64_t failed_in_a_row;
	int64_t all_per_day, all_codes_per_day; /* of all numbers together */
	int64_t address_per_hour;
	int64_t face_ms, proof_idle_ms, proof_ms;
};

/** For who has no settings. */
#define CHECK_RULES                                                                               \
	((struct check_rules){CHECK_TRIES, CHECKS_PER_DAY, CODES_PER_DAY, FAILED_CHECKS_IN_A_ROW, \
			      FAILED_CHECKS_PER_DAY, ALL_CODES_PER_DAY, ADDRESS_CHECKS_PER_HOUR,  \
			      FACE_MINUTES * 60 * 1000LL, PROOF_IDLE_MINUTES * 60 * 1000LL,       \
			      PROOF_MINUTES * 60 * 1000LL})

/** How often somebody came to these. */
struct check_counts {
	int64_t checks, codes, all_checks, all_codes, address_checks;
};

#endif
