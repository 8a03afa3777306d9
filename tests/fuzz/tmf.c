/*
 * An operator that answers with anything: every answer of every call is the input. What comes of
 * it is about our number or nothing, and whole.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "bot/carrier.h"

static void check_text(const char *text, size_t size)
{
	assert(memchr(text, '\0', size));
}

static void check_line(const struct carrier_line *line, const char *number)
{
	assert(!line->exists || !strcmp(line->number, number));
	assert(line->n_holds <= CARRIER_HOLDS_MOST);
	for (size_t i = 0; i < line->n_holds; i++)
		check_text(line->holds[i].cause, sizeof line->holds[i].cause);
	check_text(line->carrier, sizeof line->carrier);
	check_text(line->province, sizeof line->province);
	check_text(line->region, sizeof line->region);
	check_text(line->contact_masked, sizeof line->contact_masked);
}

static void make_call(const struct carrier_kind *kind, struct carrier *carrier,
		      struct carrier_call *call, const uint8_t *data, size_t size)
{
	struct carrier_requests requests = {0};
	struct carrier_answer answer;
	struct carrier_request *request;

	carrier_make_call(kind, carrier, call, &requests, &answer);
	while (answer.outcome == CALL_ASKS) {
		request = carrier_requests_next(&requests);
		assert(request);
		for (; request; request = carrier_requests_next(&requests))
			carrier_request_answer(request, 200, (const char *)data, size);
		carrier_make_call(kind, carrier, call, &requests, &answer);
	}
	if (answer.outcome == CALL_DONE && call->kind == CALL_LINE)
		check_line(&answer.line, call->line);
	check_text(answer.order_number, sizeof answer.order_number);
	carrier_requests_finish(&requests);
}

static struct carrier *open_carrier(const struct carrier_kind *kind, const char *url,
				    const struct clock *clock)
{
	struct error err;
	struct carrier *carrier = kind->open(url, ".", clock, &err);

	assert(carrier);
	return carrier;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct clock still;
	static struct carrier *carriers[2]; /* of either version */
	static const struct carrier_kind *kind;

	if (!kind) {
		still = clock_manual(0);
		kind = carrier_kind_for("tmf:", NULL);
		carriers[0] = open_carrier(kind, "tmf:https://bss.example", &still);
		carriers[1] = open_carrier(
			kind, "tmf:https://bss.example?mapping=tests/operator/version5.yaml",
			&still);
	}
	for (enum call_kind i = CALL_LINE; i < N_CALL_KINDS; i++) {
		char text[] = "a text";
		struct carrier_call call = {.kind = i,
					    .text = text,
					    .key = "a.1.resume",
					    .line = "13800000003",
					    .method = "sms_code",
					    .order.what = "resume"};

		make_call(kind, carriers[0], &call, data, size);
		make_call(kind, carriers[1], &call, data, size);
	}
	return 0;
}
