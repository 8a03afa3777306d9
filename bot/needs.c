/*
 * Two needs in one message are met in turn.
 *
 * 查下话费，另外我要报停: what stands before the joint and what stands behind it are understood
 * each on its own. Where the record of the line answers both, they are one need.
 */
#include "bot/core.h"

#define SURE 0.8

static const char *const joints[] = {"还有", "另外",   "顺便",   "然后再",
				     "接着", ", and ", " also ", "; "};

/* What is told together. */
static const char *const told_together[] = {"suspension_cause", "paid_not_restored", "resume",
					    "no_service",       "fraud_block",       "policy",
					    "verification_help"};

static bool is_told_together(const char *intent)
{
	for (size_t i = 0; i < sizeof told_together / sizeof *told_together; i++)
		if (!strcmp(told_together[i], intent))
			return true;
	return false;
}

static bool is_one_need(const char *first, const char *second)
{
	return flow_for_intent(first) == flow_for_intent(second) ||
	       (is_told_together(first) && is_told_together(second)) ||
	       (!strcmp(first, "balance") && !strcmp(second, "pay")) ||
	       (!strcmp(first, "pay") && !strcmp(second, "balance"));
}

/* The errand that a part of the message surely means and that a flow is for; NULL if none. */
static const char *errand_in(struct turn *turn, const char *text, size_t length)
{
	struct understanding meaning;
	const struct intent_guess *best = &meaning.intents[0];

	if (!turn_understand(turn, text, length, &meaning, NULL) || !meaning.n_intents)
		return NULL;
	return best->kind == INTENT_ERRAND && best->confidence >= SURE &&
			       flow_for_intent(best->name)
		       ? best->name
		       : NULL;
}

const char *needs_split(struct turn *turn, const char **later)
{
	for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
		const char *joint = strstr(turn->text, joints[i]);
		const char *rest = joint ? joint + strlen(joints[i]) : NULL;
		const char *first, *second;

		if (!joint)
			continue;
		first = errand_in(turn, turn->text, (size_t)(joint - turn->text));
		second = errand_in(turn, rest, strlen(rest));
		if (!first || !second || is_one_need(first, second))
			continue;
		*later = second;
		return first;
	}
	return NULL;
}
