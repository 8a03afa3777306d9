/*
 * Those who write, as the facts that their conversations would leave.
 */
#ifndef FUJI_BOT_POPULATION_CONTACTS_H
#define FUJI_BOT_POPULATION_CONTACTS_H

#include "bot/population/dice.h"
#include "bot/population/params.h"
#include "bot/rows.h"

struct contact_plan {
	int64_t at_ms;
	const char *line, *region;
	const char *cause; /* NULL: the line is in order, and the owner asks something */
	bool pays;         /* while he writes, and the line works again */
};

struct contacts;

struct contacts *contacts_create(const struct population_params *params);
void contacts_destroy(struct contacts *contacts);

/** Plans a conversation from its beginning to its end; what the region and cause point at must
 *  live as long as the contacts. */
void contacts_plan(struct contacts *contacts, const struct contact_plan *plan, struct dice *dice);

/** Tells what has come until then, in the order of time, and forgets it. */
void contacts_tell(struct contacts *contacts, int64_t until_ms, const struct report_reader *reader);

#endif
