/*
 * The queue of messages that were not understood, as a command has fetched it, with those that
 * are alike gathered.
 */
#ifndef FUJI_WS_MISSED_QUEUE_H
#define FUJI_WS_MISSED_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/rows.h"
#include "ws/reach.h"

struct missed_item {
	const cJSON *json; /* as ws/missed.h has it */
	int64_t number, count;
	const char *text, *state;
	int64_t cluster;       /* number of the message that its cluster is gathered around */
	int64_t cluster_count; /* how often all of the cluster was said */
	size_t cluster_size;
};

struct missed_queue {
	cJSON **pages;
	size_t n_pages;
	struct missed_item *items;
	size_t n;
};

/** All of it, by number. The result is an exit code; what went wrong has been printed. Finish
 *  the queue in any case. */
int missed_queue_fetch(struct missed_queue *out, struct reach *reach);
void missed_queue_finish(struct missed_queue *queue);

/** The message that the operand of a command names, `17`; NULL when there is none. */
const struct missed_item *missed_queue_find(const struct missed_queue *queue, const char *operand);

/** Keeps those in the state (NULL: all), gathers what is alike and sorts: the clusters that
 *  were said most come first, and in each what was said most. */
bool missed_queue_gather(struct missed_queue *queue, const char *state, struct error *err);

struct missed_numbers {
	int64_t *items; /* from the heap */
	size_t n;
};

/** Adds the numbers that the operand names: `17`, or `17+` for all that stands with it in the
 *  list of its state. */
enum found missed_queue_add_numbers(const struct missed_queue *queue, const char *operand,
				    struct missed_numbers *out, struct error *err);

/** Prints a gathered queue: a line a message, or one JSON object. */
void missed_queue_print(const struct missed_queue *queue, int zone_minutes, bool with_state);
void missed_queue_print_json(const struct missed_queue *queue);

#endif
