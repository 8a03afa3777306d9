/*
 * One pass over the facts puts each where it counts; then each conversation is told from its own
 * facts, and added to its groups.
 */
#include "bot/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/mem.h"
#include "base/names.h"
#include "bot/report_figures.h"

#define AGAIN_MS (72 * 60 * 60 * 1000LL)
#define GROUPS_MOST 32 /* of one conversation: more than there are causes to be told */

/* What a kind of fact is for. */
enum use {
	USE_BEGAN,    /* its name is the channel */
	USE_REGION,   /* its value is the region */
	USE_SPOKE,    /* a message; its name is who had the conversation */
	USE_MISSED,   /* one that was not understood */
	USE_HANDED,   /* to a person */
	USE_CAUSE,    /* told */
	USE_RESTORED, /* its number is how long it took */
	USE_ASKED,    /* a step */
	USE_COUNT,    /* nothing else */
};

enum key { KEY_NAME, KEY_VALUE, KEY_BOTH };

static const struct rule {
	const char *kind, *name; /* name NULL: any */
	enum use use;
	const char *section; /* NULL: in none of its own */
	enum key key;
	bool once; /* counts once a conversation */
} rules[] = {
	{"began", NULL, USE_BEGAN, "channels", KEY_NAME, true},
	{"line", "region", USE_REGION, "regions", KEY_VALUE, true},
	{"spoke", NULL, USE_SPOKE, NULL, KEY_NAME, false},
	{"missed", NULL, USE_MISSED, "not understood at", KEY_NAME, false},
	{"understood", "intent", USE_COUNT, "intents", KEY_VALUE, true},
	{"told", "cause", USE_CAUSE, "causes", KEY_VALUE, true},
	{"told", "article", USE_COUNT, "articles", KEY_VALUE, true},
	{"errand", "begun", USE_COUNT, "errands begun", KEY_VALUE, false},
	{"errand", "ended", USE_COUNT, "errands ended", KEY_VALUE, false},
	{"asked", NULL, USE_ASKED, "steps asked", KEY_NAME, true},
	{"checked", NULL, USE_COUNT, "checks", KEY_BOTH, false},
	{"ordered", NULL, USE_COUNT, "orders given", KEY_NAME, false},
	{"finished", NULL, USE_COUNT, "orders done", KEY_NAME, false},
	{"restored", NULL, USE_RESTORED, "restored after", KEY_NAME, true},
	{"handed", NULL, USE_HANDED, "handed over for", KEY_VALUE, false},
	{"rated", NULL, USE_COUNT, "ratings", KEY_VALUE, false},
	{"thumb", NULL, USE_COUNT, "thumbs", KEY_NAME, false},
};

struct fact {
	int64_t conversation, number;
	uint32_t order;
	int figure; /* of the rule's section; -1: none */
	int text;   /* the name or value, whichever the rule takes */
	const struct rule *rule;
};

struct talk {
	int64_t row, created_ms;
	int language;
	uint64_t subject; /* 0: no line was proven */
	bool again;       /* the same line had asked shortly before */
};

struct reading {
	const struct report_query *query;
	struct names *names;
	struct counts *counts;
	struct talk *talks;
	size_t n_talks, talks_room;
	struct fact *facts;
	size_t n_facts, facts_room;
	struct report_case *cases; /* the agents' names are among `names` */
	size_t n_cases, cases_room;
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
	struct reading *reading = context;
	struct talk talk = {conversation->row, conversation->created_ms, conversation->language, 0,
			    false};

	if (conversation->subject.size >= sizeof talk.subject)
		memcpy(&talk.subject, conversation->subject.data, sizeof talk.subject);
	reading->talks = add_item(reading->talks, reading->n_talks, &reading->talks_room,
				  sizeof *reading->talks);
	reading->talks[reading->n_talks++] = talk;
}

static const struct rule *rule_for(const struct fact_row *row)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (!strcmp(rules[i].kind, row->kind) &&
		    (!rules[i].name || !strcmp(rules[i].name, row->name)))
			return &rules[i];
	return NULL;
}

static void take_fact(void *context, const struct fact_row *row)
{
	struct reading *reading = context;
	const struct rule *rule = rule_for(row);
	struct fact fact = {.conversation = row->conversation,
			    .number = row->number,
			    .order = (uint32_t)reading->n_facts,
			    .figure = -1,
			    .rule = rule};
	char both[160];

	if (!rule)
		return;
	snprintf(both, sizeof both, "%s %s", row->name, row->value);
	fact.text = names_number(reading->names, rule->key == KEY_NAME    ? row->name
						 : rule->key == KEY_VALUE ? row->value
									  : both);
	if (rule->section)
		fact.figure = counts_figure(reading->counts, rule->section,
					    names_text(reading->names, fact.text));
	reading->facts = add_item(reading->facts, reading->n_facts, &reading->facts_room,
				  sizeof *reading->facts);
	reading->facts[reading->n_facts++] = fact;
}

static void take_case(void *context, const struct report_case *row)
{
	struct reading *reading = context;
	struct report_case *handled;

	reading->cases = add_item(reading->cases, reading->n_cases, &reading->cases_room,
				  sizeof *reading->cases);
	handled = &reading->cases[reading->n_cases++];
	*handled = *row;
	handled->agent = names_text(reading->names, names_number(reading->names, row->agent));
}

/* --- order ------------------------------------------------------------------------ */

static int by_conversation(const void *a, const void *b)
{
	const struct fact *one = a, *other = b;

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
	const struct talk *one = *(struct talk *const *)a, *other = *(struct talk *const *)b;

	if (one->subject != other->subject)
		return one->subject < other->subject ? -1 : 1;
	return one->created_ms < other->created_ms ? -1 : one->created_ms > other->created_ms;
}

/* Neighbours of one line in the order of time. */
static void mark_again(struct reading *reading)
{
	struct talk **talks = mem_resize(NULL, reading->n_talks + 1, sizeof(struct talk *));

	for (size_t i = 0; i < reading->n_talks; i++)
		talks[i] = &reading->talks[i];
	qsort(talks, reading->n_talks, sizeof *talks, by_subject);
	for (size_t i = 1; i < reading->n_talks; i++)
		talks[i]->again = talks[i]->subject && talks[i]->subject == talks[i - 1]->subject &&
				  talks[i]->created_ms - talks[i - 1]->created_ms <= AGAIN_MS;
	free(talks);
}

/* --- one conversation ------------------------------------------------------------- */

/* As its facts tell it. */
struct told {
	const struct fact *facts;
	size_t n_facts;
	const char *region, *channel;
	int64_t messages, to_bot, missed;
	bool handed, stopped;
	const struct fact *restored;
	int left_at; /* the step after whose prompt nothing more was said; -1: none */
};

static void tell_fact(struct told *told, const struct fact *fact, const struct names *names)
{
	const char *text = names_text(names, fact->text);

	switch (fact->rule->use) {
	case USE_BEGAN:
		told->channel = text;
		break;
	case USE_REGION:
		told->region = text;
		break;
	case USE_SPOKE:
		told->messages++;
		told->to_bot += !strcmp(text, "bot");
		told->left_at = -1;
		break;
	case USE_MISSED:
		told->missed++;
		break;
	case USE_HANDED:
		told->handed = true;
		break;
	case USE_CAUSE:
		told->stopped = true;
		break;
	case USE_RESTORED:
		told->restored = told->restored ? told->restored : fact;
		break;
	case USE_ASKED:
		told->left_at = fact->text;
		break;
	case USE_COUNT:
		break;
	}
}

static struct told tell(const struct fact *facts, size_t n, const struct names *names)
{
	struct told told = {.facts = facts,
			    .n_facts = n,
			    .region = "unknown",
			    .channel = "other",
			    .left_at = -1};

	for (size_t i = 0; i < n; i++)
		tell_fact(&told, &facts[i], names);
	return told;
}

static bool is_first(const struct told *told, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (told->facts[i].figure == told->facts[at].figure)
			return false;
	return true;
}

static void add_talk(struct counts *counts, int group, const struct talk *talk,
		     const struct told *told, const struct names *names)
{
	counts_add(counts, group, "conversations", "begun", 1);
	counts_add(counts, group, "conversations", "with a message", told->messages > 0);
	counts_add(counts, group, "conversations", "without a person",
		   told->messages > 0 && !told->handed);
	counts_add(counts, group, "conversations", "handed to a person", told->handed);
	counts_add(counts, group, "conversations", "again within 72 hours", talk->again);
	counts_add(counts, group, "conversations", "told a cause", told->stopped);
	counts_add(counts, group, "conversations", "told a cause and restored",
		   told->stopped && told->restored);
	counts_add(counts, group, "messages", "all", told->messages);
	counts_add(counts, group, "messages", "to the bot", told->to_bot);
	counts_add(counts, group, "messages", "not understood", told->missed);
	if (told->restored)
		counts_sample(counts, group, "restored after", told->restored->number);
	if (told->left_at >= 0)
		counts_add(counts, group, "steps left", names_text(names, told->left_at), 1);
	for (size_t i = 0; i < told->n_facts; i++)
		if (told->facts[i].figure >= 0 && (!told->facts[i].rule->once || is_first(told, i)))
			counts_add_figure(counts, group, told->facts[i].figure, 1);
}

static void add_case(struct counts *counts, int group, const struct report_case *handled)
{
	counts_add(counts, group, "cases", "opened", 1);
	counts_add(counts, group, "cases", "claimed", handled->claimed_ms > 0);
	counts_add(counts, group, "cases", "closed", handled->closed_ms > 0);
	if (handled->claimed_ms)
		counts_sample(counts, group, "cases waited",
			      handled->claimed_ms - handled->created_ms);
	if (handled->answered_ms)
		counts_sample(counts, group, "first response",
			      handled->answered_ms - handled->created_ms);
	if (handled->closed_ms)
		counts_sample(counts, group, "resolution",
			      handled->closed_ms - handled->created_ms);
	if (*handled->agent)
		counts_add(counts, group, "agents", handled->agent, 1);
}

/* --- groups ----------------------------------------------------------------------- */

/* Of one that was told several causes, all; of one that was told none, `none`. */
static size_t groups_by_cause(const struct told *told, const struct names *names,
			      struct counts *counts, int out[GROUPS_MOST])
{
	size_t n = 0;

	for (size_t i = 0; i < told->n_facts && n < GROUPS_MOST; i++)
		if (told->facts[i].rule->use == USE_CAUSE && is_first(told, i))
			out[n++] = counts_group(counts, names_text(names, told->facts[i].text));
	if (n == 0)
		out[n++] = counts_group(counts, "none");
	return n;
}

static const char *group_of(const struct reading *reading, const struct talk *talk,
			    const struct told *told, char room[16])
{
	struct civil civil;

	clock_civil(talk->created_ms, reading->query->zone_minutes, &civil);
	switch (reading->query->by) {
	case BY_DAY:
		snprintf(room, 16, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
		return room;
	case BY_HOUR:
		snprintf(room, 16, "%02d", civil.hour);
		return room;
	case BY_REGION:
		return told->region;
	case BY_CHANNEL:
		return told->channel;
	case BY_LANGUAGE:
		return language_code((enum language)talk->language);
	case BY_ALL:
	case BY_CAUSE:
		break;
	}
	return "all";
}

static void add_to_groups(struct reading *reading, const struct talk *talk, const struct told *told,
			  const struct report_case *cases, size_t n_cases)
{
	int groups[GROUPS_MOST];
	char room[16];
	size_t n = 1;

	if (reading->query->by == BY_CAUSE)
		n = groups_by_cause(told, reading->names, reading->counts, groups);
	else
		groups[0] = counts_group(reading->counts, group_of(reading, talk, told, room));
	for (size_t i = 0; i < n; i++) {
		add_talk(reading->counts, groups[i], talk, told, reading->names);
		for (size_t k = 0; k < n_cases; k++)
			add_case(reading->counts, groups[i], &cases[k]);
	}
}

/* All three lie in the order of conversations. */
static void count_all(struct reading *reading)
{
	size_t fact = 0, handled = 0;

	for (size_t i = 0; i < reading->n_talks; i++) {
		const struct talk *talk = &reading->talks[i];
		size_t first_fact, first_case;
		struct told told;

		while (fact < reading->n_facts && reading->facts[fact].conversation < talk->row)
			fact++;
		while (handled < reading->n_cases &&
		       reading->cases[handled].conversation < talk->row)
			handled++;
		first_fact = fact;
		first_case = handled;
		while (fact < reading->n_facts && reading->facts[fact].conversation == talk->row)
			fact++;
		while (handled < reading->n_cases &&
		       reading->cases[handled].conversation == talk->row)
			handled++;
		if (talk->created_ms < reading->query->from_ms ||
		    talk->created_ms >= reading->query->to_ms)
			continue;
		told = tell(reading->facts + first_fact, fact - first_fact, reading->names);
		add_to_groups(reading, talk, &told, reading->cases + first_case,
			      handled - first_case);
	}
}

/* --- the report ------------------------------------------------------------------- */

bool report_make(const struct store_kind *kind, const char *path, const struct report_query *query,
		 struct arena *arena, struct report *out, struct error *err)
{
	struct reading reading = {
		.query = query, .names = names_create(), .counts = counts_create()};
	const struct report_reader reader = {&reading, take_conversation, take_fact, take_case, 0};
	/* Those before are there for whoever comes again. */
	bool fine = kind->report(path, query->from_ms - AGAIN_MS, &reader, err);

	if (fine) {
		if (reading.n_facts > 0)
			qsort(reading.facts, reading.n_facts, sizeof *reading.facts,
			      by_conversation);
		if (reading.n_cases > 0)
			qsort(reading.cases, reading.n_cases, sizeof *reading.cases,
			      cases_by_conversation);
		mark_again(&reading);
		if (query->by == BY_ALL)
			counts_group(reading.counts, "all");
		count_all(&reading);
		counts_report(reading.counts, arena, out);
	}
	counts_destroy(reading.counts);
	names_destroy(reading.names);
	free(reading.talks);
	free(reading.facts);
	free(reading.cases);
	return fine;
}

static const char *const by_names[] = {"all",     "day",      "hour", "region",
				       "channel", "language", "cause"};

const char *report_by_name(enum report_by by)
{
	return by_names[by];
}

bool report_by_from(const char *name, enum report_by *out)
{
	for (size_t i = 0; i < sizeof by_names / sizeof *by_names; i++) {
		if (!strcmp(by_names[i], name)) {
			*out = (enum report_by)i;
			return true;
		}
	}
	return false;
}

const struct figure *report_find(const struct report_group *group, const char *section,
				 const char *name)
{
	for (size_t i = 0; i < group->n_figures; i++)
		if (!strcmp(group->figures[i].section, section) &&
		    !strcmp(group->figures[i].name, name))
			return &group->figures[i];
	return NULL;
}
