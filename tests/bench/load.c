/*
 * Subscribers by the thousand, on one thread: each says what stands in a file of talks, line by
 * line, and takes what the server answers. `load --port N --talks FILE [OPTION...]`.
 *
 * A turn ends when the message's own echo and, in the same set or a later one, something of
 * the bot have come; a typing sign says that the answer is still to come. Without a rate the
 * loop is closed: who has an answer says the next line. With one it is open: the moments at
 * which somebody is to speak are drawn in advance, like those of people who know nothing of
 * each other, and a turn is timed from its moment, also when the server has kept the
 * subscriber waiting with the one before. So a pause of the server counts for all who would
 * have spoken in it.
 *
 * Prints one JSON object when all are connected, then, unless no seconds are asked for, one
 * about the turns; the server's CPU time is its process's own clock. Ends with the input.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/bench/bench.h"
#include "tests/bench/client.h"

#define HANDSHAKES_AT_ONCE 64
#define EVENTS_AT_ONCE 256
#define DRAIN_SECONDS 20
#define ECHO_SIZE 48
#define MESSAGE_SIZE 1024
#define NUMBER "{number}"

struct subscriber {
	struct client client;
	bool welcomed, waiting, echoed, answered;
	size_t line; /* the next one to say */
	unsigned said;
	char echo[ECHO_SIZE]; /* how its echo is known */
	double due;           /* when the turn under way began, or was to */
	double *owed;         /* moments that are past, while a turn is under way */
	size_t n_owed, first_owed;
};

struct load {
	struct messages lines;
	size_t *talks; /* the first line of each */
	size_t n_talks;
	struct subscriber *subscribers;
	size_t n_active, n, n_open, n_welcomed, n_waiting;
	int port, poll;
	double rate, warm_seconds, seconds;
	pid_t server;
	FILE *record;

	bool over;       /* the input has ended */
	bool talking;    /* nobody begins a turn before and after */
	double from, to; /* turns that begin in between are counted */
	double next;     /* of an open loop */
	size_t turn;     /* whose it is there */
	uint64_t chance;
	unsigned number; /* the last eight digits of the next one */
	double *times;
	size_t n_times;
};

/* --- what is said ----------------------------------------------------------------- */

static void read_talks(struct load *load, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	bool begins = true;

	bench_require(file, path);
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '#')
			continue;
		if (begins && *line) {
			load->talks = mem_resize(load->talks, load->n_talks + 1,
						 sizeof *load->talks);
			load->talks[load->n_talks++] = load->lines.n;
		}
		begins = !*line;
		if (*line)
			messages_add(&load->lines, line);
	}
	bench_require(load->n_talks, "no talks");
	free(line);
	fclose(file);
}

/* Everybody asks about another number: checks are counted by number. */
static void put_text(struct load *load, const char *line, char out[MESSAGE_SIZE])
{
	const char *place = strstr(line, NUMBER);

	if (place)
		snprintf(out, MESSAGE_SIZE, "%.*s139%08u%s", (int)(place - line), line,
			 load->number++ % 100000000, place + strlen(NUMBER));
	else
		snprintf(out, MESSAGE_SIZE, "%s", line);
}

static void say(struct load *load, struct subscriber *subscriber, double due)
{
	char text[MESSAGE_SIZE], message[2 * MESSAGE_SIZE];

	put_text(load, load->lines.texts[subscriber->line], text);
	snprintf(subscriber->echo, ECHO_SIZE, "\"clientActivityID\":\"c-%u\"", subscriber->said++);
	snprintf(message, sizeof message,
		 "{\"type\":\"message\",\"text\":\"%s\",\"channelData\":{%s}}", text,
		 subscriber->echo);
	client_send(&subscriber->client, message);
	subscriber->waiting = true;
	subscriber->echoed = subscriber->answered = false;
	subscriber->due = due;
	load->n_waiting++;
}

/* --- what comes back -------------------------------------------------------------- */

struct reading {
	struct load *load;
	struct subscriber *subscriber;
};

static void take_welcome(struct load *load, struct subscriber *subscriber, const char *text)
{
	bench_require(strstr(text, "\"conversationId\""), text);
	subscriber->welcomed = true;
	load->n_welcomed++;
}

static void take_set(void *context, char *text)
{
	struct reading *reading = context;
	struct subscriber *subscriber = reading->subscriber;

	if (!subscriber->welcomed) {
		take_welcome(reading->load, subscriber, text);
		return;
	}
	bench_require(!strstr(text, "\"name\":\"error\""), text);
	if (!strstr(text, "\"watermark\"")) {
		subscriber->answered = false;
		return;
	}
	if (!subscriber->waiting)
		return;
	if (!subscriber->echoed && !strstr(text, subscriber->echo))
		return;
	subscriber->echoed = true;
	if (strstr(text, "\"fuji:speaker\":\"bot\""))
		subscriber->answered = true;
	if (reading->load->record)
		fprintf(reading->load->record, "%s\t%s\n",
			reading->load->lines.texts[subscriber->line], text);
}

static void begin_next(struct load *load, struct subscriber *subscriber, double now)
{
	if (!load->talking)
		return;
	if (load->rate == 0) {
		say(load, subscriber, now);
	} else if (subscriber->first_owed < subscriber->n_owed) {
		say(load, subscriber, subscriber->owed[subscriber->first_owed++]);
	} else {
		subscriber->n_owed = subscriber->first_owed = 0;
	}
}

static void end_turn(struct load *load, struct subscriber *subscriber)
{
	double now = bench_seconds(CLOCK_MONOTONIC);

	if (subscriber->due >= load->from && subscriber->due < load->to) {
		if (load->n_times % 4096 == 0)
			load->times = mem_resize(load->times, load->n_times + 4096,
						 sizeof *load->times);
		load->times[load->n_times++] = now - subscriber->due;
	}
	subscriber->line = (subscriber->line + 1) % load->lines.n;
	subscriber->waiting = false;
	load->n_waiting--;
	begin_next(load, subscriber, now);
}

static void read_from(struct load *load, struct subscriber *subscriber)
{
	bool was_open = subscriber->client.open;

	client_read(&subscriber->client, take_set, &(struct reading){load, subscriber});
	if (!was_open && subscriber->client.open) {
		client_send(&subscriber->client,
			    "{\"type\":\"event\",\"name\":\"hello\",\"value\":{}}");
		load->n_open++;
	}
	if (subscriber->waiting && subscriber->echoed && subscriber->answered)
		end_turn(load, subscriber);
}

static void wait_until(struct load *load, double then)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	double left = fmax(then - bench_seconds(CLOCK_MONOTONIC), 0);
	struct timespec pause = {(time_t)left, (long)((left - floor(left)) * 1e9)};
	int n = epoll_pwait2(load->poll, events, EVENTS_AT_ONCE, &pause, NULL);

	for (int i = 0; i < n; i++) {
		if (events[i].data.ptr)
			read_from(load, events[i].data.ptr);
		else
			load->over = true;
	}
}

/* Answers pings until the input ends, which is nobody's. */
static void stay(struct load *load)
{
	struct epoll_event event = {.events = EPOLLIN};

	epoll_ctl(load->poll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
	while (!load->over)
		wait_until(load, bench_seconds(CLOCK_MONOTONIC) + DRAIN_SECONDS);
}

/* --- connecting ------------------------------------------------------------------- */

/* Talks begin at different places, so that all lines are said at any time. */
static void connect_all(struct load *load)
{
	load->subscribers = mem_new(load->n * sizeof *load->subscribers);
	load->poll = epoll_create1(EPOLL_CLOEXEC);
	for (size_t i = 0; i < load->n; i++) {
		struct subscriber *subscriber = &load->subscribers[i];
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = subscriber};

		subscriber->line = load->talks[i % load->n_talks];
		client_connect(&subscriber->client, load->port);
		epoll_ctl(load->poll, EPOLL_CTL_ADD, subscriber->client.socket, &event);
		while (i + 1 - load->n_welcomed >= HANDSHAKES_AT_ONCE)
			wait_until(load, bench_seconds(CLOCK_MONOTONIC) + DRAIN_SECONDS);
	}
	while (load->n_welcomed < load->n)
		wait_until(load, bench_seconds(CLOCK_MONOTONIC) + DRAIN_SECONDS);
}

/* --- turns ------------------------------------------------------------------------ */

/* Marsaglia's xorshift: the same moments in every run. */
static double draw_pause(struct load *load)
{
	load->chance ^= load->chance << 13;
	load->chance ^= load->chance >> 7;
	load->chance ^= load->chance << 17;
	return -log1p(-(double)(load->chance >> 11) * 0x1p-53) / load->rate;
}

static void owe(struct subscriber *subscriber, double due)
{
	subscriber->owed = mem_resize(subscriber->owed, subscriber->n_owed + 1,
				      sizeof *subscriber->owed);
	subscriber->owed[subscriber->n_owed++] = due;
}

/* Whoever's moment has come speaks, or is owed it. */
static void keep_rate(struct load *load)
{
	while (load->next <= bench_seconds(CLOCK_MONOTONIC)) {
		struct subscriber *subscriber = &load->subscribers[load->turn++ % load->n_active];

		if (subscriber->waiting)
			owe(subscriber, load->next);
		else
			say(load, subscriber, load->next);
		load->next += draw_pause(load);
	}
}

static void talk_until(struct load *load, double then)
{
	while (bench_seconds(CLOCK_MONOTONIC) < then) {
		if (load->rate > 0)
			keep_rate(load);
		wait_until(load, load->rate > 0 ? fmin(load->next, then) : then);
	}
}

static bool owes(const struct load *load)
{
	for (size_t i = 0; i < load->n_active; i++) {
		if (load->subscribers[i].first_owed < load->subscribers[i].n_owed)
			return true;
	}
	return false;
}

static const char *unanswered(const struct load *load)
{
	for (size_t i = 0; i < load->n_active; i++) {
		if (load->subscribers[i].waiting)
			return load->lines.texts[load->subscribers[i].line];
	}
	return "";
}

/* What was due is still said, and everything answered. */
static void drain(struct load *load)
{
	double limit = bench_seconds(CLOCK_MONOTONIC) + DRAIN_SECONDS;

	load->talking = load->rate > 0;
	while (load->n_waiting > 0 || (load->talking && owes(load))) {
		wait_until(load, limit);
		if (bench_seconds(CLOCK_MONOTONIC) < limit)
			continue;
		fprintf(stderr, "bench: %zu messages without an answer, such as: %s\n",
			load->n_waiting, unanswered(load));
		exit(1);
	}
}

static double cpu_of(pid_t server)
{
	clockid_t clock;

	if (!server)
		return 0;
	bench_require(clock_getcpuclockid(server, &clock) == 0, "no such server");
	return bench_seconds(clock);
}

static int compare(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static double share(const struct load *load, double part)
{
	return load->times[(size_t)((double)load->n_times * part)] * 1e3;
}

static void report(struct load *load, double server_cpu, double own_cpu)
{
	bench_require(load->n_times > 0, "not one turn");
	qsort(load->times, load->n_times, sizeof *load->times, compare);
	printf("{\"turns\":%zu,\"rate\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,"
	       "\"server_us\":%.1f,\"load_busy\":%.3f}\n",
	       load->n_times, (double)load->n_times / load->seconds, share(load, 0.5),
	       share(load, 0.99), share(load, 0.999), server_cpu * 1e6 / (double)load->n_times,
	       own_cpu / load->seconds);
}

static void run_turns(struct load *load)
{
	double begun = bench_seconds(CLOCK_MONOTONIC), server_cpu, own_cpu;

	load->from = begun + load->warm_seconds;
	load->to = load->from + load->seconds;
	load->talking = true;
	load->next = begun;
	for (size_t i = 0; i < load->n_active && load->rate == 0; i++)
		say(load, &load->subscribers[i], begun);
	talk_until(load, load->from);
	server_cpu = cpu_of(load->server);
	own_cpu = bench_seconds(CLOCK_PROCESS_CPUTIME_ID);
	talk_until(load, load->to);
	server_cpu = cpu_of(load->server) - server_cpu;
	own_cpu = bench_seconds(CLOCK_PROCESS_CPUTIME_ID) - own_cpu;
	drain(load);
	report(load, server_cpu, own_cpu);
}

/* --- start ------------------------------------------------------------------------ */

/* How many active and how many idle connections, how many turns a second (0: a closed loop),
 * seconds before and of counting, the server's process, where to write what is answered. */
static void read_options(struct load *load, int argc, char **argv)
{
	static const struct option options[] = {
		{"port", required_argument, NULL, 'p'},    {"talks", required_argument, NULL, 't'},
		{"active", required_argument, NULL, 'a'},  {"idle", required_argument, NULL, 'i'},
		{"rate", required_argument, NULL, 'r'},    {"warm", required_argument, NULL, 'w'},
		{"seconds", required_argument, NULL, 's'}, {"server", required_argument, NULL, 'c'},
		{"record", required_argument, NULL, 'o'},  {0},
	};
	size_t n_idle = 0;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'p':
			load->port = atoi(optarg);
			break;
		case 't':
			read_talks(load, optarg);
			break;
		case 'a':
			load->n_active = strtoul(optarg, NULL, 10);
			break;
		case 'i':
			n_idle = strtoul(optarg, NULL, 10);
			break;
		case 'r':
			load->rate = strtod(optarg, NULL);
			break;
		case 'w':
			load->warm_seconds = strtod(optarg, NULL);
			break;
		case 's':
			load->seconds = strtod(optarg, NULL);
			break;
		case 'c':
			load->server = (pid_t)atoi(optarg);
			break;
		case 'o':
			load->record = fopen(optarg, "w");
			bench_require(load->record, optarg);
			break;
		default:
			exit(2);
		}
	}
	bench_require(load->port && load->n_talks, "--port and --talks are needed");
	load->n = load->n_active + n_idle;
}

int main(int argc, char **argv)
{
	struct load load = {
		.chance = 20260101,
		.number = (unsigned)(time(NULL) % 100000) * 1000, /* none of an earlier run */
	};
	double begun;

	read_options(&load, argc, argv);
	/* Moments are a few microseconds apart; timers would gather those within 50. */
	prctl(PR_SET_TIMERSLACK, 1);
	begun = bench_seconds(CLOCK_MONOTONIC);
	connect_all(&load);
	printf("{\"connections\":%zu,\"seconds\":%.6f}\n", load.n,
	       bench_seconds(CLOCK_MONOTONIC) - begun);
	fflush(stdout);
	if (load.seconds > 0)
		run_turns(&load);
	if (load.record)
		fclose(load.record);
	fflush(stdout);
	stay(&load);
	return 0;
}
