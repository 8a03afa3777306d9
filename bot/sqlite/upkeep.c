/*
 * A copy is made as `NAME.part`, looked through, brought onto the disk, and only then gets its
 * name: under that name there is all of it or nothing.
 */
#include "bot/sqlite/upkeep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "bot/sqlite/file.h"

/* --- looking ---------------------------------------------------------------------- */

static int64_t size_of(const char *path, const char *suffix)
{
	struct buffer name = {0};
	struct stat status;
	bool there;

	buffer_format(&name, "%s%s", path, suffix);
	there = stat(name.data, &status) == 0;
	buffer_finish(&name);
	return there ? status.st_size : 0;
}

bool sqlite_figures(const char *path, struct store_figures *out, struct error *err)
{
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	const struct {
		const char *sql;
		int64_t *out;
	} questions[] = {
		{"PRAGMA user_version", &out->schema},
		{"SELECT count(*) FROM conversations", &out->conversations},
		{"SELECT count(*) FROM activities", &out->activities},
		{"SELECT ifnull(max(last_ms), 0) FROM conversations", &out->newest_ms},
	};
	bool fine = file;

	*out = (struct store_figures){.schema_known = sqlite_file_schema(),
				      .file_bytes = size_of(path, ""),
				      .log_bytes = size_of(path, "-wal")};
	for (size_t i = 0; fine && i < sizeof questions / sizeof *questions; i++)
		fine = sqlite_file_ask(file, questions[i].sql, questions[i].out, err);
	sqlite_file_close(file);
	return fine;
}

bool sqlite_backlog(const char *path, struct store_backlog *out, struct error *err)
{
	const struct {
		const char *sql;
		int64_t *out;
	} questions[] = {
		{"SELECT count(*) FROM cases WHERE state = 0", &out->cases_waiting},
		{"SELECT count(*) FROM cases WHERE state <> 2 AND overdue <> 0",
		 &out->cases_overdue},
		{"SELECT count(*) FROM hooks WHERE state = 0 AND target = 0", &out->hooks_waiting},
		{"SELECT count(*) FROM hooks WHERE state = 2 AND target = 0", &out->hooks_dead},
		{"SELECT count(*) FROM hooks WHERE state = 0 AND target = 1", &out->pushes_waiting},
		{"SELECT count(*) FROM hooks WHERE state = 2 AND target = 1", &out->pushes_dead},
	};
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	bool fine = file;

	for (size_t i = 0; fine && i < sizeof questions / sizeof *questions; i++)
		fine = sqlite_file_ask(file, questions[i].sql, questions[i].out, err);
	out->file_bytes = size_of(path, "");
	out->log_bytes = size_of(path, "-wal");
	sqlite_file_close(file);
	return fine;
}

/* The first complaint of a PRAGMA that has none when all is well. */
static bool is_sound(struct sqlite_file *file, struct error *err)
{
	int64_t n_orphans = 0;
	char answer[128];

	if (!sqlite_file_ask_text(file, "PRAGMA integrity_check(1)", answer, err))
		return false;
	if (strcmp(answer, "ok") != 0)
		return error_set(err, "%s is damaged (%s): restore a backup", file->path, answer);
	if (!sqlite_file_ask(file, "SELECT count(*) FROM pragma_foreign_key_check", &n_orphans,
			     err))
		return false;
	return n_orphans == 0 ||
	       error_set(err, "%s is damaged (%lld rows belong to nothing): restore a backup",
			 file->path, (long long)n_orphans);
}

static bool seals_fit(struct sqlite_file *file, seal_tester *fits, void *context, struct error *err)
{
	static const char sql[] =
		"SELECT row, wrapped_key FROM persons WHERE wrapped_key IS NOT NULL";
	sqlite3_stmt *statement = NULL;
	bool good = sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL) == SQLITE_OK;
	int code = SQLITE_DONE;

	while (good && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		const struct blob seal = {sqlite3_column_blob(statement, 1),
					  (size_t)sqlite3_column_bytes(statement, 1)};

		good = fits(context, &seal) ||
		       error_set(err,
				 "%s does not open with this key (person %lld): put the key that "
				 "belongs to it in its place",
				 file->path, (long long)sqlite3_column_int64(statement, 0));
	}
	if (good && code != SQLITE_DONE)
		good = sqlite_file_refuse(file, err);
	sqlite3_finalize(statement);
	return good;
}

bool sqlite_check(const char *path, seal_tester *fits, void *context, struct error *err)
{
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	bool fine = file && is_sound(file, err) && (!fits || seals_fit(file, fits, context, err));

	sqlite_file_close(file);
	return fine;
}

/* --- copying ---------------------------------------------------------------------- */

/* What was written, and the name that it has. */
static bool make_durable(const char *path, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool fine = file >= 0 && fsync(file) == 0;

	if (!fine)
		error_set(err, "cannot write %s: %s", path, strerror(errno));
	if (file >= 0)
		close(file);
	return fine;
}

static bool make_name_durable(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	struct buffer folder = {0};
	bool fine;

	buffer_add(&folder, slash ? path : ".", slash ? (size_t)(slash - path) + 1 : 1);
	fine = make_durable(folder.data, err);
	buffer_finish(&folder);
	return fine;
}

static bool vacuum_into(const char *path, const char *to, struct error *err)
{
	struct sqlite_file *file = sqlite_file_open_reading(path, err);
	sqlite3_stmt *statement = NULL;
	bool fine;

	if (!file)
		return false;
	fine = sqlite3_prepare_v2(file->db, "VACUUM INTO ?", -1, &statement, NULL) == SQLITE_OK &&
	       sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC) == SQLITE_OK &&
	       sqlite3_step(statement) == SQLITE_DONE;
	if (!fine)
		error_set(err, "cannot copy %s to %s: %s", path, to, sqlite3_errmsg(file->db));
	sqlite3_finalize(statement);
	sqlite_file_close(file);
	return fine && make_durable(to, err);
}

/* Nothing is lost from a log of activities: the copy has at least those that were there. */
static bool is_complete(const char *path, const char *to, int64_t activities, struct error *err)
{
	struct store_figures copied;

	if (!sqlite_figures(to, &copied, err))
		return false;
	return copied.activities >= activities ||
	       error_set(err, "the copy of %s has %lld activities of %lld", path,
			 (long long)copied.activities, (long long)activities);
}

bool sqlite_copy(const char *path, const char *to, struct error *err)
{
	struct store_figures figures;
	struct buffer part = {0};
	bool fine;

	if (access(to, F_OK) == 0)
		return error_set(err, "%s is there already: give another name", to);
	buffer_format(&part, "%s.part", to);
	unlink(part.data); /* of a copy that was broken off */
	fine = sqlite_figures(path, &figures, err) && vacuum_into(path, part.data, err) &&
	       is_complete(path, part.data, figures.activities, err) &&
	       sqlite_check(part.data, NULL, NULL, err);
	if (fine && rename(part.data, to) != 0)
		fine = error_set(err, "cannot write %s: %s", to, strerror(errno));
	if (!fine)
		unlink(part.data);
	buffer_finish(&part);
	return fine && make_name_durable(to, err);
}

/* --- putting in place ------------------------------------------------------------- */

static bool move(const char *from, const char *to, struct error *err)
{
	return rename(from, to) == 0 || errno == ENOENT ||
	       error_set(err, "cannot move %s to %s: %s", from, to, strerror(errno));
}

/* The database before its log: should this be broken off in between, the next start sees a
 * log without a database and refuses. The index of the log is made anew. */
static bool set_aside(const char *path, const char *aside, struct error *err)
{
	static const char *const suffixes[] = {"", "-wal"};
	struct buffer from = {0}, to = {0};
	bool fine = true;

	for (size_t i = 0; fine && i < sizeof suffixes / sizeof *suffixes; i++) {
		buffer_clear(&from);
		buffer_clear(&to);
		buffer_format(&from, "%s%s", path, suffixes[i]);
		buffer_format(&to, "%s%s", aside, suffixes[i]);
		fine = move(from.data, to.data, err);
	}
	buffer_clear(&from);
	buffer_format(&from, "%s-shm", path);
	unlink(from.data);
	buffer_finish(&from);
	buffer_finish(&to);
	return fine;
}

static bool put_in_place(const char *copy, const char *path, struct error *err)
{
	struct buffer aside = {0};
	bool fine;

	buffer_format(&aside, "%s.replaced", path);
	fine = set_aside(path, aside.data, err) && move(copy, path, err) &&
	       make_name_durable(path, err);
	buffer_finish(&aside);
	return fine;
}

bool sqlite_install(const char *from, const char *dir, bool replace, struct error *err)
{
	struct buffer path = {0}, copy = {0};
	bool fine;

	buffer_format(&path, "%s/fuji.db", dir);
	buffer_format(&copy, "%s.new", path.data);
	unlink(copy.data);
	fine = replace || access(path.data, F_OK) != 0 ||
	       error_set(err, "%s is there already: say --replace to move it aside", path.data);
	fine = fine && sqlite_copy(from, copy.data, err) && put_in_place(copy.data, path.data, err);
	buffer_finish(&path);
	buffer_finish(&copy);
	return fine;
}
