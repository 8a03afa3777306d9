/*
 * The inside of the summary, shared by the files that tell its sections. The head of
 * bot/summary.c says what it is.
 */
#ifndef FUJI_BOT_SUMMARY_H
#define FUJI_BOT_SUMMARY_H

#include "bot/core.h"
#include "bot/summary_lines.h"

struct summary {
	struct turn *turn;
	const struct state *state;
	const struct case_row *row;
	struct carrier_line record; /* as last looked up */
	bool has_record;
	struct summary_lines lines;
};

/** The case's summary for who has no desk: a line a section. In the arena. */
const char *summary_text(struct turn *turn, const struct case_row *row, enum language language);

/** No function, so that the compiler sees formats. */
#define IN(language, zh, en) ((language) == LANGUAGE_ZH ? (zh) : (en))

/* --- summary.c ---------------------------------------------------------------- */

/** Tells one item in a language. */
typedef const char *teller(const struct summary *summary, const void *what, enum language language);

/** One more item of the line. */
void summary_put(struct summary *summary, teller *tell, const void *what);
void summary_put_both(struct summary *summary, const char *zh, const char *en);

/** Where the line's items come from. */
struct buffer *summary_sources(struct summary *summary);

/** Names of methods, reasons and the like: bot/dialogue.yaml, `summary.<name>`; a name without
 *  a text stands for itself. */
const char *summary_word(const struct summary *summary, const char *name, enum language language);

const char *summary_time(const struct summary *summary, int64_t at_ms, enum language language);

/** The check that the number was proven by; NULL if none. */
const struct proof *summary_proof(const struct summary *summary);

/** The operator's answer that such a check ended with, as sources call it. */
const char *summary_check(const char *method);

/** The message that named the number; without one it came with the log-in that the case has. */
void summary_source_line(struct summary *summary);

bool story_is(const struct story *story, const char *kind);

/* --- the sections ------------------------------------------------------------- */

void summary_put_case(struct summary *summary);
void summary_put_who(struct summary *summary);
void summary_put_holds(struct summary *summary);
void summary_put_account(struct summary *summary);
void summary_put_wants(struct summary *summary);
void summary_put_details(struct summary *summary);
void summary_put_mood(struct summary *summary);
void summary_put_done(struct summary *summary);
void summary_put_failed(struct summary *summary);
void summary_put_open(struct summary *summary);
void summary_put_reason(struct summary *summary);
void summary_put_next(struct summary *summary);
void summary_put_promises(struct summary *summary);

#endif
