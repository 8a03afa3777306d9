/*
 * The simulated operator keeps what it was told, and its lines follow from it.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "bot/carrier.h"
#include "bot/sim/ledger.h"

#define START_MS INT64_C(1795579200000)
#define HELD "13800000004"
#define OWING "13800000003"
#define FALLING "13800001001" /* of tests/talk/days.yaml */
#define DAY_MS INT64_C(86400000)

struct operator
{
	char ledger[32];
	struct clock clock;
	const struct carrier_kind *kind;
	struct carrier *carrier;
};

static void open_operator(struct operator* operator, const char * options)
{
	char url[128];
	struct error err;

	snprintf(url, sizeof url, "sim:?ledger=%s&%s", operator->ledger, options);
	operator->kind = carrier_kind_for(url, &err);
	operator->carrier = operator->kind->open(url, ".", &operator->clock, &err);
	assert_non_null(operator->carrier);
}

static void start(struct operator* operator, const char * options)
{
	*operator=(struct operator){.ledger = "/tmp/fuji-ledger-XXXXXX"};
	crypto_start();
	close(mkstemp(operator->ledger));
	operator->clock = clock_manual(START_MS);
	open_operator(operator, options);
}

static void finish(struct operator* operator)
{
	operator->kind->close(operator->carrier);
	unlink(operator->ledger);
}

static struct carrier_answer order(struct operator* operator, const char * line, const char *what,
				   const char *key, bool maybe_sent)
{
	struct carrier_call call = {.kind = CALL_ORDER, .maybe_sent = maybe_sent};
	struct carrier_requests requests = {0};
	struct carrier_answer answer;

	strcpy(call.line, line);
	strcpy(call.key, key);
	strcpy(call.order.what, what);
	carrier_make_call(operator->kind, operator->carrier, &call, &requests, &answer);
	return answer;
}

static struct carrier_line record(struct operator* operator, const char * line)
{
	struct carrier_call call = {.kind = CALL_LINE};
	struct carrier_answer answer;

	strcpy(call.line, line);
	operator->kind->call(operator->carrier, &call, NULL, &answer);
	return answer.line;
}

static size_t entries_in(const struct operator* operator)
{
	struct error err;
	struct ledger *ledger = ledger_open(operator->ledger, &err);
	size_t n;

	assert_non_null(ledger);
	n = ledger_size(ledger);
	ledger_close(ledger);
	return n;
}

static void an_order_is_pending_then_done_and_changes_the_line(void **state)
{
	struct operator operator;
	struct carrier_answer answer;

	(void)state;
	start(&operator, "order_ms=30000");
	answer = order(&operator, HELD, "resume", "a.1.resume", false);
	assert_int_equal(answer.order, ORDER_PENDING);
	assert_string_equal(answer.order_number, "S00000001");
	assert_int_equal(record(&operator, HELD).n_holds, 1);
	operator.clock.manual_ms += 30000;
	assert_int_equal(record(&operator, HELD).n_holds, 0);
	answer = order(&operator, HELD, "resume", "a.1.resume", true);
	assert_int_equal(answer.order, ORDER_DONE);
	finish(&operator);
}

static void what_may_have_been_sent_is_looked_for_before_it_is_sent_again(void **state)
{
	struct operator operator;

	(void)state;
	start(&operator, "lose=1");
	for (int i = 0; i < 3; i++)
		order(&operator, HELD, "resume", "a.1.resume", i > 0);
	assert_int_equal(entries_in(&operator), 1);
	finish(&operator);
}

static void an_order_that_never_arrived_is_sent(void **state)
{
	struct operator operator;

	(void)state;
	start(&operator, "order_ms=0");
	assert_int_equal(order(&operator, HELD, "resume", "a.1.resume", true).order, ORDER_DONE);
	assert_int_equal(entries_in(&operator), 1);
	finish(&operator);
}

static void what_makes_no_sense_is_refused(void **state)
{
	static const struct {
		const char *line, *what;
	} rows[] = {{OWING, "resume"},   {OWING, "hold"}, {HELD, "hold"},
		    {HELD, "unblock"},   {HELD, "dance"}, {"13899999999", "hold"},
		    {OWING, "reconnect"}};
	struct operator operator;

	(void)state;
	start(&operator, "order_ms=0");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(order(&operator, rows[i].line, rows[i].what, "a.1.x", false).order,
				 ORDER_REFUSED);
	assert_int_equal(entries_in(&operator), 0);
	finish(&operator);
}

static void a_payment_in_full_lifts_arrears_after_a_while(void **state)
{
	struct operator operator;

	(void)state;
	start(&operator, "restore_ms=60000");
	assert_true(operator.kind->pay(operator.carrier, OWING, 10000));
	operator.clock.manual_ms += 60000;
	assert_int_equal(record(&operator, OWING).owed_fen, 2800);
	assert_int_equal(record(&operator, OWING).n_holds, 1);
	assert_true(operator.kind->pay(operator.carrier, OWING, 5000));
	assert_int_equal(record(&operator, OWING).owed_fen, 0);
	assert_int_equal(record(&operator, OWING).balance_fen, 2200);
	assert_int_equal(record(&operator, OWING).n_holds, 1);
	operator.clock.manual_ms += 60000;
	assert_int_equal(record(&operator, OWING).n_holds, 0);
	assert_false(operator.kind->pay(operator.carrier, "13899999999", 100));
	finish(&operator);
}

static void open_days(struct operator* operator)
{
	struct error err;

	*operator=(struct operator){.clock = clock_manual(START_MS)};
	operator->kind = carrier_kind_for("sim:tests/talk/days.yaml", &err);
	operator->carrier = operator->kind->open("sim:tests/talk/days.yaml", ".", &operator->clock,
						 &err);
	assert_non_null(operator->carrier);
}

static void a_balance_falls_by_the_day_until_the_line_is_stopped(void **state)
{
	static const struct {
		int day;
		int64_t balance_fen, owed_fen;
	} rows[] = {{0, 1200, 0}, {1, 700, 0}, {2, 200, 0}, {3, 0, 300}, {4, 0, 800}, {40, 0, 800}};
	struct operator operator;

	(void)state;
	open_days(&operator);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct carrier_line line;

		operator.clock.manual_ms = START_MS + rows[i].day * DAY_MS;
		line = record(&operator, FALLING);
		assert_int_equal(line.balance_fen, rows[i].balance_fen);
		assert_int_equal(line.owed_fen, rows[i].owed_fen);
		assert_int_equal(line.n_holds, rows[i].day >= 4);
	}
	operator.kind->close(operator.carrier);
}

static void who_has_paid_all_is_not_cancelled_later(void **state)
{
	struct operator operator;

	(void)state;
	open_days(&operator);
	operator.clock.manual_ms = START_MS + 5 * DAY_MS;
	assert_true(operator.kind->pay(operator.carrier, FALLING, 700));
	operator.clock.manual_ms = START_MS + 50 * DAY_MS;
	assert_string_equal(record(&operator, FALLING).holds[0].cause, "PRE_CANCEL");
	operator.clock.manual_ms = START_MS + 6 * DAY_MS;
	assert_true(operator.kind->pay(operator.carrier, FALLING, 100));
	operator.clock.manual_ms = START_MS + 50 * DAY_MS;
	assert_int_equal(record(&operator, FALLING).n_holds, 0);
	operator.clock.manual_ms = START_MS + 102 * DAY_MS;
	assert_int_equal(record(&operator, FALLING).n_holds, 0);
	operator.kind->close(operator.carrier);
}

static void who_pays_only_when_it_is_pre_cancelled_is_cancelled_all_the_same(void **state)
{
	struct operator operator;

	(void)state;
	open_days(&operator);
	operator.clock.manual_ms = START_MS + 42 * DAY_MS;
	assert_true(operator.kind->pay(operator.carrier, FALLING, 800));
	operator.clock.manual_ms = START_MS + 60 * DAY_MS;
	assert_string_equal(record(&operator, FALLING).holds[0].cause, "PRE_CANCEL");
	operator.clock.manual_ms = START_MS + 102 * DAY_MS;
	assert_string_equal(record(&operator, FALLING).holds[0].cause, "CANCELLED");
	operator.kind->close(operator.carrier);
}

static void orders_and_payments_outlive_the_process(void **state)
{
	struct operator operator;

	(void)state;
	start(&operator, "order_ms=0");
	order(&operator, HELD, "resume", "a.1.resume", false);
	operator.kind->close(operator.carrier);
	open_operator(&operator, "order_ms=0");
	assert_int_equal(record(&operator, HELD).n_holds, 0);
	assert_string_equal(order(&operator, HELD, "resume", "a.1.resume", true).order_number,
			    "S00000001");
	finish(&operator);
}

static void a_last_line_that_was_cut_off_is_dropped(void **state)
{
	struct operator operator;
	int file;

	(void)state;
	start(&operator, "order_ms=0");
	order(&operator, HELD, "resume", "a.1.resume", false);
	file = open(operator.ledger, O_WRONLY | O_APPEND);
	assert_int_equal(write(file, "{\"what\":\"hol", 12), 12);
	close(file);
	assert_int_equal(entries_in(&operator), 1);
	order(&operator, HELD, "block", "a.2.block", false);
	assert_int_equal(entries_in(&operator), 2);
	finish(&operator);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_is_pending_then_done_and_changes_the_line),
		cmocka_unit_test(what_may_have_been_sent_is_looked_for_before_it_is_sent_again),
		cmocka_unit_test(an_order_that_never_arrived_is_sent),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(a_payment_in_full_lifts_arrears_after_a_while),
		cmocka_unit_test(a_balance_falls_by_the_day_until_the_line_is_stopped),
		cmocka_unit_test(who_has_paid_all_is_not_cancelled_later),
		cmocka_unit_test(who_pays_only_when_it_is_pre_cancelled_is_cancelled_all_the_same),
		cmocka_unit_test(orders_and_payments_outlive_the_process),
		cmocka_unit_test(a_last_line_that_was_cut_off_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
