/*
 * What a message has for a slot.
 *
 * Nothing is taken here, so that a message may be read for every slot there is: for the one that
 * was asked, for those that were answered before, and for those that will be asked.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/core.h"
#include "intents/numerals.h"

#define NAME_MOST 30 /* characters */
#define BARE_FEN_MOST 1000000
#define DAY_MS (24 * 60 * 60 * 1000LL)
#define TELLS_MORE 0.6 /* as confident as that, a short text is an errand and no name */

bool turn_means(const struct turn *turn, const char *intent)
{
	return understanding_means(turn->meaning, intent);
}

bool turn_chose(const struct turn *turn, const char *choice)
{
	return turn->event->choice && !strcmp(turn->event->choice, choice);
}

const struct slot *turn_open_prompt(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;
	const struct instance *top = state_top(state);

	return top && *state->asked ? texts_slot(turn->bot->texts, top->flow, state->asked) : NULL;
}

bool reading_is_clear(const struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;

	return meaning->n_intents > 0 && meaning->intents[0].confidence >= TELLS_MORE;
}

/* A short text that is no errand of its own: a name. */
static const char *short_text(const struct turn *turn)
{
	const char *text = turn->meaning->normal.text;

	while (*text == ' ')
		text++;
	if (reading_is_clear(turn))
		return NULL;
	return *text && text_characters(text, strlen(text)) <= NAME_MOST ? text : NULL;
}

static bool is_denied(const struct turn *turn, const struct slot_value *slot)
{
	static const char *const denials[] = {"不是", "不要", "不查", "别查", "not ", "isn't "};
	const char *before = arena_text_n(turn->arena, turn->text, slot->from);

	for (size_t i = 0; i < sizeof denials / sizeof *denials; i++) {
		size_t length = strlen(denials[i]);

		if (slot->from >= length && !strcmp(before + slot->from - length, denials[i]))
			return true;
	}
	return false;
}

/* The number that the message is about: the first that is not turned down ("not ...2, it is
 * ...3"). *several tells whether it names others as well. */
const char *reading_line(const struct turn *turn, bool *several)
{
	const struct understanding *meaning = turn->meaning;
	const char *line = NULL;

	*several = false;
	for (size_t i = 0; i < meaning->n_slots; i++) {
		const struct slot_value *slot = &meaning->slots[i];

		if (strcmp(slot->name, "line") || is_denied(turn, slot))
			continue;
		if (line && strcmp(line, slot->value))
			*several = true;
		line = line ? line : slot->value;
	}
	return line;
}

/* Days from today, in the conversation's zone; a day as the readers of slots write it. */
static int64_t days_ahead(const struct turn *turn, const char *day)
{
	int zone = turn->conversation->row.zone_minutes;
	struct civil today;
	int64_t at_ms = 0;

	clock_civil(turn->now_ms, zone, &today);
	today.hour = today.minute = today.second = today.ms = 0;
	clock_parse(day, &at_ms);
	return (at_ms - zone * 60000LL - clock_from_civil(&today, zone)) / DAY_MS;
}

/* `12 months` */
int64_t turn_policy_months(const struct turn *turn, const char *name)
{
	const struct policy *policy = turn_policy(turn, name);
	char *unit = NULL;
	int64_t n = policy ? strtoll(policy->value[LANGUAGE_EN], &unit, 10) : 0;

	return unit && !strncmp(unit, " month", strlen(" month")) ? n : 0;
}

/* One that gives no months sets no bound. */
static int64_t bound_of(const struct turn *turn, const char *name)
{
	return name ? turn_policy_months(turn, name) : 0;
}

static bool months_fit(const struct turn *turn, const struct slot *slot, int64_t n)
{
	int64_t least = bound_of(turn, slot->least_policy);
	int64_t most = bound_of(turn, slot->most_policy);

	return n >= slot->least && n >= least && (!slot->most || n <= slot->most) &&
	       (!most || n <= most);
}

bool reading_fits(const struct turn *turn, const struct slot *slot, const char *value)
{
	int64_t n;

	if (choice_is_of(slot, value))
		return true;
	switch (slot->kind) {
	case SLOT_MONTHS:
		return months_fit(turn, slot, strtoll(value, NULL, 10));
	case SLOT_DATE:
		n = days_ahead(turn, value);
		return n >= 0 && (!slot->most || n <= slot->most);
	case SLOT_WHEN:
		n = days_ahead(turn, value);
		return n <= 0 && (!slot->most || -n <= slot->most);
	case SLOT_AMOUNT:
		return strtoll(value, NULL, 10) > 0;
	case SLOT_CHOICE:
		return false;
	case SLOT_LINE:
	case SLOT_CODE:
	case SLOT_ID_TAIL:
	case SLOT_TEXT:
	case SLOT_CHANNEL:
	case SLOT_CASE:
	case SLOT_WORDS:
	case SLOT_NUMBER:
	case SLOT_PHOTO:
		break;
	}
	return true;
}

/* `3` after "for how many months?". */
static const char *bare_number(const struct turn *turn)
{
	const char *text = turn->meaning->normal.text;
	size_t length = strspn(text, "0123456789");

	return length > 0 && length <= 2 && !text[length] ? text : NULL;
}

static int month_of(const struct civil *day)
{
	return day->year * 12 + day->month;
}

/* 到明年三月 after "for how many months?", from the day that was answered before. */
static const char *months_until(const struct turn *turn, const struct slot *slot)
{
	const char *until = understanding_slot(turn->meaning, "until");
	const struct entry *from = slot->counted_from
					   ? journal_find(state_top(turn->conversation->state),
							  ENTRY_ANSWER, slot->counted_from)
					   : NULL;
	int64_t from_ms, until_ms;
	struct civil first, last;

	if (!until || !clock_parse(until, &until_ms))
		return NULL;
	clock_civil(turn->now_ms, turn->conversation->row.zone_minutes, &first);
	if (from && clock_parse(from->value, &from_ms))
		clock_civil(from_ms, 0, &first);
	clock_civil(until_ms, 0, &last);
	return arena_format(turn->arena, "%d", month_of(&last) - month_of(&first));
}

/* A number alone, a month that ends it; days are an answer too, but none that can be taken. */
static const char *months_meant(const struct turn *turn, const struct slot *slot)
{
	const char *value = bare_number(turn);

	value = value ? value : months_until(turn, slot);
	return !value && understanding_slot(turn->meaning, "days") ? "0" : value;
}

/* `一百` where the errand asks how much it was, now or later: yuan. A number that is longer is no
 * amount of a bill, and one that chooses is none. */
static const char *bare_amount(const struct turn *turn)
{
	const struct text_normal *normal = &turn->meaning->normal;
	const struct slot *prompt = turn_open_prompt(turn);
	int64_t fen = 0;
	size_t length = numeral_quantity(normal->text, normal->length, 0, &fen);

	return prompt && !choice_answered(turn, prompt) && length > 0 && length == normal->length &&
			       fen <= BARE_FEN_MOST
		       ? arena_format(turn->arena, "%lld", (long long)fen)
		       : NULL;
}

static bool ends_something(const struct understanding *meaning, const struct slot_value *day)
{
	for (size_t i = 0; i < meaning->n_slots; i++) {
		if (!strcmp(meaning->slots[i].name, "until") && meaning->slots[i].from == day->from)
			return true;
	}
	return false;
}

/* The first day that is no end: 停到3月1号 says nothing of when it begins. */
static const char *day_from(const struct understanding *meaning)
{
	for (size_t i = 0; i < meaning->n_slots; i++) {
		if (!strcmp(meaning->slots[i].name, "date") &&
		    !ends_something(meaning, &meaning->slots[i]))
			return meaning->slots[i].value;
	}
	return NULL;
}

/* A number in what is clearly another errand is that errand's, unless it came with this one. */
static bool is_elsewhere(const struct turn *turn, const struct slot *slot)
{
	const struct intent_guess *best = turn->meaning->intents;
	const struct instance *top = state_top(turn->conversation->state);
	const struct flow *flow;

	if (slot->heard || !top || !reading_is_clear(turn) || best->kind != INTENT_ERRAND)
		return false;
	flow = flow_for_intent(best->name);
	return flow && strcmp(flow->name, top->flow) && strcmp(flow->name, "talk_to_person");
}

/* What the message has for a slot, whether or not it fits. A day that is past was read as one
 * that is past. */
const char *reading_for(const struct turn *turn, const struct slot *slot)
{
	const struct understanding *meaning = turn->meaning;
	const char *value;
	bool several;

	if (slot->kind == SLOT_NUMBER && is_elsewhere(turn, slot))
		return NULL;
	if (slot->kind == SLOT_LINE || slot->kind == SLOT_NUMBER)
		return reading_line(turn, &several);
	if (slot->kind == SLOT_TEXT)
		return short_text(turn);
	if (slot->kind == SLOT_PHOTO)
		return turn->upload ? turn->upload->id : NULL;
	if (!slot_kind_reading(slot->kind))
		return NULL;
	value = slot->kind == SLOT_DATE
			? day_from(meaning)
			: understanding_slot(meaning, slot_kind_reading(slot->kind));
	if (!value && slot->kind == SLOT_MONTHS && slot == turn_open_prompt(turn))
		value = months_meant(turn, slot);
	if (!value && slot->kind == SLOT_AMOUNT)
		value = bare_amount(turn);
	if (!value && slot->kind == SLOT_DATE)
		value = understanding_slot(meaning, "when");
	if (!value && slot->kind == SLOT_WHEN)
		value = understanding_slot(meaning, "date");
	return value;
}

const char *reading_value(const struct turn *turn, const struct slot *slot)
{
	const char *value = reading_for(turn, slot);

	return value && reading_fits(turn, slot, value) ? value : NULL;
}

const char *reading_heard(const struct turn *turn, const struct slot *slot)
{
	const char *value = choice_named(turn, slot);

	if (value || slot->kind == SLOT_NUMBER) /* one that is mentioned is what it is all about */
		return value;
	return reading_value(turn, slot);
}
