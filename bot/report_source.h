/*
 * What a report counts, as it was read from the database: conversations with their facts and
 * cases, each in the order of conversations.
 */
#ifndef FUJI_BOT_REPORT_SOURCE_H
#define FUJI_BOT_REPORT_SOURCE_H

#include "base/names.h"
#include "bot/report.h"

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

struct report_rule {
	const char *kind, *name; /* name NULL: any */
	enum use use;
	const char *section; /* NULL: in none of its own */
	enum { KEY_NAME, KEY_VALUE, KEY_BOTH } key;
	bool once; /* counts once a conversation */
};

struct report_fact {
	int64_t conversation, seq, number;
	uint32_t order;
	int figure; /* of the rule's section, among `figures`; -1: none */
	int text;   /* the name or value, whichever the rule takes, among `names` */
	const struct report_rule *rule;
};

struct report_talk {
	int64_t row, created_ms;
	int language;
	uint64_t subject; /* 0: no line was proven */
	bool again;       /* the same line had asked shortly before */
};

struct report_source {
	struct names *names, *figures;
	struct report_talk *talks;
	size_t n_talks, talks_room;
	struct report_fact *facts;
	size_t n_facts, facts_room;
	struct report_case *cases; /* the agents' names are among `names` */
	size_t n_cases, cases_room;
};

#endif
