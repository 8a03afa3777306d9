/*
 * The lines of the teams: who is there to take from them, and what becomes of them at a start.
 */
#include "bot/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

/* Whether a list between blanks has the word; an empty one has all. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(list, word); at; at = strstr(at + 1, word))
		if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return true;
	return !*list;
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
	       (agent->unlinked_ms == 0 || now_ms - agent->unlinked_ms < LINK_GRACE_MS);
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

/* --- after a start ------------------------------------------------------------ */

struct strays {
	struct bot *bot;
	int64_t *rows;
	size_t n;
};

static bool note_stray(void *context, const struct case_row *row)
{
	struct strays *strays = context;

	if (knowledge_team(strays->bot->knowledge, row->team))
		return true;
	strays->rows = mem_resize(strays->rows, strays->n + 1, sizeof *strays->rows);
	strays->rows[strays->n++] = row->row;
	return true;
}

bool queue_resume(struct bot *bot, struct error *err)
{
	const struct store_kind *kind = bot->store.kind;
	int64_t now_ms = clock_now_ms(bot->clock);
	struct strays strays = {.bot = bot};
	bool fine = kind->agent_unlink_all(bot->store.db, now_ms, err) &&
		    kind->case_list(bot->store.db, -1, 0, INT32_MAX, note_stray, &strays, err);

	for (size_t i = 0; fine && i < strays.n; i++) {
		struct case_row row;

		arena_reset(bot->arena);
		fine = kind->case_at(bot->store.db, strays.rows[i], bot->arena, &row, err) == FOUND;
		if (fine) {
			queue_put_team(&row, queue_team(bot, &row));
			fine = kind->case_save(bot->store.db, &row, err);
		}
	}
	free(strays.rows);
	queue_wake(bot, now_ms + LINK_GRACE_MS);
	return fine;
}
