/*
 * `fuji db`: the database copied, put back and looked through.
 *
 * A backup is made beside a running server; putting one back needs the folder for itself. The
 * key is in neither: it is kept apart, and asked for before anything is put back.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/conversation.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/data_dir.h"

extern const struct command command_db;
extern const struct store_kind store_sqlite;

struct work {
	const struct store_kind *kind;
	const char *dir, *database, *key_path;
	const struct action *action;
	const char *path; /* NULL: none was given */
	bool replace;
};

struct action {
	const char *name;
	int (*run)(const struct work *work, const char *path);
	bool needs_path;
};

/* --- checking --------------------------------------------------------------------- */

/* With the folder's key if there is one. */
static bool check_file(const struct work *work, const char *path, struct error *err)
{
	struct keys *keys = NULL;
	bool fine;

	if (access(work->key_path, F_OK) == 0) {
		keys = keys_open(work->key_path, false, err);
		if (!keys)
			return false;
	}
	fine = work->kind->check(path, keys ? conversation_seal_fits : NULL, keys, err);
	keys_close(keys);
	return fine;
}

static int print_figures(const struct work *work, const char *path, const char *what)
{
	struct store_figures figures;
	struct error err;

	if (!work->kind->figures(path, &figures, &err))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	printf("%s %s: schema %lld, %lld conversations, %lld activities, %lld bytes%s\n", path,
	       what, (long long)figures.schema, (long long)figures.conversations,
	       (long long)figures.activities, (long long)figures.file_bytes,
	       access(work->key_path, F_OK) == 0 ? ", sealed under this key"
						 : "; the seals were not tested without its key");
	return EXIT_DONE;
}

static int check(const struct work *work, const char *path)
{
	struct error err;

	if (!check_file(work, path, &err))
		return command_fail(EXIT_INPUT, "%s", err.text);
	return print_figures(work, path, "is sound");
}

/* --- backup and restore ----------------------------------------------------------- */

static int backup(const struct work *work, const char *path)
{
	struct error err;

	if (!work->kind->copy(work->database, path, &err))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	if (!check_file(work, path, &err)) {
		unlink(path);
		return command_fail(EXIT_INPUT, "%s", err.text);
	}
	printf("%s is not in it: keep it apart, without it the backup is noise\n", work->key_path);
	return print_figures(work, path, "holds a backup");
}

static int restore_into(const struct work *work, const char *path)
{
	struct data_dir dir;
	struct error err;
	bool fine;

	if (!data_dir_open(work->dir, work->key_path, &dir, &err))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	fine = work->kind->install(path, work->dir, work->replace, &err);
	data_dir_close(&dir);
	return fine ? print_figures(work, work->database, "is in place")
		    : command_fail(EXIT_ENVIRONMENT, "%s", err.text);
}

static int restore(const struct work *work, const char *path)
{
	struct error err;

	if (access(work->key_path, F_OK) != 0)
		return command_fail(EXIT_INPUT,
				    "%s is missing: put the key that belongs to the backup there "
				    "first, readable by its owner only",
				    work->key_path);
	if (!check_file(work, path, &err))
		return command_fail(EXIT_INPUT, "%s", err.text);
	return restore_into(work, path);
}

/* --- the command ------------------------------------------------------------------ */

static const struct action actions[] = {
	{"backup", backup, true}, {"restore", restore, true}, {"check", check, false}, {0}};

static const struct option own[] = {{"replace", no_argument, NULL, 'r'}, {0}};

static bool take_option(void *context, int option, const char *value)
{
	(void)option, (void)value;
	((struct work *)context)->replace = true;
	return true;
}

static bool take_words(void *context, int n, char **words)
{
	struct work *work = context;

	if (n < 1 || n > 2)
		return false;
	work->path = words[1]; /* NULL behind the last */
	for (work->action = actions; work->action->name; work->action++) {
		if (!strcmp(words[0], work->action->name))
			return work->path || !work->action->needs_path;
	}
	return false;
}

static int act(const struct workplace *place, void *context)
{
	struct work *work = context;

	work->dir = place->config->data;
	work->database = arena_format(place->arena, "%s/%s", work->dir, work->kind->file);
	work->key_path = place->config->key_file;
	return work->action->run(work, work->path ? work->path : work->database);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = act};
	struct work work = {.kind = &store_sqlite};

	umask(077);
	return command_configured(&command_db, &line, &work, argc, argv);
}

const struct command command_db = {
	.name = "db",
	.summary = "backs up the database, puts a backup back, checks either",
	.usage =
		"usage: fuji db backup FILE [--data DIR]\n"
		"       fuji db restore FILE [--replace] [--data DIR]\n"
		"       fuji db check [FILE] [--data DIR]\n\n"
		"  backup    a copy as of one moment, beside a running server or without one; it\n"
		"            is checked, and then there under that name, or not there at all\n"
		"  restore   puts a backup into DIR, which no server may have; DIR/key, which is in\n"
		"            no backup, must be there already. An older schema is brought up to\n"
		"            date at the next start\n"
		"  check     reads every page and opens every seal, with DIR/key if it is there\n"
		"  --replace moves a database that is there aside, to DIR/fuji.db.replaced\n\n"
		"Exit codes: 1 what was given does not fit or is damaged, 3 it could not be done.\n",
	.run = run,
};
