/*
 * What subscribers are told while they wait: their place, and how long it may still take.
 *
 * A line that moves would tell everybody in it at each step. So all lines are told at once, not
 * more often than every 15 seconds, and only those hear whose place is another one than before.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/case.h"
#include "bot/due.h"
#include "bot/idle.h"
#include "bot/outreach.h"
#include "bot/queue.h"
#include "bot/queue_figures.h"

#define TOLD_EVERY_MS 15000
#define HANDOFF_EVENT "fuji.handoff"

/* What was last told of a case's place. */
struct place {
	int64_t row, ahead;
};

struct line_watch {
	struct place *places; /* by row */
	size_t n;
	bool changed;
	bool reroutes; /* the files are others */
	int64_t told_ms;
	int64_t wake_ms;  /* when queue_tick is wanted, 0: not */
	int64_t armed_ms; /* the alarm that is under way, 0: none */
};

struct line_watch *line_watch_create(void)
{
	return mem_new(sizeof(struct line_watch));
}

void line_watch_destroy(struct line_watch *watch)
{
	if (!watch)
		return;
	free(watch->places);
	free(watch);
}

static const char *print_state(struct turn *turn, const char *state, const char *case_id,
			       int64_t ahead, int64_t wait_s)
{
	struct buffer value = {0};
	const char *text;

	buffer_char(&value, '{');
	json_put_member(&value, "state", state);
	json_put_member(&value, "caseId", case_id);
	if (ahead >= 0)
		json_put_integer(&value, "ahead", ahead);
	if (wait_s)
		json_put_integer(&value, "wait_s", wait_s);
	buffer_char(&value, '}');
	text = arena_text_n(turn->arena, value.data, value.length);
	buffer_finish(&value);
	return text;
}

void queue_announce(struct turn *turn, const char *state)
{
	const struct activity activity = {
		.speaker = SPEAKER_SYSTEM,
		.from_id = "system",
		.type = "event",
		.name = HANDOFF_EVENT,
		.value_json = print_state(turn, state, turn->case_id, -1, 0),
		.language = turn_language(turn),
	};

	turn_append(turn, &activity);
}

/* Not kept: the next one says all that this one does. */
static void send_place(struct turn *turn, const struct case_row *row, uint64_t origin,
		       int64_t ahead, int64_t wait_s)
{
	struct output *output = turn_send_event(
		turn, origin, HANDOFF_EVENT, print_state(turn, "queued", row->id, ahead, wait_s));

	strcpy(output->conversation, row->conversation_id);
}

void queue_find_place(struct turn *turn, const struct case_row *row)
{
	const struct store *store = &turn->bot->store;

	turn_stored(turn, store->kind->case_ahead(store->db, row, &turn->ahead, turn->err));
	turn->wait_s = queue_place_ms(turn, row->team) * (turn->ahead + 1) / 1000;
}

void queue_tell_place(struct turn *turn)
{
	struct case_row row;

	if (turn->conversation->row.owner != OWNER_WAITING || !case_of_conversation(turn, &row))
		return;
	queue_find_place(turn, &row);
	send_place(turn, &row, turn->event->origin, turn->ahead, turn->wait_s);
}

struct telling {
	struct turn *turn;
	struct place *places;
	size_t n, room;
	int64_t ahead, place_ms;
};

static int by_row(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	return (left->row > right->row) - (left->row < right->row);
}

static bool tell_one(void *context, const struct case_row *row)
{
	struct telling *telling = context;
	const struct line_watch *watch = telling->turn->bot->line_watch;
	struct place place = {row->row, telling->ahead++};
	const struct place *before;

	if (row->owner != OWNER_WAITING)
		return true;
	before = watch->n ? bsearch(&place, watch->places, watch->n, sizeof place, by_row) : NULL;
	if (!before || before->ahead != place.ahead)
		send_place(telling->turn, row, 0, place.ahead,
			   telling->place_ms * (place.ahead + 1) / 1000);
	if (telling->n == telling->room) {
		telling->room = telling->room ? 2 * telling->room : 64;
		telling->places = mem_resize(telling->places, telling->room, sizeof place);
	}
	telling->places[telling->n++] = place;
	return true;
}

static void tell_places(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct line_watch *watch = turn->bot->line_watch;
	struct telling telling = {.turn = turn};

	for (size_t i = 0; i < knowledge_n_teams(turn->bot->knowledge); i++) {
		const struct team *team = knowledge_team_at(turn->bot->knowledge, i);

		telling.ahead = 0;
		telling.place_ms = queue_place_ms(turn, team->id);
		turn_stored(turn, store->kind->case_waiting(store->db, team->id, tell_one, &telling,
							    turn->err));
	}
	if (telling.n)
		qsort(telling.places, telling.n, sizeof *telling.places, by_row);
	free(watch->places);
	watch->places = telling.places;
	watch->n = telling.n;
	watch->told_ms = turn->now_ms;
	watch->changed = false;
}

/* --- time --------------------------------------------------------------------- */

void queue_wake(struct bot *bot, int64_t at_ms)
{
	struct line_watch *watch = bot->line_watch;

	if (!watch->wake_ms || at_ms < watch->wake_ms)
		watch->wake_ms = at_ms;
}

void queue_words_changed(struct bot *bot)
{
	bot->line_watch->reroutes = true;
	queue_wake(bot, clock_now_ms(bot->clock));
}

static bool was_just_told(const struct line_watch *watch, int64_t now_ms)
{
	return clock_is_within(now_ms, watch->told_ms, TOLD_EVERY_MS);
}

static void wake_to_tell(struct bot *bot, int64_t now_ms)
{
	const struct line_watch *watch = bot->line_watch;

	queue_wake(bot, was_just_told(watch, now_ms) ? watch->told_ms + TOLD_EVERY_MS : now_ms);
}

void queue_places_changed(struct bot *bot)
{
	bot->line_watch->changed = true;
	wake_to_tell(bot, clock_now_ms(bot->clock));
}

void queue_arm(struct bot *bot, struct output_list *out)
{
	struct line_watch *watch = bot->line_watch;
	struct turn turn = {.bot = bot, .out = out};
	struct output *output;

	/* One that should have gone off may be far away: the clock has leapt, and it counts without it. */
	if (!watch->wake_ms || (watch->armed_ms > clock_now_ms(bot->clock) - QUEUE_LATE_MS &&
				watch->armed_ms <= watch->wake_ms))
		return;
	watch->armed_ms = watch->wake_ms;
	output = turn_output(&turn, OUTPUT_CALL, 0); /* without a row: it may be lost with us */
	output->call_body.kind = CALL_WAIT;
	output->call_body.wake_ms = watch->wake_ms;
}

void queue_tick(struct turn *turn)
{
	struct line_watch *watch = turn->bot->line_watch;

	watch->armed_ms = 0;
	watch->wake_ms = 0;
	if (watch->reroutes)
		queue_reroute(turn);
	agents_let_go_lost(turn);
	due_note_late(turn);
	idle_send_away(turn);
	purge_go_on(turn);
	outreach_tick(turn);
	if (turn->failed)
		queue_wake(turn->bot, turn->now_ms + TOLD_EVERY_MS); /* it will be undone: again */
	if (turn->failed)
		return;
	watch->reroutes = false;
	turn->bot->reminders_resume = false;
	if (!watch->changed)
		return;
	if (was_just_told(watch, turn->now_ms))
		wake_to_tell(turn->bot, turn->now_ms);
	else
		tell_places(turn);
}
