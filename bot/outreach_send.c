/*
 * From the plan to the person.
 *
 * Each step is a change of the row's state, in the transaction of what it does, so that a crash leaves
 * it at a step. Only one step has an end that we may not see: a message that was given to the
 * gateway. It is OUT from before it leaves until the answer has been written down; one that is
 * found OUT at a start is given to it again under its key where keys are honoured, and is
 * doubtful else.
 */
#include "bot/outreach.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "bot/case.h"
#include "bot/queue.h"

#define UNDER_WAY_MOST 64 /* asked of the operator or at the gateway; the others wait */
#define DOUBLINGS_MOST 8
#define BACKOFF_MS 2000LL

/* --- it goes out ------------------------------------------------------------------- */

static void send(struct turn *turn, struct reminding *reminding)
{
	const struct store *store = &turn->bot->store;
	struct conversation_row conversation = {0};
	struct output *output;

	if (!turn_stored(turn, store->kind->conversation_at(store->db, reminding->row.conversation,
							    turn->arena, &conversation,
							    turn->err) != FIND_FAILED))
		return;
	output = turn_output(turn, OUTPUT_SMS, 0);
	strcpy(output->conversation, conversation.id);
	reminding->row.state = REMINDER_OUT;
	output->sms.not_before_ms = reminding->verdict.due_ms;
	if (reminding->verdict.due_ms <= turn->now_ms)
		reminding->row.told_ms = turn->now_ms;
	output->text = mem_text(reminding->body.text);
	output->sms.reminder = reminding->row.row;
	strcpy(output->sms.key, reminding->row.id);
	snprintf(output->sms.to, sizeof output->sms.to, "%s", reminding->body.line);
}

static int64_t backoff_ms(const struct reminder_row *row)
{
	return BACKOFF_MS << (row->tries < DOUBLINGS_MOST ? row->tries : DOUBLINGS_MOST);
}

static void send_again(struct reminder_row *row, int64_t due_ms)
{
	row->state = REMINDER_READY;
	row->due_ms = due_ms;
	row->tries++;
	if (!row->maybe_sent)
		row->told_ms = 0;
}

/* The outcome is open: what the gateway may have is only sent again where that is no second message. */
static void doubt(const struct turn *turn, struct reminder_row *row, int64_t again_ms)
{
	row->maybe_sent = row->told_ms > 0;
	if (turn->bot->reminders->honours_keys || !row->maybe_sent)
		send_again(row, again_ms);
	else
		row->state = REMINDER_DOUBTFUL;
}

static void refuse(struct turn *turn, struct reminder_row *row, int64_t retry_after_ms)
{
	if (retry_after_ms) {
		send_again(row, turn->now_ms + retry_after_ms);
		return;
	}
	row->state = row->maybe_sent ? REMINDER_DOUBTFUL : REMINDER_REFUSED;
	row->told_ms = row->maybe_sent ? row->told_ms : 0;
}

static void finish(struct turn *turn, struct reminding *reminding)
{
	const char *fact = outreach_fact(&reminding->row);

	if (outreach_save(turn, &reminding->row) && fact)
		outreach_count(turn, &reminding->row, fact);
	if (fact)
		queue_wake(turn->bot, turn->now_ms); /* there is room for another */
	else if (reminding->row.state < REMINDER_OUT)
		queue_wake(turn->bot, reminding->row.due_ms);
}

static void take_outcome(struct turn *turn, struct reminder_row *row)
{
	const struct event *event = turn->event;

	if (event->sms.seen) {
		row->state = REMINDER_TOLD;
		row->channel = REMIND_BY_CHAT;
		row->told_ms = turn->now_ms;
		return;
	}
	switch (event->sms.outcome) {
	case SMS_DELIVERED:
		row->state = REMINDER_TOLD;
		break;
	case SMS_REFUSED:
		refuse(turn, row, event->sms.retry_after_ms);
		break;
	case SMS_UNKNOWN:
		doubt(turn, row, turn->now_ms + backoff_ms(row));
		break;
	}
}

bool outreach_settle(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct reminding reminding = {0};
	enum found found = store->kind->reminder_at(store->db, turn->event->sms.reminder,
						    turn->arena, &reminding.row, turn->err);

	if (found != FOUND || reminding.row.state != REMINDER_OUT)
		return found != FIND_FAILED; /* its person was erased */
	take_outcome(turn, &reminding.row);
	finish(turn, &reminding);
	return !turn->failed;
}

/* --- time ------------------------------------------------------------------------- */

/* It was just said: who is there now need not be told in the morning. */
static bool asks_who_is_there(const struct reminder_row *row)
{
	return row->state == REMINDER_READY && outreach_is_news(row->matter) && !row->tries;
}

static void go_on(struct turn *turn, struct reminding *reminding)
{
	struct reminder_row *row = &reminding->row;
	const struct verdict *verdict = &reminding->verdict;

	if (row->state == REMINDER_BEGUN)
		outreach_begin_again(turn, row);
	else if (verdict->why_not)
		outreach_drop(row, verdict->why_not);
	else if (row->state == REMINDER_READY && !turn->bot->reminders->by_sms)
		outreach_drop(row, "no_channel");
	else if (verdict->due_ms > turn->now_ms && !asks_who_is_there(row))
		outreach_put_off(row, verdict->due_ms);
	else if (row->state == REMINDER_READY)
		send(turn, reminding);
	else
		outreach_begin(turn, reminding);
}

static void take_step(struct turn *turn, int64_t number)
{
	struct reminding reminding = {0};

	if (!outreach_load(turn, number, &reminding.row) ||
	    !turn_stored(turn, outreach_judge(turn, &reminding.row, &reminding.verdict)))
		return;
	if (outreach_open(turn, &reminding.row, &reminding.body))
		go_on(turn, &reminding);
	else
		outreach_drop(&reminding.row, "unreadable");
	finish(turn, &reminding);
}

struct looking {
	struct turn *turn;
	struct row_list due;
	int64_t room;
};

static bool look(void *context, const struct reminder_row *row)
{
	struct looking *looking = context;
	struct turn *turn = looking->turn;

	if (row->due_ms > turn->now_ms)
		queue_wake(turn->bot, row->due_ms);
	if (row->due_ms > turn->now_ms || (int64_t)looking->due.n >= looking->room)
		return false;
	row_list_add(turn->arena, &looking->due, row->row);
	return true;
}

static bool find_out(void *context, const struct reminder_row *row)
{
	struct looking *looking = context;

	row_list_add(looking->turn->arena, &looking->due, row->row);
	return true;
}

/* What was at the gateway when the process last stopped. */
static void resume(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct looking out = {.turn = turn};

	turn_stored(turn,
		    store->kind->reminder_in(store->db, REMINDER_OUT, find_out, &out, turn->err));
	for (size_t i = 0; i < out.due.n && !turn->failed; i++) {
		struct reminding reminding = {0};

		if (!outreach_load(turn, out.due.rows[i], &reminding.row))
			return;
		doubt(turn, &reminding.row, turn->now_ms);
		finish(turn, &reminding);
	}
}

void outreach_tick(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct looking looking = {.turn = turn};
	int64_t under_way = 0;

	if (turn->failed || !turn->bot->reminders || !turn->bot->reminders->on)
		return;
	if (turn->bot->reminders_resume)
		resume(turn);
	turn_stored(turn, store->kind->reminder_under_way(store->db, &under_way, turn->err));
	looking.room = UNDER_WAY_MOST - under_way;
	turn_stored(turn, store->kind->reminder_due(store->db, look, &looking, turn->err));
	for (size_t i = 0; i < looking.due.n && !turn->failed; i++)
		take_step(turn, looking.due.rows[i]);
}
