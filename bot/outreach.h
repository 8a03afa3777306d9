/*
 * Reaching out before a line is stopped: who is told what, when and how, and at most once.
 *
 * What is to be told is a row from the moment on that it is planned (enum reminder_state). When its time
 * has come, the operator is asked whether it still holds; then it is said in a conversation of the
 * line's, or in one that is opened for it, and a push or a text message tells that there is news.
 */
#ifndef FUJI_BOT_OUTREACH_H
#define FUJI_BOT_OUTREACH_H

#include "bot/core.h"

/* --- outreach.c: what is allowed ---------------------------------------------- */

/** `balance`, `bill`, ... False for another name. */
const char *outreach_matter_name(enum reminder_matter matter);
bool outreach_matter_from(const char *name, enum reminder_matter *out);

struct verdict {
	const char *why_not; /* in a word; NULL: it may be told */
	int64_t due_ms;      /* from when on */
	bool waits_for_hours;
	enum reminder_channel channel;
	int64_t conversation; /* of who has proven the line; 0: none */
};

#define OUTREACH_BUSY_MS (15 * 60 * 1000LL) /* after which what did not suit is tried again */

/** Whether that may be told, when and how: of a row its subject, matter and until_ms count, and
 *  whether it is still PLANNED. False when the store failed. */
bool outreach_judge(struct turn *turn, const struct reminder_row *row, struct verdict *out);

#define OUTREACH_OPTED_OUT "opted_out"

/** It answers what somebody has asked for: no wish not asked for and no number a week holds it back. */
bool outreach_is_news(int matter);

/* --- outreach_rows.c ---------------------------------------------------------- */

/** What a row is about, sealed: the line, what the export said, and the text that is sent. In the
 *  arena. */
struct reminder_body {
	const char *line, *text;
	int64_t balance_fen;
};
void outreach_seal(const struct turn *turn, struct reminder_row *row,
		   const struct reminder_body *body);
bool outreach_open(struct turn *turn, const struct reminder_row *row, struct reminder_body *out);

/** False when the turn has failed with it; loading wants a row that is there. */
bool outreach_load(struct turn *turn, int64_t number, struct reminder_row *row);
bool outreach_save(struct turn *turn, const struct reminder_row *row);

/** The row of that subject, matter and occasion. */
enum found outreach_find_row(struct turn *turn, const struct reminder_row *alike,
			     struct reminder_row *out);

/** Ends what is not at the gateway; the other one does if the time is then over. */
void outreach_drop(struct reminder_row *row, const char *why);
void outreach_put_off(struct reminder_row *row, int64_t due_ms);

/** What of a row that has come to its end is counted; NULL: it has not. */
const char *outreach_fact(const struct reminder_row *row);

/** Counts it in the row's conversation. */
void outreach_count(struct turn *turn, const struct reminder_row *row, const char *fact);

/** The line's owner wants to be reminded, or not any more: what was planned is dropped. */
bool outreach_wish(struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE], bool wants);

/** Loads the conversation that was opened for the line, if nobody has come to it yet. */
enum found outreach_find_opened(struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE],
				struct conversation *out);

/** Removes what is planned for the line and the conversations that were opened for it. */
bool outreach_forget(struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE]);

/** Removes what came too late long ago. */
bool outreach_purge(struct turn *turn);

/* --- outreach_talk.c ---------------------------------------------------------- */

/** A row on its way, as far as it was read. */
struct reminding {
	struct reminder_row row;
	struct reminder_body body;
	struct verdict verdict;
};

/** Begins the errand that says it. */
void outreach_begin(struct turn *turn, struct reminding *reminding);

/** It could not be said. */
void outreach_begin_again(struct turn *turn, struct reminder_row *row);

/** Whether the conversation's person has ever proven that line. */
bool outreach_has_proven(const struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE]);

/** A taker, see bot/dialogue.c: of who wants to be reminded, or none of it any more. */
bool outreach_take_wish(struct turn *turn);

/* --- outreach_news.c ------------------------------------------------------------- */

/** What was just said of the running errand's line goes to that line too, if nobody sees it: a common
 *  text, once for each occasion. */
void outreach_news(struct turn *turn, enum reminder_matter matter, int64_t occasion,
		   const char *text);

/** Somebody has come back to the conversation: what was said there is not sent any more. */
void outreach_note_seen(struct turn *turn);

/* --- outreach_plan.c: what the command asks ----------------------------------- */

/** Plans, lists, notes wishes. False: the event is undone, `code` says why. */
bool outreach_do(struct turn *turn, const char **code);

/* --- outreach_send.c: time ---------------------------------------------------- */

/** Goes on with what is due. */
void outreach_tick(struct turn *turn);

/** What the gateway has said of one. */
bool outreach_settle(struct turn *turn);

#endif
