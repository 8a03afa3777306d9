/*
 * Policies: what differs by operator, province or year, each row with source and date.
 *
 * A row holds from its valid_from until a later row of the same name, carrier and
 * province takes its place; the civil date of the subscriber's zone decides.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "knowledge/parts.h"

static const char *const row_keys[] = {"name",   "carrier", "province", "valid_from",
				       "source", "value",   NULL};

static bool read_valid_from(const struct yaml *map, const char **out, struct problems *problems)
{
	int64_t ignored;

	if (!yaml_read_string(map, "valid_from", true, out, problems))
		return false;
	if (strlen(*out) != strlen("YYYY-MM-DD") || !clock_parse(*out, &ignored))
		return yaml_problem(yaml_get(map, "valid_from"), problems,
				    "`%s` is no date; write it as 2026-11-25", *out);
	return true;
}

/* A value is put into other texts, and nothing is put into it. */
static bool read_value(const struct yaml *map, const char *out[N_LANGUAGES],
		       struct problems *problems)
{
	if (!texts_read(map, "value", out, problems))
		return false;
	for (enum language language = 0; language < N_LANGUAGES; language++)
		if (strchr(out[language], '{'))
			return yaml_problem(
				yaml_get(yaml_get(map, "value"), language_code(language)), problems,
				"the value of a policy holds no placeholders");
	return true;
}

static bool read_row(const struct yaml *map, struct policy_row *out, struct problems *problems)
{
	if (!yaml_known_keys(map, row_keys, problems))
		return false;

	bool fine = yaml_read_string(map, "name", true, &out->policy.name, problems);

	out->carrier = "";
	out->province = "";
	fine = yaml_read_string(map, "carrier", false, &out->carrier, problems) && fine;
	fine = yaml_read_string(map, "province", false, &out->province, problems) && fine;
	fine = read_valid_from(map, &out->policy.valid_from, problems) && fine;
	fine = yaml_read_string(map, "source", true, &out->policy.source, problems) && fine;
	fine = read_value(map, out->policy.value, problems) && fine;
	return fine;
}

static bool is_same(const struct policy_row *a, const struct policy_row *b)
{
	return !strcmp(a->policy.name, b->policy.name) && !strcmp(a->carrier, b->carrier) &&
	       !strcmp(a->province, b->province) &&
	       !strcmp(a->policy.valid_from, b->policy.valid_from);
}

static bool add_row(struct policy_table *table, const struct yaml *map, struct problems *problems)
{
	struct policy_row *row = &table->rows[table->n];

	if (!read_row(map, row, problems))
		return false;
	for (size_t i = 0; i < table->n; i++)
		if (is_same(&table->rows[i], row))
			return yaml_problem(map, problems,
					    "%s of %s is there twice for this carrier and province",
					    row->policy.name, row->policy.valid_from);
	table->n++;
	return true;
}

static bool add_file(struct policy_table *table, const struct yaml *list, struct arena *arena,
		     struct problems *problems)
{
	struct policy_row *rows = arena_new(arena, (table->n + list->n) * sizeof *rows);
	bool fine = true;

	if (table->n)
		memcpy(rows, table->rows, table->n * sizeof *rows);
	table->rows = rows;
	for (size_t i = 0; i < list->n; i++)
		fine = add_row(table, list->items[i], problems) && fine;
	return fine;
}

bool policies_read(const char *dir, struct arena *arena, struct policy_table *out,
		   struct problems *problems)
{
	const char **paths;
	size_t n;
	bool fine = true;

	if (!yaml_files(dir, ".yaml", arena, &paths, &n, problems))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct yaml *list = yaml_read(paths[i], arena, problems);

		if (!list)
			fine = false;
		else if (list->kind != YAML_LIST)
			fine = yaml_problem(list, problems, "a list of policies is expected");
		else
			fine = add_file(out, list, arena, problems) && fine;
	}
	return fine;
}

bool policies_have(const struct policy_table *table, const char *name)
{
	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->rows[i].policy.name, name))
			return true;
	return false;
}

static bool covers(const char *ours, const char *theirs)
{
	return !*ours || (theirs && !strcmp(ours, theirs));
}

static int exactness(const struct policy_row *row)
{
	return (*row->province ? 2 : 0) + (*row->carrier ? 1 : 0);
}

static bool is_better(const struct policy_row *row, const struct policy_row *best)
{
	if (!best)
		return true;
	if (exactness(row) != exactness(best))
		return exactness(row) > exactness(best);
	return strcmp(row->policy.valid_from, best->policy.valid_from) > 0;
}

const struct policy *policies_find(const struct policy_table *table, const char *name,
				   const char *carrier, const char *province, int64_t at_ms,
				   int zone_minutes)
{
	const struct policy_row *best = NULL;
	struct civil civil;
	char today[40];

	clock_civil(at_ms, zone_minutes, &civil);
	snprintf(today, sizeof today, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
	for (size_t i = 0; i < table->n; i++) {
		const struct policy_row *row = &table->rows[i];

		if (!strcmp(row->policy.name, name) && covers(row->carrier, carrier) &&
		    covers(row->province, province) && strcmp(row->policy.valid_from, today) <= 0 &&
		    is_better(row, best))
			best = row;
	}
	return best ? &best->policy : NULL;
}
