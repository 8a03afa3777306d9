/*
 * A command of the program: `fuji serve`, `fuji match`, ...
 *
 * A file in ws/commands/ defines one `const struct command command_<file>`; the build
 * lists the folder, main.c finds it by name.
 */
#ifndef FUJI_WS_COMMANDS_COMMAND_H
#define FUJI_WS_COMMANDS_COMMAND_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct config;

/** How the process ends: a contract that scripts rely on. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_INPUT = 1, /* what was given to read is wrong */
	EXIT_USAGE = 2,
	EXIT_ENVIRONMENT = 3, /* a port, a folder, a database, another server */
};

struct command {
	const char *name;
	const char *summary; /* one line */
	const char *usage;   /* what `--help` prints behind the summary: synopsis and options */

	bool settings; /* takes a flag for each setting; `--help` lists them behind the usage */

	/** argv[0] is the command's name. The result is an exit_code. main has dealt with
	 *  `--help` and ignores SIGPIPE. */
	int (*run)(int argc, char **argv);
};

/** Prints `fuji: sentence` to stderr and returns the code, so that a command can say
 *  `return command_fail(EXIT_ENVIRONMENT, ...)`. */
int command_fail(enum exit_code code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** Prints all problems and how many there are to stderr; EXIT_INPUT. */
int command_fail_problems(const struct problems *problems);

/** After getopt_long has printed what it does not know: a pointer to `--help`; EXIT_USAGE. */
int command_misused(const struct command *command);

/** What a command with settings works with. */
struct workplace {
	const struct config *config;
	const char *home; /* see command_home */
	struct arena *arena;
	struct problems *problems;
};

/** What such a command makes of its line. */
struct command_line {
	/** Its own options, if there are any: values below 256, and a zeroed one behind them. */
	const struct option *own;
	/** Takes one of these; false: its value makes no sense. */
	bool (*take)(void *context, int option, const char *value);
	/** Takes what stands behind the options; false: that or all of it makes no sense. NULL:
	 *  nothing may stand there. */
	bool (*words)(void *context, int n, char **words);
	/** The result is an exit_code. */
	int (*work)(const struct workplace *place, void *context);
};

/** Reads the line, --config and the flags of all settings among it, then the settings, and works. */
int command_configured(const struct command *command, const struct command_line *line,
		       void *context, int argc, char **argv);

/** A whole number from least to most. */
bool command_number(const char *text, long long least, long long most, long long *out);

/** Whether it is 11 digits, as a number is. */
bool command_is_line(const char *text);

/** The beginning of a civil day, or any moment that is told whole: 2026-01-31T09:00+08:00. */
bool command_time(const char *text, int zone_minutes, int64_t *out_ms);

/** The folder that the product's own files lie in: $FUJI_HOME, else the one above the
 *  program's. In the arena. */
const char *command_home(struct arena *arena);

#endif
