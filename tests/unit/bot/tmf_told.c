/*
 * What an operator with TM Forum's APIs says of who is asking, and what it tells unasked.
 */
#include "tmf.h"

/* --- checks ------------------------------------------------------------------- */

static void a_check_is_what_the_operator_says_of_this_number(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum call_outcome outcome;
		enum check_result check;
	} rows[] = {
		{200, "{\"number\":\"" LINE "\",\"result\":\"passed\"}", CALL_DONE, CHECK_PASSED},
		{200, "{\"number\":\"" LINE "\",\"result\":\"Wrong\"}", CALL_DONE, CHECK_WRONG},
		{200, "{\"number\":\"" LINE "\",\"result\":\"expired\"}", CALL_DONE, CHECK_EXPIRED},
		{200, "{\"number\":\"13800000009\",\"result\":\"passed\"}", CALL_FAILED, 0},
		{200, "{\"number\":\"" LINE "\",\"result\":\"fine\"}", CALL_FAILED, 0},
		{200, "{\"result\":\"passed\"}", CALL_FAILED, 0},
		{404, "{\"number\":\"" LINE "\",\"result\":\"passed\"}", CALL_FAILED, 0},
		{503, "", CALL_FAILED, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char secret[] = "12345X", name[] = "张三";
		struct carrier_call call = {.kind = CALL_CHECK_VERIFY,
					    .key = "k",
					    .method = "id_tail",
					    .secret = secret,
					    .owner_name = name};
		struct carrier_requests requests = {0};
		struct carrier_answer answer = ask(
			OURS, &call, &requests,
			(struct reply[]){{"verify", rows[i].status, rows[i].body}, {0}});

		assert_int_equal(answer.outcome, rows[i].outcome);
		if (answer.outcome == CALL_DONE)
			assert_int_equal(answer.check, rows[i].check);
		assert_string_equal(requests.items[0].body,
				    "{\"number\":\"" LINE "\",\"method\":\"id_tail\","
				    "\"ownerName\":\"张三\",\"secret\":\"12345X\"}");
		carrier_requests_finish(&requests);
	}
}

/* --- what is told unasked ----------------------------------------------------- */

static bool hear(const char *url, const char *json, struct carrier_notice *out)
{
	struct clock clock = clock_manual(NOW_MS);
	struct error err = {""};
	const struct carrier_kind *kind = carrier_kind_for(url, &err);
	struct carrier *carrier = kind->open(url, ".", &clock, &err);
	bool fine = kind->notice(carrier, json, strlen(json), out, &err);

	assert_true(fine || *err.text);
	kind->close(carrier);
	return fine;
}

#define EVENT(type, event) \
	"{\"eventId\":\"e-1\",\"eventType\":\"" type "\",\"event\":{" event "},\"domain\":\"x\"}"

static void an_event_says_what_it_is_about(void **state)
{
	static const struct {
		const char *url, *json, *about;
	} rows[] = {
		{OURS,
		 EVENT("ProductStateChangeEvent",
		       "\"product\":{\"id\":\"P1\",\"productSerialNumber\":\"" LINE
		       "\",\"billingAccount\":{\"id\":\"A1\"}}"),
		 "product/P1 account/A1 line/" LINE " "},
		{OURS, EVENT("serviceStateChangeEvent", "\"service\":{\"id\":\"S1\"}"),
		 "service/S1 "},
		{OURS, EVENT("PaymentCreateEvent", "\"payment\":{\"account\":{\"id\":\"A1\"}}"),
		 "account/A1 "},
		{OURS,
		 EVENT("TroubleTicketResolvedEvent",
		       "\"troubleTicket\":{\"relatedEntity\":[{\"id\":\"P1\",\"@referredType\":"
		       "\"Product\"},{\"id\":\"X\",\"@referredType\":\"Place\"}]}"),
		 "product/P1 "},
		{OURS,
		 EVENT("ProductOrderStateChangeEvent",
		       "\"productOrder\":{\"externalId\":\"c.1.x\",\"productOrderItem\":[{\"product\":"
		       "{\"id\":\"P1\"}}]}"),
		 "order/c.1.x product/P1 "},
		{OURS, EVENT("PaymentCreateEvent", "\"product\":{\"id\":\"P1\"}"), ""},
		{THEIRS,
		 EVENT("ProductAttributeValueChangeEvent",
		       "\"product\":{\"productCharacteristic\":[{\"name\":\"msisdn\",\"value\":\"86" LINE
		       "\"}]}"),
		 "line/" LINE " "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct carrier_notice notice;
		struct buffer about = {0};

		buffer_text(&about, "");
		assert_true(hear(rows[i].url, rows[i].json, &notice));
		assert_true(notice.is_known);
		assert_string_equal(notice.id, "e-1");
		for (size_t j = 0; j < notice.about.n; j++)
			buffer_format(&about, "%s ", notice.about.items[j]);
		assert_string_equal(about.data, rows[i].about);
		buffer_finish(&about);
	}
}

static void an_event_of_another_kind_is_one_too(void **state)
{
	struct carrier_notice notice;

	(void)state;
	assert_true(hear(OURS, EVENT("MoonPhaseChangeEvent", "\"moon\":{}"), &notice));
	assert_false(notice.is_known);
	assert_int_equal(notice.about.n, 0);
}

static void what_is_no_event_is_refused(void **state)
{
	static const char *const rows[] = {"", "[]", "{\"eventType\":\"ProductStateChangeEvent\"}",
					   "{\"event\":{}}", "{\"eventType\":1,\"event\":{}}"};
	struct carrier_notice notice;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_false(hear(OURS, rows[i], &notice));
}

static void the_hubs_are_asked_to_tell_each_at_an_address_of_its_own(void **state)
{
	struct clock clock = clock_manual(NOW_MS);
	struct error err;
	const struct carrier_kind *kind = carrier_kind_for(OURS, &err);
	struct carrier *carrier = kind->open(OURS, ".", &clock, &err);
	struct carrier_requests requests = {0};
	const struct carrier_request *first = &requests.items[0];

	(void)state;
	kind->subscribe(carrier, "https://us.example", &requests);
	assert_int_equal(requests.n, 5);
	assert_string_equal(first->path, "/tmf-api/productInventory/v4/hub");
	assert_string_equal(first->body,
			    "{\"callback\":\"https://us.example/tmf-listener/product\"}");
	carrier_requests_finish(&requests);
	kind->close(carrier);
}

/* --- opening ------------------------------------------------------------------ */

static void codes_go_in_the_clear_only_to_this_machine(void **state)
{
	static const struct {
		const char *url;
		bool opens;
	} rows[] = {{"tmf:https://bss.example", true},
		    {"tmf:http://127.0.0.1:8099/7", true},
		    {"tmf:http://localhost/", true},
		    {"tmf:http://bss.example", false},
		    {"tmf:http://127.0.0.1.bss.example", false},
		    {"tmf:ftp://127.0.0.1", false},
		    {"tmf:", false},
		    {"tmf:https://bss.example?x=1", false},
		    {"tmf:https://bss.example?mapping=nowhere.yaml", false}};
	struct clock clock = clock_manual(NOW_MS);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct error err;
		const struct carrier_kind *kind = carrier_kind_for(rows[i].url, &err);
		struct carrier *carrier = kind->open(rows[i].url, ".", &clock, &err);

		assert_int_equal(carrier != NULL, rows[i].opens);
		kind->close(carrier);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_is_what_the_operator_says_of_this_number),
		cmocka_unit_test(an_event_says_what_it_is_about),
		cmocka_unit_test(an_event_of_another_kind_is_one_too),
		cmocka_unit_test(what_is_no_event_is_refused),
		cmocka_unit_test(the_hubs_are_asked_to_tell_each_at_an_address_of_its_own),
		cmocka_unit_test(codes_go_in_the_clear_only_to_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
