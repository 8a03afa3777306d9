/*
 * Who takes which case, and when they work.
 *
 * A list of a team that is left out asks for nothing. Causes, intents and reasons are one
 * matter: one of them is enough. Languages and regions narrow it.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "knowledge/parts.h"

#define MINUTE_MS 60000LL
#define DAY_MINUTES (24 * 60)
#define DAY_MS (DAY_MINUTES * MINUTE_MS)
#define DAYS_AHEAD 31

enum { HOLIDAY = 7, N_HOURS };
enum { MONDAY = 1 };

struct hours {
	int from, to; /* minutes of the day; the same: closed */
};

static const char *const hours_keys[] = {"sun", "mon", "tue",     "wed",   "thu",
					 "fri", "sat", "holiday", "daily", NULL};

enum list { CAUSES, INTENTS, REASONS, N_MATTERS, LANGUAGES = N_MATTERS, REGIONS, N_LISTS };

static const char *const list_keys[N_LISTS] = {"causes", "intents", "reasons", "languages",
					       "regions"};

struct team_rules {
	const struct yaml *lists[N_LISTS]; /* NULL: asks for nothing */
	struct hours hours[N_HOURS];       /* by weekday, 0 is Sunday; then of holidays */
};

/* --- reading ------------------------------------------------------------------ */

static bool read_lists(const struct yaml *map, struct team_rules *out, struct problems *problems)
{
	for (int i = 0; i < N_LISTS; i++) {
		const struct yaml *list = yaml_get(map, list_keys[i]);

		if (list && (list->kind != YAML_LIST || list->n == 0))
			return yaml_problem(list, problems, "`%s` is a list of names",
					    list_keys[i]);
		for (size_t k = 0; list && k < list->n; k++)
			if (list->items[k]->kind != YAML_TEXT)
				return yaml_problem(list->items[k], problems, "a name is expected");
		out->lists[i] = list;
	}
	return true;
}

static bool read_span(const struct yaml *node, struct hours *out, struct problems *problems)
{
	int hour, minute, to_hour, to_minute, length = 0;
	const char *text = node->kind == YAML_TEXT ? node->text : "";

	if (!strcmp(text, "closed")) {
		*out = (struct hours){0};
		return true;
	}
	if (sscanf(text, "%2d:%2d-%2d:%2d%n", &hour, &minute, &to_hour, &to_minute, &length) == 4 &&
	    text[length] == '\0' && minute < 60 && to_minute < 60) {
		*out = (struct hours){hour * 60 + minute, to_hour * 60 + to_minute};
		if (0 <= out->from && out->from < out->to && out->to <= DAY_MINUTES)
			return true;
	}
	return yaml_problem(node, problems, "hours are written 08:00-22:00, or closed");
}

static bool read_hours(const struct yaml *map, struct hours out[N_HOURS], struct problems *problems)
{
	const struct yaml *node = yaml_get(map, "hours");
	struct hours daily = {0};
	bool fine = true;

	if (node && node->kind == YAML_TEXT && !strcmp(node->text, "always")) {
		for (int i = 0; i < N_HOURS; i++)
			out[i] = (struct hours){0, DAY_MINUTES};
		return true;
	}
	if (!node || node->kind != YAML_MAP)
		return yaml_problem(node ? node : map, problems,
				    "`hours` is `always` or a map of days to times");
	fine = yaml_known_keys(node, hours_keys, problems);
	if (yaml_get(node, "daily"))
		fine = read_span(yaml_get(node, "daily"), &daily, problems) && fine;
	for (int i = 0; i < N_HOURS; i++) {
		const struct yaml *day = yaml_get(node, hours_keys[i]);

		out[i] = i == HOLIDAY ? (struct hours){0} : daily;
		if (day)
			fine = read_span(day, &out[i], problems) && fine;
	}
	return fine;
}

static bool read_team(const struct yaml *root, struct arena *arena, struct team_list *list,
		      struct problems *problems)
{
	const struct yaml *map = root->items[list->n];
	static const char *const keys[] = {"id",        "name",    "causes", "intents", "reasons",
					   "languages", "regions", "skill",  "hours",   NULL};
	struct team_rules *rules = arena_new(arena, sizeof *rules);
	struct team *team = &list->teams[list->n];
	bool fine = yaml_known_keys(map, keys, problems);

	team->rules = rules;
	fine = id_read(root, list->n, "team", &team->id, problems) && fine;
	fine = texts_read(map, "name", team->name, problems) && fine;
	fine = yaml_read_string(map, "skill", true, &team->skill, problems) && fine;
	fine = read_lists(map, rules, problems) && fine;
	fine = read_hours(map, rules->hours, problems) && fine;
	list->n++;
	return fine;
}

/* --- checking the whole ------------------------------------------------------- */

static bool lists(const struct yaml *list, const char *word)
{
	for (size_t i = 0; list && i < list->n; i++)
		if (!strcmp(list->items[i]->text, word))
			return true;
	return false;
}

static bool check_words(const struct team_rules *rules, const struct cause_table *causes,
			struct problems *problems)
{
	const struct yaml *named = rules->lists[CAUSES], *spoken = rules->lists[LANGUAGES];
	bool fine = true;

	for (size_t i = 0; named && i < named->n; i++)
		if (!causes_find(causes, named->items[i]->text))
			fine = yaml_problem(named->items[i], problems,
					    "causes.yaml has no cause `%s`", named->items[i]->text);
	for (size_t i = 0; spoken && i < spoken->n; i++)
		if (strcmp(spoken->items[i]->text, "zh") && strcmp(spoken->items[i]->text, "en"))
			fine = yaml_problem(spoken->items[i], problems,
					    "a language is zh or en, not `%s`",
					    spoken->items[i]->text);
	return fine;
}

static bool is_always_open(const struct team_rules *rules)
{
	for (int i = 0; i < N_HOURS; i++)
		if (rules->hours[i].from != 0 || rules->hours[i].to != DAY_MINUTES)
			return false;
	return true;
}

static bool asks_for_nothing(const struct team_rules *rules)
{
	for (int i = 0; i < N_LISTS; i++)
		if (rules->lists[i])
			return false;
	return true;
}

/* Nobody may be left without a team, and an emergency not for an hour. */
static bool check_all(const struct team_list *list, const struct yaml *root,
		      struct problems *problems)
{
	bool fine = true;

	for (enum language language = 0; language < N_LANGUAGES; language++) {
		const struct team_matter emergency = {"", "", "emergency", "", language};

		if (!is_always_open(teams_find(list, &emergency)->rules))
			fine = yaml_problem(root, problems,
					    "the team that takes the reason emergency in %s is not "
					    "always open",
					    language_code(language));
	}
	return fine;
}

bool teams_read(const char *path, struct arena *arena, const struct cause_table *causes,
		struct team_list *out, struct problems *problems)
{
	const struct yaml *root = yaml_read(path, arena, problems);
	bool fine = true;

	if (!root)
		return false;
	if (root->kind != YAML_LIST || root->n == 0)
		return yaml_problem(root, problems, "a list of teams is expected");
	out->teams = arena_new(arena, root->n * sizeof *out->teams);
	for (size_t i = 0; i < root->n; i++)
		fine = read_team(root, arena, out, problems) && fine;
	for (size_t i = 0; fine && causes && i < out->n; i++)
		fine = check_words(out->teams[i].rules, causes, problems);
	if (fine && !asks_for_nothing(out->teams[out->n - 1].rules))
		return yaml_problem(root->items[root->n - 1], problems,
				    "the last team takes whatever is left: it has no lists");
	return fine && check_all(out, root, problems);
}

void teams_each_word(const struct team_list *list, team_word_taker *take, void *context)
{
	for (size_t i = 0; i < list->n; i++)
		for (int k = 0; k < N_LISTS; k++) {
			const struct yaml *words = list->teams[i].rules->lists[k];

			for (size_t w = 0; words && w < words->n; w++)
				take(context, list_keys[k], words->items[w]);
		}
}

/* --- finding ------------------------------------------------------------------ */

static bool fits_matter(const struct team_rules *rules, const struct team_matter *matter)
{
	const struct yaml *const *of = rules->lists;

	if (!of[CAUSES] && !of[INTENTS] && !of[REASONS])
		return true;
	return lists(of[CAUSES], matter->cause) || lists(of[INTENTS], matter->intent) ||
	       lists(of[REASONS], matter->reason);
}

static bool fits(const struct team_rules *rules, const struct team_matter *matter)
{
	const struct yaml *spoken = rules->lists[LANGUAGES], *regions = rules->lists[REGIONS];

	return fits_matter(rules, matter) &&
	       (!spoken || lists(spoken, language_code(matter->language))) &&
	       (!regions || lists(regions, matter->region));
}

const struct team *teams_find(const struct team_list *list, const struct team_matter *matter)
{
	size_t i = 0;

	while (i + 1 < list->n && !fits(list->teams[i].rules, matter))
		i++;
	return &list->teams[i];
}

const struct team *teams_named(const struct team_list *list, const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->teams[i].id, id))
			return &list->teams[i];
	return NULL;
}

static struct hours hours_of(const struct team_rules *rules, const struct calendar *calendar,
			     int64_t at_ms, int zone_minutes)
{
	char day[DAY_SIZE];
	struct civil civil;

	day_of(at_ms, zone_minutes, day);
	clock_civil(at_ms, zone_minutes, &civil);
	switch (calendar_kind(calendar, day)) {
	case DAY_OFF:
		return rules->hours[HOLIDAY];
	case DAY_WORK:
		return rules->hours[MONDAY];
	case DAY_PLAIN:
		break;
	}
	return rules->hours[civil.weekday];
}

bool team_hours(const struct team *team, const struct calendar *calendar, int64_t at_ms,
		int zone_minutes, int64_t *from_ms, int64_t *to_ms)
{
	int64_t zone_ms = zone_minutes * MINUTE_MS;
	int64_t midnight = (at_ms + zone_ms) / DAY_MS * DAY_MS - zone_ms;

	for (int i = 0; i < DAYS_AHEAD; i++, midnight += DAY_MS) {
		struct hours hours = hours_of(team->rules, calendar, midnight, zone_minutes);

		*from_ms = midnight + hours.from * MINUTE_MS;
		*to_ms = midnight + hours.to * MINUTE_MS;
		if (*from_ms < *to_ms && at_ms < *to_ms)
			return true;
	}
	return false;
}
