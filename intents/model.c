/*
 * Train and score linear classes over hashed features.
 *
 * Rows have length 1 whatever the message's: a feature counts 1 / sqrt(features of the
 * message), unknown ones included, so that a message of unknown words stays doubtful.
 */
#include "intents/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "intents/fit.h"

/* Less leaves examples of the packs behind; more finds nothing new. */
static const double COST = 1.5;

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

/* --- scoring -------------------------------------------------------------- */

void model_score(const struct model_weights *model, const struct features *features, float *out)
{
	const float share = 1 / sqrtf((float)features->n);
	size_t n = model->n_classes;

	memcpy(out, model->constants, n * sizeof *out);
	for (size_t i = 0; i < features->n; i++) {
		uint32_t place = *place_of(model, features->hashes[i]);

		if (!place)
			continue;
		const float *weights = model->weights + (place - 1) * n;

		for (size_t j = 0; j < n; j++)
			out[j] += share * weights[j];
	}
}

/* --- training ------------------------------------------------------------- */

static bool takes_part(const struct model_row *row, int left_out)
{
	return row->fold != left_out;
}

static int compare_hashes(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* Sorts hashes and keeps one of each; how many. */
static size_t keep_different(uint64_t *hashes, size_t n)
{
	size_t kept = 0;

	qsort(hashes, n, sizeof *hashes, compare_hashes);
	for (size_t i = 0; i < n; i++)
		if (!kept || hashes[kept - 1] != hashes[i])
			hashes[kept++] = hashes[i];
	return kept;
}

static size_t count_features(const struct model_rows *rows, int left_out)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		if (takes_part(&rows->rows[i], left_out))
			n += rows->rows[i].features.n;
	return n;
}

static struct model_weights *create_for(const struct model_rows *rows, int left_out)
{
	uint64_t *all = mem_resize(NULL, count_features(rows, left_out) + 1, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct features *features = &rows->rows[i].features;

		if (!takes_part(&rows->rows[i], left_out))
			continue;
		memcpy(all + n, features->hashes, features->n * sizeof *all);
		n += features->n;
	}
	n = keep_different(all, n);

	struct model_weights *model = model_create(n, rows->n_classes);

	memcpy(model->hashes, all, n * sizeof *all);
	model_index(model);
	free(all);
	return model;
}

struct sheet {
	struct feature_node *nodes; /* of all rows */
	struct feature_node **starts;
	struct feature_node **picked; /* the rows of one class's fit */
	double *answers;
	double *weights;
};

static int compare_nodes(const void *a, const void *b)
{
	const struct feature_node *left = a, *right = b;

	return left->index < right->index ? -1 : left->index > right->index;
}

/* Writes the row's nodes; where they end. */
static struct feature_node *write_row(const struct model_weights *model,
				      const struct features *features, struct feature_node *nodes)
{
	const double share = 1 / sqrt((double)features->n);
	size_t n = 0, n_found = 0;

	for (size_t i = 0; i < features->n; i++) {
		uint32_t place = *place_of(model, features->hashes[i]);

		if (place)
			nodes[n_found++] = (struct feature_node){(int)place, share};
	}
	qsort(nodes, n_found, sizeof *nodes, compare_nodes);
	for (size_t i = 0; i < n_found; i++) {
		if (n && nodes[n - 1].index == nodes[i].index)
			nodes[n - 1].value += share;
		else
			nodes[n++] = nodes[i];
	}
	fit_close(nodes + n, model->n_features);
	return nodes + n + FIT_CLOSING_NODES;
}

static void write_sheet(struct sheet *sheet, const struct model_weights *model,
			const struct model_rows *rows, int left_out)
{
	size_t n_nodes = count_features(rows, left_out) + FIT_CLOSING_NODES * rows->n;
	struct feature_node *end;

	*sheet = (struct sheet){
		.nodes = mem_resize(NULL, n_nodes + 1, sizeof *sheet->nodes),
		.starts = mem_resize(NULL, rows->n + 1, sizeof(struct feature_node *)),
		.picked = mem_resize(NULL, rows->n + 1, sizeof(struct feature_node *)),
		.answers = mem_resize(NULL, rows->n + 1, sizeof *sheet->answers),
		.weights = mem_resize(NULL, model->n_features + 1, sizeof *sheet->weights),
	};
	end = sheet->nodes;
	for (size_t i = 0; i < rows->n; i++) {
		sheet->starts[i] = end;
		if (takes_part(&rows->rows[i], left_out))
			end = write_row(model, &rows->rows[i].features, end);
	}
}

static void free_sheet(struct sheet *sheet)
{
	free(sheet->nodes);
	free(sheet->starts);
	free(sheet->picked);
	free(sheet->answers);
	free(sheet->weights);
}

static void train_class(struct model_weights *model, const struct model_rows *rows, int left_out,
			size_t class, struct sheet *sheet)
{
	struct fit fit = {sheet->picked, sheet->answers, 0, model->n_features, COST};

	for (size_t i = 0; i < rows->n; i++) {
		const struct model_row *row = &rows->rows[i];

		if (!takes_part(row, left_out) || (!row->wanted && row->class != class))
			continue;
		sheet->picked[fit.n_rows] = sheet->starts[i];
		sheet->answers[fit.n_rows++] = row->wanted && row->class == class ? 1 : -1;
	}
	fit_margin(&fit, sheet->weights);
	for (size_t i = 0; i < model->n_features; i++)
		model->weights[i * model->n_classes + class] = (float)sheet->weights[i];
	model->constants[class] = (float)sheet->weights[model->n_features];
}

struct model_weights *model_train(const struct model_rows *rows, int left_out)
{
	struct model_weights *model = create_for(rows, left_out);
	struct sheet sheet;

	write_sheet(&sheet, model, rows, left_out);
	for (size_t i = 0; i < rows->n_classes; i++)
		if (rows->learnt[i])
			train_class(model, rows, left_out, i, &sheet);
	free_sheet(&sheet);
	return model;
}
