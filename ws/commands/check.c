/*
 * `fuji check`: all faults of packs, texts and knowledge in one run.
 */
#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "bot/bot.h"
#include "knowledge/knowledge.h"
#include "ws/commands/command.h"

extern const struct command command_check;

#define ZONE_MINUTES 480

/* Loading leaves out what only the day brings: a server must start all the same. */
static bool check_today(const char *home, struct problems *problems)
{
	struct arena *arena = arena_create();
	struct clock clock = clock_system();
	bool fine = knowledge_check_day(arena_format(arena, "%s/knowledge", home),
					clock_now_ms(&clock), ZONE_MINUTES, problems);

	arena_destroy(arena);
	return fine;
}

static int check(const char *home)
{
	struct problems *problems = problems_create();
	int code = EXIT_DONE;

	if (bot_check(home, problems) && check_today(home, problems))
		puts("no problems");
	else
		code = command_fail_problems(problems);
	problems_destroy(problems);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{0}};
	struct arena *arena;
	int code;

	if (getopt_long(argc, argv, "", options, NULL) != -1 || argc - optind > 1)
		return command_misused(&command_check);
	arena = arena_create();
	code = check(optind < argc ? argv[optind] : command_home(arena));
	arena_destroy(arena);
	return code;
}

const struct command command_check = {
	.name = "check",
	.summary = "checks packs, texts, causes, policies and articles",
	.usage =
		"usage: fuji check [DIR]\n\n"
		"  DIR  the folder that holds intents/, knowledge/ and bot/ (the product's own)\n\n"
		"Prints every problem as FILE:LINE:COLUMN: SENTENCE; the exit code is 1 if there is one.\n",
	.run = run,
};
