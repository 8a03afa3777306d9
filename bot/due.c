/*
 * By when cases are to be answered and settled, and which of them are late.
 *
 * The ends of clocks follow from the case and the files (knowledge/due.yaml), so that a case which
 * changes teams is due as its new team has it. Kept is which ends have been noted, and the first of
 * the others, by which those that are late are found: it is written with the case, and looked at
 * again when the files may be others. Nothing moves because a case is late: people decide what
 * becomes of it.
 */
#include "bot/due.h"

#include "base/json.h"
#include "bot/case.h"
#include "bot/outreach.h"
#include "bot/queue.h"

static int64_t since_ms(const struct case_row *row, enum due due)
{
	switch (due) {
	case DUE_FIRST:
		return row->answered_ms ? 0 : row->created_ms;
	case DUE_NEXT:
		return row->asked_ms;
	case DUE_RESOLVE:
		return row->created_ms;
	case N_DUES:
		break;
	}
	return 0;
}

/* When that clock of the case ends; 0: it does not run. */
static int64_t end_of(const struct bot *bot, const struct case_row *row, enum due due)
{
	const struct due_clock clock = {due, row->priority, since_ms(row, due)};

	if (row->state == CASE_CLOSED || !clock.since_ms)
		return 0;
	if (due == DUE_FIRST && row->call_to_ms)
		return row->call_to_ms;
	return knowledge_due_ms(bot->knowledge, queue_team(bot, row), &clock, bot->zone_minutes);
}

void due_print(const struct bot *bot, const struct case_row *row, struct buffer *buffer)
{
	char at[25];

	json_put_name(buffer, "due");
	buffer_char(buffer, '{');
	for (enum due due = 0; due < N_DUES; due++) {
		int64_t end_ms = end_of(bot, row, due);

		if (!end_ms)
			continue;
		clock_print(end_ms, at);
		json_put_member(buffer, due_name(due), at);
	}
	buffer_char(buffer, '}');
}

/* --- what happens to a case ------------------------------------------------------ */

void due_heard(struct turn *turn)
{
	struct case_row row;

	if (turn->conversation->row.owner == OWNER_BOT || !case_of_conversation(turn, &row) ||
	    !row.answered_ms || row.asked_ms)
		return;
	row.asked_ms = turn->now_ms;
	case_save(turn, &row);
}

bool due_answered(struct case_row *row, int64_t now_ms)
{
	if (row->answered_ms && !row->asked_ms)
		return false;
	if (!row->answered_ms)
		row->answered_ms = now_ms;
	row->asked_ms = 0;
	row->overdue &= 1 << DUE_RESOLVE;
	return true;
}

/* --- what is late ---------------------------------------------------------------- */

static bool is_noted(const struct case_row *row, enum due due)
{
	return row->overdue & 1 << due;
}

/* The first end that is not noted yet; 0: there is none. */
static int64_t first_end(const struct bot *bot, const struct case_row *row)
{
	int64_t first_ms = 0;

	for (enum due due = 0; due < N_DUES; due++) {
		int64_t end_ms = is_noted(row, due) ? 0 : end_of(bot, row, due);

		if (end_ms && (!first_ms || end_ms < first_ms))
			first_ms = end_ms;
	}
	return first_ms;
}

static void wake(struct turn *turn, int64_t due_ms)
{
	if (due_ms)
		queue_wake(turn->bot, due_ms > turn->now_ms ? due_ms : turn->now_ms);
}

void due_watch(struct turn *turn, struct case_row *row)
{
	row->due_ms = first_end(turn->bot, row);
	wake(turn, row->due_ms);
}

void due_watch_again(struct turn *turn, const struct case_row *row)
{
	const struct store *store = &turn->bot->store;
	int64_t due_ms = first_end(turn->bot, row);

	if (due_ms != row->due_ms)
		turn_stored(turn,
			    store->kind->case_set_due(store->db, row->row, due_ms, turn->err));
	wake(turn, due_ms);
}

static void note(struct turn *own, struct case_row *row)
{
	bool was_noted = is_noted(row, DUE_RESOLVE);

	for (enum due due = 0; due < N_DUES; due++) {
		int64_t end_ms = is_noted(row, due) ? 0 : end_of(own->bot, row, due);

		if (!end_ms || end_ms > own->now_ms)
			continue;
		turn_fact(own, "overdue", due_name(due), row->team, row->priority);
		case_note(own, row, "overdue", 0, due_name(due));
		row->overdue |= 1 << due;
	}
	case_save(own, row);
	if (!was_noted && is_noted(row, DUE_RESOLVE) &&
	    own->conversation->row.owner != OWNER_AGENT) {
		turn_say_common(own, "promise_due");
		own->news = "push_promise_due";
		outreach_news(own, NEWS_PROMISE, row->row, "sms_promise_due");
	}
}

#define LATE_AT_ONCE 50 /* chats do not wait for more of them */

struct looking {
	struct turn *turn;
	struct row_list late;
};

static bool look(void *context, const struct case_row *row)
{
	struct looking *looking = context;
	struct turn *turn = looking->turn;

	wake(turn, row->due_ms);
	if (row->due_ms > turn->now_ms || looking->late.n == LATE_AT_ONCE)
		return false;
	row_list_add(turn->arena, &looking->late, row->row);
	return true;
}

void due_note_late(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct looking looking = {.turn = turn};

	turn_stored(turn, store->kind->case_due(store->db, look, &looking, turn->err));
	for (size_t i = 0; i < looking.late.n && !turn->failed; i++)
		case_in_turn_of_its_own(turn, looking.late.rows[i], note);
}
