#include "bot/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#define TOLD_EVERY_MS 15000
#define TIMES_MOST 20
#define TIMES_LEAST 5 /* a median of fewer says nothing */

/* What was last told of a case's place. */
struct place {
	int64_t row, ahead;
};

struct line_watch {
	struct place *places; /* by row */
	size_t n;
	bool changed;
	int64_t told_ms;
	int64_t wake_ms;  /* when queue_tick is wanted, 0: not */
	int64_t armed_ms; /* the alarm that is under way, 0: none */
};

struct line_watch *line_watch_create(void)
{
	return mem_new(sizeof(struct line_watch));
}

void line_watch_destroy(struct line_watch *watch)
{
	if (!watch)
		return;
	free(watch->places);
	free(watch);
}

/* --- teams and agents ----------------------------------------------------------- */

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

bool agent_takes(const struct agent_row *agent, const char *team, enum language language)
{
	return has_word(agent->teams, team) && has_word(agent->languages, language_code(language));
}

static bool is_talker(const struct agent_row *agent)
{
	return !agent->disabled && access_allows((enum role)agent->role, "desk.claim");
}

bool agent_is_there(const struct agent_row *agent, int64_t now_ms)
{
	return is_talker(agent) && agent->presence == PRESENCE_READY &&
	       (agent->unlinked_ms == 0 || now_ms - agent->unlinked_ms < LINK_GRACE_MS);
}

int64_t agent_load(struct turn *turn, const struct agent_row *agent)
{
	const struct store *store = &turn->bot->store;
	int64_t load = 0;

	turn_stored(turn, store->kind->case_load(store->db, agent->row, &load, turn->err));
	return load;
}

struct staff {
	const char *team;
	enum language language;
	bool any_language;
	int64_t now_ms;
	int64_t accounts, there, capacity;
};

static bool count_agent(void *context, const struct agent_row *agent)
{
	struct staff *staff = context;

	if (!is_talker(agent) || !has_word(agent->teams, staff->team) ||
	    (!staff->any_language && !agent_takes(agent, staff->team, staff->language)))
		return true;
	staff->accounts++;
	if (agent_is_there(agent, staff->now_ms)) {
		staff->there++;
		staff->capacity += agent->capacity;
	}
	return true;
}

static void count_staff(struct turn *turn, struct staff *staff)
{
	const struct store *store = &turn->bot->store;

	staff->now_ms = turn->now_ms;
	turn_stored(turn, store->kind->agent_list(store->db, count_agent, staff, turn->err));
}

static bool is_open(const struct turn *turn, const struct team *team)
{
	return knowledge_team_is_open(turn->bot->knowledge, team, turn->now_ms,
				      turn->bot->zone_minutes);
}

bool queue_is_staffed(struct turn *turn, const struct case_row *row)
{
	struct staff staff = {.team = row->team, .language = (enum language)row->language};

	if (!is_open(turn, queue_team(turn->bot, row)))
		return false;
	count_staff(turn, &staff);
	return staff.there > 0 || staff.accounts == 0;
}

static int64_t opens_ms(const struct turn *turn, const struct team *team)
{
	int64_t from_ms, to_ms;

	return knowledge_team_hours(turn->bot->knowledge, team, turn->now_ms,
				    turn->bot->zone_minutes, &from_ms, &to_ms) &&
			       from_ms > turn->now_ms
		       ? from_ms
		       : 0;
}

int64_t queue_back_ms(const struct turn *turn, const struct case_row *row)
{
	return opens_ms(turn, queue_team(turn->bot, row));
}

/* --- how long it takes -------------------------------------------------------- */

struct times {
	int64_t waits[TIMES_MOST], answers[TIMES_MOST], services[TIMES_MOST];
	size_t n_waits, n_answers, n_services;
};

static bool take_times(void *context, const struct case_times *times)
{
	struct times *all = context;

	all->waits[all->n_waits++] = times->claimed_ms - times->created_ms;
	if (times->answered_ms)
		all->answers[all->n_answers++] = times->answered_ms - times->claimed_ms;
	if (times->closed_ms)
		all->services[all->n_services++] = times->closed_ms - times->claimed_ms;
	return true;
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* In seconds; 0 while there are too few. One that took days moves it by one place only. */
static int64_t median_s(int64_t *values, size_t n)
{
	if (n < TIMES_LEAST)
		return 0;
	qsort(values, n, sizeof *values, by_size);
	return (values[n / 2] + 999) / 1000;
}

static void read_times(struct turn *turn, const char *team, struct times *out)
{
	const struct store *store = &turn->bot->store;

	*out = (struct times){0};
	turn_stored(turn, store->kind->team_times(store->db, team, TIMES_MOST, take_times, out,
						  turn->err));
}

/* How long one place in the line takes: a usual case, shared among all that can be had at a
 * time. 0 when that is not known or nobody is there. */
static int64_t place_ms(struct turn *turn, const char *team)
{
	struct staff staff = {.team = team, .any_language = true};
	struct times times;

	read_times(turn, team, &times);
	count_staff(turn, &staff);
	if (!staff.capacity)
		return 0;
	return median_s(times.services, times.n_services) * 1000 / staff.capacity;
}

/* --- telling desks ------------------------------------------------------------ */

static void put_seconds(struct buffer *buffer, const char *name, int64_t seconds)
{
	if (seconds)
		json_put_integer(buffer, name, seconds);
}

static void put_time(struct buffer *buffer, const char *name, int64_t at_ms)
{
	char at[25] = "";

	if (at_ms)
		clock_print(at_ms, at);
	json_put_member(buffer, name, at);
}

static void print_team(struct turn *turn, const struct team *team, struct buffer *buffer)
{
	const struct store *store = &turn->bot->store;
	struct staff staff = {.team = team->id, .any_language = true};
	struct team_figures figures = {0};
	struct times times;

	turn_stored(turn, store->kind->team_figures(store->db, team->id, &figures, turn->err));
	count_staff(turn, &staff);
	read_times(turn, team->id, &times);
	buffer_char(buffer, '{');
	json_put_member(buffer, "id", team->id);
	json_put_name(buffer, "name");
	buffer_char(buffer, '{');
	for (enum language language = 0; language < N_LANGUAGES; language++)
		json_put_member(buffer, language_code(language), team->name[language]);
	buffer_char(buffer, '}');
	json_put_boolean(buffer, "open", is_open(turn, team));
	put_time(buffer, "opens", opens_ms(turn, team));
	json_put_integer(buffer, "waiting", figures.waiting);
	put_time(buffer, "longest", figures.longest_ms);
	json_put_integer(buffer, "in_hand", figures.in_hand);
	json_put_integer(buffer, "ready", staff.there);
	put_seconds(buffer, "wait_s", median_s(times.waits, times.n_waits));
	put_seconds(buffer, "answer_s", median_s(times.answers, times.n_answers));
	buffer_char(buffer, '}');
}

static void put_words(struct buffer *buffer, const char *name, const char *list)
{
	json_put_name(buffer, name);
	buffer_char(buffer, '[');
	while (*list) {
		size_t length = strcspn(list, " ");

		json_put_comma(buffer);
		json_put_text_n(buffer, list, length);
		list += length + (list[length] == ' ');
	}
	buffer_char(buffer, ']');
}

static void print_agent(const struct agent_row *agent, int64_t load, struct buffer *buffer)
{
	static const char *const presences[] = {"ready", "away", "off"};

	buffer_char(buffer, '{');
	json_put_member(buffer, "name", agent->name);
	json_put_member(buffer, "role", role_name((enum role)agent->role));
	json_put_member(buffer, "presence", presences[agent->presence]);
	json_put_member(buffer, "reason", agent->reason);
	put_time(buffer, "since", agent->presence_ms);
	json_put_boolean(buffer, "linked", agent->unlinked_ms == 0);
	put_words(buffer, "teams", agent->teams);
	put_words(buffer, "languages", agent->languages);
	json_put_integer(buffer, "capacity", agent->capacity);
	json_put_integer(buffer, "load", load);
	buffer_char(buffer, '}');
}

/* A delta; `kind` also names what is in it. */
static void begin_delta(struct turn *turn, const char *kind, struct buffer *frame)
{
	buffer_char(frame, '{');
	json_put_member(frame, "type", kind);
	json_put_integer(frame, "version", ++turn->bot->desk_version);
	json_put_name(frame, kind);
}

static void send_delta(struct turn *turn, struct buffer *frame)
{
	struct output *output = turn_output(turn, OUTPUT_DESK, 0);

	buffer_char(frame, '}');
	output->json_length = frame->length;
	output->json = buffer_take(frame);
}

void queue_changed(struct turn *turn, const char *id)
{
	const struct team *team = knowledge_team(turn->bot->knowledge, id);
	struct line_watch *watch = turn->bot->line_watch;
	struct buffer frame = {0};

	if (turn->failed || !team)
		return;
	begin_delta(turn, "team", &frame);
	print_team(turn, team, &frame);
	send_delta(turn, &frame);
	watch->changed = true;
	queue_wake(turn->bot, watch->told_ms + TOLD_EVERY_MS);
}

void queue_agent_changed(struct turn *turn, const struct agent_row *agent)
{
	struct buffer frame = {0};

	begin_delta(turn, "agent", &frame);
	print_agent(agent, agent_load(turn, agent), &frame);
	send_delta(turn, &frame);
}

struct board {
	struct turn *turn;
	struct buffer *frame;
};

static bool put_agent(void *context, const struct agent_row *agent)
{
	struct board *board = context;

	if (!is_talker(agent))
		return true;
	json_put_comma(board->frame);
	print_agent(agent, agent_load(board->turn, agent), board->frame);
	return true;
}

void queue_print_board(struct turn *turn, struct buffer *frame)
{
	const struct store *store = &turn->bot->store;
	struct board board = {turn, frame};

	buffer_char(frame, '{');
	json_put_member(frame, "type", "board");
	json_put_integer(frame, "version", turn->bot->desk_version);
	json_put_name(frame, "teams");
	buffer_char(frame, '[');
	for (size_t i = 0; i < knowledge_n_teams(turn->bot->knowledge); i++) {
		json_put_comma(frame);
		print_team(turn, knowledge_team_at(turn->bot->knowledge, i), frame);
	}
	buffer_char(frame, ']');
	json_put_name(frame, "agents");
	buffer_char(frame, '[');
	turn_stored(turn, store->kind->agent_list(store->db, put_agent, &board, turn->err));
	buffer_text(frame, "]}");
}

/* --- telling subscribers ------------------------------------------------------ */

static const char *print_state(struct turn *turn, const char *state, const char *case_id,
			       int64_t ahead, int64_t wait_s)
{
	struct buffer value = {0};
	const char *text;

	buffer_char(&value, '{');
	json_put_member(&value, "state", state);
	json_put_member(&value, "caseId", case_id);
	if (ahead >= 0)
		json_put_integer(&value, "ahead", ahead);
	put_seconds(&value, "wait_s", wait_s);
	buffer_char(&value, '}');
	text = arena_text_n(turn->arena, value.data, value.length);
	buffer_finish(&value);
	return text;
}

void queue_announce(struct turn *turn, const char *state)
{
	const struct activity activity = {
		.speaker = SPEAKER_SYSTEM,
		.from_id = "system",
		.type = "event",
		.name = "fuji.handoff",
		.value_json = print_state(turn, state, turn->case_id, -1, 0),
		.language = turn_language(turn),
	};

	turn_append(turn, &activity);
}

/* Not kept: the next one says all that this one does. */
static void send_place(struct turn *turn, const struct case_row *row, uint64_t origin,
		       int64_t ahead, int64_t wait_s)
{
	struct output *output = turn_output(turn, OUTPUT_EVENT, origin);
	struct buffer json = {0};

	strcpy(output->conversation, row->conversation_id);
	buffer_format(&json,
		      "{\"type\":\"event\",\"name\":\"fuji.handoff\",\"from\":{\"id\":\"system\","
		      "\"role\":\"channel\"},\"value\":%s}",
		      print_state(turn, "queued", row->id, ahead, wait_s));
	output->json_length = json.length;
	output->json = buffer_take(&json);
}

void queue_find_place(struct turn *turn, const struct case_row *row)
{
	const struct store *store = &turn->bot->store;

	turn_stored(turn, store->kind->case_ahead(store->db, row, &turn->ahead, turn->err));
	turn->wait_s = place_ms(turn, row->team) * (turn->ahead + 1) / 1000;
}

void queue_tell_place(struct turn *turn)
{
	struct case_row row;

	if (turn->conversation->row.owner != OWNER_WAITING || !case_of_conversation(turn, &row))
		return;
	queue_find_place(turn, &row);
	send_place(turn, &row, turn->event->origin, turn->ahead, turn->wait_s);
}

struct telling {
	struct turn *turn;
	struct place *places;
	size_t n, room;
	int64_t ahead, place_ms;
};

static int by_row(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	return (left->row > right->row) - (left->row < right->row);
}

static bool tell_one(void *context, const struct case_row *row)
{
	struct telling *telling = context;
	const struct line_watch *watch = telling->turn->bot->line_watch;
	struct place place = {row->row, telling->ahead++};
	const struct place *before;

	if (row->owner != OWNER_WAITING)
		return true;
	before = watch->n ? bsearch(&place, watch->places, watch->n, sizeof place, by_row) : NULL;
	if (!before || before->ahead != place.ahead)
		send_place(telling->turn, row, 0, place.ahead,
			   telling->place_ms * (place.ahead + 1) / 1000);
	if (telling->n == telling->room) {
		telling->room = telling->room ? 2 * telling->room : 64;
		telling->places = mem_resize(telling->places, telling->room, sizeof place);
	}
	telling->places[telling->n++] = place;
	return true;
}

static void tell_places(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct line_watch *watch = turn->bot->line_watch;
	struct telling telling = {.turn = turn};

	for (size_t i = 0; i < knowledge_n_teams(turn->bot->knowledge); i++) {
		const struct team *team = knowledge_team_at(turn->bot->knowledge, i);

		telling.ahead = 0;
		telling.place_ms = place_ms(turn, team->id);
		turn_stored(turn, store->kind->case_waiting(store->db, team->id, tell_one, &telling,
							    turn->err));
	}
	if (telling.n)
		qsort(telling.places, telling.n, sizeof *telling.places, by_row);
	free(watch->places);
	watch->places = telling.places;
	watch->n = telling.n;
	watch->told_ms = turn->now_ms;
	watch->changed = false;
}

/* --- time --------------------------------------------------------------------- */

void queue_wake(struct bot *bot, int64_t at_ms)
{
	struct line_watch *watch = bot->line_watch;

	if (!watch->wake_ms || at_ms < watch->wake_ms)
		watch->wake_ms = at_ms;
}

void queue_arm(struct bot *bot, struct output_list *out)
{
	struct line_watch *watch = bot->line_watch;
	struct turn turn = {.bot = bot, .out = out};
	struct output *output;

	if (!watch->wake_ms || (watch->armed_ms && watch->armed_ms <= watch->wake_ms))
		return;
	watch->armed_ms = watch->wake_ms;
	output = turn_output(&turn, OUTPUT_CALL, 0); /* without a row: it may be lost with us */
	output->call_body.kind = CALL_WAIT;
	output->call_body.wake_ms = watch->wake_ms;
}

void queue_tick(struct turn *turn)
{
	struct line_watch *watch = turn->bot->line_watch;

	watch->armed_ms = 0;
	watch->wake_ms = 0;
	agents_let_go_lost(turn);
	if (turn->failed)
		queue_wake(turn->bot, turn->now_ms + TOLD_EVERY_MS); /* it will be undone: again */
	if (turn->failed || !watch->changed)
		return;
	if (turn->now_ms - watch->told_ms >= TOLD_EVERY_MS)
		tell_places(turn);
	else
		queue_wake(turn->bot, watch->told_ms + TOLD_EVERY_MS);
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
