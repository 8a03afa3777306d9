/*
 * Who takes a message. The order of the table is the policy and reads as one: safety first,
 * then whoever owns the conversation, a person wanted, and only then the errands.
 */
#include <string.h>

#include "bot/core.h"

#define MISSES_MOST 3
#define FITS_WELL 0.5     /* in the middle of another errand a vague guess is no new one */
#define SURE 0.8          /* several errands as likely as that are several wishes, not a doubt */
#define BARE_QUESTION 4   /* characters: 要多久, 多少钱; what it is about was said before */
#define RATING "feedback" /* the flow that asks how it was */
#define RECORD_FRESH_MS (2 * 60 * 1000LL)

static void begin(struct turn *turn, const char *flow)
{
	struct state *state = turn->conversation->state;

	if (!state->want_seq)
		state->want_seq = turn->message_seq;
	state->misses = 0;
	state_push(state, flow, turn->arena);
}

/* What was told before need not be asked again by the errand that begins. */
static void keep_heard(struct turn *turn, struct instance *before)
{
	struct instance *top = state_top(turn->conversation->state);
	const struct flow *flow = flow_named(top->flow);

	for (size_t i = 0; flow->slots[i]; i++) {
		const struct slot *slot = texts_slot(turn->bot->texts, flow->name, flow->slots[i]);
		const struct entry *told = journal_find(before, ENTRY_ANSWER, slot->name);

		told = told ? told : journal_find(before, ENTRY_HEARD, slot->name);
		if (slot->heard && told && answer_fits(turn, slot, told->value) &&
		    !journal_find(top, ENTRY_HEARD, slot->name))
			journal_add(top, ENTRY_HEARD, slot->name, told->value);
	}
}

/* --- takers ------------------------------------------------------------------- */

/* A conversation that was closed goes on as a new one under the same id. */
static void reopen(struct turn *turn)
{
	if (turn->conversation->row.owner != OWNER_CLOSED)
		return;
	turn->conversation->row.owner = OWNER_BOT;
	turn->conversation->state->want_seq = 0;
	turn->conversation->state->rating_asked = false;
	turn->conversation->state->urgent = false;
	turn_announce_owner(turn);
}

static bool take_emergency(struct turn *turn)
{
	const char *text = understanding_slot(turn->meaning, "despair") ? "despair" : "emergency";

	if (!turn_means(turn, "emergency"))
		return false;
	reopen(turn);
	if (turn->conversation->row.owner == OWNER_AGENT)
		turn_say_as_system(turn, text);
	else
		turn_say_common(turn, text);
	turn->conversation->state->want_seq = turn->message_seq;
	handoff_request(turn, "emergency", 0);
	return true;
}

static bool take_owned_by_agent(struct turn *turn)
{
	return turn->conversation->row.owner == OWNER_AGENT;
}

static bool take_waiting(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	if (turn->conversation->row.owner != OWNER_WAITING)
		return false;
	if (turn_means(turn, "scam_report")) {
		turn_say_common(turn, "scam");
		handoff_request(turn, "scam", 1);
	} else if (turn_means(turn, "stop") || turn_chose(turn, "stop")) {
		handoff_withdraw(turn);
		turn_offer_common(turn, "menu");
	} else if (!state->greeted_in_queue || turn_means(turn, "case_progress") ||
		   turn_means(turn, "policy") || turn_means(turn, "human"))
		handoff_reassure(turn);
	state->greeted_in_queue = true;
	return true;
}

static bool take_reopening(struct turn *turn)
{
	reopen(turn);
	return false;
}

static bool says_something_else(const struct turn *turn)
{
	bool several;

	return !answer_choice(turn) && !turn_means(turn, "feedback") &&
	       (turn->meaning->n_intents > 0 || answer_line(turn, &several));
}

/* A rating is given or not: who goes on to something else is not asked again. */
static bool take_no_rating(struct turn *turn)
{
	const struct state *state = turn->conversation->state;
	const struct instance *top = state_top(state);

	if (top && !strcmp(top->flow, RATING) && !strcmp(state->asked, "rating") &&
	    says_something_else(turn))
		turn_drop_flows(turn);
	return false;
}

static bool take_person_wanted(struct turn *turn)
{
	const char *choice = answer_choice(turn);

	if (!turn_means(turn, "human") && !turn_chose(turn, "person") &&
	    !(choice && !strcmp(choice, "person")))
		return false;
	turn_drop_flows(turn);
	begin(turn, "talk_to_person");
	return true;
}

static bool take_language(struct turn *turn)
{
	struct conversation *conversation = turn->conversation;
	bool to_zh = understanding_slot(turn->meaning, "to_zh") != NULL;
	bool to_en = understanding_slot(turn->meaning, "to_en") != NULL;

	if (!turn_means(turn, "language") || to_zh == to_en)
		return false;
	conversation->row.language = to_zh ? LANGUAGE_ZH : LANGUAGE_EN;
	conversation->state->language_chosen = true;
	turn_say_common(turn, "language_changed");
	turn->remind = true;
	return true;
}

static bool take_cancel(struct turn *turn)
{
	if ((!turn_means(turn, "stop") || answer_choice(turn)) && !turn_chose(turn, "stop"))
		return false;
	turn_drop_flows(turn);
	turn_say_common(turn, "dropped");
	turn_offer_common(turn, "menu");
	return true;
}

static bool take_restart(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	if (!turn_means(turn, "restart"))
		return false;
	turn_drop_flows(turn);
	state->line = "";
	turn_say_common(turn, "restarted");
	turn_offer_common(turn, "menu");
	return true;
}

/* Whether the errand under way is about a number. */
static bool is_about_line(const struct turn *turn)
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
static void drop_told(struct turn *turn, struct instance *top)
{
	size_t kept = 0;

	for (size_t i = 0; i < top->n_entries; i++) {
		const char *name = top->entries[i].name;

		if (!knowledge_cause(turn->bot->knowledge, name) && strcmp(name, "retold") &&
		    strcmp(name, "told_enough"))
			top->entries[kept++] = top->entries[i];
	}
	top->n_entries = kept;
}

/* Another number than the one that is talked about: errands that knew the old one begin
 * again with the new one. What was proven belongs to its line and stays with it. */
static bool take_correction(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	struct instance before;
	bool several, is_first;
	const char *line = answer_line(turn, &several);

	if (!line || !strcmp(line, state->line) || !is_about_line(turn))
		return false;
	is_first = !*state->line;
	answer_take_line(turn);
	state->record = "";
	state->n_flows = 1;
	state->asked = "";
	state->misses = 0;
	before = *state->flows[0];
	journal_cut(state->flows[0], journal_find(state->flows[0], ENTRY_ANSWER, "line"));
	keep_heard(turn, &before);
	drop_told(turn, state->flows[0]);
	state->flows[0]->number = ++state->n_instances; /* answers on their way are not for it */
	if (!is_first)
		turn_say_common(turn, "line_changed");
	return true;
}

/* --- errands ------------------------------------------------------------------ */

/* Of several errands the one that a flow is for, else the first. A bare number asks what is
 * the matter with it. */
static const char *errand_in(const struct turn *turn)
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
	if (meaning->n_intents == 0 && understanding_slot(meaning, "line") && !is_about_line(turn))
		return "suspension_cause";
	return first;
}

/* An errand that nobody here does is no dead end: what is known of it, or a person. */
static void refer(struct turn *turn, const char *intent)
{
	const struct article *article = NULL;

	if (!strcmp(intent, "policy"))
		article = knowledge_search(turn->bot->knowledge, turn->text, turn_language(turn));
	if (article)
		turn_say_article(turn, article);
	else
		turn_say_common(turn, "no_flow");
	turn->remind = true;
}

static bool has_told_causes(const struct turn *turn, const struct instance *instance)
{
	for (size_t i = 0; instance && i < instance->n_entries; i++)
		if (knowledge_cause(turn->bot->knowledge, instance->entries[i].name))
			return true;
	return false;
}

/* Has the running errand tell the causes again: all of it when asked to repeat, else what to
 * do about them; and a question after that is better put to a person. False when none was
 * told. */
static bool retell(struct turn *turn, bool whole)
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
	drop_told(turn, top);
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

static bool swears(const struct turn *turn)
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

	if (turn->conversation->state->n_flows > 0 || !answer_line(turn, &several))
		return;
	answer_take_line(turn);
	begin(turn, "explain_suspension");
}

/* What the message says that the errand would ask for. */
static void note_heard(struct turn *turn, const struct flow *flow)
{
	struct instance *top = state_top(turn->conversation->state);

	for (size_t i = 0; flow->slots[i]; i++) {
		const struct slot *slot = texts_slot(turn->bot->texts, flow->name, flow->slots[i]);
		const char *value = slot->heard ? answer_heard(turn, slot) : NULL;

		if (!value)
			continue;
		journal_add(top, ENTRY_HEARD, slot->name, value);
		answer_note(turn, slot, value);
	}
}

/* Interrupts what runs, which goes on after it. What is told while that errand runs answers
 * its question, or has it put again. */
static bool take_scam(struct turn *turn)
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
	begin(turn, flow->name);
	note_heard(turn, flow);
	return true;
}

/* Begins another errand, of a message or of what the operator answered to one before. Causes
 * that the errand before has told need no telling again. */
static void replace_errand(struct turn *turn, const struct flow *flow, const char *intent)
{
	struct state *state = turn->conversation->state;
	struct instance *old = state_top(state);
	bool told = has_told_causes(turn, old) && is_fresh(turn, intent);
	bool retold = told && journal_find(old, ENTRY_SAID, "retold");
	const char *line = state->line;

	turn_drop_flows(turn);
	if (turn->meaning)
		answer_take_line(turn);
	begin(turn, flow->name);
	state_top(state)->intent = arena_text(turn->arena, intent);
	if (turn->meaning) {
		state->want_seq = turn->message_seq;
		note_heard(turn, flow);
	}
	if (old && !strcmp(old->flow, flow->name))
		keep_heard(turn, old);
	if (!told || strcmp(line, state->line))
		return;
	journal_add(state_top(state), ENTRY_SAID, retold ? "told_enough" : "retold", "");
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
	return text_characters(meaning->normal.text, meaning->normal.length) <= BARE_QUESTION ||
	       meaning->intents[0].confidence < SURE || is_hit(turn, "resume") ||
	       is_hit(turn, "paid_not_restored") ||
	       !knowledge_search(turn->bot->knowledge, turn->text, turn_language(turn));
}

/* Questions about a check are answered in between, whatever the errand; in the middle of the
 * check itself those about passwords are such questions. */
static bool take_aside(struct turn *turn, const char *intent)
{
	const struct flow *flow = flow_for_intent("verification_help");

	if (turn->conversation->state->n_flows == 0 || is_under_way(turn, flow) ||
	    (strcmp(intent, "verification_help") &&
	     (strcmp(intent, "account_lock") || !answer_expects_secret(turn))))
		return false;
	begin(turn, flow->name);
	state_top(turn->conversation->state)->intent = arena_text(turn->arena, intent);
	note_heard(turn, flow);
	return true;
}

enum flow_status turn_change_to(struct turn *turn, const char *intent)
{
	struct instance *before = turn->running;

	replace_errand(turn, flow_for_intent(intent), intent);
	keep_heard(turn, before);
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

static bool take_errand(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const char *intent = errand_in(turn);
	const struct flow *flow = intent ? flow_for_intent(intent) : NULL;

	if (!intent)
		return false;
	if (turn->meaning->n_intents > 1 && turn->meaning->intents[0].confidence < SURE)
		missed_note(turn);
	turn_fact(turn, "understood", "intent", intent, 0);
	if (swears(turn) && (!flow || is_vague(turn, intent))) {
		turn_say_common(turn, "abuse"); /* no lecture on complaints for who is upset */
		turn->remind = true;
		return true;
	}
	if (is_about_cause(turn, intent) && retell(turn, false))
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
		turn->remind = true;
		return true;
	}
	if (is_under_way(turn, flow) && is_fresh(turn, intent) && retell(turn, false))
		return true;
	replace_errand(turn, flow, intent);
	return true;
}

static bool take_two_errands(struct turn *turn)
{
	const char *later = NULL;
	const char *first = turn_open_prompt(turn) ? NULL : needs_split(turn, &later);

	if (!first)
		return false;
	turn_fact(turn, "understood", "intent", first, 0);
	turn_fact(turn, "understood", "intent", later, 0);
	turn_say_common(turn, "one_by_one");
	replace_errand(turn, flow_for_intent(first), first);
	turn->conversation->state->later = arena_text(turn->arena, later);
	return true;
}

/* --- the rest ----------------------------------------------------------------- */

/* In the middle of an errand a comment is noted, and the errand goes on. */
static bool take_feedback(struct turn *turn)
{
	if (!turn_means(turn, "feedback"))
		return false;
	if (turn_open_prompt(turn)) {
		turn_fact(turn, "understood", "intent", "feedback", 0);
		turn_say_common(turn, "feedback");
		turn->remind = true;
		return true;
	}
	replace_errand(turn, flow_named(RATING), "feedback");
	return true;
}

static bool take_social(struct turn *turn)
{
	static const char *const acts[] = {"greet", "thanks",      "bye",
					   "help",  "are_you_bot", "abuse"};

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (!turn_means(turn, acts[i]) && !(!strcmp(acts[i], "abuse") && swears(turn)))
			continue;
		turn_say_common(turn, acts[i]);
		turn->remind = strcmp(acts[i], "thanks") && strcmp(acts[i], "bye");
		return true;
	}
	return false;
}

static bool take_repeat(struct turn *turn)
{
	if (!turn_means(turn, "repeat"))
		return false;
	retell(turn, true);
	turn->remind = true;
	return true;
}

static bool take_foreign(struct turn *turn)
{
	if (!turn_means(turn, "other_telecom") && !turn_means(turn, "out_of_scope"))
		return false;
	turn_say_common(turn, turn_means(turn, "out_of_scope") ? "out_of_scope" : "other_telecom");
	turn->remind = true;
	return true;
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), n = strlen(end);

	return length >= n && !strcmp(text + length - n, end);
}

static bool is_question(const struct turn *turn)
{
	const char *text = turn->meaning->normal.text;
	static const char *const marks[] = {"?",    "吗",     "么",   "怎",  "什",    "多久",
					    "多少", "几",     "哪",   "谁",  "啥",    "如何",
					    "咋",   "能不能", "what", "how", "when",  "where",
					    "why",  "which",  "can ", "do ", "does ", "is "};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (strstr(text, marks[i]))
			return true;
	}
	return ends_in(text, "不") || ends_in(text, "没"); /* 能退不: can it be had back? */
}

static bool take_article(struct turn *turn)
{
	const struct article *article;

	if (!is_question(turn))
		return false;
	article = knowledge_search(turn->bot->knowledge, turn->text, turn_language(turn));
	if (article)
		turn_say_article(turn, article);
	turn->remind = article != NULL;
	return article != NULL;
}

/* Clarify, say it in other words. */
static bool take_nothing(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	missed_note(turn);
	state->misses++;
	turn_fact(turn, "missed", *state->asked ? state->asked : "message", NULL, state->misses);
	if (turn_open_prompt(turn)) {
		turn->missed = true;
	} else if (state->misses < MISSES_MOST) {
		turn_say_common(turn,
				state->misses == 1 ? "not_understood" : "not_understood_again");
		turn_offer_common(turn, "menu");
	}
	return true;
}

typedef bool taker(struct turn *turn);

static taker *const takers[] = {
	take_emergency,    take_owned_by_agent, take_waiting,       take_reopening,
	take_no_rating,    answer_take_words,   take_person_wanted, take_scam,
	take_language,     take_cancel,         take_restart,       answer_take,
	answer_take_other, take_correction,     take_two_errands,   take_errand,
	take_feedback,     take_social,         take_repeat,        take_foreign,
	take_article,      take_nothing,
};

void dialogue_run_watch(struct turn *turn, struct instance *watch)
{
	struct state *state = turn->conversation->state;
	struct instance *running = turn->running;
	size_t at = 0;

	turn->running = watch;
	turn->watches = true;
	if (flow_named(watch->flow)->run(turn) == FLOW_DONE) {
		while (state->watches[at] != watch)
			at++;
		memmove(state->watches + at, state->watches + at + 1,
			(--state->n_watches - at) * sizeof *state->watches);
	}
	turn->watches = false;
	turn->running = running;
}

/* A watch that was begun in this turn sets its first alarm. */
static void start_watches(struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	if (!turn->begins_watch || turn->failed)
		return;
	turn->begins_watch = false;
	dialogue_run_watch(turn, state->watches[state->n_watches - 1]);
}

/* The other need, once the first one is met. */
static void begin_later(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const char *intent = state->later;

	if (state->n_flows || !*intent)
		return;
	state->later = "";
	turn_say_common(turn, "next_need");
	begin(turn, flow_for_intent(intent)->name);
	state_top(state)->intent = intent;
}

static void run_flows(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	while (state->n_flows > 0 && !turn->failed && turn->conversation->row.owner == OWNER_BOT) {
		struct instance *top = state_top(state);

		turn->running = top;
		if (flow_named(top->flow)->run(turn) == FLOW_DONE) {
			state_pop(state);
			begin_later(turn);
		} else if (state_top(state) == top) {
			return;
		}
		turn->missed = turn->remind = false;
	}
}

void dialogue_ask_rating(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	turn_drop_flows(turn);
	turn->running = state_push(state, RATING, turn->arena);
	flow_named(RATING)->run(turn);
	state->rating_asked = true;
}

void dialogue_run_flows(struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	run_flows(turn);
	if (turn->ends && state->n_flows == 0 && !state->rating_asked)
		dialogue_ask_rating(turn);
	start_watches(turn);
}

enum flow_status turn_end(struct turn *turn)
{
	turn->ends = true;
	return FLOW_DONE;
}

/* "OK", "thanks", "bye" are written by everyone. */
static bool is_act(const struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;

	return meaning->n_intents == 1 && meaning->intents[0].kind == INTENT_ACT &&
	       !turn_means(turn, "language");
}

static void choose_language(struct turn *turn)
{
	struct conversation *conversation = turn->conversation;

	if (!turn->meaning->language_is_clear || turn->event->choice ||
	    answer_expects_secret(turn) || (conversation->state->language_chosen && is_act(turn)))
		return;
	conversation->row.language = turn->meaning->language;
	conversation->state->language_chosen = true;
}

/* Whoever was not brought further three times in a row is brought to a person. */
static void lead_to_person(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	if (state->misses < MISSES_MOST || turn->conversation->row.owner != OWNER_BOT)
		return;
	state->misses = 0;
	turn_say_common(turn, "not_understood_person");
	handoff_request(turn, "not_understood", 2);
}

void dialogue_take(struct turn *turn)
{
	choose_language(turn);
	for (size_t i = 0; i < sizeof takers / sizeof *takers; i++) {
		if (takers[i](turn))
			break;
	}
	lead_to_person(turn);
	dialogue_run_flows(turn);
	if (turn->in_words && turn_means(turn, "human") &&
	    turn->conversation->row.owner == OWNER_BOT)
		handoff_request(turn, "asked", 2);
	if (turn->remind && turn->conversation->row.owner == OWNER_BOT &&
	    turn->conversation->state->n_flows == 0)
		turn_offer_common(turn, "menu");
}
