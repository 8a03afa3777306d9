/*
 * `fuji eval`: how well messages are understood, as figures to tend the packs by.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ws/commands/command.h"
#include "ws/evaluation.h"

extern const struct command command_eval;

/* --- the report ----------------------------------------------------------- */

static void print_mistakes(const struct evaluation *evaluation)
{
	for (size_t i = 0; i < evaluation->n_mistakes; i++) {
		const struct mistake *mistake = &evaluation->mistakes[i];

		printf("%.3f\t%s\t%s\t%zu\t%s\n", mistake->confidence,
		       evaluation->tallies[mistake->wanted].name,
		       evaluation->tallies[mistake->taken].name, mistake->line, mistake->text);
	}
	putchar('\n');
}

static void print_share(const char *what, size_t part, size_t whole)
{
	printf("%-22s %.4f  (%zu of %zu)\n", what, whole ? (double)part / (double)whole : 0.0, part,
	       whole);
}

static void print_ratio(size_t part, size_t whole)
{
	if (whole)
		printf("  %9.3f", (double)part / (double)whole);
	else
		printf("  %9s", "-");
}

static void print_tallies(const struct evaluation *evaluation)
{
	printf("\n%-22s  %9s  %9s  %9s\n", "intent", "precision", "recall", "rows");
	for (size_t i = 0; i < evaluation->n_tallies; i++) {
		const struct tally *tally = &evaluation->tallies[i];

		if (!tally->n_wanted && !tally->n_taken)
			continue;
		printf("%-22s", tally->name);
		print_ratio(tally->n_taken - tally->n_mistaken, tally->n_taken);
		print_ratio(tally->n_found, tally->n_wanted);
		printf("  %9zu\n", tally->n_wanted);
	}
}

/* The cells of the confusion matrix that are not empty, the fullest first. */
static void print_confusions(const struct evaluation *evaluation)
{
	size_t n = evaluation->n_tallies;
	size_t *cells = mem_new(n * n * sizeof *cells);

	for (size_t i = 0; i < evaluation->n_mistakes; i++)
		cells[evaluation->mistakes[i].wanted * n + evaluation->mistakes[i].taken]++;
	puts("\nrows  wanted -> taken");
	for (;;) {
		size_t most = 0;

		for (size_t i = 1; i < n * n; i++)
			if (cells[i] > cells[most])
				most = i;
		if (!cells[most])
			break;
		printf("%4zu  %s -> %s\n", cells[most], evaluation->tallies[most / n].name,
		       evaluation->tallies[most % n].name);
		cells[most] = 0;
	}
	free(cells);
}

static void print_report(const struct evaluation *evaluation)
{
	print_share("accuracy", evaluation->n_right, evaluation->n_rows);
	print_share("errand recall", evaluation->n_errands_found, evaluation->n_errands);
	print_share("errand false claims", evaluation->n_claimed, evaluation->n_others);
	print_tallies(evaluation);
	print_confusions(evaluation);
}

/* --- the command ---------------------------------------------------------- */

static int evaluate(const struct intents *intents, const char *path, bool prints_wrong,
		    struct problems *problems)
{
	struct evaluation evaluation;
	struct error err;
	struct intent_matcher *matcher = intent_matcher_create(intents, &err);
	int code = EXIT_DONE;

	if (!matcher)
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	evaluation_run(&evaluation, matcher, path, problems);
	if (problems_count(problems)) {
		code = command_fail_problems(problems);
	} else {
		if (prints_wrong)
			print_mistakes(&evaluation);
		print_report(&evaluation);
	}
	evaluation_finish(&evaluation);
	intent_matcher_destroy(matcher);
	return code;
}

static int load_and_evaluate(const char *packs, const char *path, bool prints_wrong)
{
	struct problems *problems = problems_create();
	struct intents *intents = intents_load(packs, problems);
	int code = intents ? evaluate(intents, path, prints_wrong, problems)
			   : command_fail_problems(problems);

	intents_destroy(intents);
	problems_destroy(problems);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"packs", required_argument, NULL, 'p'},
		{"wrong", no_argument, NULL, 'w'},
		{0},
	};
	struct arena *arena = arena_create();
	const char *packs = arena_format(arena, "%s/intents/packs", command_home(arena));
	bool prints_wrong = false, good = true;
	int option, code;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'w')
			prints_wrong = true;
		else if (option == 'p')
			packs = optarg;
		else
			good = false;
	}
	code = good && optind + 1 == argc ? load_and_evaluate(packs, argv[optind], prints_wrong)
					  : command_misused(&command_eval);
	arena_destroy(arena);
	return code;
}

const struct command command_eval = {
	.name = "eval",
	.summary = "says how well messages are understood",
	.usage =
		"usage: fuji eval [--wrong] [--packs DIR] FILE.tsv\n\n"
		"  FILE.tsv     a message, a tab, and the intents that are right for it, with commas\n"
		"               between; none: it should not be taken for anything\n"
		"  --wrong      first every row that is wrong, the most confident first: confidence,\n"
		"               wanted, taken, line, message\n"
		"  --packs DIR  the folder of packs (the product's own)\n\n"
		"A row is right when the first intent is one of its own. Where other_telecom, out_of_scope\n"
		"or nothing is right, each of them is. A false claim: no errand, but taken for one.\n",
	.run = run,
};
