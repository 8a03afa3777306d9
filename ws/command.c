/*
 * What all commands share: how they refuse, and where the product's files are.
 */
#include "ws/commands/command.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int command_fail(enum exit_code code, const char *format, ...)
{
	va_list args;

	fputs("fuji: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

int command_fail_problems(const struct problems *problems)
{
	size_t n = problems_count(problems);

	problems_print(problems, stderr);
	return command_fail(EXIT_INPUT, "%zu problem%s", n, n == 1 ? "" : "s");
}

int command_misused(const struct command *command)
{
	return command_fail(EXIT_USAGE, "see `fuji %s --help`", command->name);
}

const char *command_home(struct arena *arena)
{
	const char *home = getenv("FUJI_HOME");
	char path[PATH_MAX];
	ssize_t length;

	if (home && *home)
		return arena_text(arena, home);

	length = readlink("/proc/self/exe", path, sizeof path - 1);
	path[length > 0 ? length : 0] = '\0';
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(path, '/');

		if (!slash)
			return ".";
		*slash = '\0';
	}
	return arena_text(arena, *path ? path : "/");
}
