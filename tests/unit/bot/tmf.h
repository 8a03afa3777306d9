/*
 * An operator with TM Forum's APIs whose answers a test writes.
 */
#ifndef FUJI_TESTS_UNIT_BOT_TMF_H
#define FUJI_TESTS_UNIT_BOT_TMF_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

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

static inline struct carrier_answer ask(const char *url, struct carrier_call *call,
					struct carrier_requests *requests,
					const struct reply *replies)
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

static inline struct carrier_answer look(const char *url, const struct reply *replies)
{
	struct carrier_call call = {.kind = CALL_LINE};
	struct carrier_requests requests = {0};
	struct carrier_answer answer = ask(url, &call, &requests, replies);

	carrier_requests_finish(&requests);
	return answer;
}

#endif
