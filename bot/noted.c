/*
 * What is noted on the way for the person who may take over: what the subscriber wants, in his
 * own words; what was asked and not answered; how he takes it, as counted facts; what he tells
 * while a person has the conversation.
 */
#include <string.h>

#include "bot/case.h"

#define WANT_MOST 120 /* characters */

/* No markup of any kind: it is shown in consoles that we did not write. */
static const char *plain(struct turn *turn)
{
	const char *masked = turn_masked_text(turn, WANT_MOST);
	char *text = arena_text(turn->arena, masked);

	for (char *at = text; *at; at++)
		if (*at == '<' || *at == '>')
			*at = ' ';
	return text;
}

void turn_note_want(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct want want = {plain(turn), turn->message_seq};

	for (size_t i = 0; i < state->n_wants; i++)
		if (state->wants[i].seq == want.seq || !strcmp(state->wants[i].text, want.text))
			return;
	if (state->n_wants == WANTS_MOST) {
		memmove(state->wants + 1, state->wants + 2,
			(WANTS_MOST - 2) * sizeof *state->wants);
		state->n_wants--;
	}
	state->wants[state->n_wants++] = want;
}

void turn_note_open(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = turn_open_prompt(turn);

	if (slot && !slot->secret)
		turn_fact(turn, "open", slot->name, NULL, 0);
	if (*state->later)
		turn_fact(turn, "later", "intent", state->later, 0);
}

void turn_note_mood(struct turn *turn)
{
	if (turn_means(turn, "complaint") || turn_swears(turn))
		turn_fact(turn, "complained", "words", NULL, 0);
}

/* What the errand would ask for; of another errand than this message's only what cannot be meant
 * otherwise. */
static void note_slots(struct turn *turn, const struct flow *flow, bool all)
{
	for (size_t i = 0; flow->slots[i]; i++) {
		const struct slot *slot = texts_slot(turn->bot->texts, flow->name, flow->slots[i]);
		const char *value = slot->heard && (all || slot->kind != SLOT_CHOICE)
					    ? reading_heard(turn, slot)
					    : NULL;

		if (value)
			answer_note(turn, flow->name, slot, value);
	}
}

/* The errand that was spoken of last. */
static const struct flow *last_flow(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	for (size_t i = state->n_story; i > 0; i--)
		if (!strcmp(state->story[i - 1].kind, "understood"))
			return flow_for_intent(state->story[i - 1].value);
	return NULL;
}

void turn_overhear(struct turn *turn)
{
	const char *intent = errand_named(turn);
	const struct flow *flow = intent ? flow_for_intent(intent) : last_flow(turn);

	turn_note_mood(turn);
	if (!*turn->conversation->state->line)
		answer_take_line(turn);
	if (intent && !turn_means(turn, "human") && !turn_means(turn, "case_progress")) {
		turn_fact(turn, "understood", "intent", intent, 0);
		turn_note_want(turn);
	}
	if (flow)
		note_slots(turn, flow, intent != NULL);
}
