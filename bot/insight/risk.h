/*
 * Which lines are likely to be stopped within a week, and why.
 *
 * How likely is what became of lines that stood in the same way in the weeks before: a table that
 * is counted from the same rows, no model that somebody must believe.
 */
#ifndef FUJI_BOT_INSIGHT_RISK_H
#define FUJI_BOT_INSIGHT_RISK_H

#include "base/arena.h"
#include "bot/insight/history.h"

#define RISK_DAYS 7

enum risk_matter {
	RISK_BALANCE,  /* is used up */
	RISK_BILL,     /* is not paid */
	RISK_DOCUMENT, /* ends */
	RISK_CONTRACT, /* the same */
	RISK_FLAG,     /* by risk control */
	N_RISK_MATTERS
};

/** `balance`, `bill`, ... */
const char *risk_matter_name(enum risk_matter matter);

/** One line that works, and what is most likely to stop it. */
struct risk {
	const char *line; /* the history's */
	enum risk_matter matter;
	int day;      /* on which that would be, since 1970 */
	int occasion; /* what tells it from the line's next one of that matter: a day, 0: none */
	int64_t balance_fen; /* as that day ended */
	double chance;       /* to be stopped within RISK_DAYS, for whatever reason */
	char why[192];       /* a sentence */
};

/** The risks as the history's last day ends, the most likely first; lines for which nothing speaks
 *  are not among them. Memory is the arena's. */
void risks_find(const struct history *history, struct arena *arena, struct risk **out,
		size_t *out_n);

#endif
