/*
 * Find the words of flows by their names, and whose a text is that was said.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bot/texts_parts.h"

static const char *text_of(const void *written)
{
	return (*(const struct written *const *)written)->node->text;
}

static int compare_texts(const void *a, const void *b)
{
	uintptr_t left = (uintptr_t)text_of(a), right = (uintptr_t)text_of(b);

	return (left > right) - (left < right);
}

void texts_index(struct texts *texts)
{
	texts->by_text = arena_new(texts->arena, (texts->n_written + 1) * sizeof *texts->by_text);
	for (size_t i = 0; i < texts->n_written; i++)
		texts->by_text[i] = &texts->written[i];
	qsort(texts->by_text, texts->n_written, sizeof *texts->by_text, compare_texts);
}
void texts_destroy(struct texts *texts)
{
	if (!texts)
		return;
	arena_destroy(texts->arena);
	free(texts->written);
	free(texts);
}

static const struct words *words_of(const struct texts *texts, const char *flow)
{
	for (size_t i = 0; i < texts->n_flows; i++) {
		if (text_is(texts->flows[i].flow, flow))
			return &texts->flows[i];
	}
	return NULL;
}

const char *texts_find(const struct texts *texts, const char *flow, const char *name,
		       enum language language)
{
	const struct words *words = words_of(texts, flow);

	for (size_t i = 0; words && i < words->n_texts; i++) {
		if (text_is(words->texts[i].name, name))
			return words->texts[i].text[language];
	}
	return NULL;
}

static const struct slot *slot_of(const struct words *words, const char *name)
{
	for (size_t i = 0; words && i < words->n_slots; i++) {
		if (text_is(words->slots[i].name, name))
			return &words->slots[i];
	}
	return NULL;
}

const struct slot *texts_slot(const struct texts *texts, const char *flow, const char *name)
{
	const struct slot *own = slot_of(words_of(texts, flow), name);

	return own ? own : slot_of(words_of(texts, "dialogue"), name);
}

const char **const *texts_words(const struct texts *texts, const char *name)
{
	const struct words *words = words_of(texts, "dialogue");

	for (size_t i = 0; words && i < words->n_lists; i++) {
		if (text_is(words->lists[i].name, name))
			return words->lists[i].words;
	}
	return NULL;
}

const char *texts_slot_near(const struct texts *texts, const char *flow, const char *name)
{
	const struct words *words = words_of(texts, flow);

	for (size_t i = 0; words && i < words->n_slots; i++) {
		if (text_is_near(words->slots[i].name, name, strlen(name) / 3))
			return words->slots[i].name;
	}
	return NULL;
}

void texts_each(const struct texts *texts, texts_taker *take, void *context)
{
	for (size_t i = 0; i < texts->n_written; i++)
		take(context, &texts->written[i]);
}

const struct written *texts_written(const struct texts *texts, const char *text)
{
	const struct yaml node = {.text = text};
	const struct written wanted = {.node = &node}, *key = &wanted;
	const struct written **found = bsearch(&key, texts->by_text, texts->n_written,
					       sizeof *texts->by_text, compare_texts);

	return found ? *found : NULL;
}

/* What stands behind the name of a slot; NULL for what is neither said nor asked. */
static const char *ending_of(enum text_use use)
{
	static const char *const endings[] = {
		[TEXT_SAID] = "", [TEXT_ASKED] = ".ask", [TEXT_ASKED_AGAIN] = ".again"};

	return use == TEXT_TITLE ? NULL : endings[use];
}

const char *written_name(const struct written *written, struct arena *arena)
{
	const char *ending = ending_of(written->use);

	return ending ? arena_format(arena, "%s.%s%s", written->flow, written->name, ending) : NULL;
}

/* `name` without what it begins with; NULL when it begins otherwise. */
static const char *behind(const char *name, const char *beginning)
{
	size_t length = strlen(beginning);

	return name && !strncmp(name, beginning, length) ? name + length : NULL;
}

static bool is_named(const struct written *written, const char *name)
{
	const char *ending = ending_of(written->use);
	const char *rest = behind(behind(behind(name, written->flow), "."), written->name);

	return rest && ending && !strcmp(rest, ending);
}

const struct written *texts_named(const struct texts *texts, const char *name,
				  enum language language)
{
	for (size_t i = 0; i < texts->n_written; i++) {
		if (texts->written[i].language == language && is_named(&texts->written[i], name))
			return &texts->written[i];
	}
	return NULL;
}
