/*
 * Taking a message as the answer to what was asked.
 *
 * What is hard is that people answer more than was asked, and take back what they chose: every
 * answer is an entry of the errand's journal, and those that hang on it go with it.
 */
#include <string.h>

#include "bot/case.h"

#define WORDS_LEAST 45 /* bytes: about 15 characters in Chinese, eight words in English */
#define WORDS_MOST 500 /* characters */

void answer_take_line(struct turn *turn)
{
	bool several;
	const char *line = reading_line(turn, &several);

	if (!line)
		return;
	turn->conversation->state->line = line;
	turn->conversation->state->line_seq = turn->message_seq;
	if (several)
		turn_say_common(turn, "first_of_several");
}

/* `confirm`, `confirm_unblock` */
bool answer_is_consent(const char *slot)
{
	return !strncmp(slot, "confirm", strlen("confirm"));
}

/* Another answer for an earlier one. Answers to other questions stay, but not the consent to
 * all of them; in a check all that came after the answer hung on it. False when an order was
 * given since. */
static bool replace_answer(struct instance *top, struct entry *entry, const char *value)
{
	const char *name = entry->name;
	size_t kept = (size_t)(entry - top->entries) + 1;

	if (!strcmp(top->flow, "verify_identity")) {
		journal_cut(top, entry);
		journal_add(top, ENTRY_ANSWER, name, value);
		return true;
	}
	for (size_t i = kept; i < top->n_entries; i++)
		if (top->entries[i].kind == ENTRY_ORDER)
			return false;
	entry->value = value;
	for (size_t i = kept; i < top->n_entries; i++)
		if (top->entries[i].kind != ENTRY_SAID && !answer_is_consent(top->entries[i].name))
			top->entries[kept++] = top->entries[i];
	top->n_entries = kept;
	return true;
}

void answer_note(struct turn *turn, const char *flow, const struct slot *slot, const char *value)
{
	if (slot->heard)
		turn_fact(turn, "answered", arena_format(turn->arena, "%s.%s", flow, slot->name),
			  text_mask_numbers(value, turn->arena), 0);
}

void answer_hear(struct turn *turn, const struct slot *slot, const char *value)
{
	struct instance *top = state_top(turn->conversation->state);

	turn->noted = turn->noted || !journal_find(top, ENTRY_HEARD, slot->name);
	journal_add(top, ENTRY_HEARD, slot->name, value);
	answer_note(turn, top->flow, slot, value);
}

void answer_ask_differently(struct turn *turn)
{
	if (turn->noted)
		turn_say_common(turn, "noted");
	turn->missed = true;
}

/* Whether another message may hold another answer to it. A number in it may well be another's. */
static bool is_replaceable(const struct slot *slot)
{
	return slot && !slot->secret && slot->kind != SLOT_LINE && slot->kind != SLOT_NUMBER &&
	       slot->kind != SLOT_TEXT;
}

/* Takes back an answer that was given earlier in this errand, and gives another. */
static bool choose_instead(struct turn *turn, const char *choice)
{
	struct state *state = turn->conversation->state;
	struct instance *top = state_top(state);
	bool found = false;

	for (size_t i = 0; top && i < top->n_entries; i++) {
		struct entry *entry = &top->entries[i];
		const struct slot *slot = entry->kind == ENTRY_ANSWER
						  ? texts_slot(turn->bot->texts, top->flow,
							       entry->name)
						  : NULL;
		const char *other = choice;

		if (!is_replaceable(slot) || (choice && slot->kind != SLOT_CHOICE))
			continue;
		other = choice ? choice : reading_heard(turn, slot);
		if (!other || !strcmp(other, entry->value) || !replace_answer(top, entry, other))
			continue;
		answer_note(turn, top->flow, slot, other);
		state->asked = "";
		state->misses = 0;
		found = true;
		if (choice)
			break;
	}
	return found;
}

/* What the message says that the errand would ask for later: how long, beside from when. True
 * when it says so; what may be said at any time is noted beside what else the message is. */
static bool hear_ahead(struct turn *turn)
{
	struct instance *top = state_top(turn->conversation->state);
	const struct flow *flow = top ? flow_named(top->flow) : NULL;
	bool heard = false;

	for (size_t i = 0; flow && flow->slots[i]; i++) {
		const struct slot *slot = texts_slot(turn->bot->texts, flow->name, flow->slots[i]);
		const char *value = NULL;

		if (!slot->heard || journal_find(top, ENTRY_ANSWER, slot->name))
			continue;
		if (slot->any_time)
			value = choice_named(turn, slot);
		else if (slot->kind != SLOT_CHOICE && slot->kind != SLOT_NUMBER)
			value = reading_value(turn, slot);
		if (!value)
			continue;
		answer_hear(turn, slot, value);
		heard = heard || !slot->any_time;
	}
	return heard;
}

/* Nothing in it answers, and nothing in it is another errand: but it will be asked for. */
static bool take_ahead(struct turn *turn)
{
	bool several;

	if (!turn_open_prompt(turn) || reading_line(turn, &several) || errand_named(turn) ||
	    !hear_ahead(turn))
		return false;
	turn->conversation->state->misses = 0;
	answer_ask_differently(turn);
	return true;
}

/* A choice that is made at length is made with its reasons: the case quotes them. */
static void keep_reasons(struct turn *turn)
{
	if (!turn->event->choice && turn->meaning->normal.length >= WORDS_LEAST)
		turn_note_want(turn);
}

/* Nothing names a choice, but what the message means is one: "I have no password". With another
 * number in it, it answers something else: "no, not this one, 138..." */
static bool take_meant(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = turn_open_prompt(turn);
	const char *text = turn->meaning->normal.text;
	bool several;

	if (reading_line(turn, &several))
		return false;
	for (size_t i = 0; slot && i < slot->n_choices; i++) {
		if (choice_hit(text, slot->choices[i].unless))
			continue;
		for (size_t k = 0; slot->choices[i].means[k]; k++) {
			if (!turn_means(turn, slot->choices[i].means[k]))
				continue;
			journal_add(state_top(state), ENTRY_ANSWER, slot->name,
				    slot->choices[i].value);
			keep_reasons(turn);
			answer_note(turn, state_top(state)->flow, slot, slot->choices[i].value);
			state->asked = "";
			state->misses = 0;
			return true;
		}
	}
	return false;
}

/* A short message that clearly means something else is that; a longer one is not searched for
 * wishes: who complains of an agent has to name one. */
static bool is_told(const struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;
	const struct intent_guess *best = meaning->intents;
	const struct flow *own = flow_named(state_top(turn->conversation->state)->flow);

	if (meaning->normal.length >= WORDS_LEAST)
		return true;
	if (turn_means(turn, "stop") || choice_open(turn))
		return false;
	if (meaning->n_intents == 0)
		return true;
	if (best->kind == INTENT_ACT)
		return turn_means(turn, "feedback") || turn_means(turn, "abuse");
	return flow_for_intent(best->name) == own || !reading_is_clear(turn);
}

static bool has_letters(const struct text_normal *normal)
{
	for (size_t at = 0; at < normal->length;) {
		uint32_t c = text_next(normal->text, normal->length, &at);

		if ((c >= 'a' && c <= 'z') || (c >= 0x3400 && c <= 0x9fff))
			return true;
	}
	return false;
}

bool answer_take_words(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = turn_open_prompt(turn);

	if (!slot || slot->kind != SLOT_WORDS || turn->event->choice ||
	    !has_letters(&turn->meaning->normal) || !is_told(turn))
		return false;
	journal_add(state_top(state), ENTRY_ANSWER, slot->name, turn_masked_text(turn, WORDS_MOST));
	turn_note_want(turn);
	state->asked = "";
	state->misses = 0;
	turn->in_words = true;
	return true;
}

/* "Yes, 138...": a number that is not the one of the question. */
static bool names_other_line(const struct turn *turn)
{
	bool several;
	const char *line = reading_line(turn, &several);

	return line && strcmp(line, turn->conversation->state->line);
}

/* Nor does who says that the service can be praised agree to an order. */
static bool is_about_else(const struct turn *turn)
{
	return names_other_line(turn) || turn_means(turn, "feedback");
}

bool answer_take(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = turn_open_prompt(turn);
	const struct slot *secret = secret_slot(turn);
	const char *value = slot ? choice_answered(turn, slot) : NULL;

	if (slot && answer_is_consent(slot->name) && is_about_else(turn))
		return false;
	if (slot && !value && !slot->secret && !(secret && slot->kind == SLOT_TEXT))
		value = reading_value(turn, slot);
	if (!value && !secret && slot && !slot->secret && slot_kind_reading(slot->kind) &&
	    reading_for(turn, slot)) {
		state->misses++; /* an answer, but none that can be taken: what is expected is said */
		turn->missed = true;
		return true;
	}
	if (!value && !secret)
		return false;
	if (value && slot->kind == SLOT_LINE && !choice_answered(turn, slot))
		answer_take_line(turn);
	if (value) {
		journal_add(state_top(state), ENTRY_ANSWER, slot->name, value);
		hear_ahead(turn);
		answer_note(turn, state_top(state)->flow, slot, value);
	}
	if (value && !secret)
		keep_reasons(turn);
	if (secret && !value && slot->kind == SLOT_CHOICE)
		journal_add(state_top(state), ENTRY_ANSWER, slot->name, secret->name);
	else if (secret && !value && secret != slot)
		choose_instead(turn, secret->name);
	if (secret)
		secret_keep(turn, secret);
	state->asked = "";
	state->misses = 0;
	return true;
}

/* A part of what was asked, or another choice than the one made earlier: "by ID card, then". */
bool answer_take_other(struct turn *turn)
{
	return secret_take_name(turn) || choose_instead(turn, NULL) || take_meant(turn) ||
	       take_ahead(turn);
}
