/*
 * How often checks were tried: at one number, and at all numbers together.
 *
 * A check is counted when it is asked, not when it is answered: many who try at once are one by one
 * too many, and whoever runs away from an answer has tried all the same. It is taken back when it
 * was passed or came to no end.
 */
#include <string.h>

#include "base/log.h"
#include "bot/core.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)

enum whose { OF_NUMBER, OF_ALL, N_WHOSE }; /* all is last: see count */

/* --- rows ----------------------------------------------------------------------- */

static const char *name_of(const struct turn *turn, enum whose whose)
{
	return whose == OF_NUMBER ? turn_answer(turn, "line") : "all";
}

static bool read_row(struct turn *turn, enum whose whose, struct tries_row *out)
{
	struct bot *bot = turn->bot;
	const char *name = name_of(turn, whose);
	uint8_t subject[CRYPTO_HASH_SIZE];
	enum found found;

	keys_hash(bot->keys, "tries", name, strlen(name), subject);
	found = bot->store.kind->tries_find(bot->store.db, subject, out, turn->err);
	if (found == NOT_FOUND || (found == FOUND && turn->now_ms - out->since_ms >= DAY_MS &&
				   turn->now_ms >= out->locked_until_ms)) {
		*out = (struct tries_row){.since_ms = turn->now_ms};
		memcpy(out->subject, subject, sizeof subject);
	}
	return turn_stored(turn, found != FIND_FAILED);
}

static void save_row(struct turn *turn, const struct tries_row *tries)
{
	turn_stored(turn, turn->bot->store.kind->tries_save(turn->bot->store.db, tries, turn->err));
}

/* --- counting ------------------------------------------------------------------- */

/* A new day may have begun since it was counted. */
static void add(int64_t *count, int64_t n)
{
	*count += n;
	if (*count < 0)
		*count = 0;
}

static void tell_if_reached(const char *setting, int64_t before, int64_t now, int64_t most)
{
	char room[24];

	if (before < most && now >= most)
		log_write(LOG_LEVEL_ERROR, "too many for one day", "setting", setting, "most",
			  log_number(room, most), NULL);
}

static void count(struct turn *turn, int64_t checks, int64_t codes, bool passed)
{
	const struct check_rules *rules = &turn->bot->check_rules;
	struct tries_row tries, before;

	for (enum whose whose = 0; whose < N_WHOSE; whose++) {
		if (!read_row(turn, whose, &tries))
			return;
		before = tries;
		add(&tries.checks, checks);
		add(&tries.codes, codes);
		if (passed)
			tries.wrong = 0;
		save_row(turn, &tries);
	}
	tell_if_reached("failed_checks_per_day", before.checks, tries.checks, rules->all_per_day);
	tell_if_reached("all_codes_per_day", before.codes, tries.codes, rules->all_codes_per_day);
}

void tries_count_check(struct turn *turn, int64_t n)
{
	count(turn, n, 0, false);
}

void tries_forgive(struct turn *turn, bool by_code)
{
	count(turn, -1, by_code ? -1 : 0, true);
}

static int64_t left(const struct turn *turn, const struct tries_row *tries)
{
	const struct check_rules *rules = &turn->bot->check_rules;
	int64_t in_a_row = rules->tries - tries->wrong, in_all = rules->per_day - tries->checks;

	return in_a_row < in_all ? in_a_row : in_all;
}

bool tries_note_left(struct turn *turn)
{
	struct tries_row tries;

	if (!read_row(turn, OF_NUMBER, &tries))
		return false;
	turn->tries_left = left(turn, &tries);
	return true;
}

void tries_count_wrong(struct turn *turn)
{
	struct tries_row tries;

	if (!read_row(turn, OF_NUMBER, &tries))
		return;
	tries.wrong++;
	if (tries.wrong >= turn->bot->check_rules.tries)
		tries.locked_until_ms = turn->now_ms + DAY_MS;
	turn->tries_left = left(turn, &tries);
	save_row(turn, &tries);
}

/* --- whether there are any left --------------------------------------------------- */

/* All numbers first: what is said then must be the same for each. */
enum tries tries_judge(struct turn *turn, bool under_way)
{
	const struct check_rules *rules = &turn->bot->check_rules;
	struct tries_row all, number;

	if (!read_row(turn, OF_ALL, &all) || !read_row(turn, OF_NUMBER, &number))
		return TRIES_UNKNOWN;
	if (!under_way && all.checks >= rules->all_per_day)
		return TRIES_ALL_USED;
	if (turn->now_ms < number.locked_until_ms ||
	    (!under_way && number.checks >= rules->per_day))
		return TRIES_LOCKED;
	return TRIES_LEFT;
}

enum tries tries_count_code(struct turn *turn)
{
	const struct check_rules *rules = &turn->bot->check_rules;
	struct tries_row all, number;

	if (!read_row(turn, OF_ALL, &all) || !read_row(turn, OF_NUMBER, &number))
		return TRIES_UNKNOWN;
	if (all.codes >= rules->all_codes_per_day)
		return TRIES_ALL_USED;
	if (number.codes >= rules->codes_per_day)
		return TRIES_LOCKED;
	count(turn, 0, 1, false);
	return TRIES_LEFT;
}
