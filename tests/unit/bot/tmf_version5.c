/*
 * The record of a line at an operator whose inventories speak version 5 (TMF637, TMF638).
 */
#include "tmf.h"

#define THEIRS5 "tmf:https://bss.example?mapping=tests/operator/version5.yaml"
#define LIST5(type, rest)                                                                         \
	"[{" type "\"id\":\"P1\",\"productSerialNumber\":\"" LINE "\",\"status\":\"active\"" rest \
	"}]"
#define PRODUCT5(rest) LIST5("\"@type\":\"Product\",", rest)
#define SERVICES(ids) ",\"realizingService\":[" ids "]"
#define ONE_SERVICE SERVICES("{\"@type\":\"ServiceRef\",\"id\":\"S/1\"}")

static struct carrier_answer look5(const char *product, const char *service)
{
	return look(THEIRS5,
		    (struct reply[]){{"product", 200, product}, {"service1", 200, service}, {0}});
}

static void a_service_is_asked_for_by_its_id_and_only_for_what_holds_it(void **state)
{
	struct carrier_call call = {.kind = CALL_LINE};
	struct carrier_requests requests = {0};

	(void)state;
	ask(THEIRS5, &call, &requests,
	    (struct reply[]){{"product", 200, PRODUCT5(ONE_SERVICE)},
			     {"service1", 200, "{\"id\":\"S/1\"}"},
			     {0}});
	assert_string_equal(requests.items[0].path,
			    "/productInventory/v5/product?productSerialNumber=" LINE "&limit=100");
	assert_int_equal(requests.items[0].version, 5);
	assert_string_equal(requests.items[1].path,
			    "/serviceInventory/v5/service/S%2F1"
			    "?fields=id,state,operatingStatus,serviceCharacteristic");
	assert_int_equal(requests.items[1].version, 5);
	assert_string_equal(requests.items[2].name, "bucket");
	assert_int_equal(requests.items[2].version, 4);
	carrier_requests_finish(&requests);
}

static void what_a_service_cannot_do_holds_a_line_that_is_active(void **state)
{
	struct carrier_line line =
		look5(PRODUCT5(ONE_SERVICE),
		      "{\"@type\":\"Service\",\"id\":\"S/1\",\"state\":\"active\","
		      "\"operatingStatus\":\"Limited\",\"serviceCharacteristic\":["
		      "{\"@type\":\"StringCharacteristic\",\"name\":\"limitedSince\","
		      "\"value\":\"2025-11-25T10:00:00+08:00\"}]}")
			.line;

	(void)state;
	assert_int_equal(line.n_holds, 1);
	assert_string_equal(line.holds[0].cause, "SMS_OR_CALL_BARRED");
	assert_int_equal(line.holds[0].since_ms, NOW_MS);
}

static void a_suspended_service_that_nobody_gives_a_reason_for_is_for_a_person(void **state)
{
	struct carrier_line line =
		look5(PRODUCT5(ONE_SERVICE), "{\"id\":\"S/1\",\"state\":\"suspended\"}").line;

	(void)state;
	assert_int_equal(line.n_holds, 1);
	assert_string_equal(line.holds[0].cause, "unmapped:stopped");
}

static void a_party_holds_who_it_is_and_a_person_is_no_customer(void **state)
{
	static const struct {
		const char *party, *masked;
	} rows[] = {
		{"\"partyOrPartyRole\":{\"@type\":\"PartyRoleRef\",\"id\":\"C1\"}", "139****0000"},
		{"\"partyOrPartyRole\":{\"@type\":\"PartyRef\",\"id\":\"C1\"}", ""},
		{"\"id\":\"C1\"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char product[512];
		struct carrier_answer answer;

		snprintf(product, sizeof product,
			 PRODUCT5(",\"relatedParty\":[{\"role\":\"Customer\",%s}]"), rows[i].party);
		answer = look(
			THEIRS5,
			(struct reply[]){{"product", 200, product},
					 {"customer", 200,
					  "{\"id\":\"C1\",\"contactMedium\":[{\"characteristic\":"
					  "{\"phoneNumber\":\"13900000000\"}}]}"},
					 {0}});
		assert_int_equal(answer.outcome, CALL_DONE);
		assert_string_equal(answer.line.contact_masked, rows[i].masked);
	}
}

static void what_is_not_of_version_5_or_not_all_known_is_not_believed(void **state)
{
	static const char service[] = "{\"id\":\"S/1\",\"state\":\"active\"}";

	(void)state;
	assert_int_equal(look5(PRODUCT5(ONE_SERVICE), service).outcome, CALL_DONE);
	assert_int_equal(look5(LIST5("", ""), service).outcome, CALL_FAILED);
	assert_int_equal(look5(PRODUCT5(ONE_SERVICE), "{\"id\":\"S2\"}").outcome, CALL_FAILED);
	assert_int_equal(look5(PRODUCT5(SERVICES("{},{},{},{},{},{},{},{},{}")), service).outcome,
			 CALL_FAILED);
}

static void a_service_of_version_4_is_enabled_or_not(void **state)
{
	static const struct {
		const char *service;
		size_t n_holds;
	} rows[] = {{"{\"id\":\"S1\",\"isServiceEnabled\":true}", 0},
		    {"{\"id\":\"S1\",\"isServiceEnabled\":false}", 1}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *product =
			"[{\"id\":\"P1\",\"status\":\"active\",\"productCharacteristic\":[{\"name\":"
			"\"msisdn\",\"value\":\"" LINE
			"\"}],\"realizingService\":[{\"id\":\"S1\"}]}]";
		struct carrier_line line = look(THEIRS,
						(struct reply[]){{"product", 200, product},
								 {"service1", 200, rows[i].service},
								 {0}})
						   .line;

		assert_int_equal(line.n_holds, rows[i].n_holds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_service_is_asked_for_by_its_id_and_only_for_what_holds_it),
		cmocka_unit_test(what_a_service_cannot_do_holds_a_line_that_is_active),
		cmocka_unit_test(
			a_suspended_service_that_nobody_gives_a_reason_for_is_for_a_person),
		cmocka_unit_test(a_party_holds_who_it_is_and_a_person_is_no_customer),
		cmocka_unit_test(what_is_not_of_version_5_or_not_all_known_is_not_believed),
		cmocka_unit_test(a_service_of_version_4_is_enabled_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
