/*
 * What has expired goes, looked for every hour and a few rows at a time, if the clock can be
 * believed.
 *
 * A clock that is a year ahead would end everybody's data at once, and nothing brings those back.
 * It is believed when something was said about a day ago by it, or when this process has seen a
 * whole day of it go by without a leap. A day later is soon enough for what was kept for weeks.
 */
#include <string.h>

#include "base/log.h"
#include "bot/core.h"
#include "bot/hooks.h"
#include "bot/outreach.h"
#include "bot/queue.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)
#define LEAP_MS (7 * DAY_MS)
#define SENT_LIFE_MS (8 * DAY_MS) /* at least the seven days promised */
#define SENT_AT_ONCE 1000
#define AGAIN_MS 1000

void purge_start(struct bot *bot)
{
	memset(&bot->purge, 0, sizeof bot->purge);
	bot->purge.looked_ms = bot->purge.steady_since_ms = clock_now_ms(bot->clock);
}

/* Whether this process has seen the clock go on for a day. */
static bool is_steady(struct bot *bot, int64_t now_ms)
{
	const int64_t passed_ms = now_ms - bot->purge.looked_ms;

	if (passed_ms < 0 || passed_ms > LEAP_MS)
		bot->purge.steady_since_ms = now_ms;
	bot->purge.looked_ms = now_ms;
	return now_ms - bot->purge.steady_since_ms >= DAY_MS;
}

/* False: the store failed. */
static bool believe_clock(struct turn *turn, bool *out)
{
	const struct store *store = &turn->bot->store;

	*out = is_steady(turn->bot, turn->now_ms);
	return *out || store->kind->fact_between(store->db, turn->now_ms - LEAP_MS,
						 turn->now_ms - DAY_MS, out, turn->err);
}

static void tell_doubt(struct bot *bot)
{
	if (!bot->purge.doubted)
		log_write(
			LOG_LEVEL_WARNING,
			"what has expired is kept: nothing was stored about a day ago by this clock",
			"do", "look at the clock; if it is right, this ends within a day", NULL);
	bot->purge.doubted = true;
}

bool purge_begin(struct turn *turn)
{
	struct bot *bot = turn->bot;
	bool believed;

	if (!believe_clock(turn, &believed))
		return false;
	if (!believed) {
		tell_doubt(bot);
		return true;
	}
	bot->purge.doubted = false;
	bot->purge.goes_on = true;
	queue_wake(bot, turn->now_ms);
	return upload_purge(turn) && hook_purge(turn) && outreach_purge(turn) && tries_purge(turn);
}

static bool purge_sent(struct turn *turn, bool *more)
{
	const struct store *store = &turn->bot->store;
	size_t n;

	if (!store->kind->sent_purge(store->db, turn->now_ms - SENT_LIFE_MS, SENT_AT_ONCE, &n,
				     turn->err))
		return false;
	*more |= n == SENT_AT_ONCE;
	return true;
}

void purge_go_on(struct turn *turn)
{
	struct bot *bot = turn->bot;
	bool more = false;

	if (turn->failed || !bot->purge.goes_on ||
	    !turn_stored(turn, purge_sent(turn, &more) && person_retire(turn, &more)))
		return;
	bot->purge.goes_on = more;
	if (more)
		queue_wake(bot, turn->now_ms + AGAIN_MS);
}
