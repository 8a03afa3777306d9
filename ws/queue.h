/*
 * From many threads to one: a bounded queue of messages.
 *
 * The bound is for what strangers send: queue_offer refuses past it. What the program
 * itself owes (an answer, a result) goes in with queue_put, so that no thread ever waits
 * for another one's room and none of them can lock up; there are at most as many of
 * those as there was work accepted.
 */
#ifndef FUJI_WS_QUEUE_H
#define FUJI_WS_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct event;
struct output_list;

/** Work to be done on another thread. The task is the sender's own struct with this as
 *  its first member; `run` sees to its memory. */
struct task {
	void (*run)(struct task *task);
};

enum message_kind {
	MESSAGE_TASK,    /* struct task */
	MESSAGE_EVENT,   /* struct event, to the bot thread */
	MESSAGE_OUTPUTS, /* struct output_list from the heap, to the loop thread */
};

struct message {
	enum message_kind kind;
	void *body;
};

struct queue;

struct queue *queue_create(size_t most);
/** Nobody may wait in it. What is still in there is not freed: take it out first. */
void queue_destroy(struct queue *queue);

/** False when `most` messages are waiting or the queue is closed; then the body stays the
 *  caller's. Any thread; never waits. */
bool queue_offer(struct queue *queue, enum message_kind kind, void *body);

/** The same without the bound. */
bool queue_put(struct queue *queue, enum message_kind kind, void *body);

/** Takes up to `most` messages, waiting for the first. 0 once it is closed and empty. */
size_t queue_take(struct queue *queue, struct message *out, size_t most);

/** Takes what is there, without waiting. */
size_t queue_poll(struct queue *queue, struct message *out, size_t most);

/** How many wait. */
size_t queue_length(struct queue *queue);

/** Nothing goes in any more; what is there still comes out. */
void queue_close(struct queue *queue);

#endif
