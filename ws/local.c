/*
 * The bot without its outside: events are run one by one, calls are made at once.
 */
#define _GNU_SOURCE /* nftw */

#include "ws/local.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "ws/carrier_link.h"
#include "ws/http_client.h"
#include "ws/test_door.h"

#define TRIES_MOST 3
#define PAY_LINK_LIFE_MS (30 * 60 * 1000LL)

extern const struct store_kind store_sqlite;

struct local {
	struct clock *clock;
	struct bot *bot;
	struct keys *keys;
	const struct carrier_kind *kind;
	struct carrier *carrier;
	struct http_client *http;
	struct carrier_link *link; /* NULL: the operator answers in process */
	struct sim_app app;        /* of the operator */
	struct assertion_rules believed;
	struct carrier_extras extras;
	const char *pay_host; /* of struct local_options */
	char folder[64];
	char conversation[CRYPTO_ID_SIZE];
	local_taker *take;
	local_answer_taker *take_answer; /* NULL: nobody wants to know */
	void *context;
	struct output **waits; /* times that are waited for, in no order */
	size_t n_waits;
};

/* --- the folder --------------------------------------------------------------- */

static bool make_folder(char out[64], struct error *err)
{
	const char *parent = getenv("TMPDIR");

	snprintf(out, 64, "%s/fuji-XXXXXX", parent && strlen(parent) < 48 ? parent : "/tmp");
	if (mkdtemp(out))
		return true;
	return error_set(err, "cannot make a folder like %s: is there room, may I write there",
			 out);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status, (void)type, (void)ftw;
	return remove(path);
}

static void remove_folder(const char *folder)
{
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* --- running ------------------------------------------------------------------ */

static void wait_for_operator(struct local *local, int64_t ms)
{
	struct timespec pause = {ms / 1000, ms % 1000 * 1000000};

	if (local->clock->now_ms == clock_manual(0).now_ms)
		local->clock->manual_ms += ms;
	else if (ms > 0)
		nanosleep(&pause, NULL);
}

/* One try, with all requests that it needs. */
static void try_call(struct local *local, struct carrier_call *call, struct carrier_answer *out)
{
	struct carrier_requests requests = {0};

	carrier_make_call(local->kind, local->carrier, call, &requests, out);
	while (out->outcome == CALL_ASKS) {
		carrier_link_ask(local->link, &requests);
		carrier_make_call(local->kind, local->carrier, call, &requests, out);
	}
	carrier_requests_finish(&requests);
	wait_for_operator(local, out->after_ms);
}

static void get_pay_link(const struct local *local, const struct carrier_call *call,
			 struct carrier_answer *out)
{
	bool is_down = !strcmp(local->pay_host, "down");

	*out = (struct carrier_answer){.outcome = is_down ? CALL_FAILED : CALL_DONE};
	snprintf(out->pay_link.url, sizeof out->pay_link.url, "https://%s/bill?line=%s&fen=%lld",
		 local->pay_host, call->line, (long long)call->fen);
	out->pay_link.until_ms = clock_now_ms(local->clock) + PAY_LINK_LIFE_MS;
}

static struct event *call_operator(struct local *local, struct output *output)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	event->call = output->call;
	if (output->call_body.kind == CALL_PAY_LINK) {
		get_pay_link(local, &output->call_body, &event->answer);
		return event;
	}
	for (int i = 0; i < TRIES_MOST; i++) {
		try_call(local, &output->call_body, &event->answer);
		if (event->answer.outcome == CALL_DONE)
			break;
	}
	if (local->take_answer)
		local->take_answer(local->context, &output->call_body, &event->answer,
				   clock_now_ms(local->clock));
	return event;
}

static void keep_wait(struct local *local, struct output *wait)
{
	local->waits = mem_resize(local->waits, local->n_waits + 1, sizeof *local->waits);
	local->waits[local->n_waits++] = wait;
}

static void forget_waits(struct local *local)
{
	for (size_t i = 0; i < local->n_waits; i++)
		output_destroy(local->waits[i]);
	local->n_waits = 0;
}

/* The first that is due by then, taken out of the list; NULL if there is none. */
static struct output *take_due(struct local *local, int64_t until_ms)
{
	size_t first = 0;
	struct output *wait;

	for (size_t i = 1; i < local->n_waits; i++)
		if (local->waits[i]->call_body.wake_ms < local->waits[first]->call_body.wake_ms)
			first = i;
	if (!local->n_waits || local->waits[first]->call_body.wake_ms > until_ms)
		return NULL;
	wait = local->waits[first];
	local->waits[first] = local->waits[--local->n_waits];
	return wait;
}

void local_pass_time(struct local *local, int64_t until_ms)
{
	bool manual = local->clock->now_ms == clock_manual(0).now_ms;

	for (struct output *wait; (wait = take_due(local, until_ms));) {
		struct event *event = event_create(EVENT_ANSWER, 0);

		if (manual && wait->call_body.wake_ms > local->clock->manual_ms)
			local->clock->manual_ms = wait->call_body.wake_ms;
		event->call = wait->call;
		output_destroy(wait);
		local_run(local, event);
	}
	if (manual)
		local->clock->manual_ms = until_ms;
}

int64_t local_next_wake(const struct local *local)
{
	int64_t next_ms = INT64_MAX;

	for (size_t i = 0; i < local->n_waits; i++)
		if (local->waits[i]->call_body.wake_ms < next_ms)
			next_ms = local->waits[i]->call_body.wake_ms;
	return next_ms;
}

/* Delivers the outputs; what the operator answers to the calls among them runs in turn. */
static void deliver(struct local *local, struct output_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct output *output = list->items[i];

		if (output->kind == OUTPUT_WELCOME)
			strcpy(local->conversation, output->conversation);
		if (output->kind == OUTPUT_CALL && output->call_body.kind == CALL_WAIT) {
			keep_wait(local, output);
			list->items[i] = NULL;
		} else if (output->kind == OUTPUT_CALL)
			local_run(local, call_operator(local, output));
		else
			local->take(local->context, output);
	}
	output_list_finish(list);
}

void local_run(struct local *local, struct event *event)
{
	struct output_list list = {0};

	strcpy(event->conversation, local->conversation);
	bot_run(local->bot, &event, 1, &list);
	event_destroy(event);
	deliver(local, &list);
}

/* --- life --------------------------------------------------------------------- */

/* Nothing that an earlier conversation left, such as tries that count, meets the next one. */
static bool forget_all(struct local *local, struct error *err)
{
	remove_folder(local->folder);
	if (mkdir(local->folder, 0700))
		return error_set(err, "cannot make %s again", local->folder);
	return bot_restart(local->bot, err);
}

static void close_operator(struct local *local)
{
	carrier_link_destroy(local->link);
	local->link = NULL;
	if (local->carrier)
		local->kind->close(local->carrier);
	local->carrier = NULL;
}

static void open_link(struct local *local)
{
	if (!local->kind->address)
		return;
	if (!local->http)
		local->http = http_client_start(&HTTP_LIMITS);
	local->link = carrier_link_create(local->kind->address(local->carrier), NULL, local->clock,
					  local->http);
}

static bool open_operator(struct local *local, const struct local_options *options,
			  struct error *err)
{
	close_operator(local);
	local->kind = carrier_kind_for(options->carrier_url, err);
	if (local->kind)
		local->carrier = local->kind->open(options->carrier_url, options->resources,
						   local->clock, err);
	if (!local->carrier)
		return false;
	open_link(local);
	local->extras = carrier_extras_of(local->kind, local->carrier);
	local->pay_host = options->pay_host;
	local->extras.pay_links = options->pay_host;
	local->believed.face_page = local->kind->face_page ? local->kind->face_page(local->carrier)
							   : options->face_page;
	return true;
}

bool local_begin(struct local *local, const struct local_options *options, struct error *err)
{
	struct event *hello;

	forget_waits(local);
	if (!forget_all(local, err) || !open_operator(local, options, err))
		return false;
	*local->conversation = '\0';
	hello = event_create(EVENT_HELLO, 1);
	hello->channel = "terminal";
	hello->locale = mem_text(options->locale);
	hello->as_line = mem_text(options->as_line);
	local_run(local, hello);
	return true;
}

struct local *local_open(const struct local_options *options, local_taker *take, void *context,
			 struct problems *problems, struct error *err)
{
	struct local *local = mem_new(sizeof *local);
	static const struct upload_rules uploads = {
		.life_ms = 30 * 24 * 60 * 60 * 1000LL, .of_conversation = 20, .bytes = INT64_MAX};
	struct bot_config config = {
		.resources = options->resources,
		.data_dir = local->folder,
		.store = &store_sqlite,
		.clock = options->clock,
		.identity = &local->believed,
		.extras = &local->extras,
		.uploads = &uploads,
		.zone_minutes = 480,
	};

	local->clock = options->clock;
	local->take = take;
	local->context = context;
	crypto_start();
	sim_app_start(&local->app, &local->believed);
	local->keys = keys_for_tests();
	config.keys = local->keys;
	if (make_folder(local->folder, err)) {
		local->bot = bot_create(&config, problems, err);
		if (local->bot && local_begin(local, options, err))
			return local;
	}
	local_close(local);
	return NULL;
}

void local_close(struct local *local)
{
	if (!local)
		return;
	forget_waits(local);
	free(local->waits);
	bot_destroy(local->bot);
	http_client_stop(local->http);
	close_operator(local);
	keys_close(local->keys);
	if (*local->folder)
		remove_folder(local->folder);
	free(local);
}

bool local_restart(struct local *local, struct error *err)
{
	struct output_list list = {0};

	forget_waits(local);
	if (!bot_restart(local->bot, err))
		return false;
	bot_resume_calls(local->bot, &list);
	deliver(local, &list);
	return true;
}

bool local_pay(struct local *local, const char *line, int64_t fen)
{
	if (local->link)
		return test_door_pay(local->link, line, fen);
	return local->kind->pay && local->kind->pay(local->carrier, line, fen);
}

void local_sign(const struct local *local, const struct sim_claims *claims, int64_t at_ms,
		struct buffer *out)
{
	sim_app_sign(&local->app, claims, at_ms, out);
}

void local_answers(struct local *local, local_answer_taker *take)
{
	local->take_answer = take;
}

void local_trace(struct local *local, step_taker *take, void *context)
{
	bot_trace(local->bot, take, context);
}

void local_sms(struct local *local, carrier_sms_taker *take, void *context)
{
	if (local->link)
		test_door_sms(local->link, take, context);
	else if (local->kind->sms_list)
		local->kind->sms_list(local->carrier, take, context);
}
