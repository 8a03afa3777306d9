/*
 * Counts the figures of the last days while the server serves, on a thread and a database connection
 * of its own, and tells them to the bot, where desks read them. It also makes the roll-ups that this
 * reads (bot/report_rollup.h), which the bot keeps: a little at a time, behind those that serve.
 *
 * However much there is to count, that takes at most a hundredth of a core.
 */
#ifndef FUJI_WS_REPORT_THREAD_H
#define FUJI_WS_REPORT_THREAD_H

#include "ws/service.h"

struct report_thread;

/** The bot thread runs. */
struct report_thread *report_thread_start(struct service *service);

/** Before the bot thread ends. */
void report_thread_stop(struct report_thread *thread);

#endif
