/*
 * Counting by name stands on one small table of chains. It holds no more names than there
 * are sockets open, log-ins that were let in within a window, or addresses whose bucket is
 * not full.
 */
#include "ws/limits.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

bool rate_take(struct rate *rate, const struct rate_limit *limit, int64_t now_ms,
	       int64_t *out_wait_ms)
{
	int64_t now_us = now_ms * 1000;
	int64_t full_us = (rate->full_us > now_us ? rate->full_us : now_us) + limit->each_us;
	int64_t over_us = full_us - now_us - limit->burst * limit->each_us;

	*out_wait_ms = over_us > 0 ? (over_us + 999) / 1000 : 0;
	if (over_us > 0)
		return false;
	rate->full_us = full_us;
	return true;
}

/* --- counting by name ----------------------------------------------------------- */

#define N_CHAINS 1024

struct count {
	struct count *next;
	size_t n;
	int64_t since_ms;
	struct rate rate;
	char name[];
};

struct counts {
	struct count *chains[N_CHAINS];
};

/* FNV-1a. A stranger who makes names meet in one chain finds at most his own sockets
 * there, and those are bounded. */
static struct count **chain_of(struct counts *counts, const char *name)
{
	uint32_t hash = 2166136261U;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619U;
	return &counts->chains[hash % N_CHAINS];
}

/* The link to the name's count, or the NULL link at the end of its chain. */
static struct count **find(struct counts *counts, const char *name)
{
	struct count **link = chain_of(counts, name);

	while (*link && strcmp((*link)->name, name) != 0)
		link = &(*link)->next;
	return link;
}

static struct count *find_or_add(struct counts *counts, const char *name)
{
	struct count **link = find(counts, name);

	if (!*link) {
		const size_t size = strlen(name) + 1;

		*link = mem_new(sizeof **link + size);
		memcpy((*link)->name, name, size);
	}
	return *link;
}

static void remove_at(struct count **link)
{
	struct count *count = *link;

	*link = count->next;
	free(count);
}

static void finish(struct counts *counts)
{
	for (size_t i = 0; i < N_CHAINS; i++) {
		while (counts->chains[i])
			remove_at(&counts->chains[i]);
	}
}

/* --- places --------------------------------------------------------------------- */

struct places {
	struct counts counts;
};

struct places *places_create(void)
{
	return mem_new(sizeof(struct places));
}

void places_destroy(struct places *places)
{
	if (!places)
		return;
	finish(&places->counts);
	free(places);
}

bool places_take(struct places *places, const char *name, size_t most)
{
	struct count *count = find_or_add(&places->counts, name);

	if (count->n >= most)
		return false;
	count->n++;
	return true;
}

void places_give_back(struct places *places, const char *name)
{
	struct count **link = find(&places->counts, name);

	if (--(*link)->n == 0)
		remove_at(link);
}

/* --- rates ---------------------------------------------------------------------- */

struct rates {
	struct counts counts;
};

struct rates *rates_create(void)
{
	return mem_new(sizeof(struct rates));
}

void rates_destroy(struct rates *rates)
{
	if (!rates)
		return;
	finish(&rates->counts);
	free(rates);
}

/* A full bucket is as good as none. */
static void drop_full(struct count **link, int64_t now_ms)
{
	while (*link) {
		if ((*link)->rate.full_us <= now_ms * 1000)
			remove_at(link);
		else
			link = &(*link)->next;
	}
}

bool rates_take(struct rates *rates, const char *name, const struct rate_limit *limit,
		int64_t now_ms, int64_t *out_wait_ms)
{
	drop_full(chain_of(&rates->counts, name), now_ms);
	return rate_take(&find_or_add(&rates->counts, name)->rate, limit, now_ms, out_wait_ms);
}

void rates_give_back(struct rates *rates, const char *name, const struct rate_limit *limit)
{
	struct count **link = find(&rates->counts, name);

	if (*link)
		(*link)->rate.full_us -= limit->each_us;
}

/* --- attempts ------------------------------------------------------------------- */

struct attempts {
	struct counts counts;
};

struct attempts *attempts_create(void)
{
	return mem_new(sizeof(struct attempts));
}

void attempts_destroy(struct attempts *attempts)
{
	if (!attempts)
		return;
	finish(&attempts->counts);
	free(attempts);
}

static void drop_old(struct count **link, int64_t window_ms, int64_t now_ms)
{
	while (*link) {
		if (now_ms - (*link)->since_ms >= window_ms)
			remove_at(link);
		else
			link = &(*link)->next;
	}
}

bool attempts_take(struct attempts *attempts, const char *name, const struct attempts_limit *limit,
		   int64_t now_ms, int64_t *out_wait_ms)
{
	struct count *count;

	drop_old(chain_of(&attempts->counts, name), limit->window_ms, now_ms);
	count = find_or_add(&attempts->counts, name);
	if (count->n == 0)
		count->since_ms = now_ms;
	*out_wait_ms = count->n < limit->most ? 0 : count->since_ms + limit->window_ms - now_ms;
	if (*out_wait_ms > 0)
		return false;
	count->n++;
	return true;
}

void attempts_give_back(struct attempts *attempts, const char *name)
{
	struct count **link = find(&attempts->counts, name);

	if (*link && --(*link)->n == 0)
		remove_at(link);
}

void attempts_forget(struct attempts *attempts, const char *name)
{
	struct count **link = find(&attempts->counts, name);

	if (*link)
		remove_at(link);
}
