/*
 * Which pack it is, and what becomes of its text. What is learnt of the packs aside is kept for the
 * next load, as their bytes are the same.
 */
#include "intents/pack_change.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/yaml.h"
#include "intents/intents.h"

struct change {
	const char *dir;
	const char **paths; /* of all packs */
	size_t n;
	const char *path; /* of the one that changes */
	struct buffer was, is;
	struct arena *arena;
};

/* --- which pack ----------------------------------------------------------------- */

static const char *intent_of(const char *path, struct arena *arena, struct problems *problems)
{
	const struct yaml *intent = yaml_get(yaml_read(path, arena, problems), "intent");

	return intent && intent->kind == YAML_TEXT ? intent->text : NULL;
}

/* NULL with err, or with problems where the folder cannot be read. */
static const char *find_pack(const struct change *change, const char *intent,
			     struct problems *problems, struct error *err)
{
	struct buffer near = {0};

	for (size_t i = 0; i < change->n; i++) {
		const char *name = intent_of(change->paths[i], change->arena, problems);

		if (name && !strcmp(name, intent)) {
			buffer_finish(&near);
			return change->paths[i];
		}
		if (name && (text_is_near(intent, name, 3) || strstr(name, intent)))
			buffer_format(&near, "%s%s", near.length ? ", " : "", name);
	}
	if (near.length)
		error_set(err, "no pack in %s is of the intent %s: did you mean %s", change->dir,
			  intent, near.data);
	else
		error_set(err, "no pack in %s is of the intent %s: write one first", change->dir,
			  intent);
	buffer_finish(&near);
	return NULL;
}

/* --- trying it -------------------------------------------------------------------- */

static bool test(void *context, const char *dir, struct problems *problems)
{
	struct intents *intents = intents_load(dir, problems);

	(void)context;
	intents_destroy(intents);
	return intents;
}

/* --- what others call ----------------------------------------------------------- */

static enum file_change add(struct change *change, const struct pack_message *message,
			    const char **out_place, struct problems *problems, struct error *err)
{
	const struct file_changing changing = {
		.dir = change->dir,
		.name = strrchr(change->path, '/') + 1,
		.was = &change->was,
		.is = &change->is,
		.test = test,
	};
	size_t line;

	if (access(change->dir, W_OK) != 0 || access(change->path, R_OK) != 0) {
		error_set(err,
			  "cannot write %s: %s: run this as who may, or copy the packs and "
			  "give the copy with --packs",
			  change->path, strerror(errno));
		return FILE_UNWRITTEN;
	}
	if (!file_read(change->path, &change->was)) {
		error_set(err, "cannot read %s: %s", change->path, strerror(errno));
		return FILE_UNWRITTEN;
	}
	if (!pack_edit_add(change->path, change->was.data, change->was.length, message, &change->is,
			   &line, err))
		return FILE_REFUSED;
	*out_place = arena_format(change->arena, "%s:%zu", change->path, line);
	return file_change(&changing, change->arena, problems, err);
}

enum file_change pack_change_add(const char *dir, const char *intent,
				 const struct pack_message *message, struct arena *arena,
				 const char **out_place, struct problems *problems,
				 struct error *err)
{
	struct change change = {.dir = dir, .arena = arena};
	enum file_change result = FILE_REFUSED;

	if (!yaml_files(dir, ".yaml", arena, &change.paths, &change.n, problems))
		return FILE_UNWRITTEN;
	change.path = find_pack(&change, intent, problems, err);
	if (change.path)
		result = add(&change, message, out_place, problems, err);
	buffer_finish(&change.was);
	buffer_finish(&change.is);
	return result;
}
