/*
 * What desks are told of the lines: teams and agents, whole as the board and one by one as they
 * change.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/frame.h"
#include "bot/queue.h"
#include "bot/queue_figures.h"

static void put_seconds(struct buffer *buffer, const char *name, int64_t seconds)
{
	if (seconds)
		json_put_integer(buffer, name, seconds);
}

static void print_team(struct turn *turn, const struct team *team, struct buffer *buffer)
{
	const struct store *store = &turn->bot->store;
	struct staff staff = {.team = team->id, .language = -1};
	struct team_figures figures = {0};
	struct line_times times;

	turn_stored(turn, store->kind->team_figures(store->db, team->id, &figures, turn->err));
	queue_count_staff(turn, &staff);
	queue_times(turn, team->id, &times);
	buffer_char(buffer, '{');
	json_put_member(buffer, "id", team->id);
	frame_put_texts(buffer, "name", team->name);
	json_put_boolean(buffer, "open", queue_is_open(turn, team));
	frame_put_time(buffer, "opens", queue_opens_ms(turn, team));
	json_put_integer(buffer, "waiting", figures.waiting);
	frame_put_time(buffer, "longest", figures.longest_ms);
	json_put_integer(buffer, "in_hand", figures.in_hand);
	json_put_integer(buffer, "ready", staff.linked);
	put_seconds(buffer, "wait_s", times.wait_s);
	put_seconds(buffer, "answer_s", times.answer_s);
	buffer_char(buffer, '}');
}

static void print_agent(const struct agent_row *agent, int64_t load, struct buffer *buffer)
{
	static const char *const presences[] = {"ready", "away", "off"};

	buffer_char(buffer, '{');
	json_put_member(buffer, "name", agent->name);
	json_put_member(buffer, "role", role_name((enum role)agent->role));
	json_put_member(buffer, "presence", presences[agent->presence]);
	json_put_member(buffer, "reason", agent->reason);
	frame_put_time(buffer, "since", agent->presence_ms);
	json_put_boolean(buffer, "linked", agent->unlinked_ms <= 0);
	json_put_words(buffer, "teams", agent->teams);
	json_put_words(buffer, "languages", agent->languages);
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
	struct buffer frame = {0};

	if (turn->failed || !team)
		return;
	begin_delta(turn, "team", &frame);
	print_team(turn, team, &frame);
	send_delta(turn, &frame);
	queue_places_changed(turn->bot);
}

void queue_agent_changed(struct turn *turn, const struct agent_row *agent)
{
	struct buffer frame = {0};

	if (!access_allows((enum role)agent->role, "desk.claim"))
		return;
	begin_delta(turn, "agent", &frame);
	print_agent(agent, agent_load(turn, agent), &frame);
	send_delta(turn, &frame);
}

static void put_spikes(const struct bot *bot, struct buffer *frame)
{
	json_put_name(frame, "spikes");
	buffer_text(frame, bot->spikes ? bot->spikes : "[]");
}

void queue_tell_spikes(struct turn *turn)
{
	struct buffer frame = {0};

	free(turn->bot->spikes);
	turn->bot->spikes = mem_text(turn->event->text);
	buffer_char(&frame, '{');
	json_put_member(&frame, "type", "spikes");
	json_put_integer(&frame, "version", ++turn->bot->desk_version);
	put_spikes(turn->bot, &frame);
	send_delta(turn, &frame);
}

struct board {
	struct turn *turn;
	struct buffer *frame;
};

static bool put_agent(void *context, const struct agent_row *agent)
{
	struct board *board = context;

	if (!agent_is_talker(agent))
		return true;
	json_put_comma(board->frame);
	print_agent(agent, agent_load(board->turn, agent), board->frame);
	return true;
}

static void put_tags(const struct knowledge *knowledge, struct buffer *frame)
{
	json_put_name(frame, "tags");
	buffer_char(frame, '[');
	for (size_t i = 0; i < knowledge_n_tags(knowledge); i++) {
		const struct tag *tag = knowledge_tag_at(knowledge, i);

		json_put_comma(frame);
		buffer_char(frame, '{');
		json_put_member(frame, "id", tag->id);
		frame_put_texts(frame, "name", tag->name);
		buffer_char(frame, '}');
	}
	buffer_char(frame, ']');
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
	put_tags(turn->bot->knowledge, frame);
	put_spikes(turn->bot, frame);
	json_put_name(frame, "agents");
	buffer_char(frame, '[');
	turn_stored(turn, store->kind->agent_list(store->db, put_agent, &board, turn->err));
	buffer_text(frame, "]}");
}
