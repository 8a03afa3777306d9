/*
 * Who may be told, when and how: wishes, hours, how often, and the ways there are.
 */
#include "bot/outreach.h"

#include <string.h>

#define HOUR_MS (60 * 60 * 1000LL)
#define DAY_MS (24 * HOUR_MS)
#define WEEK_MS (7 * DAY_MS)
#define DAYS_AHEAD 31
#define MOST_A_WEEK 14

const char *outreach_matter_name(enum reminder_matter matter)
{
	static const char *const names[N_REMINDER_MATTERS] = {
		[REMIND_BALANCE] = "balance",   [REMIND_BILL] = "bill",
		[REMIND_DOCUMENT] = "document", [REMIND_CONTRACT] = "contract",
		[REMIND_HOLD] = "hold",         [NEWS_RESTORED] = "restored",
		[NEWS_PROMISE] = "promise",
	};

	return names[matter];
}

bool outreach_matter_from(const char *name, enum reminder_matter *out)
{
	for (int i = 0; name && i < N_PLANNED_MATTERS; i++) {
		*out = (enum reminder_matter)i;
		if (!strcmp(outreach_matter_name(*out), name))
			return true;
	}
	return false;
}

/* --- when ------------------------------------------------------------------------- */

/* The first moment from at_ms on that is in the hours of its day. */
static int64_t next_hours(const struct bot *bot, int64_t at_ms)
{
	const struct reminder_rules *rules = bot->reminders;
	int64_t zone_ms = bot->zone_minutes * 60000LL;
	int64_t midnight = (at_ms + zone_ms) / DAY_MS * DAY_MS - zone_ms;

	for (int i = 0; i < DAYS_AHEAD; i++, midnight += DAY_MS) {
		bool off = knowledge_is_day_off(bot->knowledge, midnight, bot->zone_minutes);
		int64_t from_ms = midnight +
				  (off ? rules->off_from_hour : rules->from_hour) * HOUR_MS;
		int64_t to_ms = midnight + (off ? rules->off_to_hour : rules->to_hour) * HOUR_MS;

		if (from_ms < to_ms && at_ms < to_ms)
			return at_ms > from_ms ? at_ms : from_ms;
	}
	return INT64_MAX;
}

/* What was told to the line in the last week, and what is about to be. */
struct counting {
	const struct reminder_row *but;
	int64_t since_ms;
	int64_t told_ms[MOST_A_WEEK]; /* the last ones, the latest first */
	size_t n, coming;
};

static bool count(void *context, const struct reminder_row *row)
{
	struct counting *counting = context;
	size_t at;

	if (outreach_is_news(row->matter))
		return true;
	at = counting->n < MOST_A_WEEK ? counting->n++ : MOST_A_WEEK - 1;
	if (row->row == counting->but->row || row->told_ms <= counting->since_ms) {
		counting->n = at;
		counting->coming += row->row != counting->but->row &&
				    (row->state == REMINDER_BEGUN || row->state == REMINDER_READY);
		return true;
	}
	for (; at > 0 && counting->told_ms[at - 1] < row->told_ms; at--)
		counting->told_ms[at] = counting->told_ms[at - 1];
	counting->told_ms[at] = row->told_ms;
	return true;
}

/* Puts *at_ms off until the line has not had enough in the week before it. */
static bool find_room(struct turn *turn, const struct reminder_row *row, int64_t *at_ms)
{
	const struct store *store = &turn->bot->store;
	size_t most = (size_t)turn->bot->reminders->per_week;
	struct counting told = {.but = row, .since_ms = turn->now_ms - WEEK_MS};

	if (outreach_is_news(row->matter))
		return true;
	if (!store->kind->reminder_of(store->db, row->subject, count, &told, turn->err))
		return false;
	if (told.n >= most)
		*at_ms = told.told_ms[most - 1] + WEEK_MS;
	else if (row->row && row->state == REMINDER_PLANNED && told.n + told.coming >= most)
		*at_ms += OUTREACH_BUSY_MS;
	return true;
}

/* --- how -------------------------------------------------------------------------- */

struct seeking {
	struct turn *turn;
	struct conversation_row newest;
	bool failed;
};

static bool seek(void *context, const struct person_row *person)
{
	struct seeking *seeking = context;
	struct turn *turn = seeking->turn;
	const struct store *store = &turn->bot->store;
	struct conversation_row row;
	enum found found = store->kind->conversation_of(store->db, person->row, turn->arena, &row,
							turn->err);

	seeking->failed = found == FIND_FAILED;
	if (found == FOUND && row.last_ms >= seeking->newest.last_ms)
		seeking->newest = row;
	return !seeking->failed;
}

static bool find_way(struct turn *turn, const struct reminder_row *row, struct verdict *out)
{
	const struct store *store = &turn->bot->store;
	struct seeking seeking = {.turn = turn};
	/* A line on hold receives none. */
	bool by_sms = turn->bot->reminders->by_sms && row->matter != REMIND_HOLD;

	if (!store->kind->person_list(store->db, (struct blob){row->subject, CRYPTO_HASH_SIZE},
				      seek, &seeking, turn->err) ||
	    seeking.failed)
		return false;
	out->conversation = seeking.newest.row;
	if (out->conversation && turn->bot->hooks.wanted[HOOK_PUSH])
		out->channel = REMIND_BY_PUSH;
	else if (by_sms)
		out->channel = REMIND_BY_SMS;
	else if (out->conversation)
		out->channel = REMIND_BY_CHAT;
	else
		out->why_not = "no_channel";
	return true;
}

/* --- all of it -------------------------------------------------------------------- */

static bool hear_wish(struct turn *turn, const struct reminder_row *row, struct verdict *out)
{
	const struct store *store = &turn->bot->store;
	bool wants = false;
	enum found found = store->kind->wish_find(store->db, row->subject, &wants, turn->err);

	if (found == FOUND && !wants)
		out->why_not = OUTREACH_OPTED_OUT;
	else if (found == NOT_FOUND && turn->bot->reminders->asked_only &&
		 !outreach_is_news(row->matter))
		out->why_not = "not_asked_for";
	return found != FIND_FAILED;
}

bool outreach_judge(struct turn *turn, const struct reminder_row *row, struct verdict *out)
{
	int64_t free_ms = turn->now_ms;

	*out = (struct verdict){0};
	if (!hear_wish(turn, row, out) || !find_room(turn, row, &free_ms) ||
	    (!out->why_not && !find_way(turn, row, out)))
		return false;
	out->due_ms = next_hours(turn->bot, free_ms);
	out->waits_for_hours = out->due_ms > free_ms;
	if (!out->why_not && out->due_ms >= row->until_ms)
		out->why_not = free_ms > turn->now_ms ? "enough_this_week" : "too_late";
	return true;
}
