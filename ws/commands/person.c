/*
 * `fuji person`: what is kept of one person is erased, or held against that.
 */
#include "ws/person.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "ws/commands/command.h"
#include "ws/reach.h"

extern const struct command command_person;

struct options {
	const char *data, *config, *line;
	const char *action;
};

static int ask(struct reach *reach, const struct options *options)
{
	struct buffer request = {0}, verb = {0};
	cJSON *answer;
	int code;

	buffer_format(&verb, "person.%s", options->action);
	person_put(&request, verb.data, options->line);
	code = reach_ask(reach, &request, &answer);
	if (code == EXIT_DONE) {
		printf("%s: %lld conversations\n", options->action,
		       (long long)json_integer(json_get(answer, "person"), "conversations", 0));
		cJSON_Delete(answer);
	}
	buffer_finish(&request);
	buffer_finish(&verb);
	return code;
}

static bool read_options(int argc, char **argv, struct options *out)
{
	static const struct option options[] = {{"data", required_argument, NULL, 'd'},
						{"config", required_argument, NULL, 'f'},
						{"line", required_argument, NULL, 'l'},
						{0}};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'd')
			out->data = optarg;
		else if (option == 'f')
			out->config = optarg;
		else if (option == 'l')
			out->line = optarg;
		else
			return false;
	}
	out->action = optind < argc ? argv[optind++] : NULL;
	return optind == argc;
}

static bool makes_sense(const struct options *options)
{
	static const char *const actions[] = {"erase", "hold", "release"};

	for (size_t i = 0; options->action && i < sizeof actions / sizeof *actions; i++) {
		if (!strcmp(actions[i], options->action))
			return options->line;
	}
	return false;
}

static int act(const struct config *config, const char *home, void *context)
{
	struct reach reach;
	int code = reach_open_there(&reach, config, home);

	if (code != EXIT_DONE)
		return code;
	code = ask(&reach, context);
	reach_close(&reach);
	return code;
}

static int run(int argc, char **argv)
{
	struct options options = {0};

	if (!read_options(argc, argv, &options) || !makes_sense(&options))
		return command_misused(&command_person);
	return reach_run(options.data, options.config, act, &options);
}

const struct command command_person = {
	.name = "person",
	.summary = "erases what is kept of a person, or holds it against that",
	.usage =
		"usage: fuji person erase|hold|release --line NUMBER [--data DIR] [--config FILE]\n\n"
		"  erase    destroys the keys of all who have proven that number in a conversation,\n"
		"           and their files; what was said becomes noise, figures stay. Refused\n"
		"           while a case of theirs is open, an order is under way, or the number is\n"
		"           held\n"
		"  hold     nothing of that number is erased, nor ends by itself, until `release`\n\n"
		"Works beside a running server and without one. Backups that were made before keep\n"
		"the keys: they must end too.\n",
	.run = run,
};
