/*
 * Run patterns, silence them, keep what they captured.
 */
#include "intents/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "intents/slots.h"

struct rule_runner {
	const struct intents *intents;
	struct pattern_runner *matcher;
	struct pattern_runner *silencer; /* its own, so that captures outlive an `unless` */
	struct intent_hit *hits;         /* room for every rule */
	bool *met;                       /* needs of rules that the message meets */
};

struct rule_runner *rule_runner_create(const struct intents *intents)
{
	struct rule_runner *runner = mem_new(sizeof *runner);

	runner->intents = intents;
	runner->matcher = pattern_runner_create();
	runner->silencer = pattern_runner_create();
	runner->hits = mem_resize(NULL, intents->n_rules + 1, sizeof *runner->hits);
	runner->met = mem_new(prefilter_room(intents->prefilter));
	return runner;
}

void rule_runner_destroy(struct rule_runner *runner)
{
	if (!runner)
		return;
	pattern_runner_destroy(runner->matcher);
	pattern_runner_destroy(runner->silencer);
	free(runner->hits);
	free(runner->met);
	free(runner);
}

struct reading {
	struct rule_runner *runner;
	const struct subject *subject;
	struct arena *arena;
	struct understanding *out;
	size_t n_hits;
};

static bool matches(const struct intent_rule *rule, const struct pattern *pattern,
		    struct pattern_runner *runner, const char *text, size_t length)
{
	char room[24];
	enum pattern_result result = pattern_run(runner, pattern, text, length);

	if (result == PATTERN_GIVES_UP)
		log_write(LOG_LEVEL_WARNING, "rule gave up", "file", rule->file, "line",
			  log_number(room, (long long)rule->line), NULL);
	return result == PATTERN_MATCHES;
}

static void take_captures(struct reading *reading, const struct intent_rule *rule, size_t base)
{
	const char *name;
	size_t at, length;

	for (size_t i = 0;
	     pattern_capture(reading->runner->matcher, rule->match, i, &name, &at, &length); i++) {
		struct slot_value slot = {.name = name};

		if (!length)
			continue;
		slot.value = arena_text_n(reading->arena, reading->subject->text + base + at,
					  length);
		subject_origin(reading->subject, &reading->out->normal, base + at, length,
			       &slot.from, &slot.from_length);
		slots_add(reading->out, slot);
	}
}

/* Whether the rule's `unless` is found; then the hit says where. */
static bool is_silenced(const struct reading *reading, const struct intent_rule *rule,
			struct intent_hit *hit)
{
	const struct subject *subject = reading->subject;
	size_t at, length;

	if (!rule->unless ||
	    !matches(rule, rule->unless, reading->runner->silencer, subject->text, subject->length))
		return false;
	pattern_span(reading->runner->silencer, &at, &length);
	subject_origin(subject, &reading->out->normal, at, length, &hit->by, &hit->by_length);
	return true;
}

/* The rule's weight if it speaks, else 0. */
static double try_rule(struct reading *reading, const char *intent, const struct intent_rule *rule)
{
	struct rule_runner *runner = reading->runner;
	const struct subject *subject = reading->subject;
	size_t base = rule->whole ? subject->core_at : 0;
	size_t length = rule->whole ? subject->core_length : subject->length;
	struct intent_hit hit = {
		.intent = intent, .file = rule->file, .line = rule->line, .weight = rule->weight};
	size_t at, hit_length;

	if (!rule->any_language && subject->language_is_clear &&
	    subject->language != rule->language)
		return 0;
	if (!matches(rule, rule->match, runner->matcher, subject->text + base, length))
		return 0;
	pattern_span(runner->matcher, &at, &hit_length);
	subject_origin(subject, &reading->out->normal, base + at, hit_length, &hit.from,
		       &hit.from_length);
	hit.silenced = is_silenced(reading, rule, &hit);
	runner->hits[reading->n_hits++] = hit;
	if (hit.silenced)
		return 0;
	take_captures(reading, rule, base);
	return rule->weight;
}

static void keep_hits(struct reading *reading)
{
	size_t size = reading->n_hits * sizeof *reading->out->hits;

	if (!size)
		return;
	reading->out->hits = memcpy(arena_new(reading->arena, size), reading->runner->hits, size);
	reading->out->n_hits = reading->n_hits;
}

void rules_run(struct rule_runner *runner, const struct subject *subject, struct arena *arena,
	       struct understanding *out, double *out_by_pack)
{
	struct reading reading = {runner, subject, arena, out, 0};
	const struct prefilter *prefilter = runner->intents->prefilter;
	size_t n = 0;

	memset(runner->met, 0, prefilter_room(prefilter));
	prefilter_read(prefilter, subject->text, subject->length, runner->met);
	for (size_t i = 0; i < runner->intents->n_packs; i++) {
		const struct intent_pack *pack = &runner->intents->packs[i];
		double doubt = 1;

		for (size_t j = 0; j < pack->n_rules; j++)
			if (prefilter_passes(prefilter, n++, runner->met))
				doubt *= 1 - try_rule(&reading, pack->name, &pack->rules[j]);
		out_by_pack[i] = 1 - doubt;
	}
	keep_hits(&reading);
}
