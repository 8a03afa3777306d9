/*
 * A store with conversations made up at random, the same ones each time, and its figures by plain
 * SQL.
 */
#ifndef FUJI_TESTS_UNIT_BOT_REPORT_PLACE_H
#define FUJI_TESTS_UNIT_BOT_REPORT_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs those four first. */
#include <cmocka.h>
#include <dirent.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "bot/report.h"

extern const struct store_kind store_sqlite;
static const struct store_kind *const kind = &store_sqlite;

#define HOUR_MS (60 * 60 * 1000LL)
#define DAY_MS (24 * HOUR_MS)
#define START_MS 1793836800000LL /* 2026-11-05T00:00Z */
#define TALKS 800
#define ZONE 480

struct place {
	char dir[64], path[96];
	void *db;
	struct arena *arena;
	struct error err;
	uint64_t random;
};

/* --- rows ------------------------------------------------------------------------- */

static inline int64_t random_below(struct place *place, int64_t bound)
{
	place->random = place->random * 6364136223846793005U + 1442695040888963407U;
	return (int64_t)((place->random >> 33) % (uint64_t)bound);
}

static const char *one_of(struct place *place, const char *const texts[])
{
	int64_t n = 0;

	while (texts[n])
		n++;
	return texts[random_below(place, n)];
}

#define ONE_OF(place, ...) one_of(place, (const char *const[]){__VA_ARGS__, NULL})

static inline void add_fact(struct place *place, int64_t talk, int64_t at_ms, const char *fact,
			    const char *name, const char *value, int64_t number)
{
	const struct fact_row row = {
		talk, 1 + random_below(place, 9), at_ms, fact, name, value, number, 0};

	assert_true(kind->fact_add(place->db, &row, &place->err));
}

static inline void add_some_fact(struct place *place, int64_t talk, int64_t at_ms)
{
	switch (random_below(place, 14)) {
	case 0:
		add_fact(place, talk, at_ms, "line", "region", ONE_OF(place, "gd", "bj"), 0);
		break;
	case 1:
		add_fact(place, talk, at_ms, "missed", ONE_OF(place, "line", "message"), NULL, 1);
		break;
	case 2:
		add_fact(place, talk, at_ms, "told", "cause",
			 ONE_OF(place, "ARREARS_TWO_WAY", "VOLUNTARY_HOLD", "LOST"), 0);
		break;
	case 3:
		add_fact(place, talk, at_ms, "restored", ONE_OF(place, "payment", "resume"), NULL,
			 random_below(place, 3 * HOUR_MS));
		break;
	case 4:
		add_fact(place, talk, at_ms, "handed", "reason", ONE_OF(place, "asked", "scam"), 1);
		break;
	case 5:
		add_fact(place, talk, at_ms, "rated", "service", ONE_OF(place, "1", "4", "5"), 0);
		break;
	case 6:
		add_fact(place, talk, at_ms, "checked", ONE_OF(place, "code", "password"),
			 ONE_OF(place, "passed", "wrong"), 0);
		break;
	case 7:
		add_fact(place, talk, at_ms, "errand", ONE_OF(place, "begun", "ended"),
			 ONE_OF(place, "pay_bill", "resume_line"), 0);
		break;
	case 8:
		add_fact(place, talk, at_ms, ONE_OF(place, "ordered", "finished"),
			 ONE_OF(place, "hold", "resume"), "1380****0001", 0);
		break;
	case 9:
		add_fact(place, talk, at_ms, "thumb", ONE_OF(place, "up", "down"), NULL, 0);
		break;
	case 10:
		add_fact(place, talk, at_ms, "understood", "intent",
			 ONE_OF(place, "pay", "suspension_cause"), 0);
		break;
	case 11:
		add_fact(place, talk, at_ms, "told", "article", ONE_OF(place, "fees", "roaming"),
			 0);
		break;
	case 12: /* of no report */
		add_fact(place, talk, at_ms, "open", "line", NULL, 0);
		break;
	default:
		add_fact(place, talk, at_ms, "asked", ONE_OF(place, "pay_bill.line", "x.next"),
			 NULL, 0);
		break;
	}
}

static inline void add_case(struct place *place, int64_t talk, int64_t at_ms, int64_t agent)
{
	struct case_row row = {.conversation = talk, .created_ms = at_ms, .changed_ms = at_ms};

	snprintf(row.id, sizeof row.id, "C%lld-%lld", (long long)talk,
		 (long long)random_below(place, 1000000));
	if (random_below(place, 4)) {
		row.agent = agent;
		row.claimed_ms = at_ms + random_below(place, HOUR_MS);
	}
	if (row.claimed_ms && random_below(place, 4))
		row.answered_ms = row.claimed_ms + random_below(place, HOUR_MS);
	if (row.answered_ms && random_below(place, 2))
		row.closed_ms = row.answered_ms + random_below(place, DAY_MS);
	assert_true(kind->case_add(place->db, &row, &place->err));
}

static inline int64_t add_talk(struct place *place, int64_t at_ms)
{
	uint8_t subject[CRYPTO_HASH_SIZE] = {0};
	struct person_row person = {.created_ms = at_ms};
	struct conversation_row talk = {.created_ms = at_ms, .last_ms = at_ms};

	subject[0] = (uint8_t)random_below(place, 200);
	subject[1] = 1;
	if (random_below(place, 3))
		person.subject = (struct blob){subject, sizeof subject};
	assert_true(kind->person_add(place->db, &person, &place->err));
	talk.person = person.row;
	talk.language = (int)random_below(place, 2);
	snprintf(talk.id, sizeof talk.id, "t%lld", (long long)person.row);
	assert_true(kind->conversation_add(place->db, &talk, &place->err));
	return talk.row;
}

/* Facts of several conversations lie among each other, in the order of time. */
static inline void fill(struct place *place)
{
	struct agent_row agent = {.name = "wang", .created_ms = START_MS};
	int64_t talks[TALKS], at_ms = START_MS - 4 * DAY_MS;

	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->agent_add(place->db, &agent, &place->err));
	for (int64_t i = 0; i < TALKS; i++) {
		at_ms += random_below(place, HOUR_MS / 2);
		talks[i] = add_talk(place, at_ms);
		add_fact(place, talks[i], at_ms, "began", ONE_OF(place, "chat", "directline"), NULL,
			 0);
		for (int64_t k = random_below(place, 30); k > 0; k--) {
			int64_t old = i - random_below(place, i < 5 ? i + 1 : 5);

			if (random_below(place, 2))
				add_fact(place, talks[old], at_ms, "spoke",
					 ONE_OF(place, "bot", "bot", "agent", "waiting"), NULL, 0);
			else
				add_some_fact(place, talks[old], at_ms);
		}
		if (random_below(place, 4) == 0)
			add_case(place, talks[i], at_ms, agent.row);
	}
	assert_true(kind->commit(place->db, &place->err));
}

static inline struct place *open_place(void)
{
	struct place *place = mem_new(sizeof *place);

	strcpy(place->dir, "/tmp/fuji-report-XXXXXX");
	assert_non_null(mkdtemp(place->dir));
	snprintf(place->path, sizeof place->path, "%s/fuji.db", place->dir);
	place->arena = arena_create();
	place->db = kind->open(place->dir, &place->err);
	assert_non_null(place->db);
	return place;
}

static inline int set_up(void **state)
{
	struct place *place = open_place();

	place->random = 7;
	fill(place);
	*state = place;
	return 0;
}

static inline void close_place(struct place *place)
{
	struct dirent *entry;
	char path[512];
	DIR *folder;

	kind->close(place->db);
	folder = opendir(place->dir);
	while ((entry = readdir(folder))) {
		snprintf(path, sizeof path, "%s/%s", place->dir, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	closedir(folder);
	rmdir(place->dir);
	arena_destroy(place->arena);
	free(place);
}

static inline int tear_down(void **state)
{
	close_place(*state);
	return 0;
}

/* --- by SQL ----------------------------------------------------------------------- */

/* The conversations of the period with their group, by each way of grouping; for causes a row a
 * cause. */
static const char *const grouped[] = {
	[BY_ALL] = "SELECT row, 'all' FROM c",
	[BY_DAY] =
		"SELECT row, strftime('%Y-%m-%d', created_ms / 1000 + 28800, 'unixepoch') FROM c",
	[BY_HOUR] = "SELECT row, strftime('%H', created_ms / 1000 + 28800, 'unixepoch') FROM c",
	[BY_REGION] =
		"SELECT row, coalesce((SELECT value FROM facts f WHERE f.conversation = c.row "
		"AND kind = 'line' ORDER BY f.rowid DESC LIMIT 1), 'unknown') FROM c",
	[BY_CHANNEL] = "SELECT row, (SELECT name FROM facts f WHERE f.conversation = c.row "
		       "AND kind = 'began') FROM c",
	[BY_LANGUAGE] = "SELECT row, iif(language = 0, 'zh', 'en') FROM c",
	[BY_CAUSE] = "SELECT DISTINCT row, coalesce(f.value, 'none') FROM c LEFT JOIN facts f "
		     "ON f.conversation = c.row AND kind = 'told' AND name = 'cause'",
};

static const char tables[] =
	"CREATE TEMP VIEW c AS SELECT * FROM conversations WHERE created_ms >= %lld "
	"AND created_ms < %lld;"
	/* With an index, which the log has not. */
	"CREATE TEMP TABLE facts AS SELECT * FROM main.facts ORDER BY rowid;"
	"CREATE INDEX temp.by_talk ON facts (conversation, kind);"
	"CREATE TEMP TABLE g (row, grp); INSERT INTO g %s;"
	"CREATE TEMP TABLE e (grp, section, name, value, PRIMARY KEY (grp, section, name));"
	"CREATE TEMP TABLE times (grp, section, ms);";

#define HAS(what) "EXISTS (SELECT 1 FROM facts f WHERE f.conversation = g.row AND " what ")"
#define TALKS_WITH(name, condition)                                                       \
	"INSERT INTO e SELECT grp, 'conversations', " name ", sum(" condition ") FROM g " \
	"JOIN conversations c ON c.row = g.row JOIN persons p ON p.row = c.person GROUP BY grp;"
#define MESSAGES(name, condition)                                                       \
	"INSERT INTO e SELECT grp, 'messages', " name ", count(*) FROM g JOIN facts f " \
	"ON f.conversation = g.row WHERE " condition " GROUP BY grp;"
#define COUNTED(section, key, what)                                                            \
	"INSERT INTO e SELECT grp, " section ", " key ", count(" what ") FROM g JOIN facts f " \
	"ON f.conversation = g.row WHERE "
#define END_COUNTED " GROUP BY 1, 3;"
#define SHARE(section, part, whole)                                                         \
	"INSERT INTO e SELECT a.grp, " section ", " part " || ', of ' || " whole            \
	", coalesce((SELECT value FROM e b WHERE b.grp = a.grp AND b.section = " section    \
	" AND b.name = " part "), 0.0) * 1.0 / a.value FROM e a WHERE a.section = " section \
	" AND a.name = " whole " AND a.value > 0;"
#define TIMES(section, end)                                                                  \
	"INSERT INTO times SELECT grp, " section ", " end " - created_ms FROM g JOIN cases " \
	"ON conversation = g.row WHERE " end " > 0;"
#define PERCENTILE(name, hundredths)                                                         \
	"INSERT INTO e SELECT grp, section, " name ", ms FROM (SELECT *, row_number() OVER " \
	"(PARTITION BY grp, section ORDER BY ms) AS rank, count(*) OVER (PARTITION BY grp, " \
	"section) AS n FROM times) WHERE rank = (n * " hundredths " + 99) / 100;"

static const char *const recomputed[] = {
	TALKS_WITH("'begun'", "1"),
	TALKS_WITH("'with a message'", HAS("kind = 'spoke'")),
	TALKS_WITH("'without a person'", HAS("kind = 'spoke'") " AND NOT " HAS("kind = 'handed'")),
	TALKS_WITH("'handed to a person'", HAS("kind = 'handed'")),
	TALKS_WITH("'told a cause'", HAS("kind = 'told' AND name = 'cause'")),
	TALKS_WITH("'told a cause and restored'",
		   HAS("kind = 'told' AND name = 'cause'") " AND " HAS("kind = 'restored'")),
	TALKS_WITH("'again within 72 hours'",
		   "p.subject IS NOT NULL AND EXISTS (SELECT 1 FROM conversations d JOIN persons q "
		   "ON q.row = d.person WHERE q.subject = p.subject AND d.row < c.row "
		   "AND d.created_ms >= c.created_ms - 72 * 3600000)"),
	MESSAGES("'all'", "kind = 'spoke'"),
	MESSAGES("'to the bot'", "kind = 'spoke' AND name = 'bot'"),
	MESSAGES("'not understood'", "kind = 'missed'"),
	COUNTED("'channels'", "name", "DISTINCT conversation") "kind = 'began'" END_COUNTED,
	COUNTED("'regions'", "value", "DISTINCT conversation") "kind = 'line'" END_COUNTED,
	COUNTED("'not understood at'", "name", "*") "kind = 'missed'" END_COUNTED,
	COUNTED("'intents'", "value", "DISTINCT conversation") "kind = 'understood'" END_COUNTED,
	COUNTED("'causes'", "value",
		"DISTINCT conversation") "kind = 'told' AND name = 'cause'" END_COUNTED,
	COUNTED("'articles'", "value",
		"DISTINCT conversation") "kind = 'told' AND name = 'article'" END_COUNTED,
	COUNTED("'errands begun'", "value", "*") "kind = 'errand' AND name = 'begun'" END_COUNTED,
	COUNTED("'errands ended'", "value", "*") "kind = 'errand' AND name = 'ended'" END_COUNTED,
	COUNTED("'steps asked'", "name", "DISTINCT conversation") "kind = 'asked'" END_COUNTED,
	COUNTED("'checks'", "name || ' ' || value", "*") "kind = 'checked'" END_COUNTED,
	COUNTED("'orders given'", "name", "*") "kind = 'ordered'" END_COUNTED,
	COUNTED("'orders done'", "name", "*") "kind = 'finished'" END_COUNTED,
	COUNTED("'restored after'", "name",
		"DISTINCT conversation") "kind = 'restored'" END_COUNTED,
	COUNTED("'handed over for'", "value", "*") "kind = 'handed'" END_COUNTED,
	COUNTED("'ratings'", "value", "*") "kind = 'rated'" END_COUNTED,
	COUNTED("'thumbs'", "name", "*") "kind = 'thumb'" END_COUNTED,
	"INSERT INTO e SELECT grp, 'thumbs down on', coalesce((SELECT value FROM facts l "
	"WHERE l.conversation = g.row AND kind = 'told' AND l.seq <= f.seq ORDER BY l.rowid DESC "
	"LIMIT 1), 'other'), count(*) FROM g JOIN facts f ON f.conversation = g.row "
	"WHERE kind = 'thumb' AND name = 'down' GROUP BY 1, 3;",
	"INSERT INTO e SELECT grp, 'steps left', name, count(*) FROM g JOIN facts f "
	"ON f.conversation = g.row WHERE kind = 'asked' AND NOT EXISTS (SELECT 1 FROM facts l "
	"WHERE l.conversation = g.row AND l.rowid > f.rowid AND l.kind IN ('asked', 'spoke')) "
	"GROUP BY 1, 3;",
	"INSERT INTO e SELECT grp, 'steps left, of asked', name, coalesce((SELECT value FROM e b "
	"WHERE b.grp = a.grp AND b.section = 'steps left' AND b.name = a.name), 0.0) * 1.0 / value "
	"FROM e a WHERE section = 'steps asked';",
	"INSERT INTO e SELECT grp, 'cases', 'opened', count(*) FROM g JOIN cases "
	"ON conversation = g.row GROUP BY grp;",
	"INSERT INTO e SELECT grp, 'cases', 'claimed', sum(claimed_ms > 0) FROM g JOIN cases "
	"ON conversation = g.row GROUP BY grp;",
	"INSERT INTO e SELECT grp, 'cases', 'closed', sum(closed_ms > 0) FROM g JOIN cases "
	"ON conversation = g.row GROUP BY grp;",
	"INSERT INTO e SELECT grp, 'agents', a.name, count(*) FROM g JOIN cases k "
	"ON k.conversation = g.row JOIN agents a ON a.row = k.agent GROUP BY 1, 3;",
	TIMES("'cases waited'", "claimed_ms"),
	TIMES("'first response'", "answered_ms"),
	TIMES("'resolution'", "closed_ms"),
	"INSERT INTO times SELECT grp, 'restored after', (SELECT number FROM facts f "
	"WHERE f.conversation = g.row AND kind = 'restored' ORDER BY f.rowid LIMIT 1) FROM g "
	"WHERE " HAS("kind = 'restored'") ";",
	PERCENTILE("'half within'", "50"),
	PERCENTILE("'nine in ten within'", "90"),
	PERCENTILE("'95 in a hundred within'", "95"),
	"INSERT INTO e SELECT grp, 'ratings', 'mean', sum(name * value) * 1.0 / sum(value) FROM e "
	"WHERE section = 'ratings' GROUP BY grp;",
	SHARE("'conversations'", "'without a person'", "'with a message'"),
	SHARE("'conversations'", "'handed to a person'", "'with a message'"),
	SHARE("'conversations'", "'told a cause and restored'", "'told a cause'"),
	SHARE("'messages'", "'not understood'", "'to the bot'"),
	"DELETE FROM e WHERE value = 0 AND name NOT LIKE '%, of %' AND section NOT LIKE '%, of %';",
};

static inline void execute(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s", message);
}

static inline sqlite3 *recompute(struct place *place, const struct report_query *query)
{
	sqlite3 *db;
	char sql[2048];

	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	snprintf(sql, sizeof sql, tables, (long long)query->from_ms, (long long)query->to_ms,
		 grouped[query->by]);
	execute(db, sql);
	for (size_t i = 0; i < sizeof recomputed / sizeof *recomputed; i++)
		execute(db, recomputed[i]);
	return db;
}

static inline double number_in(sqlite3 *db, const char *sql, const char *a, const char *b,
			       const char *c)
{
	sqlite3_stmt *statement;
	double value = NAN;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	if (a) {
		sqlite3_bind_text(statement, 1, a, -1, SQLITE_STATIC);
		sqlite3_bind_text(statement, 2, b, -1, SQLITE_STATIC);
		sqlite3_bind_text(statement, 3, c, -1, SQLITE_STATIC);
	}
	if (sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_double(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static inline void compare(sqlite3 *db, const struct report *report)
{
	double n = 0;

	for (size_t i = 0; i < report->n_groups; i++) {
		const struct report_group *group = &report->groups[i];

		n += (double)group->n_figures;
		for (size_t k = 0; k < group->n_figures; k++) {
			const struct figure *figure = &group->figures[k];
			double value = number_in(db,
						 "SELECT value FROM e WHERE grp = ? AND section "
						 "= ? AND name = ?",
						 group->name, figure->section, figure->name);

			if (!(fabs(value - figure->value) < 1e-9))
				fail_msg("%s, %s, %s is %f, by SQL %f", group->name,
					 figure->section, figure->name, figure->value, value);
		}
	}
	if (number_in(db, "SELECT count(*) FROM e", NULL, NULL, NULL) != n)
		fail_msg("SQL has %f figures, the report %f",
			 number_in(db, "SELECT count(*) FROM e", NULL, NULL, NULL), n);
}

static inline void compare_with_sql(struct place *place, const struct report_query *query,
				    const struct report *report)
{
	sqlite3 *db = recompute(place, query);

	compare(db, report);
	sqlite3_close(db);
}

static inline void check_by(struct place *place, enum report_by by, int64_t from_ms, int64_t to_ms)
{
	const struct report_query query = {from_ms, to_ms, ZONE, by};
	struct report report;

	assert_true(report_make(kind, place->path, &query, place->arena, &report, &place->err));
	compare_with_sql(place, &query, &report);
}

#endif
