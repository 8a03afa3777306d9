/*
 * The tree tells where a node begins and ends; what is written there is read and held against what
 * was meant. So an odd layout is at worst refused, never spoilt.
 */
#include "base/yaml_edit.h"

#include <string.h>

#include "base/text.h"

size_t yaml_offset(const char *text, size_t length, size_t line, size_t column)
{
	size_t at = 0;

	for (; line > 1 && at < length; line--) {
		const char *end = memchr(text + at, '\n', length - at);

		at = end ? (size_t)(end - text) + 1 : length;
	}
	while (column-- > 1 && at < length)
		text_next(text, length, &at);
	return at;
}

size_t yaml_end(const char *text, size_t length, const struct yaml *node)
{
	return yaml_offset(text, length, node->end_line, node->end_column);
}

/* --- a text as YAML ------------------------------------------------------------- */

/* U+2028 and U+2029 are ends of lines to YAML. */
bool yaml_may_hold(const char *text, bool may_break)
{
	size_t length = strlen(text);
	bool shows = false;

	if (!text_is_utf8(text, length))
		return false;
	for (size_t at = 0; at < length;) {
		uint32_t c = text_next(text, length, &at);

		if (c == 0x2028 || c == 0x2029 || (text_is_control(c) && !(may_break && c == '\n')))
			return false;
		shows |= c != ' ' && c != '\n';
	}
	return shows;
}

/* Letters may stand anywhere, these marks behind the first; whatever else may mean something
 * in YAML. */
static bool is_plain(const char *text)
{
	static const char marks[] = " '.?!-_%+";
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		bool letter = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			      (c >= 'A' && c <= 'Z');

		if (!letter && (i == 0 || !strchr(marks, c)))
			return false;
	}
	return text[length - 1] != ' ';
}

/* Only these quotes hold ends of lines. */
static void put_escaped(struct buffer *out, const char *text)
{
	buffer_char(out, '"');
	for (; *text; text++) {
		if (*text == '\n')
			buffer_text(out, "\\n");
		else if (*text == '"' || *text == '\\')
			buffer_format(out, "\\%c", *text);
		else
			buffer_char(out, *text);
	}
	buffer_char(out, '"');
}

void yaml_put_text(struct buffer *out, const char *text)
{
	if (is_plain(text)) {
		buffer_text(out, text);
		return;
	}
	if (strchr(text, '\n')) {
		put_escaped(out, text);
		return;
	}
	buffer_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buffer_char(out, '\'');
		buffer_char(out, *text);
	}
	buffer_char(out, '\'');
}

/* --- reading it back ------------------------------------------------------------ */

/* The changed one has other words, or one more at its end. */
bool yaml_is_same(const struct yaml *was, const struct yaml *is, const struct yaml *changed)
{
	bool grown = was == changed && was->kind != YAML_TEXT;

	if (was->kind != is->kind || is->n != was->n + grown ||
	    (was->kind == YAML_TEXT && was != changed && strcmp(was->text, is->text) != 0))
		return false;
	for (size_t i = 0; i < was->n; i++) {
		if ((was->kind == YAML_MAP && strcmp(was->keys[i], is->keys[i]) != 0) ||
		    !yaml_is_same(was->items[i], is->items[i], changed))
			return false;
	}
	return true;
}

/* --- other words ---------------------------------------------------------------- */

struct edit {
	const char *file;
	const struct buffer *text;
	const char *const *keys;
	const char *words;
	struct buffer *out;
};

static const struct yaml *find(const struct yaml *root, const char *const *keys)
{
	for (; *keys; keys++)
		root = yaml_get(root, *keys);
	return root;
}

/* A block ends behind its last line. */
static void write_words(const struct edit *edit, const struct yaml *node)
{
	const char *text = edit->text->data;
	const size_t length = edit->text->length;
	size_t from = yaml_offset(text, length, node->line, node->column);
	size_t to = yaml_end(text, length, node);

	buffer_add(edit->out, text, from);
	yaml_put_text(edit->out, edit->words);
	if (to > from && text[to - 1] == '\n')
		buffer_char(edit->out, '\n');
	buffer_add(edit->out, text + to, length - to);
}

static bool read_back(const struct edit *edit, const struct yaml *was, const struct yaml *changed,
		      struct arena *arena)
{
	struct problems *problems = problems_create();
	const struct yaml *is = yaml_read_text(edit->file, edit->out->data, edit->out->length,
					       arena, problems);
	const struct yaml *words = is ? find(is, edit->keys) : NULL;

	problems_destroy(problems);
	return words && yaml_is_same(was, is, changed) && !strcmp(words->text, edit->words);
}

static bool edit_tree(const struct edit *edit, const struct yaml *root, struct arena *arena,
		      size_t *out_line, struct error *err)
{
	const struct yaml *node = find(root, edit->keys);

	if (!node || node->kind != YAML_TEXT)
		return error_set(err, "%s: there is no such text any more", edit->file);
	*out_line = node->line;
	if (!strcmp(node->text, edit->words))
		return error_set(err, "%s:%zu: these words stand there already", edit->file,
				 node->line);
	write_words(edit, node);
	return read_back(edit, root, node, arena) ||
	       error_set(err,
			 "%s:%zu: its layout leaves no place for these words: write them by hand",
			 edit->file, node->line);
}

bool yaml_edit_text(const char *file, const struct buffer *text, const char *const *keys,
		    const char *words, struct buffer *out, size_t *out_line, struct error *err)
{
	const struct edit edit = {file, text, keys, words, out};
	struct problems *problems;
	struct arena *arena;
	const struct yaml *root;
	bool good;

	if (!yaml_may_hold(words, true))
		return error_set(err, "a text shows something and has no control characters");
	problems = problems_create();
	arena = arena_create();
	root = yaml_read_text(file, text->data, text->length, arena, problems);
	good = root ? edit_tree(&edit, root, arena, out_line, err)
		    : error_set(err, "%s", problems_line(problems, 0));
	arena_destroy(arena);
	problems_destroy(problems);
	return good;
}
