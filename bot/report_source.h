/*
 * What a report counts, as it was read from the database: conversations with their facts and
 * cases, each in the order of conversations.
 */
#ifndef FUJI_BOT_REPORT_SOURCE_H
#define FUJI_BOT_REPORT_SOURCE_H

#include "base/buffer.h"
#include "bot/report.h"
#include "bot/report_rollup.h"

struct report_talk {
	int64_t row, created_ms;
	int language;
	uint64_t subject; /* 0: no line was proven */
	bool again;       /* the same line had asked shortly before */
	size_t body,
		bytes; /* what its facts are rolled up to, among the bodies; 0 bytes: nothing */
};

struct report_source {
	struct report_items *items;
	size_t n_kept;       /* of the items: those that bodies name */
	struct names *names; /* the agents' */
	struct report_talk *talks;
	size_t n_talks, talks_room;
	struct buffer bodies;
	size_t n_rolled;           /* of the talks have been passed while roll-ups are read */
	struct report_facts facts; /* those that are not rolled up */
	size_t n_facts;            /* that were read of them */
	struct report_case *cases;
	size_t n_cases, cases_room;
	bool damaged; /* a roll-up is none */
};

/** Adds the facts that a conversation's are rolled up to. */
bool report_source_facts(const struct report_source *source, const struct report_talk *talk,
			 struct report_facts *out);

#endif
