#include "ws/report_print.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"

typedef char shown[32];

static const char *const unit_names[] = {"count", "share", "ms", "points"};

/* What a line of a report by groups shows. */
static const struct {
	const char *section, *name, *title;
} leading[] = {
	{"conversations", "begun", "conversations"},
	{"conversations", "without a person, of with a message", "without a person"},
	{"messages", "not understood, of to the bot", "not understood"},
	{"conversations", "told a cause and restored, of told a cause", "restored"},
	{"conversations", "again within 72 hours", "again in 72 h"},
	{"cases waited", "half within", "wait (half within)"},
	{"first response", "nine in ten within", "first response (9 in 10)"},
	{"ratings", "mean", "rating"},
};

enum { N_LEADING = sizeof leading / sizeof *leading };

/* --- values ----------------------------------------------------------------------- */

static void show_time(int64_t ms, shown out)
{
	long long seconds = (ms + 500) / 1000;

	if (seconds < 60)
		snprintf(out, sizeof(shown), "%lld s", seconds);
	else if (seconds < 3600)
		snprintf(out, sizeof(shown), "%lld min %lld s", seconds / 60, seconds % 60);
	else
		snprintf(out, sizeof(shown), "%lld h %lld min", seconds / 3600,
			 seconds % 3600 / 60);
}

static void show(const struct figure *figure, shown out)
{
	if (!figure)
		snprintf(out, sizeof(shown), "-");
	else if (figure->unit == UNIT_MS)
		show_time((int64_t)figure->value, out);
	else if (figure->unit == UNIT_SHARE)
		snprintf(out, sizeof(shown), "%.1f %%", figure->value * 100);
	else if (figure->unit == UNIT_POINTS)
		snprintf(out, sizeof(shown), "%.2f", figure->value);
	else
		snprintf(out, sizeof(shown), "%.0f", figure->value);
}

/* Exact, for programs. */
static void put_value(struct buffer *out, const struct figure *figure)
{
	bool whole = figure->unit == UNIT_COUNT || figure->unit == UNIT_MS;

	buffer_format(out, whole ? "%.0f" : "%.6f", figure->value);
}

static const struct figure *same_before(const struct report *before, const char *group,
					const struct figure *figure)
{
	for (size_t i = 0; before && i < before->n_groups; i++)
		if (!strcmp(before->groups[i].name, group))
			return report_find(&before->groups[i], figure->section, figure->name);
	return NULL;
}

/* --- Markdown --------------------------------------------------------------------- */

static void put_day(struct buffer *out, int64_t at_ms, int zone_minutes)
{
	char minute[CLOCK_MINUTE_SIZE];

	clock_print_minute(at_ms, zone_minutes, minute);
	buffer_text(out, minute);
}

static void put_title(struct buffer *out, const struct report_query *query)
{
	buffer_text(out, "# Report\n\nConversations that began from ");
	put_day(out, query->from_ms, query->zone_minutes);
	buffer_text(out, " to ");
	put_day(out, query->to_ms, query->zone_minutes);
	buffer_text(out, ". What each figure means is in bot/FIGURES.md.\n");
}

static void put_section(struct buffer *out, const char *section, bool compared)
{
	buffer_format(out, "\n## %s\n\n| | |%s\n| --- | ---: |%s\n", section,
		      compared ? " before |" : "", compared ? " ---: |" : "");
}

static void put_all(struct buffer *out, const struct report_group *group,
		    const struct report *before)
{
	const char *section = "";
	shown now, then;

	for (size_t i = 0; i < group->n_figures; i++) {
		const struct figure *figure = &group->figures[i];

		if (strcmp(figure->section, section) != 0)
			put_section(out, figure->section, before);
		section = figure->section;
		show(figure, now);
		buffer_format(out, "| %s | %s |", figure->name, now);
		if (before) {
			show(same_before(before, group->name, figure), then);
			buffer_format(out, " %s |", then);
		}
		buffer_char(out, '\n');
	}
}

static void put_groups(struct buffer *out, const struct report *report, enum report_by by)
{
	shown value;

	buffer_format(out, "\n| %s |", report_by_name(by));
	for (size_t i = 0; i < N_LEADING; i++)
		buffer_format(out, " %s |", leading[i].title);
	buffer_text(out, "\n| --- |");
	for (size_t i = 0; i < N_LEADING; i++)
		buffer_text(out, " ---: |");
	buffer_char(out, '\n');
	for (size_t i = 0; i < report->n_groups; i++) {
		const struct report_group *group = &report->groups[i];

		buffer_format(out, "| %s |", group->name);
		for (size_t k = 0; k < N_LEADING; k++) {
			show(report_find(group, leading[k].section, leading[k].name), value);
			buffer_format(out, " %s |", value);
		}
		buffer_char(out, '\n');
	}
}

void report_put_leading(struct buffer *out, const struct report_query *query,
			const struct report_group *now, const struct report_group *before)
{
	shown value, earlier;

	put_title(out, query);
	put_section(out, "In short", true);
	for (size_t i = 0; i < N_LEADING; i++) {
		show(report_find(now, leading[i].section, leading[i].name), value);
		show(report_find(before, leading[i].section, leading[i].name), earlier);
		buffer_format(out, "| %s | %s | %s |\n", leading[i].title, value, earlier);
	}
}

void report_print_markdown(struct buffer *out, const struct report_query *query,
			   const struct report *report, const struct report *before)
{
	put_title(out, query);
	if (query->by != BY_ALL)
		put_groups(out, report, query->by);
	else
		put_all(out, &report->groups[0], before);
}

/* --- CSV (RFC 4180) --------------------------------------------------------------- */

static void put_field(struct buffer *out, const char *text)
{
	/* What a spreadsheet would take for a formula is made text. */
	bool risky = *text && strchr("=+-@\t\r", *text);

	buffer_text(out, risky ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			buffer_char(out, '"');
		buffer_char(out, *text);
	}
	buffer_char(out, '"');
}

void report_print_csv(struct buffer *out, const struct report_query *query,
		      const struct report *report, const struct report *before)
{
	buffer_format(out, "%s,section,figure,unit,value%s\r\n", report_by_name(query->by),
		      before ? ",before" : "");
	for (size_t i = 0; i < report->n_groups; i++) {
		const struct report_group *group = &report->groups[i];

		for (size_t k = 0; k < group->n_figures; k++) {
			const struct figure *figure = &group->figures[k];
			const struct figure *then = same_before(before, group->name, figure);

			put_field(out, group->name);
			buffer_char(out, ',');
			put_field(out, figure->section);
			buffer_char(out, ',');
			put_field(out, figure->name);
			buffer_format(out, ",%s,", unit_names[figure->unit]);
			put_value(out, figure);
			if (before)
				buffer_char(out, ',');
			if (then)
				put_value(out, then);
			buffer_text(out, "\r\n");
		}
	}
}

/* --- JSON ------------------------------------------------------------------------- */

static void put_figure(struct buffer *out, const struct figure *figure)
{
	json_put_comma(out);
	buffer_char(out, '{');
	json_put_member(out, "section", figure->section);
	json_put_member(out, "name", figure->name);
	json_put_member(out, "unit", unit_names[figure->unit]);
	json_put_name(out, "value");
	put_value(out, figure);
	buffer_char(out, '}');
}

static bool is_leading(const struct figure *figure)
{
	for (size_t i = 0; i < N_LEADING; i++)
		if (!strcmp(leading[i].section, figure->section) &&
		    !strcmp(leading[i].name, figure->name))
			return true;
	return false;
}

static void put_figures(struct buffer *out, const struct report_group *group, bool leading_only)
{
	json_put_name(out, "figures");
	buffer_char(out, '[');
	for (size_t i = 0; i < group->n_figures; i++)
		if (!leading_only || is_leading(&group->figures[i]))
			put_figure(out, &group->figures[i]);
	buffer_char(out, ']');
}

void report_put_groups(struct buffer *out, const char *name, const struct report *report,
		       bool leading_only)
{
	json_put_name(out, name);
	buffer_char(out, '[');
	for (size_t i = 0; i < report->n_groups; i++) {
		json_put_comma(out);
		buffer_char(out, '{');
		json_put_member(out, "name", report->groups[i].name);
		put_figures(out, &report->groups[i], leading_only);
		buffer_char(out, '}');
	}
	buffer_char(out, ']');
}

void report_print_json(struct buffer *out, const struct report_query *query,
		       const struct report *report, const struct report *before)
{
	buffer_char(out, '{');
	json_put_integer(out, "from_ms", query->from_ms);
	json_put_integer(out, "to_ms", query->to_ms);
	json_put_member(out, "by", report_by_name(query->by));
	report_put_groups(out, "groups", report, false);
	if (before)
		report_put_groups(out, "before", before, false);
	buffer_text(out, "}\n");
}
