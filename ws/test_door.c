/*
 * Pay at an operator for tests, and read its text messages.
 */
#include "ws/test_door.h"

static struct carrier_request *request_for(struct carrier_requests *requests, const char *path)
{
	bool is_new;
	struct carrier_request *request = carrier_requests_named(requests, "test", &is_new);

	request->path = path;
	return request;
}

bool test_door_pay(struct carrier_link *link, const char *line, int64_t fen)
{
	struct carrier_requests requests = {0};
	struct carrier_request *request = request_for(&requests, "/test/payment");
	struct buffer body = {0};
	bool paid;

	buffer_char(&body, '{');
	json_put_member(&body, "line", line);
	json_put_integer(&body, "fen", fen);
	buffer_char(&body, '}');
	request->body = buffer_take(&body);
	carrier_link_ask(link, &requests);
	paid = request->status == 201;
	carrier_requests_finish(&requests);
	return paid;
}

void test_door_sms(struct carrier_link *link, carrier_sms_taker *take, void *context)
{
	struct carrier_requests requests = {0};
	struct carrier_request *request = request_for(&requests, "/test/sms");
	const cJSON *sms;

	carrier_link_ask(link, &requests);
	cJSON_ArrayForEach(sms, request->json)
	{
		const char *number = json_text(sms, "number"), *text = json_text(sms, "text");

		if (number && text)
			take(context, number, text, json_integer(sms, "at", 0));
	}
	carrier_requests_finish(&requests);
}
