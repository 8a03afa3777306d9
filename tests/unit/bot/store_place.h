/*
 * A store in SQLite in a folder of its own, which is gone after the test.
 */
#ifndef FUJI_TESTS_UNIT_BOT_STORE_PLACE_H
#define FUJI_TESTS_UNIT_BOT_STORE_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs those four first. */
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "bot/rows.h"

extern const struct store_kind store_sqlite;
static const struct store_kind *const kind = &store_sqlite;

#define BLOB(text) ((struct blob){.data = (text), .size = sizeof(text) - 1})

struct place {
	char dir[64];
	char path[96]; /* of the database */
	void *db;
	struct arena *arena;
	struct error err;
};

static inline int set_up(void **state)
{
	struct place *place = mem_new(sizeof *place);

	strcpy(place->dir, "/tmp/fuji-store-XXXXXX");
	assert_non_null(mkdtemp(place->dir));
	snprintf(place->path, sizeof place->path, "%s/fuji.db", place->dir);
	place->arena = arena_create();
	place->db = kind->open(place->dir, &place->err);
	assert_non_null(place->db);
	*state = place;
	return 0;
}

static inline void each_file(const char *dir, void (*act)(const char *path, void *context),
			     void *context)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	char path[512];

	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		act(path, context);
	}
	closedir(folder);
}

static inline void remove_file(const char *path, void *context)
{
	(void)context;
	unlink(path);
}

static inline int tear_down(void **state)
{
	struct place *place = *state;

	kind->close(place->db);
	each_file(place->dir, remove_file, NULL);
	rmdir(place->dir);
	arena_destroy(place->arena);
	free(place);
	return 0;
}

static inline void shut(struct place *place)
{
	kind->close(place->db);
	place->db = NULL;
}

static inline void reopen(struct place *place)
{
	shut(place);
	place->db = kind->open(place->dir, &place->err);
	assert_non_null(place->db);
}

static inline char *read_whole(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	char *data;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &status), 0);
	*size = (size_t)status.st_size;
	data = mem_new(*size + 1);
	assert_int_equal(fread(data, 1, *size, file), *size);
	fclose(file);
	return data;
}

static inline int64_t add_conversation(struct place *place, const char *id)
{
	struct person_row person = {.wrapped_key = BLOB("wrapped"), .created_ms = 5};
	struct conversation_row row = {.last_ms = 9, .zone_minutes = 480};

	assert_true(kind->person_add(place->db, &person, &place->err));
	row.person = person.row;
	snprintf(row.id, sizeof row.id, "%s", id);
	assert_true(kind->conversation_add(place->db, &row, &place->err));
	return row.row;
}

static inline struct case_row add_case(struct place *place, const char *id, int priority, int state)
{
	struct case_row row = {
		.priority = priority, .state = state, .agent = 3, .epoch = 4, .seq = 5};

	row.conversation = add_conversation(place, id);
	row.created_ms = 6;
	row.changed_ms = 7;
	row.language = 1;
	row.sealed_masked = BLOB("masked");
	snprintf(row.id, sizeof row.id, "%s", id);
	strcpy(row.reason, "asked");
	strcpy(row.cause, "arrears");
	assert_true(kind->case_add(place->db, &row, &place->err));
	return row;
}

static inline bool add_agent(struct place *place, const char *name)
{
	struct agent_row agent = {0};

	snprintf(agent.name, sizeof agent.name, "%s", name);
	return kind->agent_add(place->db, &agent, &place->err);
}

#endif
