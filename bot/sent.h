/*
 * A message with a client id is done once, however often it is sent.
 */
#ifndef FUJI_BOT_SENT_H
#define FUJI_BOT_SENT_H

#include "bot/core.h"

enum sent {
	SENT_NEW,     /* go on; then sent_note */
	SENT_BEFORE,  /* its first outcome was put into the outputs again */
	SENT_REFUSED, /* same id, other content; or the store failed: `code` and err say */
};

/** Looks the event's client id up in the turn's conversation. */
enum sent sent_before(struct turn *turn, const char **code, struct error *err);

/** Notes that the event became the activity `seq`, 0: none that the subscriber sees. The content of a secret is forgotten as
 *  soon as the check that it was for ends; the outcome stays. */
void sent_note(struct turn *turn, int64_t seq, bool secret);

/** Whether the message only says again what was said last and has not been answered: it is then
 *  kept, but not acted on. Notes it as the one that was said last. */
bool sent_repeats(struct turn *turn);

#endif
