/*
 * From rules that matched to at most three intents.
 *
 * Rules of an intent are independent evidence: its confidence is 1 - product(1 - weight).
 * The gate then takes one, asks between up to three errands, or takes none.
 */
#include "intents/intents.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "intents/packs.h"
#include "intents/slots.h"
#include "intents/subject.h"

static const double LEAST_CONFIDENCE = 0.5;
static const double CLEAR_LEAD = 0.15;

struct intent_matcher {
	const struct intents *intents;
	struct text_reader *reader;
	struct pattern_runner *runner;
	struct pattern_runner *silencer; /* its own, so that captures outlive an `unless` */
	struct intent_hit *hits;         /* room for every rule */
	struct intent_guess *ranked;     /* room for every pack */
};

struct intent_matcher *intent_matcher_create(const struct intents *intents, struct error *err)
{
	struct text_reader *reader = text_reader_create(err);

	if (!reader)
		return NULL;
	struct intent_matcher *matcher = mem_new(sizeof *matcher);

	matcher->intents = intents;
	matcher->reader = reader;
	matcher->runner = pattern_runner_create();
	matcher->silencer = pattern_runner_create();
	if (intents) {
		matcher->hits = mem_resize(NULL, intents->n_rules + 1, sizeof *matcher->hits);
		matcher->ranked = mem_resize(NULL, intents->n_packs + 1, sizeof *matcher->ranked);
	}
	return matcher;
}

void intent_matcher_destroy(struct intent_matcher *matcher)
{
	if (!matcher)
		return;
	text_reader_destroy(matcher->reader);
	pattern_runner_destroy(matcher->runner);
	pattern_runner_destroy(matcher->silencer);
	free(matcher->hits);
	free(matcher->ranked);
	free(matcher);
}

const struct intents *intent_matcher_intents(const struct intent_matcher *matcher)
{
	return matcher->intents;
}

/* --- one rule ------------------------------------------------------------- */

struct reading {
	struct intent_matcher *matcher;
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
	     pattern_capture(reading->matcher->runner, rule->match, i, &name, &at, &length); i++) {
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

/* The rule's weight if it speaks, else 0. */
static double try_rule(struct reading *reading, const char *intent, const struct intent_rule *rule)
{
	struct intent_matcher *matcher = reading->matcher;
	const struct subject *subject = reading->subject;
	size_t base = rule->whole ? subject->core_at : 0;
	size_t length = rule->whole ? subject->core_length : subject->length;
	struct intent_hit hit = {intent, rule->file, rule->line, rule->weight, false, 0, 0};
	size_t at, hit_length;

	if (!rule->any_language && subject->language_is_clear &&
	    subject->language != rule->language)
		return 0;
	if (!matches(rule, rule->match, matcher->runner, subject->text + base, length))
		return 0;
	pattern_span(matcher->runner, &at, &hit_length);
	subject_origin(subject, &reading->out->normal, base + at, hit_length, &hit.from,
		       &hit.from_length);
	hit.silenced = rule->unless && matches(rule, rule->unless, matcher->silencer, subject->text,
					       subject->length);
	matcher->hits[reading->n_hits++] = hit;
	if (hit.silenced)
		return 0;
	take_captures(reading, rule, base);
	return rule->weight;
}

static double confidence(struct reading *reading, const struct intent_pack *pack)
{
	double doubt = 1;

	for (size_t i = 0; i < pack->n_rules; i++)
		doubt *= 1 - try_rule(reading, pack->name, &pack->rules[i]);
	return 1 - doubt;
}

/* --- the gate ------------------------------------------------------------- */

/* Best first; an errand before what is none when they are level. */
static int compare(const void *a, const void *b)
{
	const struct intent_guess *left = a, *right = b;

	if (left->confidence != right->confidence)
		return left->confidence < right->confidence ? 1 : -1;
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return strcmp(left->name, right->name);
}

/* Moves what the rule keeps to the front; how many that is. */
static size_t drop_acts(struct intent_guess *ranked, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (ranked[i].kind != INTENT_ACT)
			ranked[kept++] = ranked[i];
	return kept;
}

static bool has_errand(const struct intent_guess *ranked, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ranked[i].kind == INTENT_ERRAND)
			return true;
	return false;
}

static void gate(struct intent_guess *ranked, size_t n, struct understanding *out)
{
	qsort(ranked, n, sizeof *ranked, compare);
	if (has_errand(ranked, n))
		n = drop_acts(ranked, n);
	if (!n)
		return;
	out->intents[out->n_intents++] = ranked[0];
	if (ranked[0].kind != INTENT_ERRAND)
		return;
	for (size_t i = 1; i < n && out->n_intents < INTENTS_MOST; i++)
		if (ranked[i].kind == INTENT_ERRAND &&
		    ranked[0].confidence - ranked[i].confidence < CLEAR_LEAD)
			out->intents[out->n_intents++] = ranked[i];
}

static void rank(struct reading *reading)
{
	const struct intents *intents = reading->matcher->intents;
	struct intent_guess *ranked = reading->matcher->ranked;
	struct intent_guess winner = {0};
	long long winner_rank = 0;
	size_t n = 0;

	for (size_t i = 0; i < intents->n_packs; i++) {
		const struct intent_pack *pack = &intents->packs[i];
		struct intent_guess guess = {pack->name, pack->kind, confidence(reading, pack)};

		if (guess.confidence < LEAST_CONFIDENCE)
			continue;
		ranked[n++] = guess;
		if (pack->wins && (!winner_rank || pack->wins < winner_rank)) {
			winner = guess;
			winner_rank = pack->wins;
		}
	}
	if (winner_rank)
		reading->out->intents[reading->out->n_intents++] = winner;
	else
		gate(ranked, n, reading->out);
}

static void keep_hits(struct reading *reading)
{
	size_t size = reading->n_hits * sizeof *reading->out->hits;

	if (!size)
		return;
	reading->out->hits = memcpy(arena_new(reading->arena, size), reading->matcher->hits, size);
	reading->out->n_hits = reading->n_hits;
}

bool intent_match(struct intent_matcher *matcher, const char *text, size_t length, int64_t now_ms,
		  int zone_minutes, struct arena *arena, struct understanding *out,
		  struct error *err)
{
	struct subject subject;
	struct reading reading = {matcher, &subject, arena, out, 0};

	*out = (struct understanding){0};
	if (!text_normalize(matcher->reader, text, length, arena, &out->normal, err))
		return false;
	subject_read(&out->normal, arena, &subject);
	out->language = subject.language;
	out->language_is_clear = subject.language_is_clear;
	slots_read(out, now_ms, zone_minutes, arena);
	if (matcher->intents) {
		rank(&reading);
		keep_hits(&reading);
	}
	return true;
}

bool understanding_means(const struct understanding *understanding, const char *intent)
{
	for (size_t i = 0; i < understanding->n_intents; i++)
		if (!strcmp(understanding->intents[i].name, intent))
			return true;
	return false;
}

const char *understanding_slot(const struct understanding *understanding, const char *name)
{
	for (size_t i = 0; i < understanding->n_slots; i++)
		if (!strcmp(understanding->slots[i].name, name))
			return understanding->slots[i].value;
	return NULL;
}
