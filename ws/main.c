/*
 * fuji: finds the command that was named and runs it.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ws/commands/command.h"
#include "ws/settings.h"

#define PLUGIN(name) extern const struct command command_##name;
#include "commands.inc"
#undef PLUGIN

#define PLUGIN(name) &command_##name,
static const struct command *const commands[] = {
#include "commands.inc"
};
#undef PLUGIN

#define N_COMMANDS (sizeof commands / sizeof *commands)

static void print_commands(FILE *out)
{
	fputs("fuji: customer service for suspended mobile numbers\n\nusage: fuji COMMAND [OPTIONS]\n\n",
	      out);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n`fuji COMMAND --help` says more about one of them.\n", out);
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}

static int unknown(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (text_is_near(commands[i]->name, name, 2))
			return command_fail(EXIT_USAGE,
					    "there is no command `%s`; did you mean `%s`?", name,
					    commands[i]->name);
	}
	return command_fail(EXIT_USAGE, "there is no command `%s`; `fuji help` lists them", name);
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	}
	return false;
}

static void print_settings(void)
{
	struct buffer text = {0};

	settings_print_help(&text);
	fputs(text.data, stdout);
	buffer_finish(&text);
}

static int help(const char *name)
{
	const struct command *command = find(name);

	if (!command)
		return unknown(name);
	printf("%s: %s\n\n%s", command->name, command->summary, command->usage);
	if (command->settings)
		print_settings();
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	const struct command *command;

	/* A peer or a pipe that goes away is an error where it is written to, no signal. */
	signal(SIGPIPE, SIG_IGN);

	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "help") && argc > 2)
		return help(argv[2]);
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_commands(stdout);
		return EXIT_DONE;
	}

	command = find(argv[1]);
	if (!command)
		return unknown(argv[1]);
	if (asks_for_help(argc - 1, argv + 1))
		return help(command->name);
	return command->run(argc - 1, argv + 1);
}
