/*
 * `fuji audit verify` on a log that somebody with the database has worked on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ws/commands/command.h"

extern const struct command command_agent, command_audit;

static char folder[64], said[4096];

/* Runs `fuji COMMAND …` on the folder and keeps what it prints. */
static int run(const struct command *command, const char *action, const char *operand)
{
	char name[16], verb[16], data[] = "--data", last[16];
	char *argv[] = {name, verb, data, folder, last, NULL};
	int kept = dup(STDERR_FILENO), to[2];
	ssize_t length;
	int code;

	snprintf(name, sizeof name, "%s", command->name);
	snprintf(verb, sizeof verb, "%s", action);
	snprintf(last, sizeof last, "%s", operand ? operand : "");
	assert_int_equal(pipe(to), 0);
	dup2(to[1], STDERR_FILENO);
	optind = 0;
	argv[operand ? 5 : 4] = NULL;
	code = command->run(operand ? 5 : 4, argv);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(to[1]);
	length = read(to[0], said, sizeof said - 1);
	said[length > 0 ? length : 0] = '\0';
	close(to[0]);
	return code;
}

static void tamper(const char *sql)
{
	char path[96];
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/fuji.db", folder);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* Five rows, by five accounts that are made. */
static int set_up(void **state)
{
	static const char *const names[] = {"li", "wang", "zhao", "qian", "sun"};

	(void)state;
	setenv("FUJI_HOME", ".", 1);
	snprintf(folder, sizeof folder, "%s/fuji-unit-XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < 5; i++)
		if (run(&command_agent, "add", names[i]) != EXIT_DONE)
			fail_msg("%s", said);
	return 0;
}

static int tear_down(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

static void assert_broken(const char *sql, const char *sentence)
{
	tamper("DROP TRIGGER audit_stays; DROP TRIGGER audit_stays_as_it_is; "
	       "DROP TRIGGER audit_goes_on");
	tamper(sql);
	assert_int_equal(run(&command_audit, "verify", NULL), EXIT_INPUT);
	if (!strstr(said, sentence))
		fail_msg("said: %s", said);
}

static void a_log_that_nobody_touched_is_whole(void **state)
{
	(void)state;
	assert_int_equal(run(&command_audit, "verify", NULL), EXIT_DONE);
}

static void a_changed_row_is_named(void **state)
{
	(void)state;
	assert_broken("UPDATE audit SET object = 'lu' WHERE row = 3", "row 3 was changed");
}

static void a_row_whose_hash_was_made_up_is_named(void **state)
{
	(void)state;
	assert_broken("UPDATE audit SET object = 'lu', hash = zeroblob(32) WHERE row = 5",
		      "row 5 was changed");
}

static void a_deleted_row_is_named(void **state)
{
	(void)state;
	assert_broken("DELETE FROM audit WHERE row = 2", "row 2 is missing");
}

static void a_deleted_row_is_named_though_the_others_moved_up(void **state)
{
	(void)state;
	assert_broken("DELETE FROM audit WHERE row = 2;"
		      "UPDATE audit SET row = row - 1 WHERE row > 2",
		      "row 2 was changed");
}

static void rows_that_changed_places_are_named(void **state)
{
	(void)state;
	assert_broken("UPDATE audit SET row = 99 WHERE row = 3;"
		      "UPDATE audit SET row = 3 WHERE row = 4;"
		      "UPDATE audit SET row = 4 WHERE row = 99",
		      "row 3 was changed");
}

static void a_log_without_its_last_rows_is_seen(void **state)
{
	(void)state;
	assert_broken("DELETE FROM audit WHERE row > 3", "row 4 is missing: the log was cut off");
}

static void a_log_without_any_row_is_seen(void **state)
{
	(void)state;
	assert_broken("DELETE FROM audit", "row 1 is missing: the log was cut off");
}

static void what_is_written_behind_a_cut_does_not_hide_it(void **state)
{
	(void)state;
	assert_broken("DELETE FROM audit WHERE row > 3", "row 4 is missing");
	assert_int_equal(run(&command_agent, "add", "wu"), EXIT_DONE);
	assert_int_equal(run(&command_agent, "add", "zheng"), EXIT_DONE);
	assert_int_equal(run(&command_agent, "add", "feng"), EXIT_DONE);
	assert_int_equal(run(&command_audit, "verify", NULL), EXIT_INPUT);
	assert_non_null(strstr(said, "row 5 is not the one that audit.head names"));
}

static void the_database_refuses_to_change_or_drop_rows(void **state)
{
	static const char *const acts[] = {
		"UPDATE audit SET who = ''",
		"DELETE FROM audit",
		"INSERT OR REPLACE INTO audit SELECT row, 0, who, role, what, object, detail, hash "
		"FROM audit WHERE row = 2",
	};
	char path[96];
	sqlite3 *db;

	(void)state;
	snprintf(path, sizeof path, "%s/fuji.db", folder);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		assert_int_equal(sqlite3_exec(db, acts[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(db);
	assert_int_equal(run(&command_audit, "verify", NULL), EXIT_DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_log_that_nobody_touched_is_whole),
		TEST(a_changed_row_is_named),
		TEST(a_row_whose_hash_was_made_up_is_named),
		TEST(a_deleted_row_is_named),
		TEST(a_deleted_row_is_named_though_the_others_moved_up),
		TEST(rows_that_changed_places_are_named),
		TEST(a_log_without_its_last_rows_is_seen),
		TEST(a_log_without_any_row_is_seen),
		TEST(what_is_written_behind_a_cut_does_not_hide_it),
		TEST(the_database_refuses_to_change_or_drop_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
