/*
 * News for who may not be looking: the conversation goes on by itself, because a line is back, a
 * call is due or a person has written. Sockets get what was said like everything else; for a
 * phone that is put away the app's back end is told that there is something to read.
 *
 * What it is told may end on a locked screen that others see: a kind and a title that is the
 * same for everybody, and not a word of what was said.
 */
#include <string.h>

#include "base/json.h"
#include "bot/hooks.h"

#define PREFIX "push_" /* of the titles' names: the rest is the kind */

static void print_news(struct turn *turn, struct buffer *json)
{
	const struct state *state = turn->conversation->state;

	buffer_char(json, '{');
	json_put_member(json, "kind", turn->news + strlen(PREFIX));
	json_put_member(json, "title", turn_common(turn, turn->news));
	json_put_member(json, "language", language_code(turn_language(turn)));
	json_put_name(json, "watermark");
	buffer_format(json, "\"%lld\"", (long long)turn->conversation->row.seq);
	if (*state->signed_in)
		json_put_member(json, "subscriber", state->signed_in);
	buffer_char(json, '}');
}

void push_send(struct turn *turn)
{
	struct buffer json = {0};

	if (!turn->news || !turn->spoken || !turn->bot->hooks.wanted[HOOK_PUSH])
		return;
	print_news(turn, &json);
	hook_put_push(turn, json.data);
	buffer_finish(&json);
}
