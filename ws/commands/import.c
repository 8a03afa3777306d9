/*
 * `fuji import`: takes what an operator exports of its lines each day.
 */
#include <errno.h>
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

static bool take_words(void *context, int n, char **words)
{
	*(const char **)context = words[0];
	return n == 1;
}

static int act(const struct workplace *place, void *context)
{
	return import(place->config, *(const char **)context);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {.words = take_words, .work = act};
	const char *path = NULL;

	return command_configured(&command_import, &line, &path, argc, argv);
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
