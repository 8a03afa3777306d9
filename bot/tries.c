/*
 * How often checks were tried: at one number, from one address, and at all numbers together.
 *
 * A check is counted when it is asked, not when it is answered: many who try at once are one by one
 * too many, and whoever runs away from an answer has tried all the same. It is taken back when it
 * was passed or came to no end.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "bot/core.h"

#define HOUR_MS (60 * 60 * 1000LL)
#define DAY_MS (24 * HOUR_MS)
#define ADDRESS "address"

enum whose { OF_NUMBER, OF_ADDRESS, OF_ALL, N_WHOSE }; /* all is last: see count */

/* --- rows ----------------------------------------------------------------------- */

/* An answer of the operator comes from nowhere, so the errand keeps where the last message came from;
 * what comes from no address is not counted by it. */
static void keep_address(struct turn *turn)
{
	struct entry *entry = journal_find(turn->running, ENTRY_ANSWER, ADDRESS);
	const char *address;

	if (turn->event->kind != EVENT_ACTIVITY)
		return;
	address = arena_text(turn->arena, turn->event->address ? turn->event->address : "");
	if (entry)
		entry->value = address;
	else
		journal_add(turn->running, ENTRY_ANSWER, ADDRESS, address);
}

/* Numbers, addresses and this word share no spelling. "": nothing is counted. */
static const char *name_of(const struct turn *turn, enum whose whose)
{
	switch (whose) {
	case OF_NUMBER:
		return turn_answer(turn, "line");
	case OF_ADDRESS:
		return turn_answer(turn, ADDRESS);
	case OF_ALL:
	case N_WHOSE:
		break;
	}
	return "all";
}

/* In another window what is counted by it begins at nothing. */
static bool read_named(struct turn *turn, const char *name, int64_t window_ms,
		       struct tries_row *out)
{
	struct bot *bot = turn->bot;
	uint8_t subject[CRYPTO_HASH_SIZE];
	enum found found;

	*out = (struct tries_row){0};
	keys_hash(bot->keys, "tries", name, strlen(name), subject);
	found = bot->store.kind->tries_find(bot->store.db, subject, out, turn->err);
	if (found == NOT_FOUND ||
	    (found == FOUND && !clock_is_within(turn->now_ms, out->since_ms, window_ms) &&
	     turn->now_ms >= out->locked_until_ms)) {
		*out = (struct tries_row){
			.failed = out->failed, .code_for = out->code_for, .since_ms = turn->now_ms};
		memcpy(out->subject, subject, sizeof subject);
	}
	return turn_stored(turn, found != FIND_FAILED);
}

static bool read_row(struct turn *turn, enum whose whose, struct tries_row *out)
{
	const char *name = name_of(turn, whose);

	*out = (struct tries_row){0};
	return !*name || read_named(turn, name, whose == OF_ADDRESS ? HOUR_MS : DAY_MS, out);
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
	struct tries_row tries = {0}, before = {0};

	for (enum whose whose = 0; whose < N_WHOSE; whose++) {
		if (!*name_of(turn, whose))
			continue;
		if (!read_row(turn, whose, &tries))
			return;
		before = tries;
		add(&tries.checks, checks);
		add(&tries.codes, codes);
		if (whose == OF_NUMBER)
			add(&tries.failed, checks);
		if (whose == OF_NUMBER && codes > 0)
			tries.code_for = turn->conversation->row.row;
		if (passed)
			tries.wrong = tries.failed = 0;
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

void tries_end_row(struct turn *turn, const char *line)
{
	struct tries_row tries;

	if (!read_named(turn, line, DAY_MS, &tries) || tries.failed == 0)
		return;
	tries.failed = 0;
	save_row(turn, &tries);
}

static int64_t left(const struct turn *turn, const struct tries_row *tries)
{
	const struct check_rules *rules = &turn->bot->check_rules;
	const int64_t lefts[] = {rules->tries - tries->wrong, rules->per_day - tries->checks,
				 rules->failed_in_a_row - tries->failed};
	int64_t least = lefts[0];

	for (size_t i = 1; i < sizeof lefts / sizeof *lefts; i++)
		if (lefts[i] < least)
			least = lefts[i];
	return least;
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

/* The number last: what is said of all must be the same for each. */
enum tries tries_judge(struct turn *turn, bool under_way)
{
	const struct check_rules *rules = &turn->bot->check_rules;
	struct tries_row all, address, number;

	keep_address(turn);
	if (!read_row(turn, OF_ALL, &all) || !read_row(turn, OF_ADDRESS, &address) ||
	    !read_row(turn, OF_NUMBER, &number))
		return TRIES_UNKNOWN;
	if (!under_way && all.checks >= rules->all_per_day)
		return TRIES_ALL_USED;
	if (!under_way && address.checks >= rules->address_per_hour)
		return TRIES_ADDRESS_USED;
	if (!under_way && number.failed >= rules->failed_in_a_row)
		return TRIES_PERSON;
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

bool tries_code_is_own(struct turn *turn)
{
	struct tries_row tries;

	return read_row(turn, OF_NUMBER, &tries) &&
	       (!tries.code_for || tries.code_for == turn->conversation->row.row);
}

/* --- what is over ----------------------------------------------------------------- */

bool tries_purge(struct turn *turn)
{
	const struct store *store = &turn->bot->store;

	return turn_stored(turn,
			   store->kind->tries_purge(store->db, turn->now_ms - DAY_MS, turn->err));
}
