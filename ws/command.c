/*
 * What all commands share: how they refuse, what numbers and times they take, and where the
 * product's files are.
 */
#include "ws/commands/command.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

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

int command_with_arena(command_work *work, int argc, char **argv)
{
	struct arena *arena = arena_create();
	struct problems *problems = problems_create();
	int code = work(argc, argv, arena, problems);

	problems_destroy(problems);
	arena_destroy(arena);
	return code;
}

bool command_number(const char *text, long long least, long long most, long long *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return end != text && !*end && !errno && *out >= least && *out <= most;
}

bool command_time(const char *text, int zone_minutes, int64_t *out_ms)
{
	if (!clock_parse(text, out_ms))
		return false;
	if (strlen(text) == strlen("2026-01-31"))
		*out_ms -= zone_minutes * 60000LL;
	return true;
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
