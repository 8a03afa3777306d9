/*
 * Look placeholders up: in the operator's record, in the turn, among the policies and the
 * answers of the errand that runs.
 */
#include "bot/values.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bot/core.h"
#include "bot/fill.h"

enum form { FORM_DATE, FORM_TIME, FORM_AMOUNT };

static const struct {
	const char *name;
	enum form form;
	size_t at; /* an int64_t of the record */
} of_record[] = {
	{"due_date", FORM_DATE, offsetof(struct carrier_line, due_ms)},
	{"cancel_date", FORM_DATE, offsetof(struct carrier_line, cancel_ms)},
	{"contract_end", FORM_DATE, offsetof(struct carrier_line, contract_end_ms)},
	{"repair_by", FORM_TIME, offsetof(struct carrier_line, repair_by_ms)},
	{"paid_at", FORM_TIME, offsetof(struct carrier_line, paid_ms)},
	{"owed", FORM_AMOUNT, offsetof(struct carrier_line, owed_fen)},
	{"balance", FORM_AMOUNT, offsetof(struct carrier_line, balance_fen)},
	{"paid", FORM_AMOUNT, offsetof(struct carrier_line, paid_fen)},
};
#define N_OF_RECORD (sizeof of_record / sizeof *of_record)

static const char *in_form(const struct turn *turn, enum form form, int64_t n)
{
	enum language language = turn_language(turn);
	int zone = turn->conversation->row.zone_minutes;

	switch (form) {
	case FORM_DATE:
		return n > 0 ? fill_date(n, turn->now_ms, zone, language, turn->arena) : NULL;
	case FORM_TIME:
		return n > 0 ? fill_time(n, turn->now_ms, zone, language, turn->arena) : NULL;
	case FORM_AMOUNT:
		return n >= 0 ? fill_amount(n, language, turn->arena) : NULL;
	}
	return NULL;
}

static const char *line(const struct turn *turn)
{
	return text_mask_number(turn_line_number(turn), turn->arena);
}

static const char *region(const struct turn *turn)
{
	return turn->record && *turn->record->region ? turn->record->region : NULL;
}

static const char *order(const struct turn *turn)
{
	return turn->order_number;
}

static const char *case_id(const struct turn *turn)
{
	return turn->case_id;
}

static const char *agent(const struct turn *turn)
{
	return turn->agent_name;
}

static const char *ahead(const struct turn *turn)
{
	return turn->ahead > 0 ? arena_format(turn->arena, "%lld", (long long)turn->ahead) : NULL;
}

/* A usual wait, no promise, so in whole minutes and five from ten on. */
static const char *wait(const struct turn *turn)
{
	int64_t minutes = (turn->wait_s + 59) / 60;

	if (minutes > 10)
		minutes = (minutes + 4) / 5 * 5;
	if (minutes == 0)
		return NULL;
	return turn_language(turn) == LANGUAGE_ZH
		       ? arena_format(turn->arena, "%lld 分钟", (long long)minutes)
		       : arena_format(turn->arena, "%lld minute%s", (long long)minutes,
				      minutes == 1 ? "" : "s");
}

static const char *back_at(const struct turn *turn)
{
	return turn->back_ms ? fill_time(turn->back_ms, turn->now_ms, turn->bot->zone_minutes,
					 turn_language(turn), turn->arena)
			     : NULL;
}

static const char *call_time(const struct turn *turn)
{
	return turn->call_from_ms
		       ? fill_hours(turn->call_from_ms, turn->call_to_ms, turn->now_ms,
				    turn->bot->zone_minutes, turn_language(turn), turn->arena)
		       : NULL;
}

/* Of a reminder. */
static const char *ends_on(const struct turn *turn)
{
	const struct entry *day = turn->running ? journal_find(turn->running, ENTRY_ANSWER, "ends")
						: NULL;

	return day ? in_form(turn, FORM_DATE, turn_reminded_end(turn)) : NULL;
}

static const char *tries_left(const struct turn *turn)
{
	return arena_format(turn->arena, "%lld", (long long)turn->tries_left);
}

static const char *still_held(const struct turn *turn)
{
	return turn->still_held;
}

static const char *first_held(const struct turn *turn)
{
	return turn->first_held;
}

static const char *face_page(const struct turn *turn)
{
	const struct assertion_rules *rules = turn->bot->identity;

	return rules ? rules->face_page : NULL;
}

/* Told before there is a link, so that it can be known again. */
static const char *face_host(const struct turn *turn)
{
	const char *page = face_page(turn);
	const char *host = page ? strstr(page, "://") + strlen("://") : NULL;

	return host ? arena_text_n(turn->arena, host, strcspn(host, "/:?")) : NULL;
}

/* The page does not learn from it whose check it is. */
static const char *face_link(const struct turn *turn)
{
	const struct entry *check = turn->running
					    ? journal_find(turn->running, ENTRY_LOOKUP, "check")
					    : NULL;

	return check && face_page(turn)
		       ? arena_format(turn->arena, "%s?state=%s", face_page(turn), check->value)
		       : NULL;
}

static const char *pay_until(const struct turn *turn)
{
	int64_t until_ms = turn_pay_until_ms(turn);

	return until_ms ? fill_time(until_ms, turn->now_ms, turn->conversation->row.zone_minutes,
				    turn_language(turn), turn->arena)
			: NULL;
}

static const struct {
	const char *name;
	const char *(*tell)(const struct turn *turn);
} of_turn[] = {
	{"line", line},
	{"region", region},
	{"order", order},
	{"case", case_id},
	{"agent", agent},
	{"ahead", ahead},
	{"tries_left", tries_left},
	{"face_host", face_host},
	{"face_link", face_link},
	{"pay_url", turn_pay_url},
	{"pay_host", turn_pay_host},
	{"pay_until", pay_until},
	{"wait", wait},
	{"back_at", back_at},
	{"call_time", call_time},
	{"ends_on", ends_on},
	{"still_held", still_held},
	{"first_held", first_held},
};
#define N_OF_TURN (sizeof of_turn / sizeof *of_turn)

static const char *policy(const struct turn *turn, const char *name)
{
	const struct policy *row = turn_policy(turn, name);

	return row ? row->value[turn_language(turn)] : NULL;
}

/* NULL for what was not answered, and for secrets. */
static const char *answer(struct turn *turn, const char *name)
{
	const struct entry *entry = turn->running ? journal_find(turn->running, ENTRY_ANSWER, name)
						  : NULL;
	const struct slot *slot = entry ? texts_slot(turn->bot->texts, turn->running->flow, name)
					: NULL;

	return slot && !slot->secret ? turn_told_back(turn, slot, entry->value, turn_language(turn))
				     : NULL;
}

const char *value_of(void *context, const char *name)
{
	struct turn *turn = context;

	for (size_t i = 0; i < N_OF_RECORD; i++) {
		if (strcmp(of_record[i].name, name))
			continue;
		return turn->record ? in_form(turn, of_record[i].form,
					      *(const int64_t *)((const char *)turn->record +
								 of_record[i].at))
				    : NULL;
	}
	for (size_t i = 0; i < N_OF_TURN; i++)
		if (!strcmp(of_turn[i].name, name))
			return of_turn[i].tell(turn);
	/* Only while the text of a cause is said, so no flow's own text may hold it. */
	if (!strcmp(name, "since"))
		return turn->hold ? in_form(turn, FORM_DATE, turn->hold->since_ms) : NULL;
	if (!strcmp(name, "until"))
		return turn->hold ? in_form(turn, FORM_DATE, turn->hold->until_ms) : NULL;
	if (!strncmp(name, POLICY_PREFIX, strlen(POLICY_PREFIX)))
		return policy(turn, name + strlen(POLICY_PREFIX));
	return answer(turn, name);
}

bool turn_has_value(const struct turn *turn, const char *name)
{
	for (size_t i = 0; i < N_OF_TURN; i++)
		if (!strcmp(of_turn[i].name, name))
			return of_turn[i].tell(turn) != NULL;
	return false;
}

static const char *name_at(size_t i)
{
	return i < N_OF_RECORD ? of_record[i].name : of_turn[i - N_OF_RECORD].name;
}

bool value_exists(const char *name)
{
	for (size_t i = 0; i < N_OF_RECORD + N_OF_TURN; i++)
		if (!strcmp(name_at(i), name))
			return true;
	return false;
}

const char *value_near(const char *name)
{
	for (size_t i = 0; i < N_OF_RECORD + N_OF_TURN; i++)
		if (text_is_near(name_at(i), name, strlen(name) / 3))
			return name_at(i);
	return NULL;
}

const char *turn_line_number(const struct turn *turn)
{
	const struct entry *line = turn->running ? journal_find(turn->running, ENTRY_ANSWER, "line")
						 : NULL;

	return line ? line->value : turn->conversation->state->line;
}

const char *turn_told_back(struct turn *turn, const struct slot *slot, const char *value,
			   enum language language)
{
	int zone = turn->conversation->row.zone_minutes;
	int64_t at_ms;

	for (size_t i = 0; i < slot->n_choices; i++)
		if (!strcmp(slot->choices[i].value, value))
			return slot->choices[i].title[language];
	if ((slot->kind == SLOT_DATE || slot->kind == SLOT_WHEN) && clock_parse(value, &at_ms))
		return fill_date(at_ms - zone * 60000LL, turn->now_ms, zone, language, turn->arena);
	if (slot->kind == SLOT_AMOUNT)
		return fill_amount(strtoll(value, NULL, 10), language, turn->arena);
	if (slot->kind == SLOT_MONTHS && strtoll(value, NULL, 10) > 0)
		return fill_months(strtoll(value, NULL, 10), language, turn->arena);
	return slot->kind == SLOT_NUMBER ? text_mask_numbers(value, turn->arena) : value;
}

/* Policies are those of the operator and province of the line that was looked up last, in this
 * turn or before; but a look-up may come before proof, and then whose number it is may show in
 * nothing that is said. */
const struct policy *turn_policy(const struct turn *turn, const char *name)
{
	bool may_tell = turn->watches || turn_is_proven(turn);
	const struct carrier_line *record = may_tell ? turn->record : NULL;
	const char *last = may_tell ? turn->conversation->state->record : "";
	struct carrier_line read;

	if (!record && *last && carrier_line_read(last, &read, turn->err))
		record = &read;
	return knowledge_policy(turn->bot->knowledge, name, record ? record->carrier : "",
				record ? record->province : "", turn->now_ms,
				turn->conversation->row.zone_minutes);
}

const char *turn_filled(struct turn *turn, const char *template)
{
	return fill_text(template, value_of, turn, turn->arena);
}

/* Whatever looks a value up asks for the conversation's language. */
const char *turn_filled_in(struct turn *turn, const char *template, enum language language)
{
	int own = turn->conversation->row.language;
	const char *text;

	turn->conversation->row.language = (int)language;
	text = turn_filled(turn, template);
	turn->conversation->row.language = own;
	return text;
}
