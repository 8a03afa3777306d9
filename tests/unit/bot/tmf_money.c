/*
 * What is owed, left and was paid, as an operator with TM Forum's APIs says it.
 */
#include "tmf.h"

static struct carrier_line with(const char *name, const char *body)
{
	struct carrier_answer answer = look(
		OURS, (struct reply[]){{"product", 200, ACTIVE}, {name, 200, body}, {0}});

	assert_int_equal(answer.outcome, CALL_DONE);
	return answer.line;
}

static void what_is_not_settled_is_owed_and_due_by_the_first_date(void **state)
{
	struct carrier_line line = with(
		"customerBill",
		"[{\"state\":\"settled\",\"remainingAmount\":{\"unit\":\"CNY\",\"value\":7}},"
		"{\"state\":\"new\",\"remainingAmount\":{\"unit\":\"CNY\",\"value\":9.99}},"
		"{\"state\":\"sent\",\"billingAccount\":{\"id\":\"A1\"},\"paymentDueDate\":\"2025-12-01\","
		"\"remainingAmount\":{\"unit\":\"CNY\",\"value\":100.1}},"
		"{\"state\":\"PartiallyPaid\",\"paymentDueDate\":\"2025-11-01\","
		"\"remainingAmount\":{\"unit\":\"cny\",\"value\":\"28.10\"}}]");

	(void)state;
	assert_int_equal(line.owed_fen, 12820);
	assert_int_equal(line.due_ms, NOW_MS - 24 * 86400000LL - 2 * 3600000);
}

static void amounts_are_read_to_the_fen_or_not_at_all(void **state)
{
	static const struct {
		const char *value;
		int64_t fen;
	} rows[] = {{"0.1", 10},
		    {"1.005", -1},
		    {"33.33", 3333},
		    {"1e3", 100000},
		    {"0.29", 29},
		    {"8.20", 820},
		    {"4611686.27", 461168627},
		    {"\"12.5\"", 1250},
		    {"\"\"", -1},
		    {"\"12,50\"", -1},
		    {"\"1.2.3\"", -1},
		    {"1e300", -1},
		    {"99999999999.99", 9999999999999},
		    {"\"0x10\"", -1},
		    {"null", -1},
		    {"true", -1}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char body[128];

		snprintf(
			body, sizeof body,
			"[{\"state\":\"sent\",\"remainingAmount\":{\"unit\":\"CNY\",\"value\":%s}}]",
			rows[i].value);
		assert_int_equal(with("customerBill", body).owed_fen, rows[i].fen);
	}
}

static void another_currency_is_no_amount(void **state)
{
	(void)state;
	assert_int_equal(with("customerBill", "[{\"state\":\"sent\",\"remainingAmount\":"
					      "{\"unit\":\"USD\",\"value\":5}}]")
				 .owed_fen,
			 -1);
}

static void the_balance_is_money_alone(void **state)
{
	struct carrier_line line = with(
		"bucket",
		"[{\"usageType\":\"data\",\"remainingValue\":{\"amount\":5,\"units\":\"GB\"}},"
		"{\"usageType\":\"monetary\",\"product\":[{\"id\":\"P1\"}],\"status\":\"active\","
		"\"remainingValue\":{\"amount\":56.2,\"units\":\"yuan\"}},"
		"{\"usageType\":\"monetary\",\"status\":\"expired\","
		"\"remainingValue\":{\"amount\":3,\"units\":\"yuan\"}}]");

	(void)state;
	assert_int_equal(line.balance_fen, 5620);
	assert_int_equal(line.owed_fen, 0);
}

static void the_last_payment_is_the_newest_that_arrived_on_either_way(void **state)
{
	struct carrier_line line =
		look(OURS,
		     (struct reply[]){
			     {"product", 200, ACTIVE},
			     {"topupBalance", 200,
			      "[{\"status\":\"completed\",\"confirmationDate\":\"2025-11-24\","
			      "\"amount\":{\"amount\":30,\"units\":\"CNY\"}},"
			      "{\"status\":\"failed\",\"confirmationDate\":\"2025-11-25\","
			      "\"amount\":{\"amount\":99,\"units\":\"CNY\"}}]"},
			     {"payment", 200,
			      "[{\"status\":\"Done\",\"paymentDate\":\"2025-11-23\",\"account\":"
			      "{\"id\":\"A1\"},\"totalAmount\":{\"unit\":\"CNY\",\"value\":50}}]"},
			     {0}})
			.line;

	(void)state;
	assert_int_equal(line.paid_fen, 3000);
	assert_int_equal(line.paid_ms, NOW_MS - 26 * 3600000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_settled_is_owed_and_due_by_the_first_date),
		cmocka_unit_test(amounts_are_read_to_the_fen_or_not_at_all),
		cmocka_unit_test(another_currency_is_no_amount),
		cmocka_unit_test(the_balance_is_money_alone),
		cmocka_unit_test(the_last_payment_is_the_newest_that_arrived_on_either_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
