#include "bot/population/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/yaml.h"
#include "bot/core.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)

static const struct number {
	const char *name;
	size_t offset;
	double least, most;
} numbers[] = {
#define NUMBER(name, least, most)                                            \
	{                                                                    \
#name, offsetof(struct population_params, name), least, most \
	}
#define CHANCE(name) NUMBER(name, 0, 1)
	NUMBER(usage_median, 0.01, 1000),
	NUMBER(usage_spread, 0, 3),
	NUMBER(usage_noise, 0, 3),
	NUMBER(usage_weekend, 0, 10),
	CHANCE(habit_change_daily),
	NUMBER(habit_change, 0, 3),
	CHANCE(prepaid_share),
	NUMBER(topup_low_days, 0, 60),
	NUMBER(topup_chance, 0.001, 0.999),
	NUMBER(topup_spread, 0, 5),
	NUMBER(topup_days, 1, 365),
	NUMBER(bill_notice_days, 1, 25),
	NUMBER(punctual_chance, 0.001, 0.999),
	NUMBER(punctual_spread, 0, 5),
	CHANCE(late_pay_daily),
	NUMBER(grace_days, 1, 30),
	NUMBER(credit_limit_days, 30, 3650),
	NUMBER(full_after_days, 1, 365),
	CHANCE(arrears_return_daily),
	NUMBER(document_yearly, 0.0001, 1),
	CHANCE(document_renew_daily),
	NUMBER(contract_yearly, 0.0001, 1),
	CHANCE(contract_renew_daily),
	CHANCE(papers_return_daily),
	CHANCE(flag_daily),
	NUMBER(flag_days, 1, 365),
	CHANCE(flagged_stop_daily),
	CHANCE(suspicion_return_daily),
	CHANCE(hold_daily),
	NUMBER(hold_months, 1, 120),
	CHANCE(hold_return_daily),
	CHANCE(lost_daily),
	CHANCE(lost_return_daily),
	CHANCE(writes_first_day),
	CHANCE(writes_later_daily),
	CHANCE(asks_daily),
	CHANCE(english_share),
	NUMBER(answer_seconds, 1, 600),
	CHANCE(leaves),
	CHANCE(misunderstood),
	CHANCE(proves),
	CHANCE(wrong_code),
	CHANCE(pays_at_once),
	CHANCE(handed),
	CHANCE(rates),
	NUMBER(incidents_weekly, 0, 1000),
	NUMBER(incident_after_days, 0, 3650),
	NUMBER(incident_minutes_least, 5, 10000),
	NUMBER(incident_minutes_most, 5, 10000),
	NUMBER(incident_times, 1, 1000),
	NUMBER(incident_extra, 1, 10000),
	NUMBER(incident_spread, 1, 100),
};

#define N_NUMBERS (sizeof numbers / sizeof *numbers)

static const char *const others[] = {"first_day", "regions",  "asked",           "channels",
				     "hours",     "weekdays", "incident_causes", "due_days"};

#define N_OTHERS (sizeof others / sizeof *others)

struct reading {
	const struct yaml *file;
	bool need; /* all of it */
	struct arena *arena;
	struct problems *problems;
};

static bool known_keys(const struct reading *reading)
{
	const char *known[N_NUMBERS + N_OTHERS + 1] = {0};

	for (size_t i = 0; i < N_NUMBERS; i++)
		known[i] = numbers[i].name;
	memcpy(known + N_NUMBERS, others, sizeof others);
	return yaml_known_keys(reading->file, known, reading->problems);
}

static bool read_numbers(const struct reading *reading, struct population_params *out)
{
	bool fine = true;

	for (size_t i = 0; i < N_NUMBERS; i++)
		fine &= yaml_read_double(reading->file, numbers[i].name, reading->need,
					 numbers[i].least, numbers[i].most,
					 (double *)(void *)((char *)out + numbers[i].offset),
					 reading->problems);
	return fine;
}

static bool read_day(const struct reading *reading, struct population_params *out)
{
	const char *text = NULL;
	int64_t at_ms;

	if (!yaml_read_string(reading->file, "first_day", reading->need, &text, reading->problems))
		return false;
	if (text && (!clock_parse(text, &at_ms) || at_ms < 0))
		return yaml_problem(yaml_get(reading->file, "first_day"), reading->problems,
				    "this is no day such as 2026-01-31");
	if (text)
		out->first_day = (int)(at_ms / DAY_MS);
	return true;
}

/* A weight, or whatever number. */
static bool read_weight(const struct yaml *node, double *out, struct problems *problems)
{
	char *end = NULL;

	if (node->kind == YAML_TEXT)
		*out = strtod(node->text, &end);
	return (end && end != node->text && !*end && *out >= 0 && *out <= 1e6) ||
	       yaml_problem(node, problems, "a number from 0 to 1000000 is expected");
}

/* NULL after adding a problem, or when it need not be there. */
static const struct yaml *listed(const struct reading *reading, const char *name,
				 enum yaml_kind kind, size_t least, size_t most, bool *fine)
{
	const struct yaml *node = yaml_get(reading->file, name);

	if (node && (node->kind != kind || node->n < least || node->n > most)) {
		*fine = yaml_problem(node, reading->problems, "%s of %zu to %zu is expected",
				     kind == YAML_MAP ? "a map" : "a list", least, most);
		return NULL;
	}
	if (!node && reading->need)
		*fine = yaml_problem(reading->file, reading->problems, "%s is missing", name);
	return node;
}

static bool read_weights(const struct reading *reading, const struct yaml *node, double *out)
{
	double sum = 0;

	for (size_t i = 0; i < node->n; i++) {
		if (!read_weight(node->items[i], &out[i], reading->problems))
			return false;
		sum += out[i];
	}
	if (!(sum > 0))
		return yaml_problem(node, reading->problems, "something must be more than 0");
	for (size_t i = 0; i < node->n; i++)
		out[i] /= sum;
	return true;
}

static bool read_shares(const struct reading *reading, const char *name, struct shares *out)
{
	bool fine = true;
	const struct yaml *node = listed(reading, name, YAML_MAP, 1, SHARES_MOST, &fine);

	if (!node)
		return fine;
	out->n = node->n;
	for (size_t i = 0; i < node->n; i++)
		out->names[i] = arena_text(reading->arena, node->keys[i]);
	return read_weights(reading, node, out->shares);
}

static bool read_asked(const struct reading *reading, struct population_params *out)
{
	const struct yaml *node = yaml_get(reading->file, "asked");

	if (!read_shares(reading, "asked", &out->asked))
		return false;
	for (size_t i = 0; node && i < node->n; i++)
		if (!flow_for_intent(node->keys[i]))
			return yaml_problem(node->items[i], reading->problems,
					    "no flow is for the intent %s", node->keys[i]);
	return true;
}

static bool read_profile(const struct reading *reading, const char *name, size_t n, double *out)
{
	bool fine = true;
	const struct yaml *node = listed(reading, name, YAML_LIST, n, n, &fine);

	return node ? read_weights(reading, node, out) : fine;
}

static bool read_due_days(const struct reading *reading, struct population_params *out)
{
	bool fine = true;
	const struct yaml *node = listed(reading, "due_days", YAML_LIST, 1, SHARES_MOST, &fine);
	double day;

	if (!node)
		return fine;
	out->n_due_days = node->n;
	for (size_t i = 0; i < node->n; i++) {
		if (!read_weight(node->items[i], &day, reading->problems))
			return false;
		if (day < 1 || day > 28)
			return yaml_problem(node->items[i], reading->problems,
					    "a day from 1 to 28 is expected");
		out->due_days[i] = (int)day;
	}
	return true;
}

static bool read_file(const char *path, bool need, struct arena *arena,
		      struct population_params *out, struct problems *problems)
{
	struct reading reading = {yaml_read(path, arena, problems), need, arena, problems};

	bool fine;

	if (!reading.file)
		return false;
	fine = known_keys(&reading);
	fine &= read_numbers(&reading, out);
	fine &= read_day(&reading, out);
	fine &= read_shares(&reading, "regions", &out->regions);
	fine &= read_asked(&reading, out);
	fine &= read_shares(&reading, "channels", &out->channels);
	fine &= read_shares(&reading, "incident_causes", &out->incident_causes);
	fine &= read_profile(&reading, "weekdays", 7, out->weekdays);
	fine &= read_profile(&reading, "hours", 24, out->hours);
	fine &= read_due_days(&reading, out);
	return fine;
}

bool population_params_read(const char *home, const char *other, struct arena *arena,
			    struct population_params *out, struct problems *problems)
{
	const char *path = arena_format(arena, "%s/bot/population/population.yaml", home);

	return read_file(path, true, arena, out, problems) &&
	       (!other || read_file(other, false, arena, out, problems));
}
