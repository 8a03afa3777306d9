/*
 * Pages of what was said, for a subscriber's client and for a desk alike.
 *
 * They go on behind a watermark. Who wants the end first takes the newest ones, and then what
 * stands in front of them.
 */
#include "bot/case.h"
#include "bot/queue.h"

/* Takes the memory of what was printed. */
static bool put(struct output *output, struct buffer *printed, bool was_read)
{
	if (!was_read) {
		buffer_finish(printed);
		return false;
	}
	output->json_length = printed->length;
	output->json = buffer_take(printed);
	return true;
}

bool history_behind(struct turn *turn, int64_t after, struct output *output)
{
	struct buffer printed = {0};
	bool was_read = conversation_history(&turn->bot->store, turn->conversation, after, &printed,
					     &output->watermark, turn->err);

	output->more = output->watermark < turn->conversation->row.seq;
	return put(output, &printed, was_read);
}

/* Whether there is more in front of that is in *more. */
static bool put_earlier(struct turn *turn, int64_t before, struct output *output, bool *more)
{
	struct buffer printed = {0};
	int64_t first;
	bool was_read = conversation_earlier(&turn->bot->store, turn->conversation, before,
					     (size_t)turn->event->most, &printed, &first,
					     turn->err);

	*more = was_read && first > 1 && first < before;
	return put(output, &printed, was_read);
}

bool history_newest(struct turn *turn, struct output *output)
{
	output->watermark = turn->conversation->row.seq;
	return put_earlier(turn, output->watermark + 1, output, &output->earlier);
}

bool history_earlier(struct turn *turn, struct output *output)
{
	output->before = turn->event->before;
	return put_earlier(turn, output->before, output, &output->more);
}

void history_tell_owner(struct turn *turn)
{
	struct case_row row;

	if (case_of_conversation(turn, &row)) {
		turn->case_id = arena_text(turn->arena, row.id);
		turn->agent_name = row.agent ? case_agent_name(turn, row.agent) : NULL;
		if (turn->conversation->row.owner == OWNER_WAITING)
			queue_find_place(turn, &row);
	}
	turn_tell_owner(turn);
}
