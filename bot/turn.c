/*
 * What flows and takers do in a turn: ask and look up.
 *
 * Everything a turn does goes into the conversation's journal and into the transaction of
 * the event; nothing leaves before that has committed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/case.h"

enum language turn_language(const struct turn *turn)
{
	return (enum language)turn->conversation->row.language;
}

bool turn_stored(struct turn *turn, bool fine)
{
	if (!fine)
		turn->failed = true;
	return fine;
}

bool turn_understand(struct turn *turn, const char *text, size_t length, struct understanding *out,
		     struct error *err)
{
	bool is_utf8 = intent_match(turn->bot->matcher, text, length, turn->now_ms,
				    turn->conversation->row.zone_minutes, turn->arena, out, err);

	turn->bot->rules_given_up += (int64_t)out->n_given_up;
	return is_utf8;
}

struct output *turn_output(struct turn *turn, enum output_kind kind, uint64_t origin)
{
	struct output_list *list = turn->out;
	struct output *output = mem_new(sizeof *output);

	output->kind = kind;
	output->origin = origin;
	if (turn->event) {
		output->trace = turn->event->trace;
		output->accepted_us = turn->event->accepted_us;
	}
	if (turn->conversation)
		strcpy(output->conversation, turn->conversation->row.id);
	list->items = mem_resize(list->items, list->n + 1, sizeof *list->items);
	list->items[list->n++] = output;
	return output;
}

void turn_receipt(struct turn *turn, int64_t seq, const char *client_id)
{
	struct buffer id = {0};

	if (!turn->event->wants_receipt)
		return;
	buffer_format(&id, client_id ? "%s.%lld.%s" : "%s.%lld", turn->conversation->row.id,
		      (long long)seq, client_id);
	turn_output(turn, OUTPUT_TAKEN, turn->event->origin)->text = buffer_take(&id);
}

void turn_trace(struct turn *turn, enum step_kind kind, const char *name, const char *answer)
{
	const struct step step = {turn->conversation->row.id,
				  turn->running->number,
				  turn->running->flow,
				  kind,
				  name,
				  answer};

	if (turn->bot->trace)
		turn->bot->trace(turn->bot->trace_context, &step);
}

/* What goes first when the story grows too long: what was understood is counted, and never a
 * result. */
static void drop_from_story(struct state *state)
{
	size_t at = 0;

	while (at < state->n_story && strcmp(state->story[at].kind, "understood") != 0)
		at++;
	if (at == state->n_story)
		at = 0;
	memmove(state->story + at, state->story + at + 1,
		(--state->n_story - at) * sizeof *state->story);
}

static int64_t seq_of_message(const struct turn *turn)
{
	return turn->message_seq ? turn->message_seq : turn->conversation->row.seq;
}

bool turn_add_fact(struct turn *turn, int64_t seq, const char *kind, const char *name,
		   const char *value, int64_t number)
{
	const struct store *store = &turn->bot->store;
	struct fact_row fact = {
		.conversation = turn->conversation->row.row,
		.seq = seq,
		.at_ms = turn->now_ms,
		.kind = kind,
		.name = name,
		.value = value,
		.number = number,
	};

	return !turn->failed &&
	       turn_stored(turn, store->kind->fact_add(store->db, &fact, turn->err));
}

void turn_count(struct turn *turn, const char *kind, const char *name, const char *value,
		int64_t number)
{
	turn_add_fact(turn, seq_of_message(turn), kind, name, value, number);
}

static void note_fact(struct turn *turn, int64_t seq, const char *kind, const char *name,
		      const char *value, int64_t number)
{
	struct state *state = turn->conversation->state;

	if (!turn_add_fact(turn, seq, kind, name, value, number))
		return;
	if (state->n_story == STORY_MOST)
		drop_from_story(state);
	state->story[state->n_story++] = (struct story){
		.kind = kind,
		.name = name,
		.value = value ? arena_text(turn->arena, value) : "", /* it outlives the caller */
		.number = number,
		.seq = seq,
		.at_ms = turn->now_ms,
	};
}

void turn_fact(struct turn *turn, const char *kind, const char *name, const char *value,
	       int64_t number)
{
	note_fact(turn, seq_of_message(turn), kind, name, value, number);
}

void turn_fact_said(struct turn *turn, const char *kind, const char *name, const char *value)
{
	note_fact(turn, turn->conversation->row.seq, kind, name, value, 0);
}

void turn_drop_flows(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	state->n_flows = 0;
	state->asked = state->later = "";
	state->misses = 0;
}

/* --- asking ------------------------------------------------------------------- */

/* The answer to what need not be asked: what was said when the errand began, the number that is
 * talked about, this conversation's case. */
static const char *known_before(const struct turn *turn, const struct slot *slot)
{
	const struct state *state = turn->conversation->state;
	const struct entry *heard = slot->heard
					    ? journal_find(turn->running, ENTRY_HEARD, slot->name)
					    : NULL;
	const char *known = "";

	if (heard && reading_fits(turn, slot, heard->value))
		return heard->value;
	if (slot->kind == SLOT_LINE)
		known = state->line;
	else if (slot->kind == SLOT_CASE)
		known = state->case_id;
	return *known ? known : NULL;
}

bool turn_knows(struct turn *turn, const char *name)
{
	const struct slot *slot = texts_slot(turn->bot->texts, turn->running->flow, name);
	const char *value;

	if (journal_find(turn->running, ENTRY_ANSWER, name))
		return true;
	value = known_before(turn, slot);
	if (value)
		journal_add(turn->running, ENTRY_ANSWER, name, value);
	return value != NULL;
}

/* What was not understood is asked for in other words; whoever has been told everything and asks on
 * what cannot be answered hears that in other words, too. */
static const char *words_of(struct turn *turn, const struct slot *slot, bool open)
{
	if (!open || !turn->missed)
		return slot->ask[turn_language(turn)];
	if (!strcmp(slot->name, "next") && turn->conversation->state->misses > 1)
		return turn_common(turn, "not_answered_again");
	return slot->again[turn_language(turn)];
}

bool turn_ask(struct turn *turn, const char *name)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = texts_slot(turn->bot->texts, turn->running->flow, name);
	bool open = !strcmp(state->asked, name);

	if (turn_knows(turn, name)) {
		turn_trace(turn, STEP_PASSED, name, slot->secret ? NULL : turn_answer(turn, name));
		return true;
	}
	if (!open || turn->missed || turn->remind)
		turn_put_prompt(turn, words_of(turn, slot, open), slot);
	if (!open)
		turn_count(turn, "asked",
			   arena_format(turn->arena, "%s.%s", turn->running->flow, name), NULL, 0);
	turn_trace(turn, STEP_ASKED, name, NULL);
	state->asked = slot->name;
	return false;
}

const char *turn_answer(const struct turn *turn, const char *slot)
{
	const struct entry *answer = journal_find(turn->running, ENTRY_ANSWER, slot);

	return answer ? answer->value : "";
}

bool turn_is(const struct turn *turn, const char *slot, const char *value)
{
	return !strcmp(turn_answer(turn, slot), value);
}

int64_t turn_day(const struct turn *turn, const char *slot)
{
	int64_t at_ms;

	if (!clock_parse(turn_answer(turn, slot), &at_ms))
		return 0;
	return at_ms - turn->conversation->row.zone_minutes * 60000LL;
}

int64_t turn_number(const struct turn *turn, const char *slot)
{
	return strtoll(turn_answer(turn, slot), NULL, 10);
}

bool turn_has_come(const struct turn *turn, int64_t at_ms)
{
	return turn->now_ms >= at_ms;
}

void turn_back_to(struct turn *turn, const char *slot)
{
	journal_cut(turn->running, journal_find(turn->running, ENTRY_ANSWER, slot));
	turn->conversation->state->asked = "";
}

/* --- the errand ---------------------------------------------------------------- */

bool turn_began_with(const struct turn *turn, const char *intent)
{
	return !strcmp(turn->running->intent, intent);
}

bool turn_is_aside(const struct turn *turn)
{
	return turn->conversation->state->n_flows > 1;
}

void turn_make_urgent(struct turn *turn)
{
	turn->conversation->state->urgent = true;
}

/* --- looking up --------------------------------------------------------------- */

/* The look-up of that name: asked for when it was not yet, NULL while it is under way. */
static const struct entry *look_up(struct turn *turn, const char *name)
{
	const struct entry *entry = journal_find(turn->running, ENTRY_LOOKUP, name);
	struct carrier_call call = {.kind = CALL_LINE};

	if (!entry) {
		snprintf(call.line, sizeof call.line, "%s", turn_answer(turn, "line"));
		call_send(turn, name, &call);
		return NULL;
	}
	return entry->lookup == LOOKUP_WAITING ? NULL : entry;
}

/* Texts speak of this record from now on. */
static bool use_record(struct turn *turn, const struct entry *entry, struct carrier_line *out)
{
	struct state *state = turn->conversation->state;
	struct carrier_line *record = arena_new(turn->arena, sizeof *record);

	if (!turn_stored(turn, carrier_line_read(entry->value, out, turn->err)))
		return false;
	*record = *out;
	turn->record = record;
	if (strcmp(turn_answer(turn, "line"), state->line) != 0)
		return true;
	if (!*state->record)
		turn_count(turn, "line", "region", out->region, 0);
	state->record = entry->value;
	return true;
}

bool turn_line(struct turn *turn, struct carrier_line *out)
{
	const struct entry *entry = look_up(turn, "line");

	if (!entry)
		return false;
	if (entry->lookup == LOOKUP_READY)
		return use_record(turn, entry, out);
	turn_say_common(turn, "operator_down");
	handoff_request(turn, "operator_down");
	return false;
}

bool turn_look_again(struct turn *turn, const char *name, struct carrier_line *out)
{
	const struct entry *entry = look_up(turn, name);

	*out = (struct carrier_line){0};
	if (!entry)
		return false;
	return entry->lookup == LOOKUP_UNAVAILABLE || use_record(turn, entry, out);
}

bool turn_has_told_holds(const struct turn *turn)
{
	return journal_find(turn->running, ENTRY_SAID, "retold") ||
	       journal_find(turn->running, ENTRY_SAID, "told_enough");
}

enum flow_status turn_hand_over(struct turn *turn, const char *reason)
{
	handoff_request(turn, reason);
	return FLOW_WAITING;
}
