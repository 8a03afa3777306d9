/*
 * `fuji sms check`: one message to a number, to see whether the gateway takes it. It goes the way that
 * a server's go.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "ws/carrier_link.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/metrics.h"
#include "ws/outbox_thread.h"
#include "ws/sms_gateways.h"

extern const struct command command_sms;

struct options {
	const char *to;
};

#define TEXT "Fuji: 短信通道测试 / this is a test"

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

static int send(const struct service *service, const char *to)
{
	struct waiting waiting = {.lock = PTHREAD_MUTEX_INITIALIZER,
				  .changed = PTHREAD_COND_INITIALIZER};
	struct sms_gateways gateways;
	const struct sms_gateway *gateway = sms_gateway_open(&gateways, service);
	char key[CRYPTO_ID_SIZE];

	if (!gateway)
		return command_fail(EXIT_INPUT, "sms_url names no gateway that takes messages");
	crypto_id(key);
	gateway->send(gateway->own, &(struct sms){key, to, TEXT}, tell, &waiting);
	wait_for(&waiting);
	return waiting.code;
}

/* The parts of a server that a message goes through. */
static int with_outbox(struct service *service, const char *to)
{
	const struct carrier_kind *kind = service->carrier_kind;
	int code;

	service->http = http_client_start(&HTTP_LIMITS);
	if (kind->address)
		service->link = carrier_link_create(kind->address(service->carrier),
						    service->config, service->clock, service->http);
	outbox_thread_start(service);
	code = send(service, to);
	outbox_thread_join(service->outbox_thread);
	http_client_stop(service->http);
	outbox_thread_destroy(service->outbox_thread);
	carrier_link_destroy(service->link);
	return code;
}

static int check(const struct workplace *place, void *context)
{
	const struct config *config = place->config;
	const struct options *options = context;
	struct clock clock = clock_system();
	struct metrics metrics = {0};
	struct service service = {.config = config, .metrics = &metrics, .clock = &clock};
	struct error err;
	int code;

	service.carrier_kind = carrier_kind_for(config->carrier, &err);
	if (service.carrier_kind)
		service.carrier = service.carrier_kind->open(config->carrier, place->home, &clock,
							     &err);
	if (!service.carrier)
		return command_fail(EXIT_INPUT, "%s", err.text);
	code = with_outbox(&service, options->to);
	service.carrier_kind->close(service.carrier);
	return code;
}

static const struct option own[] = {{"to", required_argument, NULL, 't'}, {0}};

static bool take_option(void *context, int option, const char *value)
{
	(void)option;
	((struct options *)context)->to = value;
	return command_is_line(value);
}

static bool take_words(void *context, int n, char **words)
{
	return n == 1 && !strcmp(words[0], "check") && ((struct options *)context)->to;
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = check};
	struct options options = {0};

	log_start(LOG_FORMAT_AUTOMATIC, LOG_LEVEL_WARNING);
	return command_configured(&command_sms, &line, &options, argc, argv);
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
