/*
 * `fuji learn`: from messages that were not understood to better packs.
 *
 * The queue is the bot's that has the data folder; the packs are files here. A message is
 * marked as done only when its pack has been written.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "intents/pack_change.h"
#include "ws/commands/command.h"
#include "ws/missed.h"
#include "ws/missed_queue.h"

extern const struct command command_learn;

struct options {
	const char *packs;
	const char *state; /* of those to list; NULL: all */
	const char *text;
	bool as_json, counter;
	const char *action; /* NULL: list */
	char **operands;
	int n_operands;
};

struct learning {
	const struct options *options;
	const struct config *config;
	const char *packs;
	struct arena *arena;
	struct reach reach;
	struct missed_queue queue;
};

/* --- listing ---------------------------------------------------------------------- */

static int list(struct learning *learning)
{
	const struct options *options = learning->options;
	struct error err;

	if (!missed_queue_gather(&learning->queue, options->state, &err))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	if (options->as_json)
		missed_queue_print_json(&learning->queue);
	else if (learning->queue.n)
		missed_queue_print(&learning->queue, (int)learning->config->zone_minutes,
				   !options->state);
	else
		puts("no such messages are waiting");
	return EXIT_DONE;
}

/* --- marking ---------------------------------------------------------------------- */

static int mark(struct learning *learning, const char *state, const int64_t *numbers, size_t n)
{
	struct buffer request = {0};
	cJSON *answer;
	int code;

	missed_put_mark(&request, state, numbers, n);
	code = reach_ask(&learning->reach, &request, &answer);
	if (code == EXIT_DONE)
		cJSON_Delete(answer);
	buffer_finish(&request);
	return code;
}

static int refuse_operand(const char *operand)
{
	return command_fail(EXIT_INPUT, "there is no message %s: `fuji learn --all` lists them",
			    operand);
}

static int read_operands(struct learning *learning, struct missed_numbers *out)
{
	const struct options *options = learning->options;
	struct error err;

	for (int i = 0; i < options->n_operands; i++) {
		switch (missed_queue_add_numbers(&learning->queue, options->operands[i], out,
						 &err)) {
		case FOUND:
			break;
		case NOT_FOUND:
			return refuse_operand(options->operands[i]);
		case FIND_FAILED:
			return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
		}
	}
	return EXIT_DONE;
}

static int mark_operands(struct learning *learning, const char *state)
{
	struct missed_numbers numbers = {0};
	int code = read_operands(learning, &numbers);

	if (code == EXIT_DONE)
		code = mark(learning, state, numbers.items, numbers.n);
	if (code == EXIT_DONE)
		printf("%s: %zu\n", state, numbers.n);
	free(numbers.items);
	return code;
}

/* --- adding to a pack ------------------------------------------------------------- */

static int refuse_change(enum file_change change, const struct pack_message *message,
			 const struct problems *problems, const struct error *err)
{
	enum exit_code code = change == FILE_UNWRITTEN ? EXIT_ENVIRONMENT : EXIT_INPUT;
	size_t n = problems_count(problems);

	if (n == 0)
		return command_fail(code, "%s", err->text);
	problems_print(problems, stderr);
	return command_fail(code,
			    "'%s' was not added, no file was changed: %zu problem%s, to mend by "
			    "other words (--text) or a rule",
			    message->text, n, n == 1 ? "" : "s");
}

static int change_pack(struct learning *learning, const char *intent,
		       const struct pack_message *message)
{
	struct problems *problems = problems_create();
	struct error err = {0};
	const char *place;
	enum file_change change = pack_change_add(learning->packs, intent, message, learning->arena,
						  &place, problems, &err);
	int code = EXIT_DONE;

	if (change == FILE_CHANGED)
		printf("%s: %s '%s' added\n", place,
		       message->wanted ? "example" : "counter-example", message->text);
	else
		code = refuse_change(change, message, problems, &err);
	problems_destroy(problems);
	return code;
}

static int add(struct learning *learning)
{
	const struct options *options = learning->options;
	const struct missed_item *item = missed_queue_find(&learning->queue, options->operands[0]);
	struct pack_message message = {.wanted = !options->counter};
	int code;

	if (!item)
		return refuse_operand(options->operands[0]);
	message.text = options->text ? options->text : item->text;
	message.language = language_from(json_text(item->json, "language"), LANGUAGE_ZH);
	if (text_is_masked(message.text))
		return command_fail(EXIT_INPUT,
				    "'%s' holds a mask, which nobody says: give the words to add "
				    "with --text",
				    message.text);
	code = change_pack(learning, options->operands[1], &message);
	if (code != EXIT_DONE)
		return code;
	if (!learning->reach.bot)
		puts("the running server takes it up when it gets SIGHUP");
	return mark(learning, "done", &item->number, 1);
}

/* --- the command ------------------------------------------------------------------ */

static int run_action(struct learning *learning)
{
	const char *action = learning->options->action;

	if (!action)
		return list(learning);
	if (!strcmp(action, "add"))
		return add(learning);
	return mark_operands(learning, !strcmp(action, "ignore") ? "ignored" : action);
}

static int look_through(struct learning *learning, const char *home)
{
	int code = reach_open_there(&learning->reach, learning->config, home);

	if (code != EXIT_DONE)
		return code;
	code = missed_queue_fetch(&learning->queue, &learning->reach);
	if (code == EXIT_DONE)
		code = run_action(learning);
	missed_queue_finish(&learning->queue);
	reach_close(&learning->reach);
	return code;
}

static const struct option own[] = {
	{"packs", required_argument, NULL, 'p'}, {"all", no_argument, NULL, 'a'},
	{"done", no_argument, NULL, 'D'},        {"ignored", no_argument, NULL, 'i'},
	{"json", no_argument, NULL, 'j'},        {"not", no_argument, NULL, 'n'},
	{"text", required_argument, NULL, 't'},  {0},
};

static bool take_option(void *context, int option, const char *value)
{
	struct options *options = context;

	switch (option) {
	case 'p':
		options->packs = value;
		break;
	case 'a':
		options->state = NULL;
		break;
	case 'D':
		options->state = "done";
		break;
	case 'i':
		options->state = "ignored";
		break;
	case 'j':
		options->as_json = true;
		break;
	case 'n':
		options->counter = true;
		break;
	case 't':
		options->text = value;
		break;
	}
	return true;
}

static bool makes_sense(const struct options *options)
{
	static const char *const marks[] = {"done", "ignore", "new"};
	bool adds = options->action && !strcmp(options->action, "add");

	if ((options->text || options->counter) && !adds)
		return false;
	if (adds)
		return options->n_operands == 2;
	for (size_t i = 0; options->action && i < sizeof marks / sizeof *marks; i++) {
		if (!strcmp(options->action, marks[i]))
			return options->n_operands > 0;
	}
	return !options->action;
}

static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;

	options->action = n > 0 ? words[0] : NULL;
	options->operands = words + 1;
	options->n_operands = n - 1;
	return makes_sense(options);
}

static int act(const struct workplace *place, void *context)
{
	const struct options *options = context;
	struct learning learning = {
		.options = options, .config = place->config, .arena = place->arena};

	learning.packs = options->packs
				 ? options->packs
				 : arena_format(place->arena, "%s/intents/packs", place->home);
	return look_through(&learning, place->home);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = act};
	struct options options = {.state = "new"};

	return command_configured(&command_learn, &line, &options, argc, argv);
}

const struct command command_learn = {
	.name = "learn",
	.summary = "turns messages that were not understood into examples of packs",
	.usage =
		"usage: fuji learn [--all|--done|--ignored] [--json]\n"
		"       fuji learn add N INTENT [--not] [--text TEXT]\n"
		"       fuji learn done|ignore|new N...\n\n"
		"  --all        lists messages in every state, not only the new ones\n"
		"  --done       lists those that are done; --ignored, those that are ignored\n"
		"  --json       one object: clusters, each with its messages\n"
		"  --not        adds a counter-example\n"
		"  --text TEXT  adds TEXT in place of the message\n"
		"  --packs DIR  the folder of packs (the product's own)\n"
		"  --data DIR   the data folder (./data; FUJI_DATA)\n"
		"  --config FILE  settings in YAML\n\n"
		"A line is a message: its number, how often it was said, the last day, the best guess.\n"
		"Messages that are alike stand together; N+ is N with all that stand with it.\n"
		"`add` writes into the intent's YAML file what all packs, loaded with it, agree with.\n"
		"Works beside a running server and without one.\n",
	.run = run,
};
