/*
 * libyaml's events made into a tree.
 *
 * Events rather than libyaml's own documents: those follow aliases, a few of which
 * can stand for a million nodes, and forget that there were any.
 */
#include "base/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/buffer.h"
#include "base/text.h"

#define MAX_BYTES ((size_t)4 * 1024 * 1024)
#define MAX_DEPTH 16

struct reader {
	yaml_parser_t parser;
	const char *name; /* of the file, in the arena */
	const char *text;
	struct arena *arena;
	struct problems *problems;
};

/* --- building the tree ---------------------------------------------------------- */

static bool refuse(struct reader *reader, yaml_mark_t at, const char *why)
{
	return problems_add(reader->problems, reader->name, at.line + 1, at.column + 1, "%s", why);
}

/* libyaml counts bytes, not lines, where it stumbles over a character. */
static yaml_mark_t mark_of_byte(const char *text, size_t offset)
{
	yaml_mark_t mark = {.index = offset};
	size_t line_start = 0;

	for (size_t i = 0; i < offset; i++)
		if (text[i] == '\n') {
			mark.line++;
			line_start = i + 1;
		}
	mark.column = text_characters(text + line_start, offset - line_start);
	return mark;
}

static bool refuse_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;

	if (parser->error == YAML_READER_ERROR)
		return refuse(reader, mark_of_byte(reader->text, parser->problem_offset),
			      parser->problem);
	return problems_add(reader->problems, reader->name, parser->problem_mark.line + 1,
			    parser->problem_mark.column + 1, "%s%s%s", parser->problem,
			    parser->context ? " " : "", parser->context ? parser->context : "");
}

static bool next_event(struct reader *reader, yaml_event_t *out)
{
	return yaml_parser_parse(&reader->parser, out) || refuse_syntax(reader);
}

static struct yaml *new_node(struct reader *reader, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml *node = arena_new(reader->arena, sizeof *node);

	node->kind = kind;
	node->file = reader->name;
	node->line = event->start_mark.line + 1;
	node->column = event->start_mark.column + 1;
	node->end_line = event->end_mark.line + 1;
	node->end_column = event->end_mark.column + 1;
	return node;
}

/* A list or map ends with its bracket. Without one the parser sees the end only where the next
 * thing begins, so it ends with the last item. */
static void end_collection(struct yaml *node, const yaml_event_t *event)
{
	if (event->start_mark.index != event->end_mark.index) {
		node->end_line = event->end_mark.line + 1;
		node->end_column = event->end_mark.column + 1;
	} else if (node->n) {
		node->end_line = node->items[node->n - 1]->end_line;
		node->end_column = node->items[node->n - 1]->end_column;
	}
}

static struct yaml *read_scalar(struct reader *reader, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	struct yaml *node = new_node(reader, YAML_TEXT, event);

	if (event->data.scalar.anchor || event->data.scalar.tag)
		refuse(reader, event->start_mark, "anchors and tags are not allowed");
	if (strlen(value) != length)
		refuse(reader, event->start_mark, "a NUL in a text");
	node->text = arena_text_n(reader->arena, value, length);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return node;
}

/* In the arena, so what is outgrown stays until its end: at most as much again. */
static void append(struct arena *arena, struct yaml *node, const char *key, const struct yaml *item)
{
	size_t n = node->n;

	if ((n & (n - 1)) == 0) { /* full at 0, 1, 2, 4, 8 ... items */
		const struct yaml **items = arena_new(arena, (n ? 2 * n : 1) * sizeof *items);
		const char **keys = arena_new(arena, (n ? 2 * n : 1) * sizeof *keys);

		for (size_t i = 0; i < n; i++) {
			items[i] = node->items[i];
			keys[i] = node->keys[i];
		}
		node->items = items;
		node->keys = keys;
	}
	node->items[n] = item;
	node->keys[n] = key;
	node->n++;
}

static struct yaml *read_node(struct reader *reader, const yaml_event_t *event, int depth);

static struct yaml *read_next_node(struct reader *reader, int depth)
{
	yaml_event_t event;
	struct yaml *node;

	if (!next_event(reader, &event))
		return NULL;
	node = read_node(reader, &event, depth);
	yaml_event_delete(&event);
	return node;
}

static bool read_items(struct reader *reader, struct yaml *list, int depth)
{
	yaml_event_t event;

	while (next_event(reader, &event)) {
		bool at_end = event.type == YAML_SEQUENCE_END_EVENT;
		struct yaml *item = at_end ? NULL : read_node(reader, &event, depth);

		if (at_end)
			end_collection(list, &event);
		yaml_event_delete(&event);
		if (!item)
			return at_end;
		append(reader->arena, list, NULL, item);
	}
	return false;
}

/* The key, in the arena; NULL after a problem. */
static const char *read_key(struct reader *reader, const struct yaml *map,
			    const yaml_event_t *event)
{
	struct yaml *key;

	if (event->type != YAML_SCALAR_EVENT) {
		refuse(reader, event->start_mark, "a key must be a text");
		return NULL;
	}
	key = read_scalar(reader, event);
	if (yaml_get(map, key->text))
		yaml_problem(key, reader->problems, "the key `%s` stands here twice", key->text);
	return key->text;
}

static bool read_pairs(struct reader *reader, struct yaml *map, int depth)
{
	yaml_event_t event;

	while (next_event(reader, &event)) {
		bool at_end = event.type == YAML_MAPPING_END_EVENT;
		const char *key = at_end ? NULL : read_key(reader, map, &event);
		yaml_mark_t at = event.start_mark;
		struct yaml *value = key ? read_next_node(reader, depth) : NULL;

		if (at_end)
			end_collection(map, &event);
		yaml_event_delete(&event);
		if (!value)
			return at_end;
		value->key_line = at.line + 1;
		value->key_column = at.column + 1;
		append(reader->arena, map, key, value);
	}
	return false;
}

static struct yaml *read_collection(struct reader *reader, const yaml_event_t *event, int depth)
{
	bool is_map = event->type == YAML_MAPPING_START_EVENT;
	struct yaml *node = new_node(reader, is_map ? YAML_MAP : YAML_LIST, event);

	if (is_map ? event->data.mapping_start.anchor || event->data.mapping_start.tag
		   : event->data.sequence_start.anchor || event->data.sequence_start.tag)
		refuse(reader, event->start_mark, "anchors and tags are not allowed");
	if (depth == MAX_DEPTH) {
		refuse(reader, event->start_mark, "nested too deeply");
		return NULL;
	}
	if (is_map ? read_pairs(reader, node, depth + 1) : read_items(reader, node, depth + 1))
		return node;
	return NULL;
}

/* NULL when reading cannot go on. Other faults are noted, and reading goes on to find
 * the next; the whole tree is then thrown away. */
static struct yaml *read_node(struct reader *reader, const yaml_event_t *event, int depth)
{
	if (event->type == YAML_ALIAS_EVENT) {
		refuse(reader, event->start_mark,
		       "aliases are not allowed (a text that begins with `*` needs quotes)");
		return new_node(reader, YAML_TEXT, event);
	}
	if (event->type == YAML_SCALAR_EVENT)
		return read_scalar(reader, event);
	return read_collection(reader, event, depth);
}

/* --- a file --------------------------------------------------------------------- */

/* Takes the next event and says whether it is of this type. */
static bool take(struct reader *reader, yaml_event_type_t type, bool *out_is)
{
	yaml_event_t event;

	if (!next_event(reader, &event))
		return false;
	*out_is = event.type == type;
	if (!*out_is && event.type == YAML_DOCUMENT_START_EVENT)
		refuse(reader, event.start_mark, "a second document in the file");
	yaml_event_delete(&event);
	return true;
}

static const struct yaml *read_stream(struct reader *reader)
{
	static const yaml_event_t nowhere;
	const struct yaml *root;
	bool is;

	if (!take(reader, YAML_STREAM_START_EVENT, &is) ||
	    !take(reader, YAML_DOCUMENT_START_EVENT, &is))
		return NULL;
	if (!is)
		return new_node(reader, YAML_MAP, &nowhere);
	root = read_next_node(reader, 0);
	if (!root || !take(reader, YAML_DOCUMENT_END_EVENT, &is) ||
	    !take(reader, YAML_STREAM_END_EVENT, &is))
		return NULL;
	return root;
}

const struct yaml *yaml_read_text(const char *name, const char *text, size_t length,
				  struct arena *arena, struct problems *problems)
{
	struct reader reader = {
		.name = arena_text(arena, name),
		.text = text,
		.arena = arena,
		.problems = problems,
	};
	size_t n_problems = problems_count(problems);
	const struct yaml *root = NULL;

	if (length > MAX_BYTES) {
		problems_add(problems, name, 0, 0, "more than %zu bytes", MAX_BYTES);
		return NULL;
	}
	if (yaml_parser_initialize(&reader.parser)) {
		yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
		yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
		root = read_stream(&reader);
		yaml_parser_delete(&reader.parser);
	}
	return problems_count(problems) == n_problems ? root : NULL;
}

static bool read_file(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "rb");
	char part[16384];
	size_t n;
	bool done;

	if (!file)
		return false;
	/* One part beyond the limit is enough for yaml_read_text to see that it is. */
	while (out->length <= MAX_BYTES && (n = fread(part, 1, sizeof part, file)) > 0)
		buffer_add(out, part, n);
	done = !ferror(file);
	fclose(file);
	return done;
}

const struct yaml *yaml_read(const char *path, struct arena *arena, struct problems *problems)
{
	struct buffer text = {0};
	const struct yaml *root = NULL;

	if (read_file(path, &text))
		root = yaml_read_text(path, text.data ? text.data : "", text.length, arena,
				      problems);
	else
		problems_add(problems, path, 0, 0, "cannot be read: %s", strerror(errno));
	buffer_finish(&text);
	return root;
}

/* --- asking the tree ------------------------------------------------------------ */

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++)
		if (strcmp(map->keys[i], key) == 0)
			return map->items[i];
	return NULL;
}

bool yaml_problem(const struct yaml *node, struct problems *problems, const char *format, ...)
{
	struct buffer text = {0};
	va_list args;

	va_start(args, format);
	buffer_format_list(&text, format, args);
	va_end(args);
	problems_add(problems, node->file, node->line, node->column, "%s", text.data);
	buffer_finish(&text);
	return false;
}

static bool is_known(const char *key, const char *const *known)
{
	for (; *known; known++)
		if (strcmp(key, *known) == 0)
			return true;
	return false;
}

static bool report_stranger(const struct yaml *value, const char *key, const char *const *known,
			    struct problems *problems)
{
	for (size_t most = 1; most <= 2; most++)
		for (const char *const *near = known; *near; near++)
			if (text_is_near(key, *near, most))
				return problems_add(
					problems, value->file, value->key_line, value->key_column,
					"unknown key `%s`, did you mean `%s`?", key, *near);
	return problems_add(problems, value->file, value->key_line, value->key_column,
			    "unknown key `%s`", key);
}

bool yaml_problem_at(const struct yaml *node, size_t at, struct problems *problems,
		     const char *sentence)
{
	size_t column = node->column;

	if (node->line == node->end_line) {
		column += node->quoted + text_characters(node->text, at);
		for (size_t i = 0; i < at; i++)
			column += node->text[i] == '\n'; /* written as two characters */
	}
	return problems_add(problems, node->file, node->line, column, "%s", sentence);
}

bool yaml_known_keys(const struct yaml *map, const char *const *known, struct problems *problems)
{
	bool all = true;

	if (map->kind != YAML_MAP)
		return yaml_problem(map, problems, "must be a map of keys and values");
	for (size_t i = 0; i < map->n; i++)
		if (!is_known(map->keys[i], known))
			all = report_stranger(map->items[i], map->keys[i], known, problems);
	return all;
}

/* *out is the text of the key, or NULL where it is missing and need not be there. */
static bool read_text(const struct yaml *map, const char *key, bool need, const struct yaml **out,
		      struct problems *problems)
{
	const struct yaml *value = yaml_get(map, key);

	*out = value;
	if (!value)
		return !need || yaml_problem(map, problems, "the key `%s` is missing", key);
	if (value->kind != YAML_TEXT)
		return yaml_problem(value, problems, "`%s` must be a single value", key);
	if (!value->quoted && value->text[0] == '\0')
		return yaml_problem(value, problems, "`%s` has no value", key);
	return true;
}

bool yaml_read_string(const struct yaml *map, const char *key, bool need, const char **out,
		      struct problems *problems)
{
	const struct yaml *value;

	if (!read_text(map, key, need, &value, problems))
		return false;
	if (value)
		*out = value->text;
	return true;
}

/* Whether the text is unquoted, made of these characters only, and read to its end. */
static bool is_number(const struct yaml *value, const char *characters, const char *end)
{
	return !value->quoted && *end == '\0' &&
	       value->text[strspn(value->text, characters)] == '\0';
}

bool yaml_read_integer(const struct yaml *map, const char *key, bool need, long long least,
		       long long most, long long *out, struct problems *problems)
{
	const struct yaml *value;
	long long number;
	char *end;

	if (!read_text(map, key, need, &value, problems))
		return false;
	if (!value)
		return true;
	errno = 0;
	number = strtoll(value->text, &end, 10);
	if (!is_number(value, "-0123456789", end) || errno || number < least || number > most)
		return yaml_problem(value, problems,
				    "`%s` must be a whole number from %lld to %lld", key, least,
				    most);
	*out = number;
	return true;
}

bool yaml_read_double(const struct yaml *map, const char *key, bool need, double least, double most,
		      double *out, struct problems *problems)
{
	const struct yaml *value;
	double number;
	char *end;

	if (!read_text(map, key, need, &value, problems))
		return false;
	if (!value)
		return true;
	number = strtod(value->text, &end);
	if (!is_number(value, "+-.0123456789eE", end) || !(number >= least && number <= most))
		return yaml_problem(value, problems, "`%s` must be a number from %g to %g", key,
				    least, most);
	*out = number;
	return true;
}

bool yaml_read_boolean(const struct yaml *map, const char *key, bool need, bool *out,
		       struct problems *problems)
{
	const struct yaml *value;
	bool yes;

	if (!read_text(map, key, need, &value, problems))
		return false;
	if (!value)
		return true;
	yes = strcmp(value->text, "true") == 0;
	if (value->quoted || (!yes && strcmp(value->text, "false") != 0))
		return yaml_problem(value, problems, "`%s` must be true or false", key);
	*out = yes;
	return true;
}

/* --- folders -------------------------------------------------------------------- */

static bool ends_in(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return length >= tail && strcmp(name + length - tail, suffix) == 0;
}

/* Hidden files are an editor's: `.#pack.yaml`. */
static bool is_wanted(const char *name, const char *suffix)
{
	return name[0] != '.' && ends_in(name, suffix);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool yaml_files(const char *dir, const char *suffix, struct arena *arena, const char ***out,
		size_t *out_n, struct problems *problems)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	size_t n = 0, room = 0;

	if (!folder)
		return problems_add(problems, dir, 0, 0, "the folder cannot be read: %s",
				    strerror(errno));
	while ((entry = readdir(folder)))
		room += is_wanted(entry->d_name, suffix);
	*out = arena_new(arena, room * sizeof **out);
	rewinddir(folder);
	while (n < room && (entry = readdir(folder)))
		if (is_wanted(entry->d_name, suffix))
			(*out)[n++] = arena_format(arena, "%s/%s", dir, entry->d_name);
	closedir(folder);
	qsort(*out, n, sizeof **out, compare_paths);
	*out_n = n;
	return true;
}
