/*
 * Write-ahead log, synchronous=FULL: a commit that returned is on the disk. With NORMAL a
 * power cut takes back the last few (tests/fault/power_loss.c shows both).
 *
 * Before the file is accepted nothing may be written, not even a checkpoint when it is
 * closed again: a newer fuji, another program or a rescuer will want it as it was.
 */
#include "bot/sqlite/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/sqlite/schema.h"

#define APPLICATION_ID 0x46756a69 /* "Fuji" */
#define BUSY_MS 1000
#define RESERVE_SIZE (1024 * 1024)
#define LOG_PAGES_MOST 100
#define LOG_SIZE (512 * 1024) /* journal_size_limit below says it too */

/* A whole check reads every page: half a second for this size from memory, and a start may
 * take two. Beyond it, damage is found where it is read: SQLite checks the page, the seal
 * checks the bytes; `fuji db check` looks everywhere. */
#define CHECKED_AT_START ((int64_t)256 * 1024 * 1024)

/* The log is brought in every 100 pages: it stays small enough for the reserve to make room
 * for it, and small again after a reader or a full disk let it grow. Not by the COMMIT that makes
 * it long, since an answer waits for that.
 *
 * What a savepoint would take back lies in memory and is dropped with it. In a file, which it
 * becomes beyond 64 KiB, it is not dropped before the COMMIT: of five writes four were to that. */
static const char settings[] = "PRAGMA synchronous = FULL;"
			       "PRAGMA temp_store = MEMORY;"
			       "PRAGMA foreign_keys = ON;"
			       "PRAGMA secure_delete = ON;"
			       "PRAGMA cache_size = -16384;"
			       "PRAGMA journal_size_limit = 524288";

/* Before main, as it is for all threads: SQLite counts what memory it has under a lock, and nobody
 * asks for the sum. */
__attribute__((constructor)) static void count_no_memory(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* --- questions to the file -------------------------------------------------------- */

bool sqlite_file_refuse(const struct sqlite_file *file, struct error *err)
{
	int code = sqlite3_errcode(file->db) & 0xff;
	const char *reason = sqlite3_errmsg(file->db);
	int number = sqlite3_system_errno(file->db);

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		return error_set(err, "%s is damaged (%s): restore a backup", file->path, reason);
	if (code == SQLITE_BUSY)
		return error_set(err, "%s is in use by another program (%s): stop that first",
				 file->path, reason);
	return error_set(err, "cannot open %s: %s", file->path, number ? strerror(number) : reason);
}

bool sqlite_file_ask_text(const struct sqlite_file *file, const char *sql, char out[128],
			  struct error *err)
{
	sqlite3_stmt *statement = NULL;
	bool fine = sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL) == SQLITE_OK &&
		    sqlite3_step(statement) == SQLITE_ROW;

	if (fine)
		sqlite3_snprintf(128, out, "%s", sqlite3_column_text(statement, 0));
	else
		sqlite_file_refuse(file, err);
	sqlite3_finalize(statement);
	return fine;
}

bool sqlite_file_ask(const struct sqlite_file *file, const char *sql, int64_t *out,
		     struct error *err)
{
	char text[128];

	if (!sqlite_file_ask_text(file, sql, text, err))
		return false;
	*out = strtoll(text, NULL, 10);
	return true;
}

static bool tell(const struct sqlite_file *file, const char *sql, struct error *err)
{
	return sqlite3_exec(file->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       sqlite_file_refuse(file, err);
}

static int64_t size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? status.st_size : 0;
}

/* --- the reserve ------------------------------------------------------------------ */

static bool reserve_make(struct sqlite_file *file)
{
	int descriptor = open(file->reserve, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (descriptor < 0)
		return false;
	/* Real blocks: a hole would promise room that is not there. */
	file->reserve_kept = posix_fallocate(descriptor, 0, RESERVE_SIZE) == 0;
	close(descriptor);
	if (!file->reserve_kept)
		unlink(file->reserve);
	return file->reserve_kept;
}

void sqlite_file_note_failure(struct sqlite_file *file)
{
	int code = sqlite3_errcode(file->db) & 0xff;
	int reason = sqlite3_system_errno(file->db);

	if (code == SQLITE_FULL || (code == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT)))
		file->full = true;
}

void sqlite_file_make_room(struct sqlite_file *file)
{
	file->full = false;
	if (unlink(file->reserve) == 0)
		log_write(LOG_LEVEL_ERROR, "disk full, reserve given up", "file", file->path, NULL);
	file->reserve_kept = false;
	/* If even now there is no room, the next commit says so. */
	sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void sqlite_file_keep_reserve(struct sqlite_file *file)
{
	struct statvfs disk;

	if (file->reserve_kept || statvfs(file->path, &disk) != 0)
		return;
	if ((uint64_t)disk.f_bavail * disk.f_frsize >= RESERVE_SIZE + LOG_SIZE &&
	    reserve_make(file))
		log_write(LOG_LEVEL_WARNING, "disk has room again, reserve made", "file",
			  file->path, NULL);
}

/* What could not be brought in, for a reader or want of room, waits for the next commit. */
void sqlite_file_tidy(struct sqlite_file *file)
{
	if (file->log_pages < LOG_PAGES_MOST)
		return;
	file->log_pages = 0;
	sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

bool sqlite_file_empty_log(struct sqlite_file *file)
{
	bool fine;

	sqlite3_busy_timeout(file->db, 0);
	fine = sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) ==
	       SQLITE_OK;
	sqlite3_busy_timeout(file->db, BUSY_MS);
	return fine;
}

/* --- opening, step by step -------------------------------------------------------- */

static bool folder_fits(const char *dir, struct error *err)
{
	if (access(dir, R_OK | W_OK | X_OK) == 0)
		return true;
	return error_set(err,
			 "cannot write in the data folder %s: %s: create it, or give it to the "
			 "user that runs fuji",
			 dir, strerror(errno));
}

/* A data folder that has lost its database must not silently become a new one; SQLite
 * would even delete the log, which may be all that is left. */
static bool is_not_lost(const struct sqlite_file *file, struct error *err)
{
	const char *witness = access(file->reserve, F_OK) == 0 ? file->reserve : file->log;

	if (size_of(file->path) > 0 || access(witness, F_OK) != 0)
		return true;
	return error_set(err,
			 "%s is gone or empty, but %s shows that there was one: restore a backup, "
			 "or empty the folder to begin anew",
			 file->path, witness);
}

static void guard(sqlite3 *db)
{
	static const struct {
		int option, value;
	} options[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0},
		{SQLITE_DBCONFIG_DQS_DDL, 0},
	};

	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		sqlite3_db_config(db, options[i].option, options[i].value, NULL);
}

static bool connect_to(struct sqlite_file *file, struct error *err)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
			  SQLITE_OPEN_EXRESCODE;
	/* An empty log leaves with the connection, one with transactions stays as it is. */
	int log_stays = size_of(file->log) > 0;

	if (sqlite3_open_v2(file->path, &file->db, flags, NULL) != SQLITE_OK)
		return sqlite_file_refuse(file, err);
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, log_stays, NULL);
	sqlite3_busy_timeout(file->db, BUSY_MS);
	guard(file->db);
	if (sqlite3_db_readonly(file->db, "main"))
		return error_set(err, "cannot write %s: give it to the user that runs fuji",
				 file->path);
	return true;
}

static bool is_ours(const struct sqlite_file *file, struct error *err)
{
	int64_t application, changes, version;

	if (!sqlite_file_ask(file, "PRAGMA application_id", &application, err) ||
	    !sqlite_file_ask(file, "PRAGMA schema_version", &changes, err) ||
	    !sqlite_file_ask(file, "PRAGMA user_version", &version, err))
		return false;
	if (application != APPLICATION_ID && (application != 0 || changes != 0))
		return error_set(err,
				 "%s is a database of another program: move it away, or choose "
				 "another data folder",
				 file->path);
	if (version < 0)
		return error_set(err, "%s is damaged (schema %lld): restore a backup", file->path,
				 (long long)version);
	if (version > sqlite_n_migrations)
		return error_set(err,
				 "%s was made by a newer fuji (schema %lld, this one knows %d): "
				 "run that version, or restore a backup",
				 file->path, (long long)version, sqlite_n_migrations);
	return true;
}

static bool is_whole(const struct sqlite_file *file, struct error *err)
{
	char answer[128];

	if (size_of(file->path) > CHECKED_AT_START)
		return true;
	if (!sqlite_file_ask_text(file, "PRAGMA quick_check(1)", answer, err))
		return false;
	if (strcmp(answer, "ok") != 0)
		return error_set(err, "%s is damaged (%s): restore a backup", file->path, answer);
	return true;
}

static bool migrate_to(const struct sqlite_file *file, int version, struct error *err)
{
	struct buffer sql = {0};
	bool fine;

	buffer_format(&sql,
		      "BEGIN IMMEDIATE; %s; PRAGMA application_id = %d; PRAGMA user_version = %d; "
		      "COMMIT",
		      sqlite_migrations[version - 1], APPLICATION_ID, version);
	fine = tell(file, sql.data, err);
	buffer_finish(&sql);
	return fine;
}

/* A new database gets its tables while it has no log yet: after a crash it is either
 * complete or empty. EXTRA: the removal of the rollback journal must be on the disk before
 * the log begins, or the journal could come back and undo what it knows nothing of. */
static bool migrate(const struct sqlite_file *file, struct error *err)
{
	int64_t version;

	if (!tell(file, "PRAGMA synchronous = EXTRA", err) ||
	    !sqlite_file_ask(file, "PRAGMA user_version", &version, err))
		return false;
	for (int next = (int)version + 1; next <= sqlite_n_migrations; next++)
		if (!migrate_to(file, next, err))
			return false;
	return true;
}

static int note_log(void *context, sqlite3 *db, const char *name, int n_pages)
{
	struct sqlite_file *file = context;

	(void)db;
	(void)name;
	file->log_pages = n_pages;
	return SQLITE_OK;
}

static bool begin_log(struct sqlite_file *file, struct error *err)
{
	char mode[128];

	if (!sqlite_file_ask_text(file, "PRAGMA journal_mode = WAL", mode, err) ||
	    !tell(file, settings, err))
		return false;
	if (strcmp(mode, "wal") != 0)
		return error_set(err,
				 "%s lies on a disk that cannot share memory, a network folder "
				 "perhaps: put the data folder on a local disk",
				 file->path);
	sqlite3_wal_hook(file->db, note_log, file);
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	return true;
}

static char *join(const char *dir, const char *name)
{
	struct buffer path = {0};

	buffer_format(&path, "%s/%s", dir, name);
	return buffer_take(&path);
}

struct sqlite_file *sqlite_file_open(const char *dir, struct error *err)
{
	struct sqlite_file *file = mem_new(sizeof *file);

	file->path = join(dir, "fuji.db");
	file->log = join(dir, "fuji.db-wal");
	file->reserve = join(dir, "reserve");
	if (!folder_fits(dir, err) || !is_not_lost(file, err) || !connect_to(file, err) ||
	    !is_ours(file, err) || !is_whole(file, err) || !migrate(file, err) ||
	    !begin_log(file, err)) {
		sqlite_file_close(file);
		return NULL;
	}
	if (!reserve_make(file))
		log_write(LOG_LEVEL_WARNING, "no room for the reserve", "file", file->reserve,
			  NULL);
	return file;
}

struct sqlite_file *sqlite_file_open_reading(const char *path, struct error *err)
{
	const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	struct sqlite_file *file = mem_new(sizeof *file);
	int64_t version = 0;
	bool fine;

	file->path = mem_text(path);
	fine = sqlite3_open_v2(path, &file->db, flags, NULL) == SQLITE_OK ||
	       sqlite_file_refuse(file, err);
	if (fine) {
		sqlite3_busy_timeout(file->db, BUSY_MS);
		guard(file->db);
		fine = is_ours(file, err) &&
		       sqlite_file_ask(file, "PRAGMA user_version", &version, err);
	}
	if (fine && version == 0)
		fine = error_set(err, "%s is empty: it is no database of fuji", path);
	if (fine)
		return file;
	sqlite_file_close(file);
	return NULL;
}

int sqlite_file_schema(void)
{
	return sqlite_n_migrations;
}

void sqlite_file_close(struct sqlite_file *file)
{
	if (!file)
		return;
	sqlite3_close(file->db);
	free(file->path);
	free(file->log);
	free(file->reserve);
	free(file);
}
