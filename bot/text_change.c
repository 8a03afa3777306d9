/*
 * The name of a text tells its file and the keys above it.
 */
#include "bot/text_change.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/yaml_edit.h"
#include "bot/bot.h"

#define KEYS_MOST 4 /* and NULL behind them */

struct change {
	const char *resources;
	const char *file; /* below that */
	const char *keys[KEYS_MOST + 1];
	struct buffer was, is;
};

/* `flow.name`, or of a slot `flow.name.ask` and `flow.name.again`. */
static bool read_name(struct change *change, const char *name, enum language language,
		      struct arena *arena)
{
	char *flow = arena_text(arena, name), *text = strchr(flow, '.'), *prompt;
	size_t n = 0;

	if (!text)
		return false;
	*text++ = '\0';
	prompt = strchr(text, '.');
	if (prompt)
		*prompt++ = '\0';
	change->file = strcmp(flow, "dialogue") ? arena_format(arena, "bot/flows/%s.yaml", flow)
						: "bot/dialogue.yaml";
	change->keys[n++] = prompt ? "slots" : "texts";
	change->keys[n++] = text;
	if (prompt)
		change->keys[n++] = prompt;
	change->keys[n] = language_code(language);
	return true;
}

static bool test(void *context, const char *dir, struct problems *problems)
{
	(void)context;
	return bot_check(dir, problems);
}

static enum file_change write_words(struct change *change, const char *words, struct arena *arena,
				    const char **out_place, struct problems *problems,
				    struct error *err)
{
	const char *path = arena_format(arena, "%s/%s", change->resources, change->file);
	const char *folder = arena_text_n(arena, path, (size_t)(strrchr(path, '/') - path));
	const struct file_changing changing = {
		.dir = change->resources,
		.name = change->file,
		.was = &change->was,
		.is = &change->is,
		.test = test,
	};
	size_t line;

	if (access(folder, W_OK) != 0 || !file_read(path, &change->was)) {
		error_set(err, "cannot write %s: %s", path, strerror(errno));
		return FILE_UNWRITTEN;
	}
	if (!yaml_edit_text(path, &change->was, change->keys, words, &change->is, &line, err))
		return FILE_REFUSED;
	*out_place = arena_format(arena, "%s:%zu", path, line);
	return file_change(&changing, arena, problems, err);
}

enum file_change text_change(const char *resources, const char *name, enum language language,
			     const char *words, struct arena *arena, const char **out_place,
			     struct problems *problems, struct error *err)
{
	struct change change = {.resources = resources};
	enum file_change result = FILE_REFUSED;

	if (read_name(&change, name, language, arena))
		result = write_words(&change, words, arena, out_place, problems, err);
	else
		error_set(err, "there is no text %s", name);
	buffer_finish(&change.was);
	buffer_finish(&change.is);
	return result;
}
