/*
 * What an operator exports of its lines each day: a row a line, as comma-separated values.
 *
 *   line,day,region,kind,balance,used,owed,due,document,contract,flagged,stopped,hold
 *   13900000001,2026-09-07,四川,postpaid,-62.10,1.43,58.00,2026-09-20,,2027-01-31,no,,
 *
 * Money is yuan with two decimals. `balance` is what is left, less all that was used or billed and
 * is not paid; `owed` is what was billed, and `due` its last day. `document`, `contract` and `hold`,
 * which the line's owner has ordered, are the days on which they end. `stopped` is the cause for which
 * the line is stopped as the day ends. What does not apply is empty. An export without the last column,
 * as it was once, is taken too.
 */
#ifndef FUJI_BOT_INSIGHT_USAGE_H
#define FUJI_BOT_INSIGHT_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/** Days are counted since 1970; 0: none. */
struct usage_row {
	char line[20], region[40];
	int day;
	bool prepaid, flagged;
	int64_t balance_fen, used_fen, owed_fen;
	int due_day, document_day, contract_day, hold_day;
	char stopped[24]; /* cause, "": in order */
};

#define USAGE_HEADER \
	"line,day,region,kind,balance,used,owed,due,document,contract,flagged,stopped,hold\n"

/** `2026-01-31` */
#define DAY_TEXT_SIZE 11
void usage_print_day(int day, char out[DAY_TEXT_SIZE]);
bool usage_read_day(const char *text, int *out);

/** Adds the row with its newline. */
void usage_print(const struct usage_row *row, struct buffer *out);

typedef bool usage_taker(void *context, const struct usage_row *row, struct error *err);

/** Reads a file's text, a header line first. False with err, which names the file and line that is
 *  not as it should be, or is what `take` said. The text is cut up as it is read. */
bool usage_read(const char *name, char *text, usage_taker *take, void *context, struct error *err);

#endif
