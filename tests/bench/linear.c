/*
 * The plain way to tell intents apart, as an anchor: `linear PACKS < TEXTS`.
 *
 * A linear classifier over single characters, pairs and threes, learnt from the packs' examples:
 * no normal form, no rules, no gate. Writes the intent of each line that it reads.
 */
#include <linear.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/mem.h"
#include "base/text.h"
#include "intents/hash.h"
#include "intents/packs.h"

enum { N_FEATURES = 1 << 18, LONGEST_GRAM = 3 };

static int compare(const void *a, const void *b)
{
	const struct feature_node *left = a, *right = b;

	return left->index - right->index;
}

/* Each once, in ascending order, with the constant behind them. */
static void close_row(struct feature_node *nodes, size_t n)
{
	size_t kept = 0;

	qsort(nodes, n, sizeof *nodes, compare);
	for (size_t i = 0; i < n; i++)
		if (!kept || nodes[kept - 1].index != nodes[i].index)
			nodes[kept++] = nodes[i];
	nodes[kept++] = (struct feature_node){N_FEATURES + 1, 1};
	nodes[kept] = (struct feature_node){-1, 0};
}

static struct feature_node *read_row(const char *text)
{
	size_t length = strlen(text), n = 0;
	struct feature_node *nodes = mem_resize(NULL, length * LONGEST_GRAM + 2, sizeof *nodes);

	for (size_t at = 0; at < length; text_next(text, length, &at)) {
		size_t end = at;

		for (int i = 0; i < LONGEST_GRAM && end < length; i++) {
			text_next(text, length, &end);
			uint64_t hash = hash_bytes(HASH_START, text + at, end - at);

			nodes[n++] = (struct feature_node){(int)(hash % N_FEATURES) + 1, 1};
		}
	}
	close_row(nodes, n);
	return nodes;
}

static struct problem read_examples(const struct intents *intents)
{
	struct problem problem = {.n = N_FEATURES + 1, .bias = 1};
	size_t n = 0;

	for (size_t i = 0; i < intents->n_packs; i++)
		n += intents->packs[i].n_examples;
	problem.x = mem_resize(NULL, n, sizeof *problem.x);
	problem.y = mem_resize(NULL, n, sizeof *problem.y);
	for (size_t i = 0; i < intents->n_packs; i++) {
		const struct intent_pack *pack = &intents->packs[i];

		for (size_t j = 0; j < pack->n_examples; j++) {
			if (!pack->examples[j].wanted)
				continue;
			problem.x[problem.l] = read_row(pack->examples[j].text);
			problem.y[problem.l++] = (double)i;
		}
	}
	return problem;
}

static void say_nothing(const char *text)
{
	(void)text;
}

static void answer(const struct intents *intents, const struct model *model)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		struct feature_node *row = read_row(line);

		puts(intents->packs[(size_t)predict(model, row)].name);
		free(row);
	}
	free(line);
}

int main(int argc, char **argv)
{
	const struct parameter parameter = {.solver_type = L2R_L2LOSS_SVC_DUAL, .eps = 0.1, .C = 1};
	struct problems *problems = problems_create();
	struct intents *intents = argc == 2 ? intents_load(argv[1], problems) : NULL;

	if (!intents) {
		fputs("usage: linear PACKS < TEXTS\n", stderr);
		problems_print(problems, stderr);
		return 1;
	}
	struct problem problem = read_examples(intents);

	set_print_string_function(say_nothing);
	answer(intents, train(&problem, &parameter));
	return 0;
}
