/*
 * Who has the folder is asked once; a bot of our own then serves for all requests.
 */
#include "ws/reach.h"

#include <unistd.h>

#include "bot/bot.h"
#include "ws/commands/command.h"
#include "ws/control.h"
#include "ws/request.h"

extern const struct store_kind store_sqlite;

static int make_bot(struct reach *reach, const struct config *config, const char *home)
{
	struct bot_config bot_config = {.resources = home,
					.data_dir = config->data,
					.store = &store_sqlite,
					.keys = reach->data.keys,
					.clock = &reach->clock,
					.zone_minutes = (int)config->zone_minutes,
					.reminders = &config->reminder_rules};
	struct problems *problems = problems_create();
	struct error err;
	int code = EXIT_DONE;

	reach->bot = bot_create(&bot_config, problems, &err);
	if (!reach->bot && problems_count(problems))
		code = command_fail_problems(problems);
	else if (!reach->bot)
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	problems_destroy(problems);
	return code;
}

int reach_open(struct reach *out, const struct config *config, const char *home)
{
	struct error err;
	int code;

	*out = (struct reach){.folder = config->data,
			      .key_file = config->key_file,
			      .clock = clock_system(),
			      .data = {.lock = -1}};
	if (data_dir_is_busy(config->data))
		return EXIT_DONE;
	if (!data_dir_open(config->data, config->key_file, &out->data, &err))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	code = make_bot(out, config, home);
	if (code != EXIT_DONE) {
		data_dir_undo(&out->data);
		data_dir_close(&out->data);
	}
	return code;
}

int reach_open_there(struct reach *out, const struct config *config, const char *home)
{
	struct buffer path = {0};
	bool there;

	buffer_format(&path, "%s/%s", config->data, store_sqlite.file);
	there = access(path.data, F_OK) == 0;
	buffer_finish(&path);
	return there ? reach_open(out, config, home)
		     : command_fail(EXIT_ENVIRONMENT,
				    "%s is no data folder, it has no %s: give the server's with "
				    "--data",
				    config->data, store_sqlite.file);
}

void reach_close(struct reach *reach)
{
	bot_destroy(reach->bot);
	data_dir_close(&reach->data);
}

static bool run(struct bot *bot, const struct buffer *request, struct buffer *answer,
		struct error *err)
{
	struct event *event = request_read(request->data, request->length, err);
	struct output_list rest = {0};

	if (!event)
		return false;
	request_run(bot, event, answer, &rest);
	output_list_finish(&rest);
	event_destroy(event);
	return true;
}

static int read_answer(const struct buffer *answer, cJSON **out)
{
	struct error err;
	int code;

	*out = json_read_own(answer->data, answer->length, &err);
	if (!*out)
		return command_fail(EXIT_ENVIRONMENT, "the server's answer is not JSON: %s",
				    err.text);
	if (json_is_true(*out, "ok"))
		return EXIT_DONE;
	code = command_fail(EXIT_INPUT, "%s", json_text(*out, "message"));
	cJSON_Delete(*out);
	return code;
}

int reach_ask(struct reach *reach, const struct buffer *request, cJSON **out_answer)
{
	struct buffer answer = {0};
	struct error err;
	bool asked = reach->bot ? run(reach->bot, request, &answer, &err)
				: control_ask(reach->folder, request->data, &answer, &err);
	int code = asked ? read_answer(&answer, out_answer)
			 : command_fail(EXIT_ENVIRONMENT, "%s", err.text);

	buffer_finish(&answer);
	return code;
}
