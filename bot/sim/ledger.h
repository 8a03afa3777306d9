/*
 * What a simulated operator was told to do, and paid: an append-only file, a line of JSON an
 * entry, so that it outlives the process and can be counted from outside.
 */
#ifndef FUJI_BOT_SIM_LEDGER_H
#define FUJI_BOT_SIM_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct ledger_entry {
	char what[16]; /* an order, or `payment` */
	char key[64];  /* of an order */
	char line[16];
	char number[24]; /* of an order, to be told */
	int64_t at_ms;
	int64_t from_ms; /* `hold` */
	int64_t months;  /* `hold` */
	int64_t fen;     /* `payment` */
};

struct ledger;

/** Reads what is there and appends from then on; a last line that was cut off is dropped.
 *  path NULL: in memory only. NULL with err. */
struct ledger *ledger_open(const char *path, struct error *err);
void ledger_close(struct ledger *ledger);

/** Durable when true. */
bool ledger_add(struct ledger *ledger, const struct ledger_entry *entry);

size_t ledger_size(const struct ledger *ledger);
const struct ledger_entry *ledger_at(const struct ledger *ledger, size_t i);

#endif
