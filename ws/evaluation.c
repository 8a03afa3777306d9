/*
 * Read rows, understand each, and count.
 */
#include "ws/evaluation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/mem.h"
#include "base/text.h"

#define ZONE_MINUTES 480

struct reader {
	struct evaluation *out;
	struct intent_matcher *matcher;
	struct problems *problems;
	const char *path;
	struct arena *arena; /* one row's */
	size_t n_lines;      /* with this one */
};

static void start(struct evaluation *out, const struct intent_matcher *matcher)
{
	size_t n;
	const struct intent_score *scores = intent_matcher_scores(matcher, &n);

	*out = (struct evaluation){
		.arena = arena_create(),
		.tallies = mem_new((n + 1) * sizeof *out->tallies),
		.n_tallies = n + 1,
	};
	for (size_t i = 0; i < n; i++)
		out->tallies[i] = (struct tally){.name = scores[i].name, .kind = scores[i].kind};
	out->tallies[n] = (struct tally){.name = "-", .kind = INTENT_NONE};
}

void evaluation_finish(struct evaluation *evaluation)
{
	free(evaluation->tallies);
	free(evaluation->mistakes);
	arena_destroy(evaluation->arena);
}

/* --- one row -------------------------------------------------------------- */

/* The tally of a name; the last one for none. */
static size_t find(const struct evaluation *evaluation, const char *name)
{
	size_t i = 0;

	while (i + 1 < evaluation->n_tallies && strcmp(evaluation->tallies[i].name, name) != 0)
		i++;
	return i;
}

/* What is no telecom matter of ours may as well not be understood. */
static bool is_accepted(const struct evaluation *evaluation, size_t wanted, size_t taken)
{
	return wanted == taken || (evaluation->tallies[wanted].kind == INTENT_NONE &&
				   evaluation->tallies[taken].kind == INTENT_NONE);
}

static void add_mistake(struct evaluation *out, struct mistake mistake)
{
	/* A power of two is full. */
	if (!(out->n_mistakes & (out->n_mistakes - 1)))
		out->mistakes = mem_resize(out->mistakes, 2 * out->n_mistakes + 1,
					   sizeof *out->mistakes);
	mistake.text = arena_text(out->arena, mistake.text);
	out->mistakes[out->n_mistakes++] = mistake;
}

/* row.wanted is the first label, or the one that was met. */
static void count(struct evaluation *out, const struct mistake *row, bool is_errand)
{
	bool right = is_accepted(out, row->wanted, row->taken);
	struct tally *wanted = &out->tallies[row->wanted], *taken = &out->tallies[row->taken];

	out->n_rows++;
	out->n_right += right;
	wanted->n_wanted++;
	wanted->n_found += right;
	taken->n_taken++;
	taken->n_mistaken += !right;
	if (is_errand) {
		out->n_errands++;
		out->n_errands_found += right;
	} else {
		out->n_others++;
		out->n_claimed += taken->kind == INTENT_ERRAND;
	}
	if (!right)
		add_mistake(out, *row);
}

static void take(struct reader *reader, struct mistake *row)
{
	struct understanding meaning;

	arena_reset(reader->arena);
	row->taken = reader->out->n_tallies - 1;
	if (!intent_match(reader->matcher, row->text, strlen(row->text), 0, ZONE_MINUTES,
			  reader->arena, &meaning, NULL) ||
	    !meaning.n_intents)
		return;
	row->taken = find(reader->out, meaning.intents[0].name);
	row->confidence = meaning.intents[0].confidence;
}

/* labels is cut up on the way. */
static void read_labels(struct reader *reader, struct mistake *row, char *labels)
{
	size_t column = text_characters(row->text, strlen(row->text)) + 2;
	const struct evaluation *out = reader->out;
	bool is_errand = false, good = true;
	char *rest = NULL;
	const char *first = strtok_r(labels, ",", &rest);

	row->wanted = out->n_tallies - 1;
	for (const char *label = first; label; label = strtok_r(NULL, ",", &rest)) {
		size_t i = find(out, label);

		if (i == out->n_tallies - 1)
			good = problems_add(reader->problems, reader->path, row->line,
					    column + (size_t)(label - labels),
					    "no intent is named %s", label);
		if (label == first || is_accepted(out, i, row->taken))
			row->wanted = i;
		is_errand |= out->tallies[i].kind == INTENT_ERRAND;
	}
	if (good)
		count(reader->out, row, is_errand);
}

static void read_row(struct reader *reader, char *line, size_t length)
{
	struct mistake row = {.text = line, .line = reader->n_lines};
	size_t good = text_utf8_bytes(line, length);
	char *tab = strchr(line, '\t');

	if (good < length) {
		problems_add(reader->problems, reader->path, row.line,
			     text_characters(line, good) + 1, "not UTF-8 text");
		return;
	}
	if (!tab) {
		problems_add(reader->problems, reader->path, row.line, 1,
			     "no tab between a message and its intents");
		return;
	}
	*tab = '\0';
	take(reader, &row);
	read_labels(reader, &row, tab + 1);
}

/* --- the file ------------------------------------------------------------- */

static void read_rows(struct reader *reader, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	while ((length = getline(&line, &room, file)) >= 0) {
		while (length > 0 && strchr("\r\n", line[length - 1]))
			line[--length] = '\0';
		reader->n_lines++;
		read_row(reader, line, (size_t)length);
	}
	if (ferror(file))
		problems_add(reader->problems, reader->path, 0, 0, "cannot be read: %s",
			     strerror(errno));
	else if (!reader->n_lines)
		problems_add(reader->problems, reader->path, 0, 0, "has no rows");
	free(line);
}

static int compare(const void *a, const void *b)
{
	const struct mistake *left = a, *right = b;
	int order = (left->confidence < right->confidence) - (left->confidence > right->confidence);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

void evaluation_run(struct evaluation *out, struct intent_matcher *matcher, const char *path,
		    struct problems *problems)
{
	struct reader reader = {.out = out, .matcher = matcher, .problems = problems, .path = path};
	FILE *file = fopen(path, "r");

	start(out, matcher);
	if (!file) {
		problems_add(problems, path, 0, 0, "cannot be read: %s", strerror(errno));
		return;
	}
	reader.arena = arena_create();
	read_rows(&reader, file);
	if (out->n_mistakes)
		qsort(out->mistakes, out->n_mistakes, sizeof *out->mistakes, compare);
	arena_destroy(reader.arena);
	fclose(file);
}
