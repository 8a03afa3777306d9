/*
 * YAML: trees that know their places, and all faults in one run.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/yaml.h"

struct fixture {
	struct arena *arena;
	struct problems *problems;
};

static int create(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture->arena = arena_create();
	fixture->problems = problems_create();
	*state = fixture;
	return 0;
}

static int destroy(void **state)
{
	struct fixture *fixture = *state;

	arena_destroy(fixture->arena);
	problems_destroy(fixture->problems);
	free(fixture);
	return 0;
}

static const struct yaml *read_text(struct fixture *fixture, const char *text)
{
	return yaml_read_text("f.yaml", text, strlen(text), fixture->arena, fixture->problems);
}

static void assert_problem(const struct fixture *fixture, size_t i, const char *wanted)
{
	assert_true(i < problems_count(fixture->problems));
	assert_string_equal(problems_line(fixture->problems, i), wanted);
}

static void assert_refused(struct fixture *fixture, const char *text, const char *problem)
{
	size_t n = problems_count(fixture->problems);

	assert_null(read_text(fixture, text));
	assert_problem(fixture, n, problem);
}

static void a_tree_knows_kinds_and_places(void **state)
{
	const struct yaml *root = read_text(*state, "名: 停机\nlist:\n  - \"a\"\n  - {x: 1}\n");
	const struct yaml *name = yaml_get(root, "名"), *list = yaml_get(root, "list");

	assert_int_equal(root->kind, YAML_MAP);
	assert_int_equal(root->n, 2);
	assert_string_equal(name->text, "停机");
	assert_false(name->quoted);
	assert_int_equal(name->line, 1);
	assert_int_equal(name->column, 4); /* in characters */
	assert_int_equal(list->kind, YAML_LIST);
	assert_int_equal(list->key_line, 2);
	assert_int_equal(list->key_column, 1);
	assert_true(list->items[0]->quoted);
	assert_int_equal(list->items[0]->line, 3);
	assert_string_equal(yaml_get(list->items[1], "x")->text, "1");
	assert_string_equal(list->file, "f.yaml");
	assert_null(yaml_get(root, "other"));
	assert_null(yaml_get(list, "x"));
	assert_null(yaml_get(NULL, "x"));
}

static void assert_end(const struct yaml *node, size_t line, size_t column)
{
	assert_int_equal(node->end_line, line);
	assert_int_equal(node->end_column, column);
}

static void a_tree_knows_where_things_end(void **state)
{
	const struct yaml *root = read_text(*state,
					    "a: 停机 # x\nb: ['停', y ] # z\nc:\n"
					    "  - \"q\"\n  - 停\n    机   # x\n\n# end\nd: {}\n");

	assert_end(yaml_get(root, "a"), 1, 6);
	assert_end(yaml_get(root, "b"), 2, 13);
	assert_end(yaml_get(root, "b")->items[0], 2, 8);
	assert_end(yaml_get(root, "b")->items[1], 2, 11);
	assert_end(yaml_get(root, "c"), 6, 6); /* with its last item, not where `d` begins */
	assert_end(yaml_get(root, "c")->items[0], 4, 8);
	assert_end(root, 9, 6);
}

static void an_empty_file_is_an_empty_map(void **state)
{
	const struct yaml *root = read_text(*state, "# nothing yet\n");

	assert_int_equal(root->kind, YAML_MAP);
	assert_int_equal(root->n, 0);
	assert_non_null(read_text(*state, ""));
}

static void long_lists_keep_their_order(void **state)
{
	struct buffer text = {0};
	const struct yaml *root;

	for (int i = 0; i < 100; i++)
		buffer_format(&text, "- %d\n", i);
	root = read_text(*state, text.data);
	assert_int_equal(root->n, 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(atoi(root->items[i]->text), i);
	buffer_finish(&text);
}

static void all_duplicate_keys_are_found_in_one_run(void **state)
{
	struct fixture *fixture = *state;

	assert_null(read_text(fixture, "a: 1\nb: {c: 1, c: 2}\na: 2\n"));
	assert_problem(fixture, 0, "f.yaml:2:11: the key `c` stands here twice");
	assert_problem(fixture, 1, "f.yaml:3:1: the key `a` stands here twice");
	assert_int_equal(problems_count(fixture->problems), 2);
}

static void aliases_anchors_and_tags_are_refused(void **state)
{
	assert_refused(*state, "a: &x 1\n", "f.yaml:1:4: anchors and tags are not allowed");
	assert_refused(*state, "a: !!int 1\n", "f.yaml:1:4: anchors and tags are not allowed");
	assert_refused(*state, "a: &x [1]\n", "f.yaml:1:4: anchors and tags are not allowed");
	assert_refused(*state, "- ok\n- *x\n",
		       "f.yaml:2:3: aliases are not allowed (a text that begins with `*` needs "
		       "quotes)");
}

static void a_second_document_is_refused(void **state)
{
	assert_refused(*state, "a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document in the file");
}

static void a_key_that_is_no_text_is_refused(void **state)
{
	assert_refused(*state, "? [a]\n: 1\n", "f.yaml:1:3: a key must be a text");
}

static void sixteen_levels_are_read_and_seventeen_refused(void **state)
{
	assert_non_null(read_text(*state, "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"));
	assert_refused(*state, "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
		       "f.yaml:1:17: nested too deeply");
}

static void a_syntax_error_names_its_place_in_characters(void **state)
{
	struct fixture *fixture = *state;

	assert_null(read_text(fixture, "停机: 'x\n"));
	assert_non_null(strstr(problems_line(fixture->problems, 0), "f.yaml:2:1: "));
	assert_null(read_text(fixture, "a: b: c\n"));
	assert_non_null(strstr(problems_line(fixture->problems, 1), "f.yaml:1:5: "));
}

static void bytes_that_are_no_utf8_are_refused_with_line_and_column(void **state)
{
	struct fixture *fixture = *state;

	assert_null(read_text(fixture, "a: 1\n停机: \xff\n"));
	assert_non_null(strstr(problems_line(fixture->problems, 0), "f.yaml:2:5: "));
	assert_refused(*state, "a: 1\nb: \"x\\0y\"\n", "f.yaml:2:4: a NUL in a text");
}

static void a_text_beyond_four_mebibytes_is_refused(void **state)
{
	struct fixture *fixture = *state;
	size_t length = 4 * 1024 * 1024 + 1;
	char *text = malloc(length);

	memset(text, ' ', length);
	assert_null(yaml_read_text("f.yaml", text, length, fixture->arena, fixture->problems));
	assert_problem(fixture, 0, "f.yaml: more than 4194304 bytes");
	free(text);
}

static void a_file_that_is_not_there_is_a_problem(void **state)
{
	struct fixture *fixture = *state;

	assert_null(yaml_read("/nowhere.yaml", fixture->arena, fixture->problems));
	assert_problem(fixture, 0, "/nowhere.yaml: cannot be read: No such file or directory");
}

static void unknown_keys_are_all_reported_with_what_was_meant(void **state)
{
	static const char *const known[] = {"pattern", "weight", "unless", NULL};
	struct fixture *fixture = *state;
	const struct yaml *root = read_text(fixture, "patern: a\nweight: 1\nzzzzzz:\n  - 1\n");

	assert_false(yaml_known_keys(root, known, fixture->problems));
	assert_problem(fixture, 0, "f.yaml:1:1: unknown key `patern`, did you mean `pattern`?");
	assert_problem(fixture, 1, "f.yaml:3:1: unknown key `zzzzzz`");
	assert_false(yaml_known_keys(yaml_get(root, "weight"), known, fixture->problems));
	assert_problem(fixture, 2, "f.yaml:2:9: must be a map of keys and values");
	assert_true(yaml_known_keys(read_text(fixture, "weight: 1"), known, fixture->problems));
}

static void values_are_read_by_type(void **state)
{
	struct problems *problems = ((struct fixture *)*state)->problems;
	const struct yaml *root = read_text(*state,
					    "s: 停机\nempty: \"\"\ni: -5\nd: 0.25\nb: true\n");
	const char *text = NULL;
	long long integer = 0;
	double number = 0;
	bool yes = false;

	assert_true(yaml_read_string(root, "s", true, &text, problems));
	assert_string_equal(text, "停机");
	assert_true(yaml_read_string(root, "empty", true, &text, problems));
	assert_string_equal(text, "");
	assert_true(yaml_read_integer(root, "i", true, -5, 5, &integer, problems));
	assert_int_equal(integer, -5);
	assert_true(yaml_read_double(root, "d", true, 0, 1, &number, problems));
	assert_true(number == 0.25);
	assert_true(yaml_read_boolean(root, "b", true, &yes, problems));
	assert_true(yes);
	assert_int_equal(problems_count(problems), 0);
}

static void a_missing_value_is_a_problem_only_where_it_is_needed(void **state)
{
	struct fixture *fixture = *state;
	const struct yaml *root = read_text(fixture, "a: 1\n");
	long long integer = 7;

	assert_true(yaml_read_integer(root, "n", false, 0, 9, &integer, fixture->problems));
	assert_int_equal(integer, 7);
	assert_false(yaml_read_integer(root, "n", true, 0, 9, &integer, fixture->problems));
	assert_problem(fixture, 0, "f.yaml:1:1: the key `n` is missing");
}

static void values_of_another_type_are_problems_at_the_value(void **state)
{
	static const char *const texts[] = {"v: x",     "v: 10",  "v: -1", "v: 1.0", "v: 0x1",
					    "v: \"1\"", "v: [1]", "v: {}", "v:",     "v: 1e99"};
	struct fixture *fixture = *state;
	long long integer = 7;
	double number = 7;
	bool yes = true;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct yaml *root = read_text(fixture, texts[i]);

		assert_false(yaml_read_integer(root, "v", true, 0, 9, &integer, fixture->problems));
		assert_false(yaml_read_boolean(root, "v", true, &yes, fixture->problems));
	}
	assert_problem(fixture, 0, "f.yaml:1:4: `v` must be a whole number from 0 to 9");
	assert_problem(fixture, 1, "f.yaml:1:4: `v` must be true or false");
	for (const char **nan = (const char *[]){"v: nan", "v: inf", "v: 1e999", "v: 2", NULL};
	     *nan; nan++)
		assert_false(yaml_read_double(read_text(fixture, *nan), "v", true, 0, 1, &number,
					      fixture->problems));
	assert_int_equal(integer, 7);
	assert_true(number == 7 && yes);
}

static void make_file(const char *folder, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
}

static void remove_file(const char *folder, const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}

static void the_files_of_a_folder_come_sorted_and_are_read(void **state)
{
	static const char *const names[] = {"b.yaml", "a.yaml", ".#a.yaml", "a.txt"};
	struct fixture *fixture = *state;
	char folder[] = "/tmp/fuji-yaml-XXXXXX";
	const char **paths;
	size_t n;

	assert_non_null(mkdtemp(folder));
	for (int i = 0; i < 4; i++)
		make_file(folder, names[i], i ? "a: 1" : "");
	assert_true(yaml_files(folder, ".yaml", fixture->arena, &paths, &n, fixture->problems));
	assert_int_equal(n, 2);
	assert_string_equal(strrchr(paths[0], '/'), "/a.yaml");
	assert_string_equal(strrchr(paths[1], '/'), "/b.yaml");
	assert_int_equal(yaml_read(paths[0], fixture->arena, fixture->problems)->n, 1);
	assert_int_equal(yaml_read(paths[1], fixture->arena, fixture->problems)->n, 0);
	for (int i = 0; i < 4; i++)
		remove_file(folder, names[i]);
	assert_int_equal(rmdir(folder), 0);
	assert_false(yaml_files(folder, ".yaml", fixture->arena, &paths, &n, fixture->problems));
	assert_int_equal(problems_count(fixture->problems), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_tree_knows_kinds_and_places, create, destroy),
		cmocka_unit_test_setup_teardown(a_tree_knows_where_things_end, create, destroy),
		cmocka_unit_test_setup_teardown(an_empty_file_is_an_empty_map, create, destroy),
		cmocka_unit_test_setup_teardown(long_lists_keep_their_order, create, destroy),
		cmocka_unit_test_setup_teardown(all_duplicate_keys_are_found_in_one_run, create,
						destroy),
		cmocka_unit_test_setup_teardown(aliases_anchors_and_tags_are_refused, create,
						destroy),
		cmocka_unit_test_setup_teardown(a_second_document_is_refused, create, destroy),
		cmocka_unit_test_setup_teardown(a_key_that_is_no_text_is_refused, create, destroy),
		cmocka_unit_test_setup_teardown(sixteen_levels_are_read_and_seventeen_refused,
						create, destroy),
		cmocka_unit_test_setup_teardown(a_syntax_error_names_its_place_in_characters,
						create, destroy),
		cmocka_unit_test_setup_teardown(
			bytes_that_are_no_utf8_are_refused_with_line_and_column, create, destroy),
		cmocka_unit_test_setup_teardown(a_text_beyond_four_mebibytes_is_refused, create,
						destroy),
		cmocka_unit_test_setup_teardown(a_file_that_is_not_there_is_a_problem, create,
						destroy),
		cmocka_unit_test_setup_teardown(unknown_keys_are_all_reported_with_what_was_meant,
						create, destroy),
		cmocka_unit_test_setup_teardown(values_are_read_by_type, create, destroy),
		cmocka_unit_test_setup_teardown(
			a_missing_value_is_a_problem_only_where_it_is_needed, create, destroy),
		cmocka_unit_test_setup_teardown(values_of_another_type_are_problems_at_the_value,
						create, destroy),
		cmocka_unit_test_setup_teardown(the_files_of_a_folder_come_sorted_and_are_read,
						create, destroy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
