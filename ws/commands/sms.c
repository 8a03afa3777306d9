/*
 * `fuji sms check`: one message to a number, to see whether the gateway takes it.
 */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/sms_http.h"

extern const struct command command_sms;

#define TEXT "Fuji: 短信通道测试 / this is a test"

enum { OPTION_TO = 1000 };

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool done;
	int code;
};

static void tell(void *context, const struct sms_answer *answer)
{
	static const char *const outcomes[] = {"taken", "refused", "unknown"};
	struct waiting *waiting = context;

	printf("%s%s%s\n", outcomes[answer->outcome], answer->reason ? ": " : "",
	       answer->reason ? answer->reason : "");
	pthread_mutex_lock(&waiting->lock);
	waiting->done = true;
	waiting->code = answer->outcome == SMS_DELIVERED ? EXIT_DONE : EXIT_ENVIRONMENT;
	pthread_cond_signal(&waiting->changed);
	pthread_mutex_unlock(&waiting->lock);
}

static void wait_for(struct waiting *waiting)
{
	pthread_mutex_lock(&waiting->lock);
	while (!waiting->done)
		pthread_cond_wait(&waiting->changed, &waiting->lock);
	pthread_mutex_unlock(&waiting->lock);
}

static int check(const struct config *config, const char *to)
{
	struct waiting waiting = {.lock = PTHREAD_MUTEX_INITIALIZER,
				  .changed = PTHREAD_COND_INITIALIZER};
	struct http_client *http = http_client_start(&HTTP_LIMITS);
	struct sms_http sms;
	char key[CRYPTO_ID_SIZE];

	if (!sms_http_open(&sms, config, http)) {
		http_client_stop(http);
		return command_fail(EXIT_INPUT, "sms_url names no gateway");
	}
	crypto_id(key);
	sms.gateway.send(sms.gateway.own, &(struct sms){key, to, TEXT}, tell, &waiting);
	wait_for(&waiting);
	http_client_stop(http);
	return waiting.code;
}

static int run_with(int argc, char **argv, struct arena *arena, struct problems *problems)
{
	static const struct option own[] = {{"to", required_argument, NULL, OPTION_TO}, {0}};
	const struct option *options = config_options(own, arena);
	struct config_flags flags = {0};
	struct config config;
	const char *to = "";
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == OPTION_TO)
			to = optarg;
		else if (!config_take_flag(&flags, option, optarg))
			return command_misused(&command_sms);
	}
	if (argc - optind != 1 || strcmp(argv[optind], "check") != 0 || strlen(to) != 11 ||
	    strspn(to, "0123456789") != 11)
		return command_misused(&command_sms);
	if (!config_read(&config, &flags, arena, problems))
		return command_fail_problems(problems);
	return check(&config, to);
}

static int run(int argc, char **argv)
{
	crypto_start();
	log_start(LOG_FORMAT_AUTOMATIC, LOG_LEVEL_WARNING);
	return command_with_arena(run_with, argc, argv);
}

const struct command command_sms = {
	.name = "sms",
	.summary = "sends a text message, to try the gateway",
	.usage = "usage: fuji sms check --to NUMBER [--config FILE] [--SETTING VALUE]...\n\n"
		 "Sends one message as the settings sms_... have it (ws/SMS.md), and prints what\n"
		 "became of it. Exit codes: 0 taken, 1 no gateway is set, 3 refused or unknown.\n",
	.settings = true,
	.run = run,
};
