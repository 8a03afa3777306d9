/*
 * Word lists and their places in patterns.
 *
 * `{name}` cannot be mistaken for a repetition, which starts with a digit, nor for
 * `\p{...}` and `\x{...}`, which have a backslash and a letter before them.
 */
#include "intents/words.h"

#include <ctype.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "base/text.h"

/* Lists of lists: a few lines can stand for more than there is memory. */
enum { MOST_EXPANDED_BYTES = 16384 };

static bool is_name(char c)
{
	return islower((unsigned char)c) || c == '_';
}

/* Length of the reference `{name}` at text + at, or 0. */
static size_t reference_length(const char *text, size_t at)
{
	size_t end = at + 1;

	if (text[at] != '{' || !is_name(text[end]))
		return 0;
	if (at >= 2 && text[at - 2] == '\\' && isalpha((unsigned char)text[at - 1]))
		return 0;
	while (is_name(text[end]) || isdigit((unsigned char)text[end]))
		end++;
	return text[end] == '}' ? end + 1 - at : 0;
}

static const struct word_list *find(const struct words *words, const char *name, size_t length)
{
	for (size_t i = 0; i < words->n; i++)
		if (strlen(words->lists[i].name) == length &&
		    !strncmp(words->lists[i].name, name, length))
			return &words->lists[i];
	return NULL;
}

size_t words_column(const struct yaml *node, size_t offset)
{
	if (strchr(node->text, '\n'))
		return node->column;
	return node->column + node->quoted + text_characters(node->text, offset);
}

static void report_unknown(const struct words *words, const struct yaml *node, size_t at,
			   size_t length, struct arena *arena, struct problems *problems)
{
	const char *name = arena_text_n(arena, node->text + at + 1, length - 2);
	const char *near = NULL;

	for (size_t i = 0; i < words->n && !near; i++)
		if (text_is_near(words->lists[i].name, name, 2))
			near = words->lists[i].name;
	problems_add(problems, node->file, node->line, words_column(node, at),
		     "no word list {%s}%s%s%s", name, near ? ": did you mean {" : "",
		     near ? near : "", near ? "}" : "");
}

const char *words_expand(const struct words *words, const struct yaml *node, struct arena *arena,
			 struct problems *problems)
{
	struct buffer out = {0};
	bool good = true;

	for (size_t at = 0, length; node->text[at] && out.length <= MOST_EXPANDED_BYTES;
	     at += length ? length : 1) {
		length = reference_length(node->text, at);
		const struct word_list *list = length ? find(words, node->text + at + 1, length - 2)
						      : NULL;

		if (list) {
			buffer_text(&out, list->pattern);
		} else if (length) {
			report_unknown(words, node, at, length, arena, problems);
			good = false;
		} else {
			buffer_char(&out, node->text[at]);
		}
	}
	if (out.length > MOST_EXPANDED_BYTES)
		good = yaml_problem(node, problems,
				    "pattern is longer than %d bytes with its word lists",
				    MOST_EXPANDED_BYTES);

	const char *expanded = good ? arena_text_n(arena, out.data ? out.data : "", out.length)
				    : NULL;

	buffer_finish(&out);
	return expanded;
}

size_t words_origin(const struct words *words, const char *written, size_t offset)
{
	size_t at = 0;

	while (written[at]) {
		size_t length = reference_length(written, at);
		const struct word_list *list = length ? find(words, written + at + 1, length - 2)
						      : NULL;
		size_t grows = list ? strlen(list->pattern) : 1;

		if (grows > offset)
			return at;
		offset -= grows;
		at += list ? length : 1;
	}
	return at;
}

static void add(struct words *words, const char *name, const struct yaml *node, struct arena *arena,
		struct problems *problems)
{
	if (find(words, name, strlen(name))) {
		yaml_problem(node, problems, "word list %s is defined twice", name);
		return;
	}
	const char *expanded = words_expand(words, node, arena, problems);

	if (!expanded)
		return;
	/* The arena cannot grow a block: the array is copied, a few dozen times in all. */
	struct word_list *lists = arena_new(arena, (words->n + 1) * sizeof *lists);

	if (words->n)
		memcpy(lists, words->lists, words->n * sizeof *lists);
	lists[words->n++] = (struct word_list){arena_text(arena, name),
					       arena_format(arena, "(?:%s)", expanded)};
	words->lists = lists;
}

void words_read(struct words *words, const struct yaml *map, struct arena *arena,
		struct problems *problems)
{
	if (map->kind != YAML_MAP) {
		yaml_problem(map, problems, "words must be a map of names to patterns");
		return;
	}
	for (size_t i = 0; i < map->n; i++) {
		if (map->items[i]->kind != YAML_TEXT)
			yaml_problem(map->items[i], problems, "word list %s must be a pattern",
				     map->keys[i]);
		else
			add(words, map->keys[i], map->items[i], arena, problems);
	}
}
