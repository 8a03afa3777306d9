/*
 * Read the files once more, as trees and lines: only they know where a word stands.
 */
#include "bot/wording.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "base/yaml.h"

/* Most that one text may have: in Chinese characters, in English words. The placeholders do not
 * count. A text fills half the screen of a small phone (18 characters a line, 16 lines, less the
 * keyboard), a button takes one line of it. Articles, which were asked for, are bounded in
 * knowledge/articles.c. */
static const size_t text_most[N_LANGUAGES] = {140, 80};
static const size_t title_most[N_LANGUAGES] = {12, 5};
static const char *const units[N_LANGUAGES] = {"characters", "words"};

struct wording {
	struct arena *arena;
	struct problems *problems;
	const struct yaml *instead[N_LANGUAGES]; /* maps: a word of the trade, what to say */
	const struct yaml *letters;              /* lists: what a text may hold of the other */
	const struct yaml *characters;
};

/* --- measuring ---------------------------------------------------------------- */

/* Bytes at the start that are no words: a placeholder or a link. */
static size_t length_of_other(const char *text)
{
	const char *end = *text == '{' ? strchr(text, '}') : NULL;
	size_t length;

	if (end)
		return (size_t)(end + 1 - text);
	if (strncmp(text, "https://", 8) != 0)
		return 0;
	for (length = 8; (unsigned char)text[length] > ' ' && (unsigned char)text[length] < 0x7f;)
		length++;
	return length;
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) && (unsigned char)c < 0x80;
}

static bool is_ideograph(uint32_t character)
{
	return character >= 0x3400 && character <= 0x9fff;
}

static size_t count(const char *text, enum language language)
{
	size_t n = 0;
	bool inside = false;

	for (size_t at = 0, length = strlen(text); at < length;) {
		size_t other = length_of_other(text + at);

		if (other) {
			at += other;
			continue;
		}
		if (language == LANGUAGE_ZH || (!inside && text[at] > ' '))
			n++;
		inside = text[at] > ' ' || text[at] < 0;
		text_next(text, length, &at);
	}
	return n;
}

/* --- words -------------------------------------------------------------------- */

static bool lists(const struct yaml *list, const char *word, size_t length)
{
	for (size_t i = 0; list && i < list->n; i++)
		if (strlen(list->items[i]->text) == length &&
		    !strncmp(list->items[i]->text, word, length))
			return true;
	return false;
}

/* Whether the text goes on with the word; an English one must end there too. */
static bool goes_on_with(const char *text, const char *word, enum language language)
{
	size_t length = strlen(word);

	if (language == LANGUAGE_ZH)
		return !strncmp(text, word, length);
	for (size_t i = 0; i < length; i++)
		if (tolower((unsigned char)text[i]) != tolower((unsigned char)word[i]))
			return false;
	return !is_letter(text[length]);
}

/* *length is that of the word. */
static const char *trade_fault(const struct wording *wording, enum language language,
			       const char *text, size_t *length)
{
	const struct yaml *instead = wording->instead[language];

	for (size_t i = 0; instead && i < instead->n; i++) {
		if (!goes_on_with(text, instead->keys[i], language))
			continue;
		*length = strlen(instead->keys[i]);
		return arena_format(wording->arena,
				    "subscribers do not know the word `%s`, say: %s",
				    instead->keys[i], instead->items[i]->text);
	}
	return NULL;
}

/* Letters and digits at the start, with hyphens between. */
static size_t length_of_word(const char *text)
{
	size_t length = 0;

	while (is_letter(text[length]) || isdigit((unsigned char)text[length]) ||
	       (length && text[length] == '-'))
		length++;
	return length;
}

static size_t length_of_ideographs(const char *text)
{
	size_t end = 0;

	for (size_t at = 0, length = strlen(text); at < length; end = at)
		if (!is_ideograph(text_next(text, length, &at)))
			break;
	return end;
}

/* What stands at the start is of the other language; a word with digits is of none. */
static const char *language_fault(const struct wording *wording, enum language language,
				  const char *text, size_t length)
{
	const char *word = arena_text_n(wording->arena, text, length);

	if (language == LANGUAGE_ZH && !strpbrk(word, "0123456789") &&
	    !lists(wording->letters, word, length))
		return arena_format(wording->arena,
				    "`%s` is no Chinese, nor one of the letters that "
				    "bot/wording.yaml allows",
				    word);
	if (language == LANGUAGE_EN && !lists(wording->characters, word, length))
		return arena_format(wording->arena,
				    "`%s` is no English, nor one of the characters that "
				    "bot/wording.yaml allows",
				    word);
	return NULL;
}

/* The first fault in the words from *at on, as a sentence, and *at then is its place, *length how
 * long it is. */
static const char *word_fault(const struct wording *wording, enum language language,
			      const char *text, size_t *at, size_t *length)
{
	for (size_t end = strlen(text); *at < end; *at += *length) {
		const char *rest = text + *at;
		size_t word = length_of_word(rest), ideographs = length_of_ideographs(rest);
		size_t strange = language == LANGUAGE_ZH ? word : ideographs;
		size_t next = *at;
		const char *fault;

		*length = length_of_other(rest);
		if (*length)
			continue;
		fault = trade_fault(wording, language, rest, length);
		if (fault)
			return fault;
		text_next(text, end, &next);
		*length = strange ? strange : word ? word : next - *at;
		fault = strange ? language_fault(wording, language, rest, strange) : NULL;
		if (fault)
			return fault;
	}
	return NULL;
}

/* --- files of texts ----------------------------------------------------------- */

static bool check_length(struct wording *wording, const struct yaml *node, enum language language,
			 bool title)
{
	size_t n = count(node->text, language);
	size_t most = (title ? title_most : text_most)[language];

	return n <= most ||
	       yaml_problem(node, wording->problems, "the %s has %zu %s, at most %zu are read",
			    title ? "title" : "text", n, units[language], most);
}

static bool check_words(struct wording *wording, const struct yaml *node, enum language language)
{
	const char *fault;
	bool fine = true;
	size_t length;

	for (size_t at = 0; (fault = word_fault(wording, language, node->text, &at, &length));
	     at += length)
		fine = yaml_problem_at(node, at, wording->problems, fault);
	return fine;
}

static bool check_text(struct wording *wording, const struct yaml *node, enum language language,
		       bool title)
{
	bool is_short = check_length(wording, node, language, title);

	return check_words(wording, node, language) && is_short;
}

static bool is_language(const char *key, enum language *out)
{
	*out = language_from(key, N_LANGUAGES);
	return *out != N_LANGUAGES && !strcmp(key, language_code(*out));
}

/* What agents read is written in their own words. */
static bool is_for_agents(const char *key)
{
	return !strcmp(key, "agent_next") || !strncmp(key, "summary.", strlen("summary."));
}

/* A text is a map with a text for each language, wherever it stands. */
static bool check_tree(struct wording *wording, const struct yaml *node, const char *key)
{
	bool fine = true;

	if (is_for_agents(key))
		return true;
	for (size_t i = 0; node->kind != YAML_TEXT && i < node->n; i++) {
		const struct yaml *item = node->items[i];
		enum language language;

		if (node->kind == YAML_MAP && item->kind == YAML_TEXT &&
		    is_language(node->keys[i], &language))
			fine = check_text(wording, item, language, !strcmp(key, "title")) && fine;
		else
			fine = check_tree(wording, item,
					  node->kind == YAML_MAP ? node->keys[i] : key) &&
			       fine;
	}
	return fine;
}

static bool check_file(struct wording *wording, const char *path)
{
	const struct yaml *root = yaml_read(path, wording->arena, wording->problems);

	return root && check_tree(wording, root, "");
}

/* --- articles ----------------------------------------------------------------- */

/* Which language a line of an article begins: its head's title, or its section. */
static bool begins(const char *line, const char *mark, enum language *language)
{
	size_t length = strlen(mark);

	if (strncmp(line, mark, length) != 0)
		return false;
	*language = language_from(line + length, *language);
	return true;
}

/* The form of an article was checked when it was loaded. */
static bool check_article(struct wording *wording, const char *path)
{
	enum language language = LANGUAGE_ZH;
	FILE *file = fopen(path, "r");
	size_t room = 0;
	char *line = NULL;
	bool inside = false, fine = true;

	if (!file)
		return problems_add(wording->problems, path, 0, 0, "%s", strerror(errno));
	for (size_t n = 1; getline(&line, &room, file) > 0; n++) {
		bool title = begins(line, "title_", &language);
		const char *fault;
		size_t length;

		if (begins(line, "## ", &language)) {
			inside = true;
			continue;
		}
		for (size_t at = title ? strlen("title_zh") : 0;
		     (title || inside) &&
		     (fault = word_fault(wording, language, line, &at, &length));
		     at += length)
			fine = problems_add(wording->problems, path, n,
					    1 + text_characters(line, at), "%s", fault);
	}
	free(line);
	fclose(file);
	return fine;
}

/* --- all of them -------------------------------------------------------------- */

static bool read_rules(struct wording *wording, const char *path)
{
	static const char *const known[] = {"instead", "letters", "characters", NULL};
	const struct yaml *root = yaml_read(path, wording->arena, wording->problems);

	if (!root || !yaml_known_keys(root, known, wording->problems))
		return false;
	for (enum language language = 0; language < N_LANGUAGES; language++)
		wording->instead[language] = yaml_get(yaml_get(root, "instead"),
						      language_code(language));
	wording->letters = yaml_get(root, "letters");
	wording->characters = yaml_get(root, "characters");
	return true;
}

static bool check_each(struct wording *wording, const char *folder, const char *suffix,
		       bool (*check)(struct wording *wording, const char *path))
{
	const char **paths;
	size_t n;
	bool fine = true;

	if (!yaml_files(folder, suffix, wording->arena, &paths, &n, wording->problems))
		return false;
	for (size_t i = 0; i < n; i++)
		fine = check(wording, paths[i]) && fine;
	return fine;
}

bool wording_check(const char *resources, struct problems *problems)
{
	struct arena *arena = arena_create();
	struct wording wording = {.arena = arena, .problems = problems};
	bool fine = read_rules(&wording, arena_format(arena, "%s/bot/wording.yaml", resources));

	if (fine) {
		fine = check_file(&wording, arena_format(arena, "%s/bot/dialogue.yaml", resources));
		fine = check_each(&wording, arena_format(arena, "%s/bot/flows", resources), ".yaml",
				  check_file) &&
		       fine;
		fine = check_file(&wording,
				  arena_format(arena, "%s/knowledge/causes.yaml", resources)) &&
		       fine;
		fine = check_each(&wording, arena_format(arena, "%s/knowledge/articles", resources),
				  ".md", check_article) &&
		       fine;
	}
	arena_destroy(arena);
	return fine;
}
