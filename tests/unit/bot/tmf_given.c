/*
 * What an operator with TM Forum's APIs is given under our key: orders, tickets, entries of its log
 * and text messages.
 */
#include "tmf.h"

/* --- orders ------------------------------------------------------------------- */

static struct carrier_call order_call(enum call_kind kind)
{
	struct carrier_call call = {.kind = kind, .order = {.what = "hold", .months = 3}};

	strcpy(call.key, "c.1.hold");
	call.order.from_ms = NOW_MS;
	strcpy(call.order.reason, "abroad");
	return call;
}

static void an_order_names_its_key_the_product_and_what_it_becomes(void **state)
{
	struct carrier_call call = order_call(CALL_ORDER);
	struct carrier_requests requests = {0};
	struct carrier_answer answer = ask(
		OURS, &call, &requests,
		(struct reply[]){{"product", 200, ACTIVE},
				 {"give", 201,
				  "{\"id\":\"PO-7\",\"externalId\":\"c.1.hold\","
				  "\"state\":\"Acknowledged\"}"},
				 {0}});

	(void)state;
	assert_int_equal(answer.order, ORDER_PENDING);
	assert_string_equal(answer.order_number, "PO-7");
	assert_true(call.maybe_sent);
	assert_string_equal(requests.items[1].key, "c.1.hold");
	assert_string_equal(
		requests.items[1].body,
		"{\"externalId\":\"c.1.hold\",\"requestedStartDate\":\"2025-11-25T02:00:00.000Z\","
		"\"description\":\"abroad\",\"productOrderItem\":[{\"id\":\"1\",\"action\":\"modify\","
		"\"product\":{\"id\":\"P1\",\"status\":\"suspended\",\"productCharacteristic\":["
		"{\"name\":\"suspensionReason\",\"value\":\"voluntary\"},"
		"{\"name\":\"suspensionMonths\",\"value\":\"3\"}]}}]}");
	carrier_requests_finish(&requests);
}

static void what_may_have_been_sent_is_looked_for_and_not_sent_again(void **state)
{
	struct carrier_call call = order_call(CALL_ORDER);
	struct carrier_requests requests = {0};
	struct carrier_answer answer;

	(void)state;
	call.maybe_sent = true;
	answer = ask(OURS, &call, &requests,
		     (struct reply[]){{"find", 200,
				       "[{\"id\":\"PO-7\",\"externalId\":\"c.1.hold\","
				       "\"state\":\"completed\"}]"},
				      {0}});
	assert_int_equal(answer.order, ORDER_DONE);
	assert_int_equal(requests.n, 1);
	assert_string_equal(requests.items[0].path,
			    "/tmf-api/productOrderingManagement/v4/productOrder?externalId=c.1.hold"
			    "&limit=10");
	carrier_requests_finish(&requests);
}

static void what_the_operator_has_not_got_is_sent(void **state)
{
	struct carrier_call call = order_call(CALL_ORDER);
	struct carrier_requests requests = {0};
	struct carrier_answer answer;

	(void)state;
	call.maybe_sent = true;
	answer = ask(
		OURS, &call, &requests,
		(struct reply[]){{"product", 200, ACTIVE},
				 {"give", 201,
				  "{\"id\":\"1\",\"externalId\":\"c.1.hold\",\"state\":\"new?\"}"},
				 {0}});
	assert_int_equal(answer.order, ORDER_PENDING);
	assert_int_equal(requests.n, 3);
	carrier_requests_finish(&requests);
}

static void orders_are_refused_failed_or_done_as_the_answer_says(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum call_outcome outcome;
		enum order_state order;
	} rows[] = {
		{201, "{\"externalId\":\"c.1.hold\",\"state\":\"completed\"}", CALL_DONE,
		 ORDER_DONE},
		{201, "{\"externalId\":\"c.1.hold\",\"state\":\"rejected \"}", CALL_DONE,
		 ORDER_REFUSED},
		{201, "{\"externalId\":\"c.2.hold\",\"state\":\"completed\"}", CALL_FAILED, 0},
		{201, "{}", CALL_FAILED, 0},
		{201, "{\"externalId\":", CALL_FAILED, 0}, /* taken, and nothing is known of it */
		{201, "", CALL_FAILED, 0},
		{409, "{\"code\":\"1\",\"reason\":\"x\"}", CALL_DONE, ORDER_REFUSED},
		{400, "", CALL_DONE, ORDER_REFUSED},
		{401, "", CALL_FAILED, 0},
		{500, "", CALL_FAILED, 0},
		{0, "", CALL_FAILED, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct carrier_call call = order_call(CALL_ORDER);
		struct carrier_requests requests = {0};
		struct carrier_answer answer = ask(
			OURS, &call, &requests,
			(struct reply[]){{"product", 200, ACTIVE},
					 {"give", rows[i].status, rows[i].body},
					 {0}});

		assert_int_equal(answer.outcome, rows[i].outcome);
		if (answer.outcome == CALL_DONE)
			assert_int_equal(answer.order, rows[i].order);
		carrier_requests_finish(&requests);
	}
}

/* --- what else is given under a key ---------------------------------------------- */

static struct carrier_call paper_call(enum call_kind kind)
{
	static char text[] = "Case: F12345678";
	struct carrier_call call = {.kind = kind, .text = text, .matter.priority = 1};

	strcpy(call.key, "F12345678");
	strcpy(call.matter.reason, "complaint");
	strcpy(call.matter.cause, "ARREARS_FULL");
	strcpy(call.matter.product, "P1");
	call.matter.begun_ms = NOW_MS - 60000;
	call.matter.ended_ms = NOW_MS;
	return call;
}

/* What is given, where it is looked for, and how it stands. */
static const struct paper {
	enum call_kind kind;
	const char *body, *find, *done, *refused;
} papers[] = {
	{CALL_TICKET,
	 "{\"externalId\":\"F12345678\",\"name\":\"complaint\",\"description\":\"Case: F12345678\","
	 "\"severity\":\"Major\",\"ticketType\":\"ARREARS_FULL\",\"channel\":{\"id\":\"chat\","
	 "\"name\":\"chat\"},\"relatedEntity\":[{\"id\":\"P1\",\"role\":\"line\","
	 "\"@referredType\":\"Product\"}]}",
	 "/tmf-api/troubleTicket/v4/troubleTicket?externalId=F12345678&limit=10",
	 "{\"externalId\":\"F12345678\",\"status\":\"Resolved\"}",
	 "{\"externalId\":\"F12345678\",\"status\":\"rejected\"}"},
	{CALL_TALK,
	 "{\"reason\":\"complaint\",\"status\":\"completed\",\"direction\":\"inbound\","
	 "\"interactionDate\":{\"startDateTime\":\"2025-11-25T01:59:00.000Z\","
	 "\"endDateTime\":\"2025-11-25T02:00:00.000Z\"},"
	 "\"channel\":[{\"id\":\"chat\",\"href\":\"/chat\",\"name\":\"chat\"}],"
	 "\"interactionItem\":[{\"id\":\"F12345678\",\"reason\":\"ARREARS_FULL\","
	 "\"resolution\":\"Case: F12345678\",\"item\":{\"id\":\"P1\",\"role\":\"subject\","
	 "\"@referredType\":\"Product\"}}]}",
	 "/tmf-api/partyInteraction/v4/partyInteraction?interactionItem.id=F12345678&limit=10",
	 "{\"interactionItem\":[{\"id\":\"F12345678\"}],\"status\":\"completed\"}", NULL},
	{CALL_MESSAGE,
	 "{\"description\":\"F12345678\",\"content\":\"Case: F12345678\",\"messageType\":\"SMS\","
	 "\"receiver\":[{\"phoneNumber\":\"" LINE "\"}],\"sender\":{\"id\":\"fuji\"}}",
	 "/tmf-api/communicationManagement/v4/communicationMessage?description=F12345678&limit=10",
	 "{\"description\":\"F12345678\",\"state\":\"completed\"}",
	 "{\"description\":\"F12345678\",\"state\":\"failed\"}"},
};

static void a_paper_names_its_key_and_is_given_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		struct carrier_call call = paper_call(papers[i].kind);
		struct carrier_requests requests = {0};
		struct reply given = {"give", 201, papers[i].done};

		assert_int_equal(ask(OURS, &call, &requests, (struct reply[]){given, {0}}).order,
				 ORDER_DONE);
		assert_int_equal(requests.n, 1);
		assert_string_equal(requests.items[0].key, "F12345678");
		assert_string_equal(requests.items[0].body, papers[i].body);
		carrier_requests_finish(&requests);

		/* Now it may have been: it is asked for, and given where it is not. */
		ask(OURS, &call, &requests, (struct reply[]){given, {0}});
		assert_int_equal(requests.n, 2);
		assert_string_equal(requests.items[0].path, papers[i].find);
		carrier_requests_finish(&requests);
	}
}

static void a_paper_stands_as_the_operator_says_of_that_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		const struct {
			const char *body;
			enum call_outcome outcome;
			enum order_state order;
		} rows[] = {{papers[i].done, CALL_DONE, ORDER_DONE},
			    {papers[i].refused, CALL_DONE, ORDER_REFUSED},
			    {"{\"externalId\":\"F2\"}", CALL_FAILED, 0},
			    {"{}", CALL_FAILED, 0}};

		for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
			struct carrier_call call = paper_call(papers[i].kind + 1);
			struct carrier_requests requests = {0};
			struct carrier_answer answer;
			char list[256];

			if (!rows[n].body)
				continue;
			snprintf(list, sizeof list, "[%s]", rows[n].body);
			answer = ask(OURS, &call, &requests,
				     (struct reply[]){{"find", 200, list}, {0}});
			assert_int_equal(answer.outcome, rows[n].outcome);
			if (answer.outcome == CALL_DONE)
				assert_int_equal(answer.order, rows[n].order);
			carrier_requests_finish(&requests);
		}
	}
}

static void what_the_mapping_cannot_order_is_refused_unsent(void **state)
{
	struct carrier_call call = order_call(CALL_ORDER);
	struct carrier_requests requests = {0};

	(void)state;
	assert_int_equal(ask(THEIRS, &call, &requests, (struct reply[]){{0}}).order, ORDER_REFUSED);
	assert_int_equal(requests.n, 0);
	carrier_requests_finish(&requests);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_names_its_key_the_product_and_what_it_becomes),
		cmocka_unit_test(what_may_have_been_sent_is_looked_for_and_not_sent_again),
		cmocka_unit_test(what_the_operator_has_not_got_is_sent),
		cmocka_unit_test(orders_are_refused_failed_or_done_as_the_answer_says),
		cmocka_unit_test(a_paper_names_its_key_and_is_given_once),
		cmocka_unit_test(a_paper_stands_as_the_operator_says_of_that_key),
		cmocka_unit_test(what_the_mapping_cannot_order_is_refused_unsent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
