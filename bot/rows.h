/*
 * What a database must be able to keep: rows, and units of work over them.
 *
 * A file in bot/stores/ fills in one `struct store_kind`; bot/store.c stands above it,
 * seals what is personal and knows nothing of SQL. Blobs named `sealed_*` are noise to
 * the database. No number here comes from a database sequence that several rows share:
 * dense counters belong to a row and are written with it.
 *
 * One thread calls; it is the only writer. After any failure ask in_transaction: some
 * errors (disk full, I/O) end the whole transaction, not only the statement.
 */
#ifndef FUJI_BOT_ROWS_H
#define FUJI_BOT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/error.h"

enum found { FOUND, NOT_FOUND, FIND_FAILED };

struct blob {
	const void *data; /* NULL: no value */
	size_t size;
};

struct person_row {
	int64_t row;
	struct blob wrapped_key; /* no value once the person was erased */
	struct blob subject;     /* keyed hash of the proven line; no value before proof */
	int64_t created_ms;
};

struct conversation_row {
	int64_t row;
	char id[CRYPTO_ID_SIZE];
	int64_t person;
	int owner;       /* enum owner */
	int64_t seq;     /* of the last activity; 0: none */
	int64_t last_ms; /* its timestamp */
	int language;
	int zone_minutes;
	int64_t case_row; /* the open case, 0: none */
	int64_t created_ms;
	struct blob sealed_state;
};

struct activity_row {
	int64_t conversation;
	int64_t seq;
	int64_t at_ms;
	struct blob sealed_body;
};

/** What became of a message with a client id. */
struct sent_row {
	int64_t conversation;
	uint8_t client[16];  /* keyed hash of the client id */
	uint8_t content[16]; /* keyed hash of type, text and value; zeros once forgotten */
	bool content_known;
	bool secret; /* its content is to be forgotten when the check ends */
	int64_t seq; /* of the stored activity */
	int64_t at_ms;
};

/** One call in the outbox. It is there from the turn that wants it until its answer. */
struct call_row {
	int64_t row;
	int64_t conversation;
	char key[64]; /* unique: flow instance and step; an order is sent under this key */
	int64_t created_ms;
	struct blob sealed_body;
};

enum case_state { CASE_WAITING = 0, CASE_OPEN = 1, CASE_CLOSED = 2 }; /* stored: never renumber */

struct case_row {
	int64_t row;
	char id[16];
	int64_t conversation;
	char conversation_id[CRYPTO_ID_SIZE]; /* read only: joined from the conversation */
	int owner;                            /* the same */
	int64_t person;                       /* the same */
	int state;                            /* enum case_state */
	int priority;                         /* 0 is first */
	char reason[32];
	char cause[32]; /* cause code, or "" */
	char team[32];
	char skill[32];
	char region[64];
	char tags[256]; /* ids between blanks */
	int language;
	int64_t agent; /* who has it, or had it last; 0: nobody */
	int64_t epoch; /* grows with every change of hands */
	int64_t seq;   /* of the last entry of its log */
	int64_t created_ms;
	int64_t changed_ms;
	int64_t claimed_ms;  /* first; 0: not yet, as the next two */
	int64_t answered_ms; /* an agent first wrote */
	int64_t asked_ms;    /* the subscriber waits for the next answer since; 0: does not */
	int64_t closed_ms;
	int overdue;                        /* a bit for each enum due whose end was noted */
	int64_t due_ms;                     /* the next end to be noted, 0: none, see bot/due.c */
	int64_t call_from_ms, call_to_ms;   /* when a call back was promised; 0: none was */
	struct blob line_hash, masked_hash; /* keyed hashes of the number and as it is shown */
	struct blob sealed_masked;          /* who, masked: for the list */
	struct blob sealed_callback;        /* the number to call back */
};

/** What a search asks for; "" and no value: anything. */
struct case_filter {
	const char *id, *cause, *reason, *team, *tag;
	struct blob masked_hash, line_hash;
	int64_t agent;
	int language, state; /* -1: any */
};

/** How a team's line stands. */
struct team_figures {
	int64_t waiting;
	int64_t longest_ms; /* since when the first of them waits, 0: none does */
	int64_t in_hand;
};

/** How long a case took. */
struct case_times {
	int64_t created_ms, claimed_ms, answered_ms, closed_ms;
};

struct case_entry_row {
	int64_t case_row;
	int64_t seq;
	int64_t at_ms;
	char kind[16]; /* `summary`, `note`, `claimed`, ... */
	int64_t agent; /* who, 0: the bot */
	struct blob sealed_body;
};

enum presence { PRESENCE_READY = 0, PRESENCE_AWAY = 1, PRESENCE_OFF = 2 }; /* stored */

#define AGENT_OVER_HTTP (-1) /* works without a desk, and so has none that could go */

struct agent_row {
	int64_t row;
	char name[64];
	char password_hash[CRYPTO_PASSWORD_HASH_SIZE];
	int role; /* enum role */
	bool disabled;
	int64_t created_ms;
	char teams[256];    /* ids between blanks, "": all */
	char languages[16]; /* codes between blanks, "": all */
	int capacity;       /* cases at a time */
	int presence;       /* enum presence */
	char reason[64];    /* why away */
	int64_t presence_ms;
	int64_t unlinked_ms; /* when the last desk went, 0: one is there; AGENT_OVER_HTTP */
	int64_t acted_ms;    /* came in or did something last */
	int64_t epoch;       /* grows when the account's tokens end: a new password, a log-out */
};

/** A typed fact about a turn, for reports; never personal. */
struct fact_row {
	int64_t conversation;
	int64_t seq; /* the activity that it belongs to */
	int64_t at_ms;
	const char *kind; /* `understood`, `asked`, `checked`, `told`, `handed`, ... */
	const char *name;
	const char *value; /* NULL: none */
	int64_t number;
	int64_t row; /* read only: its place in the log, which grows */
};

/* Stored: never renumber. */
enum missed_state {
	MISSED_NEW = 0,
	MISSED_DONE = 1,
	MISSED_IGNORED = 2,
	MISSED_TASK = 3, /* somebody has written what is to be done */
	N_MISSED_STATES
};

enum missed_kind {
	MISSED_MESSAGE = 0, /* was not understood */
	MISSED_THUMB = 1,   /* an answer that got a thumb down */
	MISSED_RATING = 2,  /* a conversation that was rated low */
	N_MISSED_KINDS
};

/** Where the bot missed, for those who write packs and texts. A message that is said again in
 *  the same form is counted, and kept as the last one who said it. */
struct missed_row {
	int64_t row;
	uint8_t form[CRYPTO_HASH_SIZE]; /* keyed hash of what it is; unique */
	int64_t conversation;
	int64_t seq; /* MESSAGE, RATING: the message that said it last; THUMB: the answer */
	int64_t at_ms;
	int64_t count;
	int state; /* enum missed_state */
	int language;
	char packs[17];          /* hash of the packs that were in use */
	struct blob sealed_body; /* no value: no words of its own */
	int kind;                /* enum missed_kind */
	int64_t agent;           /* who worked on it last, 0: nobody, or who has the data folder */
	int64_t changed_ms;      /* when; 0: nobody has */
};

struct missed_filter {
	int kind, state; /* -1: any */
};

/** Checks of one number since the day that it counts began, whoever tried; or of one address since the
 *  hour began, or of all numbers. */
struct tries_row {
	uint8_t subject[CRYPTO_HASH_SIZE]; /* keyed hash of whose they are, see bot/tries.c */
	int64_t wrong;                     /* in a row */
	int64_t checks;                    /* asked of the operator */
	int64_t codes;                     /* sent */
	int64_t failed; /* of a number: asked since one was passed, on however many days */
	int64_t code_for; /* of a number: the conversation that its newest code was sent for; 0: none */
	int64_t since_ms;
	int64_t locked_until_ms; /* 0: not locked */
};

/** A file that a subscriber sent, see bot/uploads.h. */
struct upload_row {
	int64_t row;
	char id[CRYPTO_ID_SIZE];
	int64_t conversation;
	int64_t seq; /* of the message that brought it; 0: none yet */
	int64_t at_ms;
	int64_t expires_ms;
	int type; /* enum filetype */
	int64_t size;
	uint8_t hash[CRYPTO_HASH_SIZE];
	struct blob sealed_key;
};

/** One act in the audit log. Rows are numbered 1, 2, 3 without gaps, and only added. */
struct audit_row {
	int64_t row;
	int64_t at_ms;
	char who[64];
	char role[24];
	char what[32];
	char object[64];
	char detail[512];               /* masked */
	uint8_t hash[CRYPTO_HASH_SIZE]; /* of this row and all before it, see bot/audit.h */
};

enum hook_state { HOOK_WAITING = 0, HOOK_DELIVERED = 1, HOOK_DEAD = 2 }; /* stored */

/** Whom a hook is for. Stored: keep the numbers. */
enum hook_target {
	HOOK_DESK = 0, /* the operator's help desk */
	HOOK_PUSH =
		1, /* the back end of the operator's app, which reaches the subscriber's phone */
	N_HOOK_TARGETS
};

/** What others are told, see bot/hooks.c. Its row is the sequence number; none is given out
 *  twice. */
struct hook_row {
	int64_t row;
	char id[CRYPTO_ID_SIZE]; /* the same however often it is sent */
	int64_t conversation;
	char case_id[16];
	char type[32];
	int64_t at_ms;
	int64_t retried_ms; /* it was put back after it had been given up; 0: it was not */
	int state;          /* enum hook_state */
	int target;         /* enum hook_target */
	struct blob sealed_data;
};

/** What somebody is told before his line is stopped, and news of what he has asked for. Stored:
 *  never renumber. */
enum reminder_matter {
	REMIND_BALANCE = 0,  /* is used up soon */
	REMIND_BILL = 1,     /* is due soon, or past due */
	REMIND_DOCUMENT = 2, /* ends soon */
	REMIND_CONTRACT = 3, /* the same */
	REMIND_HOLD = 4,     /* the same of a hold that was ordered here */
	N_PLANNED_MATTERS,
	NEWS_RESTORED = N_PLANNED_MATTERS, /* the line works again */
	NEWS_PROMISE = 6,                  /* what was promised is late */
	N_REMINDER_MATTERS
};

enum reminder_state {
	REMINDER_PLANNED = 0,  /* its time has not come */
	REMINDER_BEGUN = 1,    /* the operator is asked whether it still holds */
	REMINDER_READY = 2,    /* it was said in its conversation; the gateway does not have it */
	REMINDER_OUT = 3,      /* the gateway may have it */
	REMINDER_TOLD = 4,     /* the gateway, the app or an open conversation has it */
	REMINDER_REFUSED = 5,  /* by the gateway */
	REMINDER_DOUBTFUL = 6, /* the gateway may have had it, and is not asked again */
	REMINDER_DROPPED = 7,  /* it no longer holds, or may not be told any more */
	N_REMINDER_STATES
};

enum reminder_channel { REMIND_BY_CHAT = 0, REMIND_BY_PUSH = 1, REMIND_BY_SMS = 2 }; /* stored */

/** One matter of one line, told once: there is one row for each occasion. */
struct reminder_row {
	int64_t row;
	char id[CRYPTO_ID_SIZE];           /* the gateway's key */
	uint8_t subject[CRYPTO_HASH_SIZE]; /* keyed hash of the line */
	int matter;                        /* enum reminder_matter */
	int64_t occasion;                  /* what tells it from the next one: a day since 1970 */
	int state;                         /* enum reminder_state */
	int channel;                       /* enum reminder_channel */
	int64_t conversation;              /* in which it is said; 0: none yet */
	int64_t due_ms;                    /* until READY: when something is to be done */
	int64_t until_ms;                  /* when it comes too late */
	int64_t told_ms, answered_ms, stopped_ms; /* 0: not */
	int tries;
	bool maybe_sent; /* the gateway may have it from an earlier try */
	char why[24];    /* not: in a word */
	struct blob sealed_body;
};

/** Takes one row of a list; false stops the list. The row's blobs live until it returns.
 *  It may call the store, but not for the same kind of list. */
typedef bool person_taker(void *context, const struct person_row *row);
typedef bool activity_taker(void *context, const struct activity_row *row);
typedef bool call_taker(void *context, const struct call_row *row);
typedef bool await_taker(void *context, int64_t call);
typedef bool case_taker(void *context, const struct case_row *row);
typedef bool case_times_taker(void *context, const struct case_times *times);
typedef bool case_entry_taker(void *context, const struct case_entry_row *row);
typedef bool agent_taker(void *context, const struct agent_row *row);
typedef bool fact_taker(void *context, const struct fact_row *fact);
typedef bool missed_taker(void *context, const struct missed_row *row);
typedef bool upload_taker(void *context, const struct upload_row *row);
typedef bool audit_taker(void *context, const struct audit_row *row);
typedef bool hook_taker(void *context, const struct hook_row *row);
typedef bool reminder_taker(void *context, const struct reminder_row *row);

/** What a database holds, for those who look after it. */
struct store_figures {
	int64_t schema, schema_known;
	int64_t conversations, activities;
	int64_t newest_ms; /* the last activity; 0: none */
	int64_t file_bytes, log_bytes;
};

/** What many facts come to (bot/report_rollup.h). A number in a body is that of an item. */
struct rollup_row {
	int64_t conversation;
	struct blob body;
};

struct rollup_mark {
	int64_t version;    /* of the definitions by which all was made */
	int64_t generation; /* grows when all is made again; rows of another one count for nothing */
	int64_t behind;     /* facts up to this row are in it */
};

/** What somebody made of all facts up to a row, so that he need not read them again. */
struct snapshot_row {
	const char *name; /* whose; the body says by itself how it was made */
	int64_t behind;
	struct blob body;
};

/** What is asked often, beside the server: quick to say. */
struct store_backlog {
	int64_t cases_waiting, cases_overdue;
	int64_t hooks_waiting, hooks_dead, pushes_waiting, pushes_dead;
	int64_t file_bytes, log_bytes;
};

/** What reports read: conversations from a moment on, every fact since then, and the cases of these
 *  conversations; each in the order of its rows, all as of one moment. Texts and blobs live until
 *  the taker returns. Whose taker is NULL is not read. */
struct report_conversation {
	int64_t row, created_ms;
	int language;
	struct blob subject; /* keyed hash of the line that was proven; empty: none, or erased */
};

struct report_case {
	int64_t conversation;
	const char *agent; /* the account's name, "": nobody has had it */
	int64_t created_ms, claimed_ms, answered_ms, closed_ms; /* 0: not yet */
};

struct report_reader {
	void *context;
	void (*conversation)(void *context, const struct report_conversation *conversation);
	void (*fact)(void *context, const struct fact_row *fact);
	void (*handled)(void *context, const struct report_case *handled);
	int64_t behind; /* facts up to this row are known; 0: none */
	size_t most;    /* so many facts; 0: all */

	/* Up to where facts are rolled up; all zero: none are. */
	void (*mark)(void *context, const struct rollup_mark *mark);
	/* When they are by this version: each item in the order of their numbers, the roll-ups, and
	 * only the facts behind them. 0: all facts. */
	int64_t version;
	void (*item)(void *context, const char *item);
	void (*rollup)(void *context, const struct rollup_row *rollup);
};

/** Whether a person's sealed key opens. */
typedef bool seal_tester(void *context, const struct blob *wrapped_key);

/** A database. Every function that returns bool is false with err when it could not be
 *  done. Blobs found are copied into the arena. `db` is what open returned. */
struct store_kind {
	const char *name;

	/** Opens or makes the database in folder `dir` and brings its schema up to date, all
	 *  or nothing. Refuses a newer schema, a damaged file, a folder that cannot be written,
	 *  each with its own sentence, and then has changed nothing on disk. */
	void *(*open)(const char *dir, struct error *err);
	void (*close)(void *db);

	/** The file in a folder that is the database. Those below take its path, need nothing
	 *  open, may be called by another process than the one that writes, and change nothing. */
	const char *file;
	bool (*figures)(const char *path, struct store_figures *out, struct error *err);
	bool (*report)(const char *path, int64_t from_ms, const struct report_reader *reader,
		       struct error *err);
	/** What these conversations have of that generation, one after another. */
	bool (*rollups)(const char *path, int64_t generation, const int64_t *conversations,
			size_t n, const struct report_reader *reader, struct error *err);
	/** The one of that name, whose memory ends with `take`; not called where there is none. */
	bool (*snapshot)(const char *path, const char *name,
			 void (*take)(void *context, const struct snapshot_row *row), void *context,
			 struct error *err);
	bool (*backlog)(const char *path, struct store_backlog *out, struct error *err);
	/** Reads all of it. Seals are tested only when `fits` is not NULL. */
	bool (*check)(const char *path, seal_tester *fits, void *context, struct error *err);
	/** A copy as of one moment, complete and checked or not there; never over a file. */
	bool (*copy)(const char *path, const char *to, struct error *err);

	/** Puts a copy into a folder that nobody uses; what was there is moved aside, and only
	 *  with `replace`. */
	bool (*install)(const char *from, const char *dir, bool replace, struct error *err);

	bool (*begin)(void *db, struct error *err);
	bool (*commit)(void *db, struct error *err); /* durable when true */
	void (*rollback)(void *db);
	bool (*in_transaction)(void *db);
	bool (*savepoint)(void *db, struct error *err);
	bool (*release)(void *db, struct error *err);
	void (*undo)(void *db); /* back to the savepoint, and forget it */

	/** What commits have left to be done, some milliseconds now and then: for when nobody waits.
	 *  Between units of work; else the next one begins with it. */
	void (*tidy)(void *db);

	bool (*person_add)(void *db, struct person_row *person, struct error *err); /* sets row */
	enum found (*person_find)(void *db, int64_t row, struct arena *arena,
				  struct person_row *out, struct error *err);
	bool (*person_save)(void *db, const struct person_row *person, struct error *err);
	/** Those that have proven a line. */
	bool (*person_list)(void *db, struct blob subject, person_taker *take, void *context,
			    struct error *err);

	/** At most `most` that have a key, behind a row, in the order of rows. */
	bool (*person_page)(void *db, int64_t after, size_t most, person_taker *take, void *context,
			    struct error *err);

	/** At most `most` that have a key, are not held, and whose conversation is silent since
	 *  before silent_ms, with no case but such as were closed before closed_ms. */
	bool (*person_due)(void *db, int64_t silent_ms, int64_t closed_ms, size_t most,
			   person_taker *take, void *context, struct error *err);

	/** A line whose persons must not be erased: held since then. NOT_FOUND: it is not held. */
	enum found (*hold_find)(void *db, struct blob subject, int64_t *since_ms,
				struct error *err);
	bool (*hold_add)(void *db, struct blob subject, int64_t since_ms, struct error *err);
	bool (*hold_remove)(void *db, struct blob subject, struct error *err);

	bool (*conversation_add)(void *db, struct conversation_row *conversation,
				 struct error *err); /* sets row */
	enum found (*conversation_find)(void *db, const char *id, struct arena *arena,
					struct conversation_row *out, struct error *err);
	enum found (*conversation_at)(void *db, int64_t row, struct arena *arena,
				      struct conversation_row *out, struct error *err);
	/** The person's. */
	enum found (*conversation_of)(void *db, int64_t person, struct arena *arena,
				      struct conversation_row *out, struct error *err);
	bool (*conversation_save)(void *db, const struct conversation_row *conversation,
				  struct error *err);
	/** Drops what would tell of its person beside what the person's key seals: what was sent, calls,
	 *  messages that were not understood, the hashes of its cases. And its state. */
	bool (*conversation_strip)(void *db, int64_t row, struct error *err);
	/** Drops all that was said in it and written of its cases. */
	bool (*conversation_empty)(void *db, int64_t row, struct error *err);

	bool (*activity_add)(void *db, const struct activity_row *activity, struct error *err);
	/** Those after `after`, by seq, at most `most`. */
	bool (*activity_list)(void *db, int64_t conversation, int64_t after, size_t most,
			      activity_taker *take, void *context, struct error *err);
	/** Those in front of `before`, the newest first, at most `most`. */
	bool (*activity_back)(void *db, int64_t conversation, int64_t before, size_t most,
			      activity_taker *take, void *context, struct error *err);

	bool (*sent_add)(void *db, const struct sent_row *sent, struct error *err);
	enum found (*sent_find)(void *db, int64_t conversation, const uint8_t client[16],
				struct sent_row *out, struct error *err);
	/** Forgets the content hashes of the secrets that the conversation sent. */
	bool (*sent_forget_secrets)(void *db, int64_t conversation, struct error *err);
	/** Drops those older than before_ms among the `most` that were stored first; how many. */
	bool (*sent_purge)(void *db, int64_t before_ms, size_t most, size_t *out_n,
			   struct error *err);

	bool (*call_add)(void *db, struct call_row *call, struct error *err); /* sets row */
	enum found (*call_find)(void *db, int64_t row, struct arena *arena, struct call_row *out,
				struct error *err);
	enum found (*call_keyed)(void *db, const char *key, struct arena *arena,
				 struct call_row *out, struct error *err);
	bool (*call_remove)(void *db, int64_t row, struct error *err);
	bool (*call_remove_of)(void *db, int64_t conversation, struct error *err);
	bool (*call_list)(void *db, call_taker *take, void *context, struct error *err);
	/** A call that waits for its time would also end for news about the subject, a keyed hash.
	 *  Goes with the call. */
	bool (*await_add)(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], int64_t call,
			  struct error *err);
	/** The rows of the calls that wait for news about it. */
	bool (*await_list)(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], await_taker *take,
			   void *context, struct error *err);

	bool (*case_add)(void *db, struct case_row *row, struct error *err); /* sets row */
	enum found (*case_find)(void *db, const char *id, struct arena *arena, struct case_row *out,
				struct error *err);
	enum found (*case_at)(void *db, int64_t row, struct arena *arena, struct case_row *out,
			      struct error *err);
	bool (*case_save)(void *db, const struct case_row *row, struct error *err);
	/** Cases that are not closed, first those first in the line: by priority, then age;
	 *  the first `most` behind (after_priority, after_row); -1 and 0 for the beginning. */
	bool (*case_list)(void *db, int after_priority, int64_t after_row, size_t most,
			  case_taker *take, void *context, struct error *err);
	/** Those that a search asks for, newest first, older than row `before`; 0: from the newest. */
	bool (*case_search)(void *db, const struct case_filter *filter, int64_t before, size_t most,
			    case_taker *take, void *context, struct error *err);
	/** The conversation's, oldest first. */
	bool (*case_list_of)(void *db, int64_t conversation, case_taker *take, void *context,
			     struct error *err);
	/** Those that are to be noted as late, the first first: by due_ms. */
	bool (*case_due)(void *db, case_taker *take, void *context, struct error *err);
	bool (*case_set_due)(void *db, int64_t row, int64_t due_ms, struct error *err);
	/** The team's waiting cases, first those first in its line. */
	bool (*case_waiting)(void *db, const char *team, case_taker *take, void *context,
			     struct error *err);
	bool (*case_of_agent)(void *db, int64_t agent, case_taker *take, void *context,
			      struct error *err); /* those that are open */
	bool (*case_load)(void *db, int64_t agent, int64_t *out, struct error *err);
	/** Whether another case about that number was opened since. */
	bool (*case_since)(void *db, struct blob line_hash, int64_t since_ms, bool *out,
			   struct error *err);
	bool (*team_figures)(void *db, const char *team, struct team_figures *out,
			     struct error *err);
	/** Of the team's last cases that somebody took. */
	bool (*team_times)(void *db, const char *team, size_t most, case_times_taker *take,
			   void *context, struct error *err);
	/** How many wait in front of this one in its team's line. */
	bool (*case_ahead)(void *db, const struct case_row *row, int64_t *out, struct error *err);

	bool (*case_entry_add)(void *db, const struct case_entry_row *entry, struct error *err);
	bool (*case_entry_list)(void *db, int64_t case_row, int64_t after, size_t most,
				case_entry_taker *take, void *context, struct error *err);

	bool (*agent_add)(void *db, struct agent_row *agent, struct error *err); /* sets row */
	enum found (*agent_find)(void *db, const char *name, struct agent_row *out,
				 struct error *err);
	enum found (*agent_at)(void *db, int64_t row, struct agent_row *out, struct error *err);
	bool (*agent_save)(void *db, const struct agent_row *agent, struct error *err);
	bool (*agent_list)(void *db, agent_taker *take, void *context, struct error *err);
	/** All desks are gone, as after a restart. */
	bool (*agent_unlink_all)(void *db, int64_t at_ms, struct error *err);

	bool (*fact_add)(void *db, const struct fact_row *fact, struct error *err);
	/** Those of a conversation between two moments, which are to be near each other: what all
	 *  others wrote meanwhile is looked at. */
	bool (*fact_list)(void *db, int64_t conversation, int64_t from_ms, int64_t to_ms,
			  fact_taker *take, void *context, struct error *err);

	/** Whether there are facts of between two moments. */
	bool (*fact_between)(void *db, int64_t from_ms, int64_t to_ms, bool *out,
			     struct error *err);

	/** Up to where facts are rolled up; NOT_FOUND: nothing is. */
	enum found (*rollup_mark)(void *db, struct rollup_mark *out, struct error *err);
	bool (*rollup_mark_save)(void *db, const struct rollup_mark *mark, struct error *err);
	/** Over what the conversation had, of whatever generation. */
	bool (*rollup_save)(void *db, const struct rollup_row *row, int64_t generation,
			    struct error *err);
	bool (*rollup_item_add)(void *db, int64_t number, const char *item, struct error *err);
	bool (*rollup_items_clear)(void *db, struct error *err);

	/** Over the one of that name. */
	bool (*snapshot_save)(void *db, const struct snapshot_row *row, struct error *err);

	bool (*missed_add)(void *db, struct missed_row *missed, struct error *err); /* sets row */
	enum found (*missed_find)(void *db, const uint8_t form[CRYPTO_HASH_SIZE],
				  struct arena *arena, struct missed_row *out, struct error *err);
	enum found (*missed_at)(void *db, int64_t row, struct arena *arena, struct missed_row *out,
				struct error *err);
	bool (*missed_save)(void *db, const struct missed_row *missed, struct error *err);
	/** The messages behind row `after`, by row, at most `most`. */
	bool (*missed_list)(void *db, int64_t after, size_t most, missed_taker *take, void *context,
			    struct error *err);
	/** Those that fit, older than row `before`, 0: from the newest, the newest first. */
	bool (*missed_back)(void *db, const struct missed_filter *filter, int64_t before,
			    size_t most, missed_taker *take, void *context, struct error *err);
	/** The conversation's, oldest first. */
	bool (*missed_of)(void *db, int64_t conversation, missed_taker *take, void *context,
			  struct error *err);
	bool (*missed_remove)(void *db, int64_t row, struct error *err);
	/** Drops the rows up to `last`; no later one gets their numbers. */
	bool (*missed_purge)(void *db, int64_t last, struct error *err);

	bool (*upload_add)(void *db, struct upload_row *upload, struct error *err); /* sets row */
	enum found (*upload_find)(void *db, const char *id, struct arena *arena,
				  struct upload_row *out, struct error *err);
	bool (*upload_save)(void *db, const struct upload_row *upload, struct error *err);
	bool (*upload_remove)(void *db, int64_t row, struct error *err);
	/** Those that expire until now_ms. */
	bool (*upload_due)(void *db, int64_t now_ms, upload_taker *take, void *context,
			   struct error *err);
	/** The conversation's. */
	bool (*upload_list)(void *db, int64_t conversation, upload_taker *take, void *context,
			    struct error *err);
	/** How many the conversation has, and the bytes of all there are. */
	bool (*upload_totals)(void *db, int64_t conversation, int64_t *n, int64_t *bytes,
			      struct error *err);

	bool (*audit_add)(void *db, const struct audit_row *row, struct error *err);
	enum found (*audit_last)(void *db, struct audit_row *out, struct error *err);
	/** Those behind row `after`, by row, at most `most`. */
	bool (*audit_list)(void *db, int64_t after, size_t most, audit_taker *take, void *context,
			   struct error *err);

	bool (*hook_add)(void *db, struct hook_row *hook, struct error *err); /* sets row */
	/** The first of the conversation that waits for that target. */
	enum found (*hook_first)(void *db, int64_t conversation, enum hook_target target,
				 struct arena *arena, struct hook_row *out, struct error *err);
	enum found (*hook_at)(void *db, int64_t row, struct arena *arena, struct hook_row *out,
			      struct error *err);
	bool (*hook_settle)(void *db, int64_t row, enum hook_state state, struct error *err);
	/** Of each conversation the first that waits for each target. */
	bool (*hook_heads)(void *db, hook_taker *take, void *context, struct error *err);
	/** Those for the help desk behind row `after`, by row, at most `most`. */
	bool (*hook_list)(void *db, int64_t after, size_t most, hook_taker *take, void *context,
			  struct error *err);
	/** Those that are dead behind row `after`, by row, at most `most`. */
	bool (*hook_dead)(void *db, int64_t after, size_t most, hook_taker *take, void *context,
			  struct error *err);
	/** A dead one waits again. */
	bool (*hook_retry)(void *db, int64_t row, int64_t now_ms, struct error *err);
	/** Drops rows older than before_ms, from the first stored up to one that is not. */
	bool (*hook_purge)(void *db, int64_t before_ms, struct error *err);

	enum found (*tries_find)(void *db, const uint8_t subject[CRYPTO_HASH_SIZE],
				 struct tries_row *out, struct error *err);
	bool (*tries_save)(void *db, const struct tries_row *tries, struct error *err);
	/** Drops rows that began before that time, are not locked beyond it and have none that failed. */
	bool (*tries_purge)(void *db, int64_t before_ms, struct error *err);

	/** Sets row. Refused for an occasion that has a row. */
	bool (*reminder_add)(void *db, struct reminder_row *reminder, struct error *err);
	enum found (*reminder_at)(void *db, int64_t row, struct arena *arena,
				  struct reminder_row *out, struct error *err);
	bool (*reminder_save)(void *db, const struct reminder_row *reminder, struct error *err);
	/** Those of a line; those in a state; those before OUT, the first due first. */
	bool (*reminder_of)(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], reminder_taker *take,
			    void *context, struct error *err);
	bool (*reminder_in)(void *db, enum reminder_state state, reminder_taker *take,
			    void *context, struct error *err);
	bool (*reminder_due)(void *db, reminder_taker *take, void *context, struct error *err);
	/** How many are BEGUN or OUT. */
	bool (*reminder_under_way)(void *db, int64_t *out, struct error *err);
	bool (*reminder_remove_of)(void *db, const uint8_t subject[CRYPTO_HASH_SIZE],
				   struct error *err);
	/** Drops those that came too late before that time. */
	bool (*reminder_purge)(void *db, int64_t before_ms, struct error *err);

	/** Whether a line's owner wants to be reminded; NOT_FOUND: he has not said. */
	enum found (*wish_find)(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], bool *wants,
				struct error *err);
	bool (*wish_save)(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], bool wants,
			  int64_t since_ms, struct error *err);

	/** Notes that what may be used once only was used. FOUND when it was before. Forgets those
	 *  that until now_ms can no longer be used. */
	enum found (*use_once)(void *db, const uint8_t id[CRYPTO_HASH_SIZE], int64_t now_ms,
			       int64_t until_ms, struct error *err);
};

#endif
