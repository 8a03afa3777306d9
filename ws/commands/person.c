/*
 * `fuji person`: what is kept of one person is erased, held against that, or given out.
 */
#include "ws/person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sealed_file.h"
#include "bot/insight/usage_store.h"
#include "bot/uploads.h"
#include "ws/commands/command.h"
#include "ws/reach.h"

extern const struct command command_person;

#define TYPED_MOST 64

struct options {
	const char *line;
	const char *action;
	char typed[TYPED_MOST];
};

/* --- giving out ------------------------------------------------------------------- */

/* The file's key gives way to what it holds: read here, so that no server waits for the disk. */
static void put_content(const char *folder, cJSON *file)
{
	const char *text = json_text(file, "key");
	uint8_t key[CRYPTO_KEY_SIZE];
	struct buffer held = {0};
	struct error err;
	size_t length;

	if (text && crypto_base64_read(text, strlen(text), key, sizeof key, &length) &&
	    sealed_file_read(folder, json_text(file, "id"), key, &held, &err)) {
		char *content = mem_new(CRYPTO_BASE64_SIZE(held.length));

		crypto_base64(held.data, held.length, content);
		cJSON_AddStringToObject(file, "content", content);
		free(content);
	} else {
		cJSON_AddNullToObject(file, "content");
	}
	cJSON_DeleteItemFromObjectCaseSensitive(file, "key");
	crypto_forget(key, sizeof key);
	buffer_finish(&held);
}

static void print_export(const char *data, const cJSON *export)
{
	const cJSON *conversation;
	struct buffer folder = {0};
	char *text;

	buffer_format(&folder, "%s/" UPLOADS_FOLDER, data);
	cJSON_ArrayForEach(conversation, json_get(export, "conversations"))
	{
		cJSON *file;

		cJSON_ArrayForEach(file, json_get(conversation, "files"))
			put_content(folder.data, file);
	}
	text = cJSON_Print(export);
	puts(text);
	cJSON_free(text);
	buffer_finish(&folder);
}

static void print(const struct reach *reach, const struct options *options, const cJSON *person)
{
	const cJSON *export = json_get(person, "export");

	if (export)
		print_export(reach->folder, export);
	else
		printf("%s: %lld conversations\n", options->action,
		       (long long)json_integer(person, "conversations", 0));
}

/* --- asking ----------------------------------------------------------------------- */

static int ask(struct reach *reach, const struct options *options)
{
	struct buffer request = {0}, verb = {0};
	cJSON *answer;
	int code;

	buffer_format(&verb, "person.%s", options->action);
	person_put(&request, verb.data, options->line);
	code = reach_ask(reach, &request, &answer);
	if (code == EXIT_DONE) {
		print(reach, options, json_get(answer, "person"));
		cJSON_Delete(answer);
	}
	buffer_finish(&request);
	buffer_finish(&verb);
	return code;
}

/* What the operator has exported of the line lies in files, which no server has open. */
static int forget_usage(const struct config *config, const char *line)
{
	struct error err;
	struct keys *keys = keys_open(config->key_file, false, &err);
	bool fine = keys && usage_store_forget(config->data, keys, line, &err);

	keys_close(keys);
	return fine ? EXIT_DONE : command_fail(EXIT_ENVIRONMENT, "%s", err.text);
}

static const struct option own[] = {{"line", required_argument, NULL, 'l'}, {0}};

static bool take_option(void *context, int option, const char *value)
{
	(void)option;
	((struct options *)context)->line = value;
	return true;
}

static bool makes_sense(const struct options *options)
{
	static const char *const actions[] = {"erase", "hold", "release", "export"};

	for (size_t i = 0; options->action && i < sizeof actions / sizeof *actions; i++) {
		if (!strcmp(actions[i], options->action))
			return options->line;
	}
	return false;
}

static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;

	options->action = n > 0 ? words[0] : NULL;
	return n <= 1 && makes_sense(options);
}

/* Arguments stand in the process list, for everyone on the machine to see. */
static int read_typed(struct options *options)
{
	if (strcmp(options->line, "-") != 0)
		return EXIT_DONE;
	if (!fgets(options->typed, sizeof options->typed, stdin))
		return command_fail(EXIT_INPUT, "there is no number on stdin");
	options->typed[strcspn(options->typed, "\r\n")] = '\0';
	options->line = options->typed;
	return EXIT_DONE;
}

static int act(const struct workplace *place, void *context)
{
	struct options *options = context;
	struct reach reach;
	int code = read_typed(options);

	if (code == EXIT_DONE)
		code = reach_open_there(&reach, place->config, place->home);
	if (code != EXIT_DONE)
		return code;
	code = ask(&reach, options);
	reach_close(&reach);
	if (code == EXIT_DONE && !strcmp(options->action, "erase"))
		code = forget_usage(place->config, options->line);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = act};
	struct options options = {0};

	return command_configured(&command_person, &line, &options, argc, argv);
}

const struct command command_person = {
	.name = "person",
	.summary = "erases what is kept of a person, holds it against that, or gives it out",
	.usage =
		"usage: fuji person erase|hold|release|export --line NUMBER|- [--data DIR] [--config FILE]\n\n"
		"  --line - reads the number from stdin; as an argument it stands in the process list,\n"
		"           where everyone on the machine can see it\n\n"
		"  erase    destroys the keys of all who have proven that number in a conversation,\n"
		"           and their files; what was said becomes noise, figures stay. What is\n"
		"           planned for that number goes, and its rows of what `fuji import` took;\n"
		"           that it wants no reminders stays, as a keyed hash. Refused\n"
		"           while a case of theirs is open, an order is under way, or the number is\n"
		"           held\n"
		"  hold     nothing of that number is erased, nor ends by itself, until `release`\n"
		"  export   prints all that is kept of who has proven that number, as JSON: what\n"
		"           was said, what the bot knows, cases with their logs, and files, in\n"
		"           base64url. Whoever asks for it must have been proven to be that person\n\n"
		"Works beside a running server and without one. Backups that were made before keep\n"
		"the keys: they must end too.\n",
	.run = run,
};
