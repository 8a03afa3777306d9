/*
 * Load the words of flows. What is hard is to find all faults at once, so that a content
 * person is not sent round and round: a fault is noted and reading goes on.
 */
#include <stdlib.h>
#include <string.h>

#include "base/markup.h"
#include "base/mem.h"
#include "bot/texts_parts.h"

static void keep_written(struct texts *texts, const struct written *written)
{
	texts->written = mem_resize(texts->written, texts->n_written + 1, sizeof *texts->written);
	texts->written[texts->n_written++] = *written;
}

/* `written` says whose text it is. */
static bool read_languages(struct texts *texts, struct written written, const struct yaml *map,
			   const char *out[N_LANGUAGES], struct problems *problems)
{
	static const char *const known[] = {"zh", "en", NULL};
	bool fine = yaml_known_keys(map, known, problems);

	for (int i = 0; fine && i < N_LANGUAGES; i++) {
		const char *code = language_code((enum language)i);

		fine = yaml_read_string(map, code, true, &out[i], problems);
		if (!fine)
			break;
		fine = markup_check(yaml_get(map, code), problems);
		written.language = (enum language)i;
		written.node = yaml_get(map, code);
		keep_written(texts, &written);
	}
	return fine;
}

static void read_texts(struct texts *texts, struct words *words, const struct yaml *map,
		       struct problems *problems)
{
	if (!map)
		return;
	if (map->kind != YAML_MAP) {
		yaml_problem(map, problems, "texts is a map of names to {zh, en}");
		return;
	}
	words->texts = arena_new(texts->arena, map->n * sizeof *words->texts + 1);
	words->n_texts = map->n;
	for (size_t i = 0; i < map->n; i++) {
		struct written written = {words->flow, map->keys[i], map->items[i], TEXT_SAID,
					  0,           NULL};

		words->texts[i].name = map->keys[i];
		read_languages(texts, written, map->items[i], words->texts[i].text, problems);
	}
}

static const char **read_list(struct texts *texts, const struct yaml *list,
			      struct problems *problems)
{
	const char **out = arena_new(texts->arena, ((list ? list->n : 0) + 1) * sizeof *out);

	if (list && list->kind != YAML_LIST) {
		yaml_problem(list, problems, "must be a list");
		return out;
	}
	for (size_t i = 0, n = 0; list && i < list->n; i++) {
		if (list->items[i]->kind == YAML_TEXT)
			out[n++] = list->items[i]->text;
		else
			yaml_problem(list->items[i], problems, "must be a text");
	}
	return out;
}

static void read_words(struct texts *texts, const struct yaml *map, const char **out[N_LANGUAGES],
		       struct problems *problems)
{
	for (int i = 0; i < N_LANGUAGES; i++)
		out[i] = read_list(texts, yaml_get(map, language_code((enum language)i)), problems);
}

static void read_choice(struct texts *texts, struct written written, struct slot *slot,
			const struct yaml *map, struct problems *problems)
{
	static const char *const known[] = {"value", "title", "words",  "unless",
					    "means", "when",  "causes", NULL};
	struct slot_choice *choice = &slot->choices[slot->n_choices];

	if (slot->n_choices == CHOICES_MOST) {
		yaml_problem(map, problems, "a slot has at most %d choices", CHOICES_MOST);
		return;
	}
	if (!yaml_known_keys(map, known, problems) ||
	    !yaml_read_string(map, "value", true, &choice->value, problems) ||
	    !yaml_read_string(map, "when", false, &choice->when, problems))
		return;
	written.use = TEXT_TITLE;
	if (yaml_get(map, "title"))
		read_languages(texts, written, yaml_get(map, "title"), choice->title, problems);
	else
		yaml_problem(map, problems, "choice %s has no title", choice->value);
	read_words(texts, yaml_get(map, "words"), choice->words, problems);
	read_words(texts, yaml_get(map, "unless"), choice->unless, problems);
	choice->means = read_list(texts, yaml_get(map, "means"), problems);
	choice->causes = read_list(texts, yaml_get(map, "causes"), problems);
	slot->n_choices++;
}

static const struct yaml *named_choice(struct words *words, const char *name)
{
	for (size_t i = 0; words->choices && i < words->choices->n; i++) {
		if (!strcmp(words->choices->keys[i], name)) {
			words->chosen[i] = true;
			return words->choices->items[i];
		}
	}
	return NULL;
}

/* What is offered by many slots stands once, under a name: in the flow's file, or in the dialogue's,
 * which is the first that is read. */
static void read_choice_or_name(struct texts *texts, struct words *words, struct written written,
				struct slot *slot, const struct yaml *item,
				struct problems *problems)
{
	const struct yaml *choice = item;

	if (item->kind == YAML_TEXT)
		choice = named_choice(words, item->text);
	if (!choice)
		choice = named_choice(&texts->flows[0], item->text);
	if (choice)
		read_choice(texts, written, slot, choice, problems);
	else
		yaml_problem(item, problems,
			     "no choice %s stands under choices, here or in dialogue.yaml",
			     item->text);
}

/* In the order of enum slot_kind. */
static const struct {
	const char *name, *reading;
} kinds[] = {
	{"line", "line"},         {"code", "code"},       {"id_tail", "id_tail"}, {"text", NULL},
	{"choice", NULL},         {"months", "months"},   {"date", "date"},       {"when", "when"},
	{"amount", "amount_fen"}, {"channel", "channel"}, {"case", "case_id"},    {"words", NULL},
	{"number", "line"},       {"photo", NULL},
};

const char *slot_kind_reading(enum slot_kind kind)
{
	return kinds[kind].reading;
}

static bool read_kind(const struct yaml *map, enum slot_kind *out, struct problems *problems)
{
	const char *kind = NULL;

	if (!yaml_read_string(map, "kind", true, &kind, problems))
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!strcmp(kinds[i].name, kind)) {
			*out = (enum slot_kind)i;
			return true;
		}
	}
	return yaml_problem(yaml_get(map, "kind"), problems,
			    "kind %s is not one of line, code, id_tail, text, choice, months, "
			    "date, when, amount, channel, case, words, number, photo",
			    kind);
}

static void read_prompts(struct texts *texts, struct written written, struct slot *slot,
			 const struct yaml *map, struct problems *problems)
{
	const struct yaml *ask = yaml_get(map, "ask"), *again = yaml_get(map, "again");

	if (!ask || !again) {
		yaml_problem(map, problems, "slot %s needs ask and again", slot->name);
		return;
	}
	written.use = TEXT_ASKED;
	if (!read_languages(texts, written, ask, slot->ask, problems))
		return;
	written.use = TEXT_ASKED_AGAIN;
	read_languages(texts, written, again, slot->again, problems);
}

static void read_slot(struct texts *texts, struct words *words, struct slot *slot,
		      const struct yaml *map, struct problems *problems)
{
	static const char *const known[] = {
		"kind",  "secret",       "heard",       "any_time",     "least",
		"most",  "least_policy", "most_policy", "counted_from", "ask",
		"again", "choices",      NULL};
	const struct yaml *choices = yaml_get(map, "choices");
	struct written written = {words->flow, slot->name, map, TEXT_ASKED, 0, NULL};

	if (!yaml_known_keys(map, known, problems) || !read_kind(map, &slot->kind, problems))
		return;
	yaml_read_boolean(map, "secret", false, &slot->secret, problems);
	yaml_read_boolean(map, "heard", false, &slot->heard, problems);
	yaml_read_boolean(map, "any_time", false, &slot->any_time, problems);
	yaml_read_integer(map, "least", false, 0, 100000, &slot->least, problems);
	yaml_read_integer(map, "most", false, 0, 100000, &slot->most, problems);
	yaml_read_string(map, "least_policy", false, &slot->least_policy, problems);
	yaml_read_string(map, "most_policy", false, &slot->most_policy, problems);
	yaml_read_string(map, "counted_from", false, &slot->counted_from, problems);
	read_prompts(texts, written, slot, map, problems);
	for (size_t i = 0; choices && i < choices->n; i++)
		read_choice_or_name(texts, words, written, slot, choices->items[i], problems);
	if (slot->kind == SLOT_CHOICE && slot->n_choices == 0)
		yaml_problem(map, problems, "slot %s takes a choice but has none", slot->name);
}

static void take_choices(struct texts *texts, struct words *words, const struct yaml *map,
			 struct problems *problems)
{
	if (map && map->kind != YAML_MAP) {
		yaml_problem(map, problems, "choices is a map of names to choices");
		return;
	}
	words->choices = map;
	words->chosen = arena_new(texts->arena, (map ? map->n : 0) + 1);
}

static void check_chosen(const struct words *words, struct problems *problems)
{
	for (size_t i = 0; words->choices && i < words->choices->n; i++) {
		const struct yaml *choice = words->choices->items[i];

		if (!words->chosen[i])
			problems_add(problems, choice->file, choice->key_line, choice->key_column,
				     "no slot offers %s", words->choices->keys[i]);
	}
}

static void read_slots(struct texts *texts, struct words *words, const struct yaml *map,
		       struct problems *problems)
{
	if (!map)
		return;
	if (map->kind != YAML_MAP) {
		yaml_problem(map, problems, "slots is a map of names to slots");
		return;
	}
	words->slots = arena_new(texts->arena, map->n * sizeof *words->slots + 1);
	words->n_slots = map->n;
	for (size_t i = 0; i < map->n; i++) {
		words->slots[i].name = map->keys[i];
		read_slot(texts, words, &words->slots[i], map->items[i], problems);
	}
}

static void read_lists(struct texts *texts, struct words *words, const struct yaml *map,
		       struct problems *problems)
{
	static const char *const known[] = {"zh", "en", NULL};

	if (!map)
		return;
	if (map->kind != YAML_MAP) {
		yaml_problem(map, problems, "words is a map of names to {zh, en}");
		return;
	}
	words->lists = arena_new(texts->arena, map->n * sizeof *words->lists + 1);
	words->n_lists = map->n;
	for (size_t i = 0; i < map->n; i++) {
		words->lists[i].name = map->keys[i];
		yaml_known_keys(map->items[i], known, problems);
		read_words(texts, map->items[i], words->lists[i].words, problems);
	}
}

static void read_flow(struct texts *texts, const char *path, const char *flow,
		      struct problems *problems)
{
	static const char *const known[] = {"texts", "choices", "slots", "words", NULL};
	const struct yaml *root = yaml_read(path, texts->arena, problems);
	struct words *words = &texts->flows[texts->n_flows];

	if (!root || !yaml_known_keys(root, known, problems))
		return;
	texts->n_flows++;
	words->flow = flow;
	read_texts(texts, words, yaml_get(root, "texts"), problems);
	take_choices(texts, words, yaml_get(root, "choices"), problems);
	read_slots(texts, words, yaml_get(root, "slots"), problems);
	read_lists(texts, words, yaml_get(root, "words"), problems);
}

struct texts *texts_load(const char *resources, const char *const *flows, struct problems *problems)
{
	struct texts *texts = mem_new(sizeof *texts);
	size_t before = problems_count(problems);
	size_t n = 0;

	while (flows[n])
		n++;
	texts->arena = arena_create();
	texts->flows = arena_new(texts->arena, (n + 1) * sizeof *texts->flows);
	read_flow(texts, arena_format(texts->arena, "%s/bot/dialogue.yaml", resources), "dialogue",
		  problems);
	for (size_t i = 0; i < n; i++)
		read_flow(texts,
			  arena_format(texts->arena, "%s/bot/flows/%s.yaml", resources, flows[i]),
			  flows[i], problems);
	for (size_t i = 0; i < texts->n_flows; i++)
		check_chosen(&texts->flows[i], problems);
	texts_index(texts);
	if (problems_count(problems) == before)
		return texts;
	texts_destroy(texts);
	return NULL;
}
