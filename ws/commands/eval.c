/*
 * `fuji eval`: how well messages are understood, held against what people said they mean.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/mem.h"
#include "base/text.h"
#include "intents/intents.h"
#include "ws/commands/command.h"

#define ZONE_MINUTES 480

extern const struct command command_eval;

/* One intent's rows; the last one stands for "not understood". */
struct tally {
	const char *name;
	enum intent_kind kind;
	size_t n_wanted, n_found;   /* rows that want it; those of them that are right */
	size_t n_taken, n_mistaken; /* rows that are taken for it; those of them that are wrong */
};

struct evaluation {
	struct intent_matcher *matcher;
	struct problems *problems;
	const char *path;
	bool prints_wrong;
	struct arena *arena; /* one row's */
	struct tally *tallies;
	size_t n;           /* tallies */
	size_t *confusions; /* n * n: wanted, taken */
	size_t n_rows, n_right;
	size_t n_errands, n_errands_found;
	size_t n_others, n_claimed; /* rows that are no errand; those taken for one */
};

static void start(struct evaluation *evaluation)
{
	const struct intent_score *scores = intent_matcher_scores(evaluation->matcher,
								  &evaluation->n);

	evaluation->n++;
	evaluation->tallies = mem_new(evaluation->n * sizeof *evaluation->tallies);
	evaluation->confusions = mem_new(evaluation->n * evaluation->n *
					 sizeof *evaluation->confusions);
	for (size_t i = 0; i + 1 < evaluation->n; i++) {
		evaluation->tallies[i].name = scores[i].name;
		evaluation->tallies[i].kind = scores[i].kind;
	}
	evaluation->tallies[evaluation->n - 1] = (struct tally){.name = "-", .kind = INTENT_NONE};
}

/* --- one row -------------------------------------------------------------- */

/* The tally of a name; the last one for none. */
static size_t find(const struct evaluation *evaluation, const char *name)
{
	size_t i = 0;

	while (i + 1 < evaluation->n && strcmp(evaluation->tallies[i].name, name) != 0)
		i++;
	return i;
}

/* What is no telecom matter of ours may as well not be understood. */
static bool is_accepted(const struct evaluation *evaluation, size_t wanted, size_t taken)
{
	return wanted == taken || (evaluation->tallies[wanted].kind == INTENT_NONE &&
				   evaluation->tallies[taken].kind == INTENT_NONE);
}

static size_t take(struct evaluation *evaluation, const char *text)
{
	struct understanding meaning;

	arena_reset(evaluation->arena);
	if (!intent_match(evaluation->matcher, text, strlen(text), 0, ZONE_MINUTES,
			  evaluation->arena, &meaning, NULL) ||
	    !meaning.n_intents)
		return evaluation->n - 1;
	return find(evaluation, meaning.intents[0].name);
}

/* wanted is the first label, or the one that was met. */
static void count(struct evaluation *evaluation, size_t wanted, size_t taken, bool is_errand)
{
	bool right = is_accepted(evaluation, wanted, taken);

	evaluation->n_rows++;
	evaluation->n_right += right;
	evaluation->tallies[wanted].n_wanted++;
	evaluation->tallies[wanted].n_found += right;
	evaluation->tallies[taken].n_taken++;
	evaluation->tallies[taken].n_mistaken += !right;
	if (!right)
		evaluation->confusions[wanted * evaluation->n + taken]++;
	if (is_errand) {
		evaluation->n_errands++;
		evaluation->n_errands_found += right;
	} else {
		evaluation->n_others++;
		evaluation->n_claimed += evaluation->tallies[taken].kind == INTENT_ERRAND;
	}
}

/* labels is cut up on the way. */
static void evaluate_row(struct evaluation *evaluation, const char *text, char *labels, size_t line)
{
	size_t taken = take(evaluation, text), wanted = evaluation->n - 1;
	bool is_errand = false;
	char *rest = NULL;
	const char *first = strtok_r(labels, ",", &rest);

	for (const char *label = first; label; label = strtok_r(NULL, ",", &rest)) {
		size_t i = find(evaluation, label);

		if (i == evaluation->n - 1) {
			problems_add(evaluation->problems, evaluation->path, line,
				     text_characters(text, strlen(text)) + 2,
				     "no intent is named %s", label);
			return;
		}
		if (label == first || is_accepted(evaluation, i, taken))
			wanted = i;
		is_errand |= evaluation->tallies[i].kind == INTENT_ERRAND;
	}
	count(evaluation, wanted, taken, is_errand);
	if (evaluation->prints_wrong && !is_accepted(evaluation, wanted, taken))
		printf("%s\t%s\t%s\n", text, evaluation->tallies[wanted].name,
		       evaluation->tallies[taken].name);
}

static void evaluate_rows(struct evaluation *evaluation, FILE *file)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t length;

	for (size_t line = 1; (length = getline(&text, &room, file)) >= 0; line++) {
		text[strcspn(text, "\r\n")] = '\0';
		char *labels = strchr(text, '\t');

		if (!labels) {
			problems_add(evaluation->problems, evaluation->path, line, 1,
				     "no tab between a message and its intents");
			continue;
		}
		*labels++ = '\0';
		evaluate_row(evaluation, text, labels, line);
	}
	free(text);
}

/* --- the report ----------------------------------------------------------- */

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
	for (size_t i = 0; i < evaluation->n; i++) {
		const struct tally *tally = &evaluation->tallies[i];

		if (!tally->n_wanted && !tally->n_taken)
			continue;
		printf("%-22s", tally->name);
		print_ratio(tally->n_taken - tally->n_mistaken, tally->n_taken);
		print_ratio(tally->n_found, tally->n_wanted);
		printf("  %9zu\n", tally->n_wanted);
	}
}

/* The most frequent first; each is forgotten once printed. */
static void print_confusions(struct evaluation *evaluation)
{
	size_t n = evaluation->n;

	puts("\nrows  wanted -> taken");
	for (;;) {
		size_t most = 0;

		for (size_t i = 1; i < n * n; i++)
			if (evaluation->confusions[i] > evaluation->confusions[most])
				most = i;
		if (!evaluation->confusions[most])
			return;
		printf("%4zu  %s -> %s\n", evaluation->confusions[most],
		       evaluation->tallies[most / n].name, evaluation->tallies[most % n].name);
		evaluation->confusions[most] = 0;
	}
}

static void print_report(struct evaluation *evaluation)
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
	struct evaluation evaluation = {
		.path = path, .prints_wrong = prints_wrong, .problems = problems};
	struct error err;
	FILE *file = fopen(path, "r");
	int code = EXIT_DONE;

	if (!file)
		return command_fail(EXIT_INPUT, "%s cannot be read: %s", path, strerror(errno));
	evaluation.matcher = intent_matcher_create(intents, &err);
	if (!evaluation.matcher) {
		fclose(file);
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	}
	evaluation.arena = arena_create();
	start(&evaluation);
	evaluate_rows(&evaluation, file);
	if (problems_count(problems))
		code = command_fail_problems(problems);
	else
		print_report(&evaluation);
	fclose(file);
	free(evaluation.tallies);
	free(evaluation.confusions);
	arena_destroy(evaluation.arena);
	intent_matcher_destroy(evaluation.matcher);
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
		"  --wrong      first every row that is wrong: message, wanted, taken\n"
		"  --packs DIR  the folder of packs (the product's own)\n\n"
		"A row is right when the first intent is one of its own. Where other_telecom, out_of_scope\n"
		"or nothing is right, each of them is. A false claim: no errand, but taken for one.\n",
	.run = run,
};
