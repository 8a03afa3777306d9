/*
 * `fuji doctor`: whether this machine, these settings and this data folder will do.
 *
 * A list of examinations, each of which tells one line and what to do about it. None changes
 * anything, and all work beside a running server.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "bot/bot.h"
#include "bot/conversation.h"
#include "intents/intents.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/data_dir.h"
#include "ws/listener.h"
#include "ws/pay_http.h"
#include "ws/probe.h"
#include "ws/tls.h"

extern const struct command command_doctor;
extern const struct store_kind store_sqlite;
extern char **environ;

#define MIB (1024 * 1024LL)
#define DISK_LEAST (64 * MIB)
#define DISK_WANTED (1024 * MIB)
#define LOG_WANTED (64 * MIB)
#define DESCRIPTORS_LEAST 256
#define DESCRIPTORS_WANTED 4096
#define CERTIFICATE_WANTED_MS (14 * 24 * 60 * 60 * 1000LL)
#define CLOCK_LEAST_MS 1764028800000LL /* 2025-11-25: no clock that is right shows less */

enum verdict { VERDICT_OK, VERDICT_WARNING, VERDICT_PROBLEM };

struct doctor {
	const struct config *config;
	const char *home;
	struct arena *arena;
	const char *database;
	bool serving; /* a server has the folder */
	int n[VERDICT_PROBLEM + 1];
};

static void tell(struct doctor *doctor, enum verdict verdict, const char *fix, const char *format,
		 ...) __attribute__((format(printf, 4, 5)));

static void tell(struct doctor *doctor, enum verdict verdict, const char *fix, const char *format,
		 ...)
{
	static const char *const words[] = {"ok", "warning", "problem"};
	va_list args;

	doctor->n[verdict]++;
	printf("%-8s ", words[verdict]);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (fix)
		printf("         fix: %s\n", fix);
}

/* --- settings --------------------------------------------------------------------- */

static bool is_known_variable(const char *text)
{
	static const char *const others[] = {"FUJI_HOME=", "FUJI_CONFIG="};
	const struct setting *setting;

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (!strncmp(text, others[i], strlen(others[i])))
			return true;
	}
	for (size_t i = 0; (setting = setting_at(i)); i++) {
		char name[SETTING_NAME_SIZE];

		setting_print_variable(setting, name);
		if (!strncmp(text, name, strlen(name)) && text[strlen(name)] == '=')
			return true;
	}
	return false;
}

/* Others may name theirs so too, so these are no error; but they may be slips. */
static void examine_environment(struct doctor *doctor)
{
	for (char **variable = environ; *variable; variable++) {
		if (!strncmp(*variable, "FUJI_", 5) && !is_known_variable(*variable))
			tell(doctor, VERDICT_WARNING, "`fuji config table` lists the settings",
			     "the variable %.*s is no setting", (int)strcspn(*variable, "="),
			     *variable);
	}
	tell(doctor, VERDICT_OK, NULL, "the settings can be read");
}

static void examine_listener(struct doctor *doctor)
{
	const struct config *config = doctor->config;
	struct listener listener;
	struct error err;

	if (doctor->serving) {
		tell(doctor, VERDICT_OK, NULL, "a server has the data folder, so %s is not tried",
		     config->listen);
		return;
	}
	if (!listener_open(config->listen, &listener, &err)) {
		tell(doctor, VERDICT_PROBLEM,
		     "stop what listens there, or set `listen` to an address of this machine", "%s",
		     err.text);
		return;
	}
	if (!listener.on_loopback && config->trusted_proxy.n == 0 && !config_has_tls(config))
		tell(doctor, VERDICT_WARNING,
		     "set `tls_certificate` and `tls_key`; or put a proxy that ends TLS in front, "
		     "listen on loopback or a private address, and name the proxy in `trusted_proxy`",
		     "%s is not loopback, and what is said there is not encrypted", config->listen);
	else
		tell(doctor, VERDICT_OK, NULL, "%s is free to listen on", config->listen);
	listener_close(&listener);
}

static void tell_validity(struct doctor *doctor, const struct tls *tls)
{
	const struct clock clock = clock_system();
	int64_t now_ms = clock_now_ms(&clock), from_ms, to_ms;
	enum verdict verdict;
	char from[25], to[25];

	tls_validity(tls, &from_ms, &to_ms);
	clock_print(from_ms, from);
	clock_print(to_ms, to);
	verdict = now_ms < from_ms || now_ms >= to_ms      ? VERDICT_PROBLEM
		  : to_ms - now_ms < CERTIFICATE_WANTED_MS ? VERDICT_WARNING
							   : VERDICT_OK;
	tell(doctor, verdict,
	     verdict == VERDICT_OK ? NULL
				   : "put a new one and its key in their places, then send SIGHUP "
				     "(`systemctl reload fuji`)",
	     "the certificate is good from %s to %s", from, to);
}

static void examine_certificate(struct doctor *doctor)
{
	struct error err;
	struct tls *tls;

	if (!config_has_tls(doctor->config))
		return;
	tls = tls_open(doctor->config, &err);
	if (tls)
		tell_validity(doctor, tls);
	else
		tell(doctor, VERDICT_PROBLEM,
		     "name a certificate and its own key in `tls_certificate` and `tls_key`", "%s",
		     err.text);
	tls_close(tls);
}

static void examine_origins(struct doctor *doctor)
{
	const struct text_list *origins = &doctor->config->origins;

	for (size_t i = 0; i < origins->n; i++) {
		if (!strncmp(origins->items[i], "http://", 7))
			tell(doctor, VERDICT_WARNING, "serve that site with https://",
			     "pages of %s can be changed on their way", origins->items[i]);
	}
	if (doctor->config->demo)
		tell(doctor, VERDICT_WARNING, "take `demo` away before anybody real comes",
		     "the demo is on: it prints a log-in and shows the simulated phone");
}

/* --- the machine ------------------------------------------------------------------ */

static void examine_user(struct doctor *doctor)
{
	if (geteuid() == 0)
		tell(doctor, VERDICT_WARNING,
		     "run it as a user of its own, as scripts/systemd/fuji.service does",
		     "this is root, whose rights a server never needs");
	else
		tell(doctor, VERDICT_OK, NULL, "this is no root");
}

static void examine_descriptors(struct doctor *doctor)
{
	struct rlimit limit;
	enum verdict verdict;

	getrlimit(RLIMIT_NOFILE, &limit);
	verdict = limit.rlim_max < DESCRIPTORS_LEAST    ? VERDICT_PROBLEM
		  : limit.rlim_max < DESCRIPTORS_WANTED ? VERDICT_WARNING
							: VERDICT_OK;
	tell(doctor, verdict,
	     verdict == VERDICT_OK ? NULL : "LimitNOFILE=65536 in the unit, or `ulimit -n 65536`",
	     "%llu descriptors, one a connection", (unsigned long long)limit.rlim_max);
}

static void examine_disk(struct doctor *doctor)
{
	const char *dir = access(doctor->config->data, F_OK) == 0 ? doctor->config->data : ".";
	struct statvfs disk;
	long long room;
	enum verdict verdict;

	if (statvfs(dir, &disk) != 0) {
		tell(doctor, VERDICT_PROBLEM, "give another folder in `data`", "%s: %s", dir,
		     strerror(errno));
		return;
	}
	room = (long long)disk.f_bavail * (long long)disk.f_frsize;
	verdict = room < DISK_LEAST    ? VERDICT_PROBLEM
		  : room < DISK_WANTED ? VERDICT_WARNING
				       : VERDICT_OK;
	tell(doctor, verdict, verdict == VERDICT_OK ? NULL : "make room, or move the data folder",
	     "%lld MiB free for %s", room / MIB, doctor->config->data);
}

static void examine_jit(struct doctor *doctor)
{
	if (intents_have_jit())
		tell(doctor, VERDICT_OK, NULL, "patterns are compiled to machine code");
	else
		tell(doctor, VERDICT_WARNING,
		     "none is needed: MemoryDenyWriteExecute= forbids it, and understanding takes "
		     "three times as long",
		     "patterns are not compiled to machine code");
}

static void examine_words(struct doctor *doctor)
{
	struct problems *problems = problems_create();

	if (bot_check(doctor->home, problems))
		tell(doctor, VERDICT_OK, NULL, "packs, texts and knowledge below %s fit together",
		     doctor->home);
	else
		tell(doctor, VERDICT_PROBLEM, "`fuji check` tells where",
		     "%zu problems in packs, texts or knowledge below %s, the first: %s",
		     problems_count(problems), doctor->home, problems_line(problems, 0));
	problems_destroy(problems);
}

/* --- the data folder -------------------------------------------------------------- */

static void examine_key(struct doctor *doctor)
{
	struct error err;
	struct keys *keys;

	if (access(doctor->config->key_file, F_OK) != 0 && access(doctor->database, F_OK) != 0) {
		tell(doctor, VERDICT_OK, NULL, "%s is new: a key is made at the first start",
		     doctor->config->data);
		return;
	}
	keys = keys_open(doctor->config->key_file, false, &err);
	if (keys && keys_are_rotating(keys))
		tell(doctor, VERDICT_WARNING, "run `fuji key rotate` again: it goes on",
		     "%s: a rotation was begun and not ended", doctor->config->key_file);
	else if (keys)
		tell(doctor, VERDICT_OK, NULL, "%s is its owner's alone", doctor->config->key_file);
	else
		tell(doctor, VERDICT_PROBLEM,
		     "chmod 600 the key and give it to the user that runs fuji; if it is lost, put "
		     "back the one that was kept apart",
		     "%s", err.text);
	keys_close(keys);
}

static void tell_figures(struct doctor *doctor, const struct store_figures *figures)
{
	struct clock clock = clock_system();

	tell(doctor, VERDICT_OK, NULL, "schema %lld%s, %lld conversations, %lld activities",
	     (long long)figures->schema,
	     figures->schema < figures->schema_known ? ", brought up to date at the next start"
						     : "",
	     (long long)figures->conversations, (long long)figures->activities);
	tell(doctor, figures->log_bytes > LOG_WANTED ? VERDICT_WARNING : VERDICT_OK,
	     figures->log_bytes > LOG_WANTED
		     ? "look for a program that has had the database open for long and reads it"
		     : NULL,
	     "%lld KiB of log beside %lld KiB of database", (long long)figures->log_bytes / 1024,
	     (long long)figures->file_bytes / 1024);
	if (figures->newest_ms > clock_now_ms(&clock) + 60 * 1000)
		tell(doctor, VERDICT_PROBLEM, "set the clock; run chrony or systemd-timesyncd",
		     "the database has messages from the future, or the clock is behind");
}

/* A newer or damaged database has been told of by then. */
static void tell_hooks(struct doctor *doctor)
{
	struct store_backlog backlog;

	if (!store_sqlite.backlog(doctor->database, &backlog, NULL))
		return;
	if (*doctor->config->webhook_url)
		tell(doctor, backlog.hooks_dead ? VERDICT_WARNING : VERDICT_OK,
		     backlog.hooks_dead ? "once the help desk takes them, say `fuji webhook retry`"
					: NULL,
		     "%lld events wait for the help desk, %lld were given up",
		     (long long)backlog.hooks_waiting, (long long)backlog.hooks_dead);
	if (*doctor->config->push_url)
		tell(doctor, backlog.pushes_dead ? VERDICT_WARNING : VERDICT_OK,
		     backlog.pushes_dead ? "look at push_url and at the log of what answers there, "
					   "then say `fuji webhook retry`"
					 : NULL,
		     "%lld pushes wait for the app's back end, %lld were given up",
		     (long long)backlog.pushes_waiting, (long long)backlog.pushes_dead);
}

static void examine_database(struct doctor *doctor)
{
	struct store_figures figures;
	struct keys *keys;
	struct error err;
	bool sound;

	if (access(doctor->database, F_OK) != 0)
		return;
	if (!store_sqlite.figures(doctor->database, &figures, &err)) {
		tell(doctor, VERDICT_PROBLEM, "`fuji db restore` puts a backup back", "%s",
		     err.text);
		return;
	}
	tell_figures(doctor, &figures);
	tell_hooks(doctor);
	keys = keys_open(doctor->config->key_file, false, NULL);
	sound = store_sqlite.check(doctor->database, keys ? conversation_seal_fits : NULL, keys,
				   &err);
	keys_close(keys);
	if (sound)
		tell(doctor, VERDICT_OK, NULL, "%s is sound", doctor->database);
	else
		tell(doctor, VERDICT_PROBLEM, "`fuji db restore` puts a backup back", "%s",
		     err.text);
}

static void examine_clock(struct doctor *doctor)
{
	struct clock clock = clock_system();
	int64_t now_ms = clock_now_ms(&clock);
	char text[25];

	clock_print(now_ms, text);
	if (now_ms >= CLOCK_LEAST_MS)
		tell(doctor, VERDICT_OK, NULL, "the clock shows %s", text);
	else
		tell(doctor, VERDICT_PROBLEM, "set it; run chrony or systemd-timesyncd",
		     "the clock shows %s, which has passed", text);
}

/* --- the operator, and who has links to pay by ------------------------------------- */

static void examine_operator(struct doctor *doctor)
{
	const char *url = doctor->config->carrier;
	char host[PROBE_HOST_SIZE], port[PROBE_PORT_SIZE];
	struct error err;

	if (!carrier_kind_for(url, &err))
		tell(doctor, VERDICT_PROBLEM, "name one in `carrier`", "%s", err.text);
	else if (!probe_host(url, host, port))
		tell(doctor, VERDICT_WARNING, "name the real one in `carrier`",
		     "the operator is a simulation");
	else if (probe_connects(host, port))
		tell(doctor, VERDICT_OK, NULL, "the operator answers at %s port %s", host, port);
	else
		tell(doctor, VERDICT_PROBLEM,
		     "open the way through firewalls and proxies, or correct `carrier`",
		     "the operator does not answer at %s port %s", host, port);
}

/* A link that is written out of a template is asked of nobody. */
static void examine_pay(struct doctor *doctor)
{
	const char *url = doctor->config->pay_url;
	char host[PROBE_HOST_SIZE], port[PROBE_PORT_SIZE];

	if (!pay_url_is_asked(url) || !probe_host(url, host, port))
		return;
	if (probe_connects(host, port))
		tell(doctor, VERDICT_OK, NULL,
		     "the provider of links to pay by answers at %s port %s", host, port);
	else
		tell(doctor, VERDICT_WARNING,
		     "open the way through firewalls and proxies, or correct `pay_url`; until then only "
		     "the other ways to pay are told",
		     "the provider of links to pay by does not answer at %s port %s", host, port);
}

/* --- the command ------------------------------------------------------------------ */

static void (*const examinations[])(struct doctor *) = {
	examine_environment, examine_listener, examine_certificate, examine_origins, examine_user,
	examine_descriptors, examine_disk,     examine_clock,       examine_jit,     examine_words,
	examine_key,         examine_database, examine_operator,    examine_pay,
};

static void tell_limits(const struct config *config)
{
	struct buffer table = {0};

	limits_print(config, &table);
	fputs(table.data, stdout);
	buffer_finish(&table);
}

static bool take_option(void *context, int option, const char *value)
{
	(void)option;
	(void)value;
	return *(bool *)context = true;
}

static int examine(const struct workplace *place, void *context)
{
	const bool *only_limits = context;
	const char *data = place->config->data;
	struct doctor doctor = {
		.config = place->config,
		.home = place->home,
		.arena = place->arena,
		.database = arena_format(place->arena, "%s/%s", data, store_sqlite.file),
		.serving = data_dir_is_busy(data),
	};

	if (*only_limits) {
		tell_limits(place->config);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < sizeof examinations / sizeof *examinations; i++)
		examinations[i](&doctor);
	printf("%d ok, %d warnings, %d problems\n", doctor.n[VERDICT_OK], doctor.n[VERDICT_WARNING],
	       doctor.n[VERDICT_PROBLEM]);
	return doctor.n[VERDICT_PROBLEM] ? EXIT_ENVIRONMENT : EXIT_DONE;
}

static int run(int argc, char **argv)
{
	static const struct option own[] = {{"limits", no_argument, NULL, 'l'}, {0}};
	static const struct command_line line = {own, take_option, NULL, examine};
	bool only_limits = false;

	return command_configured(&command_doctor, &line, &only_limits, argc, argv);
}

const struct command command_doctor = {
	.name = "doctor",
	.summary = "examines the machine, the settings and the data folder",
	.usage =
		"usage: fuji doctor [--limits] [--config FILE] [--SETTING VALUE]...\n\n"
		"Prints a line for each thing examined, ok, warning or problem, and behind the\n"
		"last two what to do. Changes nothing and works beside a running server. Exit\n"
		"codes: 0 no problem, 1 settings that cannot be read, 3 a problem.\n\n"
		"  --limits  only prints what subscribers and agents may send, how fast and how\n"
		"            much, and what becomes of who comes to a limit: a table in Markdown\n",
	.settings = true,
	.run = run,
};
