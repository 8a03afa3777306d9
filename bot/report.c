/*
 * Each conversation is told from its own facts, and added to its groups.
 */
#include "bot/report.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "bot/report_figures.h"
#include "bot/report_source.h"

#define GROUPS_MOST 32 /* of one conversation: more than there are causes to be told */

struct counting {
	const struct report_source *source;
	const struct report_query *query;
	struct counts *counts;
};

/* --- one conversation ------------------------------------------------------------- */

/* As its facts tell it. */
struct told {
	const struct report_items *items;
	const struct report_fact *facts;
	size_t n_facts;
	const char *region, *channel;
	int64_t messages, to_bot, missed;
	bool handed, stopped;
	const struct report_fact *restored;
	const char *left_at; /* the step after whose prompt nothing more was said; NULL: none */
};

static const struct report_item *item_of(const struct told *told, const struct report_fact *fact)
{
	return report_items_at(told->items, fact->item);
}

static void tell_fact(struct told *told, const struct report_fact *fact)
{
	const char *text = item_of(told, fact)->text;

	switch (item_of(told, fact)->use) {
	case USE_BEGAN:
		told->channel = text;
		break;
	case USE_REGION:
		told->region = text;
		break;
	case USE_SPOKE:
		told->messages += fact->n;
		told->to_bot += strcmp(text, "bot") ? 0 : fact->n;
		told->left_at = NULL;
		break;
	case USE_MISSED:
		told->missed += fact->n;
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
		told->left_at = text;
		break;
	case USE_ARTICLE:
	case USE_THUMB:
	case USE_COUNT:
		break;
	}
}

static struct told tell(const struct report_facts *facts, const struct report_items *items)
{
	struct told told = {.items = items,
			    .facts = facts->of,
			    .n_facts = facts->n,
			    .region = "unknown",
			    .channel = "other"};

	for (size_t i = 0; i < facts->n; i++)
		tell_fact(&told, &facts->of[i]);
	return told;
}

static bool is_first(const struct told *told, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (told->facts[i].item == told->facts[at].item)
			return false;
	return true;
}

/* What was told last up to the answer that a thumb is on. */
static const char *told_at(const struct told *told, int64_t seq)
{
	const char *text = "other";

	for (size_t i = 0; i < told->n_facts; i++) {
		const struct report_item *item = item_of(told, &told->facts[i]);

		if ((item->use == USE_CAUSE || item->use == USE_ARTICLE) &&
		    told->facts[i].seq <= seq)
			text = item->text;
	}
	return text;
}

static void add_thumbs_down(struct counts *counts, int group, const struct told *told)
{
	for (size_t i = 0; i < told->n_facts; i++) {
		const struct report_fact *fact = &told->facts[i];
		const struct report_item *item = item_of(told, fact);

		if (item->use == USE_THUMB && !strcmp(item->text, "down"))
			counts_add(counts, group, "thumbs down on", told_at(told, fact->seq),
				   fact->n);
	}
}

static void add_items(struct counts *counts, int group, const struct told *told)
{
	for (size_t i = 0; i < told->n_facts; i++) {
		const struct report_item *item = item_of(told, &told->facts[i]);

		if (item->figure >= 0 && (!item->once || is_first(told, i)))
			counts_add_figure(counts, group, item->figure,
					  item->once ? 1 : told->facts[i].n);
	}
}

static void add_talk(struct counts *counts, int group, const struct report_talk *talk,
		     const struct told *told)
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
	if (told->left_at)
		counts_add(counts, group, "steps left", told->left_at, 1);
	add_thumbs_down(counts, group, told);
	add_items(counts, group, told);
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
static size_t groups_by_cause(const struct told *told, struct counts *counts, int out[GROUPS_MOST])
{
	size_t n = 0;

	for (size_t i = 0; i < told->n_facts && n < GROUPS_MOST; i++)
		if (item_of(told, &told->facts[i])->use == USE_CAUSE && is_first(told, i))
			out[n++] = counts_group(counts, item_of(told, &told->facts[i])->text);
	if (n == 0)
		out[n++] = counts_group(counts, "none");
	return n;
}

static const char *group_of(const struct counting *counting, const struct report_talk *talk,
			    const struct told *told, char room[16])
{
	struct civil civil;

	clock_civil(talk->created_ms, counting->query->zone_minutes, &civil);
	switch (counting->query->by) {
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

static void add_to_groups(struct counting *counting, const struct report_talk *talk,
			  const struct told *told, const struct report_case *cases, size_t n_cases)
{
	int groups[GROUPS_MOST];
	char room[16];
	size_t n = 1;

	if (counting->query->by == BY_CAUSE)
		n = groups_by_cause(told, counting->counts, groups);
	else
		groups[0] = counts_group(counting->counts, group_of(counting, talk, told, room));
	for (size_t i = 0; i < n; i++) {
		add_talk(counting->counts, groups[i], talk, told);
		for (size_t k = 0; k < n_cases; k++)
			add_case(counting->counts, groups[i], &cases[k]);
	}
}

/* How many of them are the conversation's, where those of earlier ones are passed. */
static size_t cases_of(const struct report_source *source, int64_t conversation, size_t *at)
{
	size_t n = 0;

	while (*at < source->n_cases && source->cases[*at].conversation < conversation)
		(*at)++;
	while (*at + n < source->n_cases && source->cases[*at + n].conversation == conversation)
		n++;
	return n;
}

/* The same of facts, which are added. */
static void add_facts_of(const struct report_source *source, int64_t conversation, size_t *at,
			 struct report_facts *out)
{
	const struct report_facts *facts = &source->facts;

	while (*at < facts->n && facts->of[*at].conversation < conversation)
		(*at)++;
	for (; *at < facts->n && facts->of[*at].conversation == conversation; (*at)++)
		report_facts_add(out, &facts->of[*at]);
}

/* Conversations, their facts and their cases lie in the same order. */
static void count_all(struct counting *counting)
{
	const struct report_source *source = counting->source;
	struct report_facts facts = {0};
	size_t fact = 0, handled = 0;

	for (size_t i = 0; i < source->n_talks; i++) {
		const struct report_talk *talk = &source->talks[i];
		size_t n_cases;
		struct told told;

		if (talk->created_ms < counting->query->from_ms ||
		    talk->created_ms >= counting->query->to_ms)
			continue;
		facts.n = 0;
		report_source_facts(source, talk, &facts);
		add_facts_of(source, talk->row, &fact, &facts);
		n_cases = cases_of(source, talk->row, &handled);
		told = tell(&facts, source->items);
		add_to_groups(counting, talk, &told, source->cases + handled, n_cases);
	}
	report_facts_finish(&facts);
}

/* --- the report ------------------------------------------------------------------- */

void report_count(const struct report_source *source, const struct report_query *query,
		  struct arena *arena, struct report *out)
{
	struct counting counting = {source, query,
				    counts_create(report_items_figures(source->items))};

	if (query->by == BY_ALL)
		counts_group(counting.counts, "all");
	count_all(&counting);
	counts_report(counting.counts, arena, out);
	counts_destroy(counting.counts);
}

bool report_make(const struct store_kind *kind, const char *path, const struct report_query *query,
		 struct arena *arena, struct report *out, struct error *err)
{
	struct report_source *source = report_read(kind, path, query->from_ms, err);
	bool fine = source;

	if (fine)
		report_count(source, query, arena, out);
	report_source_destroy(source);
	return fine;
}

const int report_days[N_REPORT_PERIODS] = {1, 7, 28};

int report_period(int64_t days)
{
	for (int i = 0; i < N_REPORT_PERIODS; i++)
		if (report_days[i] == days)
			return i;
	return -1;
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
