/*
 * One confidence from rules and model.
 *
 * Both are evidence for an intent, and evidence adds up as log odds: the model's score and
 * the rules' -log(1 - confidence), each times a factor, and a constant for how rare an
 * intent is. The three numbers are a logistic regression on sentences that the model has
 * not seen, so the sum is a probability: a rule that is often wrong counts less by itself,
 * and a score that most sentences get close to is never sure. A pack that the model has not
 * learnt keeps its rules' confidence as it is.
 */
#ifndef FUJI_INTENTS_BLEND_H
#define FUJI_INTENTS_BLEND_H

#include <stdbool.h>
#include <stddef.h>

struct blend {
	double score, rules, constant;
};

double blend_confidence(const struct blend *blend, double score, double rules);

/** An intent of a sentence: what was found, and whether it was right. */
struct blend_row {
	double score, rules;
	bool right;
};

void blend_fit(struct blend *blend, const struct blend_row *rows, size_t n);

#endif
