/*
 * How a line stands is a matter, the days that are left in it, and how its owner has been about it
 * before. What became of lines that stood so is counted over all days whose week to come is known.
 */
#include "bot/insight/risk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BURN_DAYS 28   /* of use, from which the usual is taken */
#define LOW_DAYS 6     /* a balance for so many days is low */
#define AHEAD_MOST 14  /* who is further from it stands in no matter */
#define BEHIND_MOST 21 /* days past due that are told apart */
#define STEPS (BEHIND_MOST + AHEAD_MOST + 1)
#define LEVELS 4      /* of how owners have been */
#define GRACE_DAYS 7  /* from due to stop, where none was seen */
#define FEW 20.0      /* so many of whom nothing special is known are added to each count */
#define LEARN_EVERY 2 /* days: neighbours say the same twice */

struct cell {
	double n, stopped;
};

struct table {
	struct cell cells[N_RISK_MATTERS][STEPS][LEVELS];
	struct cell all;
	int grace_days;
};

/* How a line stands in one matter. */
struct standing {
	enum risk_matter matter;
	int left;     /* days; below 0: past */
	size_t level; /* 0: its owner has always been quick */
	double daily; /* fen that are used */
	size_t low, refills;
};

const char *risk_matter_name(enum risk_matter matter)
{
	static const char *const names[] = {
		[RISK_BALANCE] = "balance",   [RISK_BILL] = "bill", [RISK_DOCUMENT] = "document",
		[RISK_CONTRACT] = "contract", [RISK_FLAG] = "flag",
	};

	return names[matter];
}

/* --- how a line stands ------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return one < other ? -1 : one > other;
}

/* What is used a day, up to day `at`: the mean of the last weeks without the least and the most
 * tenth, so that one odd day does not count. Days on which the line was stopped say nothing. */
static double burn(const struct line_history *line, size_t at)
{
	int64_t used[BURN_DAYS], sum = 0;
	size_t n = 0, cut;

	for (size_t i = at + 1; i > 0 && n < BURN_DAYS && at + 1 - i < 2 * BURN_DAYS; i--)
		if (!line->days[i - 1].stopped)
			used[n++] = line->days[i - 1].used_fen;
	qsort(used, n, sizeof *used, by_size);
	cut = n / 10;
	for (size_t i = cut; i < n - cut; i++)
		sum += used[i];
	return n ? (double)sum / (double)(n - 2 * cut) : 0;
}

/* Days on which the balance was low, and how often it was then topped up by the next day. */
static void count_refills(const struct line_history *line, size_t at, struct standing *out)
{
	for (size_t i = 0; i <= at; i++) {
		const struct line_day *day = &line->days[i];

		if (i > 0 && day->balance_fen > day[-1].balance_fen &&
		    (double)day[-1].balance_fen < LOW_DAYS * out->daily)
			out->refills++;
		out->low += (double)day->balance_fen < LOW_DAYS * out->daily;
	}
}

/* Of owners whose balance is low few top up late each time. */
static size_t level_of_refills(const struct standing *standing)
{
	double quick = ((double)standing->refills + 0.9) / ((double)standing->low + 2);

	return quick > 0.4 ? 0 : quick > 0.25 ? 1 : quick > 0.15 ? 2 : 3;
}

/* Whether a bill was ever paid late. */
static size_t level_of_bills(const struct line_history *line, size_t at)
{
	size_t late = 0;

	for (size_t i = 0; i < at; i++)
		late += line->days[i].due_day && line->days[i].due_day < line->days[at].due_day &&
			line->days[i].day > line->days[i].due_day;
	return late == 0 ? 0 : late < 4 ? 1 : late < 8 ? 2 : 3;
}

static bool is_near(int left)
{
	return left <= AHEAD_MOST && left >= -BEHIND_MOST;
}

/* At most one in each matter. */
static size_t stand(const struct line_history *line, size_t at, struct standing out[N_RISK_MATTERS])
{
	const struct line_day *day = &line->days[at];
	size_t n = 0;

	if (line->prepaid) {
		struct standing standing = {.matter = RISK_BALANCE, .daily = burn(line, at)};
		double left = standing.daily > 0 ? (double)day->balance_fen / standing.daily : 1e6;

		standing.left = (int)fmax(0, fmin(floor(left), 1e6));
		if (is_near(standing.left)) {
			count_refills(line, at, &standing);
			standing.level = level_of_refills(&standing);
			out[n++] = standing;
		}
	}
	if (day->due_day && day->owed_fen > 0 && is_near(day->due_day - day->day))
		out[n++] = (struct standing){.matter = RISK_BILL,
					     .left = day->due_day - day->day,
					     .level = level_of_bills(line, at)};
	if (day->document_day && is_near(day->document_day - day->day))
		out[n++] = (struct standing){.matter = RISK_DOCUMENT,
					     .left = day->document_day - day->day};
	if (day->contract_day && is_near(day->contract_day - day->day))
		out[n++] = (struct standing){.matter = RISK_CONTRACT,
					     .left = day->contract_day - day->day};
	if (day->flagged)
		out[n++] = (struct standing){.matter = RISK_FLAG};
	return n;
}

/* --- what became of them ---------------------------------------------------------- */

static struct cell *cell_of(struct table *table, const struct standing *standing)
{
	return &table->cells[standing->matter][standing->left + BEHIND_MOST][standing->level];
}

static bool was_stopped_after(const struct line_history *line, size_t at)
{
	for (size_t i = at + 1; i < line->n && line->days[i].day <= line->days[at].day + RISK_DAYS;
	     i++)
		if (line->days[i].stopped)
			return true;
	return false;
}

static void learn_line(struct table *table, const struct line_history *line, int last_day)
{
	struct standing standings[N_RISK_MATTERS];

	for (size_t at = 0; at < line->n && line->days[at].day <= last_day - RISK_DAYS;
	     at += LEARN_EVERY) {
		bool stopped;

		if (line->days[at].stopped)
			continue;
		stopped = was_stopped_after(line, at);
		table->all.n++;
		table->all.stopped += stopped;
		for (size_t n = stand(line, at, standings); n > 0; n--) {
			struct cell *cell = cell_of(table, &standings[n - 1]);

			cell->n++;
			cell->stopped += stopped;
		}
	}
}

/* From due to stop: the median of those that were seen. */
static int grace_seen(const struct history *history)
{
	size_t counts[BEHIND_MOST + 1] = {0}, n = 0, before = 0;

	for (size_t i = 0; i < history_count(history); i++) {
		const struct line_history *line = history_at(history, i);

		for (size_t at = 1; at < line->n; at++) {
			const struct line_day *day = &line->days[at];
			int late = day->day - day->due_day;

			if (day->stopped && !day[-1].stopped && day->due_day && late > 0 &&
			    late <= BEHIND_MOST) {
				counts[late]++;
				n++;
			}
		}
	}
	for (int late = 1; late <= BEHIND_MOST; late++) {
		before += counts[late];
		if (n > 0 && before * 2 >= n)
			return late;
	}
	return GRACE_DAYS;
}

static struct table *learn(const struct history *history)
{
	struct table *table = mem_new(sizeof *table);

	for (size_t i = 0; i < history_count(history); i++)
		learn_line(table, history_at(history, i), history_last_day(history));
	table->grace_days = grace_seen(history);
	return table;
}

static double chance_of(struct table *table, const struct standing *standing)
{
	const struct cell *cell = cell_of(table, standing);
	double usual = table->all.n > 0 ? table->all.stopped / table->all.n : 0;

	return (cell->stopped + FEW * usual) / (cell->n + FEW);
}

/* --- in words --------------------------------------------------------------------- */

static int day_of_stop(const struct table *table, const struct line_day *day,
		       const struct standing *standing)
{
	switch (standing->matter) {
	case RISK_BALANCE:
		return day->day + 1 + standing->left;
	case RISK_BILL:
		return day->due_day + table->grace_days;
	case RISK_DOCUMENT:
	case RISK_CONTRACT:
		return day->day + 1 + (standing->left > 0 ? standing->left : 0);
	case RISK_FLAG:
	case N_RISK_MATTERS:
		break;
	}
	return day->day + RISK_DAYS;
}

static void say_balance(const struct line_day *day, const struct standing *standing, char *out,
			size_t size)
{
	int length = snprintf(out, size, "a balance of %.2f yuan lasts %d %s at %.2f a day",
			      (double)day->balance_fen / 100, standing->left,
			      standing->left == 1 ? "day" : "days", standing->daily / 100);

	if (standing->low > 0)
		snprintf(out + length, size - (size_t)length,
			 "; topped up on %zu of %zu days on which it was low", standing->refills,
			 standing->low);
}

static void say_bill(const struct line_day *day, const struct standing *standing,
		     const struct table *table, char *out, size_t size)
{
	char due[DAY_TEXT_SIZE];

	usage_print_day(day->due_day, due);
	snprintf(out, size, "%.2f yuan %s due on %s, stopped %d days later%s",
		 (double)day->owed_fen / 100, standing->left < 0 ? "were" : "are", due,
		 table->grace_days, standing->level ? "; paid late before" : "");
}

static void say_paper(const char *paper, int day, char *out, size_t size)
{
	char text[DAY_TEXT_SIZE];

	usage_print_day(day, text);
	snprintf(out, size, "the %s ends on %s and is not renewed", paper, text);
}

static void say(const struct table *table, const struct line_day *day,
		const struct standing *standing, char *out, size_t size)
{
	switch (standing->matter) {
	case RISK_BALANCE:
		say_balance(day, standing, out, size);
		break;
	case RISK_BILL:
		say_bill(day, standing, table, out, size);
		break;
	case RISK_DOCUMENT:
		say_paper("document", day->document_day, out, size);
		break;
	case RISK_CONTRACT:
		say_paper("contract", day->contract_day, out, size);
		break;
	case RISK_FLAG:
		snprintf(out, size, "flagged by risk control");
		break;
	case N_RISK_MATTERS:
		break;
	}
}

/* --- the list --------------------------------------------------------------------- */

/* A balance runs out once after each payment. */
static int day_of_refill(const struct line_history *line)
{
	for (size_t i = line->n - 1; i > 0; i--)
		if (line->days[i].balance_fen > line->days[i - 1].balance_fen)
			return line->days[i].day;
	return 0;
}

static int occasion_of(const struct line_history *line, enum risk_matter matter)
{
	const struct line_day *last = &line->days[line->n - 1];

	switch (matter) {
	case RISK_BALANCE:
		return day_of_refill(line);
	case RISK_BILL:
		return last->due_day;
	case RISK_DOCUMENT:
		return last->document_day;
	case RISK_CONTRACT:
		return last->contract_day;
	case RISK_FLAG:
	case N_RISK_MATTERS:
		break;
	}
	return 0;
}

/* False when nothing speaks for it. */
static bool find_risk(struct table *table, const struct line_history *line, struct risk *out)
{
	const struct line_day *day = &line->days[line->n - 1];
	struct standing standings[N_RISK_MATTERS];
	const struct standing *worst = NULL;

	out->chance = 0;
	for (size_t n = stand(line, line->n - 1, standings); n > 0; n--) {
		double chance = chance_of(table, &standings[n - 1]);

		if (worst && chance <= out->chance)
			continue;
		out->chance = chance;
		worst = &standings[n - 1];
	}
	if (!worst)
		return false;
	out->line = line->line;
	out->matter = worst->matter;
	out->day = day_of_stop(table, day, worst);
	out->occasion = occasion_of(line, worst->matter);
	out->balance_fen = day->balance_fen;
	say(table, day, worst, out->why, sizeof out->why);
	return true;
}

static int most_likely_first(const void *a, const void *b)
{
	const struct risk *one = a, *other = b;

	if (one->chance != other->chance)
		return one->chance > other->chance ? -1 : 1;
	return one->day != other->day ? one->day - other->day : strcmp(one->line, other->line);
}

void risks_find(const struct history *history, struct arena *arena, struct risk **out,
		size_t *out_n)
{
	struct table *table = learn(history);
	size_t most = history_count(history), n = 0;
	struct risk *risks = arena_new(arena, (most + 1) * sizeof *risks);

	for (size_t i = 0; i < most; i++) {
		const struct line_history *line = history_at(history, i);
		const struct line_day *last = &line->days[line->n - 1];

		/* What is not in the last export is no line any more. */
		if (last->day == history_last_day(history) && !last->stopped)
			n += find_risk(table, line, &risks[n]);
	}
	qsort(risks, n, sizeof *risks, most_likely_first);
	free(table);
	*out = risks;
	*out_n = n;
}
