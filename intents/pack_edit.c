/*
 * The tree tells where the list ends; the message is written there, and the result is read
 * and held against what was meant. So an odd layout is at worst refused, never spoilt.
 */
#include "intents/pack_edit.h"

#include <string.h>

#include "base/arena.h"
#include "base/yaml_edit.h"

#define INDENT 2
#define PATH_MOST 2

/* Where the message goes, and the keys that are missing above it. */
struct place {
	const struct yaml *into;
	const char *missing[PATH_MOST];
	size_t n_missing;
};

struct edit {
	const char *file, *text;
	size_t length;
	const struct pack_message *message;
	struct place place;
	struct buffer *out;
};

/* --- finding the place ---------------------------------------------------------- */

static const char *examples_key(const struct pack_message *message)
{
	return message->wanted ? "examples" : "counterexamples";
}

static bool find_place(const struct yaml *root, struct edit *edit, struct error *err)
{
	const char *path[PATH_MOST] = {examples_key(edit->message),
				       language_code(edit->message->language)};
	struct place *place = &edit->place;
	size_t depth = 0;

	place->into = root;
	while (depth < PATH_MOST && yaml_get(place->into, path[depth]))
		place->into = yaml_get(place->into, path[depth++]);
	for (; depth < PATH_MOST; depth++)
		place->missing[place->n_missing++] = path[depth];
	if (place->into->kind == (place->n_missing ? YAML_MAP : YAML_LIST))
		return true;
	return error_set(err, "%s:%zu: %s must be lists of messages by language", edit->file,
			 place->into->line, path[0]);
}

static bool is_new(const struct edit *edit, struct error *err)
{
	const struct yaml *into = edit->place.into;

	for (size_t i = 0; into->kind == YAML_LIST && i < into->n; i++) {
		if (into->items[i]->kind == YAML_TEXT &&
		    !strcmp(into->items[i]->text, edit->message->text))
			return error_set(err, "%s:%zu: '%s' stands among the %s already",
					 edit->file, into->items[i]->line, edit->message->text,
					 examples_key(edit->message));
	}
	return true;
}

/* --- writing it there ----------------------------------------------------------- */

/* `, zh: [message]` behind the last item. */
static size_t write_in_line(struct edit *edit, struct buffer *out)
{
	const struct place *place = &edit->place;
	const struct yaml *into = place->into;
	size_t at = into->n ? yaml_end(edit->text, edit->length, into->items[into->n - 1])
			    : yaml_offset(edit->text, edit->length, into->line, into->column + 1);

	if (into->n)
		buffer_text(out, ", ");
	for (size_t i = 0; i < place->n_missing; i++)
		buffer_format(out, "%s: %c", place->missing[i],
			      i + 1 < place->n_missing ? '{' : '[');
	yaml_put_text(out, edit->message->text);
	for (size_t i = place->n_missing; i > 0; i--)
		buffer_char(out, i < place->n_missing ? '}' : ']');
	return at;
}

/* A line of its own, and one for each missing key, below the line that the last item ends on,
 * whose comment stays with it. */
static size_t write_in_lines(struct edit *edit, struct buffer *out)
{
	const struct place *place = &edit->place;
	size_t indent = place->into->column - 1;
	size_t end = yaml_end(edit->text, edit->length, place->into), at = end;
	const char *newline = "\n";

	while (at < edit->length && edit->text[at] != '\n')
		at++;
	if (at > end && edit->text[at - 1] == '\r') {
		newline = "\r\n";
		at--;
	}
	for (size_t i = 0; i < place->n_missing; i++, indent += INDENT)
		buffer_format(out, "%s%*s%s:", newline, (int)indent, "", place->missing[i]);
	buffer_format(out, "%s%*s- ", newline, (int)indent, "");
	yaml_put_text(out, edit->message->text);
	return at;
}

static void write_edited(struct edit *edit)
{
	const struct yaml *into = edit->place.into;
	char first = edit->text[yaml_offset(edit->text, edit->length, into->line, into->column)];
	struct buffer piece = {0};
	size_t at = first == '[' || first == '{' ? write_in_line(edit, &piece)
						 : write_in_lines(edit, &piece);

	buffer_add(edit->out, edit->text, at);
	buffer_add(edit->out, piece.data, piece.length);
	buffer_add(edit->out, edit->text + at, edit->length - at);
	buffer_finish(&piece);
}

/* --- reading it back ------------------------------------------------------------ */

static bool read_back(struct edit *edit, const struct yaml *was, struct arena *arena,
		      size_t *out_line)
{
	struct problems *problems = problems_create();
	const struct yaml *is = yaml_read_text(edit->file, edit->out->data, edit->out->length,
					       arena, problems);
	const struct yaml *list, *last;

	problems_destroy(problems);
	list = yaml_get(yaml_get(is, examples_key(edit->message)),
			language_code(edit->message->language));
	if (!list || list->kind != YAML_LIST || !list->n)
		return false;
	last = list->items[list->n - 1];
	*out_line = last->line;
	return yaml_is_same(was, is, edit->place.into) && last->kind == YAML_TEXT &&
	       !strcmp(last->text, edit->message->text);
}

/* --- what others call ----------------------------------------------------------- */

static bool edit_tree(struct edit *edit, const struct yaml *root, struct arena *arena,
		      size_t *out_line, struct error *err)
{
	if (!find_place(root, edit, err) || !is_new(edit, err))
		return false;
	write_edited(edit);
	return read_back(edit, root, arena, out_line) ||
	       error_set(err,
			 "%s: its layout leaves no place for another message: write '%s' there by "
			 "hand",
			 edit->file, edit->message->text);
}

bool pack_edit_add(const char *file, const char *text, size_t length,
		   const struct pack_message *message, struct buffer *out, size_t *out_line,
		   struct error *err)
{
	struct edit edit = {
		.file = file, .text = text, .length = length, .message = message, .out = out};
	struct problems *problems;
	struct arena *arena;
	const struct yaml *root;
	bool good;

	if (!yaml_may_hold(message->text, false))
		return error_set(err, "a message in a pack is one line of text, not '%s'",
				 message->text);
	problems = problems_create();
	arena = arena_create();
	root = yaml_read_text(file, text, length, arena, problems);
	good = root ? edit_tree(&edit, root, arena, out_line, err)
		    : error_set(err, "%s", problems_line(problems, 0));
	arena_destroy(arena);
	problems_destroy(problems);
	return good;
}
