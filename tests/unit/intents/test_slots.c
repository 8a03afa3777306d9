/*
 * Numbers of lines, codes, names of cases and amounts are read as people write and say them.
 */
#include "slot_rows.h"

#include "base/yaml.h"
#include "intents/numerals.h"

static void lines_are_read(void **state)
{
	static const struct row rows[] = {
		{"13800010001", "line=13800010001"},
		{"我的号是138 0001 0001啊", "line=13800010001 relation=own"},
		{"138-0001-0001", "line=13800010001"},
		{"+86 13800010001", "line=13800010001"},
		{"+8613800010001", "line=13800010001"},
		{"008613800010001", "line=13800010001"},
		{"１３８０００１０００１", "line=13800010001"},
		{"一三八零零零一零零零一", "line=13800010001"},
		{"幺三八 零零零幺 零零零幺", "line=13800010001"},
		{"一三八0001零零零1", "line=13800010001"},
		{"one three eight oh oh oh one zero zero zero one", "line=13800010001"},
		{"13800010001和13900020002", "line=13800010001 line=13900020002"},
		{"13800010001 123456", "line=13800010001 id_tail=123456 code=123456"},
		{"12800010001", ""},
		{"138000100012", ""},
		{"我的号码１３８ ０００１ ０００１停机了", "line=13800010001 relation=own"},
		{"138 00010001", "line=13800010001"},
		{"1 3 8 0 0 0 1 0 0 0 1", "line=13800010001"},
		{"86-138-0001-0001", "line=13800010001"},
		{"號碼是13800010001", "line=13800010001"},
		{"号码13800010001欠费50元", "line=13800010001 amount_fen=5000"},
		{"one three eight zero zero zero one, zero zero zero one",
		 "code=1380001 code=0001"},
		{"my number is 138 0001 0001", "line=13800010001 relation=own"},
		{"call me on 13800010001 please", "line=13800010001"},
		{"19912345678", "line=19912345678"},
		{"二次实名", ""},
		{"一证五户", ""},
		{"010-12345678", ""},
		{"6222021234567890123", ""},
		{"110101199003071234", ""},
		{"4001008686", ""},
	};

	(void)state;
	CHECK(rows);
}

static void codes_and_ends_of_id_numbers_are_read(void **state)
{
	static const struct row rows[] = {
		{"4821", "code=4821"},
		{"验证码是482913", "id_tail=482913 code=482913"},
		{"482 913", "id_tail=482913 code=482913"},
		{"4 8 2 9", "code=4829"},
		{"四八二九一三", "id_tail=482913 code=482913"},
		{"12345678", "code=12345678"},
		{"123456789", ""},
		{"123", ""},
		{"04821x", "id_tail=04821X"},
		{"后六位是04821X", "id_tail=04821X"},
		{"零四八二一叉", "id_tail=04821X"},
		{"张三04821X", "id_tail=04821X"},
		{"王五482913", "id_tail=482913 code=482913"},
		{"李四 04821X", "id_tail=04821X"},
		{"打10086没人接", ""},
		{"10010", ""},
		{"10000和12345", ""},
		{"2000年", ""},
		{"abc1234", ""},
		{"11010119900307123x", ""},
		{"验证码 4821 不对", "code=4821"},
		{"code is 482913", "id_tail=482913 code=482913"},
		{"the code is four eight two one", "code=4821"},
		{"４８２９", "code=4829"},
		{"6217 0012 3456 7893", ""}, /* a bank card */
		{"6222 0212 3456 7890 128", ""},
		{"4821 4821 4821", "code=4821"},
		{"四 八 二 九", "code=4829"},
		{"last six 04821x", "id_tail=04821X"},
		{"查话费发1008611", ""},
		{"流量5个G", ""},
		{"剩1024兆", ""},
		{"还有5000积分", ""},
		{"1000条短信", ""},
		{"2000分钟通话", ""},
		{"1000 minutes", ""},
		{"2026/12/01", "date=2026-12-01"},
		{"2026.12.1", "date=2026-12-01"},
		{"95588和12315", ""},
		{"充了1000还没到账", "amount_fen=100000"},
		{"欠费2000多", ""},
		{"三三两两", ""},
		{"一心一意", ""},
	};

	(void)state;
	CHECK(rows);
}

static void amounts_are_read(void **state)
{
	static const struct row rows[] = {
		{"35.6元", "amount_fen=3560"},
		{"充了五十块", "amount_fen=5000"},
		{"一百五十块钱", "amount_fen=15000"},
		{"一百五块", "amount_fen=15000"},
		{"一百零五元", "amount_fen=10500"},
		{"三块五", "amount_fen=350"},
		{"5块5毛", "amount_fen=550"},
		{"五毛", "amount_fen=50"},
		{"两千三百元", "amount_fen=230000"},
		{"¥100", "amount_fen=10000"},
		{"￥ 99.90", "amount_fen=9990"},
		{"50 yuan", "amount_fen=5000"},
		{"I paid three hundred yuan", "amount_fen=30000"},
		{"two hundred and five yuan", "amount_fen=20500"},
		{"充了五十还停机", "amount_fen=5000"},
		{"充了一百多块", "amount_fen=10000"},
		{"充了三次", ""},
		{"几十块", ""},
		{"三十", ""},
		{"2000元", "amount_fen=200000"},
		{"1,200元", "amount_fen=120000"},
		{"欠了1，234.5元", "amount_fen=123450"},
		{"3.5万元", "amount_fen=3500000"},
		{"三千五百块", "amount_fen=350000"},
		{"五十块钱", "amount_fen=5000"},
		{"伍拾元", "amount_fen=5000"},
		{"两块五毛八分", "amount_fen=258"},
		{"三元五角", "amount_fen=350"},
		{"一百零二块三", "amount_fen=10230"},
		{"十块", "amount_fen=1000"},
		{"５０元", "amount_fen=5000"},
		{"50 块", "amount_fen=5000"},
		{"充50", "amount_fen=5000"},
		{"交一百", "amount_fen=10000"},
		{"充值100没到账", "amount_fen=10000"},
		{"欠费28.5", "amount_fen=2850"},
		{"扣了三十块", "amount_fen=3000"},
		{"转了200", "amount_fen=20000"},
		{"退我50", "amount_fen=5000"},
		{"RMB 50", "amount_fen=5000"},
		{"50rmb", "amount_fen=5000"},
		{"CNY 20", "amount_fen=2000"},
		{"I paid 100", "amount_fen=10000"},
		{"topped up fifty", "amount_fen=5000"},
		{"thirty five point six yuan", "amount_fen=3560"},
		{"fifty kuai", "amount_fen=5000"},
		{"one thousand two hundred yuan", "amount_fen=120000"},
		{"I owe 35.6 yuan", "amount_fen=3560"},
		{"五元套餐改八元", "amount_fen=500 amount_fen=800"},
	};

	(void)state;
	CHECK(rows);
}

static void what_is_no_amount_is_not_read(void **state)
{
	static const struct row rows[] = {
		{"两三百块", ""},
		{"五六十元", ""},
		{"三五块钱", ""},
		{"好几块", ""},
		{"上百块", ""},
		{"我们一块儿去", ""},
		{"一块办了", ""},
		{"充了一点", ""},
		{"交了一半", ""},
		{"缴了两遍", ""},
		{"充了5次", ""},
		{"欠费3个月", "months=3"},
		{"欠费三年", "months=36"},
		{"paid 2 days ago", "when=2026-11-23"},
		{"paid 3 times", ""},
		{"流量5个G", ""},
		{"10086", ""},
		{"二次实名", ""},
		{"一证五户", ""},
		{"我交13800010001的话费", "line=13800010001"},
	};

	(void)state;
	CHECK(rows);
}

static void names_of_cases_are_read(void **state)
{
	static const struct row rows[] = {
		{"F12345678", "case_id=F12345678"},
		{"f12345678", "case_id=F12345678"},
		{"工单F12345678到哪了", "case_id=F12345678"},
		{"Ｆ１２３４５６７８", "case_id=F12345678"},
		{"F 1234 5678", "case_id=F12345678"},
		{"F-12345678", "case_id=F12345678"},
		{"case f12345678, please", "case_id=F12345678"},
		{"f一二三四五六七八", "case_id=F12345678"},
		{"F12345678 13800010001", "case_id=F12345678 line=13800010001"},
		{"F1234567", ""},
		{"F123456789", ""},
		{"RF12345678", ""},
		{"12345678", "code=12345678"},
	};

	(void)state;
	CHECK(rows);
}

static void a_slot_points_into_the_original(void **state)
{
	struct fixture fixture;
	struct error err;

	(void)state;
	fixture_start(&fixture);
	fixture.matcher = intent_matcher_create(NULL, &err);
	fixture_match(&fixture, "號碼１３８０００１０００１停機");
	assert_int_equal(fixture.got.slots[0].from, strlen("號碼"));
	assert_int_equal(fixture.got.slots[0].from_length, strlen("１３８０００１０００１"));
	fixture_finish(&fixture);
}

static void more_values_than_there_is_room_for_are_left_out(void **state)
{
	struct fixture fixture;
	struct error err;
	char text[400] = "";

	(void)state;
	fixture_start(&fixture);
	fixture.matcher = intent_matcher_create(NULL, &err);
	for (int i = 0; i < 30; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%d元,", i + 1);
	fixture_match(&fixture, text);
	assert_int_equal(fixture.got.n_slots, SLOTS_MOST);
	fixture_finish(&fixture);
}

static void quantities_have_bounds(void **state)
{
	int64_t value = 0;

	(void)state;
	assert_int_equal(numeral_quantity("3万", 4, 0, &value), 4);
	assert_int_equal(value, 3000000);
	assert_int_equal(numeral_quantity("99999999999999999999", 20, 0, &value), 0);
	assert_int_equal(numeral_quantity("九千亿", 9, 0, &value), 0);
	assert_int_equal(numeral_quantity("块", 3, 0, &value), 0);
	assert_int_equal(numeral_quantity("", 0, 0, &value), 0);
}

/* Else a message of nothing but numerals would be read to its end from each of its places. */
static void a_quantity_of_endless_numerals_is_none(void **state)
{
	static const char longest[] = "九十九亿九千九百九十九万九千九百九十九";
	static const char *const endless[] = {"零", "一千一百一十", "one "};
	int64_t value = 0;

	(void)state;
	assert_int_equal(numeral_quantity(longest, strlen(longest), 0, &value), strlen(longest));
	assert_true(value == INT64_C(999999999900));
	for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
		char text[1024] = "";

		for (int n = 0; n < 40; n++)
			strcat(text, endless[i]);
		assert_int_equal(numeral_quantity(text, strlen(text), 0, &value), 0);
	}
}

static size_t count_missed(struct fixture *fixture, const struct yaml *texts)
{
	size_t n_missed = 0;

	for (size_t i = 0; i < texts->n; i++) {
		fixture_match(fixture, texts->items[i]->text);
		const char *got = print_slots(&fixture->got, fixture->arena);
		const char *all = slots_tried_everywhere(&fixture->got.normal, fixture->arena);

		if (!strcmp(got, all))
			continue;
		print_error("%s: %s, not %s\n", texts->items[i]->text, got, all);
		n_missed++;
	}
	return n_missed;
}

static void nothing_is_missed_where_a_form_is_not_tried(void **state)
{
	struct fixture fixture;
	struct arena *arena = arena_create();
	const char **paths;
	size_t n = 0, n_missed = 0;
	struct error err;

	(void)state;
	fixture_start(&fixture);
	fixture.matcher = intent_matcher_create(NULL, &err);
	assert_true(yaml_files("intents/packs", ".yaml", arena, &paths, &n, fixture.problems));
	for (size_t i = 0; i < n; i++) {
		const struct yaml *tree = yaml_read(paths[i], arena, fixture.problems);
		const struct yaml *examples = tree ? yaml_get(tree, "examples") : NULL;

		for (size_t j = 0; examples && j < examples->n; j++)
			n_missed += count_missed(&fixture, examples->items[j]);
	}
	assert_true(n > 0);
	assert_int_equal(n_missed, 0);
	fixture_finish(&fixture);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(codes_and_ends_of_id_numbers_are_read),
		cmocka_unit_test(amounts_are_read),
		cmocka_unit_test(names_of_cases_are_read),
		cmocka_unit_test(what_is_no_amount_is_not_read),
		cmocka_unit_test(a_slot_points_into_the_original),
		cmocka_unit_test(more_values_than_there_is_room_for_are_left_out),
		cmocka_unit_test(quantities_have_bounds),
		cmocka_unit_test(a_quantity_of_endless_numerals_is_none),
		cmocka_unit_test(nothing_is_missed_where_a_form_is_not_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
