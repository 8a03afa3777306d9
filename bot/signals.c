/*
 * What a subscriber or his page sends that is no message: typing, thumbs, events.
 *
 * None of it is kept in the conversation. A client that names what it sends waits for an echo
 * all the same, so it gets one that passes by: it moves no watermark and comes once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/core.h"

static void echo(struct turn *turn)
{
	const struct event *event = turn->event;
	const struct conversation_row *row = &turn->conversation->row;
	const struct activity activity = {
		.speaker = SPEAKER_SUBSCRIBER,
		.from_id = event->user ? event->user : "subscriber",
		.type = event->type,
		.name = event->name,
		.client_id = event->client_id,
		.language = turn_language(turn),
		.passing = true,
	};
	struct buffer printed = {0};
	struct output *output;

	activity_print(&printed, row->id, row->seq, turn->now_ms, &activity);
	output = turn_output(turn, OUTPUT_EVENT, 0);
	output->json_length = printed.length;
	output->json = buffer_take(&printed);
}

/* The seq of the activity in this conversation that an id names; 0 for any other id. */
static int64_t seq_named(const struct turn *turn, const char *id)
{
	const struct conversation_row *row = &turn->conversation->row;
	size_t length = strlen(row->id);
	long long seq;
	char *end;

	if (!id || strncmp(id, row->id, length) != 0 || id[length] != '.')
		return 0;
	seq = strtoll(id + length + 1, &end, 10);
	return *end == '\0' && seq >= 1 && seq <= row->seq ? seq : 0;
}

/* The last one on an activity counts: a thumb may be thought over. */
static bool take_thumb(struct turn *turn, const char **code)
{
	enum thumb thumb = turn->event->thumb;
	int64_t seq = seq_named(turn, turn->event->reply_to);

	if (seq) {
		turn_add_fact(turn, seq, "thumb", thumb == THUMB_UP ? "up" : "down", NULL, 0);
		review_thumb(turn, seq, thumb);
		return !turn->failed;
	}
	*code = "bad_activity";
	return error_set(turn->err, "the thumb is on no activity of this conversation");
}

bool signal_take(struct turn *turn, const char **code)
{
	const struct event *event = turn->event;

	if (!strcmp(event->type, "typing"))
		turn_output(turn, OUTPUT_TYPING, 0)->user = mem_text(event->user);
	else if (event->client_id)
		echo(turn);
	turn_receipt(turn, turn->conversation->row.seq,
		     event->client_id ? event->client_id : event->type);
	return event->thumb == THUMB_NONE || take_thumb(turn, code);
}
