/*
 * The parts of this room, for its own files only.
 *
 * Everything read lies in the arena of the knowledge and lives as long as it does.
 * A reader adds all faults to problems and returns false if there was one; what it
 * could read is there all the same, so that later parts can be checked against it.
 */
#ifndef FUJI_KNOWLEDGE_PARTS_H
#define FUJI_KNOWLEDGE_PARTS_H

#include "base/yaml.h"
#include "knowledge/knowledge.h"

struct policy_row {
	struct policy policy;
	const char *carrier, *province; /* "": any */
	const char *valid_until;        /* its last day, "": open */
	const struct yaml *place;
	bool quoted;
};

struct policy_table {
	struct policy_row *rows;
	size_t n;
};

bool policies_read(const char *dir, struct arena *arena, struct policy_table *out,
		   struct problems *problems);
/** Notes that a text quotes the policy; false if there is none of this name. */
bool policies_quote(struct policy_table *table, const char *name);
/** What is wrong with quoting it, as a sentence in the arena; NULL if there is such a policy. */
const char *policy_fault(struct policy_table *table, const char *name, struct arena *arena);
/** To be asked when all texts have been read: a policy that none quotes is a problem. */
bool policies_check_quoted(const struct policy_table *table, struct problems *problems);
bool policies_check_day(const struct policy_table *table, int64_t at_ms, int zone_minutes,
			struct problems *problems);
/** To be asked when all rows have been read: their links must be allowed, see link_fault. */
bool policies_check_links(struct policy_table *table, struct arena *arena,
			  struct problems *problems);
const struct policy *policies_find(const struct policy_table *table, const char *name,
				   const char *carrier, const char *province, int64_t at_ms,
				   int zone_minutes);

struct cause_table {
	struct cause *causes;
	size_t n;
};

bool causes_read(const char *path, struct arena *arena, struct policy_table *policies,
		 struct cause_table *out, struct problems *problems);
const struct cause *causes_find(const struct cause_table *table, const char *code);

/** Days that are not what their weekday says. */
struct calendar {
	struct calendar_year *years;
	size_t n;
};

enum day_kind { DAY_PLAIN, DAY_OFF, DAY_WORK };

bool calendar_read(const char *path, struct arena *arena, struct calendar *out,
		   struct problems *problems);
enum day_kind calendar_kind(const struct calendar *calendar, const char *day);
bool calendar_is_off(const struct calendar *calendar, int64_t at_ms, int zone_minutes);
/** Adds a problem when the days of a year are not known that must be; false then. */
bool calendar_check_day(const struct calendar *calendar, const char *path, int64_t at_ms,
			int zone_minutes, struct problems *problems);

struct team_list {
	struct team *teams;
	size_t n;
};

bool teams_read(const char *path, struct arena *arena, const struct cause_table *causes,
		struct team_list *out, struct problems *problems);
const struct team *teams_find(const struct team_list *list, const struct team_matter *matter);
bool team_hours(const struct team *team, const struct calendar *calendar, int64_t at_ms,
		int zone_minutes, int64_t *from_ms, int64_t *to_ms);
/** NULL if there is none of that id. */
const struct team *teams_named(const struct team_list *list, const char *id);
void teams_each_word(const struct team_list *list, team_word_taker *take, void *context);

struct due_row {
	const char *team;   /* "": any */
	long long priority; /* -1: any */
	long long minutes[N_DUES];
};

struct due_table {
	struct due_row *rows;
	size_t n;
};

/** Teams are not looked up when `teams` is NULL. */
bool dues_read(const char *path, struct arena *arena, const struct team_list *teams,
	       struct due_table *out, struct problems *problems);
int64_t due_ms(const struct due_table *table, const struct team *team,
	       const struct calendar *calendar, const struct due_clock *clock, int zone_minutes);

struct tag_list {
	struct tag *tags;
	size_t n;
};

bool tags_read(const char *path, struct arena *arena, struct tag_list *out,
	       struct problems *problems);

struct reply_list {
	struct reply *replies;
	size_t n;
};

/** What replies are checked against; NULL what could not be read. */
struct reply_sources {
	const struct cause_table *causes;
	struct policy_table *policies;
};

bool replies_read(const char *path, struct arena *arena, const struct reply_sources *sources,
		  struct reply_list *out, struct problems *problems);
/** Adds a problem for each that has ended; false then. */
bool replies_check_day(const struct reply_list *list, const char *today, struct problems *problems);

/** The civil date of a moment, as rows write it: `2026-11-25`. */
#define DAY_SIZE 40
void day_of(int64_t at_ms, int zone_minutes, char out[DAY_SIZE]);
/** Whether it is a date, written so that dates can be compared as texts. */
bool day_is_written(const char *text, size_t length);
/** The member `key` of a map, if it is there: such a date. */
bool day_read(const struct yaml *map, const char *key, bool need, const char **out,
	      struct problems *problems);

struct article_list {
	struct article *articles;
	size_t n;
};

bool articles_read(const char *dir, struct arena *arena, struct policy_table *policies,
		   struct article_list *out, struct problems *problems);

/** The member `id` of the list's map `at`: a name that no map in front of it has. */
bool id_read(const struct yaml *list, size_t at, const char *kind, const char **out,
	     struct problems *problems);

/** The member `key` of a map, `{zh: …, en: …}`: a text in every language, none empty and
 *  none longer than a chat bubble. */
bool texts_read(const struct yaml *map, const char *key, const char *out[N_LANGUAGES],
		struct problems *problems);

/** Which {placeholders} a text may hold. The word `policy` among values stands for every
 *  {policy.name} of the table; without a table any name will do, and any link. */
struct vocabulary {
	const char *const *values;
	size_t n_values;
	struct policy_table *policies;
};

/** The first fault in the placeholders and links of text from *at on, as a sentence in the
 *  arena, and *at then is its place. NULL if there is none. */
const char *text_fault(const struct vocabulary *vocabulary, const char *text, size_t *at,
		       struct arena *arena);

/** The same of links alone: one that is not https, or whose host no row `link_hosts` names. */
const char *link_fault(const struct policy_table *table, const char *text, size_t *at,
		       struct arena *arena);

/** Finds articles. The list must outlive it. NULL after adding a problem. */
struct search;

struct search *search_create(const struct article_list *list, struct problems *problems);
void search_destroy(struct search *search);
const struct article *search_best(struct search *search, const struct text_normal *question,
				  enum language language);

#endif
