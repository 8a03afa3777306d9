/*
 * `fuji outreach`: who is told before his line is stopped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/insight/matters.h"
#include "ws/commands/command.h"
#include "ws/imported.h"
#include "ws/outreach.h"
#include "ws/person.h"
#include "ws/reach.h"

#define ITEMS_AT_ONCE 500

extern const struct command command_outreach;

struct options {
	const char *day, *line;
	double chance;
	bool dry;
	const char *action;
};

/* One run of the command. */
struct outreach {
	const struct options *options;
	struct reach reach;
	int zone_minutes;
	struct buffer items;
	size_t n_items;
};

/* --- asking ----------------------------------------------------------------------- */

static int ask(struct outreach *outreach, const struct buffer *request,
	       void (*print)(const struct outreach *outreach, const cJSON *item))
{
	const cJSON *item;
	cJSON *answer;
	int code = reach_ask(&outreach->reach, request, &answer);

	if (code != EXIT_DONE)
		return code;
	cJSON_ArrayForEach(item, json_get(answer, "outreach"))
	{
		print(outreach, item);
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

static void print_time(const char *at, int zone_minutes)
{
	char minute[CLOCK_MINUTE_SIZE];
	int64_t at_ms;

	if (!at || !clock_parse(at, &at_ms))
		return;
	clock_print_minute(at_ms, zone_minutes, minute);
	printf("%s", minute);
}

static const char *member(const cJSON *item, const char *name)
{
	const char *text = json_text(item, name);

	return text ? text : "";
}

/* --- planning --------------------------------------------------------------------- */

static void print_planned(const struct outreach *outreach, const cJSON *item)
{
	printf("%s,%s,", member(item, "line"), member(item, "matter"));
	print_time(json_text(item, "at"), outreach->zone_minutes);
	printf(",%s,%s\n", member(item, "channel"),
	       json_is_true(item, "waits_for_hours") ? "quiet_until_then"
						     : member(item, "why_not"));
}

/* What has been gathered goes, and gathering begins anew. */
static int send_items(struct outreach *outreach, const char *verb)
{
	struct buffer request = {0};
	int code;

	if (!outreach->n_items)
		return EXIT_DONE;
	buffer_char(&request, '{');
	json_put_member(&request, "verb", verb);
	json_put_boolean(&request, "dry", outreach->options->dry);
	json_put_name(&request, "items");
	buffer_format(&request, "[%s]}", outreach->items.data);
	code = ask(outreach, &request, print_planned);
	buffer_finish(&request);
	buffer_clear(&outreach->items);
	outreach->n_items = 0;
	return code;
}

static void add_matter(struct outreach *outreach, const struct matter *matter)
{
	struct buffer *items = &outreach->items;

	buffer_text(items, outreach->n_items++ ? ",{" : "{");
	json_put_member(items, "line", matter->line);
	json_put_member(items, "matter", matter->name);
	json_put_integer(items, "occasion", matter->occasion);
	json_put_integer(items, "stop_day", matter->day);
	json_put_integer(items, "balance", matter->balance_fen);
	buffer_char(items, '}');
}

static int plan_matters(struct outreach *outreach, const struct history *history,
			struct arena *arena)
{
	struct matter *matters;
	size_t n;
	int code = EXIT_DONE;

	matters_find(history, outreach->options->chance, arena, &matters, &n);
	puts("line,matter,at,channel,why_not");
	for (size_t i = 0; i < n && code == EXIT_DONE; i++) {
		add_matter(outreach, &matters[i]);
		if (outreach->n_items == ITEMS_AT_ONCE)
			code = send_items(outreach, "outreach.plan");
	}
	return code == EXIT_DONE ? send_items(outreach, "outreach.plan") : code;
}

/* Lines that were stopped although somebody was told; a hold is what its owner wants. */
static int tell_stopped(struct outreach *outreach, const struct history *history)
{
	int code = EXIT_DONE;

	for (size_t i = 0; i < history_count(history) && code == EXIT_DONE; i++) {
		const struct line_history *line = history_at(history, i);
		const struct line_day *last = &line->days[line->n - 1];

		if (!last->stopped || last->hold_day || last->day != history_last_day(history))
			continue;
		buffer_format(&outreach->items, outreach->n_items++ ? ",\"%s\"" : "\"%s\"",
			      line->line);
		if (outreach->n_items == ITEMS_AT_ONCE)
			code = send_items(outreach, "outreach.stopped");
	}
	return code == EXIT_DONE ? send_items(outreach, "outreach.stopped") : code;
}

static int plan(struct outreach *outreach, const struct config *config)
{
	struct arena *arena = arena_create();
	struct history *history;
	int code = imported_history(config, outreach->options->day, &history);

	if (code == EXIT_DONE) {
		if (!outreach->options->dry)
			code = tell_stopped(outreach, history);
		if (code == EXIT_DONE)
			code = plan_matters(outreach, history, arena);
		history_destroy(history);
	}
	buffer_finish(&outreach->items);
	arena_destroy(arena);
	return code;
}

/* --- the others ------------------------------------------------------------------- */

static void print_doubtful(const struct outreach *outreach, const cJSON *item)
{
	printf("%s,%s,", member(item, "line"), member(item, "matter"));
	print_time(json_text(item, "at"), outreach->zone_minutes);
	printf(",%s\n", member(item, "key"));
}

static int ask_plainly(struct outreach *outreach)
{
	struct buffer request = {0}, verb = {0};
	int code;

	buffer_format(&verb, "outreach.%s", outreach->options->action);
	person_put(&request, verb.data, outreach->options->line);
	code = ask(outreach, &request, print_doubtful);
	buffer_finish(&request);
	buffer_finish(&verb);
	return code;
}

/* --- the command ------------------------------------------------------------------ */

static bool is_action(const struct options *options, const char *action)
{
	return options->action && !strcmp(options->action, action);
}

static int act(const struct workplace *place, void *context)
{
	const struct options *options = context;
	struct outreach outreach = {.options = options,
				    .zone_minutes = (int)place->config->zone_minutes};
	int code = reach_open_there(&outreach.reach, place->config, place->home);

	if (code != EXIT_DONE)
		return code;
	if (is_action(options, "plan")) {
		code = plan(&outreach, place->config);
	} else {
		if (is_action(options, "list"))
			puts("line,matter,at,key");
		code = ask_plainly(&outreach);
	}
	reach_close(&outreach.reach);
	return code;
}

static const struct option own[] = {
	{"chance", required_argument, NULL, 'C'},
	{"day", required_argument, NULL, 'D'},
	{"dry-run", no_argument, NULL, 'N'},
	{"line", required_argument, NULL, 'L'},
	{0},
};

static bool take_option(void *context, int option, const char *value)
{
	struct options *out = context;
	long long percent;

	switch (option) {
	case 'C':
		if (!command_number(value, 0, 100, &percent))
			return false;
		out->chance = (double)percent / 100;
		return true;
	case 'D':
		out->day = value;
		return true;
	case 'N':
		out->dry = true;
		return true;
	case 'L':
		out->line = value;
		return true;
	default:
		return false;
	}
}

static bool makes_sense(const struct options *options)
{
	bool about_line = is_action(options, "stop") || is_action(options, "start");

	return (about_line && options->line) ||
	       (!options->line && (is_action(options, "plan") || is_action(options, "list")));
}

static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;

	options->action = n > 0 ? words[0] : NULL;
	return n <= 1 && makes_sense(options);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = act};
	struct options options = {.chance = 0.2};

	return command_configured(&command_outreach, &line, &options, argc, argv);
}

const struct command command_outreach = {
	.name = "outreach",
	.summary = "tells subscribers before their lines are stopped",
	.usage =
		"usage: fuji outreach plan [--chance PERCENT] [--day DAY] [--dry-run]\n"
		"       fuji outreach list\n"
		"       fuji outreach stop|start --line NUMBER\n\n"
		"  plan   of the lines that `fuji import` has taken, those that `fuji risks` finds likely\n"
		"         to be stopped, and those whose hold ends within a week: who is told what, when\n"
		"         and how, numbers masked, or why not.\n"
		"         Each occasion is told once, however often it is planned\n"
		"  --chance PERCENT  at least so likely (20)\n"
		"  --day DAY         as one would have planned at the end of that day (the last one)\n"
		"  --dry-run         says what would be, and plans nothing\n"
		"  list   messages of which nobody knows whether the gateway had them, by their keys\n"
		"         there: they are not sent again\n"
		"  stop   nobody is to be told of that number any more, as when its owner has answered\n"
		"         a text message so; start: again\n\n"
		"Works beside a running server, which sends what is planned at the hours of the\n"
		"settings, and without one. Plan once a day, behind `fuji import`.\n",
	.settings = true,
	.run = run,
};
