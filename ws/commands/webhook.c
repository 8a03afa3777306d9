/*
 * `fuji webhook`: what others were to be told and was given up is shown, or put back.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "ws/commands/command.h"
#include "ws/given_up.h"

extern const struct command command_webhook;

struct options {
	const char *data, *config;
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

static int act(const struct config *config, const char *home, void *context)
{
	struct options *options = context;
	struct reach reach;
	int code = reach_open_there(&reach, config, home);

	if (code != EXIT_DONE)
		return code;
	code = given_up_walk(&reach, options->retries, options->seq, print_row, options);
	reach_close(&reach);
	if (code == EXIT_DONE && options->retries)
		printf("put back: %zu\n", options->n);
	return code;
}

/* Behind the options: what to do, and for a retry which one. */
static bool read_action(int n, char **words, struct options *out)
{
	if (n < 1)
		return false;
	out->retries = !strcmp(words[0], "retry");
	if (out->retries && n == 2)
		return command_number(words[1], 1, INT64_MAX, &out->seq);
	return n == 1 && (out->retries || !strcmp(words[0], "list"));
}

static bool read_options(int argc, char **argv, struct options *out)
{
	static const struct option options[] = {{"data", required_argument, NULL, 'd'},
						{"config", required_argument, NULL, 'f'},
						{0}};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'd')
			out->data = optarg;
		else if (option == 'f')
			out->config = optarg;
		else
			return false;
	}
	return read_action(argc - optind, argv + optind, out);
}

static int run(int argc, char **argv)
{
	struct options options = {0};

	if (!read_options(argc, argv, &options))
		return command_misused(&command_webhook);
	return reach_run(options.data, options.config, act, &options);
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
