/*
 * `fuji carrier check`: one line looked up at the operator, step by step, to see whether the
 * mapping knows all that its records say. It reads and orders nothing.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "bot/carrier.h"
#include "ws/carrier_link.h"
#include "ws/commands/command.h"
#include "ws/config.h"

extern const struct command command_carrier;

struct options {
	const char *line;
	const char *url; /* NULL: that of the settings */
};

struct check {
	const struct carrier_kind *kind;
	struct carrier *carrier;
	struct carrier_link *link; /* NULL: it answers in process */
	struct arena *arena;
	struct carrier_requests requests;
	struct carrier_answer answer;
};

/* --- telling ---------------------------------------------------------------------- */

static void print_requests(const struct check *check)
{
	for (size_t i = 0; i < check->requests.n; i++) {
		const struct carrier_request *request = &check->requests.items[i];
		int length = (int)strcspn(request->path, "?");

		printf("%-15s v%d %3d %5lld ms  %s%s\n", request->name, request->version,
		       request->status, (long long)request->ms,
		       text_mask_numbers(arena_format(check->arena, "%.*s", length, request->path),
					 check->arena),
		       request->status ? "" : "  did not answer");
	}
}

static void print_amount(const char *name, int64_t fen)
{
	if (fen >= 0)
		printf("  %-14s %lld.%02lld\n", name, (long long)fen / 100, (long long)fen % 100);
	else
		printf("  %-14s not in the record\n", name);
}

static void print_time(const char *name, int64_t at_ms)
{
	char text[25];

	if (!at_ms)
		return;
	clock_print(at_ms, text);
	printf("  %-14s %s\n", name, text);
}

static void print_text(const char *name, const char *text)
{
	printf("  %-14s %s\n", name, *text ? text : "not in the record");
}

static void print_holds(const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++) {
		print_text("held by", line->holds[i].cause);
		print_time("  since", line->holds[i].since_ms);
	}
	if (!line->n_holds)
		print_text("held by", "nothing");
}

static void print_line(const struct check *check)
{
	const struct carrier_line *line = &check->answer.line;

	printf("understood:\n");
	if (!line->exists) {
		printf("  the operator has no such line\n");
		return;
	}
	print_holds(line);
	print_amount("owed", line->owed_fen);
	print_time("due", line->due_ms);
	print_amount("balance", line->balance_fen);
	print_amount("last paid", line->paid_fen);
	print_time("  at", line->paid_ms);
	print_time("cancelled", line->cancel_ms);
	print_time("contract until", line->contract_end_ms);
	print_time("repaired by", line->repair_by_ms);
	print_text("brand", line->carrier);
	print_text("province", line->province);
	print_text("region", line->region);
	print_text("other number", line->contact_masked);
}

static int print_check(const struct check *check)
{
	print_requests(check);
	if (check->answer.outcome != CALL_DONE)
		return command_fail(EXIT_ENVIRONMENT, "the operator's answers cannot be used");
	print_line(check);
	for (size_t i = 0; i < check->requests.n_lacks; i++)
		printf("the mapping lacks  %s\n", check->requests.lacks[i]);
	return check->requests.n_lacks ? EXIT_INPUT : EXIT_DONE;
}

/* --- asking ----------------------------------------------------------------------- */

static void ask(struct check *check, const char *number)
{
	struct carrier_call call = {.kind = CALL_LINE};

	snprintf(call.line, sizeof call.line, "%s", number);
	carrier_make_call(check->kind, check->carrier, &call, &check->requests, &check->answer);
	while (check->answer.outcome == CALL_ASKS) {
		carrier_link_ask(check->link, &check->requests);
		carrier_make_call(check->kind, check->carrier, &call, &check->requests,
				  &check->answer);
	}
}

static int check_line(const struct workplace *place, void *context)
{
	const struct options *options = context;
	const char *url = options->url ? options->url : place->config->carrier;
	struct clock clock = clock_system();
	struct check check = {.arena = place->arena};
	struct http_client *http = NULL;
	struct error err;
	int code;

	check.kind = carrier_kind_for(url, &err);
	if (check.kind)
		check.carrier = check.kind->open(url, place->home, &clock, &err);
	if (!check.carrier)
		return command_fail(EXIT_INPUT, "%s", err.text);
	if (check.kind->address) {
		http = http_client_start(&HTTP_LIMITS);
		check.link = carrier_link_create(check.kind->address(check.carrier), place->config,
						 &clock, http);
	}
	ask(&check, options->line);
	code = print_check(&check);
	carrier_requests_finish(&check.requests);
	http_client_stop(http);
	carrier_link_destroy(check.link);
	check.kind->close(check.carrier);
	return code;
}

/* --- the command ------------------------------------------------------------------ */

static const struct option own[] = {{"line", required_argument, NULL, 'l'}, {0}};

static bool take_option(void *context, int option, const char *value)
{
	(void)option;
	((struct options *)context)->line = value;
	return command_is_line(value);
}

static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;

	options->url = n == 2 ? words[1] : NULL;
	return (n == 1 || n == 2) && !strcmp(words[0], "check") && options->line;
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = check_line};
	struct options options = {0};

	log_start(LOG_FORMAT_AUTOMATIC, LOG_LEVEL_WARNING);
	return command_configured(&command_carrier, &line, &options, argc, argv);
}

const struct command command_carrier = {
	.name = "carrier",
	.summary = "looks up a line at the operator, step by step",
	.usage =
		"usage: fuji carrier check [URL] --line NUMBER [--config FILE] [--SETTING VALUE]...\n\n"
		"Makes the calls of a look-up, which change nothing, and prints each with the version\n"
		"of its API, its status and time, what was understood, and what the mapping lacks (bot/carriers/TMF.md).\n"
		"URL stands for --carrier. Exit codes: 0 all is understood, 1 the mapping lacks\n"
		"something, 3 the operator's answers cannot be used.\n",
	.settings = true,
	.run = run,
};
