/*
 * From evidence to at most three intents.
 *
 * Rules and model speak about every intent; blended they are a confidence. The gate then
 * takes one, asks between up to three errands, or takes none.
 */
#include "intents/intents.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "intents/packs.h"
#include "intents/rules.h"
#include "intents/slots.h"
#include "intents/subject.h"

struct intent_matcher {
	const struct intents *intents;
	struct text_reader *reader;
	struct rule_runner *rules;
	/* Room for every pack: */
	double *by_rules;
	float *by_model;
	struct intent_score *scores;
	struct intent_guess *ranked;
};

/* The confidence from which on a pack is kept. What wins over all others is not guessed at, and
 * without a model there are no guesses. */
static double least_confidence(const struct intents *intents, const struct intent_pack *pack)
{
	if (!pack->learnt || pack->wins)
		return intents->gate.likely;
	/* An errand that is falsely claimed does harm. Packs that know nothing foreign have
	 * nothing to confuse their errands with. */
	return pack->kind == INTENT_ERRAND && intents->knows_foreign ? intents->gate.claim
								     : intents->gate.guess;
}

struct intent_matcher *intent_matcher_create(const struct intents *intents, struct error *err)
{
	struct text_reader *reader = text_reader_create(err);

	if (!reader)
		return NULL;
	struct intent_matcher *matcher = mem_new(sizeof *matcher);

	matcher->intents = intents;
	matcher->reader = reader;
	if (!intents)
		return matcher;
	matcher->rules = rule_runner_create(intents);
	matcher->by_rules = mem_new((intents->n_packs + 1) * sizeof *matcher->by_rules);
	matcher->by_model = mem_new((intents->n_packs + 1) * sizeof *matcher->by_model);
	matcher->scores = mem_new((intents->n_packs + 1) * sizeof *matcher->scores);
	for (size_t i = 0; i < intents->n_packs; i++)
		matcher->scores[i] = (struct intent_score){
			.name = intents->packs[i].name,
			.kind = intents->packs[i].kind,
			.least = least_confidence(intents, &intents->packs[i]),
		};
	matcher->ranked = mem_new((intents->n_packs + 1) * sizeof *matcher->ranked);
	return matcher;
}

void intent_matcher_destroy(struct intent_matcher *matcher)
{
	if (!matcher)
		return;
	text_reader_destroy(matcher->reader);
	rule_runner_destroy(matcher->rules);
	free(matcher->by_rules);
	free(matcher->by_model);
	free(matcher->scores);
	free(matcher->ranked);
	free(matcher);
}

const struct intent_score *intent_matcher_scores(const struct intent_matcher *matcher,
						 size_t *out_n)
{
	*out_n = matcher->intents ? matcher->intents->n_packs : 0;
	return matcher->scores;
}

/* --- scores --------------------------------------------------------------- */

static void read_evidence(struct intent_matcher *matcher, const struct subject *subject,
			  struct arena *arena, struct understanding *out)
{
	const struct intents *intents = matcher->intents;
	struct features features;
	bool knows_any = false;

	rules_run(matcher->rules, subject, arena, out, matcher->by_rules);
	if (intents->model) {
		features_read(subject, arena, &features);
		knows_any = model_score(intents->model, &features, matcher->by_model);
	}
	for (size_t i = 0; i < intents->n_packs; i++) {
		const struct intent_pack *pack = &intents->packs[i];
		struct intent_score *score = &matcher->scores[i];

		score->rules = matcher->by_rules[i];
		score->model = (double)matcher->by_model[i];
		score->confidence = pack->learnt && knows_any
					    ? blend_confidence(&intents->blend, score->model,
							       score->rules)
					    : score->rules;
	}
}

/* --- the gate ------------------------------------------------------------- */

/* Best first; an errand before what is none when they are level. */
static int compare(const void *a, const void *b)
{
	const struct intent_guess *left = a, *right = b;

	if (left->confidence != right->confidence)
		return left->confidence < right->confidence ? 1 : -1;
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return strcmp(left->name, right->name);
}

/* Moves what is no act to the front; how many that is. */
static size_t drop_acts(struct intent_guess *ranked, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (ranked[i].kind != INTENT_ACT)
			ranked[kept++] = ranked[i];
	return kept;
}

static void take(const struct intent_gate *gate, struct intent_guess *ranked, size_t n,
		 bool acts_count, struct understanding *out)
{
	qsort(ranked, n, sizeof *ranked, compare);
	if (!acts_count)
		n = drop_acts(ranked, n);
	/* A guess that it is none of our matter is no understanding. */
	if (!n || ranked[0].kind == INTENT_NOISE ||
	    (ranked[0].kind == INTENT_NONE && ranked[0].confidence < gate->likely))
		return;
	out->intents[out->n_intents++] = ranked[0];
	if (ranked[0].kind != INTENT_ERRAND)
		return;
	for (size_t i = 1; i < n && out->n_intents < INTENTS_MOST; i++)
		if (ranked[i].kind == INTENT_ERRAND &&
		    ranked[0].confidence - ranked[i].confidence < gate->lead)
			out->intents[out->n_intents++] = ranked[i];
}

/* The pack that wins over all others by its rules, or NULL. */
static const struct intent_pack *find_winner(const struct intent_matcher *matcher)
{
	const struct intent_pack *winner = NULL;

	for (size_t i = 0; i < matcher->intents->n_packs; i++) {
		const struct intent_pack *pack = &matcher->intents->packs[i];

		if (pack->wins && matcher->scores[i].rules >= matcher->intents->gate.likely &&
		    (!winner || pack->wins < winner->wins))
			winner = pack;
	}
	return winner;
}

/* What rules are sure of is kept. */
static bool is_kept(const struct intent_gate *gate, const struct intent_score *score)
{
	return score->rules >= gate->likely || score->confidence >= score->least;
}

/* Acts give way to an errand. But what rules know for an act, a bare "no", the model alone makes
 * no errand of. */
static bool do_acts_count(const struct intent_matcher *matcher)
{
	const struct intent_gate *gate = &matcher->intents->gate;
	bool act_by_rule = false, likely_errand = false;

	for (size_t i = 0; i < matcher->intents->n_packs; i++) {
		const struct intent_pack *pack = &matcher->intents->packs[i];
		const struct intent_score *score = &matcher->scores[i];

		if (!is_kept(gate, score) || pack->kind >= INTENT_NONE)
			continue;
		if (pack->kind == INTENT_ACT)
			act_by_rule |= score->rules >= gate->likely;
		else if (score->rules >= gate->likely)
			return false;
		else
			likely_errand |= score->confidence >= gate->likely;
	}
	return act_by_rule || !likely_errand;
}

static void rank(struct intent_matcher *matcher, struct understanding *out)
{
	const struct intents *intents = matcher->intents;
	const struct intent_pack *winner = find_winner(matcher);
	size_t n = 0;

	for (size_t i = 0; i < intents->n_packs; i++) {
		const struct intent_pack *pack = &intents->packs[i];
		const struct intent_score *score = &matcher->scores[i];

		if (winner ? pack == winner : is_kept(&intents->gate, score))
			matcher->ranked[n++] = (struct intent_guess){pack->name, pack->kind,
								     score->confidence};
	}
	take(&intents->gate, matcher->ranked, n, winner || do_acts_count(matcher), out);
}

bool intent_match(struct intent_matcher *matcher, const char *text, size_t length, int64_t now_ms,
		  int zone_minutes, struct arena *arena, struct understanding *out,
		  struct error *err)
{
	struct subject subject;

	*out = (struct understanding){0};
	if (!text_normalize(matcher->reader, text, length, arena, &out->normal, err))
		return false;
	subject_read(&out->normal, arena, &subject);
	out->language = subject.language;
	out->language_is_clear = subject.language_is_clear;
	slots_read(out, now_ms, zone_minutes, arena);
	if (matcher->intents) {
		read_evidence(matcher, &subject, arena, out);
		rank(matcher, out);
	}
	return true;
}

bool understanding_means(const struct understanding *understanding, const char *intent)
{
	for (size_t i = 0; i < understanding->n_intents; i++)
		if (!strcmp(understanding->intents[i].name, intent))
			return true;
	return false;
}

const char *understanding_slot(const struct understanding *understanding, const char *name)
{
	for (size_t i = 0; i < understanding->n_slots; i++)
		if (!strcmp(understanding->slots[i].name, name))
			return understanding->slots[i].value;
	return NULL;
}
