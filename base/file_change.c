/*
 * The aside is a folder of links to what the folder holds, with the changed file as a file among
 * them, and the folders on the way to it as folders: its bytes are those that the folder will have. The changed file goes into place by
 * rename, so that nobody reads half of it.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "base/file_change.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- files ---------------------------------------------------------------------- */

bool file_read(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "rb");
	char block[4096];
	size_t n;
	bool whole;

	if (!file)
		return false;
	buffer_text(out, "");
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		buffer_add(out, block, n);
	whole = !ferror(file);
	return fclose(file) == 0 && whole;
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

static const char *below(struct arena *arena, const char *dir, const char *name)
{
	return arena_format(arena, "%s/%s", dir, name);
}

/* --- aside ---------------------------------------------------------------------- */

static bool link_to(const char *path, const char *link)
{
	char *whole = realpath(path, NULL);
	bool good = whole && symlink(whole, link) == 0;

	free(whole);
	return good;
}

static bool is_hidden(const char *name)
{
	return *name == '.';
}

/* `name` is what is left of the way to the file, from that folder on. */
static bool fill_aside(const char *of, const char *name, const struct buffer *is, const char *aside,
		       struct arena *arena)
{
	const struct stat like = {.st_mode = 0600};
	const char *rest = strchr(name, '/');
	const char *first = rest ? arena_text_n(arena, name, (size_t)(rest - name)) : name;
	const char *inside = below(arena, aside, first);
	DIR *dir = opendir(of);
	struct dirent *entry;
	bool good = dir;

	while (good && (entry = readdir(dir))) {
		if (!is_hidden(entry->d_name) && strcmp(entry->d_name, first) != 0)
			good = link_to(below(arena, of, entry->d_name),
				       below(arena, aside, entry->d_name));
	}
	if (dir)
		closedir(dir);
	if (!rest)
		return good && write_file(inside, is, &like);
	return good && mkdir(inside, 0700) == 0 &&
	       fill_aside(below(arena, of, first), rest + 1, is, inside, arena);
}

/* Links go, and not what they lead to. */
static void remove_aside(const char *aside, struct arena *arena)
{
	DIR *dir = opendir(aside);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *path = below(arena, aside, entry->d_name);
		struct stat found;

		if (!is_hidden(entry->d_name) && lstat(path, &found) == 0 && S_ISDIR(found.st_mode))
			remove_aside(path, arena);
		else
			unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(aside);
}

/* The line with the folder's name wherever the aside's stood: that is where it would be. */
static char *line_of_folder(const char *dir, const char *aside, const char *line)
{
	struct buffer out = {0};
	const char *found;

	buffer_text(&out, "");
	while ((found = strstr(line, aside))) {
		buffer_add(&out, line, (size_t)(found - line));
		buffer_text(&out, dir);
		line = found + strlen(aside);
	}
	buffer_text(&out, line);
	return buffer_take(&out);
}

static void tell_problems(const char *dir, const char *aside, const struct problems *found,
			  struct problems *problems)
{
	for (size_t i = 0; i < problems_count(found); i++) {
		char *line = line_of_folder(dir, aside, problems_line(found, i));
		char *sentence = strstr(line, ": ");

		*sentence = '\0';
		problems_add(problems, line, 0, 0, "%s", sentence + 2);
		free(line);
	}
}

static enum file_change try_aside(const struct file_changing *changing, struct arena *arena,
				  struct problems *problems, struct error *err)
{
	const char *parent = getenv("TMPDIR");
	char *aside = arena_format(arena, "%s/fuji-aside-XXXXXX",
				   parent && *parent ? parent : "/tmp");
	struct problems *found = problems_create();
	enum file_change result = FILE_UNWRITTEN;

	if (!mkdtemp(aside) ||
	    !fill_aside(changing->dir, changing->name, changing->is, aside, arena)) {
		error_set(err, "cannot try %s in %s: %s", changing->dir, aside, strerror(errno));
	} else {
		result = changing->test(changing->context, aside, found) ? FILE_CHANGED
									 : FILE_REFUSED;
		tell_problems(changing->dir, aside, found, problems);
	}
	remove_aside(aside, arena);
	problems_destroy(found);
	return result;
}

/* --- in place ------------------------------------------------------------------- */

static bool is_untouched(const struct file_changing *changing, const char *path)
{
	const struct buffer *was = changing->was;
	struct buffer now = {0};
	bool same = file_read(path, &now) && now.length == was->length &&
		    !memcmp(now.data, was->data, now.length);

	buffer_finish(&now);
	return same;
}

/* Beside the file itself, not beside a link to it. */
static bool replace(const struct file_changing *changing, const char *path, struct arena *arena,
		    struct error *err)
{
	char *whole = realpath(path, NULL);
	const char *half = whole ? arena_format(arena, "%s.new", whole) : NULL;
	struct stat like;
	bool good = whole && stat(whole, &like) == 0 && write_file(half, changing->is, &like) &&
		    rename(half, whole) == 0;

	if (!good)
		error_set(err, "cannot write %s: %s", path, strerror(errno));
	if (!good && half)
		unlink(half);
	free(whole);
	return good;
}

enum file_change file_change(const struct file_changing *changing, struct arena *arena,
			     struct problems *problems, struct error *err)
{
	const char *path = below(arena, changing->dir, changing->name);
	enum file_change result = try_aside(changing, arena, problems, err);

	if (result != FILE_CHANGED)
		return result;
	/* A second or two have gone by meanwhile. */
	if (!is_untouched(changing, path)) {
		error_set(err, "%s was changed by somebody else just now: try again", path);
		return FILE_REFUSED;
	}
	return replace(changing, path, arena, err) ? FILE_CHANGED : FILE_UNWRITTEN;
}
