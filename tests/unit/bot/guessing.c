/*
 * Whoever guesses at codes and passwords, from however many conversations and for however long,
 * gets no more tries at a number than bot/check_rules.h allows a day, and in all.
 *
 * A random attacker plays against the bot; beside it a model counts only what reached the operator.
 * Five tries a day at a code of six digits are a chance of 5 in 1,000,000, and the hundred that there
 * are in all one of 1 in 10,000 that a number is broken into before its owner is seen again.
 */
#include "alarm.h"

#define TARGETS 3
#define TALKS 12
#define ACTS 2500
#define CHECKS_A_DAY 5
#define CODES 1e6
#define CHECKS_IN_A_ROW 100
#define CHANCE 1e-4
#define HOUR_MS (60 * 60 * 1000LL)
#define DAY_MS (24 * HOUR_MS)

static const char *const targets[TARGETS] = {"13800000002", "13800000005", "13800000011"};

/* When something reached the operator. */
struct times {
	int64_t at_ms[ACTS];
	size_t n;
};

struct attack {
	struct fixture *fixture;
	uint64_t chance;
	char talks[TALKS][CRYPTO_ID_SIZE];
	struct times checks[TARGETS];
};

/* Marsaglia's xorshift: the same attack in every run. */
static unsigned draw(struct attack *attack, unsigned below)
{
	attack->chance ^= attack->chance << 13;
	attack->chance ^= attack->chance >> 7;
	attack->chance ^= attack->chance << 17;
	return (unsigned)(attack->chance >> 33) % below;
}

static size_t target_of(const char *line)
{
	size_t i = 0;

	while (strcmp(targets[i], line) != 0)
		i++;
	return i;
}

static void note(struct times *times, int64_t now_ms)
{
	times->at_ms[times->n++] = now_ms;
}

/* What the bot asks the operator, before it is answered. */
static void watch(struct attack *attack)
{
	const struct fixture *fixture = attack->fixture;

	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind != OUTPUT_CALL)
			continue;
		if (output->call_body.kind == CALL_CHECK_VERIFY)
			note(&attack->checks[target_of(output->call_body.line)],
			     fixture->clock.manual_ms);
	}
}

static void tell(struct attack *attack, const char *text)
{
	struct event *event = message(attack->fixture, text, NULL);

	fixture_run(attack->fixture, &event, 1);
	watch(attack);
	fixture_settle(attack->fixture);
}

/* Somebody who mostly guesses, and else goes on, asks anew, or waits. */
static void act(struct attack *attack)
{
	static const char *const ways[] = {"短信验证码", "服务密码", "重新发送验证码", "换个方式",
					   "取消"};
	char *talk = attack->talks[draw(attack, TALKS)];
	char guess[7];

	if (!*talk || draw(attack, 10) == 0) {
		hello(attack->fixture, "zh-CN");
		strcpy(talk, attack->fixture->conversation);
		tell(attack, "我手机怎么停机了");
	}
	strcpy(attack->fixture->conversation, talk);
	snprintf(guess, sizeof guess, "%06u", draw(attack, 1000000));
	switch (draw(attack, 6)) {
	case 0:
		tell(attack, targets[draw(attack, TARGETS)]);
		break;
	case 1:
		tell(attack, ways[draw(attack, 5)]);
		break;
	case 2:
		attack->fixture->clock.manual_ms += draw(attack, 2) * HOUR_MS;
		break;
	default:
		tell(attack, guess);
		break;
	}
}

/* The most within any time as long as that. */
static size_t most_within(const struct times *times, int64_t ms)
{
	size_t most = 0;

	for (size_t first = 0, last = 0; last < times->n; last++) {
		while (times->at_ms[last] - times->at_ms[first] >= ms)
			first++;
		if (last - first + 1 > most)
			most = last - first + 1;
	}
	return most;
}

static void a_number_is_tried_no_more_often_than_allowed(void **state)
{
	static struct attack attack;

	attack = (struct attack){.fixture = *state, .chance = 88172645463325252ULL};
	for (int i = 0; i < ACTS; i++)
		act(&attack);
	for (size_t i = 0; i < TARGETS; i++)
		printf("guesses at %s: %zu in %lld days\n", targets[i], attack.checks[i].n,
		       (long long)((attack.fixture->clock.manual_ms - START_MS) / DAY_MS));
	for (size_t i = 0; i < TARGETS; i++) {
		/* A day ends and the next begins: what two allow may lie close together. */
		assert_true(most_within(&attack.checks[i], DAY_MS) <= 2 * CHECKS_A_DAY);
		assert_true((double)most_within(&attack.checks[i], 19 * DAY_MS) / CODES <= CHANCE);
		assert_true(attack.checks[i].n > CHECKS_A_DAY);
	}
}

static void how_many_tries_and_codes_there_are_is_a_setting(void **state)
{
	struct attack attack = {.fixture = *state};
	struct check_rules *rules = &attack.fixture->bot->check_rules;
	const char *const words[] = {"我手机怎么停机了", targets[0], "短信验证码", "服务密码",
				     "000000"};

	rules->tries = 1;
	rules->codes_per_day = 0;
	hello(attack.fixture, "zh-CN");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		tell(&attack, words[i]);
	assert_int_equal(bot_check_counts(attack.fixture->bot).codes, 1);
	assert_int_equal(bot_check_counts(attack.fixture->bot).checks, 1);
}

/* One talk about that number, with so many wrong passwords. */
static void guess(struct attack *attack, const char *number, int n)
{
	char secret[7];

	hello(attack->fixture, "zh-CN");
	tell(attack, "我手机怎么停机了");
	tell(attack, number);
	if (told(attack->fixture, "案件编号"))
		return;
	tell(attack, "服务密码");
	for (int i = 0; i < n; i++) {
		snprintf(secret, sizeof secret, "%06zu", 900000 + attack->checks[0].n);
		tell(attack, secret);
	}
}

static void in_a_year_a_number_is_tried_a_hundred_times_and_then_by_a_person(void **state)
{
	static struct attack attack;
	int64_t last_ms;

	attack = (struct attack){.fixture = *state};
	for (int day = 0; day < 365; day++) {
		guess(&attack, targets[0], CHECKS_A_DAY);
		attack.fixture->clock.manual_ms += DAY_MS;
	}
	last_ms = attack.checks[0].at_ms[attack.checks[0].n - 1];
	printf("guesses at %s in a year: %zu, the last one on day %lld\n", targets[0],
	       attack.checks[0].n, (long long)((last_ms - START_MS) / DAY_MS));
	assert_int_equal(attack.checks[0].n, CHECKS_IN_A_ROW);
	assert_true((double)attack.checks[0].n / CODES <= CHANCE);
	assert_true(last_ms - START_MS >= 30 * DAY_MS);

	hello(attack.fixture, "zh-CN");
	tell(&attack, "我手机怎么停机了");
	tell(&attack, targets[0]);
	assert_told(attack.fixture, "这个号码要由人工客服来核实身份了");
	assert_told(attack.fixture, "案件编号");
	tell(&attack, "服务密码246810");
	assert_int_equal(attack.checks[0].n, CHECKS_IN_A_ROW);
	assert_not_told(attack.fixture, "35.60");
}

static void one_that_is_passed_ends_the_row(void **state)
{
	struct attack attack = {.fixture = *state};

	attack.fixture->bot->check_rules.failed_in_a_row = 3;
	for (int day = 0; day < 4; day++) {
		guess(&attack, targets[0], 2);
		tell(&attack, "246810");
		assert_told(attack.fixture, "35.60");
		attack.fixture->clock.manual_ms += DAY_MS;
	}
	guess(&attack, targets[0], 2);
	attack.fixture->clock.manual_ms += DAY_MS;
	guess(&attack, targets[0], 1);
	assert_told(attack.fixture, "这个号码要由人工客服来核实身份了");
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
		cmocka_unit_test_setup_teardown(a_number_is_tried_no_more_often_than_allowed,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			in_a_year_a_number_is_tried_a_hundred_times_and_then_by_a_person, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(one_that_is_passed_ends_the_row, set_up, tear_down),
		cmocka_unit_test_setup_teardown(how_many_tries_and_codes_there_are_is_a_setting,
						set_up, tear_down),
	};

	return cmocka_run_group_tests_name("guessing", tests, NULL, NULL);
}
