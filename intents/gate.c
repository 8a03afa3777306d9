/*
 * The lowest confidence at which false claims stay few.
 *
 * Held-back sentences of packs are harder than life: most of those that are no errand stand
 * there because they are near to one, and some are taken for one with any confidence. So the
 * rate allowed there is no promise for life: on tests/understanding/dev.tsv it comes to two
 * in a hundred.
 */
#include "intents/gate.h"

#include <math.h>
#include <stdlib.h>

static const double FALSE_CLAIMS = 0.055; /* of the sentences that are no errand */
static const double LEAST_CLAIM = 0.05, MOST_CLAIM = 0.5;

/* Where nothing is foreign all sentences are in the domain, and nearly all are answered. */
static const double UNANSWERED = 0.005;
static const double LEAST_GUESS = 0.01;

enum { ENOUGH_ROWS = 200 };

const struct intent_gate GATE_DEFAULT = {.claim = 0.15, .guess = 0.1, .lead = 0.15, .likely = 0.5};

bool gate_read(const struct yaml *map, struct intent_gate *out, struct problems *problems)
{
	static const char *const keys[] = {"claim", "guess", "lead", "likely", NULL};

	if (map->kind != YAML_MAP)
		return yaml_problem(map, problems, "gate must be a map of names to numbers");
	bool good = yaml_known_keys(map, keys, problems);

	good &= yaml_read_double(map, "claim", false, 0, 1, &out->claim, problems);
	good &= yaml_read_double(map, "guess", false, 0, 1, &out->guess, problems);
	good &= yaml_read_double(map, "lead", false, 0, 1, &out->lead, problems);
	good &= yaml_read_double(map, "likely", false, 0, 1, &out->likely, problems);
	return good;
}

/* The most confident first. */
static int compare(const void *a, const void *b)
{
	const struct gate_row *left = a, *right = b;

	return (left->confidence < right->confidence) - (left->confidence > right->confidence);
}

static void learn_claim(struct intent_gate *gate, const struct gate_row *rows, size_t n)
{
	size_t n_none = 0, n_claimed = 0, allowed;
	double claim = LEAST_CLAIM;

	for (size_t i = 0; i < n; i++)
		n_none += !rows[i].wants_errand;
	if (n_none < ENOUGH_ROWS)
		return;
	allowed = (size_t)(FALSE_CLAIMS * (double)n_none);
	for (size_t i = 0; i < n && n_claimed <= allowed; i++) {
		if (rows[i].wants_errand || !rows[i].is_errand)
			continue;
		if (++n_claimed > allowed)
			claim = rows[i].confidence;
	}
	gate->claim = fmin(fmax(claim, LEAST_CLAIM), MOST_CLAIM);
}

void gate_learn(struct intent_gate *gate, struct gate_row *rows, size_t n, bool knows_foreign)
{
	qsort(rows, n, sizeof *rows, compare);
	if (knows_foreign)
		learn_claim(gate, rows, n);
	else if (n >= ENOUGH_ROWS)
		gate->guess = fmin(fmax(rows[n - 1 - (size_t)(UNANSWERED * (double)n)].confidence,
					LEAST_GUESS),
				   gate->guess);
}
