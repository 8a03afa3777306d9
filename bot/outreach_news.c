/*
 * News of what somebody has asked for, as a text message to who was not there when it was said.
 *
 * Nothing is asked of the operator before: it was just said in the conversation. Whoever was there, or has
 * come back before the hours that suit, has it from there.
 */
#include <string.h>

#include "bot/case.h"
#include "bot/outreach.h"
#include "bot/queue.h"

#define NEWS_LIFE_MS (24 * 60 * 60 * 1000LL) /* nobody is told what was new the day before */

bool outreach_is_news(int matter)
{
	return matter >= N_PLANNED_MATTERS;
}

/* A push tells it else, see bot/push.c. */
static bool goes_by_sms(const struct bot *bot)
{
	return bot->reminders && bot->reminders->on && bot->reminders->by_sms &&
	       !bot->hooks.wanted[HOOK_PUSH];
}

static bool can_receive(const struct turn *turn)
{
	struct carrier_line record;

	return !carrier_line_read(turn->conversation->state->record, &record, NULL) ||
	       turn_can_receive_sms(turn, &record);
}

/* To the line that was proven here, so that nobody has others sent any; and once. */
static enum found may_tell(struct turn *turn, const struct reminder_row *row)
{
	struct reminder_row before;
	enum found found;

	if (!outreach_has_proven(turn, row->subject))
		return NOT_FOUND;
	found = outreach_find_row(turn, row, &before);
	return found == FOUND ? NOT_FOUND : found == NOT_FOUND ? FOUND : found;
}

void outreach_news(struct turn *turn, enum reminder_matter matter, int64_t occasion,
		   const char *text)
{
	const struct store *store = &turn->bot->store;
	const char *line = turn_line_number(turn);
	struct reminder_row row = {
		.matter = (int)matter,
		.occasion = occasion,
		.state = REMINDER_READY,
		.channel = REMIND_BY_SMS,
		.conversation = turn->conversation->row.row,
		.until_ms = turn->now_ms + NEWS_LIFE_MS,
	};
	enum found may;

	if (turn->failed || !goes_by_sms(turn->bot) || !can_receive(turn))
		return;
	conversation_subject(turn->bot->keys, line, row.subject);
	may = may_tell(turn, &row);
	if (!turn_stored(turn, may != FIND_FAILED) || may == NOT_FOUND)
		return;
	crypto_id(row.id);
	outreach_seal(
		turn, &row,
		&(struct reminder_body){line, turn_filled(turn, turn_common(turn, text)), -1});
	turn_stored(turn, store->kind->reminder_add(store->db, &row, turn->err));
	queue_wake(turn->bot, turn->now_ms);
}

/* --- it is seen ------------------------------------------------------------------- */

struct unseen {
	struct turn *turn;
	struct row_list rows;
};

static bool find_unseen(void *context, const struct reminder_row *row)
{
	struct unseen *unseen = context;
	const struct turn *turn = unseen->turn;

	if (row->state == REMINDER_READY && !row->maybe_sent &&
	    row->conversation == turn->conversation->row.row)
		row_list_add(turn->arena, &unseen->rows, row->row);
	return true;
}

static void note_seen(struct turn *turn, int64_t number)
{
	struct reminder_row row;

	if (!outreach_load(turn, number, &row))
		return;
	row.state = REMINDER_TOLD;
	row.channel = REMIND_BY_CHAT;
	row.told_ms = turn->now_ms;
	if (outreach_save(turn, &row))
		outreach_count(turn, &row, outreach_fact(&row));
}

void outreach_note_seen(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct unseen unseen = {.turn = turn};

	if (!turn->bot->reminders || !turn->bot->reminders->on || !turn->conversation->is_proven)
		return;
	turn_stored(turn, store->kind->reminder_of(store->db, turn->conversation->subject,
						   find_unseen, &unseen, turn->err));
	for (size_t i = 0; i < unseen.rows.n && !turn->failed; i++)
		note_seen(turn, unseen.rows.rows[i]);
}
