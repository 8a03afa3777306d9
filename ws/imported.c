/*
 * The sealed days of a data folder, as the history of each line.
 */
#include "ws/imported.h"

#include "bot/insight/usage_store.h"
#include "ws/commands/command.h"

static bool take_row(void *context, const struct usage_row *row, struct error *err)
{
	return history_add(context, row, err);
}

int imported_history(const struct config *config, const char *until, struct history **out)
{
	struct keys *keys;
	struct error err;
	int until_day = 0, code = EXIT_DONE;

	if (until && !usage_read_day(until, &until_day))
		return command_fail(EXIT_INPUT, "--day %s is no day like 2026-01-31", until);
	crypto_start();
	keys = keys_open(config->key_file, false, &err);
	if (!keys)
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	*out = history_create();
	if (!usage_store_read(config->data, keys, until_day, take_row, *out, &err))
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	else if (history_count(*out) == 0)
		code = command_fail(EXIT_INPUT, "%s has no usage; see `fuji import --help`",
				    config->data);
	keys_close(keys);
	if (code != EXIT_DONE)
		history_destroy(*out);
	return code;
}
