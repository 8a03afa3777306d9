/*
 * The list of tags.
 */
#include "folder.h"

static void tags_are_known_by_their_ids(void **state)
{
	struct folder *folder = *state;
	struct knowledge *knowledge;

	folder_write(folder, "tags.yaml", "- {id: abroad, name: {zh: 境外, en: Abroad}}\n");
	knowledge = knowledge_load(folder->path, folder->problems);
	assert_non_null(knowledge);
	assert_int_equal(knowledge_n_tags(knowledge), 1);
	assert_string_equal(knowledge_tag_at(knowledge, 0)->name[LANGUAGE_EN], "Abroad");
	assert_true(knowledge_has_tag(knowledge, "abroad"));
	assert_false(knowledge_has_tag(knowledge, "abr"));
	knowledge_destroy(knowledge);
}

static void each_tag_has_an_id_of_its_own_and_a_name_in_each_language(void **state)
{
	static const struct {
		const char *tags, *problem;
	} cases[] = {
		{"- {id: a, name: {zh: 甲}}\n", "tags.yaml:1:17: the key `en` is missing"},
		{"- {id: a b, name: {zh: 甲, en: A}}\n",
		 "tags.yaml:1:8: an id is at most 31 of a-z and _"},
		{"- {id: a, name: {zh: 甲, en: A}}\n- {id: a, name: {zh: 乙, en: B}}\n",
		 "tags.yaml:2:8: another tag has the id a"},
		{"{}\n", "tags.yaml:1:1: a list of tags is expected"},
	};
	struct folder *folder = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		problems_destroy(folder->problems);
		folder->problems = problems_create();
		folder_write(folder, "tags.yaml", cases[i].tags);
		assert_refused(folder, cases[i].problem);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_create, folder_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tags_are_known_by_their_ids),
		TEST(each_tag_has_an_id_of_its_own_and_a_name_in_each_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
