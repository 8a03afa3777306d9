/*
 * `fuji webhook`: what others were to be told and was given up is shown, or put back.
 */
#include <stdio.h>
#include <string.h>

#include "ws/commands/command.h"
#include "ws/given_up.h"

extern const struct command command_webhook;

struct options {
	bool retries;
	long long seq; /* 0: all */
	size_t n;
};

static void print_row(void *context, const cJSON *row)
{
	static const char *const texts[] = {"timestamp", "to", "type", "case", "id"};
	struct options *options = context;

	options->n++;
	printf("%lld", (long long)json_integer(row, "seq", 0));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *text = json_text(row, texts[i]);

		printf("\t%s", text && *text ? text : "-");
	}
	putchar('\n');
}

static int act(const struct workplace *place, void *context)
{
	struct options *options = context;
	struct reach reach;
	int code = reach_open_there(&reach, place->config, place->home);

	if (code != EXIT_DONE)
		return code;
	code = given_up_walk(&reach, options->retries, options->seq, print_row, options);
	reach_close(&reach);
	if (code == EXIT_DONE && options->retries)
		printf("put back: %zu\n", options->n);
	return code;
}

/* What to do, and for a retry which one. */
static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;

	if (n < 1)
		return false;
	options->retries = !strcmp(words[0], "retry");
	if (options->retries && n == 2)
		return command_number(words[1], 1, INT64_MAX, &options->seq);
	return n == 1 && (options->retries || !strcmp(words[0], "list"));
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {.words = take_words, .work = act};
	struct options options = {0};

	return command_configured(&command_webhook, &line, &options, argc, argv);
}

const struct command command_webhook = {
	.name = "webhook",
	.summary = "shows events and pushes that were given up, and puts them back",
	.usage =
		"usage: fuji webhook list [--data DIR] [--config FILE]\n"
		"       fuji webhook retry [SEQ] [--data DIR] [--config FILE]\n\n"
		"  list           what was given up, one a line: SEQ, when it happened, the setting\n"
		"                 that says where it was to go, type, case, id\n"
		"  retry          puts all of it back, or the one with that SEQ, and prints what was:\n"
		"                 it is tried again for webhook_hours from now on, in its place among\n"
		"                 what waits in its conversation. What was taken or waits already is\n"
		"                 left as it is, so this may be said twice\n"
		"  --data DIR     the data folder (./data; FUJI_DATA)\n"
		"  --config FILE  settings in YAML\n\n"
		"Works beside a running server and without one; then it goes when the next one starts.\n",
	.run = run,
};
