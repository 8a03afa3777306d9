/*
 * The thread that calls the operator: what COMMIT has released goes out here, and the
 * answers come back as events.
 *
 * A call has five seconds and three tries in all; an operator that does not answer is
 * left alone for a while. Whatever happens, each call is answered once, if only with
 * CALL_FAILED, unless the process stops: then its row is still there at the next start.
 */
#ifndef FUJI_WS_OUTBOX_THREAD_H
#define FUJI_WS_OUTBOX_THREAD_H

#include "bot/bot.h"
#include "ws/queue.h"
#include "ws/service.h"

struct outbox_thread;

/** Calls the carrier of the service, over its link where it answers over HTTP. */
struct outbox_thread *outbox_thread_start(struct service *service);

/** Takes an OUTPUT_CALL. Any thread; never waits. There are never more than there are
 *  rows of unanswered calls. */
void outbox_thread_send(struct outbox_thread *thread, struct output *call);

/** What the operator says to outbox_thread_ask, on the thread; NULL: the thread ended before. */
typedef void outbox_done(void *context, const struct carrier_answer *answer);

/** Makes a call that has no row, so much later; secrets have no place in it. Any thread; never waits. */
void outbox_thread_ask(struct outbox_thread *thread, const struct carrier_call *call,
		       int64_t after_ms, outbox_done *done, void *context);

/** Takes an OUTPUT_HOOK, which goes to ws/webhooks.h or ws/push.h after so long. Any thread; never
 *  waits. */
void outbox_thread_send_hook(struct outbox_thread *thread, struct output *hook, int64_t after_ms);

/** Runs a task on the thread, so much later; it is gone unrun when the thread ends before. Any
 *  thread; never waits. */
void outbox_thread_run(struct outbox_thread *thread, struct task *task, int64_t after_ms);

/** How long what is due first has been due, 0: nothing is. Any thread. */
int64_t outbox_thread_overdue_ms(struct outbox_thread *thread);

/** Ends the thread. Requests that are still under way come back to it until the client of
 *  struct service has stopped; then it is destroyed, with what was waiting. */
void outbox_thread_join(struct outbox_thread *thread);
void outbox_thread_destroy(struct outbox_thread *thread);

#endif
