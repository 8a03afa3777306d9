/*
 * What facts count as in a report: items, few and numbered. A region, a step that was asked and a
 * cause that was told are items each; a fact that says nothing to a report is none.
 */
#ifndef FUJI_BOT_REPORT_ITEMS_H
#define FUJI_BOT_REPORT_ITEMS_H

#include "base/names.h"
#include "bot/rows.h"

/* What a kind of fact is for. */
enum use {
	USE_BEGAN,    /* its name is the channel */
	USE_REGION,   /* its value is the region */
	USE_SPOKE,    /* a message; its name is who had the conversation */
	USE_MISSED,   /* one that was not understood */
	USE_HANDED,   /* to a person */
	USE_CAUSE,    /* told */
	USE_ARTICLE,  /* the same */
	USE_RESTORED, /* its number is how long it took */
	USE_ASKED,    /* a step */
	USE_THUMB,    /* on the answer at its seq */
	USE_COUNT,    /* nothing else */
};

struct report_item {
	enum use use;
	const char *text; /* the name or value, whichever counts */
	int figure;       /* among the figures; -1: none of its own */
	bool once;        /* counts once a conversation */
};

struct report_items;

struct report_items *report_items_create(void);
void report_items_destroy(struct report_items *items);

/** The number of what the fact counts as, which is added if it is new; -1: nothing. */
int report_items_of(struct report_items *items, const struct fact_row *fact);

/** Valid until another is added; its text as long as the items. */
const struct report_item *report_items_at(const struct report_items *items, int number);
size_t report_items_count(const struct report_items *items);

/** To keep an item, and to have it back under the same number: false when it is none. */
const char *report_items_name(const struct report_items *items, int number);
bool report_items_add(struct report_items *items, const char *name);

/** Where figures are numbered. */
struct names *report_items_figures(const struct report_items *items);

/** Of the definitions of items: changes with them. Never 0. */
int64_t report_items_version(void);

#endif
