/*
 * Who reads traditional characters is answered in them.
 *
 * The texts exist in simplified ones alone. All that the bot and the system say passes one door on
 * its way into the log, and is written anew there; a conversation in other characters or another
 * language pays for one question. The values of choices stay, as they come back; what a person
 * types is his own.
 */
#include "base/log.h"
#include "bot/core.h"

void script_hear(struct turn *turn)
{
	const char *locale = turn->event->locale;

	if (locale && language_from(locale, LANGUAGE_EN) == LANGUAGE_ZH)
		turn->conversation->state->traditional = language_is_traditional(locale);
}

/* Opened for the first who needs it: its dictionaries take 9 MB, and most servers none. */
static struct text_writer *writer_of(struct bot *bot)
{
	struct error err;

	if (!bot->writer)
		bot->writer = text_writer_create(&err);
	if (!bot->writer)
		log_write(LOG_LEVEL_ERROR, "texts stay simplified", "reason", err.text, NULL);
	return bot->writer;
}

const struct activity *script_write(struct turn *turn, const struct activity *activity)
{
	struct text_writer *writer;
	struct activity *written;

	if (!turn->conversation->state->traditional || activity->language != LANGUAGE_ZH ||
	    !activity->text || activity->speaker == SPEAKER_SUBSCRIBER ||
	    activity->speaker == SPEAKER_AGENT)
		return activity;
	writer = writer_of(turn->bot);
	if (!writer)
		return activity;
	written = arena_new(turn->arena, sizeof *written);
	*written = *activity;
	written->traditional = true;
	written->text = text_traditional(writer, activity->text, turn->arena);
	for (size_t i = 0; i < written->n_choices; i++)
		written->choices[i].title = text_traditional(writer, activity->choices[i].title,
							     turn->arena);
	return written;
}
