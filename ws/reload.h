/*
 * SIGHUP: packs, texts and knowledge are read again while the server runs.
 */
#ifndef FUJI_WS_RELOAD_H
#define FUJI_WS_RELOAD_H

struct service;

/** Has it done between two batches. With a problem the old words stay, the log names it and
 *  /readyz tells until the next time. Loop thread. */
void reload_words(const struct service *service);

#endif
