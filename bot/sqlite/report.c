/*
 * What reports read, on a connection of its own and as of one moment.
 */
#include "bot/sqlite/upkeep.h"

#include <stdio.h>

#include "bot/sqlite/file.h"
#include "bot/sqlite/rows.h"

#define SLACK_MS (60 * 60 * 1000LL) /* a clock that is put right may go back by so much */

typedef void row_taker(const struct report_reader *reader, sqlite3_stmt *statement);

static const char *text_at(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text ? (const char *)text : "";
}

static void take_conversation(const struct report_reader *reader, sqlite3_stmt *statement)
{
	const struct report_conversation conversation = {
		.row = sqlite3_column_int64(statement, 0),
		.created_ms = sqlite3_column_int64(statement, 1),
		.language = sqlite3_column_int(statement, 2),
		.subject = {sqlite3_column_blob(statement, 3),
			    (size_t)sqlite3_column_bytes(statement, 3)},
	};

	reader->conversation(reader->context, &conversation);
}

static void take_fact(const struct report_reader *reader, sqlite3_stmt *statement)
{
	const struct fact_row fact = {
		.conversation = sqlite3_column_int64(statement, 0),
		.seq = sqlite3_column_int64(statement, 1),
		.at_ms = sqlite3_column_int64(statement, 2),
		.kind = text_at(statement, 3),
		.name = text_at(statement, 4),
		.value = text_at(statement, 5),
		.number = sqlite3_column_int64(statement, 6),
		.row = sqlite3_column_int64(statement, 7),
	};

	reader->fact(reader->context, &fact);
}

static void take_case(const struct report_reader *reader, sqlite3_stmt *statement)
{
	const struct report_case handled = {
		.conversation = sqlite3_column_int64(statement, 0),
		.agent = text_at(statement, 1),
		.created_ms = sqlite3_column_int64(statement, 2),
		.claimed_ms = sqlite3_column_int64(statement, 3),
		.answered_ms = sqlite3_column_int64(statement, 4),
		.closed_ms = sqlite3_column_int64(statement, 5),
	};

	reader->handled(reader->context, &handled);
}

static void take_item(const struct report_reader *reader, sqlite3_stmt *statement)
{
	reader->item(reader->context, text_at(statement, 0));
}

static void take_rollup(const struct report_reader *reader, sqlite3_stmt *statement)
{
	const struct rollup_row row = {
		.conversation = sqlite3_column_int64(statement, 0),
		.body = {sqlite3_column_blob(statement, 1),
			 (size_t)sqlite3_column_bytes(statement, 1)},
	};

	reader->rollup(reader->context, &row);
}

/* A query with two numbers in it. */
struct asked {
	const char *sql;
	int64_t from, second;
};

static bool run(const struct sqlite_file *file, sqlite3_stmt *statement, int64_t from,
		int64_t second, const struct report_reader *reader, row_taker *take,
		struct error *err)
{
	bool fine = sqlite3_bind_int64(statement, 1, from) == SQLITE_OK &&
		    sqlite3_bind_int64(statement, 2, second) == SQLITE_OK;
	int code = SQLITE_DONE;

	while (fine && (code = sqlite3_step(statement)) == SQLITE_ROW)
		take(reader, statement);
	fine = (fine && code == SQLITE_DONE) || sqlite_file_refuse(file, err);
	sqlite3_reset(statement);
	return fine;
}

static bool prepare(const struct sqlite_file *file, const char *sql, sqlite3_stmt **out,
		    struct error *err)
{
	return sqlite3_prepare_v2(file->db, sql, -1, out, NULL) == SQLITE_OK ||
	       sqlite_file_refuse(file, err);
}

static bool each_row(const struct sqlite_file *file, const struct asked *asked,
		     const struct report_reader *reader, row_taker *take, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	bool fine = prepare(file, asked->sql, &statement, err) &&
		    run(file, statement, asked->from, asked->second, reader, take, err);

	sqlite3_finalize(statement);
	return fine;
}

/* --- where to begin --------------------------------------------------------------- */

/* A table whose rows lie in the order of time. */
struct log {
	const char *name, *row, *time;
};

static const struct log facts = {"facts", "rowid", "at_ms"};
static const struct log conversations = {"conversations", "row", "created_ms"};

struct looking {
	const struct sqlite_file *file;
	const struct log *log;
};

static bool time_of_row(void *context, int64_t row, int64_t *out, struct error *err)
{
	const struct looking *looking = context;
	const struct log *log = looking->log;
	char sql[160];

	snprintf(sql, sizeof sql, "SELECT %s FROM %s WHERE %s >= %lld ORDER BY %s LIMIT 1",
		 log->time, log->name, log->row, (long long)row, log->row);
	return sqlite_file_ask(looking->file, sql, out, err);
}

/* The first row at or behind that time, or a little before it. */
static bool first_row(const struct sqlite_file *file, const struct log *log, int64_t from_ms,
		      int64_t *out, struct error *err)
{
	struct looking looking = {file, log};
	int64_t last;
	char sql[96];

	snprintf(sql, sizeof sql, "SELECT coalesce(max(%s), 0) FROM %s", log->row, log->name);
	return sqlite_file_ask(file, sql, &last, err) &&
	       sqlite_row_first(time_of_row, &looking, last, from_ms - SLACK_MS, out, err);
}

/* --- reading ---------------------------------------------------------------------- */

/* All zero where nothing is rolled up, or the file is of an older schema. */
static bool read_mark(const struct sqlite_file *file, struct rollup_mark *out, struct error *err)
{
	int64_t is_there;

	*out = (struct rollup_mark){0};
	return sqlite_file_ask(file,
			       "SELECT count(*) FROM sqlite_schema WHERE name = 'rollup_mark'",
			       &is_there, err) &&
	       (!is_there ||
		(sqlite_file_ask(file, "SELECT max(version) FROM rollup_mark", &out->version,
				 err) &&
		 sqlite_file_ask(file, "SELECT max(generation) FROM rollup_mark", &out->generation,
				 err) &&
		 sqlite_file_ask(file, "SELECT max(behind) FROM rollup_mark", &out->behind, err)));
}

static bool read_items(const struct sqlite_file *file, const struct report_reader *reader,
		       struct error *err)
{
	static const struct asked asked = {
		"SELECT item FROM rollup_items WHERE number >= ? ORDER BY number LIMIT ?", 0, -1};

	return each_row(file, &asked, reader, take_item, err);
}

static bool read_conversations(const struct sqlite_file *file, int64_t from_ms, int64_t first,
			       const struct report_reader *reader, struct error *err)
{
	const struct asked asked = {
		"SELECT c.row, c.created_ms, language, subject FROM conversations c "
		"JOIN persons p ON p.row = person WHERE c.row >= ? AND c.created_ms >= ? "
		"ORDER BY c.row",
		first, from_ms};

	return !reader->conversation || each_row(file, &asked, reader, take_conversation, err);
}

static bool read_facts(const struct sqlite_file *file, int64_t from_ms, int64_t behind,
		       const struct report_reader *reader, struct error *err)
{
	struct asked asked = {"SELECT conversation, seq, at_ms, kind, name, value, number, rowid "
			      "FROM facts WHERE rowid >= ? ORDER BY rowid LIMIT ?",
			      behind + 1, reader->most ? (int64_t)reader->most : -1};
	int64_t first = 0;

	if (!reader->fact)
		return true;
	if (!reader->behind && from_ms && !first_row(file, &facts, from_ms, &first, err))
		return false;
	asked.from = first > asked.from ? first : asked.from;
	return each_row(file, &asked, reader, take_fact, err);
}

static bool read_cases(const struct sqlite_file *file, int64_t from_ms, int64_t first,
		       const struct report_reader *reader, struct error *err)
{
	const struct asked asked = {
		"SELECT conversation, coalesce(name, ''), c.created_ms, claimed_ms, answered_ms, "
		"closed_ms FROM cases c LEFT JOIN agents a ON a.row = agent "
		"WHERE conversation >= ? AND c.created_ms >= ? ORDER BY conversation, c.row",
		first, from_ms};

	return !reader->handled || each_row(file, &asked, reader, take_case, err);
}

static bool read_rollups(const struct sqlite_file *file, int64_t first, int64_t generation,
			 const struct report_reader *reader, struct error *err)
{
	const struct asked asked = {
		"SELECT conversation, body FROM rollups "
		"WHERE conversation >= ? AND generation = ? ORDER BY conversation",
		first, generation};

	return !reader->rollup || each_row(file, &asked, reader, take_rollup, err);
}

/* What is rolled up; *behind: from there on, nothing is. */
static bool read_rolled(const struct sqlite_file *file, int64_t first,
			const struct report_reader *reader, int64_t *behind, struct error *err)
{
	struct rollup_mark mark;

	*behind = reader->behind;
	if (!reader->mark && !reader->version)
		return true;
	if (!read_mark(file, &mark, err))
		return false;
	if (reader->mark)
		reader->mark(reader->context, &mark);
	if (!reader->version || mark.version != reader->version)
		return true;
	*behind = mark.behind;
	return read_items(file, reader, err) &&
	       read_rollups(file, first, mark.generation, reader, err);
}

static bool read_all(const struct sqlite_file *file, int64_t from_ms,
		     const struct report_reader *reader, struct error *err)
{
	int64_t behind, first;

	return first_row(file, &conversations, from_ms, &first, err) &&
	       read_conversations(file, from_ms, first, reader, err) &&
	       read_rolled(file, first, reader, &behind, err) &&
	       read_facts(file, from_ms, behind, reader, err) &&
	       read_cases(file, from_ms, first, reader, err);
}

bool sqlite_report(const char *path, int64_t from_ms, const struct report_reader *reader,
		   struct error *err)
{
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	bool fine = file;

	if (fine && sqlite3_exec(file->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		fine = sqlite_file_refuse(file, err);
	fine = fine && read_all(file, from_ms, reader, err);
	sqlite_file_close(file);
	return fine;
}

bool sqlite_rollups(const char *path, int64_t generation, const int64_t *rows, size_t n,
		    const struct report_reader *reader, struct error *err)
{
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	sqlite3_stmt *statement = NULL;
	bool fine = file && prepare(file,
				    "SELECT conversation, body FROM rollups "
				    "WHERE conversation = ? AND generation = ?",
				    &statement, err);

	for (size_t i = 0; fine && i < n; i++)
		fine = run(file, statement, rows[i], generation, reader, take_rollup, err);
	sqlite3_finalize(statement);
	sqlite_file_close(file);
	return fine;
}

bool sqlite_snapshot(const char *path, const char *name,
		     void (*take)(void *context, const struct snapshot_row *row), void *context,
		     struct error *err)
{
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	sqlite3_stmt *statement = NULL;
	int code = SQLITE_DONE;
	bool fine = file && prepare(file, "SELECT behind, body FROM snapshots WHERE name = ?",
				    &statement, err);

	if (fine)
		sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	while (fine && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		const struct snapshot_row row = {
			name,
			sqlite3_column_int64(statement, 0),
			{sqlite3_column_blob(statement, 1),
			 (size_t)sqlite3_column_bytes(statement, 1)},
		};

		take(context, &row);
	}
	fine = fine && (code == SQLITE_DONE || sqlite_file_refuse(file, err));
	sqlite3_finalize(statement);
	sqlite_file_close(file);
	return fine;
}
