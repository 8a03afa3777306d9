/*
 * Agents' accounts: made, changed, come in with and gone from.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/core.h"
#include "bot/idle.h"
#include "bot/queue.h"

#define CAPACITY_USUAL 4

struct output *account_sign_out(struct turn *turn, struct agent_row *agent)
{
	const struct store *store = &turn->bot->store;
	struct output *output;

	agent->epoch++;
	if (!store->kind->agent_save(store->db, agent, turn->err))
		return NULL;
	output = turn_output(turn, OUTPUT_SIGNED_OUT, 0);
	output->agent = agent->row;
	return output;
}

/* --- asked for by who has the data folder ---------------------------------------- */

static bool take_agent(void *context, const struct agent_row *agent)
{
	struct buffer *json = context;

	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "name", agent->name);
	json_put_member(json, "role", role_name((enum role)agent->role));
	json_put_boolean(json, "disabled", agent->disabled);
	json_put_member(json, "teams", agent->teams);
	json_put_member(json, "languages", agent->languages);
	json_put_integer(json, "capacity", agent->capacity);
	buffer_char(json, '}');
	return true;
}

bool account_print_all(struct turn *turn, struct buffer *json)
{
	const struct store *store = &turn->bot->store;

	return store->kind->agent_list(store->db, take_agent, json, turn->err);
}

static bool list_agents(struct turn *turn)
{
	struct buffer json = {0};
	struct output *output;

	buffer_char(&json, '[');
	if (!account_print_all(turn, &json)) {
		buffer_finish(&json);
		return false;
	}
	buffer_char(&json, ']');
	output = turn_output(turn, OUTPUT_ACCOUNT, turn->event->origin);
	output->json_length = json.length;
	output->json = buffer_take(&json);
	return true;
}

/* Each word of the list names something there is. */
static bool check_words(struct turn *turn, const char *list,
			bool (*is_one)(struct turn *, const char *), const char *what)
{
	while (*list) {
		size_t length = strcspn(list, " ");
		const char *word = arena_text_n(turn->arena, list, length);

		if (!is_one(turn, word))
			return error_set(turn->err, "there is no %s %s", what, word);
		list += length + strspn(list + length, " ");
	}
	return true;
}

static bool is_team(struct turn *turn, const char *word)
{
	return knowledge_team(turn->bot->knowledge, word);
}

static bool is_language(struct turn *turn, const char *word)
{
	(void)turn;
	return !strcmp(word, "zh") || !strcmp(word, "en");
}

/* What the agent works on; what the event leaves out stays. */
static bool put_work(struct turn *turn, struct agent_row *agent, const char **code)
{
	const struct event *event = turn->event;
	const char *teams = event->team ? event->team : agent->teams;
	const char *languages = event->language ? event->language : agent->languages;

	*code = "bad_work";
	if (!check_words(turn, teams, is_team, "team") ||
	    !check_words(turn, languages, is_language, "language"))
		return false;
	if (strlen(teams) >= sizeof agent->teams || strlen(languages) >= sizeof agent->languages)
		return error_set(turn->err, "these are too many");
	if (event->team)
		strcpy(agent->teams, teams);
	if (event->language)
		strcpy(agent->languages, languages);
	if (event->capacity)
		agent->capacity = event->capacity;
	*code = "storage_unavailable";
	return true;
}

static bool add_agent(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	struct agent_row agent;
	enum found found = store->kind->agent_find(store->db, event->name, &agent, turn->err);

	if (found == FOUND) {
		*code = "exists";
		return error_set(turn->err, "agent %s exists already: use `fuji agent passwd %s`",
				 event->name, event->name);
	}
	agent = (struct agent_row){
		.role = (int)event->role,
		.created_ms = turn->now_ms,
		.capacity = CAPACITY_USUAL,
		.presence_ms = turn->now_ms,
		.unlinked_ms = turn->now_ms,
	};
	strncpy(agent.name, event->name, sizeof agent.name - 1);
	strncpy(agent.password_hash, event->password_hash, sizeof agent.password_hash - 1);
	return found == NOT_FOUND && put_work(turn, &agent, code) &&
	       store->kind->agent_add(store->db, &agent, turn->err);
}

/* What one works on, and that one may come in, is no reason to be sent away. */
static bool save_agent(struct turn *turn, struct agent_row *agent)
{
	const struct store *store = &turn->bot->store;
	enum account_verb verb = turn->event->account;

	if (verb == ACCOUNT_PASSWORD || verb == ACCOUNT_DISABLE)
		return account_sign_out(turn, agent) != NULL;
	return store->kind->agent_save(store->db, agent, turn->err);
}

static bool change_agent(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	struct agent_row agent;
	enum found found = store->kind->agent_find(store->db, event->name, &agent, turn->err);

	if (found == NOT_FOUND) {
		*code = "no_such_agent";
		return error_set(turn->err, "there is no agent %s: `fuji agent list` shows them",
				 event->name);
	}
	if (found == FIND_FAILED)
		return false;
	if (event->account == ACCOUNT_WORK && !put_work(turn, &agent, code))
		return false;
	if (event->account == ACCOUNT_DISABLE || event->account == ACCOUNT_ENABLE)
		agent.disabled = event->account == ACCOUNT_DISABLE;
	if (event->account == ACCOUNT_PASSWORD)
		snprintf(agent.password_hash, sizeof agent.password_hash, "%s",
			 event->password_hash);
	if (!save_agent(turn, &agent))
		return false;
	queue_agent_changed(turn, &agent);
	return !turn->failed;
}

static void note_change(struct turn *turn, const struct agent_row *asker)
{
	static const char *const acts[] = {[ACCOUNT_ADD] = "account.add",
					   [ACCOUNT_PASSWORD] = "account.password",
					   [ACCOUNT_DISABLE] = "account.disable",
					   [ACCOUNT_ENABLE] = "account.enable",
					   [ACCOUNT_WORK] = "account.work"};
	const bool adds = turn->event->account == ACCOUNT_ADD;

	audit_write(turn, &(struct audit_act){
				  .who = asker ? asker->name : NULL,
				  .role = role_name(ROLE_ADMIN),
				  .what = acts[turn->event->account],
				  .object = turn->event->name,
				  .detail = adds ? role_name(turn->event->role) : NULL,
			  });
}

bool account_change(struct turn *turn, const struct agent_row *asker, const char **code)
{
	const bool adds = turn->event->account == ACCOUNT_ADD;

	if (!(adds ? add_agent(turn, code) : change_agent(turn, code)))
		return false;
	note_change(turn, asker);
	return true;
}

/* By nobody who has an account: on the control socket, or beside the data folder. */
bool account_do(struct turn *turn, const char **code)
{
	if (turn->event->account == ACCOUNT_LIST)
		return list_agents(turn);
	if (!account_change(turn, NULL, code))
		return false;
	turn_output(turn, OUTPUT_ACCOUNT, turn->event->origin);
	return true;
}

/* --- coming and going --------------------------------------------------------- */

static const char *act_of(enum visit visit)
{
	static const char *const acts[] = {"login", "login.resumed", "login.failed"};

	return acts[visit];
}

static bool has_stamp(const struct turn *turn, const struct agent_row *agent)
{
	char stamp[CRYPTO_ID_SIZE];

	agent_stamp(turn->bot->keys, agent, stamp);
	return !strcmp(stamp, turn->event->stamp);
}

enum found account_asking(struct turn *turn, struct agent_row *out)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	enum found found;

	if (event->agent)
		return store->kind->agent_at(store->db, event->agent, out, turn->err);
	found = store->kind->agent_find(store->db, event->name, out, turn->err);
	return found == FOUND && (!has_stamp(turn, out) || idle_is(turn, out)) ? NOT_FOUND : found;
}

/* The wait of who comes in begins anew; a token is good for what is left of it. */
static bool begin_or_go_on(struct turn *turn, struct agent_row *agent, const char **code)
{
	const struct store *store = &turn->bot->store;

	if (turn->event->visit == VISIT_RESUMED) {
		*code = "idle";
		return !idle_is(turn, agent) ||
		       error_set(turn->err, "nothing was done for too long: log in again");
	}
	idle_begin(turn, agent);
	return store->kind->agent_save(store->db, agent, turn->err);
}

/* What was typed for a name is kept only if it is one: it may be a password. */
bool account_visit(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	const struct event *event = turn->event;
	struct agent_row agent = {0};
	enum found found = store->kind->agent_find(store->db, event->name, &agent, turn->err);

	if (found == FIND_FAILED)
		return false;
	if (event->visit != VISIT_REFUSED &&
	    !(found == FOUND && !agent.disabled && has_stamp(turn, &agent))) {
		*code = "disabled";
		return error_set(turn->err, "this account is disabled, or has ended this log-in");
	}
	if (event->visit != VISIT_REFUSED && !begin_or_go_on(turn, &agent, code))
		return false;
	audit_write(turn, &(struct audit_act){
				  .who = agent.name,
				  .role = role_name((enum role)agent.role),
				  .what = act_of(event->visit),
				  .detail = event->text,
			  });
	turn_output(turn, OUTPUT_VISIT, event->origin);
	return true;
}
