/*
 * Policies: what differs by operator, province or year, each row with source and date.
 *
 * A row holds from its valid_from until its valid_until, or until a later row of the same
 * name, carrier and province takes its place; the civil date of the subscriber's zone decides.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "knowledge/parts.h"

static const char *const row_keys[] = {"name",        "carrier", "province", "valid_from",
				       "valid_until", "source",  "value",    NULL};

static bool read_validity(const struct yaml *map, struct policy_row *out, struct problems *problems)
{
	const char **from = &out->policy.valid_from;
	bool fine = day_read(map, "valid_from", true, from, problems);

	out->valid_until = "";
	fine = day_read(map, "valid_until", false, &out->valid_until, problems) && fine;
	if (fine && *out->valid_until && strcmp(out->valid_until, *from) < 0)
		return yaml_problem(yaml_get(map, "valid_until"), problems,
				    "%s is before the row begins, %s", out->valid_until, *from);
	return fine;
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
	out->place = map;
	out->quoted = false;
	fine = yaml_read_string(map, "carrier", false, &out->carrier, problems) && fine;
	fine = yaml_read_string(map, "province", false, &out->province, problems) && fine;
	fine = read_validity(map, out, problems) && fine;
	fine = yaml_read_string(map, "source", true, &out->policy.source, problems) && fine;
	fine = read_value(map, out->policy.value, problems) && fine;
	return fine;
}

static bool is_kin(const struct policy_row *a, const struct policy_row *b)
{
	return !strcmp(a->policy.name, b->policy.name) && !strcmp(a->carrier, b->carrier) &&
	       !strcmp(a->province, b->province);
}

static bool begins_before(const struct policy_row *a, const struct policy_row *b)
{
	return strcmp(a->policy.valid_from, b->policy.valid_from) < 0;
}

/* An open row gives way to a later one; a row with a last day is promised until then. */
static bool contradicts(const struct policy_row *a, const struct policy_row *b)
{
	const struct policy_row *first = begins_before(a, b) ? a : b;
	const struct policy_row *second = first == a ? b : a;

	return !begins_before(first, second) ||
	       strcmp(first->valid_until, second->policy.valid_from) >= 0;
}

static bool add_row(struct policy_table *table, const struct yaml *map, struct problems *problems)
{
	struct policy_row *row = &table->rows[table->n];

	if (!read_row(map, row, problems))
		return false;
	for (size_t i = 0; i < table->n; i++)
		if (is_kin(&table->rows[i], row) && contradicts(&table->rows[i], row))
			return yaml_problem(map, problems,
					    "another row says what %s is for this carrier and "
					    "province in the same days: %s:%zu",
					    row->policy.name, table->rows[i].place->file,
					    table->rows[i].place->line);
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

bool policies_quote(struct policy_table *table, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->rows[i].policy.name, name))
			found = table->rows[i].quoted = true;
	return found;
}

const char *policy_fault(struct policy_table *table, const char *name, struct arena *arena)
{
	if (policies_quote(table, name))
		return NULL;
	for (size_t i = 0; i < table->n; i++)
		if (text_is_near(table->rows[i].policy.name, name, strlen(name) / 3))
			return arena_format(arena,
					    "{policy.%s}: there is no such policy, did you mean "
					    "{policy.%s}?",
					    name, table->rows[i].policy.name);
	return arena_format(arena, "{policy.%s}: there is no such policy", name);
}

bool policies_check_quoted(const struct policy_table *table, struct problems *problems)
{
	bool fine = true;

	for (size_t i = 0; i < table->n; i++)
		if (!table->rows[i].quoted)
			fine = yaml_problem(table->rows[i].place, problems,
					    "no text quotes {policy.%s}",
					    table->rows[i].policy.name);
	return fine;
}

static bool has_begun(const struct policy_row *row, const char *today)
{
	return strcmp(row->policy.valid_from, today) <= 0;
}

static bool has_ended(const struct policy_row *row, const char *today)
{
	return *row->valid_until && strcmp(row->valid_until, today) < 0;
}

static bool is_followed(const struct policy_table *table, const struct policy_row *row)
{
	for (size_t i = 0; i < table->n; i++)
		if (is_kin(&table->rows[i], row) && begins_before(row, &table->rows[i]))
			return true;
	return false;
}

static bool any_has_begun(const struct policy_table *table, const char *name, const char *today)
{
	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->rows[i].policy.name, name) && has_begun(&table->rows[i], today))
			return true;
	return false;
}

bool policies_check_day(const struct policy_table *table, int64_t at_ms, int zone_minutes,
			struct problems *problems)
{
	char today[DAY_SIZE];
	bool fine = true;

	day_of(at_ms, zone_minutes, today);
	for (size_t i = 0; i < table->n; i++) {
		const struct policy_row *row = &table->rows[i];
		const char *name = row->policy.name;

		if (has_ended(row, today) && !is_followed(table, row))
			fine = yaml_problem(row->place, problems,
					    "%s ended on %s and no row follows", name,
					    row->valid_until);
		if (!any_has_begun(table, name, today))
			fine = yaml_problem(row->place, problems,
					    "no row fills {policy.%s} before %s", name,
					    row->policy.valid_from);
	}
	return fine;
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
	return begins_before(best, row);
}

const struct policy *policies_find(const struct policy_table *table, const char *name,
				   const char *carrier, const char *province, int64_t at_ms,
				   int zone_minutes)
{
	const struct policy_row *best = NULL;
	char today[DAY_SIZE];

	day_of(at_ms, zone_minutes, today);
	for (size_t i = 0; i < table->n; i++) {
		const struct policy_row *row = &table->rows[i];

		if (!strcmp(row->policy.name, name) && covers(row->carrier, carrier) &&
		    covers(row->province, province) && has_begun(row, today) &&
		    !has_ended(row, today) && is_better(row, best))
			best = row;
	}
	return best ? &best->policy : NULL;
}
