/*
 * A report for whoever reads one a week: what is different, what people left at, what did not help.
 */
#include "ws/report_print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LINES_MOST 8
#define ASKED_LEAST 10   /* of fewer a share says little */
#define CHANGE_LEAST 3.0 /* in roots of what was: less comes by chance */

/* What changes from week to week for a reason. */
static const char *const watched[] = {"causes",          "intents",           "regions",
				      "handed over for", "not understood at", "channels"};

struct line {
	const struct figure *figure;
	double value, of; /* of how many, or of before */
	double weight;    /* the heavier come first */
};

typedef void line_printer(struct buffer *out, const struct line *line);

struct lines {
	struct line *items;
	size_t n;
};

static void add_line(struct lines *lines, struct line line)
{
	lines->items[lines->n++] = line;
}

static int heaviest_first(const void *a, const void *b)
{
	const struct line *one = a, *other = b;

	return one->weight > other->weight ? -1 : one->weight < other->weight;
}

static double value_in(const struct report_group *group, const char *section, const char *name)
{
	const struct figure *figure = report_find(group, section, name);

	return figure ? figure->value : 0;
}

static void put_lines(struct buffer *out, const char *title, const char *none, struct lines *lines,
		      line_printer *put)
{
	buffer_format(out, "\n## %s\n\n", title);
	if (lines->n == 0)
		buffer_format(out, "%s\n", none);
	else
		qsort(lines->items, lines->n, sizeof *lines->items, heaviest_first);
	for (size_t i = 0; i < lines->n && i < LINES_MOST; i++)
		put(out, &lines->items[i]);
	lines->n = 0;
}

/* --- what changed ----------------------------------------------------------------- */

static bool is_watched(const char *section)
{
	for (size_t i = 0; i < sizeof watched / sizeof *watched; i++)
		if (!strcmp(watched[i], section))
			return true;
	return false;
}

/* Counts scatter by about the root of what was to be expected. */
static void add_change(struct lines *lines, const struct figure *figure, double now, double before)
{
	double roots = fabs(now - before) / sqrt(before > 1 ? before : 1);

	if (is_watched(figure->section) && roots >= CHANGE_LEAST)
		add_line(lines, (struct line){figure, now, before, roots});
}

static void put_change(struct buffer *out, const struct line *line)
{
	buffer_format(out, "- %s, %s: %.0f, before %.0f\n", line->figure->section,
		      line->figure->name, line->value, line->of);
}

static void put_changes(struct buffer *out, struct lines *lines, const struct report_group *now,
			const struct report_group *before)
{
	for (size_t i = 0; i < now->n_figures; i++) {
		const struct figure *figure = &now->figures[i];

		add_change(lines, figure, figure->value,
			   value_in(before, figure->section, figure->name));
	}
	for (size_t i = 0; i < before->n_figures; i++) {
		const struct figure *figure = &before->figures[i];

		if (!report_find(now, figure->section, figure->name))
			add_change(lines, figure, 0, figure->value);
	}
	put_lines(out, "What changed most", "Nothing, beyond chance.", lines, put_change);
}

/* --- where people left, and what did not help -------------------------------------- */

static void put_step(struct buffer *out, const struct line *line)
{
	buffer_format(out, "- %s: %.0f of %.0f, %.1f %%\n", line->figure->name, line->value,
		      line->of, line->weight * 100);
}

static void put_left(struct buffer *out, struct lines *lines, const struct report_group *now)
{
	for (size_t i = 0; i < now->n_figures; i++) {
		const struct figure *figure = &now->figures[i];
		double asked = value_in(now, "steps asked", figure->name);

		if (!strcmp(figure->section, "steps left") && asked >= ASKED_LEAST)
			add_line(lines, (struct line){figure, figure->value, asked,
						      figure->value / asked});
	}
	put_lines(out, "Where people left", "At no step that was asked often enough to tell.",
		  lines, put_step);
}

static void put_thumbs(struct buffer *out, const struct line *line)
{
	buffer_format(out, "- %s: %.0f\n", line->figure->name, line->value);
}

static void put_unhelpful(struct buffer *out, struct lines *lines, const struct report_group *now)
{
	for (size_t i = 0; i < now->n_figures; i++) {
		const struct figure *figure = &now->figures[i];

		if (!strcmp(figure->section, "thumbs down on"))
			add_line(lines, (struct line){figure, figure->value, 0, figure->value});
	}
	put_lines(out, "What got thumbs down", "No answer.", lines, put_thumbs);
}

/* --- the digest ------------------------------------------------------------------- */

void report_print_digest(struct buffer *out, const struct report_query *query,
			 const struct report *report, const struct report *before)
{
	const struct report_group *now = &report->groups[0], *then = &before->groups[0];
	struct lines lines = {
		.items = mem_new((now->n_figures + then->n_figures + 1) * sizeof *lines.items)};

	report_put_leading(out, query, now, then);
	put_changes(out, &lines, now, then);
	put_left(out, &lines, now);
	put_unhelpful(out, &lines, now);
	buffer_text(out, "\n`fuji spikes` tells what came all at once, `fuji forecast` what is to "
			 "be expected, `fuji learn` what was not understood.\n");
	free(lines.items);
}
