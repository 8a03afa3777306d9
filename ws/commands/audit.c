/*
 * `fuji audit`: who read or changed what, and whether the log of it is whole.
 *
 * The chain is walked here, with the key of the data folder: the bot that hands the rows over
 * is not asked for its opinion.
 */
#include "bot/audit.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ws/audit.h"
#include "ws/commands/command.h"
#include "ws/config.h"

extern const struct command command_audit;

struct options {
	const char *since;
	struct audit_query query;
	bool as_json;
	const char *action;
};

/* --- listing ---------------------------------------------------------------------- */

static bool print_json(void *context, const cJSON *row)
{
	struct buffer line = {0};

	(void)context;
	json_put_value(&line, row);
	puts(line.data);
	buffer_finish(&line);
	return true;
}

static bool print_row(void *context, const cJSON *row)
{
	char at[25];

	(void)context;
	clock_print(json_integer(row, "at_ms", 0), at);
	printf("%lld\t%s\t%s\t%s\t%s\t%s\t%s\n", (long long)json_integer(row, "row", 0), at,
	       json_text(row, "who"), json_text(row, "role"), json_text(row, "what"),
	       json_text(row, "object"), json_text(row, "detail"));
	return true;
}

static int list(struct reach *reach, const struct options *options)
{
	return audit_walk(reach, &options->query, options->as_json ? print_json : print_row, NULL);
}

/* --- verifying -------------------------------------------------------------------- */

struct walk {
	const struct keys *keys;
	struct audit_head head; /* as the file names it */
	struct audit_head last; /* the last row that is good */
	struct error fault;     /* of the first that is not */
};

static bool find_fault(struct walk *walk, const struct audit_row *row)
{
	uint8_t hash[CRYPTO_HASH_SIZE];

	if (row->row != walk->last.row + 1)
		return !error_set(&walk->fault, "row %lld is missing",
				  (long long)walk->last.row + 1);
	audit_hash(walk->keys, walk->last.hash, row, hash);
	if (!crypto_equal(hash, row->hash, sizeof hash))
		return !error_set(&walk->fault, "row %lld was changed or stands in another place",
				  (long long)row->row);
	if (row->row == walk->head.row && !crypto_equal(hash, walk->head.hash, sizeof hash))
		return !error_set(&walk->fault, "row %lld is not the one that audit.head names",
				  (long long)row->row);
	return false;
}

static bool check_row(void *context, const cJSON *json)
{
	struct walk *walk = context;
	struct audit_row row = {0};

	if (!audit_row_read(json, &row))
		return error_set(&walk->fault, "row %lld is no row of the audit log",
				 (long long)walk->last.row + 1);
	if (find_fault(walk, &row))
		return false;
	walk->last.row = row.row;
	memcpy(walk->last.hash, row.hash, sizeof row.hash);
	return true;
}

/* The head is read first: rows that are written meanwhile lie behind it. */
static int verify(struct reach *reach, const struct keys *keys)
{
	struct walk walk = {.keys = keys};
	struct error err;
	int code;

	if (!audit_head_read(reach->folder, &walk.head, &err))
		return command_fail(EXIT_INPUT, "%s", err.text);
	code = audit_walk(reach, &(struct audit_query){0}, check_row, &walk);
	if (code != EXIT_DONE)
		return code;
	if (!*walk.fault.text && walk.last.row < walk.head.row)
		error_set(&walk.fault, "row %lld is missing: the log was cut off before its end",
			  (long long)walk.last.row + 1);
	if (*walk.fault.text)
		return command_fail(EXIT_INPUT, "the audit log is not whole: %s", walk.fault.text);
	printf("the audit log is whole: %lld rows\n", (long long)walk.last.row);
	return EXIT_DONE;
}

/* A running server has the folder; its key may be read all the same. */
static int verify_with_key(struct reach *reach)
{
	struct error err;
	struct keys *keys;
	int code;

	if (reach->bot)
		return verify(reach, reach->data.keys);
	keys = keys_open(reach->key_file, false, &err);
	code = keys ? verify(reach, keys) : command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	keys_close(keys);
	return code;
}

/* --- the command ------------------------------------------------------------------ */

static const struct option own[] = {
	{"since", required_argument, NULL, 's'},
	{"agent", required_argument, NULL, 'a'},
	{"case", required_argument, NULL, 'c'},
	{"json", no_argument, NULL, 'j'},
	{0},
};

static bool take_option(void *context, int option, const char *value)
{
	struct options *options = context;

	switch (option) {
	case 's':
		options->since = value;
		break;
	case 'a':
		options->query.agent = value;
		break;
	case 'c':
		options->query.case_id = value;
		break;
	case 'j':
		options->as_json = true;
		break;
	}
	return true;
}

static bool makes_sense(const struct options *options)
{
	bool filters = options->since || options->query.agent || options->query.case_id ||
		       options->as_json;

	return !strcmp(options->action, "list") || (!strcmp(options->action, "verify") && !filters);
}

static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;

	options->action = n > 0 ? words[0] : "";
	return n <= 1 && makes_sense(options);
}

static int act(const struct workplace *place, void *context)
{
	struct options *options = context;
	struct reach reach;
	int code;

	if (options->since && !clock_parse(options->since, &options->query.since_ms))
		return command_fail(EXIT_INPUT,
				    "%s is no time like 2026-01-31 or "
				    "2026-01-31T09:00+08:00",
				    options->since);
	code = reach_open(&reach, place->config, place->home);
	if (code != EXIT_DONE)
		return code;
	code = strcmp(options->action, "list") ? verify_with_key(&reach) : list(&reach, options);
	reach_close(&reach);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = act};
	struct options options = {0};

	return command_configured(&command_audit, &line, &options, argc, argv);
}

const struct command command_audit = {
	.name = "audit",
	.summary = "shows who read or changed what",
	.usage =
		"usage: fuji audit list [--since TIME] [--agent NAME] [--case ID] [--json]\n"
		"       fuji audit verify\n\n"
		"  list           a row a line: number, time, who, role, what, to what, detail\n"
		"  verify         walks the chain of hashes; exit 1 with the first row that does not\n"
		"                 fit, or when the end was cut off\n"
		"  --since TIME   from then on: 2026-01-31 or 2026-01-31T09:00+08:00\n"
		"  --json         a JSON object a line\n"
		"  --data DIR     the data folder (./data; FUJI_DATA)\n"
		"  --config FILE  settings in YAML\n\n"
		"Works beside a running server and without one.\n",
	.run = run,
};
