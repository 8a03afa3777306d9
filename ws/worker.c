/*
 * One task after the other.
 */
#include "ws/worker.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

struct worker {
	struct queue *queue;
	pthread_t thread;
};

static void *run(void *context)
{
	struct worker *worker = context;
	struct message message;

	while (queue_take(worker->queue, &message, 1)) {
		struct task *task = message.body;

		task->run(task);
	}
	return NULL;
}

struct worker *worker_start(size_t waiting_most)
{
	struct worker *worker = mem_new(sizeof *worker);

	worker->queue = queue_create(waiting_most);
	pthread_create(&worker->thread, NULL, run, worker);
	return worker;
}

bool worker_offer(struct worker *worker, struct task *task)
{
	return queue_offer(worker->queue, MESSAGE_TASK, task);
}

void worker_put(struct worker *worker, struct task *task)
{
	queue_put(worker->queue, MESSAGE_TASK, task);
}

void worker_stop(struct worker *worker)
{
	queue_close(worker->queue);
	pthread_join(worker->thread, NULL);
	queue_destroy(worker->queue);
	free(worker);
}
