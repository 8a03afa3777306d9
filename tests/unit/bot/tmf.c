/*
 * An operator with TM Forum's APIs: what is asked of it, and what its answers mean.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/carrier.h"

#define NOW_MS INT64_C(1764036000000) /* 2025-11-25T10:00+08:00 */
#define LINE "13800000003"
#define OURS "tmf:https://bss.example/x/"
#define THEIRS "tmf:https://bss.example?mapping=tests/unit/bot/tmf.yaml"

/* What the operator says: to the request whose path begins so, or that is named so. */
struct reply {
	const char *name;
	int status;
	const char *body;
};

#define PRODUCT(rest)                                                         \
	"[{\"id\":\"P1\",\"productSerialNumber\":\"" LINE "\",\"unknown\":1," \
	"\"billingAccount\":{\"id\":\"A1\"}," rest "}]"
#define ACTIVE PRODUCT("\"status\":\"active\"")
#define NOTHING "[]"

static struct carrier_answer ask(const char *url, struct carrier_call *call,
				 struct carrier_requests *requests, const struct reply *replies)
{
	struct clock clock = clock_manual(NOW_MS);
	struct error err = {""};
	const struct carrier_kind *kind = carrier_kind_for(url, &err);
	struct carrier *carrier = kind->open(url, ".", &clock, &err);
	struct carrier_answer answer = {.outcome = CALL_ASKS};
	struct carrier_request *request;

	assert_string_equal(err.text, "");
	strcpy(call->line, LINE);
	while (answer.outcome == CALL_ASKS) {
		carrier_make_call(kind, carrier, call, requests, &answer);
		while ((request = carrier_requests_next(requests))) {
			const struct reply *reply = replies;

			while (reply->name && strcmp(reply->name, request->name) != 0)
				reply++;
			carrier_request_answer(request, reply->name ? reply->status : 200,
					       reply->name ? reply->body : NOTHING,
					       strlen(reply->name ? reply->body : NOTHING));
		}
	}
	kind->close(carrier);
	return answer;
}

static struct carrier_answer look(const char *url, const struct reply *replies)
{
	struct carrier_call call = {.kind = CALL_LINE};
	struct carrier_requests requests = {0};
	struct carrier_answer answer = ask(url, &call, &requests, replies);

	carrier_requests_finish(&requests);
	return answer;
}

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

static void every_hold_comes_with_its_date(void **state)
{
	struct carrier_line line = product(PRODUCT(
		"\"status\":\"Suspended \",\"productCharacteristic\":[{\"name\":\"suspensionHolds\","
		"\"value\":[{\"reason\":\"voluntary\",\"since\":\"2025-10-16T10:00:00+08:00\"},"
		"{\"reason\":\"ARREARSFULL\",\"since\":\"2025-11-20\"}]}]"));

	(void)state;
	assert_int_equal(line.n_holds, 2);
	assert_string_equal(line.holds[0].cause, "VOLUNTARY_HOLD");
	assert_int_equal(line.holds[0].since_ms, NOW_MS - 40 * 86400000LL);
	assert_string_equal(line.holds[1].cause, "ARREARS_FULL");
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

/* --- money -------------------------------------------------------------------- */

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
		cmocka_unit_test(a_line_without_a_product_is_unknown),
		cmocka_unit_test(every_hold_comes_with_its_date),
		cmocka_unit_test(a_stop_that_nobody_gives_a_reason_for_is_for_a_person),
		cmocka_unit_test(a_value_that_the_mapping_lacks_is_kept_and_told),
		cmocka_unit_test(a_product_that_ended_gives_way_to_the_one_that_holds),
		cmocka_unit_test(other_names_other_codes_and_the_reason_at_the_customer),
		cmocka_unit_test(
			arrears_of_the_account_are_a_reason_only_for_a_line_that_is_stopped),
		cmocka_unit_test(an_outage_is_one_of_the_lines_region_that_is_not_over),
		cmocka_unit_test(what_is_not_settled_is_owed_and_due_by_the_first_date),
		cmocka_unit_test(amounts_are_read_to_the_fen_or_not_at_all),
		cmocka_unit_test(another_currency_is_no_amount),
		cmocka_unit_test(the_balance_is_money_alone),
		cmocka_unit_test(the_last_payment_is_the_newest_that_arrived_on_either_way),
		cmocka_unit_test(an_answer_about_somebody_else_spoils_the_whole),
		cmocka_unit_test(what_is_no_answer_is_none),
		cmocka_unit_test(an_order_names_its_key_the_product_and_what_it_becomes),
		cmocka_unit_test(what_may_have_been_sent_is_looked_for_and_not_sent_again),
		cmocka_unit_test(what_the_operator_has_not_got_is_sent),
		cmocka_unit_test(orders_are_refused_failed_or_done_as_the_answer_says),
		cmocka_unit_test(what_the_mapping_cannot_order_is_refused_unsent),
		cmocka_unit_test(a_paper_names_its_key_and_is_given_once),
		cmocka_unit_test(a_paper_stands_as_the_operator_says_of_that_key),
		cmocka_unit_test(a_check_is_what_the_operator_says_of_this_number),
		cmocka_unit_test(an_event_says_what_it_is_about),
		cmocka_unit_test(an_event_of_another_kind_is_one_too),
		cmocka_unit_test(what_is_no_event_is_refused),
		cmocka_unit_test(the_hubs_are_asked_to_tell_each_at_an_address_of_its_own),
		cmocka_unit_test(a_line_is_known_by_what_a_hub_calls_it),
		cmocka_unit_test(codes_go_in_the_clear_only_to_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
