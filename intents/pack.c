/*
 * Read a pack, and refuse rules that could be slow.
 */
#include "intents/pack.h"

#include <string.h>

#include "intents/cost.h"

#define MOST_PATTERN_BYTES 1024

static const char *const PACK_KEYS[] = {
	"intent", "kind", "wins", "words", "rules", "examples", "counterexamples", NULL};
static const char *const RULE_KEYS[] = {"match", "unless", "weight", "language", "whole", NULL};

/* --- rules ---------------------------------------------------------------- */

static struct pattern *read_pattern(const struct yaml *node, bool whole, const struct words *words,
				    struct pattern_runner *lint, struct arena *arena,
				    struct problems *problems)
{
	struct error err;
	size_t offset = 0;

	if (strlen(node->text) > MOST_PATTERN_BYTES) {
		yaml_problem(node, problems, "pattern is longer than %d bytes", MOST_PATTERN_BYTES);
		return NULL;
	}
	const char *expanded = words_expand(words, node, arena, problems);

	if (!expanded)
		return NULL;
	struct pattern *pattern = pattern_compile(expanded, whole, &offset, &err);

	if (!pattern)
		problems_add(problems, node->file, node->line,
			     words_column(node, words_origin(words, node->text, offset)),
			     "pattern: %s", err.text);
	else if (lint && cost_is_high(lint, expanded, whole))
		yaml_problem(
			node, problems,
			"pattern is too costly: shorten its repetitions and gaps, [abc] for a|b|c");
	return pattern;
}

static bool read_language(struct intent_rule *rule, const struct yaml *node,
			  struct problems *problems)
{
	const char *code = NULL;

	if (!yaml_read_string(node, "language", false, &code, problems))
		return false;
	rule->any_language = !code;
	for (enum language i = 0; code && i < N_LANGUAGES; i++) {
		rule->language = i;
		if (!strcmp(code, language_code(i)))
			return true;
	}
	return !code || yaml_problem(yaml_get(node, "language"), problems,
				     "language must be zh or en, not %s", code);
}

static void read_rule(struct intent_rule *rule, const struct yaml *node, const struct words *words,
		      struct pattern_runner *lint, struct arena *arena, struct problems *problems)
{
	const char *match = NULL, *unless = NULL;

	rule->file = node->file;
	rule->line = node->line;
	rule->column = node->column;
	rule->weight = 0.8;
	if (node->kind != YAML_MAP) {
		yaml_problem(node, problems, "a rule must be a map with a match");
		return;
	}
	yaml_known_keys(node, RULE_KEYS, problems);
	yaml_read_double(node, "weight", false, 0, 1, &rule->weight, problems);
	yaml_read_boolean(node, "whole", false, &rule->whole, problems);
	read_language(rule, node, problems);
	if (yaml_read_string(node, "match", true, &match, problems))
		rule->match = read_pattern(yaml_get(node, "match"), rule->whole, words, lint, arena,
					   problems);
	if (yaml_read_string(node, "unless", false, &unless, problems) && unless)
		rule->unless = read_pattern(yaml_get(node, "unless"), false, words, lint, arena,
					    problems);
}

static void read_rules(struct intent_pack *pack, const struct yaml *root, const struct words *words,
		       struct pattern_runner *lint, struct arena *arena, struct problems *problems)
{
	const struct yaml *rules = yaml_get(root, "rules");

	if (!rules)
		return;
	if (rules->kind != YAML_LIST) {
		yaml_problem(rules, problems, "rules must be a list");
		return;
	}
	pack->n_rules = rules->n;
	pack->rules = arena_new(arena, rules->n * sizeof *pack->rules);
	for (size_t i = 0; i < rules->n; i++)
		read_rule(&pack->rules[i], rules->items[i], words, lint, arena, problems);
}

/* --- examples ------------------------------------------------------------- */

static const char *const LANGUAGE_KEYS[] = {"zh", "en", NULL};

static size_t count_examples(const struct yaml *root, const char *key, struct problems *problems)
{
	const struct yaml *map = yaml_get(root, key);
	size_t n = 0;

	if (!map || !yaml_known_keys(map, LANGUAGE_KEYS, problems))
		return 0;
	for (size_t i = 0; i < map->n; i++) {
		if (map->items[i]->kind == YAML_LIST)
			n += map->items[i]->n;
		else
			yaml_problem(map->items[i], problems, "%s must be a list of messages", key);
	}
	return n;
}

static void add_examples(struct intent_pack *pack, const struct yaml *root, const char *key,
			 bool wanted, struct problems *problems)
{
	const struct yaml *map = yaml_get(root, key);

	for (size_t i = 0; map && map->kind == YAML_MAP && i < map->n; i++) {
		const struct yaml *list = map->items[i];

		for (size_t j = 0; list->kind == YAML_LIST && j < list->n; j++) {
			const struct yaml *node = list->items[j];

			if (node->kind != YAML_TEXT)
				yaml_problem(node, problems, "a message must be a text");
			else
				pack->examples[pack->n_examples++] = (struct intent_example){
					node->file, node->line, node->column, node->text, wanted};
		}
	}
}

static void read_examples(struct intent_pack *pack, const struct yaml *root, struct arena *arena,
			  struct problems *problems)
{
	size_t before = problems_count(problems);
	size_t n = count_examples(root, "examples", problems) +
		   count_examples(root, "counterexamples", problems);

	if (problems_count(problems) > before)
		return;
	pack->examples = arena_new(arena, n * sizeof *pack->examples);
	add_examples(pack, root, "examples", true, problems);
	add_examples(pack, root, "counterexamples", false, problems);
}

/* --- the pack ------------------------------------------------------------- */

static void read_kind(struct intent_pack *pack, const struct yaml *root, struct problems *problems)
{
	static const char *const kinds[] = {[INTENT_ERRAND] = "errand",
					    [INTENT_ACT] = "act",
					    [INTENT_NONE] = "none",
					    [INTENT_NOISE] = "noise"};
	const char *kind = NULL;

	if (!yaml_read_string(root, "kind", true, &kind, problems))
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!strcmp(kind, kinds[i])) {
			pack->kind = (enum intent_kind)i;
			return;
		}
	}
	yaml_problem(yaml_get(root, "kind"), problems,
		     "kind must be errand, act, none or noise, not %s", kind);
}

void intent_pack_read(struct intent_pack *out, const struct yaml *root, const struct words *words,
		      struct pattern_runner *lint, struct arena *arena, struct problems *problems)
{
	*out = (struct intent_pack){.name = ""};
	yaml_known_keys(root, PACK_KEYS, problems);
	yaml_read_string(root, "intent", true, &out->name, problems);
	yaml_read_integer(root, "wins", false, 1, 9, &out->wins, problems);
	read_kind(out, root, problems);
	read_rules(out, root, words, lint, arena, problems);
	read_examples(out, root, arena, problems);
}

void intent_pack_finish(struct intent_pack *pack)
{
	for (size_t i = 0; i < pack->n_rules; i++) {
		pattern_destroy(pack->rules[i].match);
		pattern_destroy(pack->rules[i].unless);
	}
}
