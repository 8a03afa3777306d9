/*
 * One change of words on its way: worker, bot thread, the bot.
 */
#include "ws/mending.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/text_change.h"
#include "intents/pack_change.h"
#include "ws/bot_thread.h"
#include "ws/reload.h"
#include "ws/worker.h"

#define TOLD_MOST 5 /* problems */

struct mending {
	struct reload reload; /* first: what the queues carry */
	struct event *event;
	char *resources;
};

/* Tells the bot, and is done. */
static void finish(struct mending *mending, enum mended mended, const char *text)
{
	struct event *event = mending->event;
	char *told = mem_text(text); /* it may be of the event */

	free(event->text);
	event->text = told;
	event->mended = mended;
	if (!bot_thread_answer(mending->reload.service->bot_thread, event))
		event_destroy(event);
	free(mending->resources);
	free(mending);
}

/* Without the folder of resources, which is nothing to a desk. */
static const char *inside(const struct mending *mending, const char *path)
{
	const size_t length = strlen(mending->resources);

	return !strncmp(path, mending->resources, length) && path[length] == '/' ? path + length + 1
										 : path;
}

static void finish_with_problems(struct mending *mending, enum mended mended,
				 const struct problems *problems)
{
	struct buffer told = {0};

	for (size_t i = 0; i < problems_count(problems) && i < TOLD_MOST; i++)
		buffer_format(&told, "%s%s", i ? "\n" : "",
			      inside(mending, problems_line(problems, i)));
	finish(mending, mended, told.data);
	buffer_finish(&told);
}

static void tell(struct reload *reload, bool used, const struct problems *problems)
{
	struct mending *mending = (struct mending *)reload;

	if (used)
		finish(mending, MENDED, mending->event->text);
	else
		finish_with_problems(mending, MEND_UNUSED, problems);
}

static enum file_change change(const struct mending *mending, struct arena *arena,
			       const char **out_place, struct problems *problems, struct error *err)
{
	const struct event *event = mending->event;
	const struct pack_message message = {
		.text = event->text,
		.language = language_from(event->language, LANGUAGE_ZH),
		.wanted = !event->counter,
	};

	if (event->verb == DESK_REVIEW_TEXT)
		return text_change(mending->resources, event->target, message.language, event->text,
				   arena, out_place, problems, err);
	return pack_change_add(arena_format(arena, "%s/intents/packs", mending->resources),
			       event->target, &message, arena, out_place, problems, err);
}

/* The place goes with it to who is told. */
static void go_on(struct mending *mending, const char *place)
{
	struct event *event = mending->event;

	free(event->text);
	event->text = mem_text(inside(mending, place));
	mending->reload.done = tell;
	reload_now(&mending->reload);
}

static void write_words(struct task *task)
{
	struct mending *mending = (struct mending *)task;
	struct problems *problems = problems_create();
	struct arena *arena = arena_create();
	struct error err = {0};
	const char *place;
	enum file_change result = change(mending, arena, &place, problems, &err);
	enum mended mended = result == FILE_UNWRITTEN ? MEND_UNWRITTEN : MEND_UNSOUND;

	if (result == FILE_CHANGED)
		go_on(mending, place);
	else if (problems_count(problems))
		finish_with_problems(mending, mended, problems);
	else
		finish(mending, mended, inside(mending, err.text));
	arena_destroy(arena);
	problems_destroy(problems);
}

void mending_start(struct service *service, struct output *output)
{
	struct mending *mending = mem_new(sizeof *mending);

	mending->reload.task.run = write_words;
	mending->reload.service = service;
	mending->event = output->mend;
	mending->resources = output->text;
	output->mend = NULL;
	output->text = NULL;
	output_destroy(output);
	if (!worker_offer(service->worker, &mending->reload.task))
		finish(mending, MEND_BUSY, "too much is under way: try again in a moment");
}
