/*
 * Agents come and go: what they say of themselves is kept, and whether a desk of theirs is
 * connected is seen. Whose last desk stays away loses the open cases, which wait again in their old
 * places.
 */
#include <stdio.h>
#include <string.h>

#include "bot/case.h"
#include "bot/desk.h"
#include "bot/idle.h"
#include "bot/queue.h"

/* --- presence ----------------------------------------------------------------- */

/* All teams that the agent takes from have one more or less to take. */
static void staff_changed(struct turn *turn, const struct agent_row *agent)
{
	const struct knowledge *knowledge = turn->bot->knowledge;

	queue_agent_changed(turn, agent);
	for (size_t i = 0; i < knowledge_n_teams(knowledge); i++) {
		const char *team = knowledge_team_at(knowledge, i)->id;

		if (agent_takes(agent, team, -1))
			queue_changed(turn, team);
	}
}

bool desk_presence(struct desk *desk)
{
	static const char *const names[] = {"ready", "away", "off"};
	struct turn *turn = desk->turn;
	const struct event *event = turn->event;
	const struct store *store = &turn->bot->store;
	struct agent_row *agent = &desk->agent;
	int presence = PRESENCE_READY;

	while (presence <= PRESENCE_OFF && strcmp(names[presence], event->presence) != 0)
		presence++;
	if (presence > PRESENCE_OFF)
		return desk_refuse(desk, "bad_activity", "presence is ready, away or off");
	agent->presence = presence;
	agent->presence_ms = turn->now_ms;
	snprintf(agent->reason, sizeof agent->reason, "%s",
		 presence == PRESENCE_AWAY && event->reason ? event->reason : "");
	if (!store->kind->agent_save(store->db, agent, desk->err))
		return desk_store_failed(desk);
	staff_changed(turn, agent);
	return true;
}

/* --- links -------------------------------------------------------------------- */

bool agents_link(struct turn *turn)
{
	const struct event *event = turn->event;
	const struct store *store = &turn->bot->store;
	struct agent_row agent;
	enum found found = store->kind->agent_at(store->db, event->agent, &agent, turn->err);

	if (found != FOUND)
		return found == NOT_FOUND;
	if (event->linked)
		agent.unlinked_ms = 0;
	else if (!agent.unlinked_ms)
		agent.unlinked_ms = turn->now_ms;
	if (!store->kind->agent_save(store->db, &agent, turn->err))
		return false;
	staff_changed(turn, &agent);
	idle_watch(turn, &agent);
	if (!event->linked)
		queue_wake(turn->bot, agent.unlinked_ms + LINK_GRACE_MS);
	return !turn->failed;
}

void case_wait_again(struct turn *turn, struct case_row *row, const char *text)
{
	row->state = CASE_WAITING;
	row->agent = 0;
	row->epoch++;
	turn->agent_name = NULL;
	turn->conversation->row.owner = OWNER_WAITING;
	turn->conversation->state->reassured = 0;
	queue_find_place(turn, row);
	turn_say_as_system(turn, text);
	turn_announce_owner(turn);
}

static void let_go(struct turn *own, struct case_row *row)
{
	int64_t holder = row->agent;

	case_wait_again(own, row, "agent_lost");
	case_note(own, row, "requeued", holder, "");
	case_save(own, row);
	queue_changed(own, row->team);
}

struct lost {
	struct turn *turn;
	struct agent_row *agents;
	size_t n;
};

static bool note_lost(void *context, const struct agent_row *agent)
{
	struct lost *lost = context;
	struct turn *turn = lost->turn;
	struct agent_row *grown;

	if (agent->unlinked_ms <= 0 || agent_load(turn, agent) == 0)
		return true;
	if (turn->now_ms - agent->unlinked_ms < LINK_GRACE_MS) {
		queue_wake(turn->bot, agent->unlinked_ms + LINK_GRACE_MS);
		return true;
	}
	grown = arena_new(turn->arena, (lost->n + 1) * sizeof *grown);
	if (lost->n)
		memcpy(grown, lost->agents, lost->n * sizeof *grown);
	grown[lost->n++] = *agent;
	lost->agents = grown;
	return true;
}

struct held {
	struct arena *arena;
	struct row_list cases;
};

static bool note_held(void *context, const struct case_row *row)
{
	struct held *held = context;

	row_list_add(held->arena, &held->cases, row->row);
	return true;
}

/* First all are listed: letting go changes what the list is made of. */
static void let_go_all(struct turn *turn, const struct agent_row *agent)
{
	const struct store *store = &turn->bot->store;
	struct held held = {.arena = turn->arena};

	turn_stored(turn,
		    store->kind->case_of_agent(store->db, agent->row, note_held, &held, turn->err));
	for (size_t i = 0; i < held.cases.n && !turn->failed; i++)
		case_in_turn_of_its_own(turn, held.cases.rows[i], let_go);
	queue_agent_changed(turn, agent);
}

void agents_let_go_lost(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct lost lost = {.turn = turn};

	turn_stored(turn, store->kind->agent_list(store->db, note_lost, &lost, turn->err));
	for (size_t i = 0; i < lost.n && !turn->failed; i++)
		let_go_all(turn, &lost.agents[i]);
}
