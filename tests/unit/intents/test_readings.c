/*
 * What only sounds right is understood: homophones, and Chinese typed in Latin letters.
 */
#include "fixture.h"

#include "intents/readings.h"

/* --- the table ------------------------------------------------------------ */

static void characters_that_sound_alike_have_one_syllable(void **state)
{
	(void)state;
	assert_int_not_equal(reading_of(U'停'), 0);
	assert_int_equal(reading_of(U'停'), reading_of(U'亭'));
	assert_int_equal(reading_of(U'停'), reading_of(U'挺'));
	assert_int_not_equal(reading_of(U'女'), reading_of(U'怒'));
	assert_int_not_equal(reading_of(U'一'), 0);
}

static void what_is_no_common_ideograph_has_no_syllable(void **state)
{
	static const uint32_t codes[] = {0, 'a', U'ㄅ', 0x4dff, 0xa000, U'😀', UINT32_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_int_equal(reading_of(codes[i]), 0);
}

/* --- splitting words ------------------------------------------------------ */

#define MOST_LETTERS 400

static size_t split(const char *word, uint32_t *out)
{
	uint32_t letters[MOST_LETTERS];
	size_t n = 0;

	for (; word[n]; n++)
		letters[n] = (unsigned char)word[n];
	return reading_split(letters, n, out);
}

static void a_word_of_syllables_sounds_like_its_characters(void **state)
{
	static const struct {
		const char *word;
		uint32_t characters[4];
	} rows[] = {
		{"ji", {U'机'}},
		{"tingji", {U'停', U'机'}},
		{"chongzhi", {U'充', U'值'}},
		{"xian", {U'先'}},
		{"dangan", {U'单', U'干'}},
		{"lvse", {U'绿', U'色'}},
		{"zhuanrengong", {U'转', U'人', U'工'}},
		{"aiya", {U'爱', U'呀'}},
	};
	uint32_t got[MOST_LETTERS];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = split(rows[i].word, got);

		for (size_t j = 0; j < n; j++)
			assert_int_equal(got[j], reading_of(rows[i].characters[j]));
		assert_true(n > 0 && (n == 4 || !rows[i].characters[n]));
	}
}

static void a_word_that_leaves_letters_over_has_no_syllables(void **state)
{
	static const char *const words[] = {"",     "hello", "tingj",   "phone",
					    "ji12", "12",    "zhuang'", "ting\xe9"};
	uint32_t got[MOST_LETTERS];

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_int_equal(split(words[i], got), 0);
}

static void a_long_word_splits_to_its_last_letter_or_not_at_all(void **state)
{
	char word[MOST_LETTERS] = "";
	uint32_t got[MOST_LETTERS];

	(void)state;
	for (size_t i = 0; i + strlen("xiguan") < sizeof word; i += strlen("xiguan"))
		strcat(word, "xiguan");
	assert_int_equal(split(word, got), strlen(word) / 3);
	word[strlen(word) - 1] = 'q';
	assert_int_equal(split(word, got), 0);
}

/* --- understanding, with the packs that are shipped ----------------------- */

struct row {
	const char *text, *intent;
};

/* Training takes a while: once for all. */
static struct fixture shipped;

static int load_shipped(void **state)
{
	(void)state;
	fixture_start(&shipped);
	fixture_load(&shipped, "intents/packs");
	return shipped.intents ? 0 : -1;
}

static int unload_shipped(void **state)
{
	(void)state;
	fixture_finish(&shipped);
	return 0;
}

static void check(const struct row *rows, size_t n)
{
	size_t n_wrong = 0;

	for (size_t i = 0; i < n; i++) {
		fixture_match(&shipped, rows[i].text);
		const char *got = shipped.got.n_intents ? shipped.got.intents[0].name : "";

		if (!strcmp(got, rows[i].intent))
			continue;
		print_error("%s: %s, not %s\n", rows[i].text, got, rows[i].intent);
		n_wrong++;
	}
	assert_int_equal(n_wrong, 0);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

/* Sentences here stand in no pack. */
static void homophones_are_understood(void **state)
{
	static const struct row rows[] = {
		{"手机廷机了帮我看看", "suspension_cause"},
		{"我这个号庭基了", "suspension_cause"},
		{"号码怎么听机了", "suspension_cause"},
		{"我的手机停几了怎么回事", "suspension_cause"},
		{"想给手机充点化费", "pay"},
		{"怎么冲职", "pay"},
		{"我要充直", "pay"},
		{"帮我充只五十块", "pay"},
		{"我还欠多少画费", "balance"},
		{"查一下前费", "balance"},
		{"欠废多少", "balance"},
		{"麻烦给我覆机", "resume"},
		{"我要复级", "resume"},
		{"帮我付机", "resume"},
		{"找人弓客服", "human"},
		{"转认工服务", "human"},
		{"怎么做实明认证", "real_name"},
		{"办理时名登记", "real_name"},
		{"手机卡挂实", "lost"},
		{"我要挂石", "lost"},
		{"我要消户", "cancel_number"},
		{"把这个号霄户", "cancel_number"},
		{"办个亭机保好", "hold"},
		{"手机没有心号", "no_service"},
		{"服务蜜码忘了", "account_lock"},
		{"我要投素", "complaint"},
		{"泥嚎", "greet"},
		{"再建", "bye"},
	};

	(void)state;
	CHECK(rows);
}

static void chinese_in_latin_letters_is_understood(void **state)
{
	static const struct row rows[] = {
		{"shouji tingji le", "suspension_cause"},
		{"wo de shouji weishenme tingji", "suspension_cause"},
		{"我的号码tingji了", "suspension_cause"},
		{"手机停ji了", "suspension_cause"},
		{"huafei zenme chongzhi", "pay"},
		{"wo yao chong huafei", "pay"},
		{"chaxun huafei yue", "balance"},
		{"我要转rengong", "human"},
		{"bangwo fuji", "resume"},
		{"shiming renzheng", "real_name"},
		{"guashi", "lost"},
		{"wo yao xiaohu", "cancel_number"},
		{"tingji baohao", "hold"},
		{"shouji meiyou xinhao", "no_service"},
		{"chongle huafei haishi tingji", "paid_not_restored"},
		{"wo yao tousu", "complaint"},
	};

	(void)state;
	CHECK(rows);
}

/* 话费 is what a phone costs, 花费 what anything does: one sound but for the tone. */
static const char PHONE_COST[] =
	"intent: balance\nkind: errand\n"
	"examples:\n"
	"  zh: [话费多少, 这个月话费多少, 查一下话费, 话费太高了, 我的话费, 话费怎么算,\n"
	"       上个月话费是多少, 看看话费]\n";
static const char ANY_COST[] =
	"intent: chat\nkind: none\n"
	"examples:\n"
	"  zh: [花费多少, 这个月花费多少, 查一下花费, 花费太高了, 我的花费, 花费怎么算,\n"
	"       上个月花费是多少, 看看花费]\n";

static void words_that_differ_by_tone_alone_are_told_apart(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "balance.yaml", PHONE_COST);
	fixture_file(&fixture, "chat.yaml", ANY_COST);
	fixture_load(&fixture, fixture.folder);
	assert_non_null(fixture.intents);
	assert_string_equal(fixture_intents(&fixture, "去年话费多少"), "balance");
	assert_string_equal(fixture_intents(&fixture, "去年花费多少"), "chat");
	fixture_finish(&fixture);
}

static void what_only_sounds_like_an_errand_is_none(void **state)
{
	static const char *const texts[] = {"他在收集邮票", "我们去听几首歌", "嘟嘟嘟",
					    "超市几点消毒", "我家花很美",     "你身体还好吗",
					    "飞机停在哪里"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		fixture_match(&shipped, texts[i]);
		assert_true(shipped.got.n_intents == 0 ||
			    shipped.got.intents[0].kind == INTENT_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_that_sound_alike_have_one_syllable),
		cmocka_unit_test(what_is_no_common_ideograph_has_no_syllable),
		cmocka_unit_test(a_word_of_syllables_sounds_like_its_characters),
		cmocka_unit_test(a_word_that_leaves_letters_over_has_no_syllables),
		cmocka_unit_test(a_long_word_splits_to_its_last_letter_or_not_at_all),
		cmocka_unit_test(homophones_are_understood),
		cmocka_unit_test(chinese_in_latin_letters_is_understood),
		cmocka_unit_test(words_that_differ_by_tone_alone_are_told_apart),
		cmocka_unit_test(what_only_sounds_like_an_errand_is_none),
	};

	return cmocka_run_group_tests(tests, load_shipped, unload_shipped);
}
