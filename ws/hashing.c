/*
 * One password on its way to the bot. Without memory to hash it the event goes on without a hash,
 * and the bot says so to who asked.
 */
#include "ws/hashing.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/metrics.h"
#include "ws/worker.h"

struct hashing {
	struct task task; /* first: what the queue carries */
	struct bot_thread *bot_thread;
	struct event *event;
	char *password;
};

static void finish(struct hashing *hashing)
{
	crypto_forget(hashing->password, strlen(hashing->password));
	free(hashing->password);
	free(hashing);
}

static void run(struct task *task)
{
	struct hashing *hashing = (struct hashing *)task;
	struct event *event = hashing->event;
	char hash[CRYPTO_PASSWORD_HASH_SIZE];

	if (crypto_password_hash(hashing->password, hash))
		event->password_hash = mem_text(hash);
	if (!bot_thread_answer(hashing->bot_thread, event))
		event_destroy(event);
	finish(hashing);
}

bool hashing_start(struct service *service, struct event *event, const char *password)
{
	struct hashing *hashing = mem_new(sizeof *hashing);

	hashing->task.run = run;
	hashing->bot_thread = service->bot_thread;
	hashing->event = event;
	hashing->password = mem_text(password);
	if (worker_offer(service->worker, &hashing->task))
		return true;
	metrics_limit(service->metrics, LIMIT_LOGINS_WAITING);
	finish(hashing);
	return false;
}
