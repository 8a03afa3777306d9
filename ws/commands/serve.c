/*
 * `fuji serve`: the server.
 *
 * What can be refused is refused before anything is made: the certificate first, then the
 * address, then the words, then the data folder, then its database. What was made for a start
 * that failed is removed again.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/log.h"
#include "ws/account.h"
#include "ws/bot_thread.h"
#include "ws/carrier_link.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/control.h"
#include "ws/data_dir.h"
#include "ws/http_client.h"
#include "ws/metrics.h"
#include "ws/notify.h"
#include "ws/outbox_thread.h"
#include "ws/pay_http.h"
#include "ws/reload.h"
#include "ws/report_thread.h"
#include "ws/request.h"
#include "ws/scrape.h"
#include "ws/server.h"
#include "ws/sms_gateways.h"
#include "ws/spike_thread.h"
#include "ws/subscription.h"
#include "ws/tls.h"
#include "ws/webhooks.h"
#include "ws/worker.h"

#define DEMO_AGENT "demo"

extern const struct command command_serve;
extern const struct store_kind store_sqlite;

/* All that a server stands on, in the order in which it is opened. */
struct ground {
	struct arena *arena;
	const char *home;
	struct config config;
	struct clock clock;
	struct listener listener;
	struct pages *pages;
	struct carrier *carrier;
	const struct carrier_kind *carrier_kind;
	struct carrier_extras extras;
	struct sms_gateways sms;
	struct pay_http pay;
	struct sim_app app;
	struct data_dir data;
	struct bot *bot;
	struct metrics metrics;
	struct subscription *subscription;
	struct service service;
	struct spike_thread *spikes;
	struct report_thread *reports;
};

/* --- setting up ------------------------------------------------------------------- */

static bool read_flags(int argc, char **argv, struct arena *arena, struct config_flags *out)
{
	static const struct option none = {0};
	const struct option *options = config_options(&none, arena);
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!config_take_flag(out, option, optarg))
			return false;
	}
	return optind == argc;
}

static int read_config(struct ground *ground, const struct config_flags *flags)
{
	struct problems *problems = problems_create();
	int code = EXIT_DONE;

	if (!config_read(&ground->config, flags, ground->arena, problems))
		code = command_fail_problems(problems);
	problems_destroy(problems);
	return code;
}

static const char *site(const struct ground *ground)
{
	return arena_format(ground->arena, "%s://%s",
			    config_has_tls(&ground->config) ? "https" : "http",
			    ground->listener.address);
}

static int open_carrier(struct ground *ground)
{
	const struct config *config = &ground->config;
	struct error err;

	ground->carrier_kind = carrier_kind_for(config->carrier, &err);
	if (!ground->carrier_kind)
		return command_fail(EXIT_USAGE, "%s", err.text);
	if (ground->carrier_kind->demo_only && !ground->service.shows_demo)
		return command_fail(EXIT_USAGE,
				    "the operator %s is a simulation, and %s is not loopback; name "
				    "the real one with --carrier, or say --demo",
				    config->carrier, ground->listener.address);
	if (ground->carrier_kind->demo_only && config->identity.n_keys == 0) {
		sim_app_start(&ground->app, &ground->config.identity);
		if (ground->listener.on_loopback)
			ground->config.identity.face_page = arena_format(
				ground->arena, "%s/demo/face.html", site(ground));
		ground->service.app = &ground->app;
	}
	ground->carrier = ground->carrier_kind->open(config->carrier, ground->home, &ground->clock,
						     &err);
	if (!ground->carrier)
		return command_fail(EXIT_INPUT, "%s", err.text);
	ground->extras = carrier_extras_of(ground->carrier_kind, ground->carrier);
	ground->extras.pay_links = *config->pay_url;
	if (!ground->extras.messages && !strcmp(config->sms_url, SMS_OF_OPERATOR))
		return command_fail(EXIT_INPUT, "sms_url: the operator %s takes no messages",
				    config->carrier);
	return EXIT_DONE;
}

static int open_pages(struct ground *ground)
{
	struct error err;

	ground->pages = pages_load(arena_format(ground->arena, "%s/ws/www", ground->home), &err);
	return ground->pages ? EXIT_DONE
			     : command_fail(EXIT_ENVIRONMENT,
					    "%s; FUJI_HOME names the folder of the product's files",
					    err.text);
}

/* Faults in words are the reader's to mend, all else is the machine's. */
static int open_bot(struct ground *ground)
{
	struct bot_config config = {
		.resources = ground->home,
		.data_dir = ground->config.data,
		.store = &store_sqlite,
		.keys = ground->data.keys,
		.clock = &ground->clock,
		.identity = &ground->config.identity,
		.check_rules = &ground->config.check_rules,
		.uploads = &ground->config.uploads,
		.retention = &ground->config.retention,
		.extras = &ground->extras,
		.hooks = webhooks_rules(&ground->config),
		.reminders = &ground->config.reminder_rules,
		.zone_minutes = (int)ground->config.zone_minutes,
		.desk_idle_ms = ground->config.desk_idle_minutes * 60 * 1000,
	};
	struct problems *problems = problems_create();
	struct error err;
	int code = EXIT_DONE;

	ground->bot = bot_create(&config, problems, &err);
	if (!ground->bot && problems_count(problems))
		code = command_fail_problems(problems);
	else if (!ground->bot)
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	problems_destroy(problems);
	return code;
}

static int open_data(struct ground *ground)
{
	struct error err;
	int code;

	if (!data_dir_open(ground->config.data, ground->config.key_file, &ground->data, &err))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	code = open_bot(ground);
	if (code != EXIT_DONE)
		data_dir_undo(&ground->data);
	return code;
}

static int open_tls(struct ground *ground)
{
	struct error err;

	if (!config_has_tls(&ground->config))
		return EXIT_DONE;
	ground->service.tls = tls_open(&ground->config, &err);
	return ground->service.tls ? EXIT_DONE : command_fail(EXIT_INPUT, "%s", err.text);
}

static int open_listener(struct ground *ground)
{
	struct error err;

	if (!listener_inherit(&ground->listener, &err) ||
	    (ground->listener.fd < 0 &&
	     !listener_open(ground->config.listen, &ground->listener, &err)))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	ground->service.shows_demo = ground->config.demo || ground->listener.on_loopback;
	return EXIT_DONE;
}

static int open_ground(struct ground *ground)
{
	static int (*const steps[])(struct ground *) = {open_tls, open_listener, open_carrier,
							open_pages, open_data};
	int code = EXIT_DONE;

	for (size_t i = 0; code == EXIT_DONE && i < sizeof steps / sizeof *steps; i++)
		code = steps[i](ground);
	return code;
}

static void close_ground(struct ground *ground)
{
	bot_destroy(ground->bot);
	data_dir_close(&ground->data);
	pages_destroy(ground->pages);
	if (ground->carrier)
		ground->carrier_kind->close(ground->carrier);
	listener_close(&ground->listener);
	tls_close(ground->service.tls);
	arena_destroy(ground->arena);
}

/* --- the demo's log-in -------------------------------------------------------------- */

static bool ask_bot(struct bot *bot, const char *verb, const char *hash)
{
	struct buffer request = {0}, answer = {0};
	struct output_list rest = {0};
	struct event *event;
	bool done;

	account_put(&request, verb,
		    &(struct account_request){
			    .name = DEMO_AGENT, .hash = hash, .role = role_name(ROLE_SUPERVISOR)});
	event = request_read(request.data, request.length, NULL);
	request_run(bot, event, &answer, &rest);
	done = strstr(answer.data, "\"ok\":true");
	event_destroy(event);
	output_list_finish(&rest);
	buffer_finish(&request);
	buffer_finish(&answer);
	return done;
}

/* A new password each time: nobody has a log-in from an earlier demo. */
static void print_demo_login(const struct ground *ground)
{
	char password[CRYPTO_ID_SIZE], hash[CRYPTO_PASSWORD_HASH_SIZE];

	crypto_id(password);
	password[12] = '\0';
	if (crypto_password_hash(password, hash) &&
	    (ask_bot(ground->bot, "agent.add", hash) || ask_bot(ground->bot, "agent.passwd", hash)))
		printf("log-in   %s  %s\n", DEMO_AGENT, password);
}

/* --- serving ------------------------------------------------------------------------ */

static void print_addresses(const struct ground *ground, const struct scrape *scrape)
{
	const char *address = ground->listener.address;

	if (ground->service.shows_demo)
		printf("demo     %s/demo/\n", site(ground));
	printf("console  %s/console/\n", site(ground));
	if (ground->config.demo)
		print_demo_login(ground);
	if (*scrape_address(scrape))
		printf("metrics  %s\n", scrape_address(scrape));
	printf("listening on %s\n", address);
	fflush(stdout);
	log_write(LOG_LEVEL_INFO, "listening", "address", address, "data", ground->config.data,
		  NULL);
}

/* The server ends when the bot has run all that it took; the others end behind it, and what they
 * still bring it refuses. */
static void run_threads(struct ground *ground, struct control *control, struct scrape *scrape)
{
	struct service *service = &ground->service;

	server_run(service->server);
	scrape_stop(scrape);
	report_thread_stop(ground->reports);
	spike_thread_stop(ground->spikes);
	control_stop(control);
	bot_thread_join(service->bot_thread);
	worker_stop(service->worker);
	outbox_thread_join(service->outbox_thread);
	http_client_stop(service->http);
	webhooks_destroy(service->webhooks);
	outbox_thread_destroy(service->outbox_thread);
	subscription_destroy(ground->subscription);
	carrier_link_destroy(service->link);
	bot_thread_destroy(service->bot_thread);
}

static void open_link(struct ground *ground)
{
	struct service *service = &ground->service;

	if (ground->carrier_kind->address)
		service->link = carrier_link_create(ground->carrier_kind->address(ground->carrier),
						    &ground->config, &ground->clock, service->http);
}

/* What others may have, or the settings have wrong, comes before the server. */
static int serve(struct ground *ground)
{
	struct service *service = &ground->service;
	struct error err;
	struct control *control = control_open(service, ground->config.data, &err);
	struct scrape *scrape = control ? scrape_open(service, &err) : NULL;

	if (!scrape || !server_create(service, &ground->listener, ground->pages, &err)) {
		scrape_stop(scrape);
		control_stop(control);
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	}
	ground->listener.fd = -1; /* the server's now */
	reload_note_certificate(service);
	print_addresses(ground, scrape);
	service->http = http_client_start(&HTTP_LIMITS);
	open_link(ground);
	service->sms = sms_gateway_open(&ground->sms, service);
	service->pay = pay_http_open(&ground->pay, &ground->config, &ground->metrics,
				     service->http);
	service->webhooks = webhooks_create(service);
	service->worker = worker_start((size_t)ground->config.logins_waiting);
	outbox_thread_start(service);
	ground->subscription = subscription_start(service);
	bot_thread_start(service, ground->bot);
	control_start(control);
	scrape_start(scrape);
	ground->spikes = spike_thread_start(service);
	ground->reports = report_thread_start(service);
	notify_manager("READY=1");
	run_threads(ground, control, scrape);
	server_destroy(service->server);
	return EXIT_DONE;
}

/* No picture of its memory is left behind, and nothing that it might start gains rights: also where
 * no unit of systemd sees to it. */
static void give_up_rights(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static int run(int argc, char **argv)
{
	struct ground ground = {.listener.fd = -1, .data.lock = -1, .arena = arena_create()};
	struct config_flags flags = {0};
	int code;

	if (!read_flags(argc, argv, ground.arena, &flags)) {
		arena_destroy(ground.arena);
		return command_misused(&command_serve);
	}
	give_up_rights();
	crypto_start();
	ground.home = command_home(ground.arena);
	ground.clock = clock_system();
	ground.service.config = &ground.config;
	code = read_config(&ground, &flags);
	if (code == EXIT_DONE) {
		log_start(log_format_from(ground.config.log_format),
			  log_level_from(ground.config.log_level));
		code = open_ground(&ground);
	}
	if (code == EXIT_DONE) {
		ground.service.metrics = &ground.metrics;
		ground.service.keys = ground.data.keys;
		ground.service.clock = &ground.clock;
		ground.service.carrier = ground.carrier;
		ground.service.carrier_kind = ground.carrier_kind;
		code = serve(&ground);
	}
	close_ground(&ground);
	return code;
}

const struct command command_serve = {
	.name = "serve",
	.summary = "runs the server",
	.usage = "usage: fuji serve [--config FILE] [--SETTING VALUE]...\n\n"
		 "SIGTERM finishes what was taken and stops; SIGHUP reads the words again, and\n"
		 "the certificate. A flag goes before FUJI_SETTING in the environment, and that\n"
		 "before FILE (FUJI_CONFIG; `fuji config example` prints one).\n",
	.settings = true,
	.run = run,
};
