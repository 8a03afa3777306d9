/*
 * The aside is a folder of links to the packs, with the changed one as a file among them: its
 * bytes are those that the folder will have, so what is learnt of them is kept for the next
 * load. The changed file goes into place by rename, so that nobody reads half of it.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "intents/pack_change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* --- files ---------------------------------------------------------------------- */

static bool read_file(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "rb");
	char block[4096];
	size_t n;

	if (!file)
		return false;
	buffer_text(out, "");
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		buffer_add(out, block, n);
	return fclose(file) == 0;
}

/* With the rights of the file that it stands in for. */
static bool write_file(const char *path, const struct buffer *text, const struct stat *like)
{
	FILE *file = fopen(path, "wb");
	bool good;

	if (!file)
		return false;
	good = fwrite(text->data, 1, text->length, file) == text->length && fflush(file) == 0 &&
	       fchmod(fileno(file), like->st_mode & 07777) == 0 && fsync(fileno(file)) == 0;
	return fclose(file) == 0 && good;
}

static const char *name_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* --- aside ---------------------------------------------------------------------- */

static bool link_pack(const struct change *change, const char *path, const char *aside)
{
	const char *link = arena_format(change->arena, "%s/%s", aside, name_of(path));
	char *whole = realpath(path, NULL);
	bool good = whole && symlink(whole, link) == 0;

	free(whole);
	return good;
}

static bool fill_aside(const struct change *change, const char *aside)
{
	struct stat like = {.st_mode = 0600};
	bool good = true;

	for (size_t i = 0; good && i < change->n; i++) {
		if (change->paths[i] != change->path)
			good = link_pack(change, change->paths[i], aside);
		else
			good = write_file(
				arena_format(change->arena, "%s/%s", aside, name_of(change->path)),
				&change->is, &like);
	}
	return good;
}

static void remove_aside(const struct change *change, const char *aside)
{
	for (size_t i = 0; i < change->n; i++)
		unlink(arena_format(change->arena, "%s/%s", aside, name_of(change->paths[i])));
	rmdir(aside);
}

/* The line with the folder's name wherever the aside's stood: that is where it would be. */
static char *line_of_folder(const struct change *change, const char *aside, const char *line)
{
	struct buffer out = {0};
	const char *found;

	buffer_text(&out, "");
	while ((found = strstr(line, aside))) {
		buffer_add(&out, line, (size_t)(found - line));
		buffer_text(&out, change->dir);
		line = found + strlen(aside);
	}
	buffer_text(&out, line);
	return buffer_take(&out);
}

static void tell_problems(const struct change *change, const char *aside,
			  const struct problems *found, struct problems *problems)
{
	for (size_t i = 0; i < problems_count(found); i++) {
		char *line = line_of_folder(change, aside, problems_line(found, i));
		char *sentence = strstr(line, ": ");

		*sentence = '\0';
		problems_add(problems, line, 0, 0, "%s", sentence + 2);
		free(line);
	}
}

static enum pack_change try_aside(const struct change *change, struct problems *problems,
				  struct error *err)
{
	const char *parent = getenv("TMPDIR");
	char *aside = arena_format(change->arena, "%s/fuji-packs-XXXXXX",
				   parent && *parent ? parent : "/tmp");
	struct problems *found = problems_create();
	enum pack_change result = PACK_UNWRITTEN;

	if (!mkdtemp(aside) || !fill_aside(change, aside)) {
		error_set(err, "cannot try the packs in %s: %s", aside, strerror(errno));
	} else {
		struct intents *intents = intents_load(aside, found);

		result = intents ? PACK_CHANGED : PACK_REFUSED;
		intents_destroy(intents);
		tell_problems(change, aside, found, problems);
	}
	remove_aside(change, aside);
	problems_destroy(found);
	return result;
}

/* --- in place ------------------------------------------------------------------- */

static bool is_untouched(const struct change *change)
{
	struct buffer now = {0};
	bool same = read_file(change->path, &now) && now.length == change->was.length &&
		    !memcmp(now.data, change->was.data, now.length);

	buffer_finish(&now);
	return same;
}

/* Beside the file itself, not beside a link to it. */
static bool replace(const struct change *change, struct error *err)
{
	char *path = realpath(change->path, NULL);
	const char *half = path ? arena_format(change->arena, "%s.new", path) : NULL;
	struct stat like;
	bool good = path && stat(path, &like) == 0 && write_file(half, &change->is, &like) &&
		    rename(half, path) == 0;

	if (!good)
		error_set(err, "cannot write %s: %s", change->path, strerror(errno));
	if (!good && half)
		unlink(half);
	free(path);
	return good;
}

/* A second or two have gone by while the packs were tried. */
static enum pack_change put_in_place(const struct change *change, struct error *err)
{
	if (!is_untouched(change)) {
		error_set(err, "%s was changed by somebody else just now: try again", change->path);
		return PACK_REFUSED;
	}
	return replace(change, err) ? PACK_CHANGED : PACK_UNWRITTEN;
}

/* --- what others call ----------------------------------------------------------- */

static enum pack_change add(struct change *change, const struct pack_message *message,
			    const char **out_place, struct problems *problems, struct error *err)
{
	enum pack_change result;
	size_t line;

	if (access(change->dir, W_OK) != 0 || access(change->path, R_OK) != 0) {
		error_set(err,
			  "cannot write %s: %s: run this as who may, or copy the packs and "
			  "give the copy with --packs",
			  change->path, strerror(errno));
		return PACK_UNWRITTEN;
	}
	if (!read_file(change->path, &change->was)) {
		error_set(err, "cannot read %s: %s", change->path, strerror(errno));
		return PACK_UNWRITTEN;
	}
	if (!pack_edit_add(change->path, change->was.data, change->was.length, message, &change->is,
			   &line, err))
		return PACK_REFUSED;
	*out_place = arena_format(change->arena, "%s:%zu", change->path, line);
	result = try_aside(change, problems, err);
	return result == PACK_CHANGED ? put_in_place(change, err) : result;
}

enum pack_change pack_change_add(const char *dir, const char *intent,
				 const struct pack_message *message, struct arena *arena,
				 const char **out_place, struct problems *problems,
				 struct error *err)
{
	struct change change = {.dir = dir, .arena = arena};
	enum pack_change result = PACK_REFUSED;

	if (!yaml_files(dir, ".yaml", arena, &change.paths, &change.n, problems))
		return PACK_UNWRITTEN;
	change.path = find_pack(&change, intent, problems, err);
	if (change.path)
		result = add(&change, message, out_place, problems, err);
	buffer_finish(&change.was);
	buffer_finish(&change.is);
	return result;
}
