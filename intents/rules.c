/*
 * Run patterns, silence them, keep what they captured.
 *
 * A rule is tried on what was written, and where it misses on what is heard. The view on which
 * it matches also decides whether it is silenced.
 */
#include "intents/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "intents/slots.h"

enum { N_VIEWS = 2 }; /* of a message: what was written, and what is heard */

/* Which rule it is that the prefilter has a number for. */
struct numbered {
	const struct intent_rule *rule;
	size_t pack;
};

struct rule_runner {
	const struct intents *intents;
	struct numbered *rules;
	struct pattern_runner *matcher;
	struct pattern_runner *silencer; /* its own, so that captures outlive an `unless` */
	struct intent_hit *hits;         /* room for every rule */
	void *rooms[N_VIEWS];            /* of the prefilter: which rules may match the view */
};

static struct numbered *number_rules(const struct intents *intents)
{
	struct numbered *rules = mem_resize(NULL, intents->n_rules + 1, sizeof *rules);
	size_t n = 0;

	for (size_t i = 0; i < intents->n_packs; i++)
		for (size_t j = 0; j < intents->packs[i].n_rules; j++)
			rules[n++] = (struct numbered){&intents->packs[i].rules[j], i};
	return rules;
}

struct rule_runner *rule_runner_create(const struct intents *intents)
{
	struct rule_runner *runner = mem_new(sizeof *runner);

	runner->intents = intents;
	runner->rules = number_rules(intents);
	runner->matcher = pattern_runner_create();
	runner->silencer = pattern_runner_create();
	runner->hits = mem_resize(NULL, intents->n_rules + 1, sizeof *runner->hits);
	for (int i = 0; i < N_VIEWS; i++)
		runner->rooms[i] = mem_new(prefilter_room(intents->prefilter));
	return runner;
}

void rule_runner_destroy(struct rule_runner *runner)
{
	if (!runner)
		return;
	pattern_runner_destroy(runner->matcher);
	pattern_runner_destroy(runner->silencer);
	free(runner->rules);
	free(runner->hits);
	for (int i = 0; i < N_VIEWS; i++)
		free(runner->rooms[i]);
	free(runner);
}

struct reading {
	struct rule_runner *runner;
	struct arena *arena;
	struct understanding *out;
	const struct subject *views[N_VIEWS];
	size_t n_views;
	const struct subject *subject; /* the view that a rule is tried on */
	const void *room;              /* of that view */
	size_t n_hits;
};

static bool matches(const struct reading *reading, const struct intent_rule *rule,
		    const struct pattern *pattern, struct pattern_runner *runner, size_t base,
		    size_t length)
{
	char room[24];
	enum pattern_result result = pattern_run(runner, pattern, reading->subject->text + base,
						 length);

	if (result == PATTERN_GIVES_UP) {
		reading->out->n_given_up++;
		log_write(LOG_LEVEL_WARNING, "rule gave up", "file", rule->file, "line",
			  log_number(room, (long long)rule->line), NULL);
	}
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
static bool is_silenced(const struct reading *reading, size_t number, struct intent_hit *hit)
{
	const struct rule_runner *runner = reading->runner;
	const struct intent_rule *rule = runner->rules[number].rule;
	const struct subject *subject = reading->subject;
	size_t at, length;

	if (!rule->unless || !prefilter_passes(reading->room, runner->intents->n_rules + number) ||
	    !matches(reading, rule, rule->unless, runner->silencer, 0, subject->length))
		return false;
	pattern_span(runner->silencer, &at, &length);
	subject_origin(subject, &reading->out->normal, at, length, &hit->by, &hit->by_length);
	return true;
}

/* Whether the rule matches the view; then its weight if it speaks, else 0. */
static bool try_rule(struct reading *reading, size_t number, double *out_weight)
{
	struct rule_runner *runner = reading->runner;
	const struct intent_rule *rule = runner->rules[number].rule;
	const struct subject *subject = reading->subject;
	size_t base = rule->whole ? subject->core_at : 0;
	size_t length = rule->whole ? subject->core_length : subject->length;
	struct intent_hit hit = {.intent = runner->intents->packs[runner->rules[number].pack].name,
				 .file = rule->file,
				 .line = rule->line,
				 .weight = rule->weight};
	size_t at, hit_length;

	if (!rule->any_language && subject->language_is_clear &&
	    subject->language != rule->language)
		return false;
	if (!matches(reading, rule, rule->match, runner->matcher, base, length))
		return false;
	pattern_span(runner->matcher, &at, &hit_length);
	subject_origin(subject, &reading->out->normal, base + at, hit_length, &hit.from,
		       &hit.from_length);
	hit.silenced = is_silenced(reading, number, &hit);
	runner->hits[reading->n_hits++] = hit;
	*out_weight = hit.silenced ? 0 : rule->weight;
	if (!hit.silenced)
		take_captures(reading, rule, base);
	return true;
}

static void keep_hits(struct reading *reading)
{
	size_t size = reading->n_hits * sizeof *reading->out->hits;

	if (!size)
		return;
	reading->out->hits = memcpy(arena_new(reading->arena, size), reading->runner->hits, size);
	reading->out->n_hits = reading->n_hits;
}

/* The first rule from `from` on that may match a view. */
static bool find_rule(const struct reading *reading, size_t from, size_t *out)
{
	const struct rule_runner *runner = reading->runner;
	size_t number;
	bool found = false;

	for (size_t view = 0; view < reading->n_views; view++) {
		if (prefilter_next(runner->intents->prefilter, runner->rooms[view], from,
				   &number) &&
		    (!found || number < *out)) {
			*out = number;
			found = true;
		}
	}
	return found && *out < runner->intents->n_rules;
}

/* The weight of a rule if it speaks, else 0. */
static double weigh(struct reading *reading, size_t number)
{
	const struct rule_runner *runner = reading->runner;
	double weight = 0;

	for (size_t view = 0; view < reading->n_views; view++) {
		reading->subject = reading->views[view];
		reading->room = runner->rooms[view];
		if (prefilter_passes(reading->room, number) && try_rule(reading, number, &weight))
			break;
	}
	return weight;
}

void rules_run(struct rule_runner *runner, const struct subject *subject, struct arena *arena,
	       struct understanding *out, double *out_by_pack)
{
	const struct intents *intents = runner->intents;
	struct subject heard;
	struct reading reading = {
		.runner = runner, .arena = arena, .out = out, .views = {subject, &heard}};
	double *doubts = out_by_pack; /* until all rules are tried */

	reading.n_views = heard_read(&intents->heard, subject, arena, &heard) ? N_VIEWS : 1;
	if (reading.n_views == N_VIEWS && heard.language_is_clear)
		out->language = heard.language; /* nothing but pinyin is no English */
	for (size_t view = 0; view < reading.n_views; view++)
		prefilter_read(intents->prefilter, reading.views[view]->text,
			       reading.views[view]->length, arena, runner->rooms[view]);
	for (size_t i = 0; i < intents->n_packs; i++)
		doubts[i] = 1;
	for (size_t number = 0; find_rule(&reading, number, &number); number++)
		doubts[runner->rules[number].pack] *= 1 - weigh(&reading, number);
	for (size_t i = 0; i < intents->n_packs; i++)
		out_by_pack[i] = 1 - doubts[i];
	keep_hits(&reading);
}
