/*
 * Whether a case's summary is complete and true: it holds the facts that a file beside the script
 * lists, and each of its lines names sources that are there and say so. The grammar of the file
 * is in tests/talk/README.md.
 */
#ifndef FUJI_WS_TALK_SUMMARY_H
#define FUJI_WS_TALK_SUMMARY_H

#include <stdbool.h>

#include "bot/bot.h"

struct talk_summary;

/** `resources` is borrowed. */
struct talk_summary *talk_summary_create(const char *resources);
void talk_summary_destroy(struct talk_summary *summary);

/** A new conversation: what was heard is forgotten. */
void talk_summary_reset(struct talk_summary *summary);

void talk_summary_hear(struct talk_summary *summary, const struct output *output);
void talk_summary_hear_answer(struct talk_summary *summary, const struct carrier_call *call,
			      const struct carrier_answer *answer, int64_t at_ms);

/** Gets each fault as a sentence about a text. */
typedef void fault_taker(void *context, const char *sentence, const char *what);

/** Holds the newest summary against the block `name` of the facts beside `script`. */
void talk_summary_check(struct talk_summary *summary, const char *script, const char *name,
			fault_taker *take, void *context);

#endif
