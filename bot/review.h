/*
 * One item of what people look at, see bot/review.c and bot/missed.c, opened.
 */
#ifndef FUJI_BOT_REVIEW_H
#define FUJI_BOT_REVIEW_H

#include "base/json.h"
#include "bot/core.h"

struct review_item {
	struct turn *turn;
	const struct missed_row *row; /* borrowed */
	struct conversation conversation;
	cJSON *body; /* what the row says */
};

/** NOT_FOUND: of a person who was erased. Finish it in any case. */
enum found review_open(struct turn *turn, const struct missed_row *row, struct review_item *out);

/** Also a zeroed one. */
void review_finish(struct review_item *item);

/** Prints the item, numbers masked. */
void review_put(const struct review_item *item, struct buffer *json);

/** Prints, as members, the activities around it, the facts of these turns, and the texts that were
 *  said there as they are now. False with the turn's error. */
bool review_put_talk(const struct review_item *item, struct buffer *frame);

#endif
