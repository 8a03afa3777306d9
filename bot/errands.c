/*
 * Which errand a message begins, and what becomes of the one that is under way.
 */
#include <string.h>

#include "bot/case.h"

#define FITS_WELL 0.5 /* in the middle of another errand a vague guess is no new one */
#define SURE 0.8      /* several errands as likely as that are several wishes, not a doubt */
/* In characters: 要多久, "how long will it take"; what it is about was said before. */
static const size_t bare_question[N_LANGUAGES] = {4, 24};
static const size_t short_question[N_LANGUAGES] = {16, 40};
#define RECORD_FRESH_MS (2 * 60 * 1000LL)

void errand_begin(struct turn *turn, const char *flow)
{
	struct state *state = turn->conversation->state;

	if (!state->n_wants && turn->meaning)
		turn_note_want(turn);
	state->misses = 0;
	turn_count(turn, "errand", "begun", flow, 0);
	state_push(state, flow, turn->arena);
}

/* What was told before need not be asked again by the errand that begins. */
void errand_keep_heard(struct turn *turn, struct instance *before)
{
	struct instance *top = state_top(turn->conversation->state);
	const struct flow *flow = flow_named(top->flow);

	for (size_t i = 0; flow->slots[i]; i++) {
		const struct slot *slot = texts_slot(turn->bot->texts, flow->name, flow->slots[i]);
		const struct entry *told = journal_find(before, ENTRY_ANSWER, slot->name);

		told = told ? told : journal_find(before, ENTRY_HEARD, slot->name);
		if (slot->heard && told && reading_fits(turn, slot, told->value) &&
		    !journal_find(top, ENTRY_HEARD, slot->name))
			journal_add(top, ENTRY_HEARD, slot->name, told->value);
	}
}

/* Whether the errand under way is about a number. */
bool errand_is_about_line(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;
	const struct flow *flow = state->n_flows ? flow_named(state->flows[0]->flow) : NULL;

	for (size_t i = 0; flow && flow->slots[i]; i++) {
		if (!strcmp(flow->slots[i], "line"))
			return true;
	}
	return false;
}

/* What holds the line counts as not told yet. */
void errand_drop_told(struct turn *turn, struct instance *top)
{
	size_t kept = 0;

	for (size_t i = 0; i < top->n_entries; i++) {
		const char *name = top->entries[i].name;

		if (!knowledge_cause(turn->bot->knowledge, name) && strcmp(name, "retold") &&
		    strcmp(name, "told_enough") && strcmp(name, "still_held"))
			top->entries[kept++] = top->entries[i];
	}
	top->n_entries = kept;
}

/* Of several errands the one that a flow is for, else the first. A bare number asks what is
 * the matter with it. */
const char *errand_named(const struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;
	const char *choice = turn->event->choice;
	const char *first = NULL;

	if (choice && !strncmp(choice, "intent:", 7) && flow_for_intent(choice + 7))
		return choice + 7;
	for (size_t i = 0; i < meaning->n_intents; i++) {
		if (meaning->intents[i].kind != INTENT_ERRAND)
			continue;
		if (turn_open_prompt(turn) && meaning->intents[i].confidence < FITS_WELL)
			continue;
		if (flow_for_intent(meaning->intents[i].name))
			return meaning->intents[i].name;
		first = first ? first : meaning->intents[i].name;
	}
	if (meaning->n_intents == 0 && understanding_slot(meaning, "line") &&
	    !errand_is_about_line(turn))
		return "suspension_cause";
	return first;
}

/* An errand that nobody here does is no dead end: what is known of it, or a person. */
static void refer(struct turn *turn, const char *intent)
{
	const struct article *article = NULL;

	if (!strcmp(intent, "policy"))
		article = knowledge_search(turn->bot->knowledge, &turn->meaning->normal,
					   turn_language(turn));
	if (article)
		turn_say_article(turn, article);
	else
		turn_say_common(turn, "no_flow");
	turn->remind = true;
}

/* In full, or by name where that was done before. */
static bool has_told_causes(const struct turn *turn, const struct instance *instance)
{
	for (size_t i = 0; instance && i < instance->n_entries; i++) {
		const struct entry *entry = &instance->entries[i];

		if (!strcmp(entry->name, "still_held") ||
		    (knowledge_cause(turn->bot->knowledge, entry->name) &&
		     strcmp(entry->value, TOLD_BEFORE)))
			return true;
	}
	return false;
}

/* The errand that begins looks at the record again, but need not tell these again in full. */
static void keep_told(struct turn *turn, const struct instance *before)
{
	struct instance *top = state_top(turn->conversation->state);

	for (size_t i = 0; i < before->n_entries; i++)
		if (knowledge_cause(turn->bot->knowledge, before->entries[i].name))
			journal_add(top, ENTRY_SAID, before->entries[i].name, TOLD_BEFORE);
}

/* Has the running errand tell the causes again: all of it when asked to repeat, else what to
 * do about them; and a question after that is better put to a person. False when none was
 * told. */
bool errand_retell(struct turn *turn, bool whole)
{
	struct instance *top = state_top(turn->conversation->state);
	bool told = has_told_causes(turn, top);

	if (!told)
		return false;
	turn->remind = true;
	if (!whole && journal_find(top, ENTRY_SAID, "retold")) {
		turn_say_common(turn, "told_already");
		return true;
	}
	errand_drop_told(turn, top);
	if (!whole)
		journal_add(top, ENTRY_SAID, "retold", "");
	return true;
}

static bool is_under_way(const struct turn *turn, const struct flow *flow)
{
	const struct state *state = turn->conversation->state;

	for (size_t i = 0; i < state->n_flows; i++) {
		if (!strcmp(state->flows[i]->flow, flow->name))
			return true;
	}
	return false;
}

/* Whether what the record showed a moment ago still answers: not when a payment is said to
 * have come in between. */
static bool is_fresh(const struct turn *turn, const char *intent)
{
	return strcmp(intent, "paid_not_restored") &&
	       turn->now_ms - turn->conversation->state->record_ms < RECORD_FRESH_MS;
}

/* Whether the errand that runs is in the middle of asking for what it needs: to want it once more
 * changes nothing but what is heard. */
static bool is_asking(const struct turn *turn, const char *intent)
{
	struct instance *top = state_top(turn->conversation->state);
	const struct slot *prompt = turn_open_prompt(turn);

	return prompt && !strcmp(top->intent, intent) &&
	       (!journal_find(top, ENTRY_LOOKUP, "line") || prompt->heard ||
		!strcmp(prompt->name, "confirm"));
}

bool turn_swears(const struct turn *turn)
{
	for (size_t i = 0; i < turn->meaning->n_hits; i++) {
		const struct intent_hit *hit = &turn->meaning->hits[i];

		if (!strcmp(hit->intent, "abuse") && !hit->silenced)
			return true;
	}
	return false;
}

/* Whether a rule of that intent fits, be it silenced by another. */
static bool is_hit(const struct turn *turn, const char *intent)
{
	for (size_t i = 0; i < turn->meaning->n_hits; i++) {
		if (!strcmp(turn->meaning->hits[i].intent, intent))
			return true;
	}
	return false;
}

/* The record of a number that is named tells what applies to it, whatever the errand. */
static void look_up_anyway(struct turn *turn)
{
	bool several;

	if (turn->conversation->state->n_flows > 0 || !reading_line(turn, &several))
		return;
	answer_take_line(turn);
	errand_begin(turn, "explain_suspension");
}

/* What the message says that the errand would ask for. */
static void note_heard(struct turn *turn, const struct flow *flow)
{
	for (size_t i = 0; flow->slots[i]; i++) {
		const struct slot *slot = texts_slot(turn->bot->texts, flow->name, flow->slots[i]);
		const char *value = slot->heard ? reading_heard(turn, slot) : NULL;

		if (value)
			answer_hear(turn, slot, value);
	}
}

/* Interrupts what runs, which goes on after it. What is told while that errand runs answers
 * its question, or has it put again. */
bool errand_take_scam(struct turn *turn)
{
	const struct flow *flow = flow_for_intent("scam_report");
	const struct instance *top = state_top(turn->conversation->state);

	if (!turn_means(turn, "scam_report"))
		return false;
	if (top && !strcmp(top->flow, flow->name)) {
		turn->missed = !answer_take(turn) && !answer_take_other(turn);
		return true;
	}
	turn_fact(turn, "understood", "intent", "scam_report", 0);
	errand_begin(turn, flow->name);
	note_heard(turn, flow);
	return true;
}

/* Begins another errand, of a message or of what the operator answered to one before. Causes
 * that the errand before has told need no telling again. */
void errand_replace(struct turn *turn, const struct flow *flow, const char *intent)
{
	struct state *state = turn->conversation->state;
	struct instance *old = state_top(state);
	bool told = has_told_causes(turn, old);
	bool retold = told && journal_find(old, ENTRY_SAID, "retold");
	bool fresh = is_fresh(turn, intent);
	const char *line = state->line;

	turn_drop_flows(turn);
	if (turn->meaning)
		answer_take_line(turn);
	errand_begin(turn, flow->name);
	state_top(state)->intent = arena_text(turn->arena, intent);
	if (turn->meaning) {
		turn_note_want(turn);
		note_heard(turn, flow);
	}
	if (old && !strcmp(old->flow, flow->name))
		errand_keep_heard(turn, old);
	if (!told || strcmp(line, state->line))
		return;
	if (fresh)
		journal_add(state_top(state), ENTRY_SAID, retold ? "told_enough" : "retold", "");
	else if (!strcmp(intent, "paid_not_restored"))
		keep_told(turn, old);
}

/* After a cause was told, "how long?" and "when will it be mended?" are about that cause; what the
 * late fee is, what a hold costs, and how a complaint gets on are not. */
static bool is_about_cause(const struct turn *turn, const char *intent)
{
	const struct understanding *meaning = turn->meaning;

	if (!strcmp(intent, "case_progress"))
		return !is_hit(turn, intent) && !understanding_slot(meaning, "case_id");
	if (strcmp(intent, "policy"))
		return false;
	return text_characters(meaning->normal.text, meaning->normal.length) <=
		       bare_question[turn_language(turn)] ||
	       meaning->intents[0].confidence < SURE || is_hit(turn, "resume") ||
	       is_hit(turn, "paid_not_restored") ||
	       !knowledge_search(turn->bot->knowledge, &turn->meaning->normal, turn_language(turn));
}

/* "How long?" while something ordered is under way. */
static bool is_about_order(const struct turn *turn, const char *intent)
{
	const struct text_normal *normal = &turn->meaning->normal;

	return !strcmp(intent, "policy") && turn_is_watching(turn) &&
	       text_characters(normal->text, normal->length) <=
		       short_question[turn_language(turn)] &&
	       choice_hit(normal->text, texts_words(turn->bot->texts, "how_long"));
}

/* Questions about a check are such; in the middle of the check itself also those about passwords,
 * whose name the line is in, and that no texts arrive. */
static bool is_about_check(const struct turn *turn, const char *intent)
{
	if (!secret_expected(turn))
		return !strcmp(intent, "verification_help");
	if (!strcmp(intent, "no_service"))
		return choice_hit(turn->meaning->normal.text,
				  texts_words(turn->bot->texts, "code_texts"));
	return !strcmp(intent, "verification_help") || !strcmp(intent, "account_lock") ||
	       !strcmp(intent, "real_name");
}

/* Answered in between, whatever the errand. */
static bool take_aside(struct turn *turn, const char *intent)
{
	const struct flow *flow = flow_for_intent("verification_help");

	if (turn->conversation->state->n_flows == 0 || is_under_way(turn, flow) ||
	    !is_about_check(turn, intent))
		return false;
	errand_begin(turn, flow->name);
	state_top(turn->conversation->state)->intent = arena_text(turn->arena, intent);
	note_heard(turn, flow);
	return true;
}

enum flow_status turn_change_to(struct turn *turn, const char *intent)
{
	struct instance *before = turn->running;

	errand_replace(turn, flow_for_intent(intent), intent);
	errand_keep_heard(turn, before);
	return FLOW_WAITING;
}

static bool is_vague(const struct turn *turn, const char *intent)
{
	for (size_t i = 0; i < turn->meaning->n_intents; i++) {
		if (!strcmp(turn->meaning->intents[i].name, intent))
			return turn->meaning->intents[i].confidence < FITS_WELL;
	}
	return false;
}

bool errand_take(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const char *intent = errand_named(turn);
	const struct flow *flow = intent ? flow_for_intent(intent) : NULL;

	if (!intent)
		return false;
	if (turn->meaning->n_intents > 1 && turn->meaning->intents[0].confidence < SURE)
		missed_note(turn);
	turn_fact(turn, "understood", "intent", intent, 0);
	if (turn_swears(turn) && (!flow || (is_vague(turn, intent) && !is_hit(turn, intent)))) {
		turn_say_common(turn, "abuse"); /* no lecture on complaints for who is upset */
		turn->remind = true;
		return true;
	}
	if (is_about_order(turn, intent))
		flow = flow_for_intent("case_progress");
	else if (is_about_cause(turn, intent) && errand_retell(turn, false))
		return true;
	if (!flow) {
		refer(turn, intent);
		look_up_anyway(turn);
		return true;
	}
	if (take_aside(turn, intent))
		return true;
	if (is_under_way(turn, flow) && state->n_flows > 1) {
		turn->remind = true; /* in the middle of the proof that it needs */
		return true;
	}
	if (is_under_way(turn, flow) && is_asking(turn, intent)) {
		note_heard(turn, flow);
		answer_ask_differently(turn);
		return true;
	}
	if (is_under_way(turn, flow) && is_fresh(turn, intent) && errand_retell(turn, false))
		return true;
	errand_replace(turn, flow, intent);
	return true;
}

bool errand_take_two(struct turn *turn)
{
	const char *later = NULL;
	const char *first = turn_open_prompt(turn) ? NULL : needs_split(turn, &later);

	if (!first)
		return false;
	turn_fact(turn, "understood", "intent", first, 0);
	turn_fact(turn, "understood", "intent", later, 0);
	turn_say_common(turn, "one_by_one");
	errand_replace(turn, flow_for_intent(first), first);
	turn->conversation->state->later = arena_text(turn->arena, later);
	return true;
}
