/*
 * `fuji explain`: why a message is understood as it is.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "intents/intents.h"
#include "ws/commands/command.h"

#define ZONE_MINUTES 480
#define N_SCORES 5

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

static int compare(const void *a, const void *b)
{
	const struct intent_score *left = a, *right = b;

	return (left->confidence < right->confidence) - (left->confidence > right->confidence);
}

static void print_scores(const struct intent_matcher *matcher)
{
	size_t n;
	const struct intent_score *scores = intent_matcher_scores(matcher, &n);
	struct intent_score *sorted = mem_resize(NULL, n + 1, sizeof *sorted);

	memcpy(sorted, scores, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, compare);
	printf("\n%-22s %10s %6s %6s\n", "intent", "confidence", "rules", "model");
	for (size_t i = 0; i < n && i < N_SCORES; i++)
		printf("%-22s %10.3f %6.2f %+6.2f\n", sorted[i].name, sorted[i].confidence,
		       sorted[i].rules, sorted[i].model);
	free(sorted);
}

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

static void print_decision(const struct understanding *meaning)
{
	static const char *const decisions[INTENTS_MOST + 1] = {"not understood", "take",
								"ask between", "ask between"};

	printf("\ndecision: %s", decisions[meaning->n_intents]);
	for (size_t i = 0; i < meaning->n_intents; i++)
		printf("%s %s", i ? "," : "", meaning->intents[i].name);
	putchar('\n');
}

static int explain(const struct intents *intents, const char *text)
{
	struct error err;
	struct intent_matcher *matcher = intent_matcher_create(intents, &err);
	struct arena *arena = arena_create();
	struct clock clock = clock_system();
	struct understanding meaning;
	int code = EXIT_DONE;

	if (!matcher) {
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	} else if (!intent_match(matcher, text, strlen(text), clock_now_ms(&clock), ZONE_MINUTES,
				 arena, &meaning, &err)) {
		code = command_fail(EXIT_INPUT, "%s", err.text);
	} else {
		printf("normal form: %s\nlanguage: %s%s\n", meaning.normal.text,
		       language_code(meaning.language),
		       meaning.language_is_clear ? "" : ", a guess");
		print_rules(text, &meaning);
		print_scores(matcher);
		print_slots(text, &meaning);
		print_decision(&meaning);
	}
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
		"five intents by confidence, the slots and the decision.\n",
	.run = run,
};
