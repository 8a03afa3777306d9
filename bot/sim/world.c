/*
 * A line's record as it is now.
 */
#include "bot/sim/world.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS (24 * 60 * 60 * 1000LL)

struct sim_line *sim_world_line(const struct sim_world *world, const char *number)
{
	for (size_t i = 0; i < world->n_lines; i++) {
		if (!strcmp(world->lines[i].record.number, number))
			return &world->lines[i];
	}
	return NULL;
}

static void add_hold(struct carrier_line *record, const char *cause, int64_t since_ms)
{
	struct carrier_hold hold = {.since_ms = since_ms};

	if (record->n_holds == CARRIER_HOLDS_MOST)
		return;
	snprintf(hold.cause, sizeof hold.cause, "%s", cause);
	record->holds[record->n_holds++] = hold;
}

bool sim_has_hold(const struct carrier_line *record, const char *cause)
{
	for (size_t i = 0; i < record->n_holds; i++)
		if (!strcmp(record->holds[i].cause, cause))
			return true;
	return false;
}

static void drop_hold(struct carrier_line *record, const char *cause)
{
	size_t kept = 0;

	for (size_t i = 0; i < record->n_holds; i++)
		if (strcmp(record->holds[i].cause, cause))
			record->holds[kept++] = record->holds[i];
	record->n_holds = kept;
}

static void drop_arrears(struct carrier_line *record)
{
	if (record->owed_fen > 0)
		return;
	drop_hold(record, "ARREARS_OUT");
	drop_hold(record, "ARREARS_FULL");
	drop_hold(record, "CREDIT_LIMIT");
}

/* Before that, paying all is enough; from then on its owner must come to a shop. */
static bool is_pre_cancelled(const struct sim_line *line, int64_t at_ms)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (!strcmp(line->holds[i].cause, "PRE_CANCEL") && line->holds[i].since_ms <= at_ms)
			return true;
	return false;
}

/* Whoever has paid all in time is not stopped for not paying later, nor cancelled. */
static void drop_later_steps(struct carrier_line *record, int64_t paid_ms)
{
	static const char *const steps[] = {"ARREARS_OUT", "ARREARS_FULL", "PRE_CANCEL",
					    "CANCELLED"};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		for (size_t k = 0; k < record->n_holds; k++) {
			if (strcmp(record->holds[k].cause, steps[i]) != 0 ||
			    record->holds[k].since_ms <= paid_ms)
				continue;
			drop_hold(record, steps[i]);
			break;
		}
	}
}

static void take_payment(const struct sim_world *world, const struct sim_line *line,
			 struct carrier_line *record, const struct ledger_entry *entry)
{
	int64_t owed = record->owed_fen > 0 ? record->owed_fen : 0;
	int64_t settled = entry->fen < owed ? entry->fen : owed;

	record->paid_fen = entry->fen;
	record->paid_ms = entry->at_ms;
	if (owed > 0)
		record->owed_fen = owed - settled;
	if (entry->fen > settled)
		record->balance_fen = (record->balance_fen > 0 ? record->balance_fen : 0) +
				      entry->fen - settled;
	if (record->owed_fen == 0 && !is_pre_cancelled(line, entry->at_ms))
		drop_later_steps(record, entry->at_ms);
	if (clock_now_ms(world->clock) >= entry->at_ms + world->restore_ms)
		drop_arrears(record);
}

static void do_order(const struct sim_world *world, struct carrier_line *record,
		     const struct ledger_entry *entry)
{
	int64_t done_ms = entry->at_ms + world->order_ms, now_ms = clock_now_ms(world->clock);

	if (now_ms < done_ms)
		return;
	if (!strcmp(entry->what, "resume"))
		drop_hold(record, "VOLUNTARY_HOLD");
	else if (!strcmp(entry->what, "unblock"))
		drop_hold(record, "LOST");
	else if (!strcmp(entry->what, "block"))
		add_hold(record, "LOST", done_ms);
	else if (!strcmp(entry->what, "hold") && now_ms >= entry->from_ms)
		add_hold(record, "VOLUNTARY_HOLD",
			 entry->from_ms > done_ms ? entry->from_ms : done_ms);
	else if (!strcmp(entry->what, "reconnect")) {
		drop_hold(record, "SYSTEM_FAULT");
		drop_arrears(record);
	}
}

/* The balance falls day by day, and below nothing is owed; a line that is held costs nothing. */
static void charge(const struct sim_world *world, const struct sim_line *line,
		   struct carrier_line *record)
{
	int64_t until_ms = clock_now_ms(world->clock);
	int64_t left;

	for (size_t i = 0; i < line->n_holds; i++)
		if (line->holds[i].since_ms < until_ms)
			until_ms = line->holds[i].since_ms;
	if (line->fee_fen <= 0 || until_ms < world->opened_ms)
		return;
	left = record->balance_fen - (until_ms - world->opened_ms) / DAY_MS * line->fee_fen;
	record->balance_fen = left > 0 ? left : 0;
	record->owed_fen = left < 0 ? -left : 0;
}

/* What the file says, moved on by time, payments and orders. */
struct carrier_line sim_world_record(const struct sim_world *world, const struct sim_line *line)
{
	struct carrier_line record = line->record;
	int64_t now_ms = clock_now_ms(world->clock);

	charge(world, line, &record);
	for (size_t i = 0; i < line->n_holds; i++) {
		const struct carrier_hold *hold = &line->holds[i];

		if (hold->since_ms <= now_ms && (!hold->until_ms || now_ms < hold->until_ms))
			record.holds[record.n_holds++] = *hold;
	}
	for (size_t i = 0; i < ledger_size(world->ledger); i++) {
		const struct ledger_entry *entry = ledger_at(world->ledger, i);

		if (strcmp(entry->line, record.number))
			continue;
		if (!strcmp(entry->what, "payment"))
			take_payment(world, line, &record, entry);
		else
			do_order(world, &record, entry);
	}
	return record;
}
