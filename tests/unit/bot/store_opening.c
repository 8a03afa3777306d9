/*
 * The store in SQLite opens what is its own, and refuses what does not fit without touching it.
 */
#include "tests/unit/bot/store_place.h"

#include <sqlite3.h>

#include "bot/sqlite/file.h"

/* Runs SQL from outside, as another program would. */
static void meddle(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void write_whole(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* A sum over names and bytes of all files in a folder but the index of the log, which is
 * memory that lies in a file and is made new at every start. */
static void add_file(const char *path, void *context)
{
	uint64_t *sum = context;
	uint64_t hash = 1469598103934665603u;
	size_t size;
	char *data;

	if (strstr(path, "-shm"))
		return;
	data = read_whole(path, &size);
	for (const char *c = path; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211u;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)data[i]) * 1099511628211u;
	*sum += hash;
	free(data);
}

static uint64_t sum_of(const char *dir)
{
	uint64_t sum = 0;

	each_file(dir, add_file, &sum);
	return sum;
}

static void assert_refused(struct place *place, const char *sentence)
{
	uint64_t before = sum_of(place->dir);

	assert_null(kind->open(place->dir, &place->err));
	assert_string_equal(place->err.text, sentence);
	assert_true(sum_of(place->dir) == before);
}

static const char *with_path(struct place *place, const char *format)
{
	return arena_format(place->arena, "%s%s", place->path, format);
}

static const char *made_by_a_newer_one(struct place *place)
{
	return with_path(place, arena_format(place->arena,
					     " was made by a newer fuji (schema 99, this one knows "
					     "%d): run that version, or restore a backup",
					     sqlite_file_schema()));
}

static void a_newer_schema_is_refused_untouched(void **state)
{
	struct place *place = *state;

	shut(place);
	meddle(place->path, "PRAGMA user_version = 99");
	assert_refused(place, made_by_a_newer_one(place));
}

/* The newer fuji was killed: its version stands only in the log. */
static void a_newer_schema_in_the_log_is_refused_untouched(void **state)
{
	struct place *place = *state;
	char *files[2], *log = arena_format(place->arena, "%s-wal", place->path);
	size_t sizes[2];
	sqlite3 *other;

	shut(place);
	assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
	sqlite3_exec(other, "PRAGMA user_version = 99", NULL, NULL, NULL);
	files[0] = read_whole(place->path, &sizes[0]);
	files[1] = read_whole(log, &sizes[1]);
	sqlite3_close(other);
	write_whole(place->path, files[0], sizes[0]);
	write_whole(log, files[1], sizes[1]);

	assert_refused(place, made_by_a_newer_one(place));
	free(files[0]);
	free(files[1]);
}

static void a_foreign_database_is_refused_untouched(void **state)
{
	struct place *place = *state;

	shut(place);
	unlink(place->path);
	meddle(place->path, "CREATE TABLE theirs (a)");
	assert_refused(place,
		       with_path(place, " is a database of another program: move it away, or "
					"choose another data folder"));
}

static void what_is_no_database_is_refused_untouched(void **state)
{
	struct place *place = *state;

	shut(place);
	write_whole(place->path, "Dear diary,\n", 12);
	assert_refused(place,
		       with_path(place, " is damaged (file is not a database): restore a backup"));
}

static void a_damaged_page_is_refused_untouched(void **state)
{
	struct place *place = *state;
	size_t size;
	char *data;

	shut(place);
	data = read_whole(place->path, &size);
	memset(data + 4096, 0xff, 64); /* the head of the first page behind the schema's */
	write_whole(place->path, data, size);
	free(data);
	assert_null(kind->open(place->dir, &place->err));
	assert_non_null(strstr(place->err.text, "fuji.db is damaged ("));
	assert_refused(place, arena_text(place->arena, place->err.text));
}

static void a_cut_file_is_refused_untouched(void **state)
{
	struct place *place = *state;

	shut(place);
	assert_int_equal(truncate(place->path, 3 * 4096), 0);
	assert_refused(place, with_path(place, " is damaged (database disk image is malformed): "
					       "restore a backup"));
}

/* Refused with the file's name, or open and then whole or known to be damaged. */
static void look_at_flipped(struct place *place)
{
	void *db = kind->open(place->dir, &place->err);

	kind->close(db);
	if (!db || !kind->check(place->path, NULL, NULL, &place->err))
		assert_non_null(strstr(place->err.text, "fuji.db"));
}

/* Writes a file with some of its bytes flipped, others for each seed. */
static void write_flipped(const char *path, const char *data, size_t size, int seed)
{
	unsigned long random = (unsigned long)seed + 1;
	char *copy = mem_text_n(data, size);

	for (int i = 0; i < 1 + seed % 20; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		copy[(random >> 33) % size] ^= (char)(1 << (random >> 20) % 8);
	}
	write_whole(path, copy, size);
	free(copy);
}

static void flipped_bytes_never_crash(void **state)
{
	struct place *place = *state;
	size_t size;
	char *data;

	add_case(place, "a", 1, CASE_WAITING);
	shut(place);
	data = read_whole(place->path, &size);
	for (int seed = 0; seed < 200; seed++) {
		write_flipped(place->path, data, size, seed);
		look_at_flipped(place);
	}
	free(data);
}

/* What a process that was killed has left: most of it stands only in the log. */
static void nor_do_flipped_bytes_of_the_log(void **state)
{
	struct place *place = *state;
	const char *log = with_path(place, "-wal");
	size_t size, log_size;
	char *data, *log_data;

	add_case(place, "a", 1, CASE_WAITING);
	data = read_whole(place->path, &size);
	log_data = read_whole(log, &log_size);
	assert_true(log_size > 0);
	shut(place);
	for (int seed = 0; seed < 100; seed++) {
		write_whole(place->path, data, size);
		write_flipped(log, log_data, log_size, seed);
		look_at_flipped(place);
	}
	free(data);
	free(log_data);
}

/* To root all files can be written: it plays with the rights of somebody else. */
static void a_database_that_can_only_be_read_is_refused_by_name(void **state)
{
	struct place *place = *state;
	const uid_t other = 65534;
	const bool is_root = geteuid() == 0;

	shut(place);
	assert_int_equal(chmod(place->path, 0400), 0);
	if (is_root) {
		assert_int_equal(chown(place->dir, other, (gid_t)-1), 0);
		assert_int_equal(chown(place->path, other, (gid_t)-1), 0);
		assert_int_equal(seteuid(other), 0);
	}
	place->db = kind->open(place->dir, &place->err);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_null(place->db);
	assert_string_equal(place->err.text,
			    arena_format(place->arena,
					 "cannot write %s: give it to the user that runs fuji",
					 place->path));
}

static void a_lost_database_is_not_made_anew(void **state)
{
	struct place *place = *state;

	shut(place);
	unlink(place->path);
	assert_refused(place,
		       with_path(place, arena_format(place->arena,
						     " is gone or empty, but %s/reserve shows "
						     "that there was one: restore a backup, "
						     "or empty the folder to begin anew",
						     place->dir)));
	write_whole(place->path, "", 0);
	assert_null(kind->open(place->dir, &place->err));
}

static void a_folder_that_cannot_be_written_is_refused(void **state)
{
	struct place *place = *state;
	char *dir = arena_format(place->arena, "%s/below", place->path);

	assert_null(kind->open(dir, &place->err));
	assert_string_equal(place->err.text,
			    arena_format(place->arena,
					 "cannot write in the data folder %s: Not a directory: "
					 "create it, or give it to the user that runs fuji",
					 dir));
}

static void a_database_without_tables_yet_is_made_complete(void **state)
{
	struct place *place = *state;

	shut(place);
	each_file(place->dir, remove_file, NULL);
	write_whole(place->path, "", 0);
	reopen(place);
	assert_true(add_agent(place, "a"));
}

/* What cases and agents were before there were teams. */
#define WITHOUT_TEAMS                                    \
	"DROP INDEX cases_waiting;"                      \
	"DROP INDEX cases_in_hand;"                      \
	"DROP INDEX cases_in_team;"                      \
	"DROP INDEX cases_of_agent;"                     \
	"DROP INDEX cases_of_cause;"                     \
	"DROP INDEX cases_of_reason;"                    \
	"DROP INDEX cases_of_team;"                      \
	"DROP INDEX cases_of_line;"                      \
	"DROP INDEX cases_of_masked;"                    \
	"DROP TABLE case_tags;"                          \
	"DROP TRIGGER case_begins_tagged;"               \
	"DROP TRIGGER case_untagged;"                    \
	"DROP TRIGGER case_tagged;"                      \
	"DROP INDEX cases_due;"                          \
	"DROP INDEX cases_live;"                         \
	"DROP INDEX cases_taken;"                        \
	"ALTER TABLE cases DROP COLUMN due_ms;"          \
	"ALTER TABLE cases DROP COLUMN tags;"            \
	"ALTER TABLE cases DROP COLUMN team;"            \
	"ALTER TABLE cases DROP COLUMN skill;"           \
	"ALTER TABLE cases DROP COLUMN region;"          \
	"ALTER TABLE cases DROP COLUMN claimed_ms;"      \
	"ALTER TABLE cases DROP COLUMN answered_ms;"     \
	"ALTER TABLE cases DROP COLUMN closed_ms;"       \
	"ALTER TABLE cases DROP COLUMN call_from_ms;"    \
	"ALTER TABLE cases DROP COLUMN call_to_ms;"      \
	"ALTER TABLE cases DROP COLUMN line_hash;"       \
	"ALTER TABLE cases DROP COLUMN masked_hash;"     \
	"ALTER TABLE cases DROP COLUMN sealed_callback;" \
	"ALTER TABLE cases DROP COLUMN asked_ms;"        \
	"ALTER TABLE cases DROP COLUMN overdue;"         \
	"ALTER TABLE agents DROP COLUMN teams;"          \
	"ALTER TABLE agents DROP COLUMN languages;"      \
	"ALTER TABLE agents DROP COLUMN capacity;"       \
	"ALTER TABLE agents DROP COLUMN presence;"       \
	"ALTER TABLE agents DROP COLUMN reason;"         \
	"ALTER TABLE agents DROP COLUMN presence_ms;"    \
	"ALTER TABLE agents DROP COLUMN unlinked_ms;"    \
	"ALTER TABLE agents DROP COLUMN acted_ms;"

static void a_database_of_an_older_fuji_is_brought_up_to_date(void **state)
{
	struct place *place = *state;
	struct missed_row missed = {0};
	struct tries_row tries = {.codes = 2};
	int64_t n, bytes;

	assert_true(add_agent(place, "a"));
	shut(place);
	meddle(place->path,
	       "DROP TABLE snapshots; DROP TABLE rollups; DROP TABLE rollup_items; DROP TABLE rollup_mark;"
	       "DROP TABLE reminders; DROP TABLE wishes; DROP TABLE awaited; DROP TABLE hooks; DROP TABLE audit; DROP TABLE uploads; ALTER TABLE agents DROP COLUMN epoch; DROP TABLE used;"
	       "DROP TABLE holds; DROP INDEX persons_of; DROP INDEX conversations_of; DROP INDEX cases_of; DROP INDEX persons_kept;"
	       "DROP TABLE missed; ALTER TABLE tries DROP COLUMN checks;"
	       "ALTER TABLE tries DROP COLUMN codes; ALTER TABLE tries DROP COLUMN failed;"
	       "ALTER TABLE tries DROP COLUMN code_for;" WITHOUT_TEAMS "PRAGMA user_version = 1");
	reopen(place);
	assert_true(kind->missed_add(place->db, &missed, &place->err));
	assert_true(kind->tries_save(place->db, &tries, &place->err));
	assert_true(kind->upload_totals(place->db, 1, &n, &bytes, &place->err));
	assert_false(add_agent(place, "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_newer_schema_is_refused_untouched),
		TEST(a_newer_schema_in_the_log_is_refused_untouched),
		TEST(a_foreign_database_is_refused_untouched),
		TEST(what_is_no_database_is_refused_untouched),
		TEST(a_damaged_page_is_refused_untouched),
		TEST(a_cut_file_is_refused_untouched),
		TEST(flipped_bytes_never_crash),
		TEST(nor_do_flipped_bytes_of_the_log),
		TEST(a_database_that_can_only_be_read_is_refused_by_name),
		TEST(a_lost_database_is_not_made_anew),
		TEST(a_folder_that_cannot_be_written_is_refused),
		TEST(a_database_without_tables_yet_is_made_complete),
		TEST(a_database_of_an_older_fuji_is_brought_up_to_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
