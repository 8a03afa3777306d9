/*
 * A conversation is made up at once, from its first word to its last, and told later among those
 * that go on at the same time.
 */
#include "bot/population/contacts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/mem.h"
#include "bot/core.h"

#define SECOND_MS 1000.0
#define MINUTE_MS (60 * SECOND_MS)

enum moment_kind { MOMENT_BEGINS, MOMENT_FACT, MOMENT_CASE };

/* Something of a conversation that is still to be told. */
struct moment {
	int64_t at_ms;
	uint64_t order; /* among those of the same time */
	size_t contact;
	enum moment_kind kind;
	struct fact_row fact;
	struct report_case handled;
};

struct contact {
	int64_t row; /* once it is told */
	int64_t created_ms;
	enum language language;
	char line[20]; /* "": not proven */
};

/* What is asked on the way to an answer. */
struct way {
	const char *intent, *flow, *line_step;
};

struct contacts {
	const struct population_params *params;
	struct arena *arena;
	struct way ways[SHARES_MOST], stopped;
	struct contact *all;
	size_t n, room;
	int64_t told;
	struct moment *moments;
	size_t n_moments, moments_room;
	uint64_t order;
};

static struct way way_to(struct contacts *contacts, const char *intent)
{
	const struct flow *flow = flow_for_intent(intent);

	return (struct way){intent, flow->name,
			    arena_format(contacts->arena, "%s.line", flow->name)};
}

struct contacts *contacts_create(const struct population_params *params)
{
	struct contacts *contacts = mem_new(sizeof *contacts);

	contacts->params = params;
	contacts->arena = arena_create();
	for (size_t i = 0; i < params->asked.n; i++)
		contacts->ways[i] = way_to(contacts, params->asked.names[i]);
	contacts->stopped = way_to(contacts, "suspension_cause");
	return contacts;
}

void contacts_destroy(struct contacts *contacts)
{
	if (!contacts)
		return;
	arena_destroy(contacts->arena);
	free(contacts->all);
	free(contacts->moments);
	free(contacts);
}

/* --- one conversation ------------------------------------------------------------- */

struct talk {
	struct contacts *contacts;
	const struct contact_plan *plan;
	struct dice *dice;
	size_t contact;
	int64_t at_ms, seq;
};

static struct moment *add_moment(struct talk *talk, enum moment_kind kind)
{
	struct contacts *contacts = talk->contacts;
	struct moment *moment;

	if (contacts->n_moments == contacts->moments_room) {
		contacts->moments_room = contacts->moments_room ? contacts->moments_room * 2 : 1024;
		contacts->moments = mem_resize(contacts->moments, contacts->moments_room,
					       sizeof *contacts->moments);
	}
	moment = &contacts->moments[contacts->n_moments++];
	*moment = (struct moment){
		.at_ms = talk->at_ms,
		.order = contacts->order++,
		.contact = talk->contact,
		.kind = kind,
	};
	return moment;
}

static void note(struct talk *talk, const char *kind, const char *name, const char *value,
		 int64_t number)
{
	add_moment(talk, MOMENT_FACT)->fact = (struct fact_row){
		.seq = talk->seq,
		.at_ms = talk->at_ms,
		.kind = kind,
		.name = name,
		.value = value,
		.number = number,
	};
}

static void wait(struct talk *talk, double mean_ms)
{
	talk->at_ms += 1000 + (int64_t)dice_wait(talk->dice, mean_ms);
}

/* False when the subscriber goes away instead. */
static bool hear(struct talk *talk, const char *at_step)
{
	const struct population_params *params = talk->contacts->params;

	if (dice_falls(talk->dice, params->leaves))
		return false;
	do {
		wait(talk, params->answer_seconds * SECOND_MS);
		talk->seq += 2;
		note(talk, "spoke", "bot", NULL, 0);
		if (!dice_falls(talk->dice, params->misunderstood))
			return true;
		note(talk, "missed", at_step, NULL, 1);
	} while (!dice_falls(talk->dice, params->leaves));
	return false;
}

static bool ask(struct talk *talk, const char *step)
{
	note(talk, "asked", step, NULL, 0);
	return hear(talk, strchr(step, '.') + 1);
}

static bool prove(struct talk *talk, const struct way *way)
{
	if (!ask(talk, way->line_step) || !ask(talk, "verify_identity.method"))
		return false;
	note(talk, "line", "region", talk->plan->region, 0);
	if (!ask(talk, "verify_identity.sms_code"))
		return false;
	while (dice_falls(talk->dice, talk->contacts->params->wrong_code)) {
		note(talk, "checked", "sms_code", "wrong", 2);
		if (!hear(talk, "sms_code"))
			return false;
	}
	snprintf(talk->contacts->all[talk->contact].line, sizeof talk->contacts->all->line, "%s",
		 talk->plan->line);
	note(talk, "checked", "sms_code", "passed", 0);
	note(talk, "errand", "ended", "verify_identity", 0);
	return true;
}

static void go_to_person(struct talk *talk)
{
	static const char *const agents[] = {"simulated-1", "simulated-2", "simulated-3"};
	struct report_case handled = {.created_ms = talk->at_ms};

	note(talk, "errand", "begun", "talk_to_person", 0);
	note(talk, "handed", "reason", "asked", 2);
	wait(talk, 3 * MINUTE_MS);
	handled.claimed_ms = talk->at_ms;
	wait(talk, MINUTE_MS);
	handled.answered_ms = talk->at_ms;
	wait(talk, 10 * MINUTE_MS);
	handled.closed_ms = talk->at_ms;
	handled.agent = agents[dice_below(talk->dice, sizeof agents / sizeof *agents)];
	talk->at_ms = handled.created_ms;
	add_moment(talk, MOMENT_CASE)->handled = handled;
}

static void pay(struct talk *talk)
{
	int64_t paid_ms;

	note(talk, "understood", "intent", "pay", 0);
	note(talk, "errand", "begun", "pay_bill", 0);
	wait(talk, 3 * MINUTE_MS);
	paid_ms = talk->at_ms;
	note(talk, "errand", "ended", "pay_bill", 0);
	wait(talk, 5 * MINUTE_MS);
	note(talk, "restored", "payment", NULL, talk->at_ms - paid_ms);
}

static void rate(struct talk *talk)
{
	static const char *const points[] = {"1", "2", "3", "4", "4", "5", "5", "5"};
	const char *given = points[dice_below(talk->dice, sizeof points / sizeof *points)];

	note(talk, "asked", "feedback.rating", NULL, 0);
	if (dice_falls(talk->dice, talk->contacts->params->rates) && hear(talk, "rating"))
		note(talk, "rated", "service", given, given[0] - '0');
}

static void converse(struct talk *talk, const struct way *way)
{
	const struct population_params *params = talk->contacts->params;
	const char *cause = talk->plan->cause;

	note(talk, "began",
	     params->channels
		     .names[dice_pick(talk->dice, params->channels.shares, params->channels.n)],
	     NULL, 0);
	if (!hear(talk, "message"))
		return;
	note(talk, "understood", "intent", way->intent, 0);
	note(talk, "errand", "begun", way->flow, 0);
	if ((cause || dice_falls(talk->dice, params->proves)) && !prove(talk, way))
		return;
	if (cause) {
		note(talk, "told", "cause", cause, 0);
		if (!ask(talk, "explain_suspension.next"))
			return;
	}
	if (talk->plan->pays)
		pay(talk);
	if (dice_falls(talk->dice, params->handed)) {
		go_to_person(talk);
		return;
	}
	note(talk, "errand", "ended", way->flow, 0);
	rate(talk);
}

void contacts_plan(struct contacts *contacts, const struct contact_plan *plan, struct dice *dice)
{
	const struct population_params *params = contacts->params;
	struct talk talk = {contacts, plan, dice, contacts->n, plan->at_ms, 1};
	struct contact contact = {
		.created_ms = plan->at_ms,
		.language = dice_falls(dice, params->english_share) ? LANGUAGE_EN : LANGUAGE_ZH,
	};

	if (contacts->n == contacts->room) {
		contacts->room = contacts->room ? contacts->room * 2 : 1024;
		contacts->all = mem_resize(contacts->all, contacts->room, sizeof *contacts->all);
	}
	contacts->all[contacts->n++] = contact;
	add_moment(&talk, MOMENT_BEGINS);
	converse(&talk,
		 plan->cause
			 ? &contacts->stopped
			 : &contacts->ways[dice_pick(dice, params->asked.shares, params->asked.n)]);
}

/* --- telling ---------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
	const struct moment *one = a, *other = b;

	if (one->at_ms != other->at_ms)
		return one->at_ms < other->at_ms ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

static void tell_beginning(const struct contact *contact, const struct report_reader *reader)
{
	struct report_conversation conversation = {
		.row = contact->row,
		.created_ms = contact->created_ms,
		.language = contact->language,
	};

	if (*contact->line)
		conversation.subject = (struct blob){contact->line, strlen(contact->line) + 1};
	reader->conversation(reader->context, &conversation);
}

static void tell(struct contacts *contacts, struct moment *moment,
		 const struct report_reader *reader)
{
	struct contact *contact = &contacts->all[moment->contact];

	switch (moment->kind) {
	case MOMENT_BEGINS:
		contact->row = ++contacts->told;
		tell_beginning(contact, reader);
		break;
	case MOMENT_FACT:
		moment->fact.conversation = contact->row;
		reader->fact(reader->context, &moment->fact);
		break;
	case MOMENT_CASE:
		if (!reader->handled)
			break;
		moment->handled.conversation = contact->row;
		reader->handled(reader->context, &moment->handled);
		break;
	}
}

void contacts_tell(struct contacts *contacts, int64_t until_ms, const struct report_reader *reader)
{
	size_t n = 0;

	if (contacts->n_moments == 0)
		return;
	qsort(contacts->moments, contacts->n_moments, sizeof *contacts->moments, by_time);
	while (n < contacts->n_moments && contacts->moments[n].at_ms < until_ms)
		tell(contacts, &contacts->moments[n++], reader);
	contacts->n_moments -= n;
	memmove(contacts->moments, contacts->moments + n,
		contacts->n_moments * sizeof *contacts->moments);
}
