/*
 * How many messages a second are understood on one core, by part.
 *
 * The messages are those of tests/understanding, over and over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "intents/features.h"
#include "intents/packs.h"
#include "intents/rules.h"
#include "intents/subject.h"

#define MESSAGES "tests/understanding/dev.tsv"
#define MOST_MESSAGES 4096
#define SECONDS 1.0

struct bench {
	struct intents *intents;
	struct intent_matcher *matcher;
	struct text_reader *reader;
	struct rule_runner *rules;
	struct arena *arena;
	double *by_rules;
	float *by_model;
	char *messages[MOST_MESSAGES];
	size_t n;
};

static void read_messages(struct bench *bench)
{
	FILE *file = fopen(MESSAGES, "r");
	char *line = NULL;
	size_t room = 0;

	while (file && bench->n < MOST_MESSAGES && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\t\n")] = '\0';
		bench->messages[bench->n++] = mem_text(line);
	}
	free(line);
	if (file)
		fclose(file);
}

typedef void part(struct bench *bench, const char *text);

static void read_subject(struct bench *bench, const char *text, struct text_normal *normal,
			 struct subject *subject)
{
	text_normalize(bench->reader, text, strlen(text), bench->arena, normal, NULL);
	subject_read(normal, bench->arena, subject);
}

static void normal_form(struct bench *bench, const char *text)
{
	struct text_normal normal;
	struct subject subject;

	read_subject(bench, text, &normal, &subject);
}

static void rules(struct bench *bench, const char *text)
{
	struct understanding meaning = {0};
	struct subject subject;

	read_subject(bench, text, &meaning.normal, &subject);
	rules_run(bench->rules, &subject, bench->arena, &meaning, bench->by_rules);
}

static void model(struct bench *bench, const char *text)
{
	struct text_normal normal;
	struct subject subject;
	struct features features;

	read_subject(bench, text, &normal, &subject);
	features_read(&subject, bench->arena, &features);
	model_score(bench->intents->model, &features, bench->by_model);
}

static void all(struct bench *bench, const char *text)
{
	struct understanding meaning;

	intent_match(bench->matcher, text, strlen(text), 0, 480, bench->arena, &meaning, NULL);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void measure(struct bench *bench, const char *name, part *run)
{
	double start = now(), seconds;
	size_t n = 0;

	do {
		for (size_t i = 0; i < bench->n; i++) {
			run(bench, bench->messages[i]);
			arena_reset(bench->arena);
		}
		n += bench->n;
		seconds = now() - start;
	} while (seconds < SECONDS);
	printf("%-24s %9.0f messages/s  %6.1f us\n", name, (double)n / seconds,
	       seconds / (double)n * 1e6);
}

int main(void)
{
	struct problems *problems = problems_create();
	struct bench bench = {.arena = arena_create()};
	struct error err;

	bench.intents = intents_load("intents/packs", problems);
	bench.reader = text_reader_create(&err);
	read_messages(&bench);
	if (!bench.intents || !bench.reader || !bench.n) {
		problems_print(problems, stderr);
		fputs("bench: run it at the top of the project\n", stderr);
		return 1;
	}
	bench.matcher = intent_matcher_create(bench.intents, &err);
	bench.rules = rule_runner_create(bench.intents);
	bench.by_rules = mem_new(bench.intents->n_packs * sizeof *bench.by_rules);
	bench.by_model = mem_new(bench.intents->n_packs * sizeof *bench.by_model);

	measure(&bench, "normal form", normal_form);
	measure(&bench, "normal form and rules", rules);
	measure(&bench, "normal form and model", model);
	measure(&bench, "all", all);
	return 0;
}
