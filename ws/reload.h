/*
 * SIGHUP: packs, texts and knowledge are read again while the server runs, and so is the
 * certificate.
 */
#ifndef FUJI_WS_RELOAD_H
#define FUJI_WS_RELOAD_H

#include <stdbool.h>

#include "base/error.h"

struct service;

/** Has it done between two batches. With a problem the old words stay, the log names it and
 *  /readyz tells until the next time. Loop thread. */
void reload_words(const struct service *service);

/** The same at once, on the bot thread; false with the problems. */
bool reload_now(const struct service *service, struct problems *problems);

/** Has a new certificate shown to whoever connects from now on, where there is one; connections
 *  that are open stay. One that cannot be used is logged, and the old one is shown on. Loop
 *  thread. */
void reload_certificate(const struct service *service);

/** Counts when the certificate ends, where there is one, and logs that it is not good now. */
void reload_note_certificate(const struct service *service);

#endif
