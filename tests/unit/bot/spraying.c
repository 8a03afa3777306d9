/*
 * Whoever tries one secret at many numbers is stopped by what is counted of all of them together
 * (bot/tries.c), and sooner by what is counted of his address. It is stopped for everybody, in the
 * same words, whatever the number; a person is offered; and a new process does not begin at nothing.
 */
#include "alarm.h"

#define MOST 20
#define NUMBERS 30
#define HOUR_MS (60 * 60 * 1000LL)
#define DAY_MS (24 * HOUR_MS)
#define PAUSED "这会儿不能在聊天里核对身份"
#define PAUSED_THERE "先不能从这里核对了"
#define NO_CODES "这会儿发不了验证码"

static const char known[] = "13800000003", unknown[] = "13700000000";

/* Somebody, and what of him reached the operator. */
struct visitor {
	struct fixture *fixture;
	const char *address;
	int codes, checks;
};

static void watch(struct visitor *visitor)
{
	const struct fixture *fixture = visitor->fixture;

	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind != OUTPUT_CALL)
			continue;
		visitor->codes += output->call_body.kind == CALL_CHECK_START;
		visitor->checks += output->call_body.kind == CALL_CHECK_VERIFY;
	}
}

static void tell(struct visitor *visitor, const char *text)
{
	struct fixture *fixture = visitor->fixture;
	struct event *event = message(fixture, text, NULL);
	struct event *answers[4]; /* to what was asked at once */
	size_t n = 0;

	event->address = mem_text(visitor->address);
	fixture_run(fixture, &event, 1);
	watch(visitor);
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
	watch(visitor);
	fixture_settle(fixture);
}

/* A talk about that number, up to a try by that check; how many of those reached the operator. */
static int attempt(struct visitor *visitor, const char *number, const char *method,
		   const char *secret)
{
	const struct fixture *fixture = visitor->fixture;
	int before = visitor->checks;

	hello(visitor->fixture, "zh-CN");
	tell(visitor, "我手机怎么停机了");
	tell(visitor, number);
	if (told(fixture, PAUSED) || told(fixture, PAUSED_THERE))
		return 0;
	tell(visitor, method);
	if (!told(fixture, NO_CODES))
		tell(visitor, secret);
	return visitor->checks - before;
}

/* One try at each of many numbers. */
static void spray(struct visitor *visitor, const char *method, const char *secret)
{
	for (int i = 0; i < NUMBERS; i++) {
		char number[12];

		snprintf(number, sizeof number, "138%08u", (unsigned)i % 100000000);
		attempt(visitor, number, method, secret);
	}
}

/* From everywhere. */
static void fail_too_often(struct fixture *fixture)
{
	struct visitor sprayer = {.fixture = fixture};

	spray(&sprayer, "服务密码", "000000");
	assert_int_equal(sprayer.checks, MOST);
}

static void no_more_than_so_many_fail_in_a_day(void **state)
{
	struct visitor visitor = {.fixture = *state};

	fail_too_often(visitor.fixture);
	spray(&visitor, "服务密码", "000000");
	assert_int_equal(visitor.checks, 0);
	assert_true(bot_check_counts(visitor.fixture->bot).all_checks >= NUMBERS);
	visitor.fixture->clock.manual_ms += DAY_MS;
	assert_int_equal(attempt(&visitor, known, "服务密码", "246810"), 1);
	assert_told(visitor.fixture, "128.00");
}

/* What was counted while it was ahead would stop everybody until that day comes. */
static void a_clock_that_was_set_right_stops_nobody(void **state)
{
	struct visitor visitor = {.fixture = *state};

	visitor.fixture->clock.manual_ms += 365 * DAY_MS;
	fail_too_often(visitor.fixture);
	visitor.fixture->clock.manual_ms -= 365 * DAY_MS;
	assert_int_equal(attempt(&visitor, known, "服务密码", "246810"), 1);
	assert_told(visitor.fixture, "128.00");
}

static void one_that_was_on_its_way_is_not_verified(void **state)
{
	struct visitor visitor = {.fixture = *state};
	char talk[CRYPTO_ID_SIZE];

	hello(visitor.fixture, "zh-CN");
	strcpy(talk, visitor.fixture->conversation);
	tell(&visitor, "我手机怎么停机了");
	tell(&visitor, known);
	tell(&visitor, "服务密码");
	fail_too_often(visitor.fixture);
	strcpy(visitor.fixture->conversation, talk);
	tell(&visitor, "246810");
	assert_int_equal(visitor.checks, 0);
	assert_told(visitor.fixture, PAUSED);
	assert_not_told(visitor.fixture, "128.00");
}

static void who_passes_is_not_counted(void **state)
{
	struct visitor visitor = {.fixture = *state, .address = "192.0.2.1"};

	visitor.fixture->bot->check_rules.address_per_hour = MOST;
	for (int i = 0; i < MOST + 2; i++) {
		assert_int_equal(attempt(&visitor, known, "服务密码", "246810"), 1);
		assert_told(visitor.fixture, "128.00");
	}
}

static void a_new_process_goes_on_counting(void **state)
{
	struct visitor visitor = {.fixture = *state};

	fail_too_often(visitor.fixture);
	fixture_restart(visitor.fixture, &store_sqlite);
	visitor.fixture->bot->check_rules.all_per_day = MOST;
	assert_int_equal(attempt(&visitor, known, "服务密码", "246810"), 0);
	assert_told(visitor.fixture, PAUSED);
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
	struct visitor visitor = {.fixture = fixture};
	const char *answer;

	attempt(&visitor, number, "服务密码", "246810");
	assert_told(fixture, PAUSED);
	answer = strstr(fixture->told.data, number) + strlen(number);
	add_each(words, answer, "\"text\":\"");
	add_each(words, answer, "\"title\":\"");
}

static void every_number_gets_the_same_words_and_a_person_is_offered(void **state)
{
	struct fixture *fixture = *state;
	struct buffer of_known = {0}, of_unknown = {0};

	fail_too_often(fixture);
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
	struct visitor visitor = {.fixture = fixture};

	fixture->bot->check_rules.all_codes_per_day = MOST;
	spray(&visitor, "短信验证码", "取消");
	assert_int_equal(visitor.codes, MOST);
	assert_true(bot_check_counts(fixture->bot).all_codes > 0);
	attempt(&visitor, known, "短信验证码", "取消");
	assert_told(fixture, NO_CODES);
	assert_int_equal(visitor.codes, MOST);
	say(fixture, "服务密码");
	say(fixture, "246810");
	assert_told(fixture, "128.00");
}

static void from_one_address_fewer_fail_in_an_hour(void **state)
{
	struct fixture *fixture = *state;
	struct visitor sprayer = {.fixture = fixture, .address = "192.0.2.1"},
		       other = {.fixture = fixture, .address = "2001:db8::2"};

	fixture->bot->check_rules.address_per_hour = MOST / 2;
	spray(&sprayer, "服务密码", "000000");
	assert_int_equal(sprayer.checks, MOST / 2);
	assert_told(fixture, PAUSED_THERE);
	assert_told(fixture, "转人工");
	assert_int_equal(bot_check_counts(fixture->bot).address_checks, NUMBERS - MOST / 2);
	assert_int_equal(attempt(&other, known, "服务密码", "246810"), 1);
	assert_told(fixture, "128.00");
	fixture->clock.manual_ms += HOUR_MS;
	assert_int_equal(attempt(&sprayer, known, "服务密码", "246810"), 1);
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
		TEST(a_clock_that_was_set_right_stops_nobody),
		TEST(one_that_was_on_its_way_is_not_verified),
		TEST(who_passes_is_not_counted),
		TEST(a_new_process_goes_on_counting),
		TEST(every_number_gets_the_same_words_and_a_person_is_offered),
		TEST(no_more_than_so_many_codes_are_sent_in_a_day),
		TEST(from_one_address_fewer_fail_in_an_hour),
	};

	return cmocka_run_group_tests_name("spraying", tests, NULL, NULL);
}
