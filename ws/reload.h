/*
 * SIGHUP: packs, texts and knowledge are read again while the server runs, and so is the
 * certificate.
 */
#ifndef FUJI_WS_RELOAD_H
#define FUJI_WS_RELOAD_H

#include <stdbool.h>

#include "base/error.h"
#include "ws/queue.h"

struct bot_words;
struct service;

/** Words on their way from the worker thread to the bot: the sender's own struct has this as its first
 *  member. */
struct reload {
	struct task task;
	const struct service *service;
	struct bot_words *words; /* that were read; NULL: there are problems */
	struct problems *problems;

	/** Called once, on the bot thread, and sees to the memory. Not used, and without a problem: the
	 *  server is stopping; then on the worker thread. */
	void (*done)(struct reload *reload, bool used, const struct problems *problems);
};

/** Has words read on the worker thread and used between two batches. With a problem the old words
 *  stay, the log names it and /readyz tells until the next time. Loop thread. */
void reload_words(const struct service *service);

/** The same on the worker thread, where they are read at once; service and done are set. */
void reload_now(struct reload *reload);

/** Has a new certificate shown to whoever connects from now on, where there is one; connections
 *  that are open stay. One that cannot be used is logged, and the old one is shown on. Loop
 *  thread. */
void reload_certificate(const struct service *service);

/** Counts when the certificate ends, where there is one, and logs that it is not good now. */
void reload_note_certificate(const struct service *service);

#endif
