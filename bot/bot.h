/*
 * The bot: events in, outputs out, in batches that commit together.
 *
 * bot_run takes a batch of events, gives each a savepoint of its own, commits once, and
 * only then hands out what may leave. It knows no sockets and no threads: one thread calls
 * it (the bot thread of a server, or a command), and that thread is the database's only
 * writer.
 */
#ifndef FUJI_BOT_BOT_H
#define FUJI_BOT_BOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/error.h"
#include "bot/access.h"
#include "bot/activity.h"
#include "bot/assertion.h"
#include "bot/carrier.h"
#include "bot/check_rules.h"
#include "bot/reminders.h"
#include "bot/retention.h"
#include "bot/rows.h"
#include "bot/sms.h"
#include "bot/uploads.h"

/* --- events ------------------------------------------------------------------- */

enum event_kind {
	EVENT_HELLO,    /* a socket opens or resumes a conversation */
	EVENT_EARLIER,  /* it wants the page in front of what it has */
	EVENT_ACTIVITY, /* the subscriber, or the page, sends something */
	EVENT_COLLECT,  /* one who is told nothing unasked takes what is new since he last did */
	EVENT_ANSWER,   /* the operator answered a call */
	EVENT_DESK,     /* an agent does something */
	EVENT_NOTICE,   /* the operator tells something unasked: `notice`, by the hub `name` */
	EVENT_HEARD,    /* and a watch that waits for `call` hears of it */
	EVENT_SLOW,     /* the operator has not answered `call` yet, which somebody waits for */
	EVENT_CHECKED,  /* the operator's page tells how a check went that was made there: `text` */
	EVENT_LINK,     /* an agent's first desk has come, or the last one has gone */
	EVENT_ACCOUNT,  /* an agent's account is made or changed */
	EVENT_UPLOAD,   /* a file of the subscriber's lies in the folder */
	EVENT_FETCH,    /* an agent wants such a file: `name`, `stamp`, `upload_id` */
	EVENT_SHOW,     /* a client of its conversation wants one that was said: `upload_id` */
	EVENT_PURGE,    /* what has expired goes */
	EVENT_MISSED,   /* messages that were not understood are listed or marked */
	EVENT_MENDED,   /* what came of a change of words that a desk wants: `mended` */
	EVENT_PERSON,   /* what is kept of a person is erased, held or given out: `as_line` */
	EVENT_ROTATE,   /* a step on the way to a new sealing key */
	EVENT_AUDIT,    /* the audit log is listed */
	EVENT_VISIT,    /* an agent came in, could not, or went */
	EVENT_HOOK,     /* what others were to be told was delivered, or given up */
	EVENT_HOOKS,    /* what it was told is listed: `page_row`, `name`, `stamp` */
	EVENT_OUTREACH, /* reminders are planned or listed, or somebody wants none: `outreach` */
	EVENT_SMS,      /* what became of a text message: `sms` */
	EVENT_SPIKES,   /* these spikes go on: `text`, as desks are told them */
	EVENT_REPORT,   /* what was counted of `days`: `text`, as desks are told it */
	EVENT_ROLLUP,   /* what facts come to is kept: `rollup` */
	EVENT_SNAPSHOT, /* the same of what else is made of them: `snapshot` */
	EVENT_DEAD,     /* what was given up is listed or put back: behind `page_row`, or `hook` */
};

/** What came of a notice. */
enum notice_news {
	NOTICE_FOR_NOBODY,
	NOTICE_HEARD,
	NOTICE_REPEATED,
	NOTICE_UNKNOWN,
	N_NOTICE_NEWS
};

enum thumb { THUMB_NONE, THUMB_UP, THUMB_DOWN };

enum desk_verb {
	DESK_SNAPSHOT, /* the list of cases; the desk gets deltas from then on */
	DESK_OPEN,     /* a case's conversation and log behind watermarks */
	DESK_EARLIER,  /* a page of its conversation in front of a seq */
	DESK_LIST,     /* all cases, by filter */
	DESK_BOARD,    /* teams and agents; the desk gets deltas from then on */
	DESK_PRESENCE, /* whether the agent takes cases */
	DESK_NEXT,     /* claims the first that fits */
	DESK_CLAIM,
	DESK_MESSAGE, /* claims a case that nobody has */
	DESK_TYPING,
	DESK_NOTE,
	DESK_TAG,      /* puts a tag on a case, or takes it off */
	DESK_REPLIES,  /* the canned replies that fit a case */
	DESK_TRANSFER, /* to an agent or a team */
	DESK_RETURN,   /* back to the bot */
	DESK_CLOSE,
	DESK_AUDIT,    /* reads the audit log */
	DESK_REPORT,   /* reads the figures of so many `days` */
	DESK_LOOKUP,   /* the operator's record of a case's line */
	DESK_REVEAL,   /* the number of that line; why is in `text` */
	DESK_ORDER,    /* for the line of a case, once per client_id */
	DESK_STEP,     /* of the case's checklist: done, waived or open again */
	DESK_ACCOUNTS, /* lists accounts; this and the next five are an administrator's */
	DESK_ACCOUNT_ADD,
	DESK_ACCOUNT_PASSWORD,
	DESK_ACCOUNT_DISABLE,
	DESK_ACCOUNT_ENABLE,
	DESK_ACCOUNT_WORK,
	DESK_RULES_READ, /* the file of rules `file`; this and the next one are an administrator's */
	DESK_RULES_SAVE,  /* `text` for it, by who has read `version` */
	DESK_REVIEW_LIST, /* where the bot missed, by `sort` and `state` */
	DESK_REVIEW_SHOW, /* one of these, `item`, with what was said and decided around it */
	DESK_REVIEW_MARK, /* it becomes `state`; what is to be done is in `text` */
	DESK_REVIEW_EXAMPLE, /* `text` becomes an example of the intent `target`, or a counter-example */
	DESK_REVIEW_TEXT, /* `text` becomes what the text `target` says */
	DESK_LOGOUT,      /* ends the account's tokens, and closes its desks */
	N_DESK_VERBS
};

/** `desk.claim`: the verb's name in frames and in the table of access. */
const char *desk_verb_name(enum desk_verb verb);

enum missed_verb { MISSED_LIST, MISSED_MARK };

/** `new`, `done`, `ignored`, `task`. False for another name. */
const char *missed_state_name(enum missed_state state);
bool missed_state_from(const char *name, enum missed_state *out);

/** `message`, `thumb`, `rating`. */
const char *missed_kind_name(enum missed_kind kind);
bool missed_kind_from(const char *name, enum missed_kind *out);

/** What came of a change of words. */
enum mended {
	MENDED,
	MEND_UNSOUND,   /* the words would not be, or it stands there already */
	MEND_UNWRITTEN, /* the folder or its disk */
	MEND_UNUSED,    /* written, but something else keeps the words from being used */
	MEND_BUSY,      /* too much is under way */
};

enum person_verb { PERSON_ERASE, PERSON_HOLD, PERSON_RELEASE, PERSON_EXPORT, N_PERSON_VERBS };

/** `person.erase`: the verb's name in requests and in the table of access. */
const char *person_verb_name(enum person_verb verb);

#define ROTATE_VERB "key.rotate" /* the same of EVENT_ROTATE */

enum outreach_verb {
	OUTREACH_PLAN,    /* `text`: what is to be told to whom */
	OUTREACH_STOPPED, /* `text`: lines that have been stopped */
	OUTREACH_LIST,
	OUTREACH_STOP, /* `as_line` wants no reminders; then that it does */
	OUTREACH_START,
	N_OUTREACH_VERBS
};

/** `outreach.plan`: the verb's name in requests and in the table of access. */
const char *outreach_verb_name(enum outreach_verb verb);

/** How an agent's coming ended. */
enum visit { VISIT_BEGUN, VISIT_RESUMED, VISIT_REFUSED };

enum account_verb {
	ACCOUNT_ADD,
	ACCOUNT_PASSWORD,
	ACCOUNT_DISABLE,
	ACCOUNT_ENABLE,
	ACCOUNT_WORK,
	ACCOUNT_LIST
};

/** One event. Texts are the event's own, from the heap, freed by event_destroy; NULL where
 *  not used. `origin` is the caller's: outputs for the one who asked carry it back. */
struct event {
	enum event_kind kind;
	uint64_t origin;
	uint64_t trace;      /* the caller's name for it in logs; what comes of it carries it on */
	int64_t accepted_us; /* the caller's clock; carried on too, so that it can tell how long */

	char conversation[CRYPTO_ID_SIZE]; /* HELLO: "" starts a new one */
	bool starts;                       /* HELLO: one that is not there starts under its id */
	bool joins;        /* HELLO: on another device, by a code that the conversation gave */
	char *user;        /* subscriber's id as the token has it */
	int64_t watermark; /* HELLO, DESK_OPEN: resume behind this seq; DESK_MESSAGE: seen up to it */
	char *locale;      /* BCP 47, HELLO and ACTIVITY */
	const char *channel; /* HELLO: the way in, of the constant texts; NULL: none of them */
	char *as_line;       /* HELLO: the number that the caller says it is about; no proof.
			      * PERSON: that number */

	char *type; /* ACTIVITY: `message`, `event`, `typing` */
	char *name; /* ACTIVITY: of an event; ACCOUNT, VISIT, AUDIT, DESK, HOOKS: of the account;
		     * NOTICE */
	char *text; /* ACTIVITY, DESK_MESSAGE, DESK_NOTE, DESK_REVEAL; of an event `identity`, and of
		     * a HELLO that starts one or NULL: the assertion;
		     * VISIT: the address that it comes from */
	char *choice;    /* ACTIVITY: value.choice of a quick reply */
	char *client_id; /* ACTIVITY, DESK_MESSAGE */
	char *address;   /* ACTIVITY: of the network that it comes from; NULL: that of a front end
			     * that speaks for many */
	bool post_back;  /* ACTIVITY: a message that was pressed, not said: it is not shown */
	bool wants_receipt; /* ACTIVITY, DESK: the origin is told when it was taken */
	enum thumb thumb;   /* ACTIVITY: what it says of the bot's activity `reply_to` */
	char *reply_to;     /* ACTIVITY: id of an activity */

	int64_t call; /* ANSWER, HEARD, SLOW: the outbox row */
	struct carrier_answer answer;

	struct carrier_notice *notice; /* NOTICE */

	int64_t hook; /* HOOK: its row; DEAD: the same, 0: any */
	bool retries; /* DEAD: it is put back */
	enum hook_state hook_state;

	enum desk_verb verb;
	int64_t agent;         /* DESK, LINK: the account's row; DESK, 0: see `name` and `stamp` */
	bool linked;           /* LINK */
	char *case_id;         /* DESK; DESK_LIST, AUDIT: that case alone */
	int64_t epoch;         /* DESK: of the case as the desk knows it, 0: it does not say */
	int64_t log_watermark; /* DESK_OPEN: of the case's log */
	bool newest;           /* HELLO, DESK_OPEN: only the last page, wherever the watermark is */
	int64_t before;        /* EARLIER, DESK_EARLIER: the page in front of this seq */
	int64_t most;      /* EARLIER, or with newest: so many at most; 0: as many as a page has */
	int64_t page_row;  /* DESK_SNAPSHOT, DESK_LIST, AUDIT: page behind this row; 0: the first */
	int64_t since_ms;  /* AUDIT: rows from then on */
	int page_priority; /* DESK_SNAPSHOT */
	char *agent_name;  /* DESK_LIST: who has it; DESK_TRANSFER: to whom */
	char *team;        /* the same of a team; ACCOUNT_ADD, ACCOUNT_WORK: ids between blanks */
	int capacity;      /* ACCOUNT_ADD, ACCOUNT_WORK: cases at a time; 0: as it is */
	char *errand;      /* DESK_RETURN: the intent to go on with */
	char *presence;    /* DESK_PRESENCE: `ready`, `away`, `off` */
	char *reason;      /* DESK_PRESENCE: why away; DESK_LIST */
	char *who;         /* DESK_LIST: a number as it is shown masked */
	char *same_line;   /* DESK_LIST: a case; those of its line */
	char *language;    /* DESK_LIST; ACCOUNT_ADD, ACCOUNT_WORK: codes between blanks */
	char *cause;       /* DESK_LIST */
	char *state;       /* DESK_LIST: of the case; DESK_STEP: what becomes of it */
	char *order;       /* DESK_ORDER: `resume` and the like */
	int64_t months;    /* DESK_ORDER: of a hold; 0: until it is ended */
	char *from;        /* DESK_ORDER: the day from which a hold is, 2026-01-31; NULL: now */
	int64_t days;      /* REPORT, DESK_REPORT: one of report_days */
	struct rollup *rollup; /* ROLLUP; see bot/report_rollup.h */
	struct snapshot_row
		*snapshot;  /* SNAPSHOT; in one piece with its body, its name a constant */
	char *step;         /* DESK_STEP: `ARREARS_FULL.payment_found`; why not in `text` */
	char *tag;          /* DESK_LIST, DESK_TAG */
	char *file;         /* DESK_RULES_READ, DESK_RULES_SAVE: `teams` and the like */
	char *version;      /* DESK_RULES_SAVE: of what is changed */
	bool takes_off;     /* DESK_TAG: the case has the tag no longer */
	char *sort;         /* DESK_REVIEW_LIST: of enum missed_kind */
	int64_t item;       /* DESK_REVIEW_SHOW and the next three, MENDED */
	char *target;       /* DESK_REVIEW_EXAMPLE: the intent; DESK_REVIEW_TEXT: the text's name */
	bool counter;       /* DESK_REVIEW_EXAMPLE */
	enum mended mended; /* MENDED, with `verb`; `text` is the place, `file:line`, or why not */

	struct upload upload; /* UPLOAD */
	char *upload_id;      /* ACTIVITY, FETCH */
	char *upload_name;    /* ACTIVITY: as the subscriber's own device calls it */
	char *stamp;          /* FETCH, VISIT, DESK, HOOKS: of the account, see agent_stamp */

	enum account_verb account;
	enum visit visit;
	char *password_hash; /* ACCOUNT_ADD, ACCOUNT_PASSWORD */
	enum role role;

	enum person_verb person;

	enum outreach_verb outreach;
	bool dry; /* OUTREACH_PLAN: only says what would be */

	struct {
		int64_t reminder; /* its row */
		bool seen;        /* it was not sent: its conversation is open */
		enum sms_outcome outcome;
		int64_t retry_after_ms;
	} sms; /* SMS */

	enum missed_verb missed;
	int64_t missed_after; /* MISSED_LIST: page behind this row; 0: the first */
	int64_t *missed_rows; /* MISSED_MARK: these become */
	size_t n_missed_rows;
	enum missed_state missed_state;
};

struct event *event_create(enum event_kind kind, uint64_t origin);
void event_destroy(struct event *event);

/* --- outputs ------------------------------------------------------------------ */

enum output_kind {
	OUTPUT_WELCOME,    /* to origin: it now belongs to `conversation`; `json` are activities */
	OUTPUT_ACTIVITIES, /* to origin, or with origin 0 to all sockets of the conversation and
			    * the desks that watch its case */
	OUTPUT_EVENT,      /* to all sockets of the conversation's subscriber, or to origin: `json`
			    * is an activity that is not kept */
	OUTPUT_TAKEN, /* to origin, if the event wants a receipt: `text` is the activity's id, if it
			    * became one; of a DESK `json` is the case as it is now, if it is about one */
	OUTPUT_TYPING,     /* the bot, or `user`, is typing: to the other side; not stored */
	OUTPUT_ERROR,      /* to origin: code, text, client_id */
	OUTPUT_CALL,       /* to the outbox: make this call; `call` is its row */
	OUTPUT_DESK,       /* to origin, or with origin 0 to all desks: `json` is a frame */
	OUTPUT_WATCH,      /* to origin (a desk): it watches `conversation` and `case_id`; then
			    * activities behind its watermark follow, and the log in an OUTPUT_DESK */
	OUTPUT_CASE_LOG,   /* to desks that watch `case_id`: `json` is a frame */
	OUTPUT_CHECKED,    /* to origin: it was taken */
	OUTPUT_HEARD,      /* to the bot itself: an EVENT_HEARD of `call` */
	OUTPUT_NOTICED,    /* to origin: it was taken, `notice_news` says what for */
	OUTPUT_UPLOADED,   /* to origin: `json` names it */
	OUTPUT_FETCHED,    /* to origin: upload, and in `json` what it holds */
	OUTPUT_MEND,       /* to who writes files: `mend`, to come back with what came of it; `text`
			    * is the folder of resources */
	OUTPUT_ACCOUNT,    /* to origin: done; `json` is the list for ACCOUNT_LIST */
	OUTPUT_SIGNED_OUT, /* the agent's desks must be closed; `code` says why, NULL: it knows */
	OUTPUT_MISSED,     /* to origin: done; `json` is a page of the list for MISSED_LIST, and
			    * `watermark` the row to ask behind for the next, 0: there is none */
	OUTPUT_PERSON,     /* to origin: done; `json` tells what */
	OUTPUT_ROTATED,    /* the same of a step */
	OUTPUT_ERASED,     /* to all sockets of the conversation: it is no more, they must close */
	OUTPUT_AUDIT,      /* to origin: a page, as for MISSED */
	OUTPUT_VISIT,      /* to origin: it is on record */
	OUTPUT_HOOK,       /* to the hook's target: `json` is to be posted, `hook` says as what */
	OUTPUT_HOOKS,      /* to origin: `json` is a page */
	OUTPUT_DEAD,       /* to origin: a page, as for MISSED */
	OUTPUT_OUTREACH,   /* to origin: done; `json` tells what */
	OUTPUT_SMS,        /* to the gateway, unless the conversation is open: `text`, `sms` */
};

/** What others are told, as the outside keeps it until it was taken. */
struct hook {
	int64_t row, at_ms;
	enum hook_target target;
	char id[CRYPTO_ID_SIZE];
	int tries; /* the outside's */
};

/** A text message, as the outside keeps it until it is known what became of it. */
struct sms_out {
	int64_t not_before_ms; /* later: it is only looked whether the conversation is open */
	int64_t reminder;
	char key[CRYPTO_ID_SIZE];
	char to[16];
};

/** One output; all memory is its own, freed by output_destroy. */
struct output {
	enum output_kind kind;
	uint64_t origin;
	uint64_t trace; /* of the event that it comes from; 0: none */
	int64_t accepted_us;
	char conversation[CRYPTO_ID_SIZE];
	char *case_id;
	char *user; /* WELCOME; TYPING: the subscriber, NULL is the bot */
	char *json; /* ACTIVITIES, WELCOME: the activities, comma-separated, without brackets */
	size_t json_length;
	int64_t watermark;      /* seq of the last activity in json; 0: moves no watermark */
	bool is_new;            /* WELCOME: the conversation has just begun */
	enum language language; /* WELCOME: the conversation's; and if that is Chinese, in which */
	bool traditional;       /* characters it is read */
	int64_t before;         /* ACTIVITIES: the page in front of this seq; 0: none of those */
	bool more; /* WELCOME, ACTIVITIES of a DESK_OPEN: a page; ask again behind watermark; of a
			* COLLECT: a page; ask again; with before: there is more in front of it */
	bool earlier; /* WELCOME: only the last page; there is more in front of it */
	bool goes_on; /* ACTIVITIES of a turn: something is being looked up for it, and more comes */
	int64_t agent;                /* SIGNED_OUT */
	struct upload upload;         /* UPLOADED, FETCHED: id and type */
	struct hook hook;             /* HOOK */
	struct sms_out sms;           /* SMS */
	enum notice_news notice_news; /* NOTICED */

	const char *
		code; /* SIGNED_OUT; ERROR: `id_reused`, `storage_unavailable`, ... constant texts */
	char *text;   /* ERROR: a sentence in the conversation's language; TAKEN */
	char *client_id;
	int64_t retry_after_ms; /* ERROR: 0: do not retry */

	struct event *mend;            /* MEND: MENDED, `text` the words; NULL once it was taken */
	int64_t call;                  /* CALL, HEARD: row */
	struct carrier_call call_body; /* its texts are this output's */
};

/** Outputs in the order in which they must be delivered. Zeroed is empty. */
struct output_list {
	struct output **items;
	size_t n;
};

void output_list_finish(struct output_list *list);
void output_destroy(struct output *output);

/* --- the bot ------------------------------------------------------------------ */

struct bot;

/** Who is told of what happens, and how long that is kept. */
struct hook_rules {
	bool wanted[N_HOOK_TARGETS];
	int64_t life_ms;
};

struct bot_config {
	const char *resources; /* folder that holds intents/packs, knowledge, bot/flows */
	const char *data_dir;  /* folder of the store */
	const struct store_kind *store;
	struct keys *keys;                      /* outlives the bot, which may change them */
	const struct clock *clock;              /* outlives the bot */
	int zone_minutes;                       /* of new conversations; China: 480 */
	const struct assertion_rules *identity; /* outlives the bot; NULL: nobody is believed */
	const struct check_rules *check_rules;  /* NULL: CHECK_RULES */
	const struct upload_rules *uploads;     /* outlives the bot; NULL: none are taken */
	const struct retention_rules
		*retention; /* outlives the bot; NULL: nothing ends by itself */
	const struct carrier_extras
		*extras; /* what the operator takes; outlives the bot; NULL: none */
	const struct reminder_rules *reminders; /* outlives the bot; NULL: none are sent */
	int64_t desk_idle_ms;                   /* agents who do nothing so long; 0: any time */
	struct hook_rules hooks;
};

/** Loads words and knowledge, opens the store, checks that all names fit. All faults of
 *  all files go to problems; NULL with err (which may be "N problems") otherwise. */
struct bot *bot_create(const struct bot_config *config, struct problems *problems,
		       struct error *err);
void bot_destroy(struct bot *bot);

/** Runs a batch; takes the events' content, the caller still destroys them. Adds to `out`
 *  only what was committed, and errors. Never fails as a whole. */
void bot_run(struct bot *bot, struct event *const *events, size_t n, struct output_list *out);

/** What batches have left to be done, some milliseconds now and then: for when their outputs have
 *  gone. */
void bot_tidy(struct bot *bot);

/** How often, since it was made, who was to be checked had no tries left or no codes. Bot thread
 *  only. */
struct check_counts bot_check_counts(const struct bot *bot);

/** How often, since it was made, a rule of a pack came to the bound of its steps on what somebody
 *  wrote. Bot thread only. */
int64_t bot_rules_given_up(const struct bot *bot);

/** How long the last commit took, in microseconds. Bot thread only. */
int64_t bot_commit_us(const struct bot *bot);

/** What an errand of that number in a conversation did. Borrowed. */
struct step {
	const char *conversation;
	int64_t errand;
	const char *flow;
	enum step_kind {
		STEP_SAID,   /* a text of the flow, a cause or an article */
		STEP_ASKED,  /* put the prompt of a slot, maybe not for the first time */
		STEP_PASSED, /* a slot that has an answer, at each run */
	} kind;
	const char *name;
	const char *answer; /* PASSED: NULL for a secret's */
};

/** Has the steps of all errands told as they are made, for who draws how dialogues go. */
typedef void step_taker(void *context, const struct step *step);
void bot_trace(struct bot *bot, step_taker *take, void *context);

/** The calls that were waiting for an answer when the process last stopped. */
void bot_resume_calls(struct bot *bot, struct output_list *out);

/** Drops all that is in memory only and opens the store again, as a restart would, but keeps
 *  the words. False with err when the store did not open; then only bot_destroy is left. */
bool bot_restart(struct bot *bot, struct error *err);

/** An account by name, for a log-in. Bot thread only. NOT_FOUND if there is none. */
enum found bot_agent(struct bot *bot, const char *name, struct agent_row *out, struct error *err);

/** What an agent's token has of the account: changes with the password and with a
 *  log-out, so that a token does not outlive them. */
void agent_stamp(const struct keys *keys, const struct agent_row *agent, char out[CRYPTO_ID_SIZE]);

/** All problems of packs, texts and knowledge below `resources`, those of wording (bot/wording.h)
 *  once there are no others; false if there is one. */
bool bot_check(const char *resources, struct problems *problems);

/** Packs, texts and knowledge that a bot may use. */
struct bot_words;

/** Reads them again, beside those that the bot uses, which takes a second or two: any thread, but one
 *  reading at a time in a process. NULL with the problems when there are some. */
struct bot_words *bot_words_read(const struct bot *bot, struct problems *problems);
void bot_words_destroy(struct bot_words *words);

/** Takes the words, uses them from the next event on and destroys the old ones. What becomes of it for
 *  cases is done by that event, which an alarm (EVENT_ANSWER of no call) may be. False when a desk has
 *  saved rules since reading began: they may lack these, are destroyed, and to be read once more. Bot
 *  thread. */
bool bot_words_use(struct bot *bot, struct bot_words *words);

#endif
