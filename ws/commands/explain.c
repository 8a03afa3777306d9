/*
 * `fuji explain`: why a message is understood as it is.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "intents/intents.h"
#include "ws/commands/command.h"

#define ZONE_MINUTES 480
#define N_SCORES 5
#define N_PARTS 3

extern const struct command command_explain;

static void print_rules(const char *text, const struct understanding *meaning)
{
	puts("\nrules");
	for (size_t i = 0; i < meaning->n_hits; i++) {
		const struct intent_hit *hit = &meaning->hits[i];

		printf("  %s:%zu  %s %.2f  '%.*s'", hit->file, hit->line, hit->intent, hit->weight,
		       (int)hit->from_length, text + hit->from);
		if (hit->silenced)
			printf("  silenced by '%.*s'", (int)hit->by_length, text + hit->by);
		putchar('\n');
	}
	if (!meaning->n_hits)
		puts("  none");
}

static int compare_scores(const void *a, const void *b)
{
	const struct intent_score *left = a, *right = b;

	return (left->confidence < right->confidence) - (left->confidence > right->confidence);
}

static struct intent_score *sort_scores(const struct intent_matcher *matcher, struct arena *arena,
					size_t *out_n)
{
	const struct intent_score *scores = intent_matcher_scores(matcher, out_n);
	size_t size = *out_n * sizeof *scores;
	struct intent_score *sorted = memcpy(arena_new(arena, size), scores, size);

	qsort(sorted, *out_n, sizeof *sorted, compare_scores);
	return sorted;
}

static void print_scores(const struct intent_score *sorted, size_t n)
{
	printf("\n%-22s %10s %6s %6s %6s\n", "intent", "confidence", "least", "rules", "model");
	for (size_t i = 0; i < n && i < N_SCORES; i++)
		printf("%-22s %10.3f %6.2f %6.2f %+6.2f\n", sorted[i].name, sorted[i].confidence,
		       sorted[i].least, sorted[i].rules, sorted[i].model);
}

/* --- what the model goes by ----------------------------------------------- */

/* A stretch of the message, and how much the model's score falls without it. */
struct part {
	size_t at, length;
	double weight;
};

/* The end of the word, or of the character of a script that has no blanks, at text[at]. */
static size_t part_end(const char *text, size_t length, size_t at)
{
	bool is_word = text_next(text, length, &at) < 0x80;

	while (is_word && at < length && (unsigned char)text[at] < 0x80 && text[at] != ' ')
		at++;
	while (at < length && text[at] == ' ')
		at++;
	return at;
}

static double model_without(struct intent_matcher *matcher, const char *text,
			    const struct part *part, const char *intent, struct arena *arena)
{
	const char *rest = arena_format(arena, "%.*s%s", (int)part->at, text,
					text + part->at + part->length);
	struct understanding meaning;
	size_t n;

	intent_match(matcher, rest, strlen(rest), 0, ZONE_MINUTES, arena, &meaning, NULL);
	const struct intent_score *scores = intent_matcher_scores(matcher, &n);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(scores[i].name, intent))
			return scores[i].model;
	return 0;
}

static int compare_parts(const void *a, const void *b)
{
	const struct part *left = a, *right = b;

	return (left->weight < right->weight) - (left->weight > right->weight);
}

/* Two words or characters each: of one alone the model often sees too little. */
static size_t list_parts(const char *text, struct part *out)
{
	size_t length = strlen(text), n = 0;

	for (size_t at = 0, next; at < length; at = next) {
		next = part_end(text, length, at);
		size_t end = next < length ? part_end(text, length, next) : next;

		if (!n || next < length)
			out[n++] = (struct part){.at = at, .length = end - at};
	}
	return n;
}

/* The model weighs the whole message at once: what a part adds shows when it is left out. */
static void print_parts(struct intent_matcher *matcher, const char *text,
			const struct intent_score *best, struct arena *arena)
{
	struct part *parts = arena_new(arena, (strlen(text) + 1) * sizeof *parts);
	size_t n = list_parts(text, parts);

	for (size_t i = 0; i < n; i++)
		parts[i].weight = best->model -
				  model_without(matcher, text, &parts[i], best->name, arena);
	qsort(parts, n, sizeof *parts, compare_parts);
	printf("\nwhat the model hears for %s\n", best->name);
	for (size_t i = 0; i < n && i < N_PARTS && parts[i].weight > 0; i++)
		printf("  %+.2f  '%.*s'\n", parts[i].weight, (int)parts[i].length,
		       text + parts[i].at);
	if (!n || parts[0].weight <= 0)
		puts("  nothing");
}

/* --- the outcome ---------------------------------------------------------- */

static void print_slots(const char *text, const struct understanding *meaning)
{
	puts("\nslots");
	for (size_t i = 0; i < meaning->n_slots; i++) {
		const struct slot_value *slot = &meaning->slots[i];

		printf("  %s=%s  '%.*s'\n", slot->name, slot->value, (int)slot->from_length,
		       text + slot->from);
	}
	if (!meaning->n_slots)
		puts("  none");
}

static void print_decision(const struct intent_gate *gate, const struct understanding *meaning)
{
	static const char *const decisions[INTENTS_MOST + 1] = {"not understood", "take",
								"ask between", "ask between"};

	printf("\ngate: kept from the least confidence on, or where rules reach %.2f; errands\n"
	       "      within %.2f of the first are asked about; acts give way to a likely errand\n",
	       gate->likely, gate->lead);
	printf("decision: %s", decisions[meaning->n_intents]);
	for (size_t i = 0; i < meaning->n_intents; i++)
		printf("%s %s", i ? "," : "", meaning->intents[i].name);
	putchar('\n');
}

static void print(const struct intent_gate *gate, struct intent_matcher *matcher, const char *text,
		  const struct understanding *meaning, struct arena *arena)
{
	size_t n;
	const struct intent_score *scores = sort_scores(matcher, arena, &n);

	printf("normal form: %s\nlanguage: %s%s\n", meaning->normal.text,
	       language_code(meaning->language), meaning->language_is_clear ? "" : ", a guess");
	print_rules(text, meaning);
	print_scores(scores, n);
	if (n)
		print_parts(matcher, text, &scores[0], arena);
	print_slots(text, meaning);
	print_decision(gate, meaning);
}

static int explain(const struct intents *intents, const char *text)
{
	struct error err;
	struct intent_matcher *matcher = intent_matcher_create(intents, &err);
	struct arena *arena = arena_create();
	struct clock clock = clock_system();
	struct understanding meaning;
	int code = EXIT_DONE;

	if (!matcher)
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	else if (!intent_match(matcher, text, strlen(text), clock_now_ms(&clock), ZONE_MINUTES,
			       arena, &meaning, &err))
		code = command_fail(EXIT_INPUT, "%s", err.text);
	else
		print(intents_gate(intents), matcher, text, &meaning, arena);
	arena_destroy(arena);
	intent_matcher_destroy(matcher);
	return code;
}

static int load_and_explain(const char *packs, const char *text)
{
	struct problems *problems = problems_create();
	struct intents *intents = intents_load(packs, problems);
	int code = intents ? explain(intents, text) : command_fail_problems(problems);

	intents_destroy(intents);
	problems_destroy(problems);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"packs", required_argument, NULL, 'p'},
		{0},
	};
	struct arena *arena = arena_create();
	const char *packs = arena_format(arena, "%s/intents/packs", command_home(arena));
	bool good = true;
	int option, code;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'p')
			packs = optarg;
		else
			good = false;
	}
	code = good && optind + 1 == argc ? load_and_explain(packs, argv[optind])
					  : command_misused(&command_explain);
	arena_destroy(arena);
	return code;
}

const struct command command_explain = {
	.name = "explain",
	.summary = "says why a message is understood as it is",
	.usage =
		"usage: fuji explain [--packs DIR] TEXT\n\n"
		"  --packs DIR  the folder of packs (the product's own)\n\n"
		"Prints the normal form, the rules that matched with what silenced them, the first\n"
		"five intents by confidence, what the model hears for the first of them, the slots\n"
		"and the decision.\n",
	.run = run,
};
