/*
 * `fuji test`: plays dialogue scripts, straight and with everything thrown away in between.
 */
#include <getopt.h>
#include <stdio.h>

#include "base/log.h"
#include "ws/commands/command.h"
#include "ws/talk.h"

extern const struct command command_test;

static bool play_all(struct talk_player *player, int n, char **paths, int n_ways,
		     struct problems *problems)
{
	struct talk_score score = {0};
	bool fine = true;

	for (int i = 0; i < n; i++) {
		for (int way = TALK_STRAIGHT; way < n_ways; way++)
			fine = talk_play(player, paths[i], (enum talk_way)way, &score, problems) &&
			       fine;
	}
	problems_print(problems, stderr);
	printf("%zu passed, %zu failed\n", score.n_played - score.n_failed, score.n_failed);
	return fine && score.n_failed == 0 && score.n_played > 0;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"carrier", required_argument, NULL, 'c'}, {0}};
	const char *over = NULL;
	int option;
	struct arena *arena;
	struct problems *problems;
	struct talk_player *player;
	struct error err;
	int code;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'c')
			return command_misused(&command_test);
		over = optarg;
	}
	if (optind == argc)
		return command_misused(&command_test);
	/* What is refused in a dialogue is refused as its script expects. */
	log_start(LOG_FORMAT_AUTOMATIC, LOG_LEVEL_ERROR);
	arena = arena_create();
	problems = problems_create();
	player = talk_player_create(command_home(arena), problems, &err);
	if (player && over)
		talk_player_over(player, over);
	if (player)
		code = play_all(player, argc - optind, argv + optind,
				over ? TALK_STRAIGHT + 1 : N_TALK_WAYS, problems)
			       ? EXIT_DONE
			       : EXIT_INPUT;
	else if (problems_count(problems))
		code = command_fail_problems(problems);
	else
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	talk_player_destroy(player);
	problems_destroy(problems);
	arena_destroy(arena);
	return code;
}

const struct command command_test = {
	.name = "test",
	.summary = "plays dialogue scripts, straight and restarted between all lines",
	.usage =
		"usage: fuji test [--carrier URL] FILE.talk...\n"
		"\n"
		"  --carrier  an operator of tests/operator/, tmf:http://127.0.0.1:PORT[?mapping=FILE],\n"
		"             which knows what the scripts' own do; each dialogue is played straight\n"
		"  Each dialogue is played twice: straight, and with everything saved, thrown away and\n"
		"  loaded again between all lines. Exit code 1 when one was not met.\n",
	.run = run,
};
