/*
 * The inside of the bot, shared by the files of this room: the bot itself and the turn.
 */
#ifndef FUJI_BOT_CORE_H
#define FUJI_BOT_CORE_H

#include <stdatomic.h>

#include "bot/assertion.h"
#include "bot/audit.h"
#include "bot/bot.h"
#include "bot/conversation.h"
#include "bot/flow.h"
#include "bot/report.h"
#include "bot/texts.h"
#include "bot/vault.h"
#include "intents/intents.h"
#include "knowledge/knowledge.h"

struct bot {
	int64_t commit_us; /* of the last commit */
	char *resources, *data_dir;
	const struct clock *clock;
	struct keys *keys;
	const struct assertion_rules *identity;
	struct check_rules check_rules;
	struct check_counts check_counts;
	int64_t rules_given_up;
	const struct upload_rules *uploads;
	const struct retention_rules *retention;
	struct {
		int64_t looked_ms, steady_since_ms; /* see bot/purge.c */
		bool doubted;                       /* the clock */
		bool goes_on;                       /* there may be more that has expired */
	} purge;
	struct {
		int64_t looked_ms, leapt_ms; /* see bot/idle.c; 0: not yet */
	} idle;
	struct rotation {
		bool under_way;
		int64_t behind;  /* the row that the walk has come to */
		size_t n_sealed; /* in this walk */
	} rotation;
	struct hook_rules hooks;
	const struct carrier_extras *extras;
	const struct reminder_rules *reminders; /* NULL: none are sent */
	bool reminders_resume; /* what was at the gateway when the process last stopped is still open */
	int zone_minutes;
	struct store store;
	struct intents *intents;
	struct intent_matcher *matcher;
	struct knowledge *knowledge;
	struct texts *texts;
	atomic_uint rules_saved; /* by desks, how often: read by who reads words */
	struct vault *vault;
	struct text_writer *writer; /* see bot/script.c; NULL until it is needed */
	struct audit *audit;
	struct arena *arena; /* of the event that runs */
	step_taker *trace;   /* NULL: nobody wants to know */
	void *trace_context;
	int64_t desk_idle_ms;            /* 0: log-ins do not end by themselves */
	int64_t desk_version;            /* grows with every frame to all desks */
	struct line_watch *line_watch;   /* who was told which place, see bot/queue.c */
	char *spikes;                    /* that go on, for desks; NULL: none */
	char *reports[N_REPORT_PERIODS]; /* as they were counted last, for desks; NULL: not yet */
};

/** One event on its way through the bot. */
struct turn {
	struct bot *bot;
	struct arena *arena;
	int64_t now_ms;
	const struct event *event;
	struct output_list *out;
	struct conversation *conversation;

	const struct understanding
		*meaning; /* of the subscriber's message; NULL for other events */
	const char *text; /* of it, as typed; "" for other events */
	int64_t message_seq;
	const struct upload_row *upload; /* the file that it brings; NULL: none */
	bool secret;       /* it holds a code or password, of which only a mask is kept */
	bool in_words;     /* the message was taken whole as what somebody has to say */
	bool missed;       /* it fitted nothing: the open prompt is put in other words */
	bool remind;       /* an aside was answered: the open prompt is put again */
	bool noted;        /* something was told, for the first time, that was not asked yet */
	bool watches;      /* what runs is a watch */
	bool begins_watch; /* one was begun and has not run yet */
	bool hands_over;   /* a case was put in a line */
	bool wants_ticket; /* the case is to go to the operator's people, see bot/tickets.c */
	bool tells_line;   /* the board of the case's line may show something else */
	bool ends;         /* an errand came to its end, and nothing else is wanted */
	const char *news;  /* it speaks unasked: the common text that says so, see bot/push.c */

	struct instance *running;
	struct buffer printed; /* activities of this turn */
	struct output *spoken; /* the output that they go into: made with the first of them, so
				 * that it stands before the calls that follow */
	bool has_text;         /* the bot said something */

	/* What placeholders stand for. */
	const struct carrier_line *record;
	const struct carrier_hold *hold;
	const char *order_number;
	int64_t tries_left;
	const char *still_held; /* causes told before that still hold the line, by name */
	const char *first_held; /* that of them all which is lifted first */
	int64_t ahead;
	int64_t wait_s;  /* as late cases took; 0: not known */
	int64_t back_ms; /* when people are there again; 0: not known */
	int64_t call_from_ms, call_to_ms;
	const char *case_id;
	const char *agent_name;
	const char
		*audited; /* what the audit log tells of a desk's verb beside who, what and where */

	struct error *err;
	bool failed; /* the store refused: the event will be undone */
};

/* --- turn.c ------------------------------------------------------------------- */

enum language turn_language(const struct turn *turn);

/** Understands what was written, or a part of it. False with err, which may be NULL, only when it is
 *  no UTF-8. */
bool turn_understand(struct turn *turn, const char *text, size_t length, struct understanding *out,
		     struct error *err);

/** Adds an output; the texts given in `fields` are already the output's own. */
struct output *turn_output(struct turn *turn, enum output_kind kind, uint64_t origin);

/** Tells the one who sent the event, if he wants to know, that it became the activity `seq`; one
 *  that is not kept has its client's id behind that. */
void turn_receipt(struct turn *turn, int64_t seq, const char *client_id);

/** Appends an activity to the conversation. */
void turn_append(struct turn *turn, const struct activity *activity);

/** Says a text as the bot, with the choices of `offer`, which may be NULL. */
void turn_say_offer(struct turn *turn, const char *template, const struct slot *offer);

/** Puts a prompt; the same words too often in a row, and a person is better. */
void turn_put_prompt(struct turn *turn, const char *template, const struct slot *slot);

/** Tells a step of the running errand to whoever draws it, see bot_trace. */
void turn_trace(struct turn *turn, enum step_kind kind, const char *name, const char *answer);

/** Says a text unless the running errand has the mark; whether it did. */
bool turn_say_once(struct turn *turn, const char *mark, const char *template);

/** The same for what may be rated with a thumb: it tells something, and asks nothing. */
bool turn_explain_once(struct turn *turn, const char *mark, const char *template);

/** The common text of that name. */
const char *turn_common(const struct turn *turn, const char *name);

/** Says a common text (bot/dialogue.yaml) as the bot or as the system, with choices. */
void turn_say_common(struct turn *turn, const char *text);
void turn_say_as_system(struct turn *turn, const char *text);
void turn_offer_common(struct turn *turn, const char *slot);

/** An event beside the messages: who speaks now. */
void turn_announce_owner(struct turn *turn);

/** Tells the one who asked the same; it is not kept. */
void turn_tell_owner(struct turn *turn);

/** Sends an event that is not kept to the one who asked, or with 0 to the whole conversation. */
struct output *turn_send_event(struct turn *turn, uint64_t origin, const char *name,
			       const char *value_json);

/** Writes a fact row and a line of the story. */
void turn_fact(struct turn *turn, const char *kind, const char *name, const char *value,
	       int64_t number);

/** The same about what was just said, and not about the message that it answers. */
void turn_fact_said(struct turn *turn, const char *kind, const char *name, const char *value);

/** A fact row alone, for reports (bot/FIGURES.md): the person who takes over needs no such line. */
void turn_count(struct turn *turn, const char *kind, const char *name, const char *value,
		int64_t number);

/** The same about the activity `seq`. False when it is not stored. */
bool turn_add_fact(struct turn *turn, int64_t seq, const char *kind, const char *name,
		   const char *value, int64_t number);

/** A failed store call ends here: true when it was fine. */
bool turn_stored(struct turn *turn, bool fine);

/** The number that the running errand is about, else the one that is talked about. */
const char *turn_line_number(const struct turn *turn);

/** The row of a policy that applies; NULL if none. */
const struct policy *turn_policy(const struct turn *turn, const char *name);

void turn_say_article(struct turn *turn, const struct article *article);

/** A template with its placeholders filled; "" if nothing is left. */
const char *turn_filled(struct turn *turn, const char *template);

/** The same in a language. */
const char *turn_filled_in(struct turn *turn, const char *template, enum language language);

/** Whether that placeholder of a turn has a value. */
bool turn_has_value(const struct turn *turn, const char *name);

/** An answer as it is told to people, numbers masked. In the arena. */
const char *turn_told_back(struct turn *turn, const struct slot *slot, const char *value,
			   enum language language);

/** Forgets all errands under way; what was proven and said of the line stays. */
void turn_drop_flows(struct turn *turn);

/* --- proofs.c ----------------------------------------------------------------- */

/** turn_trusted, but weakly and by a check that does not hang on the line itself: its phone may
 *  be in other hands, or gone. */
bool turn_trusted_apart(struct turn *turn);

/** What still proves that line in this conversation, or NULL. */
struct proof *proof_of(const struct turn *turn, const char *line);

/** Proves it, instead of what did before. The texts live as long as the state. */
void proof_add(struct turn *turn, const char *line, const char *method, enum trust trust);

/** Whether the line is proven at least so well, and if `apart`, by a check that does not hang on
 *  the line itself. */
bool proof_is_enough(const struct turn *turn, const char *line, enum trust trust, bool apart);

/** It has just been used: there is one. */
void proof_use(struct turn *turn, const char *line);

/** How well the conversation's line is proven now. */
enum trust turn_trust(const struct turn *turn);

/* --- tries.c -------------------------------------------------------------------- */

/** Whether the running errand's number may be checked, or get a code, once more. */
enum tries {
	TRIES_LEFT,
	TRIES_LOCKED,       /* no more for this number today */
	TRIES_PERSON,       /* nor later: only a person may */
	TRIES_ALL_USED,     /* for no number: too many failed, or too many codes were sent */
	TRIES_ADDRESS_USED, /* for no number, from where the message comes from */
	TRIES_UNKNOWN       /* the store failed */
};

/** Before a check is asked, or while one is under way. Notes in the errand where it comes from. */
enum tries tries_judge(struct turn *turn, bool under_way);

/** Counts a code that is sent now, if there is one left. */
enum tries tries_count_code(struct turn *turn);

/** Whether the number's newest code was sent for this conversation; false when the store failed, too. */
bool tries_code_is_own(struct turn *turn);

/** Counts a check that is asked now; -1: it came to no end, so it was none. */
void tries_count_check(struct turn *turn, int64_t n);

/** It was wrong. Notes how many tries are left, as below. */
void tries_count_wrong(struct turn *turn);

/** Who passes has not guessed: neither this check nor the code for it is counted. */
void tries_forgive(struct turn *turn, bool by_code);

/** The operator vouches for the line's owner in another way: the row of failed ones has ended. */
void tries_end_row(struct turn *turn, const char *line);

/** How many are left, for {tries_left}. False when the store failed. */
bool tries_note_left(struct turn *turn);

/** Drops what was counted and is over. */
bool tries_purge(struct turn *turn);

/* --- checks.c ------------------------------------------------------------------- */

/** Whether a text message reaches the line, as its record says. */
bool turn_can_receive_sms(const struct turn *turn, const struct carrier_line *line);

/* --- identity.c --------------------------------------------------------------- */

struct signed_in {
	struct assertion assertion;
	const char *why_not; /* it is not believed; NULL: it is */
};

/** Reads what the operator's app asserts about the subscriber, and uses it up. False: the turn has
 *  failed. */
bool identity_read(struct turn *turn, struct signed_in *out);

/** Takes it, and goes on with errands that waited for it. What is not believed is answered with an
 *  error and changes nothing. */
void identity_take(struct turn *turn, const struct signed_in *signed_in);

/** Reads what the operator's page says of a check that was made there. False: turn->err. */
bool identity_read_result(struct turn *turn, struct assertion *out);

/* --- flows.c ------------------------------------------------------------------ */

/** The flow of that name, or NULL. */
const struct flow *flow_named(const char *name);
const struct flow *flow_for_intent(const char *intent);
const char *const *flow_names(void); /* closed by NULL */

/* --- pay.c -------------------------------------------------------------------- */

/** What is wrong with a link to pay by, as a sentence; NULL: nothing. */
const char *pay_link_fault(const struct knowledge *knowledge, const char *url, struct arena *arena);

/** What the journal keeps of a link that came; "" if it may not be told. */
const char *pay_link_kept(struct turn *turn, const struct pay_link *link);

/** Of the running errand's link, while it is good; NULL, 0: there is none, or nobody says. */
const char *turn_pay_url(const struct turn *turn);
const char *turn_pay_host(const struct turn *turn);
int64_t turn_pay_until_ms(const struct turn *turn);

/* --- choices.c ---------------------------------------------------------------- */

/** Whether what the choice needs is there. */
bool choice_is_there(const struct turn *turn, const struct slot_choice *choice);

/** Whether one of the words stands in the normal form of a text. */
bool choice_hit(const char *text, const char **const words[N_LANGUAGES]);

/** Whether the text ends in one of the words. */
bool choice_ends(const char *text, const char **const words[N_LANGUAGES]);

bool choice_is_of(const struct slot *slot, const char *value);

/** The slot's choice that the message names; NULL if none. Of choices that were just offered also
 *  "the second one". */
const char *choice_named(const struct turn *turn, const struct slot *slot);
const char *choice_answered(const struct turn *turn, const struct slot *slot);

/** The choice that the message names, of those that are offered; NULL if none. */
const char *choice_open(const struct turn *turn);

/* --- readings.c --------------------------------------------------------------- */

/** What the subscriber's message means, and the quick reply that it presses. */
bool turn_means(const struct turn *turn, const char *intent);
bool turn_chose(const struct turn *turn, const char *choice);

/** The slot that the bot's last prompt asked for, or NULL. */
const struct slot *turn_open_prompt(const struct turn *turn);

/** Whether the message is understood so well that a short one is no name. */
bool reading_is_clear(const struct turn *turn);

/** The number that the message is about: the first that is not turned down ("not ...2, it is
 *  ...3"); NULL if none. *several tells whether it names others as well. */
const char *reading_line(const struct turn *turn, bool *several);

/** Whether a value may be the slot's answer: a day that is to come, months within the policies'
 *  bounds, which are known once the line was looked up. Choices do. */
bool reading_fits(const struct turn *turn, const struct slot *slot, const char *value);

/** What the message has for the slot, whether or not it fits; NULL if nothing. */
const char *reading_for(const struct turn *turn, const struct slot *slot);

/** The same, if it fits. */
const char *reading_value(const struct turn *turn, const struct slot *slot);

/** What the message has for the slot, asked or not, its choices among it; NULL if nothing that
 *  fits. */
const char *reading_heard(const struct turn *turn, const struct slot *slot);

/* --- secrets.c ---------------------------------------------------------------- */

/** Whether an identity check is under way. */
bool secret_expected(const struct turn *turn);

/** The slot of the check that the message answers with a secret; NULL if none. */
const struct slot *secret_slot(const struct turn *turn);

/** Puts that secret in the vault, and its handle into the journal. */
void secret_keep(struct turn *turn, const struct slot *slot);

/** Where an identity card's tail is asked for with the owner's name: keeps a name that comes
 *  alone. False when the message is none. */
bool secret_take_name(struct turn *turn);

/* --- answers.c ---------------------------------------------------------------- */

/** Takes the message whole as what somebody has to say, if that was asked for. */
bool answer_take_words(struct turn *turn);

/** Takes the message as the answer to the open prompt; false when it is none. */
bool answer_take(struct turn *turn);

/** Takes it as another choice than one made earlier in the errand. */
bool answer_take_other(struct turn *turn);

/** Makes the number that the message is about the one that is talked about. */
void answer_take_line(struct turn *turn);

/** Whether it is a slot in which one agrees to an order. */
bool answer_is_consent(const char *slot);

/** Notes an answer for the person who may take over, if it is one that may be heard anywhere:
 *  those tell about the matter. */
void answer_note(struct turn *turn, const char *flow, const struct slot *slot, const char *value);

/** Keeps for the running errand what was told before it asked. */
void answer_hear(struct turn *turn, const struct slot *slot, const char *value);

/** Has what was asked put in other words, once it was said that what came instead is noted. Who
 *  tells the same again hears no more of that. */
void answer_ask_differently(struct turn *turn);

/* --- errands.c ---------------------------------------------------------------- */

/** The errand that the message names; NULL if none. */
const char *errand_named(const struct turn *turn);

/** Begins an errand on top of those under way. */
void errand_begin(struct turn *turn, const char *flow);

/** Begins another errand instead. Causes that the one before has told need no telling again. */
void errand_replace(struct turn *turn, const struct flow *flow, const char *intent);

/** What `before` was told need not be asked again by the errand on top. */
void errand_keep_heard(struct turn *turn, struct instance *before);

/** Has the running errand tell the causes again: all of it when asked to repeat, else what to do
 *  about them. False when none was told. */
bool errand_retell(struct turn *turn, bool whole);

/** Forgets that the errand has told causes, so that it tells them again. */
void errand_drop_told(struct turn *turn, struct instance *top);

/** Takers, see bot/dialogue.c: an errand, two in one message, a scam that is reported. */
bool errand_take(struct turn *turn);
bool errand_take_two(struct turn *turn);
bool errand_take_scam(struct turn *turn);

/** Whether the errand under way is about a number. */
bool errand_is_about_line(const struct turn *turn);

/** Whether the subscriber's message swears, whatever else it says. */
bool turn_swears(const struct turn *turn);

/* --- dialogue.c --------------------------------------------------------------- */

/** Gives a message of the subscriber to whoever takes it, then runs the errands. */
void dialogue_take(struct turn *turn);

/** A conversation that was closed goes on as a new one under the same id. */
void dialogue_reopen(struct turn *turn);

/* --- errands_run.c ------------------------------------------------------------ */

#define RATING "feedback" /* the errand that asks how it was */

/** Runs the errands from the last one down, until one waits. */
void errands_run(struct turn *turn);

/** Runs an errand that was begun out of turn, such as the offer of a call when nobody is there. */
void errands_run_begun(struct turn *turn);

/** Asks how it was, once the conversation was closed by the bot or an agent. */
void errands_ask_rating(struct turn *turn);

/** Runs a watch once. */
void errands_run_watch(struct turn *turn, struct instance *watch);

/* --- history.c ---------------------------------------------------------------- */

/** Fills an output of the kind WELCOME or ACTIVITIES with a page of what was said: what came behind
 *  `after`, the last ones, what stands in front of the event's `before`. False with the turn's
 *  error. */
bool history_behind(struct turn *turn, int64_t after, struct output *output);
bool history_newest(struct turn *turn, struct output *output);
bool history_earlier(struct turn *turn, struct output *output);

/** Tells whose the conversation is, as that may have been said in front of the last page. */
void history_tell_owner(struct turn *turn);

/* --- device.c ----------------------------------------------------------------- */

/** Tells the conversation that it was opened on another device, and puts the open prompt again. */
void device_joined(struct turn *turn);

/* --- script.c ----------------------------------------------------------------- */

/** Notes in which characters the subscriber's device reads. */
void script_hear(struct turn *turn);

/** What the bot or the system says, written in them: a copy in the arena, or the activity itself where
 *  nothing is to be done. */
const struct activity *script_write(struct turn *turn, const struct activity *activity);

/* --- masked.c ----------------------------------------------------------------- */

/** The subscriber's message on one line, each number that may be a person's, a code or a case
 *  masked; at most so many characters. In the arena. */
const char *turn_masked_text(const struct turn *turn, size_t most);

/* --- needs.c ------------------------------------------------------------------ */

/** The first of two errands that the message names, and the other one in `later`; NULL when it
 *  does not name two. */
const char *needs_split(struct turn *turn, const char **later);

/* --- silence.c ---------------------------------------------------------------- */

/** The subscriber has spoken: from now on his silence counts. */
void silence_listen(struct turn *turn);

/** The alarm has gone off. */
void silence_alarm(struct turn *turn);

/* --- missed.c ----------------------------------------------------------------- */

/** Puts the subscriber's message in the queue of those that packs should understand better.
 *  Not one that may hold a secret. */
void missed_note(struct turn *turn);

/** Lists the queue or marks some of it. False: the event is undone, `code` says why. */
bool missed_do(struct turn *turn, const char **code);

/** Adds a row, and drops the oldest beyond what the queue holds. */
bool missed_put(const struct turn *turn, struct missed_row *row);

/** What a row says, as a JSON object, sealed for its conversation, which is loaded; opens it
 *  again: `{}` when it says nothing, NULL with err when it was changed outside. In the arena. */
void missed_seal(const struct conversation *conversation, struct missed_row *row, const char *body,
		 struct arena *arena);
const char *missed_open(const struct conversation *conversation, const struct missed_row *row,
			struct arena *arena, struct error *err);

/* --- review.c ----------------------------------------------------------------- */

/** The activity `seq` got a thumb, which counts instead of the one before: an answer that got one
 *  down is put in the queue of what people look at, and taken out when it was thought over before
 *  anybody has worked on it. */
void review_thumb(struct turn *turn, int64_t seq, enum thumb thumb);

/** The running errand has asked how it was: a low rating is put there too. What the message says of
 *  it in words goes with it. */
void review_rating(struct turn *turn, int64_t stars);
void review_comment(struct turn *turn);

/** What a desk wanted changed was tried. False: the event is undone, `code` says why. */
bool review_mended(struct turn *turn, const char **code);

/* --- person.c ----------------------------------------------------------------- */

/** Does what the event wants with all that is kept of who has proven its line. False: the event is
 *  undone, `code` and turn->err say why. */
bool person_do(struct turn *turn, const char **code);

/** Prints all that is kept of who has proven the event's line, in these conversations. */
bool export_print(struct turn *turn, const struct conversation_row *rows, size_t n,
		  struct buffer *json);

/** One step on the way to a new sealing key; its answer says whether it was the last. */
bool rotation_step(struct turn *turn, const char **code);

/** Ends some of the persons whose time is over; sets `more` if there may be others. */
bool person_retire(struct turn *turn, bool *more);

/** Ends the conversation's person: the key goes, and what would tell of him beside it. */
bool person_forget(struct turn *turn, const struct conversation_row *conversation);

/* --- purge.c ------------------------------------------------------------------ */

/** From now on the clock is watched. */
void purge_start(struct bot *bot);

/** Looks for what has expired; queue_tick goes on with it until nothing is left. */
bool purge_begin(struct turn *turn);
void purge_go_on(struct turn *turn);

/* --- uploads.c ---------------------------------------------------------------- */

/** Notes that a file of the conversation has been written, and answers. False: the event is
 *  undone, `code` and turn->err say why; so below. */
bool upload_take(struct turn *turn, const char **code);

/** Looks for the file that the message brings, for turn->upload. False when the store failed. */
bool upload_find(struct turn *turn);

/** Whether that file was there: the conversation's own, and in no message yet. */
bool upload_may_be_sent(struct turn *turn, const char **code);

/** The message that brings it was stored; a person who has the case is told. */
void upload_sent(struct turn *turn);

/** The key of a file of turn->conversation, as base64url; NULL when it was changed outside. */
const char *upload_key(const struct turn *turn, const struct upload_row *row);

/** Gives the agent who has the case what the file holds. */
bool upload_fetch(struct turn *turn, const char **code);

/** The same for who is in the conversation, once a message has brought it there. */
bool upload_fetch_own(struct turn *turn, const char **code);

/** Removes the files of a conversation. */
bool upload_remove_of(struct turn *turn, int64_t conversation);

/** Removes the files that have expired, and those that never got a row. */
bool upload_purge(struct turn *turn);

/* --- accounts.c --------------------------------------------------------------- */

/** Makes, changes or lists accounts. */
bool account_do(struct turn *turn, const char **code);

/** Makes or changes one as the event says, for who asked at a desk; NULL: who has the data
 *  folder. */
bool account_change(struct turn *turn, const struct agent_row *asker, const char **code);

/** Adds all accounts, as items of a list. */
bool account_print_all(struct turn *turn, struct buffer *json);

/** Puts on record that somebody came in or could not; refuses who may not any more. */
bool account_visit(struct turn *turn, const char **code);

/** The account that the event comes from, by its row, or by the name and the stamp of its token.
 *  NOT_FOUND when a token is no longer good; it may be disabled. */
enum found account_asking(struct turn *turn, struct agent_row *out);

/** Saves the account; its tokens are void from now on, and its desks get closed by the output.
 *  NULL when it could not be saved. */
struct output *account_sign_out(struct turn *turn, struct agent_row *agent);

/* --- signals.c ---------------------------------------------------------------- */

/** Takes what the subscriber or the page sends that is no message. False: the event is undone,
 *  `code` says why. */
bool signal_take(struct turn *turn, const char **code);

/* --- events.c ----------------------------------------------------------------- */

/** Does what the event wants. False: it must be undone, `code` and turn->err say why. */
bool event_run(struct turn *turn, const char **code);

/** Saves what the turn changed and sends what it said; false when it failed. */
bool turn_finish(struct turn *turn);

/* --- hello.c ------------------------------------------------------------------ */

/** Loads the event's conversation. Of this and all here: false, the event is undone, `code` says why. */
bool hello_find(struct turn *turn, const char **code);
bool hello_run(struct turn *turn, const char **code);
/** All that was said since it was last collected; a page of what was said before. */
bool hello_collect(struct turn *turn, const char **code);
bool hello_earlier(struct turn *turn, const char **code);

/* --- told.c ------------------------------------------------------------------- */

/** The answer to a call, or its time; that there may be news of it; that it takes long; and the result of a
 *  check that was made elsewhere. False: the event is undone. */
bool told_answer(struct turn *turn);
bool told_heard(struct turn *turn);
bool told_slow(struct turn *turn);
bool told_checked(struct turn *turn, const char **code);

/* --- words.c ------------------------------------------------------------------ */

/** Reads words and checks that all names fit; NULL with problems. Any thread. */
struct bot_words *bot_words_load(const char *resources, struct problems *problems);

/** The bot has these from now on, NULL: none, and what it had is destroyed. */
void bot_words_give(struct bot *bot, struct bot_words *words);

/* --- names.c ------------------------------------------------------------------ */

/** Adds a problem for each text, slot or intent that the code names and the files lack, and for
 *  each text or slot of the files that the code does not name. */
void names_check(const struct intents *intents, const struct texts *texts,
		 struct problems *problems);

/** Adds one for each placeholder in the texts that nothing fills, for each link that is not ours, and
 *  for each policy that no text quotes. */
void names_check_texts(const struct texts *texts, struct knowledge *knowledge,
		       struct problems *problems);

/** Adds one for each intent of a team that no pack defines. */
void names_check_teams(const struct intents *intents, const struct knowledge *knowledge,
		       struct problems *problems);

/* --- holds.c ------------------------------------------------------------------ */

/** Puts the holds in the order in which they are lifted, those that nobody here knows last. */
void turn_sort_holds(const struct turn *turn, struct carrier_line *line);

/** The cause that is to be lifted first; NULL when no hold has one that is known. */
const struct cause *turn_first_cause(const struct turn *turn, const struct carrier_line *line);

/* --- actions.c ---------------------------------------------------------------- */

/** What an order needs before it is given. No flow and no agent can order below it. */
struct action {
	const char *what;
	enum trust trust;
	bool apart;          /* by a check that does not hang on the line itself */
	const char *consent; /* the slot that was answered with a yes */
	bool (*fits)(const struct turn *turn, const struct carrier_line *line);
	const char *ordered; /* the common text that tells the subscriber of an agent's order */
};

/** By place; NULL behind the last. */
const struct action *action_at(size_t i);

/** NULL: there is no such order. */
const struct action *action_find(const char *what);

/** Of an order that there is. */
const struct action *action_named(const char *what);

/* --- orders.c ----------------------------------------------------------------- */

/** The proof of the conversation's line that an order lacks: `low`, `strong`, or `apart`, which is
 *  one that does not hang on the line itself; NULL when it lacks none. */
const char *order_missing_proof(const struct turn *turn, const char *what);

/** Whether such an order about that line was given here and is not done yet. */
bool order_is_under_way(const struct turn *turn, const char *about, const char *what);

/** Whether any order of the conversation has been given and not come to its end. */
bool order_is_open(const struct state *state);

/** Gives an order for the conversation's line that an agent wants and that lacks nothing, and
 *  follows it. */
void order_by_agent(struct turn *turn, const struct carrier_order *order);

/** What the operator's answer says, its number into turn->order_number; notes that it has the
 *  order. */
enum order_state order_read_state(struct turn *turn, const struct entry *entry);
void order_note_accepted(struct turn *turn, const char *what);

/** The audit log is told what the operator answered to an order, whoever gave it. */
void order_audit_answer(struct turn *turn, const struct carrier_call *call,
			const struct carrier_answer *answer);

/* --- notices.c ---------------------------------------------------------------- */

/** Has the running watch, which waits for that call, hear what the operator tells of its line or
 *  order. */
void notice_await(struct turn *turn, int64_t call);

/** Has the call, which is no errand's, hear what the operator tells of what it calls that. */
void notice_await_name(struct turn *turn, int64_t call, const char *name);

/** What the record of the line says that the operator calls it, if it was looked up. */
void notice_read_names(const struct turn *turn, const char *number, struct carrier_names *names);

/** Whether the running watch has heard something since it last waited, which it then has no longer. */
bool notice_was_heard(struct turn *turn);

/** Notes in a watch's journal that it was. */
void notice_note(struct instance *watch);

/** Takes what the operator tells. False: the event is undone. */
bool notice_take(struct turn *turn);

/* --- calls.c ------------------------------------------------------------------ */

/** What a kind of call is called in facts and in sources. */
const char *call_kind_name(enum call_kind kind);

/** Puts a call in the outbox under the running errand's entry `name`; without a running errand
 *  nobody's journal waits for it. Its row, 0: the store refused. */
int64_t call_send(struct turn *turn, const char *name, const struct carrier_call *call);

/** The key of the running errand's order `name`. In the arena. */
const char *call_order_key(struct turn *turn, const char *name);

/** What an answer says, as journals and states keep it. In the arena. */
const char *call_print_answer(struct turn *turn, enum call_kind kind,
			      const struct carrier_answer *answer);

/** Writes the answer into the journal entry that waits for the call `key`, if there still is
 *  one. */
void call_take_answer(struct turn *turn, struct instance *instance, const char *name,
		      enum call_kind kind, const char *key, const struct carrier_answer *answer);

/** What a stored call is about: the errand and the entry that wait for it. */
struct call_target {
	int64_t instance;
	const char *name;
	bool secret_lost; /* the process that knew the secret is gone */
};

/** Reads a stored call. The texts of `call` are from the heap: the caller's, even when the
 *  secret was lost. */
bool call_open(struct bot *bot, const struct conversation *conversation, const struct call_row *row,
	       struct arena *arena, struct call_target *target, struct carrier_call *call,
	       struct error *err);

/** Frees the texts of a call and leaves nothing of its secret. */
void call_forget(struct carrier_call *call);

#endif
