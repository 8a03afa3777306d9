/*
 * Somebody is told before his line is stopped: once, at hours that suit, and not if he wants none.
 */
#include "alarm.h"

#include "bot/outreach.h"
#include "bot/sim/app.h"

#define LINE "13800000001" /* in order, with 56.20 yuan */
#define HELD "13800000004" /* on hold for 50 more days */
#define MORE "6000"        /* what the export had of it, in fen: no more was paid since */
#define TODAY (START_MS / DAY_MS)
#define HOUR_MS (60 * 60 * 1000LL)
#define DAY_MS (24 * HOUR_MS)

static struct reminder_rules rules;
static struct sim_app app;
static struct assertion_rules believed;

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	rules = (struct reminder_rules){.on = true,
					.per_week = 2,
					.from_hour = 9,
					.to_hour = 20,
					.off_from_hour = 10,
					.off_to_hour = 18,
					.by_sms = true,
					.honours_keys = true};
	fixture->bot->reminders = &rules;
	sim_app_start(&app, &believed);
	fixture->bot->identity = &believed;
	*state = fixture;
	return 0;
}

/* --- what is done ------------------------------------------------------------------- */

static void ask(struct fixture *fixture, enum outreach_verb verb, const char *text)
{
	struct event *event = event_create(EVENT_OUTREACH, 1);

	event->outreach = verb;
	event->text = mem_text(text);
	event->as_line = mem_text(LINE);
	fixture_run(fixture, &event, 1);
}

static void plan_of(struct fixture *fixture, const char *line, const char *matter,
		    long long occasion, int days)
{
	char item[200];

	snprintf(item, sizeof item,
		 "[{\"line\":\"%s\",\"matter\":\"%s\",\"occasion\":%lld,\"stop_day\":%lld,"
		 "\"balance\":" MORE "}]",
		 line, matter, occasion, (long long)(TODAY + days));
	ask(fixture, OUTREACH_PLAN, item);
}

/* A matter of the line, whose stop is some days ahead. */
static void plan(struct fixture *fixture, const char *matter, int occasion, int days)
{
	plan_of(fixture, LINE, matter, occasion, days);
}

/* The hold of the line on hold ends in so many days, as the export says. */
static void plan_hold(struct fixture *fixture, int days)
{
	plan_of(fixture, HELD, "hold", TODAY + days, days);
}

static const struct output *sent(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++)
		if (fixture->last.items[i]->kind == OUTPUT_SMS)
			return fixture->last.items[i];
	return NULL;
}

/* Time passes, the operator answers, and what is ready then goes out. */
static void pass_and_settle(struct fixture *fixture, int64_t ms)
{
	pass(fixture, ms);
	fixture_settle(fixture);
	pass(fixture, 0);
}

static void gateway_says(struct fixture *fixture, enum sms_outcome outcome, int64_t retry_after_ms)
{
	struct event *event = event_create(EVENT_SMS, 0);

	assert_non_null(sent(fixture));
	event->sms.reminder = sent(fixture)->sms.reminder;
	event->sms.outcome = outcome;
	event->sms.retry_after_ms = retry_after_ms;
	fixture_run(fixture, &event, 1);
}

static struct reminder_row the_reminder(struct fixture *fixture, int64_t number)
{
	const struct store *store = &fixture->bot->store;
	struct reminder_row row;
	struct error err;

	assert_int_equal(
		store->kind->reminder_at(store->db, number, fixture->bot->arena, &row, &err),
		FOUND);
	return row;
}

static void prove(struct fixture *fixture, const char *line, const char *balance)
{
	hello(fixture, "zh-CN");
	say(fixture, "我要查余额");
	say(fixture, line);
	say(fixture, "服务密码");
	say(fixture, "246810");
	assert_told(fixture, balance);
	say(fixture, "没有了，谢谢");
}

static void prove_line(struct fixture *fixture)
{
	prove(fixture, LINE, "56.20");
}

/* Who is signed in with the line, and has no conversation of his own, says hello. */
static struct event *signed_hello(struct fixture *fixture, const char *line)
{
	struct sim_claims claims = {.line = line};
	struct event *event = event_create(EVENT_HELLO, 7);
	struct buffer text = {0};

	sim_app_sign(&app, &claims, fixture->clock.manual_ms, &text);
	event->text = buffer_take(&text);
	return event;
}

static void come_signed_in(struct fixture *fixture, const char *line)
{
	struct event *event = signed_hello(fixture, line);

	fixture_run(fixture, &event, 1);
}

static void remind(struct fixture *fixture, const char *matter, int occasion)
{
	plan(fixture, matter, occasion, 9);
	pass_and_settle(fixture, 0);
	gateway_says(fixture, SMS_DELIVERED, 0);
}

/* --- what is then true ---------------------------------------------------------------- */

static void one_is_told_what_still_holds_and_only_once(void **state)
{
	struct fixture *fixture = *state;

	plan(fixture, "balance", 7, 3);
	assert_told(fixture, "138****0001");
	pass_and_settle(fixture, 0);
	assert_string_equal(sent(fixture)->sms.to, LINE);
	assert_non_null(strstr(sent(fixture)->text, "138****0001"));
	assert_non_null(strstr(sent(fixture)->text, "56.20"));
	gateway_says(fixture, SMS_DELIVERED, 0);
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_TOLD);

	plan(fixture, "balance", 7, 3);
	assert_told(fixture, "told_already");
	pass_and_settle(fixture, HOUR_MS);
	assert_null(sent(fixture));
}

static void what_was_paid_since_is_not_told(void **state)
{
	struct fixture *fixture = *state;

	ask(fixture, OUTREACH_PLAN,
	    "[{\"line\":\"" LINE "\",\"matter\":\"balance\",\"occasion\":1,\"stop_day\":99999,"
	    "\"balance\":1000}]");
	pass_and_settle(fixture, 0);
	assert_null(sent(fixture));
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_DROPPED);
	assert_string_equal(the_reminder(fixture, 1).why, "settled");
}

static void nobody_is_told_at_night_and_later_on_a_holiday(void **state)
{
	struct fixture *fixture = *state;

	fixture->clock.manual_ms += 10 * HOUR_MS; /* 20:00, a Tuesday's */
	plan(fixture, "balance", 7, 9);
	assert_told(fixture, "2025-11-26T01:00:00.000Z"); /* 9:00 */
	pass_and_settle(fixture, 12 * HOUR_MS);
	assert_null(sent(fixture));
	pass_and_settle(fixture, HOUR_MS);
	assert_non_null(sent(fixture));

	fixture->clock.manual_ms = 1767225600000LL; /* 2026-01-01 8:00, New Year */
	ask(fixture, OUTREACH_PLAN,
	    "[{\"line\":\"13800000003\",\"matter\":\"bill\",\"occasion\":7,\"stop_day\":99999}]");
	assert_told(fixture, "2026-01-01T02:00:00.000Z"); /* 10:00 */
}

static void what_would_come_too_late_is_not_planned(void **state)
{
	struct fixture *fixture = *state;

	fixture->clock.manual_ms += 10 * HOUR_MS;
	plan(fixture, "balance", 7, 0);
	assert_told(fixture, "too_late");
}

static void who_has_had_enough_this_week_hears_of_the_next_matter_later(void **state)
{
	struct fixture *fixture = *state;

	rules.per_week = 1;
	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, 0);
	gateway_says(fixture, SMS_DELIVERED, 0);
	plan(fixture, "document", 8, 3);
	assert_told(fixture, "enough_this_week");
	plan(fixture, "document", 8, 9);
	pass_and_settle(fixture, 7 * DAY_MS - HOUR_MS);
	assert_null(sent(fixture));
	pass_and_settle(fixture, HOUR_MS);
	assert_non_null(sent(fixture));
}

static void two_matters_of_one_moment_are_not_told_beyond_what_is_allowed(void **state)
{
	struct fixture *fixture = *state;

	rules.per_week = 1;
	plan(fixture, "balance", 7, 9);
	plan(fixture, "document", 8, 9);
	pass_and_settle(fixture, 0);
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_OUT);
	assert_int_equal(the_reminder(fixture, 2).state, REMINDER_PLANNED);
}

static void whoever_wants_none_gets_none_not_even_what_was_planned(void **state)
{
	struct fixture *fixture = *state;

	plan(fixture, "balance", 7, 9);
	ask(fixture, OUTREACH_STOP, NULL);
	pass_and_settle(fixture, 0);
	assert_null(sent(fixture));
	plan(fixture, "document", 8, 9);
	assert_told(fixture, "opted_out");

	ask(fixture, OUTREACH_START, NULL);
	plan(fixture, "document", 8, 9);
	pass_and_settle(fixture, 0);
	assert_non_null(sent(fixture));
}

static void where_it_must_be_asked_for_nobody_else_is_told(void **state)
{
	struct fixture *fixture = *state;

	rules.asked_only = true;
	plan(fixture, "balance", 7, 9);
	assert_told(fixture, "not_asked_for");
}

/* --- the gateway ---------------------------------------------------------------------- */

static void what_the_gateway_may_have_is_sent_again_under_its_key(void **state)
{
	struct fixture *fixture = *state;
	char key[CRYPTO_ID_SIZE];

	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, 0);
	strcpy(key, sent(fixture)->sms.key);
	gateway_says(fixture, SMS_UNKNOWN, 0);
	pass(fixture, 1000);
	assert_null(sent(fixture));
	pass(fixture, HOUR_MS);
	assert_string_equal(sent(fixture)->sms.key, key);
}

static void where_keys_count_for_nothing_the_doubtful_is_listed_and_not_sent_again(void **state)
{
	struct fixture *fixture = *state;

	rules.honours_keys = false;
	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, 0);
	gateway_says(fixture, SMS_UNKNOWN, 0);
	pass_and_settle(fixture, DAY_MS);
	assert_null(sent(fixture));
	ask(fixture, OUTREACH_LIST, NULL);
	assert_told(fixture, "138****0001");
	assert_told(fixture, the_reminder(fixture, 1).id);
}

static void what_was_refused_for_now_is_offered_again(void **state)
{
	struct fixture *fixture = *state;

	rules.honours_keys = false;
	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, 0);
	gateway_says(fixture, SMS_REFUSED, HOUR_MS);
	pass(fixture, HOUR_MS);
	gateway_says(fixture, SMS_REFUSED, 0);
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_REFUSED);
}

static void restart(struct fixture *fixture)
{
	struct error err;

	assert_true(bot_restart(fixture->bot, &err));
	pass(fixture, 0);
}

static void a_start_finds_what_was_at_the_gateway(void **state)
{
	struct fixture *fixture = *state;

	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, 0);
	assert_non_null(sent(fixture));
	restart(fixture);
	assert_non_null(sent(fixture));

	rules.honours_keys = false;
	restart(fixture);
	assert_null(sent(fixture));
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_DOUBTFUL);
}

/* --- the conversation ----------------------------------------------------------------- */

static void it_is_said_where_the_line_was_proven_and_its_answer_is_an_errand(void **state)
{
	struct fixture *fixture = *state;

	rules.by_sms = false;
	prove_line(fixture);
	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, HOUR_MS);
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_TOLD);
	say(fixture, "怎么交");
	assert_told(fixture, "交话费");
	assert_true(the_reminder(fixture, 1).answered_ms > 0);
}

static void who_answers_that_he_wants_no_more_gets_no_more(void **state)
{
	struct fixture *fixture = *state;

	rules.by_sms = false;
	prove_line(fixture);
	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, HOUR_MS);
	say(fixture, "不要再提醒");
	assert_told(fixture, "以后不再提醒");
	plan(fixture, "document", 8, 9);
	assert_told(fixture, "opted_out");
	say(fixture, "恢复提醒");
	assert_told(fixture, "快停机之前会提醒您");
	plan(fixture, "document", 8, 9);
	assert_not_told(fixture, "opted_out");
}

static void what_was_opened_for_a_line_is_there_for_who_signs_in_with_it(void **state)
{
	struct fixture *fixture = *state;

	remind(fixture, "balance", 7);
	remind(fixture, "document", 8);
	assert_int_equal(the_reminder(fixture, 1).conversation,
			 the_reminder(fixture, 2).conversation);
	come_signed_in(fixture, LINE);
	assert_told(fixture, "话费快用完了");
	assert_told(fixture, "登记的证件");
	assert_not_told(fixture, "56.20");
	say(fixture, "我要查余额");
	assert_told(fixture, "56.20");

	come_signed_in(fixture, LINE);
	assert_not_told(fixture, "话费快用完了");
}

static void nobody_else_comes_to_what_was_opened(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = signed_hello(fixture, LINE), *again = event_create(EVENT_HELLO, 7);

	fixture->bot->identity = NULL;
	again->text = mem_text(event->text);
	remind(fixture, "balance", 7);
	fixture_run(fixture, &event, 1);
	assert_not_told(fixture, "话费快用完了");
	fixture->bot->identity = &believed;
	come_signed_in(fixture, "13800000002");
	assert_not_told(fixture, "话费快用完了");
	fixture_run(fixture, &again, 1);
	assert_told(fixture, "话费快用完了");
}

static void an_assertion_that_was_used_opens_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct event *first = signed_hello(fixture, LINE), *copy = event_create(EVENT_HELLO, 8);

	copy->text = mem_text(first->text);
	fixture_run(fixture, &first, 1);
	assert_not_told(fixture, "话费快用完了");
	remind(fixture, "balance", 7);
	fixture_run(fixture, &copy, 1);
	assert_told(fixture, "identity_refused");
	assert_not_told(fixture, "话费快用完了");
}

static void who_is_erased_is_told_nothing_and_still_wants_none(void **state)
{
	struct fixture *fixture = *state;
	struct event *erase = event_create(EVENT_PERSON, 1);

	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, 0);
	gateway_says(fixture, SMS_DELIVERED, 0);
	plan(fixture, "document", 8, 9);
	erase->person = PERSON_ERASE;
	erase->as_line = mem_text(LINE);
	fixture_run(fixture, &erase, 1);
	assert_non_null(fixture->last.items[0]);
	assert_int_equal(fixture->last.items[0]->kind, OUTPUT_ERASED); /* what was opened for it */
	pass_and_settle(fixture, DAY_MS);
	assert_null(sent(fixture));
	plan(fixture, "balance", 7, 9);
	assert_not_told(fixture, "already");

	ask(fixture, OUTREACH_STOP, NULL);
	erase = event_create(EVENT_PERSON, 1);
	erase->as_line = mem_text(LINE);
	fixture_run(fixture, &erase, 1);
	plan(fixture, "contract", 9, 9);
	assert_told(fixture, "opted_out");
}

static void what_somebody_was_reminded_of_is_given_out_to_him(void **state)
{
	struct fixture *fixture = *state;
	struct event *export = event_create(EVENT_PERSON, 1);

	rules.by_sms = false;
	prove_line(fixture);
	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, HOUR_MS);
	say(fixture, "不要再提醒");
	export->person = PERSON_EXPORT;
	export->as_line = mem_text(LINE);
	fixture_run(fixture, &export, 1);
	assert_told(fixture, "\"wants_reminders\":false,\"reminders\":[{\"matter\":\"balance\"");
	assert_told(fixture, "\"balance_fen\":" MORE);
	assert_told(fixture, "\"told\":\"2025-11-");
}

static void who_talks_is_not_interrupted(void **state)
{
	struct fixture *fixture = *state;

	rules.by_sms = false;
	prove_line(fixture);
	say(fixture, "我手机怎么停机了");
	plan(fixture, "balance", 7, 9);
	pass_and_settle(fixture, 0);
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_PLANNED);
	pass_and_settle(fixture, HOUR_MS);
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_TOLD);
}

static void the_end_of_a_hold_is_told_in_the_chat_and_never_by_text_message(void **state)
{
	struct fixture *fixture = *state;

	plan_hold(fixture, 50);
	assert_told(fixture, "no_channel");
	prove(fixture, HELD, "12.00");
	plan_hold(fixture, 50);
	assert_told(fixture, "chat");
	pass_and_settle(fixture, HOUR_MS);
	assert_null(sent(fixture));
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_TOLD);
	say(fixture, "恢复使用");
	assert_told(fixture, "恢复");
	plan_hold(fixture, 50);
	assert_told(fixture, "told_already");
}

static void a_hold_that_was_made_longer_since_is_not_told(void **state)
{
	struct fixture *fixture = *state;

	prove(fixture, HELD, "12.00");
	plan_hold(fixture, 5);
	pass_and_settle(fixture, HOUR_MS);
	assert_int_equal(the_reminder(fixture, 1).state, REMINDER_DROPPED);
	assert_string_equal(the_reminder(fixture, 1).why, "settled");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(one_is_told_what_still_holds_and_only_once),
		TEST(what_was_paid_since_is_not_told),
		TEST(nobody_is_told_at_night_and_later_on_a_holiday),
		TEST(what_would_come_too_late_is_not_planned),
		TEST(who_has_had_enough_this_week_hears_of_the_next_matter_later),
		TEST(two_matters_of_one_moment_are_not_told_beyond_what_is_allowed),
		TEST(whoever_wants_none_gets_none_not_even_what_was_planned),
		TEST(where_it_must_be_asked_for_nobody_else_is_told),
		TEST(what_the_gateway_may_have_is_sent_again_under_its_key),
		TEST(where_keys_count_for_nothing_the_doubtful_is_listed_and_not_sent_again),
		TEST(what_was_refused_for_now_is_offered_again),
		TEST(a_start_finds_what_was_at_the_gateway),
		TEST(it_is_said_where_the_line_was_proven_and_its_answer_is_an_errand),
		TEST(who_answers_that_he_wants_no_more_gets_no_more),
		TEST(what_was_opened_for_a_line_is_there_for_who_signs_in_with_it),
		TEST(nobody_else_comes_to_what_was_opened),
		TEST(an_assertion_that_was_used_opens_nothing),
		TEST(who_is_erased_is_told_nothing_and_still_wants_none),
		TEST(what_somebody_was_reminded_of_is_given_out_to_him),
		TEST(who_talks_is_not_interrupted),
		TEST(the_end_of_a_hold_is_told_in_the_chat_and_never_by_text_message),
		TEST(a_hold_that_was_made_longer_since_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
