/*
 * Numbers, codes, amounts and days are read as people write and say them.
 */
#include "fixture.h"

#include "intents/numerals.h"

struct row {
	const char *text;
	const char *slots; /* `name=value name=value` in the order found */
};

static void check(const struct row *rows, size_t n)
{
	struct fixture fixture;
	struct error err;

	fixture_start(&fixture);
	fixture.matcher = intent_matcher_create(NULL, &err);
	for (size_t i = 0; i < n; i++) {
		const char *slots = "";

		fixture_match(&fixture, rows[i].text);
		for (size_t j = 0; j < fixture.got.n_slots; j++)
			slots = arena_format(fixture.arena, "%s%s%s=%s", slots, j ? " " : "",
					     fixture.got.slots[j].name, fixture.got.slots[j].value);
		if (strcmp(slots, rows[i].slots) != 0)
			print_error("in: %s\n", rows[i].text);
		assert_string_equal(slots, rows[i].slots);
	}
	fixture_finish(&fixture);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

static void lines_are_read(void **state)
{
	static const struct row rows[] = {
		{"13800010001", "line=13800010001"},
		{"我的号是138 0001 0001啊", "line=13800010001"},
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
		{"二次实名", ""},
		{"一证五户", ""},
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
	};

	(void)state;
	CHECK(rows);
}

static void days_and_spans_are_read(void **state)
{
	static const struct row rows[] = {
		{"明天", "date=2026-11-26"},
		{"昨天停的", "date=2026-11-24"},
		{"大后天", "date=2026-11-28"},
		{"2026-12-01", "date=2026-12-01"},
		{"2026年12月1日", "date=2026-12-01"},
		{"十二月一号", "date=2026-12-01"},
		{"3月5号", "date=2027-03-05"},
		{"下个月一号", "date=2026-12-01"},
		{"15号", "date=2026-12-15"},
		{"28号", "date=2026-11-28"},
		{"下周一", "date=2026-11-30"},
		{"周五", "date=2026-11-27"},
		{"next monday", "date=2026-11-30"},
		{"tomorrow", "date=2026-11-26"},
		{"2月31号", ""},
		{"停两个月", "months=2"},
		{"半年", "months=6"},
		{"一年", "months=12"},
		{"三天", "days=3"},
		{"两个星期", "days=14"},
		{"for three months", "months=3"},
		{"half a year", "months=6"},
		{"two weeks", "days=14"},
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(codes_and_ends_of_id_numbers_are_read),
		cmocka_unit_test(amounts_are_read),
		cmocka_unit_test(days_and_spans_are_read),
		cmocka_unit_test(a_slot_points_into_the_original),
		cmocka_unit_test(more_values_than_there_is_room_for_are_left_out),
		cmocka_unit_test(quantities_have_bounds),
		cmocka_unit_test(a_quantity_of_endless_numerals_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
