/*
 * Figures of what was said and done: counted from the facts that every turn leaves. Their
 * definitions are bot/FIGURES.md, for all who show them.
 *
 * Any thread: a report reads the database on a connection of its own and writes nothing.
 */
#ifndef FUJI_BOT_REPORT_H
#define FUJI_BOT_REPORT_H

#include "base/arena.h"
#include "base/error.h"
#include "bot/rows.h"

enum report_by { BY_ALL, BY_DAY, BY_HOUR, BY_REGION, BY_CHANNEL, BY_LANGUAGE, BY_CAUSE };
#define N_REPORT_BYS (BY_CAUSE + 1)

/** Periods that desks look at: so many days, today the last of them. */
#define N_REPORT_PERIODS 3
extern const int report_days[N_REPORT_PERIODS];

/** Which of them; -1: none. */
int report_period(int64_t days);

/** `all`, `day`, `hour`, ... False for another name. */
bool report_by_from(const char *name, enum report_by *out);
const char *report_by_name(enum report_by by);

/** Conversations that began from `from_ms` on and before `to_ms` (UTC); days and hours are those of
 *  the zone, in minutes east of UTC. */
struct report_query {
	int64_t from_ms, to_ms;
	int zone_minutes;
	enum report_by by;
};

enum unit { UNIT_COUNT, UNIT_SHARE, UNIT_MS, UNIT_POINTS };

struct figure {
	const char *section, *name;
	enum unit unit;
	double value; /* a share is from 0 to 1 */
};

struct report_group {
	const char *name;
	struct figure *figures; /* by section and name, always in the same order */
	size_t n_figures;
};

struct report {
	struct report_group *groups; /* by name; of a report by nothing: one, `all` */
	size_t n_groups;
};

/** What there is to count of conversations that began from then on, as of one moment. NULL with err
 *  when the database cannot be read. */
struct report_source;
struct report_source *report_read(const struct store_kind *kind, const char *path, int64_t from_ms,
				  struct error *err);
void report_source_destroy(struct report_source *source);

/** Counts a period that was read, as often as there are questions. All memory is the arena's. */
void report_count(const struct report_source *source, const struct report_query *query,
		  struct arena *arena, struct report *out);

/** Both at once, for one question. */
bool report_make(const struct store_kind *kind, const char *path, const struct report_query *query,
		 struct arena *arena, struct report *out, struct error *err);

/** The figure of that name in a group, NULL: there is none, so nothing was counted. */
const struct figure *report_find(const struct report_group *group, const char *section,
				 const char *name);

#endif
