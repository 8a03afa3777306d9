/*
 * `fuji import`: takes what an operator exports of its lines each day.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/insight/usage_store.h"
#include "ws/commands/command.h"
#include "ws/config.h"

extern const struct command command_import;

static bool read_file(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "r");
	char piece[1 << 16];
	size_t n;
	bool fine;

	if (!file)
		return false;
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		buffer_add(out, piece, n);
	fine = !ferror(file);
	fclose(file);
	return fine;
}

static int import(const struct config *config, const char *path)
{
	struct buffer text = {0};
	struct keys *keys;
	struct error err;
	size_t rows, days;
	int code = EXIT_DONE;

	crypto_start();
	keys = keys_open(config->key_file, false, &err);
	if (!keys)
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	buffer_text(&text, "");
	if (!read_file(path, &text))
		code = command_fail(EXIT_ENVIRONMENT, "%s cannot be read: %s", path,
				    strerror(errno));
	else if (!usage_store_import(config->data, keys, path, text.data, &rows, &days, &err))
		code = command_fail(EXIT_INPUT, "%s", err.text);
	else
		printf("%zu rows of %zu days\n", rows, days);
	buffer_finish(&text);
	keys_close(keys);
	return code;
}

static int run_with(int argc, char **argv, struct arena *arena, struct problems *problems)
{
	static const struct option none = {0};
	const struct option *known = config_options(&none, arena);
	struct config_flags flags = {0};
	struct config config;
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		if (!config_take_flag(&flags, option, optarg))
			return command_misused(&command_import);
	if (optind + 1 != argc)
		return command_misused(&command_import);
	if (!config_read(&config, &flags, arena, problems))
		return command_fail_problems(problems);
	return import(&config, argv[optind]);
}

static int run(int argc, char **argv)
{
	return command_with_arena(run_with, argc, argv);
}

const struct command command_import = {
	.name = "import",
	.summary = "takes an operator's daily export of its lines, for `fuji risks`",
	.usage =
		"usage: fuji import USAGE.csv\n\n"
		"  USAGE.csv  a header and a row a line and day; bot/insight/usage.h says which columns\n\n"
		"Kept sealed in the data folder, a file a day, for 62 days. A day that is imported again\n"
		"is replaced; with a row that is wrong nothing is taken. Works beside a running server\n"
		"and without one.\n",
	.settings = true,
	.run = run,
};
