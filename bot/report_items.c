#include "bot/report_items.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/report_figures.h"

#define NAME_SIZE 200
#define FORMAT 1 /* of roll-ups and of how they are made: another number makes all of them again */

struct rule {
	const char *kind, *name; /* name NULL: any */
	enum use use;
	const char *section; /* NULL: in none of its own */
	enum { KEY_NAME, KEY_VALUE, KEY_BOTH } key;
	bool once;
};

static const struct rule rules[] = {
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

#define N_RULES (sizeof rules / sizeof *rules)

struct report_items {
	struct names *names; /* the rule's number, a tab, and the text */
	struct names *figures;
	struct report_item *items; /* by name */
};

struct report_items *report_items_create(void)
{
	struct report_items *items = mem_new(sizeof *items);

	items->names = names_create();
	items->figures = names_create();
	return items;
}

void report_items_destroy(struct report_items *items)
{
	if (!items)
		return;
	names_destroy(items->names);
	names_destroy(items->figures);
	free(items->items);
	free(items);
}

/* --- numbers ---------------------------------------------------------------------- */

static int number_of(struct report_items *items, const struct rule *rule, const char *name)
{
	size_t before = names_count(items->names);
	int number = names_number(items->names, name);
	const char *text;

	if (names_count(items->names) == before)
		return number;
	text = strchr(names_text(items->names, number), '\t') + 1;
	items->items = mem_resize(items->items, before + 1, sizeof *items->items);
	items->items[before] = (struct report_item){
		rule->use, text,
		rule->section ? figure_number(items->figures, rule->section, text) : -1,
		rule->once};
	return number;
}

static const struct rule *rule_for(const struct fact_row *fact)
{
	for (size_t i = 0; i < N_RULES; i++)
		if (!strcmp(rules[i].kind, fact->kind) &&
		    (!rules[i].name || !strcmp(rules[i].name, fact->name)))
			return &rules[i];
	return NULL;
}

int report_items_of(struct report_items *items, const struct fact_row *fact)
{
	const struct rule *rule = rule_for(fact);
	char name[NAME_SIZE];
	int at;

	if (!rule)
		return -1;
	at = snprintf(name, sizeof name, "%td\t", rule - rules);
	if (rule->key == KEY_BOTH)
		snprintf(name + at, sizeof name - (size_t)at, "%s %s", fact->name, fact->value);
	else
		snprintf(name + at, sizeof name - (size_t)at, "%s",
			 rule->key == KEY_NAME ? fact->name : fact->value);
	return number_of(items, rule, name);
}

const struct report_item *report_items_at(const struct report_items *items, int number)
{
	return &items->items[number];
}

size_t report_items_count(const struct report_items *items)
{
	return names_count(items->names);
}

struct names *report_items_figures(const struct report_items *items)
{
	return items->figures;
}

/* --- kept ------------------------------------------------------------------------- */

const char *report_items_name(const struct report_items *items, int number)
{
	return names_text(items->names, number);
}

bool report_items_add(struct report_items *items, const char *name)
{
	char *end;
	unsigned long rule = strtoul(name, &end, 10);
	int next = (int)names_count(items->names);

	return end > name && *end == '\t' && rule < N_RULES &&
	       number_of(items, &rules[rule], name) == next;
}

/* FNV-1a of all that makes a fact an item, and of how a roll-up is made of them. */
int64_t report_items_version(void)
{
	uint32_t hash = 2166136261U ^ FORMAT;
	char line[120];

	for (size_t i = 0; i < N_RULES; i++) {
		const struct rule *rule = &rules[i];

		snprintf(line, sizeof line, "%s %s %d %d\n", rule->kind,
			 rule->name ? rule->name : "*", rule->use, rule->key);
		for (const char *at = line; *at; at++)
			hash = (hash ^ (uint8_t)*at) * 16777619U;
	}
	return (int64_t)hash + 1;
}
