/*
 * Who takes a message. The order of the table is the policy and reads as one: safety first,
 * then whoever owns the conversation, a person wanted, and only then the errands.
 */
#include <string.h>

#include "bot/case.h"
#include "bot/outreach.h"

#define MISSES_MOST 3

/* --- takers ------------------------------------------------------------------- */

void dialogue_reopen(struct turn *turn)
{
	if (turn->conversation->row.owner != OWNER_CLOSED)
		return;
	turn->conversation->row.owner = OWNER_BOT;
	turn->conversation->state->n_wants = 0;
	turn->conversation->state->rating_asked = false;
	turn->conversation->state->urgent = false;
	turn_announce_owner(turn);
}

static bool take_emergency(struct turn *turn)
{
	const char *text = understanding_slot(turn->meaning, "despair") ? "despair" : "emergency";

	if (!turn_means(turn, "emergency"))
		return false;
	dialogue_reopen(turn);
	if (turn->conversation->row.owner == OWNER_AGENT)
		turn_say_as_system(turn, text);
	else
		turn_say_common(turn, text);
	turn_note_want(turn);
	handoff_request(turn, "emergency");
	return true;
}

static bool take_owned_by_agent(struct turn *turn)
{
	if (turn->conversation->row.owner != OWNER_AGENT)
		return false;
	turn_overhear(turn);
	return true;
}

static bool take_waiting(struct turn *turn)
{
	const struct slot *instead = texts_slot(turn->bot->texts, "dialogue", "instead");
	const char *way = choice_named(turn, instead);

	if (turn->conversation->row.owner != OWNER_WAITING)
		return false;
	turn_overhear(turn);
	if (turn_means(turn, "scam_report")) {
		turn_say_common(turn, "scam");
		handoff_request(turn, "scam");
	} else if (turn_means(turn, "stop") || turn_chose(turn, "stop")) {
		handoff_withdraw(turn);
		turn_offer_common(turn, "menu");
	} else if (way) {
		handoff_take_instead(turn, way);
	} else if (!turn->conversation->state->reassured || turn_means(turn, "case_progress") ||
		   turn_means(turn, "policy") || turn_means(turn, "human")) {
		handoff_reassure(turn);
	}
	return true;
}

static bool take_reopening(struct turn *turn)
{
	dialogue_reopen(turn);
	return false;
}

/* A file that nobody asked for is kept for a person; what is written beside it is answered. */
static bool take_unasked_file(struct turn *turn)
{
	const struct slot *slot = turn_open_prompt(turn);

	if (!turn->upload || (slot && slot->kind == SLOT_PHOTO))
		return false;
	turn_say_common(turn, "file_kept");
	turn->remind = !*turn->text;
	return !*turn->text;
}

static bool says_something_else(const struct turn *turn)
{
	bool several;

	return !choice_open(turn) && !turn_means(turn, "feedback") &&
	       (turn->meaning->n_intents > 0 || reading_line(turn, &several));
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

/* "Call me" asks for a person, but not where just that was offered. */
static bool takes_offered_call(const struct turn *turn)
{
	const struct instance *top = state_top(turn->conversation->state);

	return top && !strcmp(top->flow, "callback") && choice_open(turn);
}

static bool take_person_wanted(struct turn *turn)
{
	const char *choice = choice_open(turn);

	if (takes_offered_call(turn))
		return false;
	if (!turn_means(turn, "human") && !turn_chose(turn, "person") &&
	    !(choice && !strcmp(choice, "person")))
		return false;
	turn_note_open(turn);
	turn_drop_flows(turn);
	errand_begin(turn, "talk_to_person");
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
	if ((!turn_means(turn, "stop") || choice_open(turn)) && !turn_chose(turn, "stop"))
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

/* A number where the story is asked for is kept for what comes after it. */
static bool take_line_before_words(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *prompt = turn_open_prompt(turn);
	bool several;
	const char *line = reading_line(turn, &several);

	if (!line || !prompt || prompt->kind != SLOT_WORDS || !strcmp(line, state->line) ||
	    !errand_is_about_line(turn) || journal_find(state_top(state), ENTRY_ANSWER, "line"))
		return false;
	answer_take_line(turn);
	turn->noted = true;
	answer_ask_differently(turn);
	return true;
}

/* Another number than the one that is talked about: errands that knew the old one begin
 * again with the new one. What was proven belongs to its line and stays with it. */
static bool take_correction(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	struct instance before;
	bool several, is_first;
	const char *line = reading_line(turn, &several);

	if (!line || !strcmp(line, state->line) || !errand_is_about_line(turn))
		return false;
	is_first = !*state->line;
	answer_take_line(turn);
	state->record = "";
	state->n_flows = 1;
	state->asked = "";
	state->misses = 0;
	before = *state->flows[0];
	journal_cut(state->flows[0], journal_find(state->flows[0], ENTRY_ANSWER, "line"));
	errand_keep_heard(turn, &before);
	errand_drop_told(turn, state->flows[0]);
	state->flows[0]->number = ++state->n_instances; /* answers on their way are not for it */
	if (!is_first)
		turn_say_common(turn, "line_changed");
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
	errand_replace(turn, flow_named(RATING), "feedback");
	return true;
}

static bool take_social(struct turn *turn)
{
	static const char *const acts[] = {"greet", "thanks",      "bye",
					   "help",  "are_you_bot", "abuse"};

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (!turn_means(turn, acts[i]) && !(!strcmp(acts[i], "abuse") && turn_swears(turn)))
			continue;
		turn->remind = strcmp(acts[i], "thanks") && strcmp(acts[i], "bye");
		turn_say_offer(turn, turn_common(turn, acts[i]),
			       turn->remind ? NULL : turn_open_prompt(turn));
		return true;
	}
	return false;
}

static bool take_repeat(struct turn *turn)
{
	if (!turn_means(turn, "repeat"))
		return false;
	errand_retell(turn, true);
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

static bool is_question(const struct turn *turn)
{
	const struct texts *texts = turn->bot->texts;
	const char *text = turn->meaning->normal.text;

	return choice_hit(text, texts_words(texts, "question")) ||
	       choice_ends(text, texts_words(texts, "question_ends"));
}

static bool take_article(struct turn *turn)
{
	const struct article *article;

	if (!is_question(turn))
		return false;
	article = knowledge_search(turn->bot->knowledge, &turn->meaning->normal,
				   turn_language(turn));
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

/* By the names that facts and desks know them by. */
static const struct taker {
	const char *name;
	bool (*take)(struct turn *turn);
} takers[] = {
	{"emergency", take_emergency},
	{"agent", take_owned_by_agent},
	{"waiting", take_waiting},
	{"reopening", take_reopening},
	{"file", take_unasked_file},
	{"no_rating", take_no_rating},
	{"words", answer_take_words},
	{"person", take_person_wanted},
	{"scam", errand_take_scam},
	{"language", take_language},
	{"wish", outreach_take_wish},
	{"cancel", take_cancel},
	{"restart", take_restart},
	{"answer", answer_take},
	{"other_answer", answer_take_other},
	{"line_before_words", take_line_before_words},
	{"correction", take_correction},
	{"two", errand_take_two},
	{"errand", errand_take},
	{"feedback", take_feedback},
	{"social", take_social},
	{"repeat", take_repeat},
	{"foreign", take_foreign},
	{"article", take_article},
	{"nothing", take_nothing},
};

/* Who took it, and what it was taken for, for who looks at the answer later. What an agent has the
 * bot does not answer. */
static void note_taker(struct turn *turn, const struct taker *taker)
{
	const struct understanding *meaning = turn->meaning;
	const struct intent_guess *best = meaning->n_intents ? &meaning->intents[0] : NULL;

	if (taker->take != take_owned_by_agent)
		turn_count(turn, "took", taker->name, best ? best->name : NULL,
			   best ? (int64_t)(best->confidence * 1000 + 0.5) : 0);
}

static void give_to_taker(struct turn *turn)
{
	size_t i = 0;

	while (!takers[i].take(turn)) /* the last one takes all */
		i++;
	note_taker(turn, &takers[i]);
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

	if (!turn->meaning->language_is_clear || turn->event->choice || secret_expected(turn) ||
	    (conversation->state->language_chosen && is_act(turn)))
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
	handoff_request(turn, "not_understood");
}

void dialogue_take(struct turn *turn)
{
	choose_language(turn);
	if (turn->conversation->row.owner == OWNER_BOT)
		turn_note_mood(turn);
	give_to_taker(turn);
	lead_to_person(turn);
	errands_run(turn);
	if (turn->in_words && turn_means(turn, "human") &&
	    turn->conversation->row.owner == OWNER_BOT) {
		handoff_request(turn, "asked");
		errands_run_begun(turn);
	}
	if (turn->remind && turn->conversation->row.owner == OWNER_BOT &&
	    turn->conversation->state->n_flows == 0)
		turn_offer_common(turn, "menu");
}
