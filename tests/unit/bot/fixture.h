/*
 * A bot over a real store in a folder of its own, with the demo operator and a clock that
 * the test moves. Everything that comes out is kept as text.
 */
#ifndef FUJI_TESTS_UNIT_BOT_FIXTURE_H
#define FUJI_TESTS_UNIT_BOT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "bot/bot.h"

#define START_MS 1764036000000LL

extern const struct store_kind store_sqlite;
extern const struct carrier_kind carrier_sim;

struct fixture {
	struct clock clock;
	struct keys *keys;
	struct bot *bot;
	struct carrier *carrier;
	char folder[64];
	char conversation[CRYPTO_ID_SIZE]; /* of the last welcome */
	char case_id[16];                  /* of the last case frame */
	struct output_list last;           /* outputs of the last run, in order */
	struct buffer told;                /* its activities and errors, a line each */
	struct buffer desk;                /* its frames for desks */
};

/* Of the folder and the keys. */
static inline void fixture_start(struct fixture *fixture, const struct store_kind *store)
{
	struct problems *problems = problems_create();
	struct error err = {0};
	const struct bot_config config = {
		.resources = ".",
		.data_dir = fixture->folder,
		.store = store,
		.clock = &fixture->clock,
		.keys = fixture->keys,
		.zone_minutes = 480,
	};

	fixture->bot = bot_create(&config, problems, &err);
	problems_print(problems, stderr);
	if (!fixture->bot)
		fail_msg("%s", err.text);
	problems_destroy(problems);
}

static inline void fixture_open(struct fixture *fixture, const struct store_kind *store,
				const char *carrier_url)
{
	struct error err = {0};

	crypto_start();
	*fixture = (struct fixture){.clock = clock_manual(START_MS)};
	snprintf(fixture->folder, sizeof fixture->folder, "%s/fuji-unit-XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(fixture->folder));
	fixture->keys = keys_for_tests();
	fixture_start(fixture, store);
	fixture->carrier = carrier_sim.open(carrier_url, ".", &fixture->clock, &err);
	if (!fixture->carrier)
		fail_msg("%s", err.text);
}

/* What only the process knew is gone. */
static inline void fixture_restart(struct fixture *fixture, const struct store_kind *store)
{
	bot_destroy(fixture->bot);
	fixture_start(fixture, store);
}

static inline void fixture_close(struct fixture *fixture)
{
	char command[96];

	output_list_finish(&fixture->last);
	buffer_finish(&fixture->told);
	buffer_finish(&fixture->desk);
	bot_destroy(fixture->bot);
	carrier_sim.close(fixture->carrier);
	keys_close(fixture->keys);
	snprintf(command, sizeof command, "rm -r %s", fixture->folder);
	assert_int_equal(system(command), 0);
}

static inline int tear_down(void **state)
{
	fixture_close(*state);
	free(*state);
	return 0;
}

static inline void fixture_keep(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];
		const char *at = output->json ? strstr(output->json, "\"case\":{\"id\":\"F") : NULL;

		if (output->kind == OUTPUT_WELCOME)
			strcpy(fixture->conversation, output->conversation);
		if (output->kind == OUTPUT_DESK && at)
			memcpy(fixture->case_id, at + strlen("\"case\":{\"id\":\""), 9);
		if (output->kind == OUTPUT_ERROR)
			buffer_format(&fixture->told, "error %s %s\n", output->code, output->text);
		else if (output->json)
			buffer_format(output->kind == OUTPUT_DESK || output->kind == OUTPUT_CASE_LOG
					      ? &fixture->desk
					      : &fixture->told,
				      "%s\n", output->json);
	}
}

/* Runs a batch; the operator does not answer yet. Takes the events. */
static inline void fixture_run(struct fixture *fixture, struct event **events, size_t n)
{
	output_list_finish(&fixture->last);
	buffer_clear(&fixture->told);
	buffer_clear(&fixture->desk);
	bot_run(fixture->bot, events, n, &fixture->last);
	for (size_t i = 0; i < n; i++)
		event_destroy(events[i]);
	fixture_keep(fixture);
}

static inline void fixture_reload(struct fixture *fixture)
{
	struct problems *problems = problems_create();
	struct bot_words *words = bot_words_read(fixture->bot, problems);

	assert_non_null(words);
	assert_true(bot_words_use(fixture->bot, words));
	problems_destroy(problems);
}

/* Lets the operator answer until there is nothing to answer; what is told adds up. */
static inline void fixture_settle(struct fixture *fixture)
{
	struct output_list calls = fixture->last;

	fixture->last = (struct output_list){0};
	for (size_t i = 0; i < calls.n; i++) {
		struct event *event;

		if (calls.items[i]->kind != OUTPUT_CALL ||
		    calls.items[i]->call_body.kind == CALL_WAIT)
			continue; /* no time passes here */
		event = event_create(EVENT_ANSWER, 0);
		event->call = calls.items[i]->call;
		carrier_sim.call(fixture->carrier, &calls.items[i]->call_body, NULL,
				 &event->answer);
		bot_run(fixture->bot, &event, 1, &fixture->last);
		event_destroy(event);
		fixture_keep(fixture);
		fixture_settle(fixture);
	}
	output_list_finish(&calls);
}

static inline struct event *message(const struct fixture *fixture, const char *text,
				    const char *client_id)
{
	struct event *event = event_create(EVENT_ACTIVITY, 7);

	strcpy(event->conversation, fixture->conversation);
	event->type = mem_text("message");
	event->text = mem_text(text);
	event->client_id = mem_text(client_id);
	return event;
}

static inline void say(struct fixture *fixture, const char *text)
{
	struct event *event = message(fixture, text, NULL);

	fixture_run(fixture, &event, 1);
	fixture_settle(fixture);
}

static inline void hello(struct fixture *fixture, const char *locale)
{
	struct event *event = event_create(EVENT_HELLO, 7);

	event->locale = mem_text(locale);
	fixture_run(fixture, &event, 1);
}

static inline int64_t agent_number(struct fixture *fixture, const char *name)
{
	struct agent_row agent;
	struct error err;

	assert_int_equal(bot_agent(fixture->bot, name, &agent, &err), FOUND);
	return agent.row;
}

static inline void link_desk(struct fixture *fixture, const char *name, bool linked)
{
	struct event *event = event_create(EVENT_LINK, 9);

	event->agent = agent_number(fixture, name);
	event->linked = linked;
	fixture_run(fixture, &event, 1);
}

/* Who can log in sits at a desk from the first moment on. */
static inline void account(struct fixture *fixture, const char *name, enum role role)
{
	struct event *event = event_create(EVENT_ACCOUNT, 1);

	event->account = ACCOUNT_ADD;
	event->name = mem_text(name);
	event->password_hash = mem_text("no password opens this");
	event->role = role;
	fixture_run(fixture, &event, 1);
	link_desk(fixture, name, true);
}

static inline struct event *desk_event(struct fixture *fixture, const char *name,
				       enum desk_verb verb, const char *text)
{
	struct event *event = event_create(EVENT_DESK, 9);

	event->agent = agent_number(fixture, name);
	event->watermark = INT32_MAX; /* all that was said has been seen */
	event->verb = verb;
	event->type = mem_text("message");
	event->case_id = mem_text(fixture->case_id);
	event->text = mem_text(text);
	return event;
}

static inline void desk(struct fixture *fixture, const char *name, enum desk_verb verb,
			const char *text)
{
	struct event *event = desk_event(fixture, name, verb, text);

	fixture_run(fixture, &event, 1);
}

/* What an agent says of a step of the case's checklist, and why. */
static inline void mark_step(struct fixture *fixture, const char *name, const char *step,
			     const char *state, const char *why)
{
	struct event *event = desk_event(fixture, name, DESK_STEP, why);

	event->step = mem_text(step);
	event->state = mem_text(state);
	fixture_run(fixture, &event, 1);
}

static inline bool told(const struct fixture *fixture, const char *text)
{
	return fixture->told.data && strstr(fixture->told.data, text);
}

/* fail_msg cuts long texts. */
static inline void fail_whole(const char *what, const char *text, const char *in)
{
	fprintf(stderr, "%s: %s\nin: %s\n", what, text, in);
	fail();
}

#define assert_told(fixture, text)                                          \
	do {                                                                \
		if (!told(fixture, text))                                   \
			fail_whole("not told", text, (fixture)->told.data); \
	} while (0)
#define assert_desk_told(fixture, text)                                             \
	do {                                                                        \
		if (!strstr((fixture)->desk.data, text))                            \
			fail_whole("no desk was told", text, (fixture)->desk.data); \
	} while (0)
#define assert_not_told(fixture, text)                                  \
	do {                                                            \
		if (told(fixture, text))                                \
			fail_whole("told", text, (fixture)->told.data); \
	} while (0)

#endif
