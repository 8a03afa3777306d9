/*
 * The canned replies that fit a case, in the subscriber's language and with their places filled.
 */
#include <string.h>

#include "base/json.h"
#include "bot/desk.h"
#include "bot/fill.h"
#include "bot/frame.h"
#include "bot/values.h"

/* The hours of the case's team that run now, else its next. */
static const char *hours(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct knowledge *knowledge = turn->bot->knowledge;
	const struct team *team = knowledge_team(knowledge, desk->row.team);
	int zone = turn->bot->zone_minutes;
	int64_t from_ms, to_ms;

	if (!team || !knowledge_team_hours(knowledge, team, turn->now_ms, zone, &from_ms, &to_ms))
		return NULL;
	return fill_hours(from_ms, to_ms, turn->now_ms, zone, turn_language(turn), turn->arena);
}

static const char *value(void *context, const char *name)
{
	struct desk *desk = context;
	const char *told = strcmp(name, "hours") ? value_of(desk->turn, name) : hours(desk);

	return told && *told ? told : NULL;
}

/* One of which no sentence was left is none. */
static void put_reply(struct desk *desk, const struct reply *reply, struct buffer *frame)
{
	struct turn *turn = desk->turn;
	const char *text = fill_text(reply->text[turn_language(turn)], value, desk, turn->arena);

	if (!*text)
		return;
	json_put_comma(frame);
	buffer_char(frame, '{');
	json_put_member(frame, "id", reply->id);
	frame_put_texts(frame, "title", reply->title);
	json_put_member(frame, "text", text);
	buffer_char(frame, '}');
}

bool desk_replies(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct knowledge *knowledge = turn->bot->knowledge;
	struct buffer frame = {0};

	if (!desk_find_case(desk))
		return false;
	buffer_text(&frame, "{\"type\":\"replies\",\"case\":");
	json_put_text(&frame, desk->row.id);
	buffer_text(&frame, ",\"replies\":[");
	for (size_t i = 0; i < knowledge_n_replies(knowledge); i++) {
		const struct reply *reply = knowledge_reply_at(knowledge, i);

		if (knowledge_reply_fits(reply, desk->row.cause, (int)turn_trust(turn),
					 turn->now_ms, turn->bot->zone_minutes))
			put_reply(desk, reply, &frame);
	}
	buffer_text(&frame, "]}");
	desk_send(turn, &frame);
	return true;
}
