/*
 * One pass over the facts puts each where it counts; those that say nothing to a report are left
 * out.
 */
#include "bot/report_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/report_figures.h"

#define AGAIN_MS (72 * 60 * 60 * 1000LL)

static const struct report_rule rules[] = {
	{"began", NULL, USE_BEGAN, "channels", KEY_NAME, true},
	{"line", "region", USE_REGION, "regions", KEY_VALUE, true},
	{"spoke", NULL, USE_SPOKE, NULL, KEY_NAME, false},
	{"missed", NULL, USE_MISSED, "not understood at", KEY_NAME, false},
	{"understood", "intent", USE_COUNT, "intents", KEY_VALUE, true},
	{"told", "cause", USE_CAUSE, "causes", KEY_VALUE, true},
	{"told", "article", USE_ARTICLE, "articles", KEY_VALUE, true},
	{"errand", "begun", USE_COUNT, "errands begun", KEY_VALUE, false},
	{"errand", "ended", USE_COUNT, "errands ended", KEY_VALUE, false},
	{"asked", NULL, USE_ASKED, "steps asked", KEY_NAME, true},
	{"checked", NULL, USE_COUNT, "checks", KEY_BOTH, false},
	{"ordered", NULL, USE_COUNT, "orders given", KEY_NAME, false},
	{"finished", NULL, USE_COUNT, "orders done", KEY_NAME, false},
	{"restored", NULL, USE_RESTORED, "restored after", KEY_NAME, true},
	{"handed", NULL, USE_HANDED, "handed over for", KEY_VALUE, false},
	{"rated", NULL, USE_COUNT, "ratings", KEY_VALUE, false},
	{"reminded", NULL, USE_COUNT, "reminders", KEY_BOTH, false},
	{"reminders", NULL, USE_COUNT, "reminder wishes", KEY_NAME, false},
	{"thumb", NULL, USE_THUMB, "thumbs", KEY_NAME, false},
};

/* --- reading ---------------------------------------------------------------------- */

static void *add_item(void *items, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return items;
	*room = *room ? *room * 2 : 1024;
	return mem_resize(items, *room, size);
}

static void take_conversation(void *context, const struct report_conversation *conversation)
{
	struct report_source *source = context;
	struct report_talk talk = {conversation->row, conversation->created_ms,
				   conversation->language, 0, false};

	if (conversation->subject.size >= sizeof talk.subject)
		memcpy(&talk.subject, conversation->subject.data, sizeof talk.subject);
	source->talks = add_item(source->talks, source->n_talks, &source->talks_room,
				 sizeof *source->talks);
	source->talks[source->n_talks++] = talk;
}

static const struct report_rule *rule_for(const struct fact_row *row)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (!strcmp(rules[i].kind, row->kind) &&
		    (!rules[i].name || !strcmp(rules[i].name, row->name)))
			return &rules[i];
	return NULL;
}

static void take_fact(void *context, const struct fact_row *row)
{
	struct report_source *source = context;
	const struct report_rule *rule = rule_for(row);
	struct report_fact fact = {.conversation = row->conversation,
				   .seq = row->seq,
				   .number = row->number,
				   .order = (uint32_t)source->n_facts,
				   .figure = -1,
				   .rule = rule};
	char both[160];

	if (!rule)
		return;
	snprintf(both, sizeof both, "%s %s", row->name, row->value);
	fact.text = names_number(source->names, rule->key == KEY_NAME    ? row->name
						: rule->key == KEY_VALUE ? row->value
									 : both);
	if (rule->section)
		fact.figure = figure_number(source->figures, rule->section,
					    names_text(source->names, fact.text));
	source->facts = add_item(source->facts, source->n_facts, &source->facts_room,
				 sizeof *source->facts);
	source->facts[source->n_facts++] = fact;
}

static void take_case(void *context, const struct report_case *row)
{
	struct report_source *source = context;
	struct report_case *handled;

	source->cases = add_item(source->cases, source->n_cases, &source->cases_room,
				 sizeof *source->cases);
	handled = &source->cases[source->n_cases++];
	*handled = *row;
	handled->agent = names_text(source->names, names_number(source->names, row->agent));
}

/* --- order ------------------------------------------------------------------------ */

static int by_conversation(const void *a, const void *b)
{
	const struct report_fact *one = a, *other = b;

	if (one->conversation != other->conversation)
		return one->conversation < other->conversation ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

static int cases_by_conversation(const void *a, const void *b)
{
	const struct report_case *one = a, *other = b;

	return one->conversation < other->conversation ? -1
						       : one->conversation > other->conversation;
}

static int by_subject(const void *a, const void *b)
{
	const struct report_talk *one = *(struct report_talk *const *)a,
				 *other = *(struct report_talk *const *)b;

	if (one->subject != other->subject)
		return one->subject < other->subject ? -1 : 1;
	return one->created_ms < other->created_ms ? -1 : one->created_ms > other->created_ms;
}

/* Neighbours of one line in the order of time. */
static void mark_again(struct report_source *source)
{
	struct report_talk **talks = mem_resize(NULL, source->n_talks + 1,
						sizeof(struct report_talk *));

	for (size_t i = 0; i < source->n_talks; i++)
		talks[i] = &source->talks[i];
	qsort(talks, source->n_talks, sizeof *talks, by_subject);
	for (size_t i = 1; i < source->n_talks; i++)
		talks[i]->again = talks[i]->subject && talks[i]->subject == talks[i - 1]->subject &&
				  talks[i]->created_ms - talks[i - 1]->created_ms <= AGAIN_MS;
	free(talks);
}

/* --- whole ------------------------------------------------------------------------ */

struct report_source *report_read(const struct store_kind *kind, const char *path, int64_t from_ms,
				  struct error *err)
{
	struct report_source *source = mem_new(sizeof *source);
	const struct report_reader reader = {source, take_conversation, take_fact, take_case, 0};

	source->names = names_create();
	source->figures = names_create();
	/* Those before are there for whoever comes again. */
	if (!kind->report(path, from_ms - AGAIN_MS, &reader, err)) {
		report_source_destroy(source);
		return NULL;
	}
	if (source->n_facts > 0)
		qsort(source->facts, source->n_facts, sizeof *source->facts, by_conversation);
	if (source->n_cases > 0)
		qsort(source->cases, source->n_cases, sizeof *source->cases, cases_by_conversation);
	mark_again(source);
	return source;
}

void report_source_destroy(struct report_source *source)
{
	if (!source)
		return;
	names_destroy(source->names);
	names_destroy(source->figures);
	free(source->talks);
	free(source->facts);
	free(source->cases);
	free(source);
}
