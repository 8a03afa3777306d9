/*
 * `fuji agent`: accounts of the people who answer.
 *
 * Where a server has the data folder the request goes to its control socket, otherwise it
 * is done here. The password is hashed here either way and printed nowhere but once, when
 * it was made here.
 */
#include <stdio.h>
#include <string.h>

#include "ws/account.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/reach.h"
#include "ws/request.h"

extern const struct command command_agent;

struct options {
	bool from_stdin;
	const char *action;
	struct account_request request;
};

/* --- asking --------------------------------------------------------------------- */

/* Of what an agent works on only what is not everything. */
static void print_agent(const cJSON *agent)
{
	const char *teams = json_text(agent, "teams"), *languages = json_text(agent, "languages");

	printf("%s\t%s\tcapacity %lld", json_text(agent, "name"), json_text(agent, "role"),
	       (long long)json_integer(agent, "capacity", 0));
	if (*teams)
		printf("\tteams %s", teams);
	if (*languages)
		printf("\tlanguages %s", languages);
	printf("%s\n", json_is_true(agent, "disabled") ? "\tdisabled" : "");
}

static void print_agents(const cJSON *agents)
{
	const cJSON *agent;

	cJSON_ArrayForEach(agent, agents)
	{
		print_agent(agent);
	}
}

static int ask_and_print(const struct workplace *place, const struct buffer *request)
{
	struct reach reach;
	cJSON *answer;
	int code = reach_open(&reach, place->config, place->home);

	if (code != EXIT_DONE)
		return code;
	code = reach_ask(&reach, request, &answer);
	if (code == EXIT_DONE) {
		print_agents(json_get(answer, "agents"));
		cJSON_Delete(answer);
	}
	reach_close(&reach);
	return code;
}

/* What is wrong with the request itself is said before anything is opened or made. */
static int ask(const struct workplace *place, const struct buffer *request)
{
	struct error err;
	struct event *event = request_read(request->data, request->length, &err);

	if (!event)
		return command_fail(EXIT_INPUT, "%s", err.text);
	event_destroy(event);
	return ask_and_print(place, request);
}

/* --- passwords ------------------------------------------------------------------ */

static int read_password(char out[PASSWORD_MOST])
{
	if (!fgets(out, PASSWORD_MOST, stdin))
		return command_fail(EXIT_INPUT, "there is no password on stdin");
	out[strcspn(out, "\r\n")] = '\0';
	if (strlen(out) < PASSWORD_LEAST)
		return command_fail(EXIT_INPUT, "a password has at least %d characters",
				    PASSWORD_LEAST);
	return EXIT_DONE;
}

static int hash_password(const struct options *options, char hash[CRYPTO_PASSWORD_HASH_SIZE],
			 char made[CRYPTO_ID_SIZE])
{
	char password[PASSWORD_MOST];
	int code = EXIT_DONE;

	made[0] = '\0';
	if (options->from_stdin) {
		code = read_password(password);
	} else {
		crypto_id(made);
		strcpy(password, made);
	}
	if (code == EXIT_DONE && !crypto_password_hash(password, hash))
		code = command_fail(EXIT_ENVIRONMENT, "not enough memory to hash the password");
	crypto_forget(password, sizeof password);
	return code;
}

/* --- the command ---------------------------------------------------------------- */

static int do_request(const struct workplace *place, const struct options *options,
		      const char *hash)
{
	struct account_request of = options->request;
	struct buffer verb = {0}, request = {0};
	int code;

	buffer_format(&verb, "agent.%s", options->action);
	of.hash = hash;
	account_put(&request, verb.data, &of);
	code = ask(place, &request);
	buffer_finish(&verb);
	buffer_finish(&request);
	return code;
}

static int act(const struct workplace *place, void *context)
{
	const struct options *options = context;
	bool wants_password = !strcmp(options->action, "add") || !strcmp(options->action, "passwd");
	char hash[CRYPTO_PASSWORD_HASH_SIZE], made[CRYPTO_ID_SIZE] = "";
	int code = wants_password ? hash_password(options, hash, made) : EXIT_DONE;

	if (code == EXIT_DONE)
		code = do_request(place, options, wants_password ? hash : NULL);
	if (code == EXIT_DONE && *made)
		printf("password of %s: %s\n", options->request.name, made);
	return code;
}

static bool is_capacity(const char *text)
{
	return (*text >= '1' && *text <= '9' && strspn(text, "0123456789") == strlen(text));
}

static const struct option own[] = {
	{"role", required_argument, NULL, 'r'},      {"teams", required_argument, NULL, 't'},
	{"languages", required_argument, NULL, 'l'}, {"capacity", required_argument, NULL, 'c'},
	{"password-stdin", no_argument, NULL, 'p'},  {0},
};

static bool take_option(void *context, int option, const char *value)
{
	struct options *options = context;

	switch (option) {
	case 'r':
		options->request.role = value;
		break;
	case 't':
		options->request.teams = value;
		break;
	case 'l':
		options->request.languages = value;
		break;
	case 'c':
		options->request.capacity = value;
		return is_capacity(value);
	case 'p':
		options->from_stdin = true;
		break;
	}
	return true;
}

static bool makes_sense(const struct options *options)
{
	static const char *const of_one[] = {"add", "passwd", "set", "disable", "enable"};

	if (!strcmp(options->action, "list"))
		return !options->request.name;
	for (size_t i = 0; i < sizeof of_one / sizeof *of_one; i++) {
		if (!strcmp(options->action, of_one[i]))
			return options->request.name;
	}
	return false;
}

static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;

	options->action = n > 0 ? words[0] : "";
	options->request.name = n > 1 ? words[1] : NULL;
	return n <= 2 && makes_sense(options);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = act};
	struct options options = {0};

	return command_configured(&command_agent, &line, &options, argc, argv);
}

const struct command command_agent = {
	.name = "agent",
	.summary = "keeps the accounts of agents",
	.usage =
		"usage: fuji agent add NAME [--role ROLE] [--password-stdin] [WORK]\n"
		"       fuji agent set NAME WORK\n"
		"       fuji agent passwd NAME [--password-stdin]\n"
		"       fuji agent disable NAME\n"
		"       fuji agent enable NAME\n"
		"       fuji agent list\n\n"
		"  --role ROLE       agent (as built in), supervisor, auditor or admin\n"
		"  --teams IDS       teams of knowledge/teams.yaml, between blanks (all)\n"
		"  --languages CODES zh, en or both, between blanks (all)\n"
		"  --capacity N      cases at a time (4)\n"
		"  --password-stdin  reads the password from stdin; otherwise one is made and printed\n"
		"  --data DIR        the data folder (./data; FUJI_DATA)\n"
		"  --config FILE     settings in YAML\n\n"
		"Works beside a running server and without one.\n",
	.run = run,
};
