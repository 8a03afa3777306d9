/*
 * Understand every example, and see who spoke.
 *
 * A pack without rules is only learnt from: thousands of sentences that others have labelled.
 * None of them has to be won, and between such packs one may stand twice, since there is nothing
 * to mend.
 */
#include "intents/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What README.md gives a mere mention: a rule that is heard more often on others' examples
 * than on its own is no more than that. */
static const double MENTION = 0.6;

#define ZONE_MINUTES 480

/* How often a rule speaks, silenced ones left out. */
struct use {
	const struct intent_rule *rule;
	size_t n_own, n_others; /* on examples of its own pack, of other packs */
};

/* An example in normal form. */
struct sentence {
	const char *text;
	const struct intent_pack *pack;
	const struct intent_example *example;
};

struct audit {
	const struct intents *intents;
	struct problems *problems;
	struct intent_matcher *matcher;
	struct arena *arena; /* one example's */
	struct arena *texts;
	struct use *uses; /* of all rules, in the order of packs and rules */
	struct sentence *sentences;
	size_t n_sentences;
};

static void start(struct audit *audit)
{
	size_t n_examples = 0, n_rules = 0;

	audit->uses = mem_new((audit->intents->n_rules + 1) * sizeof *audit->uses);
	for (size_t i = 0; i < audit->intents->n_packs; i++) {
		const struct intent_pack *pack = &audit->intents->packs[i];

		n_examples += pack->n_examples;
		for (size_t j = 0; j < pack->n_rules; j++)
			audit->uses[n_rules++].rule = &pack->rules[j];
	}
	audit->sentences = mem_new((n_examples + 1) * sizeof *audit->sentences);
	audit->arena = arena_create();
	audit->texts = arena_create();
}

static void finish(struct audit *audit)
{
	free(audit->uses);
	free(audit->sentences);
	arena_destroy(audit->arena);
	arena_destroy(audit->texts);
	intent_matcher_destroy(audit->matcher);
}

/* --- one example ---------------------------------------------------------- */

/* The rule that speaks loudest for an intent, or NULL: then the model alone speaks for it. */
static const struct intent_hit *loudest(const struct understanding *got, const char *intent)
{
	const struct intent_hit *loudest = NULL;

	for (size_t i = 0; i < got->n_hits; i++) {
		const struct intent_hit *hit = &got->hits[i];

		if (!hit->silenced && !strcmp(hit->intent, intent) &&
		    (!loudest || hit->weight > loudest->weight))
			loudest = hit;
	}
	return loudest;
}

/* Whose doing it is, and what to do about it. */
static const char *advice(struct audit *audit, const struct intent_example *example,
			  const struct understanding *got)
{
	if (!got->n_intents)
		return "write a rule that matches it";

	const struct intent_hit *hit = loudest(got, got->intents[0].name);

	if (!hit)
		return "no rule takes it, it is like examples there; write more where it belongs";
	return arena_format(audit->arena, "%s:%zu takes it by '%.*s'; give that rule an unless",
			    hit->file, hit->line, (int)hit->from_length, example->text + hit->from);
}

/* A message that is no matter of ours may as well not be understood. */
static bool is_as_told(const struct intent_pack *pack, const struct intent_example *example,
		       const struct understanding *got)
{
	if (!got->n_intents)
		return !example->wanted || pack->kind >= INTENT_NONE;
	return example->wanted == !strcmp(got->intents[0].name, pack->name);
}

static void check_example(struct audit *audit, const struct intent_pack *pack,
			  const struct intent_example *example, const struct understanding *got)
{
	const char *top = got->n_intents ? got->intents[0].name : "nothing";

	if (is_as_told(pack, example, got))
		return;
	problems_add(audit->problems, example->file, example->line, example->column,
		     "%s '%s' is understood as %s%s%s: %s",
		     example->wanted ? "example" : "counter-example", example->text, top,
		     example->wanted ? ", not as " : "", example->wanted ? pack->name : "",
		     advice(audit, example, got));
}

static void count_uses(struct audit *audit, const struct intent_pack *pack,
		       const struct understanding *got)
{
	for (size_t i = 0; i < got->n_hits; i++) {
		const struct intent_hit *hit = &got->hits[i];

		for (size_t j = 0; !hit->silenced && j < audit->intents->n_rules; j++) {
			struct use *use = &audit->uses[j];

			if (use->rule->line != hit->line || use->rule->file != hit->file)
				continue;
			if (!strcmp(hit->intent, pack->name))
				use->n_own++;
			else
				use->n_others++;
		}
	}
}

static void read_example(struct audit *audit, const struct intent_pack *pack,
			 const struct intent_example *example)
{
	struct understanding got;
	struct error err;

	arena_reset(audit->arena);
	if (!intent_match(audit->matcher, example->text, strlen(example->text), 0, ZONE_MINUTES,
			  audit->arena, &got, &err)) {
		problems_add(audit->problems, example->file, example->line, example->column, "%s",
			     err.text);
		return;
	}
	audit->sentences[audit->n_sentences++] = (struct sentence){
		arena_text_n(audit->texts, got.normal.text, got.normal.length), pack, example};
	if (pack->n_rules)
		check_example(audit, pack, example, &got);
	if (example->wanted)
		count_uses(audit, pack, &got);
}

/* --- what all of them show ------------------------------------------------ */

static int compare_places(const struct intent_example *left, const struct intent_example *right)
{
	int order = strcmp(left->file, right->file);

	if (!order)
		order = (left->line > right->line) - (left->line < right->line);
	if (!order)
		order = (left->column > right->column) - (left->column < right->column);
	return order;
}

/* Equal texts side by side, examples before counter-examples, the earlier place first. */
static int compare(const void *a, const void *b)
{
	const struct sentence *left = a, *right = b;
	int order = strcmp(left->text, right->text);

	if (!order)
		order = right->example->wanted - left->example->wanted;
	return order ? order : compare_places(left->example, right->example);
}

/* A counter-example is another pack's example, and may well be that of two. */
static bool is_repeated(const struct sentence *sentence, const struct sentence *earlier)
{
	bool wanted = sentence->example->wanted;

	if (!sentence->pack->n_rules && !earlier->pack->n_rules)
		return false;
	return !strcmp(sentence->text, earlier->text) && wanted == earlier->example->wanted &&
	       (wanted || sentence->pack == earlier->pack);
}

static void check_repeated(struct audit *audit)
{
	qsort(audit->sentences, audit->n_sentences, sizeof *audit->sentences, compare);
	for (size_t i = 1; i < audit->n_sentences; i++) {
		const struct intent_example *example = audit->sentences[i].example;
		const struct intent_example *earlier = audit->sentences[i - 1].example;

		if (is_repeated(&audit->sentences[i], &audit->sentences[i - 1]))
			problems_add(audit->problems, example->file, example->line, example->column,
				     "'%s' stands already at %s:%zu:%zu: delete one", example->text,
				     earlier->file, earlier->line, earlier->column);
	}
}

static void check_use(struct audit *audit, const struct use *use)
{
	const struct intent_rule *rule = use->rule;

	if (!use->n_own)
		problems_add(audit->problems, rule->file, rule->line, rule->column,
			     "the rule speaks on no example of its own pack: give it one, "
			     "or delete the rule");
	else if (use->n_others > use->n_own && rule->weight > MENTION)
		problems_add(
			audit->problems, rule->file, rule->line, rule->column,
			"the rule speaks on %zu examples of its own pack and on %zu of others: "
			"narrow it, or give it a weight of at most %.1f",
			use->n_own, use->n_others, MENTION);
}

/* --- all ------------------------------------------------------------------ */

static void read_examples(struct audit *audit)
{
	for (size_t i = 0; i < audit->intents->n_packs; i++) {
		const struct intent_pack *pack = &audit->intents->packs[i];

		for (size_t j = 0; j < pack->n_examples; j++)
			read_example(audit, pack, &pack->examples[j]);
	}
}

void audit_run(const struct intents *intents, struct problems *problems)
{
	struct audit audit = {.intents = intents, .problems = problems};
	struct error err;

	audit.matcher = intent_matcher_create(intents, &err);
	if (!audit.matcher) {
		problems_add(problems, "intents", 0, 0, "%s", err.text);
		return;
	}
	start(&audit);
	read_examples(&audit);
	check_repeated(&audit);
	for (size_t i = 0; i < intents->n_rules; i++)
		check_use(&audit, &audit.uses[i]);
	finish(&audit);
}
