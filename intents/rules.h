/*
 * Try the rules of all packs on a message.
 */
#ifndef FUJI_INTENTS_RULES_H
#define FUJI_INTENTS_RULES_H

#include "base/arena.h"
#include "intents/packs.h"
#include "intents/subject.h"

/** What one thread needs to try rules. */
struct rule_runner;

struct rule_runner *rule_runner_create(const struct intents *intents);
void rule_runner_destroy(struct rule_runner *runner);

/** How sure the rules of each pack are, 0..1: rules are independent evidence, together
 *  1 - product(1 - weight). Adds captures as slots and all hits to out, whose normal form
 *  the subject is a view of. */
void rules_run(struct rule_runner *runner, const struct subject *subject, struct arena *arena,
	       struct understanding *out, double *out_by_pack);

#endif
