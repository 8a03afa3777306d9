#include "bot/population/population.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/population/contacts.h"
#include "bot/population/lines.h"

#define MINUTE_MS (60 * 1000LL)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define SPAN_MS (5 * MINUTE_MS) /* in which the extra contacts of an incident are counted */

struct population {
	const struct population_params *params;
	struct dice dice;
	struct line *lines;
	size_t n_lines;
	int day;
	struct contacts *contacts;
	/* By cause and region: who was told so far, incidents apart. */
	double *usual;
};

struct population *population_create(const struct population_params *params, size_t n_lines,
				     uint64_t seed)
{
	struct population *population = mem_new(sizeof *population);

	population->params = params;
	population->dice.state = seed;
	population->n_lines = n_lines;
	population->lines = mem_resize(NULL, n_lines, sizeof *population->lines);
	population->day = params->first_day;
	population->contacts = contacts_create(params);
	population->usual = mem_new(SHARES_MOST * SHARES_MOST * sizeof *population->usual);
	for (size_t i = 0; i < n_lines; i++)
		line_begin(&population->lines[i], params, &population->dice);
	return population;
}

void population_destroy(struct population *population)
{
	if (!population)
		return;
	contacts_destroy(population->contacts);
	free(population->lines);
	free(population->usual);
	free(population);
}

struct population *population_fork(const struct population *population, uint64_t seed,
				   bool owners_known)
{
	struct population *fork = mem_new(sizeof *fork);

	*fork = *population;
	fork->dice.state = seed;
	fork->lines = mem_resize(NULL, fork->n_lines, sizeof *fork->lines);
	memcpy(fork->lines, population->lines, fork->n_lines * sizeof *fork->lines);
	fork->contacts = NULL;
	fork->usual = NULL;
	for (size_t i = 0; !owners_known && i < fork->n_lines; i++)
		line_guess_owner(&fork->lines[i], fork->params, &fork->dice);
	return fork;
}

/* --- who writes ------------------------------------------------------------------- */

static int64_t day_ms(const struct population *population)
{
	return population->day * DAY_MS - POPULATION_ZONE_MINUTES * MINUTE_MS;
}

static double weekday_times(const struct population *population)
{
	return population->params->weekdays[(population->day + 4) % 7] * 7;
}

static int64_t some_time(struct population *population)
{
	double hour = (double)dice_pick(&population->dice, population->params->hours, 24) +
		      dice_share(&population->dice);

	return day_ms(population) + (int64_t)(hour * HOUR_MS);
}

static void print_number(size_t line, char out[20])
{
	snprintf(out, 20, "139%08u", (unsigned)line % 100000000);
}

static void plan_contact(struct population *population, size_t i, int64_t at_ms, const char *cause,
			 bool pays)
{
	char number[20];
	const struct contact_plan plan = {
		at_ms, number, population->params->regions.names[population->lines[i].region],
		cause, pays};

	print_number(i, number);
	contacts_plan(population->contacts, &plan, &population->dice);
}

static void count_usual(struct population *population, const char *cause, int region)
{
	const struct shares *causes = &population->params->incident_causes;

	for (size_t i = 0; i < causes->n; i++)
		if (!strcmp(causes->names[i], cause))
			population->usual[i * SHARES_MOST + (size_t)region]++;
}

static void maybe_write(struct population *population, size_t i)
{
	const struct population_params *params = population->params;
	struct line *line = &population->lines[i];
	const char *cause = line_cause(line, params, population->day);
	double chance = !line->stop                            ? params->asks_daily
			: line->stopped_day == population->day ? params->writes_first_day
							       : params->writes_later_daily;

	if (!dice_falls(&population->dice, chance * weekday_times(population)))
		return;
	if ((line->stop == STOP_ARREARS || line->stop == STOP_CREDIT) &&
	    dice_falls(&population->dice, params->pays_at_once))
		line->paid = true;
	plan_contact(population, i, some_time(population), line->stop ? cause : NULL, line->paid);
	count_usual(population, cause, line->region);
}

/* --- incidents -------------------------------------------------------------------- */

struct incident {
	size_t cause, region;
	int64_t from_ms, to_ms;
	double least; /* more contacts in a span, at least */
	double rate;  /* in a span */
};

static double usual_in_span(const struct population *population, size_t cause, size_t region,
			    int64_t at_ms)
{
	int days = population->day - population->params->first_day;
	size_t hour = (size_t)((at_ms - day_ms(population)) / HOUR_MS);
	double daily = population->usual[cause * SHARES_MOST + region] / (days > 0 ? days : 1);

	return daily * weekday_times(population) * population->params->hours[hour] * SPAN_MS /
	       HOUR_MS;
}

static struct incident some_incident(struct population *population)
{
	const struct population_params *params = population->params;
	struct dice *dice = &population->dice;
	struct incident incident = {
		.cause = dice_pick(dice, params->incident_causes.shares, params->incident_causes.n),
		.region = (size_t)population->lines[dice_below(dice, population->n_lines)].region,
		.from_ms = day_ms(population) + (int64_t)(dice_share(dice) * DAY_MS),
	};
	double minutes = dice_between(dice, params->incident_minutes_least,
				      params->incident_minutes_most);

	incident.to_ms = incident.from_ms + (int64_t)(minutes * MINUTE_MS);
	incident.least = fmax(params->incident_extra,
			      (params->incident_times - 1) *
				      usual_in_span(population, incident.cause, incident.region,
						    incident.from_ms));
	incident.rate = incident.least * dice_between(dice, 1, params->incident_spread);
	return incident;
}

/* Of that region, as somebody has it. */
static size_t somebody_in(struct population *population, size_t region)
{
	size_t i = dice_below(&population->dice, population->n_lines);

	while (population->lines[i].region != (int)region)
		i = (i + 1) % population->n_lines;
	return i;
}

/* Contacts come by chance, but enough in the first span for this to be an incident. */
static struct dice enough_arrivals(struct dice *dice, const struct incident *incident)
{
	struct dice arrivals, trial;

	do {
		arrivals.state = dice_seed(dice);
		trial = arrivals;
	} while ((double)dice_count(&trial, incident->rate) < incident->least);
	return arrivals;
}

static void write_in(struct population *population, const struct incident *incident)
{
	const char *cause = population->params->incident_causes.names[incident->cause];
	struct dice arrivals = enough_arrivals(&population->dice, incident);
	double spans = (double)(incident->to_ms - incident->from_ms) / SPAN_MS;

	for (double at = dice_wait(&arrivals, 1); at < spans * incident->rate;
	     at += dice_wait(&arrivals, 1))
		plan_contact(population, somebody_in(population, incident->region),
			     incident->from_ms + (int64_t)(at / incident->rate * SPAN_MS), cause,
			     false);
}

static void tell_truth(const struct population_taker *taker, enum truth truth, int64_t at_ms,
		       const char *line, const char *region, const char *cause)
{
	const struct truth_row row = {truth, at_ms, line, region, cause};

	if (taker->truth)
		taker->truth(taker->context, &row);
}

static void plan_incidents(struct population *population, const struct population_taker *taker)
{
	const struct population_params *params = population->params;

	if (population->day - params->first_day < (int)params->incident_after_days)
		return;
	for (size_t n = dice_count(&population->dice, params->incidents_weekly / 7); n > 0; n--) {
		struct incident incident = some_incident(population);
		const char *region = params->regions.names[incident.region];
		const char *cause = params->incident_causes.names[incident.cause];

		write_in(population, &incident);
		tell_truth(taker, TRUTH_INCIDENT, incident.from_ms, "", region, cause);
		tell_truth(taker, TRUTH_INCIDENT_OVER, incident.to_ms, "", region, cause);
	}
}

/* --- a day ------------------------------------------------------------------------ */

static int64_t fen(double amount)
{
	return (int64_t)llround(amount);
}

static void tell_usage(const struct population *population, size_t i,
		       const struct population_taker *taker)
{
	const struct line *line = &population->lines[i];
	struct usage_row row = {
		.day = population->day,
		.prepaid = line->prepaid,
		.flagged = line->flagged_until >= population->day,
		.balance_fen = fen(line->balance_fen) - fen(line->owed_fen) -
			       fen(line->unbilled_fen),
		.used_fen = fen(line->used_fen),
		.owed_fen = fen(line->owed_fen),
		.due_day = line->due_day,
		.document_day = line->document_day,
		.contract_day = line->contract_day,
		.hold_day = line->hold_day,
	};

	print_number(i, row.line);
	snprintf(row.region, sizeof row.region, "%s",
		 population->params->regions.names[line->region]);
	snprintf(row.stopped, sizeof row.stopped, "%s",
		 line_cause(line, population->params, population->day));
	taker->usage(taker->context, &row);
}

static void live(struct population *population, size_t i, const struct population_taker *taker)
{
	const struct population_params *params = population->params;
	struct line *line = &population->lines[i];
	const char *region = params->regions.names[line->region];
	enum stop before = line->stop;
	char number[20];

	line_live(line, params, population->day, &population->dice);
	if (line->stop != before) {
		print_number(i, number);
		tell_truth(taker, line->stop ? TRUTH_STOPPED : TRUTH_RESTORED, day_ms(population),
			   number, region, line_cause(line, params, population->day));
	}
	if (taker->contacts)
		maybe_write(population, i);
	if (taker->usage)
		tell_usage(population, i, taker);
}

void population_day(struct population *population, const struct population_taker *taker)
{
	for (size_t i = 0; i < population->n_lines; i++)
		live(population, i, taker);
	if (taker->contacts)
		plan_incidents(population, taker);
	population->day++;
	if (taker->contacts)
		contacts_tell(population->contacts, day_ms(population), taker->contacts);
}

void population_end(struct population *population, const struct population_taker *taker)
{
	if (taker->contacts)
		contacts_tell(population->contacts, INT64_MAX, taker->contacts);
}
