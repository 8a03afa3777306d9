/*
 * `fuji config`: what holds and why, and what could be set.
 */
#include <stdio.h>
#include <string.h>

#include "ws/commands/command.h"
#include "ws/config.h"

extern const struct command command_config;

#define OPTION_ORIGIN 'o'

static void print_config(const struct config *config, bool with_origin)
{
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		struct buffer value = {0};

		config_print_value(config, setting, &value);
		printf("%s:%s%s", setting->name, value.length ? " " : "",
		       value.length ? value.data : "");
		if (with_origin)
			printf("  # %s%s%s", setting->unit, *setting->unit ? "; " : "",
			       config->from[i]);
		putchar('\n');
		buffer_finish(&value);
	}
}

static int show(const struct config_flags *flags, bool with_origin, struct arena *arena)
{
	struct problems *problems = problems_create();
	struct config config;
	int code = EXIT_DONE;

	if (config_read(&config, flags, arena, problems))
		print_config(&config, with_origin);
	else
		code = command_fail_problems(problems);
	problems_destroy(problems);
	return code;
}

static int print(void (*put)(struct buffer *out))
{
	struct buffer text = {0};

	put(&text);
	fputs(text.data, stdout);
	buffer_finish(&text);
	return EXIT_DONE;
}

static int run_with(int argc, char **argv, struct arena *arena)
{
	static const struct option own[] = {{"origin", no_argument, NULL, OPTION_ORIGIN}, {0}};
	const struct option *options = config_options(own, arena);
	struct config_flags flags = {0};
	bool with_origin = false;
	const char *action;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == OPTION_ORIGIN)
			with_origin = true;
		else if (!config_take_flag(&flags, option, optarg))
			return command_misused(&command_config);
	}
	action = optind + 1 == argc ? argv[optind] : "";
	if (!strcmp(action, "show"))
		return show(&flags, with_origin, arena);
	if (!strcmp(action, "example"))
		return print(settings_print_example);
	if (!strcmp(action, "table"))
		return print(settings_print_table);
	return command_misused(&command_config);
}

static int run(int argc, char **argv)
{
	struct arena *arena = arena_create();
	int code = run_with(argc, argv, arena);

	arena_destroy(arena);
	return code;
}

const struct command command_config = {
	.name = "config",
	.summary = "shows the settings that hold, and those that there are",
	.usage = "usage: fuji config show [--origin] [--config FILE] [--SETTING VALUE]...\n"
		 "       fuji config example\n"
		 "       fuji config table\n\n"
		 "  show      every setting as the server would have it, secrets masked;\n"
		 "            with --origin also its unit and where it comes from\n"
		 "  example   a file with all settings, each as it is built in\n"
		 "  table     the same as a table in Markdown\n\n"
		 "What does not fit is told with its place and what is expected; then the exit\n"
		 "code is 1.\n",
	.settings = true,
	.run = run,
};
