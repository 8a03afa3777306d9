/*
 * What a conversation remembers: the errands under way, each with its journal, what was
 * proven, and the story for the person who may take over.
 *
 * A flow has no position to save. Its journal is the ordered list of what was said, asked,
 * answered and looked up, by name; a flow that runs again over it is at once where it was.
 * All memory is the turn's arena; between turns the state is sealed JSON in its row.
 */
#ifndef FUJI_BOT_STATE_H
#define FUJI_BOT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"

enum entry_kind {
	ENTRY_SAID,   /* a text; no value, but TOLD_BEFORE */
	ENTRY_ANSWER, /* a slot's answer; a secret's value is its handle in the vault */
	ENTRY_LOOKUP, /* what was asked of the operator, or a time that is waited for */
	ENTRY_ORDER,  /* what the operator was told to do: once, and never taken back */
	ENTRY_HEARD,  /* what was said before it was asked for; named by its kind of slot */
	N_ENTRY_KINDS
};

/** Value of ENTRY_SAID: a cause that the errand before this one has told. */
#define TOLD_BEFORE "before"

/** Of ENTRY_LOOKUP and ENTRY_ORDER. */
enum lookup { LOOKUP_WAITING, LOOKUP_READY, LOOKUP_UNAVAILABLE };

struct entry {
	enum entry_kind kind;
	enum lookup lookup;
	const char *name;
	const char *value; /* never NULL */
};

#define ENTRIES_MOST 96
#define FLOWS_MOST 4
#define WATCHES_MOST 4
#define TRUSTS_MOST 4
#define STORY_MOST 40
#define WANTS_MOST 3
#define PROMISES_MOST 8

/** One errand under way. */
struct instance {
	const char *flow;
	const char *intent; /* the errand that began it, or "" */
	int64_t number;     /* unique in the conversation: part of the keys of calls */
	struct entry entries[ENTRIES_MOST];
	size_t n_entries;
};

/** How sure we are who is asking, about one line. Stored: keep the numbers. */
enum trust { TRUST_NONE = 0, TRUST_LOW = 1, TRUST_STRONG = 2 };

struct proof {
	const char *line;
	enum trust trust;
	const char *method;
	int64_t since_ms; /* ends two hours later */
	int64_t used_ms;  /* or fifteen minutes after the last use */
};

/** Something worth telling the person who takes over; also a row for reports. */
struct story {
	const char *kind, *name, *value;
	int64_t number;
	int64_t seq, at_ms;
};

/** What the subscriber wants, in his own words, masked. */
struct want {
	const char *text;
	int64_t seq; /* of the message */
};

/** What the bot has said will be, with a time or an amount in it. */
struct promise {
	const char *text[N_LANGUAGES];
	const char *sources; /* as the summary has them */
};

struct state {
	struct instance *flows[FLOWS_MOST]; /* the last one runs */
	size_t n_flows;
	struct instance *watches[WATCHES_MOST]; /* run on behind the talk: they tell, never ask */
	size_t n_watches;
	int64_t n_instances; /* ever */
	const char *asked;   /* the slot that the open prompt of the last flow asks for, or "" */
	int64_t misses;      /* messages in a row that fitted nothing */
	const char *prompt;  /* that was put last, in its first wording, or "" */
	int64_t prompts;     /* how often in a row, with nothing said beside it */
	const char *line;    /* the number that is talked about, or "" */
	int64_t line_seq;    /* the message that named it, 0: none did */
	const char *record;  /* the operator's record of it as last looked up, or "" */
	int64_t record_ms;
	const char *case_id;           /* the last case that a person was asked for with, or "" */
	struct want wants[WANTS_MOST]; /* the first, and the last ones */
	size_t n_wants;
	struct promise promises[PROMISES_MOST];
	size_t n_promises;
	const char *summary;     /* keyed hash of the case's newest summary, or "" */
	int64_t summary_version; /* of it; counts in the case `summary_case` */
	const char *summary_case;
	struct proof proofs[TRUSTS_MOST];
	size_t n_proofs;
	struct story story[STORY_MOST];
	size_t n_story;
	const char *signed_in; /* `sub` of the last assertion that was taken, or "" */
	const char *ticket;    /* the last case that was given to the operator's people, or "" */
	int64_t recorded_ms;   /* until when the operator has the talk on record, see bot/talks.c */
	int64_t talk_ended_ms; /* of the talk that it is being told of; 0: of none */
	const char *later;     /* an errand that was named beside the one under way, or "" */
	const char *unanswered; /* keyed hash of the last message while nothing has been said behind
				 * it, or "" */
	int64_t spoke_ms;       /* the subscriber's last message */
	int64_t spoke_seq;      /* the same */
	int64_t silences;       /* reminders since then */
	int64_t collected;      /* the last seq that was told to one who collects */
	int64_t reassured;      /* how often, since this wait began */
	bool alarm;             /* one waits in the outbox, see bot/silence.c */
	bool rating_asked;      /* how it was has been asked */
	bool language_chosen;   /* by asking, or by clearly writing in it */
	bool traditional;       /* Chinese is read in such characters */
	bool urgent;            /* a person who is asked for comes before others */
};

/** An empty one. */
struct state *state_new(struct arena *arena);

void state_print(struct buffer *json, const struct state *state);

/** Its texts stay in `json`, which is written over. NULL with err. */
struct state *state_read(char *json, struct arena *arena, struct error *err);

/** The errand that runs, or NULL. */
struct instance *state_top(const struct state *state);

/** NULL when the errands are nested too deep. */
struct instance *state_push(struct state *state, const char *flow, struct arena *arena);
void state_pop(struct state *state);

/** An errand that goes on behind the talk. The oldest gives way when there are too many. */
struct instance *state_watch(struct state *state, const char *flow, struct arena *arena);

void state_end_watch(struct state *state, const struct instance *watch);

/** The errand or watch of that number, or NULL. */
struct instance *state_numbered(const struct state *state, int64_t number);

/** Last entry of that kind and name, or NULL. */
struct entry *journal_find(struct instance *instance, enum entry_kind kind, const char *name);

/** Writes at the end; the texts are borrowed for as long as the state lives. A full journal
 *  drops its oldest said-mark. */
struct entry *journal_add(struct instance *instance, enum entry_kind kind, const char *name,
			  const char *value);

/** Drops the entry alone. */
void journal_drop(struct instance *instance, struct entry *entry);

/** Drops the look-ups from the entry on. */
void journal_drop_lookups(struct instance *instance, const struct entry *entry);

/** Drops the entry and all that came after it; NULL drops nothing. False, and nothing is
 *  dropped, when an order was given since: that is not undone by another answer. */
bool journal_cut(struct instance *instance, const struct entry *entry);

#endif
