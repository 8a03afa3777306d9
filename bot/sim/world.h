/*
 * What a simulated operator knows: owners and lines as its file has them, moved on by time,
 * payments and orders.
 */
#ifndef FUJI_BOT_SIM_WORLD_H
#define FUJI_BOT_SIM_WORLD_H

#include "base/arena.h"
#include "base/clock.h"
#include "bot/carrier.h"
#include "bot/sim/ledger.h"

#define SIM_CODE_DIGITS 6

struct owner {
	const char *name, *password, *id_tail, *contact;
};

struct sim_line {
	struct carrier_line record; /* as the file has it, but for its holds */
	struct carrier_hold holds[CARRIER_HOLDS_MOST];
	size_t n_holds;
	int64_t fee_fen; /* a day, until a first hold begins */
	const struct owner *owner;
	bool password_locked;
	char code[SIM_CODE_DIGITS + 3];
	int64_t code_until_ms;
};

struct sim_world {
	struct arena *arena; /* what the file says */
	const struct clock *clock;
	int64_t opened_ms; /* when the file was read: its times count from here */
	struct owner *owners;
	size_t n_owners;
	struct sim_line *lines;
	size_t n_lines;
	int64_t order_ms;   /* from an order to its being done */
	int64_t restore_ms; /* from a payment to its effect */
	struct ledger *ledger;
};

/** Fills owners and lines from a YAML file; its times count from now on. */
bool sim_world_read(struct sim_world *world, const char *path, struct problems *problems);

/** The line of that number, or NULL. */
struct sim_line *sim_world_line(const struct sim_world *world, const char *number);

/** The line's record at this moment. */
struct carrier_line sim_world_record(const struct sim_world *world, const struct sim_line *line);

bool sim_has_hold(const struct carrier_line *record, const char *cause);

#endif
