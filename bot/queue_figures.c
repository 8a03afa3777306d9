/*
 * Agents are counted as they are now; times are the median of a team's last cases, so that one
 * that took days moves it by one place only.
 */
#include "bot/queue_figures.h"

#include <stdlib.h>

#include "bot/queue.h"

static bool count_agent(void *context, const struct agent_row *agent)
{
	struct staff *staff = context;

	if (!agent_is_talker(agent) || !agent_takes(agent, staff->team, staff->language))
		return true;
	staff->accounts++;
	if (agent_is_there(agent, staff->now_ms)) {
		staff->there++;
		staff->linked += agent->unlinked_ms == 0;
		staff->capacity += agent->capacity;
	}
	return true;
}

void queue_count_staff(struct turn *turn, struct staff *staff)
{
	const struct store *store = &turn->bot->store;

	staff->now_ms = turn->now_ms;
	turn_stored(turn, store->kind->agent_list(store->db, count_agent, staff, turn->err));
}

bool queue_is_open(const struct turn *turn, const struct team *team)
{
	return knowledge_team_is_open(turn->bot->knowledge, team, turn->now_ms,
				      turn->bot->zone_minutes);
}

int64_t queue_opens_ms(const struct turn *turn, const struct team *team)
{
	int64_t from_ms, to_ms;

	return knowledge_team_hours(turn->bot->knowledge, team, turn->now_ms,
				    turn->bot->zone_minutes, &from_ms, &to_ms) &&
			       from_ms > turn->now_ms
		       ? from_ms
		       : 0;
}

/* --- how long it takes -------------------------------------------------------- */

#define TIMES_MOST 20
#define TIMES_LEAST 5 /* a median of fewer says nothing */

struct times {
	int64_t waits[TIMES_MOST], answers[TIMES_MOST], services[TIMES_MOST];
	size_t n_waits, n_answers, n_services;
};

static bool take_times(void *context, const struct case_times *times)
{
	struct times *all = context;

	all->waits[all->n_waits++] = times->claimed_ms - times->created_ms;
	if (times->answered_ms)
		all->answers[all->n_answers++] = times->answered_ms - times->claimed_ms;
	if (times->closed_ms)
		all->services[all->n_services++] = times->closed_ms - times->claimed_ms;
	return true;
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* In seconds; 0 while there are too few. */
static int64_t median_s(int64_t *values, size_t n)
{
	if (n < TIMES_LEAST)
		return 0;
	qsort(values, n, sizeof *values, by_size);
	return (values[n / 2] + 999) / 1000;
}

void queue_times(struct turn *turn, const char *team, struct line_times *out)
{
	const struct store *store = &turn->bot->store;
	struct times times = {0};

	turn_stored(turn, store->kind->team_times(store->db, team, TIMES_MOST, take_times, &times,
						  turn->err));
	out->wait_s = median_s(times.waits, times.n_waits);
	out->answer_s = median_s(times.answers, times.n_answers);
	out->service_s = median_s(times.services, times.n_services);
}

int64_t queue_place_ms(struct turn *turn, const char *team)
{
	struct staff staff = {.team = team, .language = -1};
	struct line_times times;

	queue_times(turn, team, &times);
	queue_count_staff(turn, &staff);
	return staff.capacity ? times.service_s * 1000 / staff.capacity : 0;
}
