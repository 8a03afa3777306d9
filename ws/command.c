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
#include "base/crypto.h"
#include "ws/config.h"

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

static const struct option no_options = {0};

static bool is_own(const struct command_line *line, int option)
{
	for (const struct option *own = line->own; own && own->name; own++) {
		if (own->val == option)
			return true;
	}
	return false;
}

static bool read_line(const struct command_line *line, void *context, int argc, char **argv,
		      struct arena *arena, struct config_flags *flags)
{
	const struct option *known = config_options(line->own ? line->own : &no_options, arena);
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (is_own(line, option) ? !line->take(context, option, optarg)
					 : !config_take_flag(flags, option, optarg))
			return false;
	}
	return line->words ? line->words(context, argc - optind, argv + optind) : optind == argc;
}

int command_configured(const struct command *command, const struct command_line *line,
		       void *context, int argc, char **argv)
{
	struct config config;
	struct config_flags flags = {0};
	struct workplace place = {
		.config = &config, .arena = arena_create(), .problems = problems_create()};
	int code;

	crypto_start();
	place.home = command_home(place.arena);
	if (!read_line(line, context, argc, argv, place.arena, &flags))
		code = command_misused(command);
	else if (!config_read(&config, &flags, place.arena, place.problems))
		code = command_fail_problems(place.problems);
	else
		code = line->work(&place, context);
	problems_destroy(place.problems);
	arena_destroy(place.arena);
	return code;
}

bool command_number(const char *text, long long least, long long most, long long *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return end != text && !*end && !errno && *out >= least && *out <= most;
}

bool command_is_line(const char *text)
{
	return strlen(text) == 11 && strspn(text, "0123456789") == 11;
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
