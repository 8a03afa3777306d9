/*
 * `fuji key`: the key that seals gives way to a new one.
 */
#include <getopt.h>
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

static int run_with(int argc, char **argv, struct arena *arena, struct problems *problems)
{
	static const struct option none = {0};
	const struct option *options = config_options(&none, arena);
	struct config_flags flags = {0};
	struct config config;
	struct reach reach;
	int option, code;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!config_take_flag(&flags, option, optarg))
			return command_misused(&command_key);
	}
	if (argc - optind != 1 || strcmp(argv[optind], "rotate") != 0)
		return command_misused(&command_key);
	if (!config_read(&config, &flags, arena, problems))
		return command_fail_problems(problems);
	code = reach_open_there(&reach, &config, command_home(arena));
	if (code != EXIT_DONE)
		return code;
	code = rotate(&reach);
	reach_close(&reach);
	return code;
}

static int run(int argc, char **argv)
{
	crypto_start();
	return command_with_arena(run_with, argc, argv);
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
