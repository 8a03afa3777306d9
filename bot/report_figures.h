/*
 * Where a report is counted together: numbers and times by group, and in the end the figures
 * that follow from them.
 */
#ifndef FUJI_BOT_REPORT_FIGURES_H
#define FUJI_BOT_REPORT_FIGURES_H

#include "base/names.h"
#include "bot/report.h"

struct counts;

/** Figures are numbered among `figures`, which others may share and which must outlive it. */
struct counts *counts_create(struct names *figures);
void counts_destroy(struct counts *counts);

/** The number of a group; it is there from then on. */
int counts_group(struct counts *counts, const char *name);

/** The number of a figure, for counts_add_figure. */
int figure_number(struct names *figures, const char *section, const char *name);

void counts_add_figure(struct counts *counts, int group, int figure, int64_t number);
void counts_add(struct counts *counts, int group, const char *section, const char *name,
		int64_t number);

/** One of many times, of which the report has percentiles. */
void counts_sample(struct counts *counts, int group, const char *section, int64_t ms);

/** The figures; memory is the arena's. */
void counts_report(struct counts *counts, struct arena *arena, struct report *out);

#endif
