/*
 * What an agent asks of a desk: the parts, split by subject.
 *
 * Each does one verb and is false when the event is to be undone; `code` and err then say why.
 */
#ifndef FUJI_BOT_DESK_H
#define FUJI_BOT_DESK_H

#include "bot/core.h"

struct desk {
	struct turn *turn;
	struct agent_row agent; /* who asks */
	struct case_row row;    /* once desk_find_case was true */
	const char *about;      /* the conversation that it is about without a case; NULL: none */
	const char **code;
	struct error *err;
};

/* --- desk.c ------------------------------------------------------------------- */

/** Does what an agent asked. False: the event is undone, `code` and err say why. */
bool desk_do(struct turn *turn, const char **code, struct error *err);

/** Both are false. A store that failed is told by its own sentence, which is in err. */
bool desk_refuse(struct desk *desk, const char *code, const char *sentence);
bool desk_store_failed(struct desk *desk);

/** The event's case and its conversation. An unknown case and one that cannot be opened read the
 *  same. */
bool desk_find_case(struct desk *desk);

/** The same by the case's row, which there is. */
bool desk_load_case(struct desk *desk, int64_t row);

/** Whether the agent has the case, and it has not changed hands since the desk last heard. */
bool desk_is_mine(struct desk *desk);

/** The event's case, if the agent has it in hand. An unknown one is refused like somebody
 *  else's. */
bool desk_find_mine(struct desk *desk);

/** Sends the frame to the desk that asked. Takes its memory. */
void desk_send(struct turn *turn, struct buffer *frame);

/** Sends the page of the conversation behind the event's watermark. */
bool desk_send_history(struct desk *desk);

/* --- desk_once.c -------------------------------------------------------------- */

typedef bool desk_verb(struct desk *desk);

/** Does the verb, unless the same was done before under the event's client id. */
bool desk_once(struct desk *desk, desk_verb *verb);

/* --- desk_read.c -------------------------------------------------------------- */

bool desk_snapshot(struct desk *desk);
bool desk_list(struct desk *desk);
bool desk_board(struct desk *desk);
bool desk_open(struct desk *desk);
bool desk_earlier(struct desk *desk);

/* --- desk_audit.c ------------------------------------------------------------- */

bool desk_audit(struct desk *desk);

/* --- desk_report.c ------------------------------------------------------------ */

/** What desks are told from then on of the event's days. */
void report_keep(struct bot *bot, const struct event *event);

bool desk_report(struct desk *desk);

/* --- desk_accounts.c ---------------------------------------------------------- */

/** Sends all accounts, and the teams that they may have. */
bool desk_accounts(struct desk *desk);

/** Does what the event's `account` says, then the same. */
bool desk_account(struct desk *desk);

/** The rules of the event's `file`, and another text for them, which works from then on. */
bool desk_rules_read(struct desk *desk);
bool desk_rules_save(struct desk *desk);

/* --- desk_review.c ------------------------------------------------------------ */

bool desk_review_list(struct desk *desk);
bool desk_review_show(struct desk *desk);
bool desk_review_mark(struct desk *desk);

/** Has the words changed that the event names, if they may be. */
bool desk_review_mend(struct desk *desk);

/* --- desk_claim.c ------------------------------------------------------------- */

bool desk_claim(struct desk *desk);
bool desk_next(struct desk *desk);
bool desk_message(struct desk *desk);
bool desk_note(struct desk *desk);

/** The subscriber sees that somebody types; nothing is kept. */
bool desk_typing(struct desk *desk);

/* --- desk_tags.c -------------------------------------------------------------- */

bool desk_tag(struct desk *desk);

/* --- desk_replies.c ----------------------------------------------------------- */

bool desk_replies(struct desk *desk);

/* --- desk_release.c ----------------------------------------------------------- */

bool desk_transfer(struct desk *desk);
bool desk_return(struct desk *desk);
bool desk_close(struct desk *desk);

/** The event handoff.status: `accepted`, `completed` or `failed`. */
void desk_announce_status(struct turn *turn, const char *state);

/* --- desk_line.c -------------------------------------------------------------- */

bool desk_lookup(struct desk *desk);
bool desk_reveal(struct desk *desk);

/** desk_find_mine, and a number is known there. */
bool desk_find_line(struct desk *desk);

/* --- desk_order.c ------------------------------------------------------------- */

bool desk_order(struct desk *desk);

/* --- checklist.c -------------------------------------------------------------- */

bool desk_step(struct desk *desk);

/** Whether all that must be done before the case is closed is done or waived. */
bool desk_may_close(struct desk *desk);

/* --- agents.c ----------------------------------------------------------------- */

bool desk_presence(struct desk *desk);

#endif
