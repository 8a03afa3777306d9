/*
 * A ring under a lock. It starts small and doubles when it is full; the bound is a count,
 * not the room, because what is owed goes in past it.
 */
#include "ws/queue.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

#define ROOM_AT_FIRST 64

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct message *ring;
	size_t room, first, n;
	size_t most;
	bool closed;
};

struct queue *queue_create(size_t most)
{
	struct queue *queue = mem_new(sizeof *queue);

	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->filled, NULL);
	queue->room = ROOM_AT_FIRST;
	queue->ring = mem_resize(NULL, queue->room, sizeof *queue->ring);
	queue->most = most;
	return queue;
}

void queue_destroy(struct queue *queue)
{
	if (!queue)
		return;
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	free(queue->ring);
	free(queue);
}

static void grow(struct queue *queue)
{
	struct message *ring = mem_resize(NULL, queue->room * 2, sizeof *ring);

	for (size_t i = 0; i < queue->n; i++)
		ring[i] = queue->ring[(queue->first + i) % queue->room];
	free(queue->ring);
	queue->ring = ring;
	queue->room *= 2;
	queue->first = 0;
}

static bool add(struct queue *queue, size_t most, enum message_kind kind, void *body)
{
	bool taken;

	pthread_mutex_lock(&queue->lock);
	taken = !queue->closed && queue->n < most;
	if (taken) {
		if (queue->n == queue->room)
			grow(queue);
		queue->ring[(queue->first + queue->n++) % queue->room] = (struct message){kind,
											  body};
	}
	pthread_mutex_unlock(&queue->lock);
	/* Who is woken under the lock would run into it. */
	if (taken)
		pthread_cond_signal(&queue->filled);
	return taken;
}

bool queue_offer(struct queue *queue, enum message_kind kind, void *body)
{
	return add(queue, queue->most, kind, body);
}

bool queue_put(struct queue *queue, enum message_kind kind, void *body)
{
	return add(queue, (size_t)-1, kind, body);
}

/* Under the lock. */
static size_t remove_some(struct queue *queue, struct message *out, size_t most)
{
	size_t n = queue->n < most ? queue->n : most;

	for (size_t i = 0; i < n; i++)
		out[i] = queue->ring[(queue->first + i) % queue->room];
	queue->first = (queue->first + n) % queue->room;
	queue->n -= n;
	return n;
}

size_t queue_take(struct queue *queue, struct message *out, size_t most)
{
	size_t n;

	pthread_mutex_lock(&queue->lock);
	while (queue->n == 0 && !queue->closed)
		pthread_cond_wait(&queue->filled, &queue->lock);
	n = remove_some(queue, out, most);
	pthread_mutex_unlock(&queue->lock);
	return n;
}

size_t queue_poll(struct queue *queue, struct message *out, size_t most)
{
	size_t n;

	pthread_mutex_lock(&queue->lock);
	n = remove_some(queue, out, most);
	pthread_mutex_unlock(&queue->lock);
	return n;
}

size_t queue_length(struct queue *queue)
{
	size_t n;

	pthread_mutex_lock(&queue->lock);
	n = queue->n;
	pthread_mutex_unlock(&queue->lock);
	return n;
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}
