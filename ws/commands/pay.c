/*
 * `fuji pay check`: one link to pay by, to see whether the provider has it and whether it may be told.
 * It goes the way that a server's go, and nobody pays anything.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "bot/core.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/pay_http.h"

extern const struct command command_pay;

struct options {
	const char *line;
	long long fen;
};

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_over, came;
	struct pay_link link;
};

static void take(void *context, const struct pay_link *link)
{
	struct waiting *waiting = context;

	pthread_mutex_lock(&waiting->lock);
	waiting->is_over = true;
	waiting->came = link;
	if (link)
		waiting->link = *link;
	pthread_cond_signal(&waiting->changed);
	pthread_mutex_unlock(&waiting->lock);
}

static void ask(struct waiting *waiting, const struct pay_provider *pay, const char *line,
		int64_t fen)
{
	char key[CRYPTO_ID_SIZE];

	crypto_id(key);
	pay->ask(pay->own, &(struct pay_wish){key, line, fen}, take, waiting);
	pthread_mutex_lock(&waiting->lock);
	while (!waiting->is_over)
		pthread_cond_wait(&waiting->changed, &waiting->lock);
	pthread_mutex_unlock(&waiting->lock);
}

static int judge(const struct waiting *waiting, const struct knowledge *knowledge,
		 struct arena *arena)
{
	const char *fault;
	char until[25];

	if (!waiting->came)
		return command_fail(EXIT_ENVIRONMENT, "there is no link");
	printf("%s\n", waiting->link.url);
	if (waiting->link.until_ms) {
		clock_print(waiting->link.until_ms, until);
		printf("good until %s\n", until);
	}
	fault = pay_link_fault(knowledge, waiting->link.url, arena);
	return fault ? command_fail(EXIT_INPUT, "it is not told: %s", fault) : EXIT_DONE;
}

static int check(const struct workplace *place, void *context)
{
	const struct options *options = context;
	struct problems *problems = place->problems;
	struct knowledge *knowledge = knowledge_load(
		arena_format(place->arena, "%s/knowledge", place->home), problems);
	struct waiting waiting = {.lock = PTHREAD_MUTEX_INITIALIZER,
				  .changed = PTHREAD_COND_INITIALIZER};
	struct metrics metrics = {0};
	const struct pay_provider *pay;
	struct http_client *http;
	struct pay_http own;
	int code;

	if (!knowledge)
		return command_fail_problems(problems);
	http = http_client_start(&HTTP_LIMITS);
	pay = pay_http_open(&own, place->config, &metrics, http);
	if (pay)
		ask(&waiting, pay, options->line, options->fen);
	code = pay ? judge(&waiting, knowledge, place->arena)
		   : command_fail(EXIT_INPUT, "pay_url names nobody who has links");
	http_client_stop(http);
	knowledge_destroy(knowledge);
	return code;
}

static const struct option own[] = {
	{"line", required_argument, NULL, 'l'}, {"fen", required_argument, NULL, 'f'}, {0}};

static bool take_option(void *context, int option, const char *value)
{
	struct options *options = context;

	if (option == 'f')
		return command_number(value, 1, 100000000, &options->fen);
	options->line = value;
	return command_is_line(value);
}

static bool take_words(void *context, int n, char **words)
{
	return n == 1 && !strcmp(words[0], "check") && ((struct options *)context)->line;
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = check};
	struct options options = {.fen = 1};

	log_start(LOG_FORMAT_AUTOMATIC, LOG_LEVEL_WARNING);
	return command_configured(&command_pay, &line, &options, argc, argv);
}

const struct command command_pay = {
	.name = "pay",
	.summary = "gets a link to pay by, to try the provider",
	.usage =
		"usage: fuji pay check --line NUMBER [--fen N] [--config FILE] [--SETTING VALUE]...\n\n"
		"Gets one link as the settings pay_... have it (ws/PAY.md), for 1 fen or as many as are\n"
		"said, and prints it, how long it is good, and why it would not be told. Nothing is paid.\n"
		"Exit codes: 0 it would be told, 1 it would not or nobody is set, 3 there is none.\n",
	.settings = true,
	.run = run,
};
