/*
 * The lines of the teams: who is there to take from them, and what becomes of them at a start.
 */
#include "bot/queue.h"

#include <stdio.h>
#include <string.h>

#include "bot/case.h"
#include "bot/due.h"
#include "bot/queue_figures.h"

const struct team *queue_team(const struct bot *bot, const struct case_row *row)
{
	const struct team *team = knowledge_team(bot->knowledge, row->team);
	size_t n = knowledge_n_teams(bot->knowledge);

	return team ? team : knowledge_team_at(bot->knowledge, n - 1);
}

void queue_put_team(struct case_row *row, const struct team *team)
{
	snprintf(row->team, sizeof row->team, "%s", team->id);
	snprintf(row->skill, sizeof row->skill, "%s", team->skill);
}

/* An empty list has all. */
static bool has_word(const char *list, const char *word)
{
	return !*list || text_find_word(list, word);
}

bool agent_takes(const struct agent_row *agent, const char *team, int language)
{
	return has_word(agent->teams, team) &&
	       (language < 0 || has_word(agent->languages, language_code((enum language)language)));
}

bool agent_is_talker(const struct agent_row *agent)
{
	return !agent->disabled && access_allows((enum role)agent->role, "desk.claim");
}

bool agent_is_there(const struct agent_row *agent, int64_t now_ms)
{
	return agent_is_talker(agent) && agent->presence == PRESENCE_READY &&
	       (agent->unlinked_ms <= 0 || now_ms - agent->unlinked_ms < LINK_GRACE_MS);
}

int64_t agent_load(struct turn *turn, const struct agent_row *agent)
{
	const struct store *store = &turn->bot->store;
	int64_t load = 0;

	turn_stored(turn, store->kind->case_load(store->db, agent->row, &load, turn->err));
	return load;
}

bool queue_is_staffed(struct turn *turn, const struct case_row *row)
{
	struct staff staff = {.team = row->team, .language = row->language};

	if (!queue_is_open(turn, queue_team(turn->bot, row)))
		return false;
	queue_count_staff(turn, &staff);
	return staff.there > 0 || staff.accounts == 0;
}

int64_t queue_back_ms(const struct turn *turn, const struct case_row *row)
{
	return queue_opens_ms(turn, queue_team(turn->bot, row));
}

/* --- when the files are others ------------------------------------------------------ */

struct strays {
	struct turn *turn;
	struct row_list cases;
};

static bool note_stray(void *context, const struct case_row *row)
{
	struct strays *strays = context;
	struct turn *turn = strays->turn;

	due_watch_again(turn, row);
	if (!knowledge_team(turn->bot->knowledge, row->team))
		row_list_add(turn->arena, &strays->cases, row->row);
	return true;
}

static void reroute(struct turn *own, struct case_row *row)
{
	queue_put_team(row, queue_team(own->bot, row));
	case_note(own, row, "transfer", 0, row->team);
	case_save(own, row);
}

/* The version leaves a hole, so that desks ask for all anew: teams have come and gone. */
void queue_reroute(struct turn *turn)
{
	const struct knowledge *knowledge = turn->bot->knowledge;
	const struct store *store = &turn->bot->store;
	struct strays strays = {.turn = turn};

	turn_stored(turn, store->kind->case_list(store->db, -1, 0, INT32_MAX, note_stray, &strays,
						 turn->err));
	for (size_t i = 0; i < strays.cases.n && !turn->failed; i++)
		case_in_turn_of_its_own(turn, strays.cases.rows[i], reroute);
	turn->bot->desk_version++;
	for (size_t i = 0; i < knowledge_n_teams(knowledge); i++)
		queue_changed(turn, knowledge_team_at(knowledge, i)->id);
}

bool queue_resume(struct bot *bot, struct error *err)
{
	int64_t now_ms = clock_now_ms(bot->clock);

	queue_words_changed(bot);
	return bot->store.kind->agent_unlink_all(bot->store.db, now_ms, err);
}
