/*
 * Train the model, fit how far to trust it beside the rules, and find what to ask of both.
 *
 * Trust and gate are learnt from sentences that the model has not seen: five more models, each
 * trained without a fifth of them, score that fifth. A single fifth will not do: the gate that
 * one asks for is twice that of another.
 */
#include "intents/training.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "intents/fit.h"
#include "intents/gate.h"
#include "intents/rules.h"

enum {
	LEAST_EXAMPLES = 8, /* of a pack */
	LEAST_PACKS = 2,
	N_FOLDS = 5,
};

static size_t count_wanted(const struct intent_pack *pack)
{
	size_t n = 0;

	for (size_t i = 0; i < pack->n_examples; i++)
		n += pack->examples[i].wanted;
	return n;
}

bool training_is_possible(struct intents *intents)
{
	size_t n = 0;

	for (size_t i = 0; i < intents->n_packs; i++) {
		struct intent_pack *pack = &intents->packs[i];

		pack->learnt = count_wanted(pack) >= LEAST_EXAMPLES;
		n += pack->learnt;
	}
	return n >= LEAST_PACKS;
}

/* --- reading the examples ------------------------------------------------- */

struct training {
	const struct intents *intents;
	struct text_reader *reader;
	struct rule_runner *runner;
	struct arena *scrap; /* what one sentence needs */
	struct arena *arena; /* all else */
	struct model_rows rows;
	double *rules;            /* by row and pack */
	struct blend_row *scored; /* by sentence and pack: scored by a model that has not seen it */
	size_t n_scored;
};

static void start(struct training *training, const struct intents *intents,
		  struct text_reader *reader)
{
	struct arena *arena = arena_create();
	size_t n_packs = intents->n_packs, n = 0;
	bool *learnt = arena_new(arena, n_packs * sizeof *learnt);

	for (size_t i = 0; i < n_packs; i++) {
		n += intents->packs[i].n_examples;
		learnt[i] = intents->packs[i].learnt;
	}
	*training = (struct training){
		.intents = intents,
		.reader = reader,
		.runner = rule_runner_create(intents),
		.scrap = arena_create(),
		.arena = arena,
		.rows = {.rows = arena_new(arena, n * sizeof *training->rows.rows),
			 .n_classes = n_packs,
			 .learnt = learnt},
		.rules = arena_new(arena, n * n_packs * sizeof *training->rules),
		.scored = arena_new(arena, n * n_packs * sizeof *training->scored),
	};
}

static void finish(struct training *training)
{
	rule_runner_destroy(training->runner);
	arena_destroy(training->scrap);
	arena_destroy(training->arena);
}

static bool read_example(struct training *training, const struct intent_example *example,
			 size_t class, int fold, struct error *err)
{
	size_t n = training->rows.n;
	struct model_row *row = &training->rows.rows[n];
	struct understanding meaning = {0};
	struct subject subject;

	arena_reset(training->scrap);
	if (!text_normalize(training->reader, example->text, strlen(example->text), training->scrap,
			    &meaning.normal, err))
		return false;
	subject_read(&meaning.normal, training->scrap, &subject);
	*row = (struct model_row){.class = class, .wanted = example->wanted, .fold = fold};
	features_read(&subject, training->arena, &row->features);
	rules_run(training->runner, &subject, training->scrap, &meaning,
		  training->rules + n * training->intents->n_packs);
	training->rows.n++;
	return true;
}

static bool read_examples(struct training *training, struct error *err)
{
	for (size_t i = 0; i < training->intents->n_packs; i++) {
		const struct intent_pack *pack = &training->intents->packs[i];

		for (size_t j = 0; j < pack->n_examples; j++)
			if (!read_example(training, &pack->examples[j], i, (int)(j % N_FOLDS), err))
				return false;
	}
	return true;
}

/* --- trust ---------------------------------------------------------------- */

static bool is_scored(const struct training *training, const struct model_row *row)
{
	return row->wanted && training->rows.learnt[row->class];
}

static void score_rows(struct training *training, const struct fit *fit)
{
	size_t n = training->intents->n_packs;
	float *scores = mem_new((training->rows.n * n + 1) * sizeof *scores);

	for (int fold = 0; fold < N_FOLDS; fold++)
		fit_judge(fit, fold, scores);
	for (size_t i = 0; i < training->rows.n; i++) {
		const struct model_row *row = &training->rows.rows[i];

		if (!is_scored(training, row))
			continue;
		for (size_t j = 0; j < n; j++)
			training->scored[training->n_scored * n + j] = (struct blend_row){
				(double)scores[i * n + j], training->rules[i * n + j],
				row->class == j};
		training->n_scored++;
	}
	free(scores);
}

/* All that was scored for packs that are learnt; how many. */
static size_t list_scored(const struct training *training, struct blend_row **out)
{
	size_t n_packs = training->intents->n_packs, n = 0;
	struct blend_row *rows = arena_new(training->arena,
					   training->n_scored * n_packs * sizeof *rows);

	for (size_t i = 0; i < training->n_scored * n_packs; i++)
		if (training->rows.learnt[i % n_packs])
			rows[n++] = training->scored[i];
	*out = rows;
	return n;
}

static struct blend fit_trust(struct training *training, const struct fit *fit)
{
	struct blend blend = {0};
	struct blend_row *rows;

	score_rows(training, fit);
	size_t n = list_scored(training, &rows);

	blend_fit(&blend, rows, n);
	return blend;
}

/* --- the gate ------------------------------------------------------------- */

static struct gate_row judge(const struct intents *intents, const struct blend_row *scored)
{
	struct gate_row row = {0};

	for (size_t i = 0; i < intents->n_packs; i++) {
		bool is_errand = intents->packs[i].kind == INTENT_ERRAND;
		double confidence = blend_confidence(&intents->blend, scored[i].score,
						     scored[i].rules);

		if (scored[i].right)
			row.wants_errand = is_errand;
		if (!intents->packs[i].learnt || confidence <= row.confidence)
			continue;
		row.confidence = confidence;
		row.is_errand = is_errand;
	}
	return row;
}

static void fit_gate(const struct training *training, struct intents *intents)
{
	struct gate_row *rows = arena_new(training->arena, training->n_scored * sizeof *rows);

	for (size_t i = 0; i < training->n_scored; i++)
		rows[i] = judge(intents, training->scored + i * intents->n_packs);
	gate_learn(&intents->gate, rows, training->n_scored, intents->knows_foreign);
}

bool training_run(struct intents *intents, struct error *err)
{
	struct text_reader *reader = text_reader_create(err);
	struct training training;

	if (!reader)
		return false;
	start(&training, intents, reader);
	bool good = read_examples(&training, err);

	if (good) {
		struct fit *fit = fit_create(&training.rows);

		intents->blend = fit_trust(&training, fit);
		fit_gate(&training, intents);
		intents->model = fit_model(fit);
		fit_destroy(fit);
	}
	finish(&training);
	text_reader_destroy(reader);
	/* Twice what the packs take for good; a server would never use it again. */
	malloc_trim(0);
	return good;
}
