/*
 * Numbers of persons hidden in any text.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <string.h>

#include "base/json.h"
#include "base/text.h"

static void assert_masked(const char *text, const char *wanted)
{
	struct arena *arena = arena_create();

	assert_string_equal(text_mask_numbers(text, arena), wanted);
	arena_destroy(arena);
}

static void assert_kept(const char *text)
{
	assert_masked(text, text);
}

static void a_single_number_shows_its_ends_only(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	assert_string_equal(text_mask_number("13800000001", arena), "138****0001");
	assert_string_equal(text_mask_number("12800000001", arena), "128******01");
	assert_string_equal(text_mask_number("13010219900101123X", arena), "130*************3X");
	assert_string_equal(text_mask_number("12345678", arena), "123***78");
	assert_string_equal(text_mask_number("1234567", arena), "*******");
	assert_string_equal(text_mask_number("王小明", arena), "***");
	assert_string_equal(text_mask_number("", arena), "");
	arena_destroy(arena);
}

static void a_mobile_number_hides_its_middle_wherever_it_stands(void **state)
{
	(void)state;
	assert_masked("13800000003", "138****0003");
	assert_masked("我的号码13800000003停机了", "我的号码138****0003停机了");
	assert_masked("a13800000003b", "a138****0003b");
	assert_masked("13800000003,19900000004", "138****0003,199****0004");
	assert_masked("13800000003x", "138****0003x");
}

static void groups_of_a_number_are_put_together(void **state)
{
	(void)state;
	assert_masked("138 0000 0003", "138 **** 0003");
	assert_masked("138-0000-0003", "138-****-0003");
	assert_masked("138  0000 - 0003", "138  **** - 0003");
	assert_masked("1 3 8 0 0 0 0 0 0 0 3", "1 3 8 * * * * 0 0 0 3");
	assert_masked("138—0000—0003", "138—****—0003");
	assert_masked("1380000\u200b0003", "138****\u200b0003");
	assert_masked("50 138 0000 0003 2", "50 138 **** 0003 2");
	assert_masked("13800000003 13900000004", "138****0003 139****0004");
}

static void wide_digits_are_digits(void **state)
{
	(void)state;
	assert_masked("１３８０００００００３", "１３８****０００３");
	assert_masked("１３８　００００－０００３", "１３８　****－０００３");
	assert_masked("138００００0003", "138****0003");
}

static void a_country_code_does_not_hide_a_mobile_number_from_us(void **state)
{
	(void)state;
	assert_masked("8613800000003", "86138****0003");
	assert_masked("8613800000004", "86138****0004"); /* a card's check digit by chance */
	assert_masked("+8613800000003", "+86138****0003");
	assert_masked("+86 138 0000 0003", "+86 138 **** 0003");
	assert_masked("008613800000003", "0086138****0003");
}

static void an_identity_card_number_keeps_its_first_and_last(void **state)
{
	(void)state;
	assert_masked("110101199001011237", "1****************7");
	assert_masked("证11010119900101123X号", "证1****************X号");
	assert_masked("11010119900101123x", "1****************x");
	assert_masked("110101 19900101 1237", "1***** ******** ***7");
	assert_masked("１１０１０１１９９００１０１１２３Ｘ", "１****************Ｘ");
}

static void an_identity_card_number_of_the_old_form_does_too(void **state)
{
	(void)state;
	assert_masked("110101900101123", "1*************3");
	assert_masked("证110101900101123号", "证1*************3号");
	assert_masked("110101 900101 123", "1***** ****** **3");
	assert_masked("１１０１０１９００１０１１２３", "１*************３");
	assert_kept("110101901301123"); /* no thirteenth month */
	assert_kept("110101900132123"); /* no 32nd day */
	assert_kept("160101900101123"); /* no such province */
	assert_kept("100101900101123");
	assert_kept("11010190010112x");
}

static void a_bank_card_number_keeps_four_and_four(void **state)
{
	(void)state;
	assert_masked("4222222222222", "4222*****2222"); /* thirteen */
	assert_masked("378282246310005", "3782*******0005");
	assert_masked("卡号6217001234567893，谢谢", "卡号6217********7893，谢谢");
	assert_masked("6222021234567890128", "6222***********0128"); /* nineteen */
	assert_masked("2221000000000009", "2221********0009");
	assert_masked("8171999927660000", "8171********0000");
	assert_masked("4111 1111 1111 1111", "4111 **** **** 1111");
	assert_masked("4111-1111-1111-1111", "4111-****-****-1111");
	assert_masked("6222 0212 3456 7890 128", "6222 **** **** ***0 128");
	assert_masked("622202 1234567890128", "6222** *********0128");
	assert_masked("6217 0013 8000 0000 033", "6217 **** **** ***0 033");
	assert_masked("４１１１　１１１１　１１１１　１１１１", "４１１１　****　****　１１１１");
}

static void what_is_as_long_as_a_bank_card_number_is_kept(void **state)
{
	(void)state;
	assert_kept("4111111111111112");        /* another check digit */
	assert_kept("422222222226");            /* twelve digits */
	assert_kept("1795593600004");           /* a time, with a check digit by chance */
	assert_kept("2026112500000012");        /* an order's number that begins with its day */
	assert_kept("CS2026112500000012");      /* a ticket's */
	assert_kept("7000000000000005");        /* no bank's */
	assert_kept("F4111 F1111 F1111 F1111"); /* cases */
	assert_kept("2026-11-25 08:00 - 2026-12-01 18:00");
	assert_kept("30元 50元 100元 200元 300元 500元");
}

static void other_digits_are_kept(void **state)
{
	(void)state;
	assert_kept("");
	assert_kept("10086");
	assert_kept("12800000003");         /* no mobile number begins with 12 */
	assert_kept("1380000000");          /* ten */
	assert_kept("138000000031");        /* twelve */
	assert_kept("1795593600000");       /* a time */
	assert_kept("1234567890123456789"); /* nineteen */
	assert_kept("138,0000,0003");
	assert_kept("2026-11-25T08:00:00.000Z");
	assert_kept("1x");
}

static void json_stays_json_with_its_escapes(void **state)
{
	static const char text[] = "{\"text\":\"a\\u002613800000003\",\"id\":\"c81.5\",\"n\":12}";
	struct arena *arena = arena_create();
	const char *masked = text_mask_numbers(text, arena);
	cJSON *value = json_read(masked, strlen(masked), NULL);

	(void)state;
	assert_string_equal(masked, "{\"text\":\"a\\u0026138****0003\",\"id\":\"c81.5\",\"n\":12}");
	assert_string_equal(json_text(value, "text"), "a&138****0003");
	cJSON_Delete(value);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_single_number_shows_its_ends_only),
		cmocka_unit_test(a_mobile_number_hides_its_middle_wherever_it_stands),
		cmocka_unit_test(groups_of_a_number_are_put_together),
		cmocka_unit_test(wide_digits_are_digits),
		cmocka_unit_test(a_country_code_does_not_hide_a_mobile_number_from_us),
		cmocka_unit_test(an_identity_card_number_keeps_its_first_and_last),
		cmocka_unit_test(an_identity_card_number_of_the_old_form_does_too),
		cmocka_unit_test(a_bank_card_number_keeps_four_and_four),
		cmocka_unit_test(what_is_as_long_as_a_bank_card_number_is_kept),
		cmocka_unit_test(other_digits_are_kept),
		cmocka_unit_test(json_stays_json_with_its_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
