/*
 * The store in SQLite keeps the contract of bot/rows.h, and refuses what does not fit
 * without touching it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs those four first. */
#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "bot/rows.h"
#include "bot/sqlite/file.h"
#include "bot/sqlite/query.h"

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

static int set_up(void **state)
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

static void each_file(const char *dir, void (*act)(const char *path, void *context), void *context)
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

static void remove_file(const char *path, void *context)
{
	(void)context;
	unlink(path);
}

static int tear_down(void **state)
{
	struct place *place = *state;

	kind->close(place->db);
	each_file(place->dir, remove_file, NULL);
	rmdir(place->dir);
	arena_destroy(place->arena);
	free(place);
	return 0;
}

static void shut(struct place *place)
{
	kind->close(place->db);
	place->db = NULL;
}

static void reopen(struct place *place)
{
	shut(place);
	place->db = kind->open(place->dir, &place->err);
	assert_non_null(place->db);
}

/* Runs SQL from outside, as another program would. */
static void meddle(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static char *read_whole(const char *path, size_t *size)
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

static int64_t add_conversation(struct place *place, const char *id)
{
	struct person_row person = {.wrapped_key = BLOB("wrapped"), .created_ms = 5};
	struct conversation_row row = {.last_ms = 9, .zone_minutes = 480};

	assert_true(kind->person_add(place->db, &person, &place->err));
	row.person = person.row;
	snprintf(row.id, sizeof row.id, "%s", id);
	assert_true(kind->conversation_add(place->db, &row, &place->err));
	return row.row;
}

/* --- rows ------------------------------------------------------------------------- */

static void a_person_is_kept_until_erased(void **state)
{
	struct place *place = *state;
	struct person_row person = {.wrapped_key = BLOB("a wrapped key"), .created_ms = 7};
	struct person_row found;

	assert_true(kind->person_add(place->db, &person, &place->err));
	reopen(place);
	assert_int_equal(kind->person_find(place->db, person.row, place->arena, &found, NULL),
			 FOUND);
	assert_int_equal(found.row, person.row);
	assert_int_equal(found.created_ms, 7);
	assert_int_equal(found.wrapped_key.size, 13);
	assert_memory_equal(found.wrapped_key.data, "a wrapped key", 13);
	assert_null(found.subject.data);

	person.wrapped_key = (struct blob){0};
	person.subject = BLOB("subject");
	assert_true(kind->person_save(place->db, &person, &place->err));
	assert_int_equal(kind->person_find(place->db, person.row, place->arena, &found, NULL),
			 FOUND);
	assert_null(found.wrapped_key.data);
	assert_int_equal(found.subject.size, 7);
	assert_int_equal(kind->person_find(place->db, 99, place->arena, &found, NULL), NOT_FOUND);
}

static void look_for_key(const char *path, void *context)
{
	size_t *n_seen = context;
	size_t size;
	char *data = read_whole(path, &size);

	for (size_t i = 0; i + 13 <= size; i++)
		*n_seen += memcmp(data + i, "a wrapped key", 13) == 0;
	free(data);
}

static void an_erased_key_is_nowhere_on_disk(void **state)
{
	struct place *place = *state;
	struct person_row person = {.wrapped_key = BLOB("a wrapped key")};
	size_t n_before = 0, n_after = 0;

	assert_true(kind->person_add(place->db, &person, &place->err));
	each_file(place->dir, look_for_key, &n_before);
	assert_true(n_before > 0);

	person.wrapped_key = (struct blob){0};
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->person_save(place->db, &person, &place->err));
	assert_true(kind->commit(place->db, &place->err));
	each_file(place->dir, look_for_key, &n_after);
	assert_int_equal(n_after, 0);
}

static void a_reader_delays_only_the_emptying_of_the_log(void **state)
{
	struct place *place = *state;
	struct person_row person = {.wrapped_key = BLOB("a wrapped key")};
	size_t n_left = 0;
	sqlite3 *reader;

	assert_true(kind->person_add(place->db, &person, &place->err));
	assert_int_equal(sqlite3_open_v2(place->path, &reader, SQLITE_OPEN_READONLY, NULL),
			 SQLITE_OK);
	sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM persons", NULL, NULL, NULL);

	person.wrapped_key = (struct blob){0};
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->person_save(place->db, &person, &place->err));
	assert_true(kind->commit(place->db, &place->err));

	assert_int_equal(sqlite3_close(reader), SQLITE_OK);
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->commit(place->db, &place->err));
	each_file(place->dir, look_for_key, &n_left);
	assert_int_equal(n_left, 0);
}

static void a_conversation_is_found_by_id_and_by_row(void **state)
{
	struct place *place = *state;
	int64_t row = add_conversation(place, "abcdefghijklmnopqrstuvwxyz");
	struct conversation_row found;

	assert_int_equal(kind->conversation_at(place->db, row, place->arena, &found, NULL), FOUND);
	found.owner = 2;
	found.seq = 3;
	found.language = 1;
	found.case_row = 4;
	found.sealed_state = BLOB("state");
	assert_true(kind->conversation_save(place->db, &found, &place->err));
	reopen(place);

	memset(&found, 0, sizeof found);
	assert_int_equal(kind->conversation_find(place->db, "abcdefghijklmnopqrstuvwxyz",
						 place->arena, &found, NULL),
			 FOUND);
	assert_int_equal(found.row, row);
	assert_string_equal(found.id, "abcdefghijklmnopqrstuvwxyz");
	assert_int_equal(found.owner, 2);
	assert_int_equal(found.seq, 3);
	assert_int_equal(found.last_ms, 9);
	assert_int_equal(found.language, 1);
	assert_int_equal(found.zone_minutes, 480);
	assert_int_equal(found.case_row, 4);
	assert_int_equal(found.sealed_state.size, 5);
	assert_memory_equal(found.sealed_state.data, "state", 5);
	assert_int_equal(kind->conversation_find(place->db, "no", place->arena, &found, NULL),
			 NOT_FOUND);
}

static void what_is_not_there_is_not_saved(void **state)
{
	struct place *place = *state;
	struct person_row nobody = {.row = 12};

	assert_false(kind->person_save(place->db, &nobody, &place->err));
	assert_non_null(strstr(place->err.text, "no such row"));
}

static bool add_seq(void *context, const struct activity_row *row)
{
	char *seen = context;

	assert_int_equal(row->sealed_body.size, 4);
	snprintf(seen + strlen(seen), 32, "%d ", (int)row->seq);
	return row->seq != 8;
}

static void activities_are_listed_by_seq(void **state)
{
	struct place *place = *state;
	int64_t conversation = add_conversation(place, "c");
	struct activity_row row = {.conversation = conversation, .sealed_body = BLOB("body")};
	char seen[128] = "";

	for (row.seq = 1; row.seq <= 9; row.seq++)
		assert_true(kind->activity_add(place->db, &row, &place->err));
	assert_true(kind->activity_list(place->db, conversation, 2, 3, add_seq, seen, &place->err));
	assert_string_equal(seen, "3 4 5 ");
	assert_true(
		kind->activity_list(place->db, conversation, 6, 99, add_seq, seen, &place->err));
	assert_string_equal(seen, "3 4 5 7 8 ");
	assert_true(kind->activity_list(place->db, conversation + 1, 0, 99, add_seq, seen, NULL));
	assert_true(kind->activity_back(place->db, conversation, 4, 2, add_seq, seen, &place->err));
	assert_string_equal(seen, "3 4 5 7 8 3 2 ");
}

static void a_seq_is_given_once(void **state)
{
	struct place *place = *state;
	struct activity_row row = {.conversation = 1, .seq = 1, .sealed_body = BLOB("body")};

	assert_true(kind->activity_add(place->db, &row, &place->err));
	assert_false(kind->activity_add(place->db, &row, &place->err));
	assert_non_null(strstr(place->err.text, "UNIQUE"));
}

static void a_sent_message_is_known_again(void **state)
{
	struct place *place = *state;
	struct sent_row sent = {.conversation = 1,
				.client = "client",
				.content = "content",
				.content_known = true,
				.seq = 5,
				.at_ms = 100};
	struct sent_row found;

	assert_true(kind->sent_add(place->db, &sent, &place->err));
	assert_false(kind->sent_add(place->db, &sent, &place->err));
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), FOUND);
	assert_true(found.content_known);
	assert_memory_equal(found.content, sent.content, sizeof sent.content);
	assert_int_equal(found.seq, 5);
	assert_int_equal(found.at_ms, 100);
	assert_int_equal(kind->sent_find(place->db, 2, sent.client, &found, NULL), NOT_FOUND);
}

static void what_was_sent_in_secret_is_forgotten_and_nothing_else(void **state)
{
	struct place *place = *state;
	struct sent_row plain = {.conversation = 1,
				 .client = "plain",
				 .content = "content",
				 .content_known = true,
				 .seq = 5};
	struct sent_row secret = plain;
	struct sent_row found;

	strcpy((char *)secret.client, "secret");
	secret.secret = true;
	assert_true(kind->sent_add(place->db, &plain, &place->err));
	assert_true(kind->sent_add(place->db, &secret, &place->err));
	assert_true(kind->sent_forget_secrets(place->db, 1, &place->err));
	assert_int_equal(kind->sent_find(place->db, 1, secret.client, &found, NULL), FOUND);
	assert_false(found.content_known);
	assert_int_equal(found.content[0], 0);
	assert_int_equal(found.seq, 5);
	assert_int_equal(kind->sent_find(place->db, 1, plain.client, &found, NULL), FOUND);
	assert_true(found.content_known);
}

static void old_client_ids_are_dropped(void **state)
{
	struct place *place = *state;
	struct sent_row sent = {.conversation = 1}, found;

	for (sent.at_ms = 1; sent.at_ms <= 5; sent.at_ms++) {
		sent.client[0] = (uint8_t)sent.at_ms;
		assert_true(kind->sent_add(place->db, &sent, &place->err));
	}
	assert_true(kind->sent_purge(place->db, 3, &place->err));
	sent.client[0] = 2;
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), NOT_FOUND);
	sent.client[0] = 3;
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), FOUND);

	assert_true(kind->sent_purge(place->db, 99, &place->err));
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), NOT_FOUND);
}

static bool add_key(void *context, const struct call_row *row)
{
	strcat(context, row->key);
	return true;
}

static void calls_stay_until_removed(void **state)
{
	struct place *place = *state;
	int64_t conversation = add_conversation(place, "c"), other = add_conversation(place, "d");
	struct call_row call = {.conversation = conversation, .sealed_body = BLOB("body")}, found;
	int64_t first;
	char seen[64] = "";

	strcpy(call.key, "a");
	assert_true(kind->call_add(place->db, &call, &place->err));
	first = call.row;
	assert_false(kind->call_add(place->db, &call, &place->err));
	strcpy(call.key, "b");
	assert_true(kind->call_add(place->db, &call, &place->err));
	call.conversation = other;
	strcpy(call.key, "c");
	assert_true(kind->call_add(place->db, &call, &place->err));

	assert_int_equal(kind->call_find(place->db, first, place->arena, &found, NULL), FOUND);
	assert_string_equal(found.key, "a");
	assert_int_equal(found.conversation, conversation);
	assert_int_equal(found.sealed_body.size, 4);
	assert_true(kind->call_remove(place->db, first, &place->err));
	assert_int_equal(kind->call_find(place->db, first, place->arena, &found, NULL), NOT_FOUND);
	assert_true(kind->call_list(place->db, add_key, seen, &place->err));
	assert_string_equal(seen, "bc");
	assert_true(kind->call_remove_of(place->db, conversation, &place->err));
	assert_true(kind->call_list(place->db, add_key, seen, &place->err));
	assert_string_equal(seen, "bcc");
}

static bool add_call(void *context, int64_t call)
{
	*(int64_t *)context += call;
	return true;
}

static int64_t awaiting(struct place *place, const uint8_t subject[CRYPTO_HASH_SIZE])
{
	int64_t sum = 0;

	assert_true(kind->await_list(place->db, subject, add_call, &sum, &place->err));
	return sum;
}

static void what_a_call_waits_for_goes_with_it(void **state)
{
	struct place *place = *state;
	const uint8_t line[CRYPTO_HASH_SIZE] = "1", account[CRYPTO_HASH_SIZE] = "2";
	struct call_row one = {.conversation = add_conversation(place, "c"), .key = "a"};
	struct call_row other = {.conversation = one.conversation, .key = "b"};

	assert_true(kind->call_add(place->db, &one, &place->err));
	assert_true(kind->call_add(place->db, &other, &place->err));
	assert_true(kind->await_add(place->db, line, one.row, &place->err));
	assert_true(kind->await_add(place->db, account, one.row, &place->err));
	assert_true(kind->await_add(place->db, account, other.row, &place->err));
	assert_int_equal(awaiting(place, line), one.row);
	assert_int_equal(awaiting(place, account), one.row + other.row);
	assert_true(kind->call_remove(place->db, one.row, &place->err));
	assert_int_equal(awaiting(place, line), 0);
	assert_int_equal(awaiting(place, account), other.row);
	assert_true(kind->call_remove_of(place->db, one.conversation, &place->err));
	assert_int_equal(awaiting(place, account), 0);
}

static void the_row_of_a_call_is_never_given_again(void **state)
{
	struct place *place = *state;
	struct call_row call = {.conversation = add_conversation(place, "c"), .key = "a"};
	int64_t first;

	assert_true(kind->call_add(place->db, &call, &place->err));
	first = call.row;
	assert_true(kind->call_remove(place->db, first, &place->err));
	reopen(place);
	assert_true(kind->call_add(place->db, &call, &place->err));
	assert_true(call.row > first);
}

static struct case_row add_case(struct place *place, const char *id, int priority, int state)
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

static void a_case_is_found_with_its_conversation(void **state)
{
	struct place *place = *state;
	struct case_row row = add_case(place, "K1", 2, CASE_WAITING), found;

	row.state = CASE_OPEN;
	row.epoch++;
	assert_true(kind->case_save(place->db, &row, &place->err));
	assert_int_equal(kind->case_find(place->db, "K1", place->arena, &found, NULL), FOUND);
	assert_int_equal(found.row, row.row);
	assert_string_equal(found.id, "K1");
	assert_int_equal(found.conversation, row.conversation);
	assert_string_equal(found.conversation_id, "K1");
	assert_int_equal(found.state, CASE_OPEN);
	assert_int_equal(found.priority, 2);
	assert_string_equal(found.reason, "asked");
	assert_string_equal(found.cause, "arrears");
	assert_int_equal(found.language, 1);
	assert_int_equal(found.agent, 3);
	assert_int_equal(found.epoch, 5);
	assert_int_equal(found.seq, 5);
	assert_int_equal(found.created_ms, 6);
	assert_int_equal(found.changed_ms, 7);
	assert_int_equal(found.sealed_masked.size, 6);
	assert_int_equal(kind->case_at(place->db, row.row, place->arena, &found, NULL), FOUND);
	assert_int_equal(kind->case_at(place->db, 99, place->arena, &found, NULL), NOT_FOUND);
}

struct page {
	char ids[64];
	int priority;
	int64_t row;
};

static bool add_to_page(void *context, const struct case_row *row)
{
	struct page *page = context;

	strcat(page->ids, row->id);
	page->priority = row->priority;
	page->row = row->row;
	return true;
}

static void the_line_is_paged_by_priority_then_age(void **state)
{
	struct place *place = *state;
	struct page page = {.priority = -1};
	struct case_row last;
	int64_t n_ahead;

	add_case(place, "a", 1, CASE_WAITING);
	add_case(place, "b", 0, CASE_CLOSED);
	add_case(place, "c", 1, CASE_WAITING);
	add_case(place, "d", 0, CASE_WAITING);
	add_case(place, "e", 1, CASE_OPEN);
	last = add_case(place, "f", 1, CASE_WAITING);

	assert_true(kind->case_list(place->db, -1, 0, 2, add_to_page, &page, &place->err));
	assert_string_equal(page.ids, "da");
	assert_true(kind->case_list(place->db, page.priority, page.row, 2, add_to_page, &page,
				    &place->err));
	assert_string_equal(page.ids, "dace");
	assert_true(kind->case_list(place->db, page.priority, page.row, 2, add_to_page, &page,
				    &place->err));
	assert_string_equal(page.ids, "dacef");

	assert_true(kind->case_ahead(place->db, &last, &n_ahead, &place->err));
	assert_int_equal(n_ahead, 3);
}

static void a_search_is_by_filter_newest_first(void **state)
{
	struct place *place = *state;
	struct case_filter filter = {"", "", "", "", "", {0}, {0}, 0, -1, CASE_CLOSED};
	struct page page = {0};

	add_case(place, "a", 1, CASE_CLOSED);
	add_case(place, "b", 1, CASE_WAITING);
	add_case(place, "c", 1, CASE_CLOSED);
	add_case(place, "d", 1, CASE_CLOSED);
	assert_true(kind->case_search(place->db, &filter, 0, 2, add_to_page, &page, &place->err));
	assert_string_equal(page.ids, "dc");
	assert_true(kind->case_search(place->db, &filter, page.row, 2, add_to_page, &page,
				      &place->err));
	assert_string_equal(page.ids, "dca");

	filter.state = -1;
	filter.agent = 99;
	assert_true(kind->case_search(place->db, &filter, 0, 9, add_to_page, &page, &place->err));
	filter.agent = 3;
	filter.cause = "none";
	assert_true(kind->case_search(place->db, &filter, 0, 9, add_to_page, &page, &place->err));
	assert_string_equal(page.ids, "dca");
	filter.cause = "arrears";
	filter.id = "b";
	assert_true(kind->case_search(place->db, &filter, 0, 9, add_to_page, &page, &place->err));
	assert_string_equal(page.ids, "dcab");
}

static void a_case_is_found_by_each_of_its_tags(void **state)
{
	static const struct {
		const char *tag, *ids;
	} searches[] = {{"abroad", "a"}, {"refund", "b"}, {"repeat", "b"}, {"fund", ""}};
	struct place *place = *state;
	struct case_row a = add_case(place, "a", 1, CASE_CLOSED);
	struct case_row b = add_case(place, "b", 1, CASE_WAITING);

	add_case(place, "c", 1, CASE_WAITING);
	strcpy(a.tags, "abroad");
	strcpy(b.tags, "refund abroad repeat");
	assert_true(kind->case_save(place->db, &a, &place->err));
	assert_true(kind->case_save(place->db, &b, &place->err));
	strcpy(b.tags, "refund repeat");
	assert_true(kind->case_save(place->db, &b, &place->err));
	for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
		struct case_filter filter = {"", "", "", "", searches[i].tag, {0}, {0}, 0, -1, -1};
		struct page page = {0};

		assert_true(kind->case_search(place->db, &filter, 0, 9, add_to_page, &page,
					      &place->err));
		assert_string_equal(page.ids, searches[i].ids);
	}
}

/* --- how a search goes -------------------------------------------------------- */

/* The store's own connection, seen as it opens, and what it last ran. */
static sqlite3 *seen_db;
static char seen_sql[2048];

static int see_connection(sqlite3 *db, const char **message, const void *routines)
{
	(void)message;
	(void)routines;
	seen_db = db;
	return SQLITE_OK;
}

static int see_statement(unsigned kind_of_event, void *context, void *statement, void *text)
{
	(void)kind_of_event;
	(void)context;
	(void)text;
	snprintf(seen_sql, sizeof seen_sql, "%s", sqlite3_sql(statement));
	return 0;
}

static void reopen_seen(struct place *place)
{
	shut(place);
	assert_int_equal(sqlite3_auto_extension((void (*)(void))see_connection), SQLITE_OK);
	place->db = kind->open(place->dir, &place->err);
	sqlite3_cancel_auto_extension((void (*)(void))see_connection);
	assert_non_null(place->db);
	sqlite3_trace_v2(seen_db, SQLITE_TRACE_STMT, see_statement, NULL);
}

/* The index itself, the case that an index names, or the case's conversation. */
static bool is_a_look_up(const char *step)
{
	return strstr(step, "SEARCH c USING INDEX ") ||
	       strstr(step, "SEARCH t USING PRIMARY KEY ") ||
	       strstr(step, "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)") ||
	       strstr(step, "SEARCH v USING INTEGER PRIMARY KEY (rowid=?)");
}

/* Reads no case but those that an index finds, and sorts nothing: the plan of what ran last has no
 * other steps. */
static void assert_went_by_an_index(void)
{
	sqlite3_stmt *plan;
	char sql[sizeof seen_sql + 32];

	snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", seen_sql);
	assert_int_equal(sqlite3_prepare_v2(seen_db, sql, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		assert_true(is_a_look_up((const char *)sqlite3_column_text(plan, 3)));
	}
	sqlite3_finalize(plan);
}

static void a_search_goes_by_an_index(void **state)
{
	static const struct case_filter filters[] = {
		{"a", "", "", "", "", {0}, {0}, 0, -1, -1},
		{"", "", "", "", "", {0}, {.data = "h", .size = 1}, 0, -1, -1},
		{"", "", "", "", "", {.data = "h", .size = 1}, {0}, 0, -1, -1},
		{"", "", "", "", "", {0}, {0}, 3, -1, -1},
		{"", "arrears", "", "", "", {0}, {0}, 0, -1, -1},
		{"", "", "asked", "", "", {0}, {0}, 0, -1, -1},
		{"", "", "", "billing", "", {0}, {0}, 0, -1, -1},
		{"", "", "", "", "abroad", {0}, {0}, 0, -1, -1},
		{"", "", "", "", "", {0}, {0}, 0, -1, CASE_WAITING},
		{"", "", "", "", "", {0}, {0}, 3, -1, CASE_OPEN},
	};
	struct place *place = *state;
	struct page page = {0};

	reopen_seen(place);
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		assert_true(kind->case_search(place->db, &filters[i], 0, 9, add_to_page, &page,
					      &place->err));
		assert_went_by_an_index();
	}
}

static void put_tag(struct place *place, struct case_row *row, const char *tag)
{
	strcpy(row->tags, tag);
	assert_true(kind->case_save(place->db, row, &place->err));
}

static void the_part_of_a_filter_that_fewest_cases_fit_leads_the_search(void **state)
{
	const struct case_filter filter = {"", "", "asked", "", "abroad", {0}, {0}, 4, -1, -1};
	struct place *place = *state;
	struct case_row a = add_case(place, "a", 1, CASE_CLOSED);
	struct case_row b = add_case(place, "b", 1, CASE_CLOSED);
	struct page page = {0};

	add_case(place, "c", 1, CASE_CLOSED);
	reopen_seen(place);
	a.agent = b.agent = 4;
	put_tag(place, &a, "");
	put_tag(place, &b, "abroad");
	assert_true(kind->case_search(place->db, &filter, 0, 9, add_to_page, &page, &place->err));
	assert_non_null(strstr(seen_sql, "WHERE tag = ?10 AND "));

	b.agent = 3;
	put_tag(place, &a, "abroad");
	put_tag(place, &b, "abroad refund");
	assert_true(kind->case_search(place->db, &filter, 0, 9, add_to_page, &page, &place->err));
	assert_non_null(strstr(seen_sql, "WHERE agent = ?3 AND "));
	assert_string_equal(page.ids, "ba");
}

static void the_case_that_is_late_first_comes_first(void **state)
{
	static const int64_t due_ms[] = {50, 0, 20, 70};
	struct place *place = *state;
	struct page page = {0};

	reopen_seen(place);
	for (size_t i = 0; i < sizeof due_ms / sizeof *due_ms; i++) {
		const char id[] = {(char)('a' + i), '\0'};
		struct case_row row = add_case(place, id, 1, CASE_WAITING);

		assert_true(kind->case_set_due(place->db, row.row, due_ms[i], &place->err));
	}
	assert_true(kind->case_due(place->db, add_to_page, &page, &place->err));
	assert_string_equal(page.ids, "cad");
	assert_went_by_an_index();
}

static bool add_kind(void *context, const struct case_entry_row *row)
{
	strcat(context, row->kind);
	assert_int_equal(row->agent, 7);
	assert_int_equal(row->sealed_body.size, 4);
	return true;
}

static void the_log_of_a_case_is_listed_by_seq(void **state)
{
	struct place *place = *state;
	struct case_row row = add_case(place, "a", 1, CASE_WAITING);
	struct case_entry_row entry = {
		.case_row = row.row, .agent = 7, .sealed_body = BLOB("body")};
	char seen[64] = "";

	for (entry.seq = 1; entry.seq <= 4; entry.seq++) {
		snprintf(entry.kind, sizeof entry.kind, "k%d", (int)entry.seq);
		assert_true(kind->case_entry_add(place->db, &entry, &place->err));
	}
	assert_true(kind->case_entry_list(place->db, row.row, 1, 2, add_kind, seen, &place->err));
	assert_string_equal(seen, "k2k3");
}

static bool add_name(void *context, const struct agent_row *row)
{
	strcat(context, row->name);
	return true;
}

static void agents_are_kept(void **state)
{
	struct place *place = *state;
	struct agent_row agent = {.name = "li", .password_hash = "$argon2id$", .role = 4}, found;
	char seen[64] = "";

	assert_true(kind->agent_add(place->db, &agent, &place->err));
	assert_false(kind->agent_add(place->db, &agent, &place->err));
	agent.disabled = true;
	assert_true(kind->agent_save(place->db, &agent, &place->err));
	assert_int_equal(kind->agent_find(place->db, "li", &found, NULL), FOUND);
	assert_int_equal(found.row, agent.row);
	assert_string_equal(found.password_hash, "$argon2id$");
	assert_int_equal(found.role, 4);
	assert_true(found.disabled);
	assert_int_equal(kind->agent_at(place->db, agent.row, &found, NULL), FOUND);
	assert_int_equal(kind->agent_find(place->db, "LI", &found, NULL), NOT_FOUND);

	strcpy(agent.name, "wang");
	assert_true(kind->agent_add(place->db, &agent, &place->err));
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "liwang");
}

static void facts_and_tries_are_kept(void **state)
{
	struct place *place = *state;
	struct fact_row fact = {.conversation = 1, .seq = 2, .kind = "told", .name = "cause"};
	struct tries_row tries = {.subject = "s", .wrong = 1, .since_ms = 5}, found;

	assert_true(kind->fact_add(place->db, &fact, &place->err));
	fact.value = "arrears";
	assert_true(kind->fact_add(place->db, &fact, &place->err));

	assert_int_equal(kind->tries_find(place->db, tries.subject, &found, NULL), NOT_FOUND);
	assert_true(kind->tries_save(place->db, &tries, &place->err));
	tries.wrong = 3;
	tries.locked_until_ms = 99;
	assert_true(kind->tries_save(place->db, &tries, &place->err));
	assert_int_equal(kind->tries_find(place->db, tries.subject, &found, NULL), FOUND);
	assert_memory_equal(found.subject, tries.subject, sizeof tries.subject);
	assert_int_equal(found.wrong, 3);
	assert_int_equal(found.since_ms, 5);
	assert_int_equal(found.locked_until_ms, 99);
}

static void what_is_used_once_is_remembered_until_its_end(void **state)
{
	struct place *place = *state;
	const uint8_t one[CRYPTO_HASH_SIZE] = "1", other[CRYPTO_HASH_SIZE] = "2";

	assert_int_equal(kind->use_once(place->db, one, 10, 20, &place->err), NOT_FOUND);
	assert_int_equal(kind->use_once(place->db, other, 10, 30, &place->err), NOT_FOUND);
	assert_int_equal(kind->use_once(place->db, one, 19, 20, &place->err), FOUND);
	reopen(place);
	assert_int_equal(kind->use_once(place->db, one, 19, 20, &place->err), FOUND);
	assert_int_equal(kind->use_once(place->db, one, 20, 40, &place->err), NOT_FOUND);
	assert_int_equal(kind->use_once(place->db, other, 20, 30, &place->err), FOUND);
}

static struct upload_row add_upload(struct place *place, const char *id, int64_t conversation,
				    int64_t expires_ms)
{
	struct upload_row row = {.conversation = conversation,
				 .expires_ms = expires_ms,
				 .type = 2,
				 .size = 100,
				 .sealed_key = {"key", 3}};

	strcpy(row.id, id);
	assert_true(kind->upload_add(place->db, &row, &place->err));
	return row;
}

static bool remove_upload(void *context, const struct upload_row *row)
{
	struct place *place = context;

	return kind->upload_remove(place->db, row->row, &place->err);
}

static void uploads_are_kept_counted_and_listed_when_they_are_due(void **state)
{
	struct place *place = *state;
	int64_t one = add_conversation(place, "one");
	int64_t other = add_conversation(place, "other");
	struct upload_row row = add_upload(place, "early", one, 10);
	struct upload_row found;
	int64_t n, bytes;

	add_upload(place, "late", one, 20);
	add_upload(place, "foreign", other, 20);
	row.seq = 7;
	assert_true(kind->upload_save(place->db, &row, &place->err));
	reopen(place);
	assert_int_equal(kind->upload_find(place->db, "early", place->arena, &found, &place->err),
			 FOUND);
	assert_int_equal(found.seq, 7);
	assert_int_equal(found.type, 2);
	assert_memory_equal(found.sealed_key.data, "key", 3);
	assert_true(kind->upload_totals(place->db, one, &n, &bytes, &place->err));
	assert_int_equal(n, 2);
	assert_int_equal(bytes, 300);
	assert_true(kind->upload_due(place->db, 10, remove_upload, place, &place->err));
	assert_int_equal(kind->upload_find(place->db, "early", place->arena, &found, &place->err),
			 NOT_FOUND);
	assert_int_equal(kind->upload_find(place->db, "late", place->arena, &found, &place->err),
			 FOUND);
}

static struct hook_row add_hook_for(struct place *place, enum hook_target target,
				    int64_t conversation, int64_t at_ms)
{
	struct hook_row row = {
		.conversation = conversation,
		.at_ms = at_ms,
		.target = target,
		.sealed_data = {"x", 1},
	};

	assert_true(kind->hook_add(place->db, &row, &place->err));
	return row;
}

static struct hook_row add_hook(struct place *place, int64_t conversation, int64_t at_ms)
{
	return add_hook_for(place, HOOK_DESK, conversation, at_ms);
}

static bool add_hook_row(void *context, const struct hook_row *row)
{
	int64_t *sum = context;

	*sum = *sum * 10 + row->row;
	return true;
}

static int64_t heads(struct place *place)
{
	int64_t sum = 0;

	assert_true(kind->hook_heads(place->db, add_hook_row, &sum, &place->err));
	return sum;
}

static void of_each_conversation_the_first_that_waits_goes_next(void **state)
{
	struct place *place = *state;
	struct hook_row found;
	int64_t sum = 0;

	add_hook(place, 1, 10);
	add_hook(place, 2, 20);
	add_hook(place, 1, 30);
	reopen(place);
	assert_int_equal(heads(place), 12);
	assert_true(kind->hook_settle(place->db, 1, HOOK_DELIVERED, &place->err));
	assert_true(kind->hook_settle(place->db, 2, HOOK_DEAD, &place->err));
	assert_int_equal(heads(place), 3);
	assert_int_equal(
		kind->hook_first(place->db, 2, HOOK_DESK, place->arena, &found, &place->err),
		NOT_FOUND);
	assert_true(kind->hook_list(place->db, 1, 9, add_hook_row, &sum, &place->err));
	assert_int_equal(sum, 23);
}

static void what_waits_for_one_target_holds_up_no_other(void **state)
{
	struct place *place = *state;
	struct hook_row found;
	int64_t sum = 0;

	add_hook(place, 1, 10);
	add_hook_for(place, HOOK_PUSH, 1, 20);
	add_hook_for(place, HOOK_PUSH, 1, 30);
	assert_int_equal(heads(place), 12);
	assert_int_equal(
		kind->hook_first(place->db, 1, HOOK_PUSH, place->arena, &found, &place->err),
		FOUND);
	assert_int_equal(found.row, 2);
	assert_int_equal(found.target, HOOK_PUSH);
	assert_true(kind->hook_list(place->db, 0, 9, add_hook_row, &sum, &place->err));
	assert_int_equal(sum, 1);
}

static void old_hooks_are_dropped_and_their_numbers_with_them(void **state)
{
	struct place *place = *state;
	int64_t sum = 0;

	add_hook(place, 1, 10);
	add_hook(place, 1, 20);
	assert_true(kind->hook_purge(place->db, 20, &place->err));
	assert_true(kind->hook_list(place->db, 0, 9, add_hook_row, &sum, &place->err));
	assert_int_equal(sum, 2);
	assert_true(kind->hook_purge(place->db, 21, &place->err));
	assert_int_equal(add_hook(place, 1, 30).row, 3);
}

static bool add_row(void *context, const struct missed_row *row)
{
	int64_t *sum = context;

	*sum = *sum * 10 + row->row;
	return true;
}

static int64_t listed_missed(struct place *place, int64_t after, size_t most)
{
	int64_t sum = 0;

	assert_true(kind->missed_list(place->db, after, most, add_row, &sum, &place->err));
	return sum;
}

static void missed_messages_are_found_by_form_and_by_row(void **state)
{
	struct place *place = *state;
	struct missed_row missed = {.form = "a form",
				    .conversation = 3,
				    .seq = 4,
				    .count = 1,
				    .packs = "0123456789abcdef",
				    .sealed_body = BLOB("sealed")};
	struct missed_row found;

	assert_int_equal(kind->missed_find(place->db, missed.form, place->arena, &found, NULL),
			 NOT_FOUND);
	assert_true(kind->missed_add(place->db, &missed, &place->err));
	assert_false(kind->missed_add(place->db, &missed, &place->err));
	missed.state = MISSED_DONE;
	missed.count = 2;
	assert_true(kind->missed_save(place->db, &missed, &place->err));
	assert_int_equal(kind->missed_find(place->db, missed.form, place->arena, &found, NULL),
			 FOUND);
	assert_int_equal(found.row, missed.row);
	assert_int_equal(kind->missed_at(place->db, missed.row, place->arena, &found, NULL), FOUND);
	assert_int_equal(found.state, MISSED_DONE);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.conversation, 3);
	assert_int_equal(found.seq, 4);
	assert_string_equal(found.packs, "0123456789abcdef");
	assert_memory_equal(found.sealed_body.data, "sealed", 6);
}

static void the_oldest_missed_messages_are_dropped_and_their_numbers_with_them(void **state)
{
	struct place *place = *state;
	struct missed_row missed = {0};

	for (missed.form[0] = 1; missed.form[0] <= 3; missed.form[0]++)
		assert_true(kind->missed_add(place->db, &missed, &place->err));
	assert_int_equal(listed_missed(place, 0, 9), 123);
	assert_int_equal(listed_missed(place, 1, 1), 2);
	assert_true(kind->missed_purge(place->db, 3, &place->err));
	assert_true(kind->missed_add(place->db, &missed, &place->err));
	assert_int_equal(listed_missed(place, 0, 9), 4);
}

/* --- units of work ---------------------------------------------------------------- */

static bool add_agent(struct place *place, const char *name)
{
	struct agent_row agent = {0};

	snprintf(agent.name, sizeof agent.name, "%s", name);
	return kind->agent_add(place->db, &agent, &place->err);
}

static void an_undone_event_leaves_the_rest_of_the_batch(void **state)
{
	struct place *place = *state;
	char seen[64] = "";

	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->in_transaction(place->db));
	assert_true(kind->savepoint(place->db, &place->err));
	assert_true(add_agent(place, "a"));
	assert_true(kind->release(place->db, &place->err));
	assert_true(kind->savepoint(place->db, &place->err));
	assert_true(add_agent(place, "b"));
	assert_false(add_agent(place, "b"));
	kind->undo(place->db);
	assert_true(kind->in_transaction(place->db));
	assert_true(kind->savepoint(place->db, &place->err));
	assert_true(add_agent(place, "c"));
	assert_true(kind->release(place->db, &place->err));
	assert_true(kind->commit(place->db, &place->err));
	assert_false(kind->in_transaction(place->db));

	reopen(place);
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "ac");
}

static void a_rolled_back_batch_leaves_nothing(void **state)
{
	struct place *place = *state;
	char seen[64] = "";

	assert_true(kind->begin(place->db, &place->err));
	assert_true(add_agent(place, "a"));
	kind->rollback(place->db);
	kind->rollback(place->db);
	kind->undo(place->db);
	assert_false(kind->in_transaction(place->db));
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "");
	assert_false(kind->commit(place->db, &place->err));
}

/* As SQLite does by itself when it has no memory or no disk in the middle of one. */
static void nothing_is_stored_behind_the_end_of_a_transaction(void **state)
{
	struct place *place = *state;
	struct sqlite *sqlite = place->db;
	char seen[64] = "";

	assert_true(kind->begin(place->db, &place->err));
	assert_int_equal(sqlite3_exec(sqlite->file->db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_false(add_agent(place, "a"));
	kind->rollback(place->db);
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "");
	assert_true(kind->begin(place->db, &place->err));
	assert_true(add_agent(place, "b"));
	assert_true(kind->commit(place->db, &place->err));
}

static void another_writer_is_waited_for_one_second(void **state)
{
	struct place *place = *state;
	sqlite3 *other;

	assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_false(kind->begin(place->db, &place->err));
	assert_non_null(strstr(place->err.text, "locked"));
	assert_false(kind->in_transaction(place->db));
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->commit(place->db, &place->err));
}

/* --- opening ---------------------------------------------------------------------- */

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

/* Whatever bytes are flipped: refused with the file's name, or open and whole. */
static void flipped_bytes_never_crash(void **state)
{
	struct place *place = *state;
	unsigned long random = 1;
	size_t size;
	char *data;

	add_case(place, "a", 1, CASE_WAITING);
	shut(place);
	data = read_whole(place->path, &size);
	for (int seed = 0; seed < 200; seed++) {
		char *copy = mem_text_n(data, size);
		void *db;

		for (int i = 0; i < 1 + seed % 20; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			copy[(random >> 33) % size] ^= (char)(1 << (random >> 20) % 8);
		}
		write_whole(place->path, copy, size);
		free(copy);
		db = kind->open(place->dir, &place->err);
		assert_true(db || strstr(place->err.text, "fuji.db"));
		kind->close(db);
	}
	free(data);
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
	       "DROP TABLE reminders; DROP TABLE wishes; DROP TABLE awaited; DROP TABLE hooks; DROP TABLE audit; DROP TABLE uploads; ALTER TABLE agents DROP COLUMN epoch; DROP TABLE used;"
	       "DROP TABLE holds; DROP INDEX persons_of; DROP INDEX conversations_of; DROP INDEX cases_of; DROP INDEX persons_kept;"
	       "DROP TABLE missed; ALTER TABLE tries DROP COLUMN checks;"
	       "ALTER TABLE tries DROP COLUMN codes;" WITHOUT_TEAMS "PRAGMA user_version = 1");
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
		TEST(a_person_is_kept_until_erased),
		TEST(an_erased_key_is_nowhere_on_disk),
		TEST(a_reader_delays_only_the_emptying_of_the_log),
		TEST(a_conversation_is_found_by_id_and_by_row),
		TEST(what_is_not_there_is_not_saved),
		TEST(activities_are_listed_by_seq),
		TEST(a_seq_is_given_once),
		TEST(a_sent_message_is_known_again),
		TEST(what_was_sent_in_secret_is_forgotten_and_nothing_else),
		TEST(old_client_ids_are_dropped),
		TEST(uploads_are_kept_counted_and_listed_when_they_are_due),
		TEST(of_each_conversation_the_first_that_waits_goes_next),
		TEST(what_waits_for_one_target_holds_up_no_other),
		TEST(old_hooks_are_dropped_and_their_numbers_with_them),
		TEST(calls_stay_until_removed),
		TEST(the_row_of_a_call_is_never_given_again),
		TEST(what_a_call_waits_for_goes_with_it),
		TEST(a_case_is_found_with_its_conversation),
		TEST(the_line_is_paged_by_priority_then_age),
		TEST(a_search_is_by_filter_newest_first),
		TEST(a_case_is_found_by_each_of_its_tags),
		TEST(a_search_goes_by_an_index),
		TEST(the_part_of_a_filter_that_fewest_cases_fit_leads_the_search),
		TEST(the_case_that_is_late_first_comes_first),
		TEST(the_log_of_a_case_is_listed_by_seq),
		TEST(agents_are_kept),
		TEST(facts_and_tries_are_kept),
		TEST(what_is_used_once_is_remembered_until_its_end),
		TEST(missed_messages_are_found_by_form_and_by_row),
		TEST(the_oldest_missed_messages_are_dropped_and_their_numbers_with_them),
		TEST(an_undone_event_leaves_the_rest_of_the_batch),
		TEST(a_rolled_back_batch_leaves_nothing),
		TEST(nothing_is_stored_behind_the_end_of_a_transaction),
		TEST(another_writer_is_waited_for_one_second),
		TEST(a_newer_schema_is_refused_untouched),
		TEST(a_newer_schema_in_the_log_is_refused_untouched),
		TEST(a_foreign_database_is_refused_untouched),
		TEST(what_is_no_database_is_refused_untouched),
		TEST(a_damaged_page_is_refused_untouched),
		TEST(a_cut_file_is_refused_untouched),
		TEST(flipped_bytes_never_crash),
		TEST(a_lost_database_is_not_made_anew),
		TEST(a_folder_that_cannot_be_written_is_refused),
		TEST(a_database_without_tables_yet_is_made_complete),
		TEST(a_database_of_an_older_fuji_is_brought_up_to_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
