/*
 * What is known beforehand: causes of suspension, policies, articles, who takes which case.
 *
 * The operator's record says which holds a line has; this room says what such a hold
 * means, who lifts it and what may be said. Numbers that differ by operator, province
 * or year are policies with a source and a date, never constants.
 */
#ifndef FUJI_KNOWLEDGE_KNOWLEDGE_H
#define FUJI_KNOWLEDGE_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"
#include "base/yaml.h"

/** Read-only after loading but for the search, which serves one thread at a time. */
struct knowledge;

/** Loads causes.yaml, teams.yaml, due.yaml, calendar.yaml, tags.yaml, replies.yaml, policies/ and
 *  articles/ of the folder. All faults are added to problems; NULL if there was one. */
struct knowledge *knowledge_load(const char *dir, struct problems *problems);

/** A text from elsewhere quotes that policy. NULL when there is a row of it, else what is wrong as a
 *  sentence in the arena. */
const char *knowledge_quote_fault(struct knowledge *knowledge, const char *policy,
				  struct arena *arena);

/** What is wrong with the first such link in a text from elsewhere, from *at on, and *at then is its
 *  place: it is not https, or its host is in no row `link_hosts`. A sentence in the arena; NULL if
 *  nothing is. */
const char *knowledge_link_fault(const struct knowledge *knowledge, const char *text, size_t *at,
				 struct arena *arena);

/** Adds a problem for each policy that no text quotes; to be asked once all were read. */
bool knowledge_check_quoted(const struct knowledge *knowledge, struct problems *problems);
void knowledge_destroy(struct knowledge *knowledge);

/** What time has made of rows that load: a policy that has ended and none follows, or that no row
 *  fills yet; a year whose holidays are not known, in December also the next; a reply that has ended. Adds them to problems; false if there was one. Not part of loading:
 *  a fee that ended last night must not keep the service from starting. */
bool knowledge_check_day(const char *dir, int64_t at_ms, int zone_minutes,
			 struct problems *problems);

/** What a line in some state can still do. Unknown is a value of its own: ask, do not assume. */
enum ability { ABILITY_UNKNOWN, ABILITY_NO, ABILITY_YES };

enum ability_name {
	CAN_CALL_OUT,
	CAN_RECEIVE_CALL,
	CAN_SEND_SMS,
	CAN_RECEIVE_SMS,
	CAN_USE_DATA,
	CAN_CALL_HOTLINE,
	CAN_CALL_EMERGENCY,
	N_ABILITIES
};

enum pay_effect { PAY_HELPS, PAY_HELPS_NOT, PAY_MAY_HELP };

/** What a person must have done, or waived with a reason, before a case of the cause is closed. */
struct cause_step {
	const char *id; /* one of its own in the cause */
	const char *text[N_LANGUAGES];
};

/** One of the causes. Texts may hold {placeholders}: values of the record, or policies
 *  as {policy.name}. Each text stands on its own in a chat bubble. */
struct cause {
	const char *code;     /* `ARREARS_FULL` */
	bool suspends;        /* false: the line itself is in order (outage, log-in, handset) */
	bool restricted;      /* always offered a person: anti-fraud and authority stops */
	long long lift_order; /* several holds are told in this order: 1 first */
	enum pay_effect pay_effect;
	enum ability abilities[N_ABILITIES];
	const char *name[N_LANGUAGES];       /* a few words: 欠费双向停机 */
	const char *what[N_LANGUAGES];       /* what the record shows */
	const char *way_out[N_LANGUAGES];    /* the next step, who does it, how long it takes */
	const char *agent_next[N_LANGUAGES]; /* what an agent should do first */
	const char *lifted_by[N_LANGUAGES];  /* a few words: who lifts it, no placeholders */
	const struct cause_step *steps;
	size_t n_steps;
	const char *source; /* where the rule comes from */
};

/** NULL for a code that the table does not know: then a person looks at it, nobody guesses. */
const struct cause *knowledge_cause(const struct knowledge *knowledge, const char *code);
size_t knowledge_n_causes(const struct knowledge *knowledge);
const struct cause *knowledge_cause_at(const struct knowledge *knowledge, size_t i);

/** A policy's text in a language, for a carrier and province ("" or NULL: any) on a day. The
 *  most exact row that is valid then wins. NULL if none. */
struct policy {
	const char *name;
	const char *value[N_LANGUAGES];
	const char *source;
	const char *valid_from; /* YYYY-MM-DD */
};

const struct policy *knowledge_policy(const struct knowledge *knowledge, const char *name,
				      const char *carrier, const char *province, int64_t at_ms,
				      int zone_minutes);

struct article {
	const char *id;
	const char *title[N_LANGUAGES];
	const char *words[N_LANGUAGES]; /* what subscribers say for it; read by the search only */
	const char *body[N_LANGUAGES];
};

const struct article *knowledge_article(const struct knowledge *knowledge, const char *id);

/** The article that answers a question, in its normal form, best; NULL when none fits well enough. */
const struct article *knowledge_search(struct knowledge *knowledge,
				       const struct text_normal *question, enum language language);

/** Who takes cases. */
struct team {
	const char *id;
	const char *name[N_LANGUAGES];
	const char *skill; /* what is asked of who takes its cases */
	const struct team_rules *rules;
};

/** What a case is about; a text that is not known is "". */
struct team_matter {
	const char *cause;  /* code of the table */
	const char *intent; /* of the errand that led to a person */
	const char *reason; /* why a person is needed */
	const char *region; /* the line's, as the operator's record writes it */
	enum language language;
};

/** The first team that takes it; there always is one. */
const struct team *knowledge_team_for(const struct knowledge *knowledge,
				      const struct team_matter *matter);

const struct team *knowledge_team(const struct knowledge *knowledge, const char *id);
size_t knowledge_n_teams(const struct knowledge *knowledge);
const struct team *knowledge_team_at(const struct knowledge *knowledge, size_t i);

/** The hours that the team has from at_ms on: those that run then, else the next. False when
 *  it has none within a month. */
bool knowledge_team_hours(const struct knowledge *knowledge, const struct team *team, int64_t at_ms,
			  int zone_minutes, int64_t *from_ms, int64_t *to_ms);

/** Whether the team's hours run. */
bool knowledge_team_is_open(const struct knowledge *knowledge, const struct team *team,
			    int64_t at_ms, int zone_minutes);

/** Whether that day is a weekend's or a holiday, and no workday that makes up for one. */
bool knowledge_is_day_off(const struct knowledge *knowledge, int64_t at_ms, int zone_minutes);

/** A clock of a case: when it has to be answered first, then next, and when settled. */
enum due { DUE_FIRST, DUE_NEXT, DUE_RESOLVE, N_DUES };

/** `first`, `next`, `resolve`. */
const char *due_name(enum due due);

struct due_clock {
	enum due due;
	int priority;     /* the case's */
	int64_t since_ms; /* when it began to run */
};

/** The end of a clock of a case of that team, counted in the team's hours. 0 when it has none. */
int64_t knowledge_due_ms(const struct knowledge *knowledge, const struct team *team,
			 const struct due_clock *clock, int zone_minutes);

/** Takes each cause, intent, reason, language and region that a team of the files lists, with its
 *  place. */
typedef void team_word_taker(void *context, const char *kind, const struct yaml *word);
void knowledge_each_team_word(const struct knowledge *knowledge, team_word_taker *take,
			      void *context);

/** What agents put on cases, to find them by. */
struct tag {
	const char *id;
	const char *name[N_LANGUAGES];
};

size_t knowledge_n_tags(const struct knowledge *knowledge);
const struct tag *knowledge_tag_at(const struct knowledge *knowledge, size_t i);
bool knowledge_has_tag(const struct knowledge *knowledge, const char *id);

/** A canned reply for agents. Texts may hold {line}, {case}, {agent}, {hours} and policies. */
struct reply {
	const char *id;
	const char *title[N_LANGUAGES];
	const char *text[N_LANGUAGES];
	int proof;                 /* how well the line must be proven: 0 not, 1 low, 2 strong */
	const struct yaml *causes; /* about these alone; NULL: any */
	const char *valid_until;   /* its last day, "": open */
	const struct yaml *place;
};

size_t knowledge_n_replies(const struct knowledge *knowledge);
const struct reply *knowledge_reply_at(const struct knowledge *knowledge, size_t i);

/** Whether it may be offered in a case of that cause, for a line proven so well, at that time. */
bool knowledge_reply_fits(const struct reply *reply, const char *cause, int proof, int64_t at_ms,
			  int zone_minutes);

#endif
