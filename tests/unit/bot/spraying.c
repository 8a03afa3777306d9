/*
 * Whoever tries one secret at many numbers is stopped by what is counted of all of them together
 * (bot/tries.c). It is stopped for everybody, in the same words, whatever the number; a person is
 * offered; and a new process does not begin at nothing.
 */
#include "alarm.h"

#define MOST 20
#define NUMBERS 30
#define DAY_MS (24 * 60 * 60 * 1000LL)
#define PAUSED "这会儿不能在聊天里核对身份"

static const char known[] = "13800000003", unknown[] = "13700000000";

/* What reached the operator. */
struct reached {
	int codes, checks;
};

static void watch(const struct fixture *fixture, struct reached *reached)
{
	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind != OUTPUT_CALL)
			continue;
		reached->codes += output->call_body.kind == CALL_CHECK_START;
		reached->checks += output->call_body.kind == CALL_CHECK_VERIFY;
	}
}

static void tell(struct fixture *fixture, const char *text, struct reached *reached)
{
	struct event *event = message(fixture, text, NULL);
	struct event *answers[4]; /* to what was asked at once */
	size_t n = 0;

	fixture_run(fixture, &event, 1);
	watch(fixture, reached);
	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind != OUTPUT_CALL || output->call_body.kind == CALL_WAIT)
			continue;
		answers[n] = event_create(EVENT_ANSWER, 0);
		answers[n]->call = output->call;
		carrier_sim.call(fixture->carrier, &output->call_body, NULL, &answers[n]->answer);
		n++;
	}
	if (n == 0)
		return;
	fixture_run(fixture, answers, n);
	watch(fixture, reached);
	fixture_settle(fixture);
}

/* A talk about that number, up to a try by that check. */
static struct reached attempt(struct fixture *fixture, const char *number, const char *method,
			      const char *secret)
{
	struct reached reached = {0};

	hello(fixture, "zh-CN");
	tell(fixture, "我手机怎么停机了", &reached);
	tell(fixture, number, &reached);
	if (told(fixture, PAUSED))
		return reached;
	tell(fixture, method, &reached);
	if (!told(fixture, "这会儿发不了验证码"))
		tell(fixture, secret, &reached);
	return reached;
}

/* One wrong password for each of many numbers; how many were looked at. */
static int spray(struct fixture *fixture)
{
	int checks = 0;

	for (int i = 0; i < NUMBERS; i++) {
		char number[12];

		snprintf(number, sizeof number, "138%08d", i);
		checks += attempt(fixture, number, "服务密码", "000000").checks;
	}
	return checks;
}

static void no_more_than_so_many_fail_in_a_day(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(spray(fixture), MOST);
	assert_int_equal(spray(fixture), 0);
	assert_true(bot_check_counts(fixture->bot).all_checks >= NUMBERS);
	fixture->clock.manual_ms += DAY_MS;
	assert_int_equal(attempt(fixture, known, "服务密码", "246810").checks, 1);
	assert_told(fixture, "128.00");
}

static void one_that_was_on_its_way_is_not_verified(void **state)
{
	struct fixture *fixture = *state;
	struct reached reached = {0};
	char talk[CRYPTO_ID_SIZE];

	hello(fixture, "zh-CN");
	strcpy(talk, fixture->conversation);
	tell(fixture, "我手机怎么停机了", &reached);
	tell(fixture, known, &reached);
	tell(fixture, "服务密码", &reached);
	spray(fixture);
	strcpy(fixture->conversation, talk);
	tell(fixture, "246810", &reached);
	assert_int_equal(reached.checks, 0);
	assert_told(fixture, PAUSED);
	assert_not_told(fixture, "128.00");
}

static void who_passes_is_not_counted(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < MOST + 2; i++) {
		assert_int_equal(attempt(fixture, known, "服务密码", "246810").checks, 1);
		assert_told(fixture, "128.00");
	}
}

static void a_new_process_goes_on_counting(void **state)
{
	struct fixture *fixture = *state;

	spray(fixture);
	fixture_restart(fixture, &store_sqlite);
	fixture->bot->check_rules.all_per_day = MOST;
	assert_int_equal(attempt(fixture, known, "服务密码", "246810").checks, 0);
	assert_told(fixture, PAUSED);
}

static void add_each(struct buffer *words, const char *told, const char *label)
{
	for (const char *at = told; (at = strstr(at, label)); at++)
		buffer_format(words, "%.*s\n", (int)strcspn(at + strlen(label), "\""),
			      at + strlen(label));
}

/* All that was answered to a number that was told. */
static void words_of(struct fixture *fixture, const char *number, struct buffer *words)
{
	const char *answer;

	attempt(fixture, number, "服务密码", "246810");
	assert_told(fixture, PAUSED);
	answer = strstr(fixture->told.data, number) + strlen(number);
	add_each(words, answer, "\"text\":\"");
	add_each(words, answer, "\"title\":\"");
}

static void every_number_gets_the_same_words_and_a_person_is_offered(void **state)
{
	struct fixture *fixture = *state;
	struct buffer of_known = {0}, of_unknown = {0};

	spray(fixture);
	words_of(fixture, known, &of_known);
	words_of(fixture, unknown, &of_unknown);
	assert_string_equal(of_known.data, of_unknown.data);
	assert_non_null(strstr(of_known.data, "转人工\n"));
	buffer_finish(&of_known);
	buffer_finish(&of_unknown);

	say(fixture, "转人工");
	assert_told(fixture, "案件编号");
}

static void no_more_than_so_many_codes_are_sent_in_a_day(void **state)
{
	struct fixture *fixture = *state;
	int codes = 0;

	fixture->bot->check_rules.all_codes_per_day = MOST;
	fixture->bot->check_rules.all_per_day = NUMBERS;
	for (int i = 0; i < NUMBERS; i++) {
		char number[12];

		snprintf(number, sizeof number, "138%08d", i);
		codes += attempt(fixture, number, "短信验证码", "取消").codes;
	}
	assert_int_equal(codes, MOST);
	assert_true(bot_check_counts(fixture->bot).all_codes > 0);
	assert_int_equal(attempt(fixture, known, "短信验证码", "取消").codes, 0);
	assert_told(fixture, "这会儿发不了验证码");
	say(fixture, "服务密码");
	say(fixture, "246810");
	assert_told(fixture, "128.00");
}

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:");
	fixture->bot->check_rules.all_per_day = MOST;
	*state = fixture;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(no_more_than_so_many_fail_in_a_day),
		TEST(one_that_was_on_its_way_is_not_verified),
		TEST(who_passes_is_not_counted),
		TEST(a_new_process_goes_on_counting),
		TEST(every_number_gets_the_same_words_and_a_person_is_offered),
		TEST(no_more_than_so_many_codes_are_sent_in_a_day),
	};

	return cmocka_run_group_tests_name("spraying", tests, NULL, NULL);
}
