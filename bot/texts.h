/*
 * The words of flows: what is said, what is asked, which answers are offered.
 *
 * One YAML file a flow, beside the flow; bot/dialogue.yaml holds what is common to all.
 * Each text stands in every language. What several slots offer stands once, under `choices`, and is
 * offered by its name.
 */
#ifndef FUJI_BOT_TEXTS_H
#define FUJI_BOT_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/language.h"
#include "base/yaml.h"
#include "bot/activity.h"

/** What a slot takes as an answer. */
enum slot_kind {
	SLOT_LINE,    /* a mobile number */
	SLOT_CODE,    /* 4 to 8 digits */
	SLOT_ID_TAIL, /* the last six of an identity card */
	SLOT_TEXT,    /* any short text */
	SLOT_CHOICE,  /* one of its choices and nothing else */
	SLOT_MONTHS,  /* how many */
	SLOT_DATE,    /* a day from today on */
	SLOT_WHEN,    /* a day that is past, or today */
	SLOT_AMOUNT,  /* of money, in fen */
	SLOT_CHANNEL, /* where something was paid */
	SLOT_CASE,    /* the number of a case */
	SLOT_WORDS,   /* what somebody has to say, at length; kept with its numbers masked */
	SLOT_NUMBER,  /* a mobile number, which is not talked about from then on */
	SLOT_PHOTO,   /* a file that the message brings; its answer is the file's id */
};

/** What intents/slots.h calls a value of that kind; NULL when no reader finds it. */
const char *slot_kind_reading(enum slot_kind kind);

/** An answer that is offered. It is also recognised by its words and by intents. */
struct slot_choice {
	const char *value;
	const char *title[N_LANGUAGES];
	const char **words[N_LANGUAGES];  /* closed by NULL; found anywhere in the message */
	const char **unless[N_LANGUAGES]; /* with one of these in it, neither of both counts */
	const char **means;               /* intents, closed by NULL */
	const char *when; /* offered only where that placeholder has a value; NULL: always */
	const char *
		*causes; /* offered only where the record has one of these holds; none: always */
};

struct slot {
	const char *name;
	enum slot_kind kind;
	bool secret;   /* masked at once, kept in memory only */
	bool heard;    /* also taken from the message that began the errand */
	bool any_time; /* CHOICE: then also noted from a later one that is no other errand */
	long long least, most; /* MONTHS: how many; DATE, WHEN: most days from today; 0: no end */
	const char *least_policy; /* MONTHS: policies that bound it as well; NULL: none */
	const char *most_policy;
	const char
		*counted_from; /* MONTHS: the slot of the day that they begin with; NULL: today */
	const char *ask[N_LANGUAGES];
	const char *again[N_LANGUAGES]; /* when the answer did not fit: says what is expected */
	struct slot_choice choices[CHOICES_MOST];
	size_t n_choices;
};

/** Read-only after loading. */
struct texts;

/** Loads bot/dialogue.yaml and bot/flows/<name>.yaml for each of `flows` (closed by NULL)
 *  below `resources`. All faults are added to problems; NULL if there was one. */
struct texts *texts_load(const char *resources, const char *const *flows,
			 struct problems *problems);
void texts_destroy(struct texts *texts);

/** NULL when the flow has no such text. The flow of the common ones is `dialogue`. */
const char *texts_find(const struct texts *texts, const char *flow, const char *name,
		       enum language language);

/** The flow's own, else the common one of that name; NULL if there is neither. */
const struct slot *texts_slot(const struct texts *texts, const char *flow, const char *name);

/** Words by language that a message may hold, as choice_hit takes them. NULL when dialogue.yaml has
 *  none of that name. */
const char **const *texts_words(const struct texts *texts, const char *name);

/** The name of a slot of the flow that is nearly that, or NULL. */
const char *texts_slot_near(const struct texts *texts, const char *flow, const char *name);

enum text_use { TEXT_SAID, TEXT_ASKED, TEXT_ASKED_AGAIN, TEXT_TITLE };

/** A text as its file has it. */
struct written {
	const char *flow;
	const char *name;         /* of the text, or of the slot */
	const struct yaml *entry; /* what stands under that name */
	enum text_use use;
	enum language language;
	const struct yaml *node; /* the text itself */
};

/** Where a text that the functions above gave out is written; NULL for any other. */
const struct written *texts_written(const struct texts *texts, const char *text);

/** What a text is called that is said or asked: `dialogue.greet`, `suspend_line.months.ask`,
 *  `suspend_line.months.again`. In the arena; NULL for a title. */
const char *written_name(const struct written *written, struct arena *arena);

/** By that name; NULL if there is none. */
const struct written *texts_named(const struct texts *texts, const char *name,
				  enum language language);

/** Takes each text of all flows in each language. */
typedef void texts_taker(void *context, const struct written *written);
void texts_each(const struct texts *texts, texts_taker *take, void *context);

#endif
