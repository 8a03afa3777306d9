/*
 * The name of a text tells its file, and where in it the text stands.
 */
#include "bot/text_change.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/yaml_edit.h"
#include "bot/bot.h"

#define ARTICLE "article"
#define CAUSE "cause"
#define KEYS_MOST 4 /* and NULL behind them */

struct change {
	const char *resources;
	const char *file;                /* below that */
	const char *keys[KEYS_MOST + 1]; /* above it in a YAML file; none: it is an article */
	enum language language;
	const char *words;
	struct buffer was, is;
};

/* --- names ------------------------------------------------------------------------ */

/* `first.second.third`; what is not there is NULL. */
struct parts {
	const char *first, *second, *third;
};

static char *cut(char *text)
{
	char *point = text ? strchr(text, '.') : NULL;

	if (!point)
		return NULL;
	*point = '\0';
	return point + 1;
}

static bool read_parts(const char *name, struct arena *arena, struct parts *out)
{
	char *first = arena_text(arena, name), *second = cut(first);

	*out = (struct parts){first, second, cut(second)};
	return second;
}

static const char *words_of_cause(const struct cause *cause, const char *part,
				  enum language language)
{
	if (!cause || !part)
		return NULL;
	if (!strcmp(part, "what"))
		return cause->what[language];
	return !strcmp(part, "way_out") ? cause->way_out[language] : NULL;
}

const char *text_words(const struct texts *texts, const struct knowledge *knowledge,
		       const char *name, enum language language)
{
	const struct written *written = texts_named(texts, name, language);
	struct arena *arena = arena_create();
	const struct article *article;
	const char *words = NULL;
	struct parts parts;

	if (written) {
		words = written->node->text;
	} else if (read_parts(name, arena, &parts) && !strcmp(parts.first, CAUSE)) {
		words = words_of_cause(knowledge_cause(knowledge, parts.second), parts.third,
				       language);
	} else if (parts.second && !strcmp(parts.first, ARTICLE) && !parts.third) {
		article = knowledge_article(knowledge, parts.second);
		words = article ? article->body[language] : NULL;
	}
	arena_destroy(arena);
	return words;
}

static void find_place(struct change *change, const char *name, struct arena *arena)
{
	const char **key = change->keys;
	struct parts parts;

	read_parts(name, arena, &parts);
	if (!strcmp(parts.first, ARTICLE)) {
		change->file = arena_format(arena, "knowledge/articles/%s.md", parts.second);
		return;
	}
	if (!strcmp(parts.first, CAUSE)) {
		change->file = "knowledge/causes.yaml";
	} else {
		change->file = strcmp(parts.first, "dialogue")
				       ? arena_format(arena, "bot/flows/%s.yaml", parts.first)
				       : "bot/dialogue.yaml";
		*key++ = parts.third ? "slots" : "texts";
	}
	*key++ = parts.second;
	if (parts.third)
		*key++ = parts.third;
	*key = language_code(change->language);
}

/* --- an article ------------------------------------------------------------------- */

static size_t line_of(const char *text, const char *at)
{
	size_t line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* A section goes from its heading to the next one. */
static bool write_section(struct change *change, const char *path, struct arena *arena,
			  size_t *out_line, struct error *err)
{
	const char *heading = arena_format(arena, "\n## %s\n", language_code(change->language));
	const char *text = change->was.data, *at = strstr(text, heading), *end;

	if (!at)
		return error_set(err, "%s: there is no section%s", path, heading + 1);
	at += strlen(heading);
	at += strspn(at, "\n");
	end = strstr(at, "\n## ");
	end = end ? end : text + change->was.length;
	while (end > at && end[-1] == '\n')
		end--;
	if (!yaml_may_hold(change->words, true) || strstr(change->words, "\n#") ||
	    *change->words == '#')
		return error_set(err, "%s: a text shows something and has no headings", path);
	buffer_add(&change->is, text, (size_t)(at - text));
	buffer_text(&change->is, change->words);
	buffer_text(&change->is, end);
	*out_line = line_of(text, at);
	return true;
}

/* --- writing it ------------------------------------------------------------------- */

static bool test(void *context, const char *dir, struct problems *problems)
{
	(void)context;
	return bot_check(dir, problems);
}

static enum file_change write_words(struct change *change, struct arena *arena,
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
	if (*change->keys ? !yaml_edit_text(path, &change->was, change->keys, change->words,
					    &change->is, &line, err)
			  : !write_section(change, path, arena, &line, err))
		return FILE_REFUSED;
	*out_place = arena_format(arena, "%s:%zu", path, line);
	return file_change(&changing, arena, problems, err);
}

enum file_change text_change(const char *resources, const char *name, enum language language,
			     const char *words, struct arena *arena, const char **out_place,
			     struct problems *problems, struct error *err)
{
	struct change change = {.resources = resources, .language = language, .words = words};
	enum file_change result;

	find_place(&change, name, arena);
	result = write_words(&change, arena, out_place, problems, err);
	buffer_finish(&change.was);
	buffer_finish(&change.is);
	return result;
}
