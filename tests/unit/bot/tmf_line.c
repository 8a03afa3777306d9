/*
 * The record of a line at an operator with TM Forum's APIs: what holds it, and what is not believed.
 */
#include "tmf.h"

static struct carrier_line product(const char *body)
{
	struct carrier_answer answer = look(OURS, (struct reply[]){{"product", 200, body}, {0}});

	assert_int_equal(answer.outcome, CALL_DONE);
	return answer.line;
}

static enum call_outcome outcome_of(const char *name, int status, const char *body)
{
	return look(OURS, (struct reply[]){{name, status, body}, {"product", 200, ACTIVE}, {0}})
		.outcome;
}

/* --- causes ------------------------------------------------------------------- */

static void a_line_without_a_product_is_unknown(void **state)
{
	(void)state;
	assert_false(product("[]").exists);
}

static void every_hold_comes_with_its_dates(void **state)
{
	struct carrier_line line = product(PRODUCT(
		"\"status\":\"Suspended \",\"productCharacteristic\":[{\"name\":\"suspensionHolds\","
		"\"value\":[{\"reason\":\"voluntary\",\"since\":\"2025-10-16T10:00:00+08:00\","
		"\"until\":\"2025-12-25\"},"
		"{\"reason\":\"ARREARSFULL\",\"since\":\"2025-11-20\"}]}]"));

	(void)state;
	assert_int_equal(line.n_holds, 2);
	assert_string_equal(line.holds[0].cause, "VOLUNTARY_HOLD");
	assert_int_equal(line.holds[0].since_ms, NOW_MS - 40 * 86400000LL);
	assert_true(line.holds[0].until_ms > NOW_MS);
	assert_string_equal(line.holds[1].cause, "ARREARS_FULL");
	assert_int_equal(line.holds[1].until_ms, 0);
}

static void a_stop_that_nobody_gives_a_reason_for_is_for_a_person(void **state)
{
	struct carrier_line line = product(PRODUCT("\"status\":\"suspended\""));

	(void)state;
	assert_int_equal(line.n_holds, 1);
	assert_string_equal(line.holds[0].cause, "unmapped:stopped");
}

static void a_value_that_the_mapping_lacks_is_kept_and_told(void **state)
{
	struct carrier_call call = {.kind = CALL_LINE};
	struct carrier_requests requests = {0};
	struct carrier_answer answer = ask(
		OURS, &call, &requests,
		(struct reply[]){{"product", 200,
				  PRODUCT("\"status\":\"active\",\"productCharacteristic\":["
					  "{\"name\":\"bossState\",\"value\":\"LOST\"}]")},
				 {0}});

	(void)state;
	assert_string_equal(answer.line.holds[0].cause, "unmapped:LOST");
	assert_int_equal(requests.n_lacks, 1);
	assert_string_equal(requests.lacks[0], "bossState: LOST");
	carrier_requests_finish(&requests);
}

static void a_product_that_ended_gives_way_to_the_one_that_holds(void **state)
{
	struct carrier_line line = product(
		"[{\"id\":\"P0\",\"productSerialNumber\":\"" LINE "\",\"status\":\"aborted \"},"
		"{\"id\":\"P1\",\"productSerialNumber\":\"" LINE "\",\"status\":\"active\"},"
		"{\"id\":\"P2\",\"productSerialNumber\":\"" LINE "\",\"status\":\"terminated\"}]");

	(void)state;
	assert_int_equal(line.n_holds, 0);
}

static void other_names_other_codes_and_the_reason_at_the_customer(void **state)
{
	const char *body =
		"[{\"id\":\"P1\",\"status\":\"whatever\",\"relatedParty\":[{\"id\":\"C/1\","
		"\"role\":\"Customer\"}],\"productCharacteristic\":[{\"name\":\"msisdn\","
		"\"value\":\"86" LINE "\"},{\"name\":\"bossState\",\"value\":\"02\"}]}]";
	struct carrier_call call = {.kind = CALL_LINE};
	struct carrier_requests requests = {0};
	struct carrier_answer answer = ask(
		THEIRS, &call, &requests,
		(struct reply[]){{"product", 200, body},
				 {"customer", 200,
				  "{\"id\":\"C/1\",\"statusReason\":\"Lost\",\"contactMedium\":["
				  "{\"mediumType\":\"mobile\",\"characteristic\":"
				  "{\"phoneNumber\":\"13900000000\"}}]}"},
				 {0}});

	(void)state;
	assert_string_equal(answer.line.holds[0].cause, "LOST");
	assert_string_equal(answer.line.contact_masked, "139****0000");
	assert_string_equal(requests.items[0].path,
			    "/inventory/product?productCharacteristic.name=msisdn"
			    "&productCharacteristic.value=86" LINE "&limit=100");
	assert_string_equal(
		requests.items[1].path,
		"/customers/customer/C%2F1?fields=id,status,statusReason,contactMedium");
	carrier_requests_finish(&requests);
}

static void arrears_of_the_account_are_a_reason_only_for_a_line_that_is_stopped(void **state)
{
	static const struct {
		const char *boss, *cause;
	} rows[] = {{"00", NULL}, {"01", "ARREARS_FULL"}, {"12", "VOLUNTARY_HOLD"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char body[512];
		struct carrier_answer answer;

		snprintf(body, sizeof body,
			 "[{\"id\":\"P1\",\"status\":\"active\",\"billingAccount\":{\"id\":\"A1\"},"
			 "\"productCharacteristic\":[{\"name\":\"msisdn\",\"value\":\"" LINE "\"},"
			 "{\"name\":\"bossState\",\"value\":\"%s\"}]}]",
			 rows[i].boss);
		answer = look(THEIRS,
			      (struct reply[]){{"product", 200, body},
					       {"account", 200,
						"{\"id\":\"A1\",\"paymentStatus\":\"In Arrears\"}"},
					       {0}});
		assert_int_equal(answer.outcome, CALL_DONE);
		assert_int_equal(answer.line.n_holds, rows[i].cause ? 1 : 0);
		if (rows[i].cause)
			assert_string_equal(answer.line.holds[0].cause, rows[i].cause);
	}
}

static void an_outage_is_one_of_the_lines_region_that_is_not_over(void **state)
{
	const char *place = PRODUCT("\"status\":\"active\",\"productCharacteristic\":["
				    "{\"name\":\"region\",\"value\":\"成都\"}]");
	const char *problems =
		"[{\"status\":\"Resolved\",\"affectedLocation\":[{\"name\":\"成都\"}]},"
		"{\"status\":\"inProgress\",\"affectedLocation\":[{\"name\":\"重庆\"}]},"
		"{\"status\":\"inProgress\",\"affectedLocation\":[{\"name\":\"成都\"}],"
		"\"affectedService\":[{\"id\":\"another\"}]},"
		"{\"status\":\"IN PROGRESS?\",\"creationDate\":\"2025-11-25T09:00:00+08:00\","
		"\"affectedLocation\":[{\"name\":\"成都\"}],\"characteristic\":["
		"{\"name\":\"estimatedRepairTime\",\"value\":\"2025-11-25T12:00:00+08:00\"}]}]";
	struct carrier_line line = look(OURS, (struct reply[]){{"product", 200, place},
							       {"serviceProblem", 200, problems},
							       {0}})
					   .line;

	(void)state;
	assert_int_equal(line.n_holds, 1);
	assert_string_equal(line.holds[0].cause, "OUTAGE");
	assert_int_equal(line.holds[0].since_ms, NOW_MS - 3600000);
	assert_int_equal(line.repair_by_ms, NOW_MS + 2 * 3600000);
}

static void a_line_is_known_by_what_a_hub_calls_it(void **state)
{
	const struct reply replies[] = {
		{"product", 200,
		 PRODUCT("\"status\":\"active\",\"realizingService\":[{\"id\":\"S1\"},{\"id\":\"S2\"}]")},
		{0}};
	struct carrier_answer answer = look(OURS, replies);

	(void)state;
	assert_int_equal(answer.line.names.n, 4);
	assert_string_equal(answer.line.names.items[0], "product/P1");
	assert_string_equal(answer.line.names.items[1], "account/A1");
	assert_string_equal(answer.line.names.items[3], "service/S2");
}

/* --- what is not believed ----------------------------------------------------- */

static void an_answer_about_somebody_else_spoils_the_whole(void **state)
{
	static const struct {
		const char *name, *body;
	} rows[] = {
		{"product",
		 "[{\"id\":\"P1\",\"productSerialNumber\":\"13800000009\",\"status\":\"active\"}]"},
		{"product", "[{\"id\":\"P1\",\"status\":\"active\"}]"},
		{"product", "[{\"id\":\"P1\",\"productSerialNumber\":\"" LINE "\"}]"},
		{"product",
		 "[{\"id\":\"P1\",\"productSerialNumber\":\"" LINE "\",\"status\":\"active\"},"
		 "{\"id\":\"P2\",\"productSerialNumber\":\"" LINE "\",\"status\":\"active\"}]"},
		{"customerBill", "[{\"billingAccount\":{\"id\":\"A2\"}}]"},
		{"payment", "[{\"account\":{\"id\":\"A2\"}}]"},
		{"bucket", "[{\"product\":[{\"id\":\"P2\"}]}]"},
		{"topupBalance", "[{\"product\":[{\"id\":\"P2\"}]}]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(outcome_of(rows[i].name, 200, rows[i].body), CALL_FAILED);
}

static void what_is_no_answer_is_none(void **state)
{
	static const struct {
		int status;
		const char *body;
	} rows[] = {{0, ""},       {404, "[]"}, {500, "{}"},     {401, "{}"},
		    {429, "[]"},   {302, "[]"}, {200, "<html>"}, {200, "{}"},
		    {200, "null"}, {200, ""},   {200, "[{]"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(outcome_of("product", rows[i].status, rows[i].body), CALL_FAILED);
		assert_int_equal(outcome_of("customerBill", rows[i].status, rows[i].body),
				 CALL_FAILED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_without_a_product_is_unknown),
		cmocka_unit_test(every_hold_comes_with_its_dates),
		cmocka_unit_test(a_stop_that_nobody_gives_a_reason_for_is_for_a_person),
		cmocka_unit_test(a_value_that_the_mapping_lacks_is_kept_and_told),
		cmocka_unit_test(a_product_that_ended_gives_way_to_the_one_that_holds),
		cmocka_unit_test(other_names_other_codes_and_the_reason_at_the_customer),
		cmocka_unit_test(
			arrears_of_the_account_are_a_reason_only_for_a_line_that_is_stopped),
		cmocka_unit_test(an_outage_is_one_of_the_lines_region_that_is_not_over),
		cmocka_unit_test(a_line_is_known_by_what_a_hub_calls_it),
		cmocka_unit_test(an_answer_about_somebody_else_spoils_the_whole),
		cmocka_unit_test(what_is_no_answer_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
