/*
 * A body changes hands: loop, worker, and by way of the loop again the bot. Whoever has it counts
 * as one of those that bring files.
 */
#include "ws/arrival.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/sealed_file.h"
#include "ws/bot_thread.h"
#include "ws/server.h"
#include "ws/worker.h"

#define PATH_SIZE 4096

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

void arrival_send(struct exchange *exchange, const char *conversation, struct buffer *body)
{
	struct arrival *arrival = mem_new(sizeof *arrival);

	arrival->task.run = run;
	arrival->service = exchange->service;
	arrival->service->n_uploads++;
	arrival->event = event_create(EVENT_UPLOAD, exchange->asker.origin);
	strcpy(arrival->event->conversation, conversation);
	arrival->body = *body;
	*body = (struct buffer){0};
	if (!worker_offer(exchange->service->worker, &arrival->task))
		give_up(arrival);
}
