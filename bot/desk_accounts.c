/*
 * Accounts at an administrator's desk: each change is answered with all of them.
 */
#include <string.h>

#include "base/json.h"
#include "bot/desk.h"
#include "bot/frame.h"

static void put_teams(const struct knowledge *knowledge, struct buffer *frame)
{
	json_put_name(frame, "teams");
	buffer_char(frame, '[');
	for (size_t i = 0; i < knowledge_n_teams(knowledge); i++) {
		const struct team *team = knowledge_team_at(knowledge, i);

		json_put_comma(frame);
		buffer_char(frame, '{');
		json_put_member(frame, "id", team->id);
		frame_put_texts(frame, "name", team->name);
		buffer_char(frame, '}');
	}
	buffer_char(frame, ']');
}

bool desk_accounts(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct buffer frame = {0};

	buffer_text(&frame, "{\"type\":\"accounts\",\"agents\":[");
	if (!account_print_all(turn, &frame)) {
		buffer_finish(&frame);
		return desk_store_failed(desk);
	}
	buffer_char(&frame, ']');
	put_teams(turn->bot->knowledge, &frame);
	buffer_char(&frame, '}');
	desk_send(turn, &frame);
	return true;
}

bool desk_account(struct desk *desk)
{
	const struct event *event = desk->turn->event;
	const bool sets_password = event->account == ACCOUNT_ADD ||
				   event->account == ACCOUNT_PASSWORD;

	if (sets_password && !event->password_hash)
		return desk_refuse(desk, "overloaded", "there was no memory to hash the password");
	if (event->account == ACCOUNT_DISABLE && !strcmp(event->name, desk->agent.name))
		return desk_refuse(desk, "own_account", "nobody disables the own account");
	return account_change(desk->turn, &desk->agent, desk->code) && desk_accounts(desk);
}
