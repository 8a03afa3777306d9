/*
 * By when a case is due: rows of minutes, of which the first that fits a case counts.
 *
 * A clock runs in its team's hours only. What begins to wait at night is due in the morning.
 */
#include <string.h>

#include "knowledge/parts.h"

#define MINUTE_MS 60000LL
#define MINUTES_MOST 20160 /* two weeks */
#define PRIORITY_MOST 3

static const char *const names[N_DUES] = {
	[DUE_FIRST] = "first", [DUE_NEXT] = "next", [DUE_RESOLVE] = "resolve"};

const char *due_name(enum due due)
{
	return names[due];
}

static bool is_for_all(const struct due_row *row)
{
	return !*row->team && row->priority < 0;
}

static bool read_row(const struct yaml *map, const struct team_list *teams, struct due_row *out,
		     struct problems *problems)
{
	static const char *const keys[] = {"team", "priority", "first", "next", "resolve", NULL};
	bool fine = yaml_known_keys(map, keys, problems);

	*out = (struct due_row){.team = "", .priority = -1};
	fine = yaml_read_string(map, "team", false, &out->team, problems) && fine;
	fine = yaml_read_integer(map, "priority", false, 0, PRIORITY_MOST, &out->priority,
				 problems) &&
	       fine;
	for (enum due due = 0; due < N_DUES; due++)
		fine = yaml_read_integer(map, names[due], true, 1, MINUTES_MOST, &out->minutes[due],
					 problems) &&
		       fine;
	if (fine && teams && *out->team && !teams_named(teams, out->team))
		return yaml_problem(yaml_get(map, "team"), problems, "teams.yaml has no team `%s`",
				    out->team);
	return fine;
}

/* Each case finds a row, and each row may be found. */
static bool check_order(const struct yaml *list, const struct due_table *table,
			struct problems *problems)
{
	size_t last = table->n - 1;

	for (size_t i = 0; i < last; i++)
		if (is_for_all(&table->rows[i]))
			return yaml_problem(list->items[i], problems,
					    "this row fits every case: none behind it counts");
	return is_for_all(&table->rows[last]) ||
	       yaml_problem(list->items[last], problems,
			    "the last row fits whatever is left: it has no team and no priority");
}

bool dues_read(const char *path, struct arena *arena, const struct team_list *teams,
	       struct due_table *out, struct problems *problems)
{
	const struct yaml *list = yaml_read(path, arena, problems);
	bool fine = true;

	if (!list)
		return false;
	if (list->kind != YAML_LIST || list->n == 0)
		return yaml_problem(list, problems, "a list of rows is expected");
	out->rows = arena_new(arena, list->n * sizeof *out->rows);
	for (out->n = 0; out->n < list->n; out->n++)
		fine = read_row(list->items[out->n], teams, &out->rows[out->n], problems) && fine;
	return fine && check_order(list, out, problems);
}

static const struct due_row *find_row(const struct due_table *table, const char *team, int priority)
{
	const struct due_row *row = table->rows;

	while ((*row->team && strcmp(row->team, team) != 0) ||
	       (row->priority >= 0 && row->priority != priority))
		row++;
	return row;
}

int64_t due_ms(const struct due_table *table, const struct team *team,
	       const struct calendar *calendar, const struct due_clock *clock, int zone_minutes)
{
	int64_t left_ms = find_row(table, team->id, clock->priority)->minutes[clock->due] *
			  MINUTE_MS;
	int64_t at_ms = clock->since_ms, from_ms, to_ms;

	while (team_hours(team, calendar, at_ms, zone_minutes, &from_ms, &to_ms)) {
		if (from_ms > at_ms)
			at_ms = from_ms;
		if (left_ms <= to_ms - at_ms)
			return at_ms + left_ms;
		left_ms -= to_ms - at_ms;
		at_ms = to_ms;
	}
	return 0;
}
