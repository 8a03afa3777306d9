/*
 * What the operator tells unasked: a watch that waits for the line looks at once, and so does what
 * follows a ticket.
 *
 * A notice may be about watches of several conversations, so each hears in an event of its own, by
 * the call that it waits for. That ends a waiting as if its time had come; a watch that is looking
 * just then may see what was before, and looks once more. A notice that nobody waits for leaves
 * nothing behind. One that a crash loses costs time: the watch has looks of its own.
 */
#include <string.h>

#include "bot/core.h"

#define HEARD "heard"
#define HOUR_MS (60 * 60 * 1000LL)
#define HEARD_FOR_MS (72 * HOUR_MS) /* for which a hub may go on telling the same */

static void hash_subject(const struct turn *turn, const char *name, uint8_t out[CRYPTO_HASH_SIZE])
{
	keys_hash(turn->bot->keys, "notice", name, strlen(name), out);
}

/* --- waiting ---------------------------------------------------------------------- */

void notice_await_name(struct turn *turn, int64_t call, const char *name)
{
	const struct store *store = &turn->bot->store;
	uint8_t subject[CRYPTO_HASH_SIZE];

	hash_subject(turn, name, subject);
	turn_stored(turn, store->kind->await_add(store->db, subject, call, turn->err));
}

void notice_read_names(const struct turn *turn, const char *number, struct carrier_names *names)
{
	const char *record = turn->conversation->state->record;
	struct carrier_line line;

	if (*record && carrier_line_read(record, &line, NULL) && !strcmp(line.number, number))
		*names = line.names;
}

void notice_await(struct turn *turn, int64_t call)
{
	const char *number = turn_answer(turn, "line");
	struct carrier_names names = {0};

	notice_read_names(turn, number, &names);
	carrier_names_add(&names, "line", number);
	carrier_names_add(&names, "order", turn_answer(turn, "key"));
	for (size_t i = 0; !turn->failed && i < names.n; i++)
		notice_await_name(turn, call, names.items[i]);
}

void notice_note(struct instance *watch)
{
	if (watch && !journal_find(watch, ENTRY_ANSWER, HEARD))
		journal_add(watch, ENTRY_ANSWER, HEARD, "");
}

bool notice_was_heard(struct turn *turn)
{
	struct entry *heard = journal_find(turn->running, ENTRY_ANSWER, HEARD);

	if (heard)
		journal_drop(turn->running, heard);
	return heard;
}

/* --- hearing ---------------------------------------------------------------------- */

struct hearing {
	struct turn *turn;
	enum notice_news news;
};

/* Hubs number their events each for itself, and for each type. */
static enum found hear_once(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	const char *name = arena_format(turn->arena, "%s %s", event->name, event->notice->id);
	uint8_t id[CRYPTO_HASH_SIZE];

	if (!*event->notice->id)
		return NOT_FOUND;
	keys_hash(turn->bot->keys, "heard", name, strlen(name), id);
	return store->kind->use_once(store->db, id, turn->now_ms, turn->now_ms + HEARD_FOR_MS,
				     turn->err);
}

static bool wake(void *context, int64_t call)
{
	struct hearing *hearing = context;
	struct turn *turn = hearing->turn;

	if (hearing->news == NOTICE_FOR_NOBODY) {
		switch (hear_once(turn)) {
		case FOUND:
			hearing->news = NOTICE_REPEATED;
			break;
		case NOT_FOUND:
			hearing->news = NOTICE_HEARD;
			break;
		case FIND_FAILED:
			turn_stored(turn, false);
			break;
		}
	}
	if (hearing->news != NOTICE_HEARD)
		return false;
	turn_output(turn, OUTPUT_HEARD, 0)->call = call;
	return true;
}

bool notice_take(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	const struct carrier_names *about = &turn->event->notice->about;
	struct hearing hearing = {turn, NOTICE_FOR_NOBODY};
	uint8_t subject[CRYPTO_HASH_SIZE];

	for (size_t i = 0; !turn->failed && hearing.news != NOTICE_REPEATED && i < about->n; i++) {
		hash_subject(turn, about->items[i], subject);
		turn_stored(turn,
			    store->kind->await_list(store->db, subject, wake, &hearing, turn->err));
	}
	turn_output(turn, OUTPUT_NOTICED, turn->event->origin)->notice_news = hearing.news;
	return !turn->failed;
}
