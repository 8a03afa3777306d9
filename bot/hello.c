/*
 * Somebody comes to a conversation: to a new one, to his own, or to what was opened for his line; and
 * reads what it has.
 */
#include "base/mem.h"
#include "bot/outreach.h"
#include "bot/queue.h"

static struct output *welcome(struct turn *turn)
{
	struct output *output = turn_output(turn, OUTPUT_WELCOME, turn->event->origin);

	output->user = mem_text(turn->event->user ? turn->event->user : "subscriber");
	output->language = turn_language(turn);
	output->traditional = turn->conversation->state->traditional;
	return output;
}

static bool open_new(struct turn *turn)
{
	const char *id = *turn->event->conversation ? turn->event->conversation : NULL;
	const struct event *event = turn->event;
	struct conversation *conversation = turn->conversation;
	enum language language = language_from(event->locale, LANGUAGE_ZH);

	if (!conversation_create(&turn->bot->store, id, language, turn->bot->zone_minutes,
				 turn->now_ms, turn->arena, conversation, turn->err))
		return false;
	script_hear(turn);
	if (event->as_line)
		conversation->state->line = arena_text(turn->arena, event->as_line);
	turn->spoken = welcome(turn);
	turn->spoken->is_new = true;
	turn_offer_common(turn, "greeting");
	turn_count(turn, "began", event->channel ? event->channel : "other", NULL, 0);
	return true;
}

/* What his line was told before he came is read in the language that he comes with from here on. */
static bool enter(struct turn *turn)
{
	struct conversation_row *row = &turn->conversation->row;

	row->language = language_from(turn->event->locale, (enum language)row->language);
	script_hear(turn);
	return history_behind(turn, 0, welcome(turn));
}

static enum found find_opened(struct turn *turn, const char *line)
{
	uint8_t subject[CRYPTO_HASH_SIZE];

	conversation_subject(turn->bot->keys, line, subject);
	return outreach_find_opened(turn, subject, turn->conversation);
}

/* Whoever is signed in comes to what his line was told, if nobody has come to that yet. */
static bool begin(struct turn *turn)
{
	struct signed_in signed_in;
	enum found found;

	if (!turn->event->text)
		return open_new(turn) && turn_finish(turn);
	if (!identity_read(turn, &signed_in))
		return false;
	found = signed_in.why_not ? NOT_FOUND : find_opened(turn, signed_in.assertion.line);
	if (found == FIND_FAILED || !(found == FOUND ? enter(turn) : open_new(turn)))
		return false;
	identity_take(turn, &signed_in);
	return turn_finish(turn);
}

bool hello_find(struct turn *turn, const char **code)
{
	switch (conversation_load(&turn->bot->store, turn->event->conversation, turn->arena,
				  turn->conversation, turn->err)) {
	case FOUND:
		return true;
	case NOT_FOUND:
		*code = "conversation_gone";
		return error_set(turn->err, "this conversation no longer exists: start a new one");
	case FIND_FAILED:
		break;
	}
	return false;
}

/* A watermark beyond the last seq is of a database that was restored: all is told again. */
static bool resume(struct turn *turn)
{
	const struct event *event = turn->event;
	struct output *output = welcome(turn);
	bool is_ahead = event->watermark > turn->conversation->row.seq;

	outreach_note_seen(turn);
	if (!event->newest)
		return history_behind(turn, is_ahead ? 0 : event->watermark, output);
	if (!history_newest(turn, output))
		return false;
	if (output->earlier)
		history_tell_owner(turn);
	return true;
}

bool hello_run(struct turn *turn, const char **code)
{
	if (!*turn->event->conversation)
		return begin(turn);
	if (hello_find(turn, code)) {
		if (!resume(turn))
			return false;
		queue_tell_place(turn);
		if (!turn->event->joins)
			return !turn->failed;
		device_joined(turn);
		return turn_finish(turn);
	}
	/* The id of one that was erased is not given out again. */
	return turn->event->starts && !turn->conversation->row.row &&
	       !strcmp(*code, "conversation_gone") && open_new(turn) && turn_finish(turn);
}

bool hello_collect(struct turn *turn, const char **code)
{
	struct output *output;

	if (!hello_find(turn, code))
		return false;
	outreach_note_seen(turn);
	output = turn_output(turn, OUTPUT_ACTIVITIES, turn->event->origin);
	if (!history_behind(turn, turn->conversation->state->collected, output))
		return false;
	turn->conversation->state->collected = output->watermark;
	return !turn->failed &&
	       conversation_save(&turn->bot->store, turn->conversation, turn->arena, turn->err);
}

bool hello_earlier(struct turn *turn, const char **code)
{
	return hello_find(turn, code) &&
	       history_earlier(turn, turn_output(turn, OUTPUT_ACTIVITIES, turn->event->origin));
}
