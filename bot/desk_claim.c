/*
 * Who takes a case and speaks in it.
 *
 * A case that nobody has is claimed by one transaction: all that come later find it open. An
 * agent writes only to what has been seen; a message that crossed the subscriber's is given back
 * with what was missed.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/case.h"
#include "bot/desk.h"
#include "bot/due.h"
#include "bot/queue.h"
#include "bot/sent.h"

static void announce_accepted(struct turn *turn)
{
	desk_announce_status(turn, "accepted");
	turn_announce_owner(turn);
}

/* Whoever takes more than planned may; but should know. */
static void tell_over_capacity(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct buffer frame = {0};

	if (agent_load(turn, &desk->agent) <= desk->agent.capacity)
		return;
	buffer_char(&frame, '{');
	json_put_member(&frame, "type", "notice");
	json_put_member(&frame, "code", "over_capacity");
	json_put_member(&frame, "case", desk->row.id);
	json_put_member(&frame, "message", "you have more cases than your capacity");
	buffer_char(&frame, '}');
	desk_send(turn, &frame);
}

static bool take(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct case_row *row = &desk->row;

	row->state = CASE_OPEN;
	row->agent = desk->agent.row;
	row->epoch++;
	if (!row->claimed_ms)
		row->claimed_ms = turn->now_ms;
	turn->conversation->row.owner = OWNER_AGENT;
	turn->conversation->row.case_row = row->row;
	turn_drop_flows(turn); /* who left the line may be in the middle of an errand */
	turn_say_as_system(turn, "agent_joined");
	turn->news = "push_agent_joined";
	announce_accepted(turn);
	case_note(turn, row, "claimed", desk->agent.row, "");
	case_save(turn, row);
	queue_changed(turn, row->team);
	queue_agent_changed(turn, &desk->agent);
	return true;
}

static bool has(const struct desk *desk)
{
	return desk->row.state == CASE_OPEN && desk->row.agent == desk->agent.row;
}

bool desk_claim(struct desk *desk)
{
	if (!desk_find_case(desk))
		return false;
	if (has(desk))
		return true;
	if (desk->row.state != CASE_WAITING)
		return desk_refuse(desk, "already_claimed",
				   "somebody else has this case, or it is closed");
	take(desk);
	tell_over_capacity(desk);
	return true;
}

/* --- the next one ------------------------------------------------------------- */

struct choosing {
	const struct agent_row *agent;
	int64_t row; /* 0: none yet */
	int priority;
};

/* The first that fits in a team's line; it is better if it is before the best of other teams. */
static bool choose(void *context, const struct case_row *row)
{
	struct choosing *choosing = context;

	if (!agent_takes(choosing->agent, row->team, row->language))
		return true;
	if (!choosing->row || row->priority < choosing->priority ||
	    (row->priority == choosing->priority && row->row < choosing->row)) {
		choosing->row = row->row;
		choosing->priority = row->priority;
	}
	return false;
}

static bool find_next(struct desk *desk, int64_t *out)
{
	const struct bot *bot = desk->turn->bot;
	struct choosing choosing = {.agent = &desk->agent};

	*out = 0;
	for (size_t i = 0; i < knowledge_n_teams(bot->knowledge); i++)
		if (!bot->store.kind->case_waiting(bot->store.db,
						   knowledge_team_at(bot->knowledge, i)->id, choose,
						   &choosing, desk->err))
			return desk_store_failed(desk);
	*out = choosing.row;
	return choosing.row != 0 ||
	       desk_refuse(desk, "nothing_waits", "no case waits that fits you");
}

bool desk_next(struct desk *desk)
{
	struct turn *turn = desk->turn;
	int64_t row;

	if (desk->agent.presence != PRESENCE_READY)
		return desk_refuse(desk, "not_ready", "say first that you are ready");
	if (agent_load(turn, &desk->agent) >= desk->agent.capacity)
		return desk_refuse(desk, "at_capacity", "you have as many cases as you take");
	return find_next(desk, &row) && desk_load_case(desk, row) && take(desk);
}

/* --- speaking ----------------------------------------------------------------- */

/* What the subscriber said meanwhile, then the refusal; nothing else has happened. */
static bool give_back(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct output *output;

	if (!desk_send_history(desk))
		return false;
	output = turn_output(turn, OUTPUT_ERROR, turn->event->origin);
	output->code = "unseen";
	output->text = mem_text("the subscriber has written something newer");
	output->client_id = mem_text(turn->event->client_id);
	return true;
}

static void speak(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct activity activity = {
		.speaker = SPEAKER_AGENT,
		.from_id = "agent",
		.from_name = desk->agent.name,
		.type = "message",
		.text = turn->event->text,
		.client_id = turn->event->client_id,
		.language = turn_language(turn),
	};

	turn_append(turn, &activity);
	turn->news = "push_agent_message";
	sent_note(turn, turn->conversation->row.seq, false);
	turn_receipt(turn, turn->conversation->row.seq, NULL);
	if (!due_answered(&desk->row, turn->now_ms))
		return;
	case_save(turn, &desk->row);
	queue_changed(turn, desk->row.team);
}

bool desk_message(struct desk *desk)
{
	struct turn *turn = desk->turn;
	enum sent sent;

	if (!desk_find_case(desk) || (desk->row.state != CASE_WAITING && !desk_is_mine(desk)))
		return false;
	sent = sent_before(turn, desk->code, desk->err);
	if (sent != SENT_NEW)
		return sent == SENT_BEFORE;
	if (turn->conversation->state->spoke_seq > turn->event->watermark)
		return give_back(desk);
	if (desk->row.state == CASE_WAITING)
		take(desk);
	speak(desk);
	return true;
}

bool desk_note(struct desk *desk)
{
	struct turn *turn = desk->turn;
	enum sent sent;

	if (!desk_find_case(desk))
		return false;
	sent = sent_before(turn, desk->code, desk->err);
	if (sent != SENT_NEW)
		return sent == SENT_BEFORE;
	case_note(turn, &desk->row, "note", desk->agent.row, turn->event->text);
	case_save(turn, &desk->row);
	sent_note(turn, 0, false);
	return true;
}

bool desk_typing(struct desk *desk)
{
	if (!desk_find_case(desk) || !desk_is_mine(desk))
		return false;
	turn_output(desk->turn, OUTPUT_TYPING, 0);
	return true;
}
