/*
 * A code opens one number once, for who asked for it, while it is the newest and for five minutes:
 * read from the text message that the simulated operator sent. Anything else is refused in the words
 * that any wrong code gets, and one for a number that there is not.
 */
#include "fixture.h"

#define LINE "13800000003"
#define OTHER_LINE "13800000019"
#define UNKNOWN_LINE "13700000000"
#define OF_RECORD "128.00" /* what the line owes */
#define CODE_LIFE_MS (5 * 60 * 1000LL)

struct code {
	char digits[8];
};

static void keep_newest(void *context, const char *number, const char *text, int64_t at_ms)
{
	const char *label = "验证码 ";
	const char *at = strstr(text, label);
	struct code *code = context;

	(void)number;
	(void)at_ms;
	assert_non_null(at);
	assert_int_equal(sscanf(at + strlen(label), "%7[0-9]", code->digits), 1);
}

static struct code sent(const struct fixture *fixture)
{
	struct code code = {""};

	carrier_sim.sms_list(fixture->carrier, keep_newest, &code);
	return code;
}

/* A conversation that is asked for the code which was just sent. */
static struct code ask_for_code(struct fixture *fixture, const char *line)
{
	hello(fixture, "zh-CN");
	say(fixture, "我手机怎么停机了");
	say(fixture, line);
	say(fixture, "短信验证码");
	assert_told(fixture, "验证码正在路上");
	return sent(fixture);
}

/* What the bot answers, without ids and times. */
static void answer_to(struct fixture *fixture, const char *text, struct buffer *words)
{
	const char *label = "\"text\":\"";

	say(fixture, text);
	for (const char *at = fixture->told.data; (at = strstr(at, label)); at++)
		buffer_format(words, "%.*s\n", (int)strcspn(at + strlen(label), "\""),
			      at + strlen(label));
}

/* The same words as for the first wrong code at a number that there is not. */
static void assert_refused(struct fixture *fixture, struct code code)
{
	char conversation[CRYPTO_ID_SIZE];
	struct buffer words = {0}, expected = {0};

	answer_to(fixture, code.digits, &words);
	assert_not_told(fixture, OF_RECORD);
	strcpy(conversation, fixture->conversation);
	ask_for_code(fixture, UNKNOWN_LINE);
	answer_to(fixture, strcmp(code.digits, "000000") ? "000000" : "111111", &expected);
	assert_told(fixture, "没有对上，别急，还可以再试 2 次");
	assert_string_equal(words.data, expected.data);
	strcpy(fixture->conversation, conversation);
	buffer_finish(&words);
	buffer_finish(&expected);
}

static void assert_opens(struct fixture *fixture, struct code code)
{
	say(fixture, code.digits);
	assert_told(fixture, OF_RECORD);
}

static enum check_result verify(struct fixture *fixture, const char *line, struct code *code)
{
	struct carrier_call call = {.kind = CALL_CHECK_VERIFY, .secret = code->digits};
	struct carrier_answer answer;

	strcpy(call.line, line);
	strcpy(call.method, "sms_code");
	carrier_sim.call(fixture->carrier, &call, NULL, &answer);
	return answer.check;
}

static void a_code_that_was_used_is_used_up(void **state)
{
	struct fixture *fixture = *state;
	struct code code = ask_for_code(fixture, LINE);

	assert_opens(fixture, code);
	assert_int_equal(verify(fixture, LINE, &code), CHECK_WRONG);
	ask_for_code(fixture, LINE);
	assert_refused(fixture, code);
}

static void an_older_code_is_none_after_a_newer_one(void **state)
{
	struct fixture *fixture = *state;
	struct code older = ask_for_code(fixture, LINE), newer;

	say(fixture, "换一种方式");
	say(fixture, "短信验证码");
	newer = sent(fixture);
	assert_string_not_equal(older.digits, newer.digits);
	assert_refused(fixture, older);
	assert_opens(fixture, newer);
}

/* Who has it was sent it, so that is told him; and it is gone. */
static void an_expired_code_opens_nothing_and_a_new_one_is_sent(void **state)
{
	struct fixture *fixture = *state;
	struct code expired = ask_for_code(fixture, LINE), newer;

	fixture->clock.manual_ms += CODE_LIFE_MS;
	say(fixture, expired.digits);
	assert_not_told(fixture, OF_RECORD);
	assert_told(fixture, "这个验证码已经过期，不算次数");
	newer = sent(fixture);
	assert_string_not_equal(expired.digits, newer.digits);
	assert_refused(fixture, expired);
	assert_opens(fixture, newer);
}

static void a_wrong_code_is_that_after_the_right_one_has_expired_too(void **state)
{
	struct fixture *fixture = *state;
	struct code code = ask_for_code(fixture, LINE);

	fixture->clock.manual_ms += CODE_LIFE_MS;
	code.digits[0] = code.digits[0] == '0' ? '1' : '0';
	assert_refused(fixture, code);
}

static void a_code_of_another_conversation_is_none_and_still_good_there(void **state)
{
	struct fixture *fixture = *state;
	char mine[CRYPTO_ID_SIZE], other[CRYPTO_ID_SIZE];
	struct code code;

	ask_for_code(fixture, LINE);
	strcpy(mine, fixture->conversation);
	code = ask_for_code(fixture, LINE);
	strcpy(other, fixture->conversation);
	strcpy(fixture->conversation, mine);
	assert_refused(fixture, code);
	strcpy(fixture->conversation, other);
	assert_opens(fixture, code);
}

static void a_code_of_another_number_is_none(void **state)
{
	struct fixture *fixture = *state;
	char mine[CRYPTO_ID_SIZE];
	struct code code;

	ask_for_code(fixture, LINE);
	strcpy(mine, fixture->conversation);
	code = ask_for_code(fixture, OTHER_LINE);
	strcpy(fixture->conversation, mine);
	assert_refused(fixture, code);
}

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:");
	*state = fixture;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_code_that_was_used_is_used_up),
		TEST(an_older_code_is_none_after_a_newer_one),
		TEST(an_expired_code_opens_nothing_and_a_new_one_is_sent),
		TEST(a_wrong_code_is_that_after_the_right_one_has_expired_too),
		TEST(a_code_of_another_conversation_is_none_and_still_good_there),
		TEST(a_code_of_another_number_is_none),
	};

	return cmocka_run_group_tests_name("codes", tests, NULL, NULL);
}
