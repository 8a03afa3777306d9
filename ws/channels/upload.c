/*
 * POST /chat/upload: a file for a message of the conversation.
 *
 * The body is in memory, so that only a few may be on their way: a place is taken before the
 * body is read, and given back when the file is written. That is the worker's to do, which takes
 * the body over; the bot hears of the file only when it is there for good.
 */
#include "ws/channels/channel.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/sealed_file.h"
#include "ws/bot_thread.h"
#include "ws/exchange.h"
#include "ws/server.h"
#include "ws/token.h"
#include "ws/worker.h"

#define HOUR_MS (60 * 60 * 1000LL)
#define PATH_SIZE 4096

extern const struct channel channel_upload;

struct sender {
	struct token token;
	bool has_place;
};

/** A file on its way from the loop to the worker and back. */
struct arrival {
	struct task task; /* first: what the queues carry */
	struct service *service;
	struct event *event;
	struct buffer body;
	const char *code; /* NULL: it is written */
	struct error err;
};

/* --- loop thread, at the end ------------------------------------------------------ */

/* Without a reason of its own it was too much at a time. */
static void refuse(struct arrival *arrival)
{
	const struct service *service = arrival->service;
	struct output output = {.kind = OUTPUT_ERROR,
				.origin = arrival->event->origin,
				.code = arrival->code,
				.text = arrival->err.text};

	if (!output.code) {
		error_set(&arrival->err, "too many files are waiting; nothing was stored");
		output.retry_after_ms = service->config->overloaded_retry_ms;
	}
	hub_deliver(service->hub, &output);
}

static void give_up(struct arrival *arrival)
{
	refuse(arrival);
	event_destroy(arrival->event);
	crypto_forget(arrival->body.data, arrival->body.length);
	buffer_finish(&arrival->body);
	arrival->service->n_uploads--;
	free(arrival);
}

static void finish(struct task *task)
{
	struct arrival *arrival = (struct arrival *)task;
	struct bot_thread *bot_thread = arrival->service->bot_thread;

	if (arrival->code || !bot_thread || !bot_thread_offer(bot_thread, arrival->event)) {
		give_up(arrival);
		return;
	}
	arrival->service->n_uploads--;
	free(arrival);
}

/* --- the worker ------------------------------------------------------------------- */

static bool write_file(struct arrival *arrival)
{
	struct upload *upload = &arrival->event->upload;
	char folder[PATH_SIZE];

	snprintf(folder, sizeof folder, "%s/" UPLOADS_FOLDER, arrival->service->config->data);
	crypto_id(upload->id);
	crypto_random(upload->key, sizeof upload->key);
	upload->size = (int64_t)arrival->body.length;
	keys_hash(arrival->service->keys, "upload", arrival->body.data, arrival->body.length,
		  upload->hash);
	return sealed_file_write(folder, upload->id, upload->key, arrival->body.data,
				 arrival->body.length, &arrival->err);
}

static void run(struct task *task)
{
	struct arrival *arrival = (struct arrival *)task;
	struct upload *upload = &arrival->event->upload;
	struct buffer *body = &arrival->body;

	if (!filetype_of(body->data, body->length, &upload->type)) {
		arrival->code = "file_not_taken";
		error_set(&arrival->err, "only JPEG, PNG, WebP and PDF files are taken");
	} else if (!filetype_clean(upload->type, body->data, &body->length, &arrival->err)) {
		arrival->code = "file_damaged";
	} else if (!write_file(arrival)) {
		log_write(LOG_LEVEL_ERROR, "upload not written", "reason", arrival->err.text, NULL);
		arrival->code = "no_room";
		error_set(&arrival->err, "the file cannot be kept right now");
	}
	crypto_forget(body->data, body->length);
	buffer_finish(body);
	task->run = finish;
	server_post(arrival->service->server, MESSAGE_TASK, task);
}

/* --- loop thread, at the beginning ------------------------------------------------- */

static bool take_token(struct exchange *exchange, struct token *out)
{
	const struct service *service = exchange->service;
	int64_t life_ms = service->config->chat_resume_hours * HOUR_MS;

	return token_read(head_bearer(&exchange->head), service->keys, TOKEN_CHAT, out) &&
	       clock_now_ms(service->clock) <= out->expires_ms + life_ms;
}

static enum role who(struct exchange *exchange)
{
	struct service *service = exchange->service;
	struct sender *sender = exchange->state;
	char message[64];

	if (!take_token(exchange, &sender->token))
		return ROLE_NONE;
	if (exchange->head.length > service->config->upload_bytes) {
		snprintf(message, sizeof message, "the file is larger than %lld bytes",
			 service->config->upload_bytes);
		exchange_refuse(exchange, 413, NULL, message);
	} else if (service->n_uploads >= (size_t)service->config->uploads_at_once) {
		exchange_overloaded(exchange);
	} else {
		service->n_uploads++;
		sender->has_place = true;
	}
	return ROLE_SUBSCRIBER;
}

static void closed(struct exchange *exchange)
{
	const struct sender *sender = exchange->state;

	if (sender->has_place)
		exchange->service->n_uploads--;
}

static void take(struct exchange *exchange)
{
	struct sender *sender = exchange->state;
	struct arrival *arrival = mem_new(sizeof *arrival);

	arrival->task.run = run;
	arrival->service = exchange->service;
	arrival->event = event_create(EVENT_UPLOAD, exchange->asker.origin);
	strcpy(arrival->event->conversation, sender->token.subject);
	arrival->body = exchange->body;
	exchange->body = (struct buffer){0};
	sender->has_place = false; /* the arrival's now */
	if (!worker_offer(exchange->service->worker, &arrival->task))
		give_up(arrival);
}

static void put_upload(struct exchange *exchange, const struct output *output)
{
	struct buffer json = {0};

	buffer_add(&json, output->json, output->json_length);
	exchange_answer(exchange, 201, &json);
}

static const struct endpoint endpoints[] = {
	{.name = "POST /chat/upload",
	 .body_most = 32 * 1024 * 1024,
	 /* as large as can be set */ .take = take,
	 .output = put_upload},
};

static const struct family family = {
	.below = "/chat/",
	.shared_headers = "authorization, content-type, content-disposition",
	.state_size = sizeof(struct sender),
	.who = who,
	.closed = closed,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_upload = {.family = &family};
