/*
 * `fuji key`: the key that seals gives way to a new one.
 */
#include <stdio.h>
#include <string.h>

#include "bot/bot.h"
#include "ws/commands/command.h"
#include "ws/reach.h"

extern const struct command command_key;

static int step(struct reach *reach, long long *n_sealed, bool *done)
{
	struct buffer request = {0};
	cJSON *answer;
	int code;

	buffer_text(&request, "{\"verb\":\"" ROTATE_VERB "\"}");
	code = reach_ask(reach, &request, &answer);
	buffer_finish(&request);
	if (code != EXIT_DONE)
		return code;
	*n_sealed += json_integer(json_get(answer, "key"), "sealed", 0);
	*done = json_is_true(json_get(answer, "key"), "done");
	cJSON_Delete(answer);
	return EXIT_DONE;
}

/* Whoever talks meanwhile waits for one step at most. */
static int rotate(struct reach *reach)
{
	long long n_sealed = 0;
	bool done = false;
	int code = EXIT_DONE;

	while (!done && code == EXIT_DONE)
		code = step(reach, &n_sealed, &done);
	if (done)
		printf("%lld sealed again, the key before is gone\n", n_sealed);
	return code;
}

static bool take_words(void *context, int n, char **words)
{
	(void)context;
	return n == 1 && !strcmp(words[0], "rotate");
}

static int act(const struct workplace *place, void *context)
{
	struct reach reach;
	int code = reach_open_there(&reach, place->config, place->home);

	(void)context;
	if (code != EXIT_DONE)
		return code;
	code = rotate(&reach);
	reach_close(&reach);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {.words = take_words, .work = act};

	return command_configured(&command_key, &line, NULL, argc, argv);
}

const struct command command_key = {
	.name = "key",
	.summary = "seals what is kept of persons under a new key",
	.usage =
		"usage: fuji key rotate [--config FILE] [--SETTING VALUE]...\n\n"
		"  rotate   makes a new sealing key, seals under it what is sealed, some at a time,\n"
		"           and drops the key before once nothing is sealed by it. What it was\n"
		"           stopped in, by whatever, it ends when it is run again\n\n"
		"Works beside a running server and without one. Backups that were made before open\n"
		"only with the key file of then: copy it first if they are to be kept. Look-up\n"
		"hashes, tokens, the audit log, reminders and what `fuji import` took go by the\n"
		"first key of the file, which does not change.\n",
	.settings = true,
	.run = run,
};
