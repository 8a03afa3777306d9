/*
 * What conversations have been about, so that each counts once for each topic.
 */
#ifndef FUJI_BOT_INSIGHT_TOPICS_H
#define FUJI_BOT_INSIGHT_TOPICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOPICS_MOST 16 /* of one conversation; more are left out */

/** Topics and regions are numbers of the caller's. */
struct talk {
	int64_t row;
	int region; /* -1: not known */
	int topics[TOPICS_MOST];
	size_t n_topics;
};

struct topics;

struct topics *topics_create(void);
void topics_destroy(struct topics *topics);

/** The conversation's, to be filled by the caller. Only the newest conversations are kept; one that
 *  speaks again after 65,536 others is as new. */
struct talk *topics_talk(struct topics *topics, int64_t row);

/** Those that are kept, one after another from *at = 0 on; NULL: there is none left. */
const struct talk *topics_next(const struct topics *topics, size_t *at);

/** Whether it is new to the conversation. */
bool talk_add_topic(struct talk *talk, int topic);

#endif
