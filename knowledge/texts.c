/*
 * Texts in every language, and the {placeholders} and links in them.
 *
 * Whoever sends a text fills its placeholders, and drops a sentence for which there is
 * no value. So a name that nobody can fill would silence its sentence for ever: here it
 * is a fault.
 */
#include <string.h>

#include "base/markup.h"
#include "base/text.h"
#include "knowledge/parts.h"

#define POLICY_PREFIX "policy."

/* What can be read at a glance on a telephone. */
static const size_t most_characters[N_LANGUAGES] = {220, 420};

static bool read_text(const struct yaml *texts, enum language language, const char **out,
		      struct problems *problems)
{
	const char *key = language_code(language);
	const char *text = NULL;

	if (!yaml_read_string(texts, key, true, &text, problems))
		return false;

	size_t n = text_characters(text, strlen(text));

	if (n == 0)
		return yaml_problem(yaml_get(texts, key), problems, "the text is empty");
	if (n > most_characters[language])
		return yaml_problem(yaml_get(texts, key), problems,
				    "the text has %zu characters, at most %zu fit", n,
				    most_characters[language]);
	*out = text;
	return markup_check(yaml_get(texts, key), problems);
}

bool id_read(const struct yaml *list, size_t at, const char *kind, const char **out,
	     struct problems *problems)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz_";
	const struct yaml *map = list->items[at], *id = yaml_get(map, "id");

	if (!yaml_read_string(map, "id", true, out, problems))
		return false;
	if (!**out || strlen(*out) > 31 || strspn(*out, allowed) != strlen(*out))
		return yaml_problem(id, problems, "an id is at most 31 of a-z and _");
	for (size_t i = 0; i < at; i++) {
		const struct yaml *other = yaml_get(list->items[i], "id");

		if (other && other->kind == YAML_TEXT && !strcmp(other->text, *out))
			return yaml_problem(id, problems, "another %s has the id %s", kind, *out);
	}
	return true;
}

bool texts_read(const struct yaml *map, const char *key, const char *out[N_LANGUAGES],
		struct problems *problems)
{
	const struct yaml *texts = yaml_get(map, key);
	const char *codes[N_LANGUAGES + 1] = {NULL};
	bool fine = true;

	if (!texts)
		return yaml_problem(map, problems, "%s is missing", key);
	for (enum language language = 0; language < N_LANGUAGES; language++)
		codes[language] = language_code(language);
	if (!yaml_known_keys(texts, codes, problems))
		return false;
	for (enum language language = 0; language < N_LANGUAGES; language++)
		fine = read_text(texts, language, &out[language], problems) && fine;
	return fine;
}

static bool may_use(const struct vocabulary *vocabulary, const char *value)
{
	for (size_t i = 0; i < vocabulary->n_values; i++)
		if (!strcmp(vocabulary->values[i], value))
			return true;
	return false;
}

static const char *list_values(const struct vocabulary *vocabulary, struct arena *arena)
{
	const char *list = vocabulary->n_values ? vocabulary->values[0] : "none";

	for (size_t i = 1; i < vocabulary->n_values; i++)
		list = arena_format(arena, "%s, %s", list, vocabulary->values[i]);
	return list;
}

static const char *name_fault(const struct vocabulary *vocabulary, const char *name,
			      struct arena *arena)
{
	bool quotes_policy = !strncmp(name, POLICY_PREFIX, strlen(POLICY_PREFIX));

	if (!may_use(vocabulary, quotes_policy ? "policy" : name))
		return arena_format(arena, "{%s} may not stand here; allowed: %s", name,
				    list_values(vocabulary, arena));
	return quotes_policy && vocabulary->policies
		       ? policy_fault(vocabulary->policies, name + strlen(POLICY_PREFIX), arena)
		       : NULL;
}

static const char *placeholder_fault(const struct vocabulary *vocabulary, const char *text,
				     size_t *at, struct arena *arena)
{
	const char *brace = text + *at;

	while ((brace = strchr(brace, '{'))) {
		size_t length = strspn(brace + 1, "abcdefghijklmnopqrstuvwxyz_.");
		const char *fault = NULL;

		if (length == 0 || brace[1 + length] != '}')
			fault = "`{` is not followed by a name and `}`";
		else
			fault = name_fault(vocabulary, arena_text_n(arena, brace + 1, length),
					   arena);
		if (fault) {
			*at = (size_t)(brace - text);
			return fault;
		}
		brace++;
	}
	return NULL;
}

const char *text_fault(const struct vocabulary *vocabulary, const char *text, size_t *at,
		       struct arena *arena)
{
	size_t link_at = *at;
	const char *link = vocabulary->policies
				   ? link_fault(vocabulary->policies, text, &link_at, arena)
				   : NULL;
	const char *placeholder = placeholder_fault(vocabulary, text, at, arena);

	if (placeholder && (!link || *at < link_at))
		return placeholder;
	*at = link ? link_at : *at;
	return link;
}
