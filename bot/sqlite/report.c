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

static bool each_row(const struct sqlite_file *file, const char *sql, int64_t from,
		     const struct report_reader *reader, row_taker *take, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	bool fine = sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL) == SQLITE_OK &&
		    sqlite3_bind_int64(statement, 1, from) == SQLITE_OK;
	int code = SQLITE_DONE;

	while (fine && (code = sqlite3_step(statement)) == SQLITE_ROW)
		take(reader, statement);
	fine = fine && code == SQLITE_DONE;
	if (!fine)
		sqlite_file_refuse(file, err);
	sqlite3_finalize(statement);
	return fine;
}

static bool time_of_fact(void *file, int64_t row, int64_t *out, struct error *err)
{
	char sql[128];

	snprintf(sql, sizeof sql,
		 "SELECT at_ms FROM facts WHERE rowid >= %lld ORDER BY rowid LIMIT 1",
		 (long long)row);
	return sqlite_file_ask(file, sql, out, err);
}

/* The first row at or behind that time, or a little before it. */
static bool first_fact(struct sqlite_file *file, int64_t from_ms, int64_t *out, struct error *err)
{
	int64_t last;

	return sqlite_file_ask(file, "SELECT coalesce(max(rowid), 0) FROM facts", &last, err) &&
	       sqlite_fact_first(time_of_fact, file, last, from_ms - SLACK_MS, out, err);
}

static bool read_conversations(const struct sqlite_file *file, int64_t from_ms,
			       const struct report_reader *reader, struct error *err)
{
	return !reader->conversation ||
	       each_row(file,
			"SELECT c.row, c.created_ms, language, subject FROM conversations c "
			"JOIN persons p ON p.row = person WHERE c.created_ms >= ? ORDER BY c.row",
			from_ms, reader, take_conversation, err);
}

static bool read_facts(struct sqlite_file *file, int64_t from_ms,
		       const struct report_reader *reader, struct error *err)
{
	int64_t first = reader->behind + 1;

	return !reader->fact ||
	       ((reader->behind || first_fact(file, from_ms, &first, err)) &&
		each_row(file,
			 "SELECT conversation, seq, at_ms, kind, name, value, number, rowid "
			 "FROM facts WHERE rowid >= ? ORDER BY rowid",
			 first, reader, take_fact, err));
}

static bool read_cases(const struct sqlite_file *file, int64_t from_ms,
		       const struct report_reader *reader, struct error *err)
{
	return !reader->handled ||
	       each_row(file,
			"SELECT conversation, coalesce(name, ''), cases.created_ms, claimed_ms, "
			"answered_ms, closed_ms FROM cases LEFT JOIN agents a ON a.row = agent "
			"WHERE cases.created_ms >= ? ORDER BY cases.row",
			from_ms, reader, take_case, err);
}

bool sqlite_report(const char *path, int64_t from_ms, const struct report_reader *reader,
		   struct error *err)
{
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	bool fine = file;

	if (fine && sqlite3_exec(file->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		fine = sqlite_file_refuse(file, err);
	fine = fine && read_conversations(file, from_ms, reader, err) &&
	       read_facts(file, from_ms, reader, err) && read_cases(file, from_ms, reader, err);
	sqlite_file_close(file);
	return fine;
}
