/*
 * Score linear classes over hashed features.
 *
 * A feature counts the less the more there are, unknown ones included, so that a message of
 * unknown words stays doubtful. It counts less by a root that is weaker than the square root,
 * which would make every message as long as any other: who rambles also says more.
 */
#include "intents/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const float LENGTH_POWER = -0.3F;

/* As many are added up at once. */
enum { LANES = 4 };

/* --- the dictionary ------------------------------------------------------- */

static uint32_t *place_of(const struct model_weights *model, uint64_t hash)
{
	size_t at = hash & model->table_mask;

	while (model->table[at] && model->hashes[model->table[at] - 1] != hash)
		at = (at + 1) & model->table_mask;
	return &model->table[at];
}

struct model_weights *model_create(size_t n_features, size_t n_classes)
{
	struct model_weights *model = mem_new(sizeof *model);
	size_t room = 16;

	while (room < 2 * n_features)
		room *= 2;
	model->n_features = n_features;
	model->n_classes = n_classes;
	model->hashes = mem_new((n_features + 1) * sizeof *model->hashes);
	model->weights = mem_new((n_features * n_classes + 1) * sizeof *model->weights);
	model->constants = mem_new((n_classes + 1) * sizeof *model->constants);
	model->table = mem_new(room * sizeof *model->table);
	model->table_mask = room - 1;
	return model;
}

void model_destroy(struct model_weights *model)
{
	if (!model)
		return;
	free(model->hashes);
	free(model->weights);
	free(model->constants);
	free(model->table);
	free(model);
}

void model_index(struct model_weights *model)
{
	for (size_t i = 0; i < model->n_features; i++)
		*place_of(model, model->hashes[i]) = (uint32_t)i + 1;
}

uint32_t model_enter(struct model_weights *model, uint64_t hash)
{
	uint32_t *place = place_of(model, hash);

	if (!*place) {
		model->hashes[model->n_features++] = hash;
		*place = (uint32_t)model->n_features;
	}
	return *place - 1;
}

/* --- scoring -------------------------------------------------------------- */

float model_share(size_t n_features)
{
	return n_features ? powf((float)n_features, LENGTH_POWER) : 0;
}

/* Compilers make one instruction of a loop whose length they know. */
static void add(float *restrict out, const int16_t *restrict in, size_t n)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		for (size_t j = 0; j < LANES; j++)
			out[i + j] += (float)in[i + j];
	for (; i < n; i++)
		out[i] += (float)in[i];
}

bool model_score(const struct model_weights *model, const struct features *features, float *out)
{
	const float times = model_share(features->n) * model->unit;
	size_t n = model->n_classes;
	bool knows_any = false;

	memset(out, 0, n * sizeof *out);
	for (size_t i = 0; i < features->n; i++) {
		uint32_t place = *place_of(model, features->hashes[i]);

		if (!place)
			continue;
		add(out, model->weights + (place - 1) * n, n);
		knows_any = true;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = model->constants[i] + times * out[i];
	return knows_any;
}
