/*
 * Lines with their last weeks, out of rows of usage.
 */
#ifndef FUJI_BOT_INSIGHT_HISTORY_H
#define FUJI_BOT_INSIGHT_HISTORY_H

#include "bot/insight/usage.h"

/** One line at the end of one day. */
struct line_day {
	int day;
	int due_day, document_day, contract_day, hold_day; /* 0: none */
	int64_t balance_fen, used_fen, owed_fen;
	bool flagged, stopped;
};

struct line_history {
	char line[20];
	bool prepaid; /* as it was last */
	struct line_day *days;
	size_t n;
};

struct history;

struct history *history_create(void);
void history_destroy(struct history *history);

/** A line's rows must come in the order of days; false with err when one does not. */
bool history_add(struct history *history, const struct usage_row *row, struct error *err);

size_t history_count(const struct history *history);
const struct line_history *history_at(const struct history *history, size_t i);

/** The last day of all. */
int history_last_day(const struct history *history);

#endif
