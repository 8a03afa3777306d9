/*
 * How an agent lets go of a case: to a colleague, to a team's line, back to the bot, or closed.
 */
#include <string.h>

#include "bot/case.h"
#include "bot/desk.h"
#include "bot/queue.h"

void desk_announce_status(struct turn *turn, const char *state)
{
	const struct activity status = {
		.speaker = SPEAKER_SYSTEM,
		.from_id = "system",
		.type = "event",
		.name = "handoff.status",
		.value_json = arena_format(turn->arena, "{\"state\":\"%s\"}", state),
		.language = turn_language(turn),
	};

	turn_append(turn, &status);
}

/* --- to others ---------------------------------------------------------------- */

static void note_transfer(struct desk *desk, const char *to)
{
	struct turn *turn = desk->turn;
	const char *text = turn->event->text ? turn->event->text : "";

	case_note(turn, &desk->row, "transfer", desk->agent.row,
		  *text ? arena_format(turn->arena, "%s: %s", to, text) : to);
	case_save(turn, &desk->row);
}

static bool find_colleague(struct desk *desk, struct agent_row *out)
{
	const struct store *store = &desk->turn->bot->store;
	enum found found = store->kind->agent_find(store->db, desk->turn->event->agent_name, out,
						   desk->err);

	if (found == FIND_FAILED)
		return desk_store_failed(desk);
	if (found == NOT_FOUND || !agent_is_talker(out))
		return desk_refuse(desk, "no_such_agent", "no agent of that name takes cases");
	if (!agent_is_there(out, desk->turn->now_ms))
		return desk_refuse(desk, "agent_away", "this agent is not there now");
	return true;
}

static bool pass_to_agent(struct desk *desk, const struct agent_row *holder)
{
	struct turn *turn = desk->turn;
	struct agent_row colleague;

	if (!find_colleague(desk, &colleague))
		return false;
	desk->row.agent = colleague.row;
	desk->row.epoch++;
	turn->agent_name = arena_text(turn->arena, colleague.name);
	turn_say_as_system(turn, "agent_joined");
	queue_announce(turn, "transferred");
	turn_announce_owner(turn);
	note_transfer(desk, turn->agent_name);
	queue_agent_changed(turn, holder);
	queue_agent_changed(turn, &colleague);
	return true;
}

/* The case keeps the time since when it waits. */
static bool pass_to_team(struct desk *desk, const struct agent_row *holder)
{
	struct turn *turn = desk->turn;
	const struct team *team = knowledge_team(turn->bot->knowledge, turn->event->team);
	const char *before = arena_text(turn->arena, desk->row.team);

	if (!team)
		return desk_refuse(desk, "no_such_team", "there is no team of that name");
	queue_put_team(&desk->row, team);
	case_wait_again(turn, &desk->row, "moved_on");
	queue_announce(turn, "transferred");
	note_transfer(desk, team->id);
	queue_changed(turn, before);
	if (strcmp(before, team->id) != 0)
		queue_changed(turn, team->id);
	queue_agent_changed(turn, holder);
	return true;
}

/* A supervisor may pass on what anybody has, also to himself. */
static bool may_pass_on(struct desk *desk)
{
	int64_t epoch = desk->turn->event->epoch;

	if (desk->agent.role == ROLE_SUPERVISOR && desk->row.state == CASE_OPEN &&
	    (!epoch || epoch == desk->row.epoch))
		return true;
	return desk_is_mine(desk);
}

bool desk_transfer(struct desk *desk)
{
	const struct store *store = &desk->turn->bot->store;
	struct agent_row holder;

	if (!desk_find_case(desk) || !may_pass_on(desk))
		return false;
	if (store->kind->agent_at(store->db, desk->row.agent, &holder, desk->err) != FOUND)
		return desk_store_failed(desk);
	return desk->turn->event->agent_name ? pass_to_agent(desk, &holder)
					     : pass_to_team(desk, &holder);
}

/* --- done --------------------------------------------------------------------- */

/* The agent is done: the bot takes over again, or the conversation ends. */
static void end_case(struct desk *desk, enum owner owner, const char *kind)
{
	struct turn *turn = desk->turn;

	desk->row.state = CASE_CLOSED;
	desk->row.epoch++;
	desk->row.closed_ms = turn->now_ms;
	turn->conversation->row.owner = owner;
	turn->conversation->row.case_row = 0;
	turn_say_as_system(turn, kind);
	if (owner == OWNER_CLOSED)
		errands_ask_rating(turn);
	desk_announce_status(turn, "completed");
	turn_announce_owner(turn);
	turn_fact(turn, kind, "case", desk->row.reason, 0);
	case_note(turn, &desk->row, kind, desk->agent.row, "");
	case_save(turn, &desk->row);
	queue_changed(turn, desk->row.team);
	queue_agent_changed(turn, &desk->agent);
}

bool desk_return(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const char *errand = turn->event->errand;
	const struct flow *flow = errand ? flow_for_intent(errand) : NULL;

	if (!desk_find_case(desk) || !desk_is_mine(desk))
		return false;
	if (errand && !flow)
		return desk_refuse(desk, "no_such_errand", "the bot has no such errand");
	end_case(desk, OWNER_BOT, "returned");
	queue_announce(turn, "returned");
	if (!flow)
		return true;
	errand_begin(turn, flow->name);
	state_top(turn->conversation->state)->intent = arena_text(turn->arena, errand);
	errands_run(turn);
	return true;
}

bool desk_close(struct desk *desk)
{
	if (!desk_find_case(desk) || !desk_is_mine(desk) || !desk_may_close(desk))
		return false;
	end_case(desk, OWNER_CLOSED, "closed");
	return true;
}
