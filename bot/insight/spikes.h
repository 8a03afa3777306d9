/*
 * Spikes: far more conversations about one cause, or with one intent, in one region than there
 * usually are at that hour of the week.
 *
 * Facts go in, in the order of time; the same facts always make the same spikes, so a spike that is
 * under way is found again after a restart. A conversation counts once for each cause that it was
 * told and each intent that was understood: in the region of its line, and in the region `unknown`
 * as long as its line is not known.
 */
#ifndef FUJI_BOT_INSIGHT_SPIKES_H
#define FUJI_BOT_INSIGHT_SPIKES_H

#include "base/buffer.h"
#include "bot/rows.h"

/** When something is a spike. */
struct spike_rules {
	int least_weeks;     /* to learn what is usual; there are no spikes before */
	double least;        /* in five minutes */
	double least_times;  /* what is usual */
	double false_weekly; /* of all that is watched: so many may come by chance alone */
	int calm_minutes;    /* it is over when so long nothing was as much as the two above */
};

extern const struct spike_rules spike_rules;

#define SPIKE_REGION_UNKNOWN "unknown"
#define SPIKE_WINDOW_MS (5 * 60 * 1000LL)
#define SPIKE_WEEKS 8 /* what is usual is the median of so many */

/** Facts from so long before are enough to know it all. */
#define SPIKE_MEMORY_MS ((SPIKE_WEEKS + 1) * 7 * 24 * 60 * 60 * 1000LL)

struct spike {
	const char *topic; /* `cause ARREARS_OUT`, `intent no_service` */
	const char *region;
	int64_t from_ms; /* when it was seen */
	int64_t to_ms;   /* when it was last as much; 0: it goes on */
	size_t most;     /* in five minutes, so far */
	double usual;    /* in five minutes, when it was seen */
};

/** Called once when it is seen, and once when it is over. Texts live as long as the spikes. */
typedef void spike_taker(void *context, const struct spike *spike);

struct spikes;

struct spikes *spikes_create(const struct spike_rules *rules, int zone_minutes, spike_taker *take,
			     void *context);
void spikes_destroy(struct spikes *spikes);

void spikes_fact(struct spikes *spikes, const struct fact_row *fact);

/** It is so late, whether or not facts came: spikes end. */
void spikes_pass(struct spikes *spikes, int64_t now_ms);

/** Those that go on, one after another from *at = 0 on; false: there is none left. */
bool spikes_next(const struct spikes *spikes, size_t *at, struct spike *out);

/** All that it knows, to go on with it in another process: what is read goes on as what was printed
 *  would have. */
void spikes_print(const struct spikes *spikes, struct buffer *out);

/** Into one that knows nothing yet. False when it was not printed by the same rules; then it is good
 *  for nothing but to be destroyed. */
bool spikes_read(struct spikes *spikes, struct blob printed);

/** How likely as many as n are when `mean` are usual, by Poisson. */
double spike_chance(double mean, size_t n);

#endif
