/*
 * The thread that runs the bot: the only one that touches it and its database.
 *
 * It takes all that is waiting, lets the bot run it as one batch with one commit, and
 * hands what was committed to the loop thread and to the outbox.
 */
#ifndef FUJI_WS_BOT_THREAD_H
#define FUJI_WS_BOT_THREAD_H

#include <stdbool.h>

#include "bot/bot.h"
#include "ws/queue.h"
#include "ws/service.h"

struct bot_thread;

/** Starts with the calls that were waiting when the process last stopped. The bot is the
 *  thread's until bot_thread_join. */
struct bot_thread *bot_thread_start(struct service *service, struct bot *bot);

/** A stranger's event: false when too many are waiting; then it is still the caller's. */
bool bot_thread_offer(struct bot_thread *thread, struct event *event);

/** An answer that the bot waits for: taken unless the thread is stopping. */
bool bot_thread_answer(struct bot_thread *thread, struct event *event);

/** Runs a task between two batches. False when stopping. */
bool bot_thread_run(struct bot_thread *thread, struct task *task);

/** For tasks, on the bot thread only, but for bot_words_read. */
struct bot *bot_thread_bot(struct bot_thread *thread);

/** Delivers what a task has made the bot put out; empties the list. Bot thread only. */
void bot_thread_deliver(struct bot_thread *thread, struct output_list *list);

/** How many events wait. Any thread. */
size_t bot_thread_waiting(const struct bot_thread *thread);

/** Takes nothing more; what was taken is still run. Then `done` runs on the loop thread. */
void bot_thread_stop(struct bot_thread *thread, struct task *done);
void bot_thread_join(struct bot_thread *thread);

/** Once it was joined and nobody brings it anything any more. */
void bot_thread_destroy(struct bot_thread *thread);

#endif
