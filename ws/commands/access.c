/*
 * `fuji access`: the table of roles and what they may use.
 */
#include <getopt.h>
#include <stdio.h>

#include "bot/access.h"
#include "ws/commands/command.h"

extern const struct command command_access;

static void print_row(const char *name)
{
	printf("%s:", name);
	for (enum role role = ROLE_NONE; role < N_ROLES; role++) {
		if (access_allows(role, name))
			printf(" %s", role_name(role));
	}
	putchar('\n');
}

static int run(int argc, char **argv)
{
	const char *name;

	if (getopt(argc, argv, "") != -1 || optind != argc)
		return command_misused(&command_access);
	for (size_t i = 0; (name = access_at(i)); i++)
		print_row(name);
	return EXIT_DONE;
}

const struct command command_access = {
	.name = "access",
	.summary = "prints who may use what",
	.usage = "usage: fuji access\n\n"
		 "A line for each endpoint, frame and request: its name, and the roles that may\n"
		 "use it. What has no line nobody may use.\n",
	.run = run,
};
