/*
 * POST /webhooks/rest/webhook: the REST channel as Rasa has it, for front ends and test tools that
 * speak its format. ws/RASA.md is the contract.
 *
 * There nothing comes unasked: an answer brings all that was said since the one before. What was
 * told is noted with the conversation, when the answer goes out and not earlier, so that who hung
 * up before gets it next time.
 */
#include "ws/channels/channel.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ws/exchange.h"
#include "ws/token.h"
#include "ws/wire.h"

#define SENDER_BYTES_MOST 255
#define CHOICE_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_.:-"

extern const struct channel channel_rasa;

struct said {
	char conversation[CRYPTO_ID_SIZE];
	cJSON *body; /* NULL until it was read */
	const char *sender, *message;
	bool begins;          /* the conversation was not there and has been asked for */
	bool taken;           /* the message is stored */
	bool goes_on;         /* something is being looked up */
	bool is_late;         /* and is not waited for any longer */
	bool collects;        /* the answer is on its way */
	struct buffer answer; /* its messages, comma-separated */
};

/* --- who -------------------------------------------------------------------------- */

static enum role who(struct exchange *exchange)
{
	const struct service *service = exchange->service;
	const char *secret = service->config->rasa_secret;

	if (!*secret)
		exchange_refuse(exchange, 404, NULL, "there is nothing at this path");
	else if (!token_is_secret(head_bearer(&exchange->head), service->keys, secret))
		exchange_refuse(exchange, 401, NULL, "this is for who knows the secret");
	return ROLE_NONE;
}

/* --- in --------------------------------------------------------------------------- */

/* `/service_password 服务密码`: what a pressed button sends, see put_button. The choice goes to
 * the bot, the words are what the agent reads. */
static void read_message(const char *message, struct event *event)
{
	size_t length = *message == '/' ? strspn(message + 1, CHOICE_LETTERS) : 0;

	if (length && message[1 + length] == ' ') {
		event->choice = mem_text_n(message + 1, length);
		message += 1 + length + 1;
	}
	event->text = mem_text(message);
}

static void say(struct exchange *exchange)
{
	const struct said *said = exchange->state;
	struct event *event = event_create(EVENT_ACTIVITY, 0);

	strcpy(event->conversation, said->conversation);
	event->type = mem_text("message");
	event->wants_receipt = true;
	read_message(said->message, event);
	if (!exchange_ask(exchange, event))
		exchange_overloaded(exchange);
}

/* The language of the greeting; what is said decides about the rest. */
static const char *locale_of(const char *message)
{
	bool has_letters = false;

	for (; *message; message++) {
		if ((unsigned char)*message >= 0x80)
			return NULL;
		has_letters = has_letters || isalpha((unsigned char)*message);
	}
	return has_letters ? "en" : NULL;
}

static void begin(struct exchange *exchange)
{
	struct said *said = exchange->state;
	struct event *hello = event_create(EVENT_HELLO, 0);

	said->begins = true;
	strcpy(hello->conversation, said->conversation);
	hello->channel = "rasa";
	hello->locale = mem_text(locale_of(said->message));
	hello->starts = true;
	if (exchange_ask(exchange, hello))
		say(exchange);
	else
		exchange_overloaded(exchange);
}

/* What does not fit, or NULL. */
static const char *read_body(const struct exchange *exchange, struct said *said, struct error *err)
{
	const struct buffer *body = &exchange->body;

	said->body = json_read(body->data ? body->data : "", body->length, err);
	said->sender = json_text(said->body, "sender");
	said->message = json_text(said->body, "message");
	if (!said->body)
		return err->text;
	if (!said->sender || !*said->sender || strlen(said->sender) > SENDER_BYTES_MOST)
		return "sender is not a text of 1 to 255 bytes";
	if (!said->message || !*said->message)
		return "message is not a text";
	if (text_characters(said->message, strlen(said->message)) > WIRE_TEXT_MOST)
		return "message has over 4000 characters";
	return NULL;
}

static void take(struct exchange *exchange)
{
	struct said *said = exchange->state;
	struct error err;
	const char *fault = read_body(exchange, said, &err);

	if (fault) {
		exchange_refuse(exchange, 400, NULL, fault);
		return;
	}
	keys_name(exchange->service->keys, "rasa", said->sender, said->conversation);
	if (!exchange_may_speak(exchange, said->conversation))
		return;
	buffer_char(&said->answer, '[');
	exchange_listen(exchange, said->conversation);
	exchange_wait(exchange, exchange->service->config->rasa_wait_ms);
	say(exchange);
}

/* --- out -------------------------------------------------------------------------- */

/* A link has no place in a button of this format; it stands in the text. */
static void put_button(struct buffer *json, const cJSON *action)
{
	const char *title = json_text(action, "title");
	struct buffer payload = {0};

	if (!json_text(json_get(action, "value"), "choice"))
		return;
	buffer_format(&payload, "/%s %s", json_text(json_get(action, "value"), "choice"), title);
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "title", title);
	json_put_member(json, "payload", payload.data);
	buffer_char(json, '}');
	buffer_finish(&payload);
}

static void put_buttons(struct buffer *json, const cJSON *actions)
{
	const cJSON *action;

	if (!actions)
		return;
	json_put_name(json, "buttons");
	buffer_char(json, '[');
	cJSON_ArrayForEach(action, actions)
	{
		put_button(json, action);
	}
	buffer_char(json, ']');
}

/* Only what the other side has said: events have a message beside them. */
static void put_message(struct buffer *json, const char *sender, const cJSON *activity)
{
	if (strcmp(json_text(activity, "type"), "message") != 0 ||
	    !strcmp(json_text(json_get(activity, "from"), "role"), "user"))
		return;
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "recipient_id", sender);
	json_put_member(json, "text", json_text(activity, "text"));
	put_buttons(json, json_get(json_get(activity, "suggestedActions"), "actions"));
	buffer_char(json, '}');
}

static void put_messages(struct said *said, const struct output *output)
{
	struct buffer list = {0};
	const cJSON *activity;
	cJSON *activities;

	buffer_char(&list, '[');
	buffer_add(&list, output->json, output->json_length);
	buffer_char(&list, ']');
	activities = json_read_own(list.data, list.length, NULL);
	cJSON_ArrayForEach(activity, activities)
	{
		put_message(&said->answer, said->sender, activity);
	}
	cJSON_Delete(activities);
	buffer_finish(&list);
}

static void collect(struct exchange *exchange)
{
	struct said *said = exchange->state;
	struct event *event = event_create(EVENT_COLLECT, 0);

	said->collects = true;
	strcpy(event->conversation, said->conversation);
	exchange_ask_on(exchange, event);
}

static void collect_when_done(struct exchange *exchange)
{
	const struct said *said = exchange->state;

	if (said->taken && !said->collects && (!said->goes_on || said->is_late))
		collect(exchange);
}

static void answer(struct exchange *exchange)
{
	struct said *said = exchange->state;

	buffer_char(&said->answer, ']');
	exchange_answer(exchange, 200, &said->answer);
}

static void take_collected(struct exchange *exchange, const struct output *output)
{
	put_messages(exchange->state, output);
	if (output->more)
		collect(exchange);
	else
		answer(exchange);
}

/* The message's own set says whether it goes on, and the last one of the conversation counts. */
static void take_output(struct exchange *exchange, const struct output *output)
{
	struct said *said = exchange->state;

	if (exchange_is_answered(exchange))
		return;
	if (output->kind == OUTPUT_ACTIVITIES && output->origin) {
		take_collected(exchange, output);
		return;
	}
	if (output->kind == OUTPUT_ACTIVITIES)
		said->goes_on = output->goes_on;
	else if (output->kind == OUTPUT_TAKEN)
		said->taken = true;
	collect_when_done(exchange);
}

/* Who cannot be told now what was said is told next time: the message is stored all the same, and
 * must not be sent again. */
static void take_error(struct exchange *exchange, const struct output *output)
{
	const struct said *said = exchange->state;

	if (said->taken)
		answer(exchange);
	else if (!said->begins && !strcmp(output->code, "conversation_gone"))
		begin(exchange);
	else
		exchange_error(exchange, output);
}

static void stop_waiting(struct exchange *exchange)
{
	struct said *said = exchange->state;

	said->is_late = true;
	collect_when_done(exchange);
}

static void closed(struct exchange *exchange)
{
	struct said *said = exchange->state;

	cJSON_Delete(said->body);
	buffer_finish(&said->answer);
}

static const struct endpoint endpoints[] = {
	{
		.name = "POST /webhooks/rest/webhook",
		.take = take,
		.output = take_output,
		.error = take_error,
		.late = stop_waiting,
	},
};

static const struct family family = {
	.below = "/webhooks/rest/",
	.state_size = sizeof(struct said),
	.who = who,
	.closed = closed,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_rasa = {.family = &family};
