/*
 * Whoever guesses at codes and passwords, from however many conversations and for however long,
 * gets no more tries at a number than bot/check_rules.h allows a day.
 *
 * A random attacker plays against the bot; beside it a model counts only what reached the operator.
 * Five tries a day at a code of six digits are a chance of 5 in 1,000,000: of 1 in 10,000 that a
 * number is broken into within 19 days, if its owner is not seen in between.
 */
#include "alarm.h"

#define TARGETS 3
#define TALKS 12
#define ACTS 2500
#define CHECKS_A_DAY 5
#define CODES 1e6
#define CHANCE_IN_19_DAYS 1e-4
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
		assert_true((double)most_within(&attack.checks[i], 19 * DAY_MS) / CODES <=
			    CHANCE_IN_19_DAYS);
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
		cmocka_unit_test_setup_teardown(how_many_tries_and_codes_there_are_is_a_setting,
						set_up, tear_down),
	};

	return cmocka_run_group_tests_name("guessing", tests, NULL, NULL);
}
