/*
 * `fuji chat`: the same bot in a terminal, in this process.
 */
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ws/commands/command.h"
#include "ws/local.h"
#include "ws/wire.h"

extern const struct command command_chat;

#define WAIT_MOST_MS 60000

static void print_json(void *context, const struct output *output)
{
	struct buffer set = {0};

	(void)context;
	if (output->kind == OUTPUT_ACTIVITIES || output->kind == OUTPUT_WELCOME)
		wire_put_set(&set, output);
	else if (output->kind == OUTPUT_TYPING)
		wire_put_typing(&set);
	else if (output->kind == OUTPUT_ERROR)
		wire_put_chat_error(&set, &(struct wire_error){output->code, output->text,
							       output->client_id,
							       output->retry_after_ms});
	if (set.length)
		puts(set.data);
	buffer_finish(&set);
}

static void print_activity(const cJSON *activity)
{
	const cJSON *data = json_get(activity, "channelData");
	const char *speaker = json_text(data, "fuji:speaker");
	const cJSON *action;

	if (!json_text(activity, "text") || !speaker || !strcmp(speaker, "subscriber"))
		return;
	printf("%s: %s\n", speaker, json_text(activity, "text"));
	cJSON_ArrayForEach(action, json_get(json_get(activity, "suggestedActions"), "actions"))
	{
		printf("  [%s]\n", json_text(action, "title"));
	}
}

static void print_text(void *context, const struct output *output)
{
	struct buffer list = {0};
	struct error err;
	cJSON *activities;
	const cJSON *activity;

	(void)context;
	if (output->kind == OUTPUT_ERROR)
		printf("! %s\n", output->text);
	if (output->kind != OUTPUT_ACTIVITIES && output->kind != OUTPUT_WELCOME)
		return;
	buffer_format(&list, "[%s]", output->json ? output->json : "");
	activities = json_read(list.data, list.length, &err);
	cJSON_ArrayForEach(activity, activities)
	{
		print_activity(activity);
	}
	cJSON_Delete(activities);
	buffer_finish(&list);
}

/* A line is a text, or an Activity when it begins with a brace. */
static struct event *read_line(const char *line, size_t length, struct wire_fault *fault)
{
	struct wire_frame frame;
	struct event *event;

	if (line[0] == '{') {
		if (!wire_read_chat(line, length, &frame, fault))
			return NULL;
		event = frame.event;
		frame.event = NULL;
		wire_frame_finish(&frame);
		return event;
	}
	if (!text_is_utf8(line, length) || text_characters(line, length) > WIRE_TEXT_MOST) {
		*fault = (struct wire_fault){.code = "bad_activity"};
		error_set(&fault->detail, "a line is UTF-8 of at most %d characters",
			  WIRE_TEXT_MOST);
		return NULL;
	}
	event = event_create(EVENT_ACTIVITY, 1);
	event->type = mem_text("message");
	event->text = mem_text_n(line, length);
	return event;
}

static void print_fault(const struct wire_fault *fault, bool json)
{
	struct buffer set = {0};

	if (!json) {
		printf("! %s\n", fault->detail.text);
		return;
	}
	wire_put_chat_error(
		&set, &(struct wire_error){fault->code, fault->detail.text, fault->client_id, 0});
	puts(set.data);
	buffer_finish(&set);
}

static void end_turn(bool json)
{
	if (json)
		puts("{\"activities\":[]}");
	fflush(stdout);
}

/* Until something is typed. What was to happen meanwhile happens. */
static void wait_for_input(struct local *local, const struct clock *clock)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	for (;;) {
		int64_t now_ms = clock_now_ms(clock), next_ms = local_next_wake(local);
		int64_t left_ms = next_ms - now_ms < WAIT_MOST_MS ? next_ms - now_ms : WAIT_MOST_MS;

		if (left_ms > 0 && poll(&input, 1, (int)left_ms) != 0)
			return;
		if (clock_now_ms(clock) < next_ms)
			continue;
		local_pass_time(local, clock_now_ms(clock));
		end_turn(false);
	}
}

static int talk(struct local *local, const struct clock *clock, bool json)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	end_turn(json);
	setvbuf(stdin, NULL, _IONBF, 0); /* so that poll sees what was typed */
	for (;;) {
		struct wire_fault fault = {0};
		struct event *event;

		if (!json) /* a program reads one turn for one line */
			wait_for_input(local, clock);
		length = getline(&line, &room, stdin);
		if (length < 0)
			break;
		local_pass_time(local, clock_now_ms(clock));
		while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
			line[--length] = '\0';
		if (length == 0)
			continue;
		event = read_line(line, (size_t)length, &fault);
		if (event && event->kind == EVENT_ACTIVITY)
			local_run(local, event);
		else if (event)
			event_destroy(event);
		else
			print_fault(&fault, json);
		end_turn(json);
	}
	if (line)
		crypto_forget(line, room);
	free(line);
	return EXIT_DONE;
}

/* False when the command line is not one of ours. */
static bool read_options(int argc, char **argv, struct local_options *out, bool *json)
{
	static const struct option options[] = {
		{"as", required_argument, NULL, 'a'},
		{"carrier", required_argument, NULL, 'c'},
		{"locale", required_argument, NULL, 'l'},
		{"json", no_argument, NULL, 'j'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'a')
			out->as_line = optarg;
		else if (option == 'c')
			out->carrier_url = optarg;
		else if (option == 'l')
			out->locale = optarg;
		else if (option == 'j')
			*json = true;
		else
			return false;
	}
	return optind == argc;
}

static int open_and_talk(const struct local_options *options, bool json)
{
	struct problems *problems = problems_create();
	struct error err;
	struct local *local = local_open(options, json ? print_json : print_text, NULL, problems,
					 &err);
	int code;

	if (local)
		code = talk(local, options->clock, json);
	else if (problems_count(problems))
		code = command_fail_problems(problems);
	else
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	local_close(local);
	problems_destroy(problems);
	return code;
}

static int run(int argc, char **argv)
{
	struct clock clock = clock_system();
	struct local_options options = {.carrier_url = "sim:", .clock = &clock};
	bool json = false;
	struct arena *arena;
	int code;

	if (!read_options(argc, argv, &options, &json))
		return command_misused(&command_chat);
	if (options.as_line && !command_is_line(options.as_line))
		return command_fail(EXIT_USAGE, "--as takes a mobile number of 11 digits, not %s",
				    options.as_line);
	arena = arena_create();
	options.resources = command_home(arena);
	code = open_and_talk(&options, json);
	arena_destroy(arena);
	return code;
}

const struct command command_chat = {
	.name = "chat",
	.summary = "talks to the bot in this terminal",
	.usage =
		"usage: fuji chat [--as NUMBER] [--carrier URL] [--locale TAG] [--json]\n"
		"\n"
		"  --as NUMBER    the number that it is about; proves nothing\n"
		"  --carrier URL  the operator; default sim:, the built-in demo\n"
		"  --locale TAG   zh (default) or en\n"
		"  --json         a text or an Activity a line in, ActivitySets out; an empty set ends a\n"
		"                 turn once no look-up is pending\n",
	.run = run,
};
