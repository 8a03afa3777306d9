/*
 * Traditional characters: who reads them, and what is written in them.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "base/language.h"
#include "base/text.h"

static void the_script_of_a_tag_counts_before_its_region(void **state)
{
	static const char *const traditional[] = {"zh-Hant", "zh-TW",      "zh-hk",
						  "zh-MO",   "zh-Hant-CN", "zh-yue-HK"};
	static const char *const simplified[] = {"zh",         "zh-CN",    "zh-Hans-TW",
						 "zh-Hans-HK", "zh-Hantx", "zh-SG"};

	(void)state;
	for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++)
		assert_true(language_is_traditional(traditional[i]));
	for (size_t i = 0; i < sizeof simplified / sizeof *simplified; i++)
		assert_false(language_is_traditional(simplified[i]));
}

static void phrases_decide_and_what_is_no_chinese_stays(void **state)
{
	struct text_writer *writer = text_writer_create(NULL);
	struct arena *arena = arena_create();

	(void)state;
	assert_string_equal(text_traditional(writer, "复机后再试，号码 138****0003", arena),
			    "復機後再試，號碼 138****0003");
	assert_string_equal(text_traditional(writer, "擦干净，干什么，这里", arena),
			    "擦乾淨，幹什麼，這裡");
	assert_string_equal(text_traditional(writer, "Hello", arena), "Hello");
	assert_string_equal(text_traditional(writer, "", arena), "");
	arena_destroy(arena);
	text_writer_destroy(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_script_of_a_tag_counts_before_its_region),
		cmocka_unit_test(phrases_decide_and_what_is_no_chinese_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
