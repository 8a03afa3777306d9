#include "bot/insight/topics.h"

#include <stdlib.h>

#include "base/mem.h"

#define TALKS_KEPT 65536

struct topics {
	struct talk talks[TALKS_KEPT]; /* by row, round and round */
};

struct topics *topics_create(void)
{
	return mem_new(sizeof(struct topics));
}

void topics_destroy(struct topics *topics)
{
	free(topics);
}

struct talk *topics_talk(struct topics *topics, int64_t row)
{
	struct talk *talk = &topics->talks[row % TALKS_KEPT];

	if (talk->row != row)
		*talk = (struct talk){.row = row, .region = -1};
	return talk;
}

const struct talk *topics_next(const struct topics *topics, size_t *at)
{
	while (*at < TALKS_KEPT) {
		const struct talk *talk = &topics->talks[(*at)++];

		if (talk->row)
			return talk;
	}
	return NULL;
}

bool talk_add_topic(struct talk *talk, int topic)
{
	for (size_t i = 0; i < talk->n_topics; i++)
		if (talk->topics[i] == topic)
			return false;
	if (talk->n_topics == TOPICS_MOST)
		return false;
	talk->topics[talk->n_topics++] = topic;
	return true;
}
