/*
 * Fills a data folder with cases, as they come about: `cases DIR N OPEN AGENT...`.
 *
 * Each has a subscriber of its own who tells a number and asks for a person, and an agent who
 * answers, tags and closes; all of it is said to the bot, so that rows, hashes and seals are the
 * product's. The last OPEN of the N cases are not closed: the first third of them is in the hands of
 * the agents, whose accounts are there already, and the rest waits. Two months lie between the
 * first case and now. Prints a line a case: id, number, state, agent, tag, with "-" for none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/bot.h"
#include "tests/bench/bench.h"

#define BATCH 250
#define SPAN_MS (60LL * 24 * 60 * 60 * 1000)
#define CASE_MARK "\"caseId\":\""
#define CASE_ID_LENGTH 9

extern const struct store_kind store_sqlite;
extern const struct carrier_kind carrier_sim;

struct fill {
	struct clock clock;
	struct keys *keys;
	struct bot *bot;
	struct carrier *carrier;
	char **agents;
	int64_t *agent_rows;
	size_t n_agents, n, n_open;

	size_t first, n_batch; /* of the cases that are being made */
	char ids[BATCH][CASE_ID_LENGTH + 1];
	struct event *events[BATCH];
	size_t n_events;
};

/* --- what becomes of which case --------------------------------------------------- */

enum end { END_CLOSED, END_IN_HAND, END_WAITING };

static enum end end_of(const struct fill *fill, size_t i)
{
	size_t from = fill->n - fill->n_open;

	if (i < from)
		return END_CLOSED;
	return i < from + fill->n_open / 3 ? END_IN_HAND : END_WAITING;
}

static bool is_english(size_t i)
{
	return i % 10 == 9;
}

static const char *tag_of(const struct fill *fill, size_t i)
{
	if (end_of(fill, i) == END_WAITING || i % 5 != 0)
		return NULL;
	return i % 500 == 0 ? "regulator" : "follow_up";
}

/* Every number has two cases, half of all apart. */
static unsigned number_of(const struct fill *fill, size_t i)
{
	return (unsigned)(i % (fill->n / 2)) * 7919U % 100000000U;
}

/* --- the bot ---------------------------------------------------------------------- */

static void open_bot(struct fill *fill, const char *dir)
{
	struct problems *problems = problems_create();
	struct error err = {0};
	struct bot_config config = {
		.resources = ".",
		.data_dir = dir,
		.store = &store_sqlite,
		.clock = &fill->clock,
		.zone_minutes = 480,
	};
	char path[4096];

	snprintf(path, sizeof path, "%s/key", dir);
	fill->keys = keys_open(path, false, &err);
	bench_require(fill->keys, err.text);
	config.keys = fill->keys;
	fill->bot = bot_create(&config, problems, &err);
	bench_require(fill->bot, err.text);
	fill->carrier = carrier_sim.open("sim:", ".", &fill->clock, &err);
	bench_require(fill->carrier, err.text);
	problems_destroy(problems);
}

/* The conversations are numbered as the cases are. */
static void keep_case(struct fill *fill, const struct output *output)
{
	const char *at = output->json ? strstr(output->json, CASE_MARK) : NULL;

	if (at)
		snprintf(fill->ids[strtoul(output->conversation, NULL, 10) - fill->first],
			 sizeof fill->ids[0], "%s", at + strlen(CASE_MARK));
}

static void add(struct fill *fill, struct event *event)
{
	fill->events[fill->n_events++] = event;
}

/* The operator answers what it is asked at once; alarms are left for the server. */
static void take_output(struct fill *fill, const struct output *output)
{
	struct event *event;

	bench_require(output->kind != OUTPUT_ERROR, output->text);
	keep_case(fill, output);
	if (output->kind != OUTPUT_CALL || output->call_body.kind == CALL_WAIT)
		return;
	event = event_create(EVENT_ANSWER, 0);
	event->call = output->call;
	carrier_sim.call(fill->carrier, &output->call_body, NULL, &event->answer);
	add(fill, event);
}

static void run(struct fill *fill)
{
	while (fill->n_events) {
		struct output_list out = {0};
		size_t n = fill->n_events;

		bot_run(fill->bot, fill->events, n, &out);
		for (size_t i = 0; i < n; i++)
			event_destroy(fill->events[i]);
		fill->n_events = 0;
		for (size_t i = 0; i < out.n; i++)
			take_output(fill, out.items[i]);
		output_list_finish(&out);
	}
}

/* --- one batch -------------------------------------------------------------------- */

static struct event *of_subscriber(enum event_kind kind, size_t i)
{
	struct event *event = event_create(kind, i + 1);

	snprintf(event->conversation, sizeof event->conversation, "%026zu", i);
	return event;
}

static void greet(struct fill *fill, size_t i)
{
	struct event *event = of_subscriber(EVENT_HELLO, i);

	event->starts = true;
	event->locale = mem_text(is_english(i) ? "en" : "zh-CN");
	add(fill, event);
}

static void say(struct fill *fill, size_t i, const char *text)
{
	struct event *event = of_subscriber(EVENT_ACTIVITY, i);

	event->type = mem_text("message");
	event->text = mem_text(text);
	add(fill, event);
}

static void tell_number(struct fill *fill, size_t i)
{
	char text[64];

	snprintf(text, sizeof text,
		 is_english(i) ? "my number 139%08u is suspended" : "我的手机139%08u停机了",
		 number_of(fill, i));
	say(fill, i, text);
}

static void ask_for_person(struct fill *fill, size_t i)
{
	say(fill, i, is_english(i) ? "agent" : i % 10 == 1 ? "我听不见，转人工" : "转人工");
}

static struct event *of_agent(const struct fill *fill, enum desk_verb verb, size_t i)
{
	struct event *event = event_create(EVENT_DESK, i + 1);

	event->verb = verb;
	event->agent = fill->agent_rows[i % fill->n_agents];
	event->case_id = mem_text(fill->ids[i - fill->first]);
	event->watermark = INT32_MAX;
	return event;
}

static void answer(struct fill *fill, size_t i)
{
	struct event *event;

	if (end_of(fill, i) == END_WAITING)
		return;
	event = of_agent(fill, DESK_MESSAGE, i);
	event->type = mem_text("message");
	event->text = mem_text("您好，我看到了您的情况，正在为您查，请稍等。");
	add(fill, event);
}

static void tag(struct fill *fill, size_t i)
{
	const char *name = tag_of(fill, i);
	struct event *event;

	if (!name)
		return;
	event = of_agent(fill, DESK_TAG, i);
	event->tag = mem_text(name);
	add(fill, event);
}

static void thank(struct fill *fill, size_t i)
{
	if (end_of(fill, i) == END_CLOSED)
		say(fill, i, is_english(i) ? "thank you" : "谢谢");
}

static void end(struct fill *fill, size_t i)
{
	if (end_of(fill, i) == END_CLOSED)
		add(fill, of_agent(fill, DESK_CLOSE, i));
}

static void print_case(struct fill *fill, size_t i)
{
	static const char *const ends[] = {"closed", "open", "waiting"};
	const char *name = tag_of(fill, i);

	printf("%s\t139%08u\t%s\t%s\t%s\n", fill->ids[i - fill->first], number_of(fill, i),
	       ends[end_of(fill, i)],
	       end_of(fill, i) == END_WAITING ? "-" : fill->agents[i % fill->n_agents],
	       name ? name : "-");
}

static void make_batch(struct fill *fill)
{
	static void (*const steps[])(struct fill *, size_t) = {
		greet, tell_number, ask_for_person, answer, tag, thank, end, print_case,
	};

	for (size_t step = 0; step < sizeof steps / sizeof *steps; step++) {
		for (size_t i = 0; i < fill->n_batch; i++)
			steps[step](fill, fill->first + i);
		run(fill);
	}
}

/* --- all of it -------------------------------------------------------------------- */

/* Agents sit at their desks, so that subscribers wait for them. */
static void find_agents(struct fill *fill)
{
	fill->agent_rows = mem_new(fill->n_agents * sizeof *fill->agent_rows);
	for (size_t i = 0; i < fill->n_agents; i++) {
		struct event *event = event_create(EVENT_LINK, 0);
		struct agent_row agent;
		struct error err;

		bench_require(bot_agent(fill->bot, fill->agents[i], &agent, &err) == FOUND,
			      fill->agents[i]);
		event->agent = fill->agent_rows[i] = agent.row;
		event->linked = true;
		add(fill, event);
		run(fill);
	}
}

int main(int argc, char **argv)
{
	struct clock system = clock_system();
	struct fill fill = {.clock = clock_manual(clock_now_ms(&system) - SPAN_MS)};

	crypto_start();
	bench_require(argc > 4, "usage: cases DIR N OPEN AGENT...");
	fill.n = strtoul(argv[2], NULL, 10);
	fill.n_open = strtoul(argv[3], NULL, 10);
	fill.agents = argv + 4;
	fill.n_agents = (size_t)argc - 4;
	bench_require(fill.n > 1 && fill.n_open <= fill.n, "at least 2 cases, and no more open");
	open_bot(&fill, argv[1]);
	find_agents(&fill);
	for (; fill.first < fill.n; fill.first += fill.n_batch) {
		fill.n_batch = fill.n - fill.first < BATCH ? fill.n - fill.first : BATCH;
		make_batch(&fill);
		fill.clock.manual_ms += SPAN_MS * (int64_t)fill.n_batch / (int64_t)fill.n;
	}
	free(fill.agent_rows);
	bot_destroy(fill.bot);
	keys_close(fill.keys);
	carrier_sim.close(fill.carrier);
	return 0;
}
