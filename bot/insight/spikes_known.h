/*
 * What spikes are seen by: all that is known of each topic in each region, and of the conversations.
 */
#ifndef FUJI_BOT_INSIGHT_SPIKES_KNOWN_H
#define FUJI_BOT_INSIGHT_SPIKES_KNOWN_H

#include "base/names.h"
#include "bot/insight/spikes.h"
#include "bot/insight/topics.h"

#define WEEK_HOURS (7 * 24)
#define HOURS_KEPT ((SPIKE_WEEKS + 1) * WEEK_HOURS)

/* One topic in one region. */
struct watched {
	int topic, region;
	uint32_t hours[HOURS_KEPT]; /* by hour since 1970, round and round */
	int64_t last_hour;
	int64_t *recent; /* times in the window, oldest first */
	size_t n_recent, room;
	bool active;
	struct spike spike; /* while it is active */
};

struct spikes {
	struct spike_rules rules;
	int64_t zone_ms, first_ms;
	spike_taker *take;
	void *context;
	struct names *names;      /* topics, regions */
	struct names *keys;       /* topic number and region number */
	struct watched **watched; /* by key */
	struct topics *topics;
};

/** The one of that topic and region, which is made when there is none. */
struct watched *spikes_watched(struct spikes *spikes, int topic, int region);

void watched_add_recent(struct watched *watched, int64_t at_ms);

#endif
