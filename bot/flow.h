/*
 * What a flow may do. A flow is one file in bot/flows/ that defines one `struct flow`; its
 * words lie beside it in <name>.yaml. It includes this header and nothing else.
 *
 * A flow is told as the errand goes, from the first line to the last, and is run again from
 * the top at every message or answer. A function here that returns bool means: true, go on;
 * false, what is needed was arranged (asked, looked up, said, handed over): return
 * FLOW_WAITING. Texts that were said stay silent while catching up.
 */
#ifndef FUJI_BOT_FLOW_H
#define FUJI_BOT_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "bot/carrier.h"
#include "bot/state.h"

struct turn;

enum flow_status { FLOW_WAITING, FLOW_DONE };

/** What a subscriber may know of a case. */
enum case_news { CASE_UNKNOWN, CASE_RECEIVED, CASE_IN_WORK, CASE_ENDED };

#define FLOW_NAMES_MOST 24

struct flow {
	const char *name; /* of the file */
	enum flow_status (*run)(struct turn *turn);
	const char *intents[FLOW_NAMES_MOST]; /* the errands that begin it */
	const char *texts[FLOW_NAMES_MOST];   /* what it says; checked at start-up */
	const char *slots[FLOW_NAMES_MOST];   /* what it asks; checked at start-up */
};

/** Says a text of the flow, once. In a text stand {line}, {owed}, {order}, the flow's own
 *  slots as they were answered, and what else bot/texts.h lists. */
void turn_say(struct turn *turn, const char *text);

/** The same for a text that promises: its sentences with a time or an amount go into the case's
 *  summary too. */
void turn_promise(struct turn *turn, const char *text);

/** True once the slot has an answer, which may have been in the message that began the
 *  errand; asks otherwise. The choice `person` is never an answer: it leads to a person, and the
 *  errand ends. */
bool turn_ask(struct turn *turn, const char *slot);

/** Whether the slot has an answer; asks nothing. */
bool turn_knows(struct turn *turn, const char *slot);

/** The slot's answer; "" before there is one. A secret's is a handle. */
const char *turn_answer(const struct turn *turn, const char *slot);
bool turn_is(const struct turn *turn, const char *slot, const char *value);

/** The first moment of the day that a slot of kind DATE or WHEN has; 0 for any other answer of it, such
 *  as a choice `today`. */
int64_t turn_day(const struct turn *turn, const char *slot);

/** The number that a slot of kind MONTHS or AMOUNT has; 0 for any other answer of it. */
int64_t turn_number(const struct turn *turn, const char *slot);

/** The months that a policy begins with; 0 when there is none for the line, or it gives none. */
int64_t turn_policy_months(const struct turn *turn, const char *name);

/** Whether a time has come. */
bool turn_has_come(const struct turn *turn, int64_t at_ms);

/** Takes the answer back, and all that came after it. */
void turn_back_to(struct turn *turn, const char *slot);

/** Ends this errand and begins another, that of an intent, with the same line and the answers to
 *  slots of the same name. Always FLOW_WAITING. */
enum flow_status turn_change_to(struct turn *turn, const char *intent);

/** Gives a link to the page on which what the record has as owed is paid, where paying helps and the
 *  settings name somebody who has such links; when there is none now, the other ways to pay. True
 *  once that is said, or is not to be. */
bool turn_give_pay_link(struct turn *turn, const struct carrier_line *line);

/** Whether the line, as its record shows it, calls for an order of that name, or allows it. */
bool turn_order_fits(const struct turn *turn, const char *what, const struct carrier_line *line);

/** Whether nothing holds the line but what a payment, or its booking, lifts. */
bool turn_money_lifts_all(const struct turn *turn, const struct carrier_line *line);

/** True when who asks has proven slot `line` at least this well; else lets them prove it
 *  (flow verify_identity) and comes back here. */
bool turn_trusted(struct turn *turn, enum trust trust);

/** The same, as well as an order of that name needs it (the table in bot/orders.c). */
bool turn_may_order(struct turn *turn, const char *what);

/** In a check: whether the line was proven meanwhile, as well as the errand needs. */
bool turn_is_checked(struct turn *turn);

/** Whether the number that is talked about is proven already. */
bool turn_is_proven(const struct turn *turn);

/** In a check: who asks does not want it. The errand that needs it is told when it goes on. */
void turn_decline(struct turn *turn);

/** Whether the check was declined. Then turn_trusted says that nothing can be done without it,
 *  and ends the errand: what can be done comes before. */
bool turn_has_declined(const struct turn *turn);

/** Whether that intent began the errand. */
bool turn_began_with(const struct turn *turn, const char *intent);

/** Whether the errand interrupts another, which goes on after it. */
bool turn_is_aside(const struct turn *turn);

/** A person who is asked for from now on comes before others. */
void turn_make_urgent(struct turn *turn);

/** The operator's record of slot `line`, looked up once and pinned. A back end that does not
 *  answer leads to a person. */
bool turn_line(struct turn *turn, struct carrier_line *out);

/** Looks slot `line` up once more, under a name of its own. True when that has ended; then
 *  out->exists is false also when the operator did not answer. */
bool turn_look_again(struct turn *turn, const char *name, struct carrier_line *out);

/** Whether one of the holds has that cause. */
bool turn_has_hold(const struct carrier_line *line, const char *cause);

/** Whether one of the holds stops the line. */
bool turn_is_stopped(const struct turn *turn, const struct carrier_line *line);

/** Whether paying lifts that hold; one of the line's holds. */
bool turn_paying_lifts(const struct turn *turn, const struct carrier_hold *hold);
bool turn_paying_helps(const struct turn *turn, const struct carrier_line *line);

/** Has the operator carry out an order for slot `line`, which was agreed to: once, whatever is
 *  retried, and never without the proof that it needs. What becomes
 *  of it is watched from then on (flow order_watch). True when the operator has taken it: texts
 *  may say {order}. What was refused or not answered is said, and leads to a person. */
bool turn_order(struct turn *turn, const char *name, const struct carrier_order *order);

/** Whether such an order for slot `line` was given in this conversation and is not done yet. */
bool turn_is_ordered(const struct turn *turn, const char *what);

/** Whether an order or a payment is being watched in this conversation. */
bool turn_is_watching(const struct turn *turn);

/** When such an order was last given for slot `line` in this conversation; 0: never. */
int64_t turn_ordered_ms(struct turn *turn, const char *what);

/** Watches whether a payment for slot `line` takes effect. */
void turn_watch_payment(struct turn *turn);

/** How long an order or a payment is watched before a person takes it: what norms give for
 *  restoring a line (service norm 2009, 2.4). */
#define WATCH_LONGEST_MS (24 * 60 * 60 * 1000LL)

/** In a watch: writes down that what it watches is done. */
void turn_note_done(struct turn *turn);

/** The line works again: for reports. */
void turn_note_restored(struct turn *turn);

/** In a watch: when it began; `what` it watches, an order or `payment`. */
int64_t turn_watched_since(const struct turn *turn);
bool turn_watches(const struct turn *turn, const char *what);

/** In a watch: asks the operator, under a name, what became of the order. True when that has
 *  ended; without an answer it is pending as before. */
bool turn_follow(struct turn *turn, const char *name, enum order_state *out);

/** In a watch: true once that time has come, or something is heard of the line before. */
bool turn_wait_until(struct turn *turn, const char *name, int64_t at_ms);

/** What was heard was nothing new: what was looked up since that waiting is forgotten, and it may
 *  begin again. */
void turn_wait_again(struct turn *turn, const char *name);

/** Says for each hold, in the order in which they must be lifted, what it is and what to do.
 *  False when the record names a cause that nobody here knows: that leads to a person. */
bool turn_say_holds(struct turn *turn, const struct carrier_line *line);

/** Whether an errand before this one has told what holds the line. */
bool turn_has_told_holds(const struct turn *turn);

/** Whether a hold's table row says that a person must always be offered. */
bool turn_is_restricted(const struct turn *turn, const struct carrier_line *line);

/** True when the line may be checked: not too often today, not wrong too often, nor for too long. Leads
 *  to a person else. When too many checks failed at all numbers together, that is said to whoever asks, and a
 *  person is offered. */
bool turn_may_check(struct turn *turn);

/** Has the operator send a code, for the check in slot `chosen`, to where it can arrive: the line, if
 *  the check is by it and its record says that it can receive, else the contact number. When enough
 *  were sent today, to it or to all, that is said and `chosen` is asked again. */
bool turn_send_code(struct turn *turn, const char *chosen);

/** Has the operator check the secret in `slot` by the check in slot `chosen`, with the text in
 *  `name_slot` if that is not NULL. True when it fits: the line is then proven. Wrong, expired and
 *  lost ones are said and asked again; one that was wrong just now is not asked twice, and costs
 *  nothing; the third wrong one leads to a person. */
bool turn_check(struct turn *turn, const char *chosen, const char *slot, const char *name_slot);

/** Has who asks pass a check of his face on the operator's page, for the check in slot `chosen`; the
 *  link is in {face_link}. True when it was passed: the line is then proven. Failed ones and links
 *  that nobody used in time are said, and `chosen` is asked again. */
bool turn_check_face(struct turn *turn, const char *chosen);

/** In a reminder: whether it was said; whether it is still to be said; whether it is of that matter. */
bool turn_has_reminded(const struct turn *turn);
bool turn_may_remind(struct turn *turn);
bool turn_reminds_of(const struct turn *turn, const char *matter);

/** In a reminder, as the export had it: the balance in fen, -1: nothing; the beginning of the day on
 *  which a paper or a hold ends. */
int64_t turn_reminded_balance(const struct turn *turn);
int64_t turn_reminded_end(const struct turn *turn);

/** In a reminder that was said: it goes out, as a text message with that text of the flow if there is
 *  no better way. */
void turn_remind(struct turn *turn, const char *text);

/** In a reminder: what was offered with it has been answered. */
void turn_note_reminder_answered(struct turn *turn);

/** In a reminder: it is not said, for that reason; or not now, and tried again. */
void turn_drop_reminder(struct turn *turn, const char *why);
void turn_remind_later(struct turn *turn);

/** The owner of the line in slot `line` wants reminders, or none. True once that stands; else the line is
 *  being proven: who has ever proven it here need not do it again. */
bool turn_wants_reminders(struct turn *turn, bool wants);

/** How the case in slot `case` is getting on. Unknown are also those of other conversations, but
 *  for who has proven the number that the case is about. Texts may say {case}. */
enum case_news turn_case(struct turn *turn);

/** Puts the conversation in the line for a person. Always FLOW_WAITING. */
enum flow_status turn_hand_over(struct turn *turn, const char *reason);

/** Says a text of the flow however often it was said. */
void turn_say_again(struct turn *turn, const char *text);

/** Whether the number in the slot is the one that is talked about. */
bool turn_is_own_line(const struct turn *turn, const char *slot);

/** Notes in the case that the number in `number` is to be called in the part of the day in `part`:
 *  `morning`, `afternoon` or `evening`. False when nobody works then. Texts may say {call_time}. */
bool turn_call_back(struct turn *turn, const char *number, const char *part);

/** Notes in the case that its answer is awaited in writing. */
void turn_leave_ticket(struct turn *turn);

/** The subscriber wants nothing else: says the flow's `done`, ends the errand, and asks once in a
 *  conversation how it was (flow feedback). Always FLOW_DONE. */
enum flow_status turn_end(struct turn *turn);

/** Writes down for the reports, once, how the number in `slot` rates the service. */
void turn_rate(struct turn *turn, const char *slot);

/** The same of what the message says of it, if that was asked for and said in words. */
void turn_rate_in_words(struct turn *turn);

/** Says the article of that id, once. */
void turn_say_article_once(struct turn *turn, const char *id);

#endif
