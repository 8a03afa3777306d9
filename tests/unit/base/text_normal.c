/*
 * The normal form, and the way back to the original.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/text.h"

static struct text_reader *reader;
static struct arena *arena;

static struct text_normal normal_of(const char *text)
{
	struct text_normal normal;

	assert_true(text_normalize(reader, text, strlen(text), arena, &normal, NULL));
	return normal;
}

static void assert_normal(const char *text, const char *wanted)
{
	assert_string_equal(normal_of(text).text, wanted);
}

/* `part` of the normal form came from `origin` in the text. */
static void assert_origin(const char *text, const char *part, const char *origin)
{
	struct text_normal normal = normal_of(text);
	const char *found = strstr(normal.text, part);
	size_t from, length;

	assert_non_null(found);
	text_origin(&normal, (size_t)(found - normal.text), strlen(part), &from, &length);
	assert_string_equal(arena_text_n(arena, text + from, length), origin);
}

static void width_and_case_are_folded(void **state)
{
	(void)state;
	assert_normal("ＡＢＣ１２３　停機ﾃｽﾄ！？", "abc123 停机テスト!?");
	assert_normal("①㈱ ﬁ ㎏ Straße ΣΑΣ", "1(株) fi kg strasse σασ");
	assert_normal("", "");
}

static void traditional_is_written_simplified(void **state)
{
	(void)state;
	assert_normal("手機號碼復機", "手机号码复机");
	assert_normal("乾隆餅乾", "乾隆饼干");
	assert_normal("儲值", "储值");
	assert_normal("我的号码怎么停机了", "我的号码怎么停机了");
}

static void characters_that_change_only_in_phrases_are_not_missed(void **state)
{
	(void)state;
	assert_normal("回覆", "回复");
	assert_normal("一目瞭然", "一目了然");
	assert_normal("藉口", "借口");
	assert_normal("沈默", "沉默");
	assert_normal("牴牾", "抵牾");
	assert_normal("衹得", "只得");
	assert_normal("彷彿", "仿佛");
}

static void what_shows_nothing_goes_and_emoji_stay(void **state)
{
	(void)state;
	assert_normal("停\u200b机\ufeff", "停机");
	assert_normal("\u200b\u200d\u00ad", "");
	assert_normal("❤️👍", "❤👍");
	assert_normal("👨‍👩‍👧", "👨👩👧");
}

static void the_way_back_leads_through_characters_that_show_nothing(void **state)
{
	(void)state;
	assert_origin("我停\u200b机了", "停机", "停\u200b机");
	assert_origin("我停\u200b机了", "停", "停");
	assert_origin("我停\u200b机了", "机", "机");
	assert_origin("\u200b停\u200b", "停", "停");
}

static void a_character_made_of_several_comes_from_all_of_them(void **state)
{
	(void)state;
	assert_origin("xe\u0301y", "é", "e\u0301");
	assert_origin("xe\u200b\u0301y", "é", "e\u200b\u0301");
	assert_origin("한\u1112\u1161\u11ab글", "한", "한");
	assert_origin("x\u1112\u1161\u11aby", "한", "\u1112\u1161\u11ab");
	assert_origin("ㄱㅏ나", "가", "ㄱㅏ");
	assert_origin("ｶﾞｽ", "ガ", "ｶﾞ");
}

static void several_characters_made_of_one_all_come_from_it(void **state)
{
	(void)state;
	assert_origin("重㎏吗", "k", "㎏");
	assert_origin("重㎏吗", "g", "㎏");
	assert_origin("重㎏吗", "g吗", "㎏吗");
	assert_origin("oﬁx", "i", "ﬁ");
	assert_origin("aßb", "ss", "ß");
}

static void wide_digits_lead_back_one_by_one(void **state)
{
	(void)state;
	assert_origin("号１３８號", "138", "１３８");
	assert_origin("号１３８號", "3", "３");
	assert_origin("號１３８", "号", "號");
}

static void places_at_and_behind_the_end_lead_to_the_end(void **state)
{
	struct text_normal normal = normal_of("停机\u200b"), empty = normal_of("");
	size_t from, length;

	(void)state;
	text_origin(&normal, normal.length, 0, &from, &length);
	assert_int_equal(from, 6);
	assert_int_equal(length, 0);
	text_origin(&normal, 3, 0, &from, &length);
	assert_int_equal(from, 3);
	assert_int_equal(length, 0);
	text_origin(&normal, 3, 99, &from, &length);
	assert_int_equal(from, 3);
	assert_int_equal(length, 3);
	text_origin(&empty, 0, 0, &from, &length);
	assert_int_equal(from + length, 0);
}

static void what_is_not_utf8_is_an_error(void **state)
{
	struct text_normal normal;
	struct error err;

	(void)state;
	assert_false(text_normalize(reader, "停\xff", 4, arena, &normal, &err));
	assert_string_equal(err.text, "the text is not UTF-8 from byte 3 on");
}

/* Characters that meet in surprising ways. */
static const uint32_t awkward[] = {
	'a',     'e',    'I',    0x0301, 0x0323, 0x0345,  0x00c5,  0x0130,  0x1e9b, 0xfb01,
	0xff76,  0xff9e, 0x304b, 0x3099, 0x1100, 0x1161,  0x11a8,  0xac00,  0x3131, 0x314f,
	0xffa1,  0xffc2, 0x09c7, 0x09be, 0x0dd9, 0x0dca,  0x0dcf,  0x1b05,  0x1b35, 0x11131,
	0x11127, 0x0600, 0x200d, 0x200b, 0xfe0f, 0x1f468, 0x1f1e8, 0x1f1f3, 0x0d,   0x0a,
	0xfdfa,  0x00b4, 0x0344, 0x0f71, 0x0f72, 0x0f74,  0x1d165, 0x1d15e, 0x302e, 0x505c,
};

static char *awkward_text(uint32_t *seed)
{
	char text[4 * 8 + 1];
	size_t length = 0;

	for (int i = 0; i < 8; i++) {
		*seed = *seed * 1664525 + 1013904223;
		length += (size_t)utf8proc_encode_char(
			(int32_t)awkward[(*seed >> 16) % (sizeof awkward / sizeof *awkward)],
			(uint8_t *)text + length);
	}
	return arena_text_n(arena, text, length);
}

static void run_by_run_gives_what_the_whole_text_gives(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const char *text = awkward_text(&seed);
		uint8_t *whole = utf8proc_NFKC_Casefold((const uint8_t *)text);

		assert_normal(text, (const char *)whole);
		free(whole);
		arena_reset(arena);
	}
}

static void runs_cover_the_normal_form_without_gaps_and_the_original_in_order(void **state)
{
	uint32_t seed = 2;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct text_normal normal = normal_of(awkward_text(&seed));
		size_t at = 0, from = 0;

		for (size_t r = 0; r < normal.n_runs; r++) {
			assert_int_equal(normal.runs[r].at, at);
			assert_true(normal.runs[r].from >= from);
			assert_true(normal.runs[r].length > 0 && normal.runs[r].from_length > 0);
			at += normal.runs[r].length;
			from = normal.runs[r].from + normal.runs[r].from_length;
		}
		assert_int_equal(at, normal.length);
		arena_reset(arena);
	}
}

static int create(void **state)
{
	(void)state;
	reader = text_reader_create(NULL);
	arena = arena_create();
	return reader ? 0 : -1;
}

static int destroy(void **state)
{
	(void)state;
	text_reader_destroy(reader);
	arena_destroy(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(width_and_case_are_folded),
		cmocka_unit_test(traditional_is_written_simplified),
		cmocka_unit_test(characters_that_change_only_in_phrases_are_not_missed),
		cmocka_unit_test(what_shows_nothing_goes_and_emoji_stay),
		cmocka_unit_test(the_way_back_leads_through_characters_that_show_nothing),
		cmocka_unit_test(a_character_made_of_several_comes_from_all_of_them),
		cmocka_unit_test(several_characters_made_of_one_all_come_from_it),
		cmocka_unit_test(wide_digits_lead_back_one_by_one),
		cmocka_unit_test(places_at_and_behind_the_end_lead_to_the_end),
		cmocka_unit_test(what_is_not_utf8_is_an_error),
		cmocka_unit_test(run_by_run_gives_what_the_whole_text_gives),
		cmocka_unit_test(runs_cover_the_normal_form_without_gaps_and_the_original_in_order),
	};

	return cmocka_run_group_tests(tests, create, destroy);
}
