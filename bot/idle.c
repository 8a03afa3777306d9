/*
 * An agent who does nothing for a while is logged out: a desk that was left open is a door.
 *
 * What counts is what a person did. That the page asked for what it shows, caught up after a
 * lost connection or said that somebody types does not.
 */
#include "bot/idle.h"

#include "bot/case.h"
#include "bot/queue.h"

bool idle_counts(const struct event *event)
{
	switch (event->verb) {
	case DESK_SNAPSHOT:
	case DESK_BOARD:
	case DESK_REPORT:
	case DESK_ACCOUNTS:
	case DESK_TYPING:
		return false;
	case DESK_OPEN:
		return !event->watermark;
	case DESK_EARLIER:
	case DESK_LIST:
	case DESK_PRESENCE:
	case DESK_NEXT:
	case DESK_CLAIM:
	case DESK_MESSAGE:
	case DESK_NOTE:
	case DESK_TAG:
	case DESK_REPLIES:
	case DESK_TRANSFER:
	case DESK_RETURN:
	case DESK_CLOSE:
	case DESK_LOOKUP:
	case DESK_REVEAL:
	case DESK_ORDER:
	case DESK_STEP:
	case DESK_AUDIT:
	case DESK_ACCOUNT_ADD:
	case DESK_ACCOUNT_PASSWORD:
	case DESK_ACCOUNT_DISABLE:
	case DESK_ACCOUNT_ENABLE:
	case DESK_ACCOUNT_WORK:
	case DESK_RULES_READ:
	case DESK_RULES_SAVE:
	case DESK_REVIEW_LIST:
	case DESK_REVIEW_SHOW:
	case DESK_REVIEW_MARK:
	case DESK_REVIEW_EXAMPLE:
	case DESK_REVIEW_TEXT:
	case DESK_LOGOUT:
	case N_DESK_VERBS:
		break;
	}
	return true;
}

/* While a desk is there, the alarm of the first whose time is up sees to it that we look. */
static void notice_leap(struct bot *bot, int64_t now_ms)
{
	if (bot->idle.looked_ms &&
	    !clock_is_within(now_ms, bot->idle.looked_ms, bot->desk_idle_ms + QUEUE_LATE_MS))
		bot->idle.leapt_ms = now_ms;
	bot->idle.looked_ms = now_ms;
}

/* From when on he has done nothing: a desk that is there when the clock leaps begins anew. */
static int64_t since_ms(const struct turn *turn, const struct agent_row *agent)
{
	const struct bot *bot = turn->bot;

	notice_leap(turn->bot, turn->now_ms);
	if (agent->unlinked_ms || clock_is_within(turn->now_ms, agent->acted_ms, bot->desk_idle_ms))
		return agent->acted_ms;
	return bot->idle.leapt_ms;
}

bool idle_is(const struct turn *turn, const struct agent_row *agent)
{
	const int64_t most_ms = turn->bot->desk_idle_ms;

	return most_ms && !clock_is_within(turn->now_ms, since_ms(turn, agent), most_ms);
}

void idle_watch(struct turn *turn, const struct agent_row *agent)
{
	if (turn->bot->desk_idle_ms && !agent->unlinked_ms)
		queue_wake(turn->bot, since_ms(turn, agent) + turn->bot->desk_idle_ms);
}

void idle_begin(struct turn *turn, struct agent_row *agent)
{
	notice_leap(turn->bot, turn->now_ms);
	agent->acted_ms = turn->now_ms;
}

static void send_away(struct turn *turn, struct agent_row *agent)
{
	struct output *output;

	audit_write(turn, &(struct audit_act){
				  .who = agent->name,
				  .role = role_name((enum role)agent->role),
				  .what = "login.idle",
			  });
	agent->unlinked_ms = turn->now_ms; /* as good as gone */
	output = account_sign_out(turn, agent);
	if (output)
		output->code = "idle";
	turn_stored(turn, output != NULL);
}

struct looking {
	struct turn *turn;
	struct row_list idle;
};

static bool look(void *context, const struct agent_row *agent)
{
	struct looking *looking = context;

	if (agent->unlinked_ms || agent->disabled)
		return true;
	if (idle_is(looking->turn, agent))
		row_list_add(looking->turn->arena, &looking->idle, agent->row);
	else
		idle_watch(looking->turn, agent);
	return true;
}

void idle_send_away(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct looking looking = {.turn = turn};
	struct agent_row agent;

	turn_stored(turn, store->kind->agent_list(store->db, look, &looking, turn->err));
	for (size_t i = 0; i < looking.idle.n && !turn->failed; i++)
		if (turn_stored(turn, store->kind->agent_at(store->db, looking.idle.rows[i], &agent,
							    turn->err) == FOUND))
			send_away(turn, &agent);
}
