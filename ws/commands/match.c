/*
 * `fuji match`: what each line of stdin means.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/clock.h"
#include "base/json.h"
#include "intents/intents.h"
#include "ws/commands/command.h"

#define ZONE_MINUTES 480

extern const struct command command_match;

struct line {
	const char *text;
	size_t length;
};

/* A line of bytes that are no UTF-8 is answered like one that was not understood. */
/* Amounts and counts are numbers, all else is text: a phone number is no number. */
static void put_slot(struct buffer *buffer, const struct slot_value *slot)
{
	static const char *const numbers[] = {"amount_fen", "months", "days"};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (!strcmp(numbers[i], slot->name)) {
			json_put_integer(buffer, slot->name, strtoll(slot->value, NULL, 10));
			return;
		}
	}
	json_put_member(buffer, slot->name, slot->value);
}

static void print_json(const struct line *line, const struct understanding *meaning)
{
	struct buffer out = {0};

	buffer_char(&out, '{');
	json_put_name(&out, "text");
	json_put_text_n(&out, line->text, line->length);
	json_put_name(&out, "intents");
	buffer_char(&out, '[');
	for (size_t i = 0; i < meaning->n_intents; i++) {
		json_put_comma(&out);
		buffer_char(&out, '{');
		json_put_member(&out, "name", meaning->intents[i].name);
		json_put_name(&out, "confidence");
		buffer_format(&out, "%.3f}", meaning->intents[i].confidence);
	}
	buffer_char(&out, ']');
	json_put_name(&out, "slots");
	buffer_char(&out, '{');
	for (size_t i = 0; i < meaning->n_slots; i++) {
		const struct slot_value *slot = &meaning->slots[i];

		/* The first value of a slot is the one that counts. */
		if (understanding_slot(meaning, slot->name) == slot->value)
			put_slot(&out, slot);
	}
	buffer_char(&out, '}');
	json_put_member(&out, "lang", language_code(meaning->language));
	buffer_char(&out, '}');
	puts(out.data);
	buffer_finish(&out);
}

static void print_text(const struct line *line, const struct understanding *meaning)
{
	printf("%.*s", (int)line->length, line->text);
	for (size_t i = 0; i < meaning->n_intents; i++)
		printf("\t%s %.2f", meaning->intents[i].name, meaning->intents[i].confidence);
	if (meaning->n_intents == 0)
		fputs("\t-", stdout);
	for (size_t i = 0; i < meaning->n_slots; i++)
		printf("\t%s=%s", meaning->slots[i].name, meaning->slots[i].value);
	putchar('\n');
}

/* Bytes that are no UTF-8 become U+FFFD, so that what is printed is always JSON. */
static void put_readable(struct buffer *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t n = 1;

		while (n <= 4 && i + n <= length && !text_is_utf8(text + i, n))
			n++;
		if (n <= 4 && i + n <= length) {
			buffer_add(out, text + i, n);
			i += n;
		} else {
			buffer_text(out, "\xEF\xBF\xBD");
			i++;
		}
	}
}

static void match_line(struct intent_matcher *matcher, struct arena *arena, struct line line,
		       bool as_json)
{
	struct understanding meaning = {0};
	struct clock clock = clock_system();
	struct buffer readable = {0};

	if (!intent_match(matcher, line.text, line.length, clock_now_ms(&clock), ZONE_MINUTES,
			  arena, &meaning, NULL))
		meaning = (struct understanding){0};
	buffer_text(&readable, "");
	put_readable(&readable, line.text, line.length);
	line = (struct line){readable.data, readable.length};
	if (as_json)
		print_json(&line, &meaning);
	else
		print_text(&line, &meaning);
	fflush(stdout);
	buffer_finish(&readable);
	arena_reset(arena);
}

static void match_lines(struct intent_matcher *matcher, bool as_json)
{
	struct arena *arena = arena_create();
	char *text = NULL;
	size_t room = 0;
	ssize_t length;

	while ((length = getline(&text, &room, stdin)) >= 0) {
		if (length && text[length - 1] == '\n')
			length--;
		if (length && text[length - 1] == '\r')
			length--;
		match_line(matcher, arena, (struct line){text, (size_t)length}, as_json);
	}
	free(text);
	arena_destroy(arena);
}

static int match(const char *packs, bool as_json)
{
	struct problems *problems = problems_create();
	struct intents *intents = intents_load(packs, problems);
	struct intent_matcher *matcher;
	struct error err;
	int code = EXIT_DONE;

	if (!intents) {
		code = command_fail_problems(problems);
		problems_destroy(problems);
		return code;
	}
	matcher = intent_matcher_create(intents, &err);
	if (matcher)
		match_lines(matcher, as_json);
	else
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	intent_matcher_destroy(matcher);
	intents_destroy(intents);
	problems_destroy(problems);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"packs", required_argument, NULL, 'p'},
		{0},
	};
	struct arena *arena = arena_create();
	const char *packs = arena_format(arena, "%s/intents/packs", command_home(arena));
	bool as_json = false, good = true;
	int option, code;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'j')
			as_json = true;
		else if (option == 'p')
			packs = optarg;
		else
			good = false;
	}
	code = good && optind == argc ? match(packs, as_json) : command_misused(&command_match);
	arena_destroy(arena);
	return code;
}

const struct command command_match = {
	.name = "match",
	.summary = "says what each line of its input means",
	.usage = "usage: fuji match [--json] [--packs DIR]\n\n"
		 "  --json       one object a line: text, intents with confidence, slots, lang\n"
		 "  --packs DIR  the folder of packs (the product's own)\n\n"
		 "No intent: not understood. One: that one. Two or three: would ask which.\n",
	.run = run,
};
