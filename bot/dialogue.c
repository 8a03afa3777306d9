/*
 * Who takes a message. The order of the table is the policy and reads as one: safety first,
 * then whoever owns the conversation, a person wanted, and only then the errands.
 */
#include <string.h>

#include "bot/core.h"

#define MISSES_MOST 3

/* --- flows -------------------------------------------------------------------- */

#define PLUGIN(name) extern const struct flow flow_##name;
#include "flows.inc"
#undef PLUGIN

static const struct flow *const flows[] = {
#define PLUGIN(name) &flow_##name,
#include "flows.inc"
#undef PLUGIN
};

/* What is told of errands that no flow does yet, and whether a person must then do something:
 * a question is answered by its article. */
static const struct {
	const char *intent, *article;
	bool is_deed;
} articles[] = {
	{"complaint", "complaint_path", true},
	{"hold", "hold_or_lost", true},
	{"lost", "hold_or_lost", true},
	{"privacy", "privacy", false},
	{"verification_help", "identity_checks", false},
};

static const char *const names[] = {
#define PLUGIN(name) #name,
#include "flows.inc"
#undef PLUGIN
	NULL,
};

const char *const *flow_names(void)
{
	return names;
}

const struct flow *flow_named(const char *name)
{
	for (size_t i = 0; names[i]; i++) {
		if (!strcmp(names[i], name))
			return flows[i];
	}
	return NULL;
}

const struct flow *flow_for_intent(const char *intent)
{
	for (size_t i = 0; names[i]; i++) {
		for (size_t k = 0; flows[i]->intents[k]; k++) {
			if (!strcmp(flows[i]->intents[k], intent))
				return flows[i];
		}
	}
	return NULL;
}

/* --- what the message says ---------------------------------------------------- */

static bool means(const struct turn *turn, const char *intent)
{
	return understanding_means(turn->meaning, intent);
}

static bool chose(const struct turn *turn, const char *choice)
{
	return turn->event->choice && !strcmp(turn->event->choice, choice);
}

static const struct slot *open_prompt(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;
	const struct instance *top = state_top(state);

	return top && *state->asked ? texts_slot(turn->bot->texts, top->flow, state->asked) : NULL;
}

static void begin(struct turn *turn, const char *flow)
{
	struct state *state = turn->conversation->state;

	if (!state->want_seq)
		state->want_seq = turn->message_seq;
	state->misses = 0;
	state_push(state, flow, turn->arena);
}

/* --- takers ------------------------------------------------------------------- */

static bool take_emergency(struct turn *turn)
{
	if (!means(turn, "emergency"))
		return false;
	if (turn->conversation->row.owner == OWNER_AGENT)
		turn_say_as_system(turn, "emergency");
	else
		turn_say_common(turn, "emergency");
	if (turn->conversation->row.owner == OWNER_CLOSED)
		turn->conversation->row.owner = OWNER_BOT;
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
	if (means(turn, "stop") || chose(turn, "stop"))
		handoff_withdraw(turn);
	else if (!state->greeted_in_queue || means(turn, "case_progress") ||
		 means(turn, "policy") || means(turn, "human"))
		handoff_reassure(turn);
	state->greeted_in_queue = true;
	return true;
}

/* A conversation that was closed goes on as a new one under the same id. */
static bool take_reopening(struct turn *turn)
{
	if (turn->conversation->row.owner == OWNER_CLOSED) {
		turn->conversation->row.owner = OWNER_BOT;
		turn->conversation->state->want_seq = 0;
		turn_announce_owner(turn);
	}
	return false;
}

static bool take_person_wanted(struct turn *turn)
{
	if (!means(turn, "human") && !chose(turn, "person"))
		return false;
	turn_drop_flows(turn);
	begin(turn, "talk_to_person");
	return true;
}

static bool take_scam(struct turn *turn)
{
	if (!means(turn, "scam_report"))
		return false;
	turn_say_common(turn, "scam");
	turn->remind = true;
	return true;
}

static bool take_language(struct turn *turn)
{
	struct conversation *conversation = turn->conversation;
	bool to_zh = understanding_slot(turn->meaning, "to_zh") != NULL;
	bool to_en = understanding_slot(turn->meaning, "to_en") != NULL;

	if (!means(turn, "language") || to_zh == to_en)
		return false;
	conversation->row.language = to_zh ? LANGUAGE_ZH : LANGUAGE_EN;
	conversation->state->language_chosen = true;
	turn_say_common(turn, "language_changed");
	turn->remind = true;
	return true;
}

static bool take_cancel(struct turn *turn)
{
	if (!means(turn, "stop") && !chose(turn, "stop"))
		return false;
	turn_drop_flows(turn);
	turn_say_common(turn, "dropped");
	turn_offer_common(turn, "menu");
	return true;
}

static bool take_restart(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	if (!means(turn, "restart"))
		return false;
	turn_drop_flows(turn);
	state->line = "";
	turn_say_common(turn, "restarted");
	turn_offer_common(turn, "menu");
	return true;
}

/* --- answers ------------------------------------------------------------------ */

static bool holds_one_of(const char *text, const char **const words[N_LANGUAGES])
{
	for (int k = 0; k < N_LANGUAGES; k++) {
		for (size_t i = 0; words[k][i]; i++) {
			if (strstr(text, words[k][i]))
				return true;
		}
	}
	return false;
}

static bool names_choice(const struct turn *turn, const struct slot_choice *choice)
{
	const char *text = turn->meaning->normal.text;

	if (chose(turn, choice->value) || !strcmp(turn->text, choice->title[turn_language(turn)]))
		return true;
	for (size_t i = 0; choice->means[i]; i++) {
		if (means(turn, choice->means[i]))
			return true;
	}
	return holds_one_of(text, choice->words) && !holds_one_of(text, choice->unless);
}

/* `2`, `第二个`, `the second one`: the place of a choice, from 1; 0: none. */
static size_t ordinal(const struct turn *turn)
{
	static const char *const forms[][5] = {
		{"1", "第一", "头一", "first", "一"}, {"2", "第二", "second", "二", NULL},
		{"3", "第三", "third", "三", NULL},   {"4", "第四", "fourth", "四", NULL},
		{"5", "第五", "fifth", "五", NULL},
	};
	const char *text = turn->meaning->normal.text;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		for (size_t k = 0; k < 5 && forms[i][k]; k++) {
			bool is_short = text_characters(forms[i][k], strlen(forms[i][k])) == 1;

			if (is_short ? !strcmp(text, forms[i][k])
				     : strstr(text, forms[i][k]) != NULL)
				return i + 1;
		}
	}
	return 0;
}

static const char *choice_in(const struct turn *turn, const struct slot *slot)
{
	size_t place;

	for (size_t i = 0; i < slot->n_choices; i++) {
		if (names_choice(turn, &slot->choices[i]))
			return slot->choices[i].value;
	}
	place = slot->kind == SLOT_CHOICE ? ordinal(turn) : 0;
	return place > 0 && place <= slot->n_choices ? slot->choices[place - 1].value : NULL;
}

/* A short text that is no errand of its own: a name. */
static const char *short_text(const struct turn *turn)
{
	const char *text = turn->meaning->normal.text;

	while (*text == ' ')
		text++;
	return *text && turn->meaning->n_intents == 0 && text_characters(text, strlen(text)) <= 30
		       ? text
		       : NULL;
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
static const char *line_in(const struct turn *turn, bool *several)
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

static void take_line(struct turn *turn)
{
	bool several;
	const char *line = line_in(turn, &several);

	if (!line)
		return;
	turn->conversation->state->line = line;
	if (several)
		turn_say_common(turn, "first_of_several");
}

static const char *value_of_kind(const struct turn *turn, enum slot_kind kind)
{
	bool several;

	switch (kind) {
	case SLOT_LINE:
		return line_in(turn, &several);
	case SLOT_CODE:
		return understanding_slot(turn->meaning, "code");
	case SLOT_ID_TAIL:
		return understanding_slot(turn->meaning, "id_tail");
	case SLOT_TEXT:
		return short_text(turn);
	case SLOT_CHOICE:
		break;
	}
	return NULL;
}

bool dialogue_expects_secret(const struct turn *turn)
{
	const struct instance *top = state_top(turn->conversation->state);

	return top && !strcmp(top->flow, "verify_identity");
}

static const struct slot_value *tail_in(const struct turn *turn)
{
	for (size_t i = 0; i < turn->meaning->n_slots; i++) {
		if (!strcmp(turn->meaning->slots[i].name, "id_tail"))
			return &turn->meaning->slots[i];
	}
	return NULL;
}

/* The secret slot that the message answers: the one that was asked for; that of the check
 * which it chooses in the same breath ("服务密码 246810"; a code that was not sent yet cannot
 * be among them); or a card's tail where a code was asked for. */
static const struct slot *secret_in(const struct turn *turn)
{
	const struct slot *slot = open_prompt(turn);
	const char *choice = slot ? choice_in(turn, slot) : NULL;
	const char *flow = slot ? state_top(turn->conversation->state)->flow : "";

	if (slot && !slot->secret && choice && strcmp(choice, "sms_code"))
		slot = texts_slot(turn->bot->texts, flow, choice);
	else if (choice)
		return NULL;
	if (!slot || !slot->secret)
		return NULL;
	if (value_of_kind(turn, slot->kind))
		return slot;
	return tail_in(turn) ? texts_slot(turn->bot->texts, flow, "id_tail") : NULL;
}

bool dialogue_is_secret(const struct turn *turn)
{
	return secret_in(turn) != NULL;
}

static void cut_out(char *text, const char *piece)
{
	size_t length = strlen(piece);

	for (char *at = strstr(text, piece); at; at = strstr(at, piece))
		memmove(at, at + length, strlen(at + length) + 1);
}

/* What stands beside an identity card's tail: the owner's name, without labels and
 * punctuation. "" if nothing does. */
static const char *name_beside(const struct turn *turn, const struct slot_value *tail)
{
	static const char *const labels[] = {
		"身份证", "后六位", "后6位", "尾号", "号码", "姓名", "名字",
		"机主",   "我叫",   "我是",  "号",   "是",   "，",   "。",
		"、",     "：",     ",",     ".",    ":",    "+",    " ",
	};
	char *name = arena_text_n(turn->arena, turn->text, tail->from);

	name = arena_format(turn->arena, "%s%s", name, turn->text + tail->from + tail->from_length);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		cut_out(name, labels[i]);
	return name;
}

static void keep_secret(struct turn *turn, const struct slot *slot)
{
	struct instance *top = state_top(turn->conversation->state);
	const char *secret = value_of_kind(turn, slot->kind);
	char handle[VAULT_HANDLE_SIZE];

	vault_put(turn->bot->vault, secret, turn->now_ms, handle);
	journal_add(top, ENTRY_ANSWER, slot->name, arena_text(turn->arena, handle));
	if (slot->kind == SLOT_ID_TAIL && *name_beside(turn, tail_in(turn)))
		journal_add(top, ENTRY_ANSWER, "owner_name", name_beside(turn, tail_in(turn)));
}

/* Takes back a choice that was made earlier in this errand, and makes another. */
static bool choose_instead(struct turn *turn, const char *choice)
{
	struct state *state = turn->conversation->state;
	struct instance *top = state_top(state);

	for (size_t i = 0; top && i < top->n_entries; i++) {
		const struct entry *entry = &top->entries[i];
		const struct slot *slot = entry->kind == ENTRY_ANSWER
						  ? texts_slot(turn->bot->texts, top->flow,
							       entry->name)
						  : NULL;
		const char *other = choice;

		if (!slot || slot->kind != SLOT_CHOICE)
			continue;
		other = choice ? choice : choice_in(turn, slot);
		if (!other || !strcmp(other, entry->value))
			continue;
		journal_cut(top, entry);
		journal_add(top, ENTRY_ANSWER, slot->name, other);
		state->asked = "";
		state->misses = 0;
		return true;
	}
	return false;
}

static bool take_answer(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = open_prompt(turn);
	const struct slot *secret = secret_in(turn);
	const char *value = slot ? choice_in(turn, slot) : NULL;

	if (slot && !value && !slot->secret)
		value = value_of_kind(turn, slot->kind);
	if (!value && !secret)
		return false;
	if (value && slot->kind == SLOT_LINE && !choice_in(turn, slot))
		take_line(turn);
	if (value)
		journal_add(state_top(state), ENTRY_ANSWER, slot->name, value);
	if (secret && !value && secret != slot)
		choose_instead(turn, secret->name);
	if (secret)
		keep_secret(turn, secret);
	state->asked = "";
	state->misses = 0;
	return true;
}

/* Another choice than the one made earlier: "by ID card, then". */
static bool take_other_choice(struct turn *turn)
{
	return choose_instead(turn, NULL);
}

/* Another number than the one that is talked about: errands that knew the old one begin
 * again with the new one. What was proven belongs to its line and stays with it. */
static bool take_correction(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	bool several;
	const char *line = line_in(turn, &several);

	if (!line || !strcmp(line, state->line) || state->n_flows == 0)
		return false;
	take_line(turn);
	state->record = "";
	state->n_flows = 1;
	state->asked = "";
	state->misses = 0;
	journal_cut(state->flows[0], journal_find(state->flows[0], ENTRY_ANSWER, "line"));
	state->flows[0]->number = ++state->n_instances; /* answers on their way are not for it */
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
		if (flow_for_intent(meaning->intents[i].name))
			return meaning->intents[i].name;
		first = first ? first : meaning->intents[i].name;
	}
	if (meaning->n_intents == 0 && understanding_slot(meaning, "line") &&
	    turn->conversation->state->n_flows == 0)
		return "suspension_cause";
	return first;
}

/* An errand that nobody here does is no dead end: what is known of it, and a person. */
static void refer(struct turn *turn, const char *intent)
{
	const struct article *article = NULL;
	bool is_deed = true;

	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
		if (strcmp(articles[i].intent, intent))
			continue;
		article = knowledge_article(turn->bot->knowledge, articles[i].article);
		is_deed = articles[i].is_deed;
	}
	if (!strcmp(intent, "policy")) {
		article = knowledge_search(turn->bot->knowledge, turn->text, turn_language(turn));
		is_deed = false;
	}
	if (article)
		turn_say_article(turn, article);
	if (!article || is_deed)
		turn_say_common(turn, "no_flow");
	turn->remind = true;
}

static void drop_told(struct turn *turn, struct instance *top)
{
	size_t kept = 0;

	for (size_t i = 0; i < top->n_entries; i++) {
		if (!knowledge_cause(turn->bot->knowledge, top->entries[i].name))
			top->entries[kept++] = top->entries[i];
	}
	top->n_entries = kept;
}

/* Has the running errand tell the causes again: all of it when asked to repeat, else what to
 * do about them; and a question after that is better put to a person. False when none was
 * told. */
static bool retell(struct turn *turn, bool whole)
{
	struct instance *top = state_top(turn->conversation->state);
	bool told = false;

	for (size_t i = 0; top && i < top->n_entries; i++)
		told = told || knowledge_cause(turn->bot->knowledge, top->entries[i].name);
	turn->remind = true;
	if (!told)
		return false;
	if (!whole && journal_find(top, ENTRY_SAID, "retold")) {
		turn_say_common(turn, "told_already");
		return true;
	}
	drop_told(turn, top);
	if (!whole)
		journal_add(top, ENTRY_SAID, "retold", "");
	turn->retells = !whole;
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

static bool take_errand(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const char *intent = errand_in(turn);
	const struct flow *flow = intent ? flow_for_intent(intent) : NULL;

	if (!intent)
		return false;
	turn_fact(turn, "understood", "intent", intent, 0);
	if (!flow) {
		/* "How long does it take?" after a cause was told is about that cause. */
		if (strcmp(intent, "policy") || !retell(turn, false))
			refer(turn, intent);
		return true;
	}
	if (is_under_way(turn, flow) && state->n_flows > 1) {
		turn->remind = true; /* in the middle of the proof that it needs */
		return true;
	}
	turn_drop_flows(turn);
	take_line(turn);
	begin(turn, flow->name);
	state_top(state)->intent = arena_text(turn->arena, intent);
	return true;
}

/* --- the rest ----------------------------------------------------------------- */

static bool take_social(struct turn *turn)
{
	static const char *const acts[] = {"greet",       "thanks", "bye",     "help",
					   "are_you_bot", "abuse",  "feedback"};

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (!means(turn, acts[i]))
			continue;
		turn_say_common(turn, acts[i]);
		turn->remind = strcmp(acts[i], "thanks") && strcmp(acts[i], "bye");
		return true;
	}
	return false;
}

static bool take_repeat(struct turn *turn)
{
	if (!means(turn, "repeat"))
		return false;
	retell(turn, true);
	if (!open_prompt(turn))
		turn_offer_common(turn, "menu");
	return true;
}

static bool take_foreign(struct turn *turn)
{
	if (!means(turn, "other_telecom") && !means(turn, "out_of_scope"))
		return false;
	turn_say_common(turn, means(turn, "out_of_scope") ? "out_of_scope" : "other_telecom");
	turn->remind = true;
	return true;
}

static bool is_question(const struct turn *turn)
{
	static const char *const marks[] = {"?",      "吗",   "么",  "怎",    "什",    "多久",
					    "多少",   "几",   "哪",  "谁",    "为啥",  "如何",
					    "能不能", "what", "how", "when",  "where", "why",
					    "which",  "can ", "do ", "does ", "is "};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (strstr(turn->meaning->normal.text, marks[i]))
			return true;
	}
	return false;
}

static bool take_article(struct turn *turn)
{
	const struct article *article;

	if (open_prompt(turn) || !is_question(turn))
		return false;
	article = knowledge_search(turn->bot->knowledge, turn->text, turn_language(turn));
	if (article)
		turn_say_article(turn, article);
	turn->remind = article != NULL;
	return article != NULL;
}

/* Clarify, say it in other words, a person. */
static bool take_nothing(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	state->misses++;
	turn_fact(turn, "missed", *state->asked ? state->asked : "message", NULL, state->misses);
	if (state->misses >= MISSES_MOST) {
		turn_say_common(turn, "not_understood_person");
		handoff_request(turn, "not_understood", 2);
	} else if (open_prompt(turn)) {
		turn->missed = true;
	} else {
		turn_say_common(turn,
				state->misses == 1 ? "not_understood" : "not_understood_again");
		turn_offer_common(turn, "menu");
	}
	return true;
}

typedef bool taker(struct turn *turn);

static taker *const takers[] = {
	take_emergency,    take_owned_by_agent, take_waiting, take_reopening, take_person_wanted,
	take_scam,         take_language,       take_cancel,  take_restart,   take_answer,
	take_other_choice, take_correction,     take_errand,  take_social,    take_repeat,
	take_foreign,      take_article,        take_nothing,
};

void dialogue_run_flows(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	while (state->n_flows > 0 && !turn->failed && turn->conversation->row.owner == OWNER_BOT) {
		struct instance *top = state_top(state);

		turn->running = top;
		if (flow_named(top->flow)->run(turn) == FLOW_DONE)
			state_pop(state);
		else if (state_top(state) == top)
			return;
		turn->missed = turn->remind = false;
	}
}

/* "OK", "thanks", "bye" are written by everyone. */
static bool is_act(const struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;

	return meaning->n_intents == 1 && meaning->intents[0].kind == INTENT_ACT &&
	       !means(turn, "language");
}

static void choose_language(struct turn *turn)
{
	struct conversation *conversation = turn->conversation;

	if (!turn->meaning->language_is_clear || turn->event->choice ||
	    dialogue_expects_secret(turn) || (conversation->state->language_chosen && is_act(turn)))
		return;
	conversation->row.language = turn->meaning->language;
	conversation->state->language_chosen = true;
}

void dialogue_take(struct turn *turn)
{
	choose_language(turn);
	for (size_t i = 0; i < sizeof takers / sizeof *takers; i++) {
		if (takers[i](turn))
			break;
	}
	dialogue_run_flows(turn);
	if (turn->remind && turn->conversation->row.owner == OWNER_BOT && !open_prompt(turn))
		turn_offer_common(turn, "menu");
}
