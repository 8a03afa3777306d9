/*
 * The way from the bot to a person: a case, what stands in it, and what is told of it.
 */
#ifndef FUJI_BOT_CASE_H
#define FUJI_BOT_CASE_H

#include "bot/core.h"

/* --- handoff.c ---------------------------------------------------------------- */

/** Opens a case with its summary and puts it in a team's line, and the conversation too if somebody is
 *  there. If it has a case already, that case goes on. */
void handoff_request(struct turn *turn, const char *reason);

/** Tells the subscriber who waits how many are ahead, and offers what can be had instead. */
void handoff_offer_instead(struct turn *turn);

/** The cause that was told last; the errand under way, or the last one that was understood; "". */
const char *case_cause(const struct turn *turn);
const char *case_errand(const struct turn *turn);

/** Tells the subscriber who waits that nothing is lost, how many are ahead, what can be had instead. */
void handoff_reassure(struct turn *turn);

/** The subscriber leaves the line for an answer by `call` or `ticket` (flow callback); the case stays
 *  open. */
void handoff_take_instead(struct turn *turn, const char *way);

/** The subscriber leaves the line; the case is closed as withdrawn, but for one that puts
 *  something on record: that stays open. */
void handoff_withdraw(struct turn *turn);

/* --- callback.c --------------------------------------------------------------- */

/** The time for a call back that was arranged has come. */
void callback_alarm(struct turn *turn);

/* --- cases.c ------------------------------------------------------------------ */

/** Writes down which number it is about, sealed and as hashes. */
void case_put_line(struct turn *turn, struct case_row *row);
struct blob case_masked_hash(const struct turn *turn, const char *masked);

/** The number to call back; "" if there is none. */
void case_put_callback(struct turn *turn, struct case_row *row, const char *number);
const char *case_callback(const struct turn *turn, const struct conversation *conversation,
			  const struct case_row *row);

/** The open case of the turn's conversation; false when there is none. */
bool case_of_conversation(struct turn *turn, struct case_row *out);

/** Writes an entry to the case's log, numbers masked, and tells the desks that watch it. */
void case_note(struct turn *turn, struct case_row *row, const char *kind, int64_t agent,
	       const char *text);

/** What the entry of the case's log says. In the arena. */
const char *case_entry_text(const struct turn *turn, const struct case_row *row,
			    const struct case_entry_row *entry);

/** An agent's name; "" for nobody. In the arena. */
const char *case_agent_name(struct turn *turn, int64_t agent);

/** Writes the case back and tells all desks what it is now. */
void case_save(struct turn *turn, struct case_row *row);

/** Prints a case as the wire has it; `conversation` is the case's own. */
void case_print(struct turn *turn, const struct conversation *conversation,
		const struct case_row *row, struct buffer *buffer);

/** Prints the frame with the log's entries behind `after`. */
void case_print_log(struct turn *turn, const struct case_row *row, int64_t after,
		    struct buffer *frame);

/* --- case_turn.c -------------------------------------------------------------- */

/** Rows to come back to, in the arena. Zeroed is empty. */
struct row_list {
	int64_t *rows;
	size_t n;
};

void row_list_add(struct arena *arena, struct row_list *list, int64_t row);

/** Does something in a turn of another conversation, which `open` loads or makes, and finishes that. */
typedef enum found own_opening(struct turn *own, void *context);
typedef void own_act(struct turn *own, void *context);
void turn_of_its_own(struct turn *turn, own_opening *open, own_act *act, void *context);

/** Does something with a case in a turn of its own conversation, and finishes that. */
typedef void case_act(struct turn *own, struct case_row *row);
void case_in_turn_of_its_own(struct turn *turn, int64_t row_number, case_act *act);

/* --- noted.c: for the person who may take over -------------------------------- */

/** The subscriber's message says what is wanted: the case quotes it. */
void turn_note_want(struct turn *turn);

/** The errands are about to be dropped: what they asked and will not hear. */
void turn_note_open(struct turn *turn);

/** Whether the message complains or swears. */
void turn_note_mood(struct turn *turn);

/** What the subscriber tells while a person has the conversation. */
void turn_overhear(struct turn *turn);

/* --- summary.c ---------------------------------------------------------------- */

/** Writes the open case's summary to its log, if there is a case and the newest one there says
 *  something else. */
void summary_refresh(struct turn *turn);

/* --- initiate.c --------------------------------------------------------------- */

/** Tells the desks what the turn hands over, if it does, as the event handoff.initiate. */
void initiate_send(struct turn *turn);

/* --- agents.c ----------------------------------------------------------------- */

/** An agent's first desk has come or the last one has gone, as the event says. */
bool agents_link(struct turn *turn);

/** Cases of agents whose last desk has been gone too long wait again. */
void agents_let_go_lost(struct turn *turn);

/** The case goes back to its place in the line, which the text tells; case_save is to follow. */
void case_wait_again(struct turn *turn, struct case_row *row, const char *text);

#endif
