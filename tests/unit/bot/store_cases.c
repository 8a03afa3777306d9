/*
 * The store in SQLite keeps cases: the line, searches and how they go, logs.
 */
#include "tests/unit/bot/store_place.h"

#include <sqlite3.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_case_is_found_with_its_conversation),
		TEST(the_line_is_paged_by_priority_then_age),
		TEST(a_search_is_by_filter_newest_first),
		TEST(a_case_is_found_by_each_of_its_tags),
		TEST(a_search_goes_by_an_index),
		TEST(the_part_of_a_filter_that_fewest_cases_fit_leads_the_search),
		TEST(the_case_that_is_late_first_comes_first),
		TEST(the_log_of_a_case_is_listed_by_seq),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
