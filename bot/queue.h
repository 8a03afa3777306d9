/*
 * The lines of the teams: who stands where, who is there to take them, and what desks and
 * subscribers are told when that changes.
 *
 * Hours say when a team works, presence whether an agent sits there; for somebody to be there it
 * takes both. A team without any account is taken to be there at its hours.
 */
#ifndef FUJI_BOT_QUEUE_H
#define FUJI_BOT_QUEUE_H

#include "bot/core.h"

/** An agent whose last desk is gone that long has left. */
#define LINK_GRACE_MS (60 * 1000LL)

/* --- teams and agents ----------------------------------------------------------- */

/** The case's team; the last one when the files no longer have it. */
const struct team *queue_team(const struct bot *bot, const struct case_row *row);
void queue_put_team(struct case_row *row, const struct team *team);

/** Whether it takes from that line in that language; -1: in any. */
bool agent_takes(const struct agent_row *agent, const char *team, int language);

/** Whether it is one who takes cases. */
bool agent_is_talker(const struct agent_row *agent);

/** Whether such a one is ready, and has a desk or had one until just now. */
bool agent_is_there(const struct agent_row *agent, int64_t now_ms);

/** Of cases that are open. */
int64_t agent_load(struct turn *turn, const struct agent_row *agent);

/** Whether the team works now and somebody sits there for that case. */
bool queue_is_staffed(struct turn *turn, const struct case_row *row);

/** When the case's team works next; 0 when it does now. */
int64_t queue_back_ms(const struct turn *turn, const struct case_row *row);

/* --- places ------------------------------------------------------------------- */

/** Places may be others now: subscribers hear soon. */
void queue_places_changed(struct bot *bot);

/** Fills the turn's `ahead` and `wait_s` for that case. */
void queue_find_place(struct turn *turn, const struct case_row *row);

/** Tells the origin its place, if its conversation waits. */
void queue_tell_place(struct turn *turn);

/** A team's line, or who takes from it, is not what it was: desks hear now, subscribers soon. */
void queue_changed(struct turn *turn, const char *team);

/** The same for what is told of an agent; of who takes no cases nothing is told. */
void queue_agent_changed(struct turn *turn, const struct agent_row *agent);

/** An event that the subscriber hears beside the words: `state` as in ws/WIRE.md. */
void queue_announce(struct turn *turn, const char *state);

/** Prints the frame of the board. */
void queue_print_board(struct turn *turn, struct buffer *frame);

/** Tells all desks which spikes go on now; the board has them from then on. */
void queue_tell_spikes(struct turn *turn);

/* --- time --------------------------------------------------------------------- */

struct line_watch;
struct line_watch *line_watch_create(void);
void line_watch_destroy(struct line_watch *watch);

/** An alarm of the lines that is later than this is not late: the clock has leapt. */
#define QUEUE_LATE_MS 60000

/** Has queue_tick called by then; the alarm leaves with queue_arm, after the commit. */
void queue_wake(struct bot *bot, int64_t at_ms);
void queue_arm(struct bot *bot, struct output_list *out);

/** The alarm has gone off. */
void queue_tick(struct turn *turn);

/** The files may have other teams and times than before: queue_tick is called at once, and then
 *  cases of teams that are no longer there go to the last one. */
void queue_words_changed(struct bot *bot);
void queue_reroute(struct turn *turn);

/** After a start: the same, and desks that were there have a minute to come back. */
bool queue_resume(struct bot *bot, struct error *err);

#endif
