/*
 * The lines of a population, without those who write.
 */
#ifndef FUJI_BOT_POPULATION_LINES_H
#define FUJI_BOT_POPULATION_LINES_H

#include "bot/insight/usage.h"
#include "bot/population/dice.h"
#include "bot/population/params.h"

/** Why a line is stopped. */
enum stop {
	STOP_NONE,
	STOP_ARREARS,
	STOP_CREDIT,
	STOP_DOCUMENT,
	STOP_CONTRACT,
	STOP_SUSPICION,
	STOP_HOLD,
	STOP_LOST
};

struct line {
	int region;
	bool prepaid;
	double habit;  /* yuan a day */
	double chance; /* prepaid: to top up on a low day; postpaid: to pay a bill on its day */
	int occasions, taken; /* on which its owner could have done that, and did */
	double balance_fen, unbilled_fen, owed_fen;
	double used_fen; /* today */
	int due_of_month, due_day;
	int document_day, contract_day;
	int flagged_until;
	int hold_day; /* on which a hold ends by itself */
	enum stop stop;
	int stopped_day;
	bool paid; /* while it was stopped: tomorrow it works */
};

void line_begin(struct line *line, const struct population_params *params, struct dice *dice);

/** The line's next day. */
void line_live(struct line *line, const struct population_params *params, int day,
	       struct dice *dice);

/** Forgets what kind of owner the line has, and takes one at random of those who would have done what
 *  he has done so far. */
void line_guess_owner(struct line *line, const struct population_params *params, struct dice *dice);

/** The code of the cause as that day ends, "" when the line is in order. */
const char *line_cause(const struct line *line, const struct population_params *params, int day);

#endif
