#include "bot/report_figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"

#define PATH_SIZE 256

struct sample {
	int group, section;
	int64_t ms;
};

struct numbers {
	int64_t *of; /* by figure */
	size_t n;
};

struct counts {
	struct names *groups, *sections;
	struct names *figures;   /* `section\tname`, not its own */
	struct numbers *numbers; /* by group */
	struct sample *samples;
	size_t n_samples, samples_room;
};

/* --- counting --------------------------------------------------------------------- */

struct counts *counts_create(struct names *figures)
{
	struct counts *counts = mem_new(sizeof *counts);

	counts->groups = names_create();
	counts->sections = names_create();
	counts->figures = figures;
	return counts;
}

void counts_destroy(struct counts *counts)
{
	if (!counts)
		return;
	for (size_t i = 0; i < names_count(counts->groups); i++)
		free(counts->numbers[i].of);
	free(counts->numbers);
	free(counts->samples);
	names_destroy(counts->groups);
	names_destroy(counts->sections);
	free(counts);
}

int counts_group(struct counts *counts, const char *name)
{
	size_t before = names_count(counts->groups);
	int group = names_number(counts->groups, name);

	if (names_count(counts->groups) > before) {
		counts->numbers = mem_resize(counts->numbers, before + 1, sizeof *counts->numbers);
		counts->numbers[before] = (struct numbers){0};
	}
	return group;
}

/* Some for each conversation and group, so it is not left to snprintf. */
static void print_path(char out[PATH_SIZE], const char *section, const char *name)
{
	size_t at = strnlen(section, PATH_SIZE / 2), length = strnlen(name, PATH_SIZE - at - 2);

	memcpy(out, section, at);
	out[at++] = '\t';
	memcpy(out + at, name, length);
	out[at + length] = '\0';
}

int figure_number(struct names *figures, const char *section, const char *name)
{
	char path[PATH_SIZE];

	print_path(path, section, name);
	return names_number(figures, path);
}

void counts_add_figure(struct counts *counts, int group, int figure, int64_t number)
{
	struct numbers *numbers = &counts->numbers[group];

	if ((size_t)figure >= numbers->n) {
		size_t n = names_count(counts->figures);

		numbers->of = mem_resize(numbers->of, n, sizeof *numbers->of);
		memset(numbers->of + numbers->n, 0, (n - numbers->n) * sizeof *numbers->of);
		numbers->n = n;
	}
	numbers->of[figure] += number;
}

void counts_add(struct counts *counts, int group, const char *section, const char *name,
		int64_t number)
{
	if (number)
		counts_add_figure(counts, group, figure_number(counts->figures, section, name),
				  number);
}

void counts_sample(struct counts *counts, int group, const char *section, int64_t ms)
{
	if (counts->n_samples == counts->samples_room) {
		counts->samples_room = counts->samples_room ? counts->samples_room * 2 : 256;
		counts->samples = mem_resize(counts->samples, counts->samples_room,
					     sizeof *counts->samples);
	}
	counts->samples[counts->n_samples++] = (struct sample){
		group, names_number(counts->sections, section), ms};
}

/* --- figures ---------------------------------------------------------------------- */

struct writing {
	const struct counts *counts;
	struct arena *arena;
	int group;
	struct figure *figures;
	size_t n, room;
};

static void put(struct writing *writing, const char *section, const char *name, enum unit unit,
		double value)
{
	if (writing->n == writing->room) {
		writing->room = writing->room ? writing->room * 2 : 64;
		writing->figures = mem_resize(writing->figures, writing->room,
					      sizeof *writing->figures);
	}
	writing->figures[writing->n++] = (struct figure){
		arena_text(writing->arena, section), arena_text(writing->arena, name), unit, value};
}

static int64_t number_of(const struct writing *writing, const char *section, const char *name)
{
	const struct numbers *numbers = &writing->counts->numbers[writing->group];
	char path[PATH_SIZE];
	int figure;

	print_path(path, section, name);
	figure = names_find(writing->counts->figures, path);
	return figure >= 0 && (size_t)figure < numbers->n ? numbers->of[figure] : 0;
}

static void put_numbers(struct writing *writing)
{
	const struct numbers *numbers = &writing->counts->numbers[writing->group];

	for (size_t i = 0; i < numbers->n; i++) {
		const char *path = names_text(writing->counts->figures, (int)i);
		const char *tab = strchr(path, '\t');

		if (numbers->of[i])
			put(writing, arena_text_n(writing->arena, path, (size_t)(tab - path)),
			    tab + 1, UNIT_COUNT, (double)numbers->of[i]);
	}
}

/* A part of a whole; of nothing there is no part. */
static void put_share(struct writing *writing, const char *section, const char *part,
		      const char *whole)
{
	int64_t n = number_of(writing, section, whole);

	if (n)
		put(writing, section, arena_format(writing->arena, "%s, of %s", part, whole),
		    UNIT_SHARE, (double)number_of(writing, section, part) / (double)n);
}

static void put_rating(struct writing *writing)
{
	int64_t n = 0, sum = 0;
	char points[2] = "1";

	for (; points[0] <= '5'; points[0]++) {
		int64_t number = number_of(writing, "ratings", points);

		n += number;
		sum += number * (points[0] - '0');
	}
	if (n)
		put(writing, "ratings", "mean", UNIT_POINTS, (double)sum / (double)n);
}

/* Of those who were asked, who said nothing more. */
static void put_left(struct writing *writing)
{
	size_t n = writing->n;

	for (size_t i = 0; i < n; i++) {
		const struct figure step = writing->figures[i];

		if (!strcmp(step.section, "steps asked"))
			put(writing, "steps left, of asked", step.name, UNIT_SHARE,
			    (double)number_of(writing, "steps left", step.name) / step.value);
	}
}

static int by_section_and_ms(const void *a, const void *b)
{
	const struct sample *one = a, *other = b;

	if (one->group != other->group)
		return one->group - other->group;
	if (one->section != other->section)
		return one->section - other->section;
	return one->ms < other->ms ? -1 : one->ms > other->ms;
}

/* Nearest rank: the smallest time that is not passed by so many of a hundred. */
static double percentile(const struct sample *sorted, size_t n, size_t of_hundred)
{
	return (double)sorted[(n * of_hundred + 99) / 100 - 1].ms;
}

/* The samples are sorted. */
static void put_times(struct writing *writing)
{
	const struct sample *samples = writing->counts->samples;
	size_t at = 0;

	while (at < writing->counts->n_samples) {
		size_t first = at;
		const char *section;

		while (at < writing->counts->n_samples &&
		       samples[at].group == samples[first].group &&
		       samples[at].section == samples[first].section)
			at++;
		if (samples[first].group != writing->group)
			continue;
		section = names_text(writing->counts->sections, samples[first].section);
		put(writing, section, "half within", UNIT_MS,
		    percentile(samples + first, at - first, 50));
		put(writing, section, "nine in ten within", UNIT_MS,
		    percentile(samples + first, at - first, 90));
		put(writing, section, "95 in a hundred within", UNIT_MS,
		    percentile(samples + first, at - first, 95));
	}
}

static int by_name(const void *a, const void *b)
{
	const struct figure *one = a, *other = b;
	int order = strcmp(one->section, other->section);

	return order ? order : strcmp(one->name, other->name);
}

static struct report_group group_of(const struct counts *counts, int group, struct arena *arena)
{
	struct writing writing = {.counts = counts, .arena = arena, .group = group};
	struct report_group out = {.name = arena_text(arena, names_text(counts->groups, group))};

	put_numbers(&writing);
	put_share(&writing, "conversations", "without a person", "with a message");
	put_share(&writing, "conversations", "handed to a person", "with a message");
	put_share(&writing, "conversations", "told a cause and restored", "told a cause");
	put_share(&writing, "messages", "not understood", "to the bot");
	put_rating(&writing);
	put_left(&writing);
	put_times(&writing);
	out.n_figures = writing.n;
	if (writing.n == 0)
		return out;
	qsort(writing.figures, writing.n, sizeof *writing.figures, by_name);
	out.figures = arena_new(arena, writing.n * sizeof *out.figures);
	memcpy(out.figures, writing.figures, writing.n * sizeof *out.figures);
	free(writing.figures);
	return out;
}

static int groups_by_name(const void *a, const void *b)
{
	const struct report_group *one = a, *other = b;

	return strcmp(one->name, other->name);
}

void counts_report(struct counts *counts, struct arena *arena, struct report *out)
{
	out->n_groups = names_count(counts->groups);
	out->groups = arena_new(arena, out->n_groups * sizeof *out->groups);
	if (counts->n_samples > 0)
		qsort(counts->samples, counts->n_samples, sizeof *counts->samples,
		      by_section_and_ms);
	for (size_t i = 0; i < out->n_groups; i++)
		out->groups[i] = group_of(counts, (int)i, arena);
	qsort(out->groups, out->n_groups, sizeof *out->groups, groups_by_name);
}
