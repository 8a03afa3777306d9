/*
 * Reading a message as the answer to what was asked.
 *
 * What is hard is that people answer more than was asked, take back what they chose, and
 * name what they do not want; and that a secret must be known for one before anything of
 * the message is kept.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/core.h"
#include "intents/numerals.h"

#define NAME_MOST 30 /* characters */
#define SHORT_WORD 3
#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define BARE_FEN_MOST 1000000
#define DAY_MS (24 * 60 * 60 * 1000LL)
#define WORDS_LEAST 45 /* bytes: about 15 characters in Chinese, eight words in English */
#define WORDS_MOST 500 /* characters */
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

/* A short English word is meant as a whole: there is a "yes" in "yesterday". */
static bool holds(const char *text, const char *word)
{
	size_t length = strlen(word);
	bool whole = length <= SHORT_WORD && strspn(word, LETTERS) == length;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		bool inside = (at > text && strchr(LETTERS, at[-1])) ||
			      strspn(at + length, LETTERS);

		if (!whole || !inside)
			return true;
	}
	return false;
}

/* Whether the letters before `end` are a verb that takes a "not". */
static bool ends_verb(const char *text, const char *end)
{
	static const char *const verbs[] = {"do",  "does",  "did",   "is",    "are",  "was",
					    "ca",  "wo",    "has",   "have",  "were", "ai",
					    "had", "could", "would", "should"};
	const char *start = end;

	while (start > text && strchr(LETTERS, start[-1]))
		start--;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		size_t length = strlen(verbs[i]);

		if ((size_t)(end - start) == length && !strncmp(start, verbs[i], length))
			return true;
	}
	return false;
}

/* "n't have" is also in "i dont have it"; "n't" is in no "payment". */
static bool holds_hurried(const char *text, const char *word)
{
	const char *rest;
	size_t length;

	if (strncmp(word, "n't", strlen("n't")))
		return false;
	rest = word + strlen("n't");
	length = strlen(rest);
	for (const char *at = strstr(text, "nt"); at; at = strstr(at + 1, "nt")) {
		const char *after = at + strlen("nt");

		if (!strncmp(after, rest, length) && (length > 0 || !strspn(after, LETTERS)) &&
		    ends_verb(text, at))
			return true;
	}
	return false;
}

static bool holds_one_of(const char *text, const char **const words[N_LANGUAGES])
{
	for (int k = 0; k < N_LANGUAGES; k++) {
		for (size_t i = 0; words[k][i]; i++) {
			if (holds(text, words[k][i]) || holds_hurried(text, words[k][i]))
				return true;
		}
	}
	return false;
}

static bool names_choice(const struct turn *turn, const struct slot_choice *choice)
{
	const char *text = turn->meaning->normal.text;

	if (turn_chose(turn, choice->value) ||
	    !strcmp(turn->text, choice->title[turn_language(turn)]))
		return true;
	return holds_one_of(text, choice->words) && !holds_one_of(text, choice->unless);
}

/* `2`, `第二个`, `the second one`: the place of a choice, from 1; 0: none. */
static size_t ordinal(const struct turn *turn)
{
	static const char *const forms[][5] = {
		{"1", "第一", "头一", "first", "一"}, {"2", "第二", "second", "二", NULL},
		{"3", "第三", "third", "三", NULL},   {"4", "第四", "fourth", "四", NULL},
		{"5", "第五", "fifth", "五", NULL},   {"6", "第六", "sixth", "六", NULL},
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

static const char *named_choice(const struct turn *turn, const struct slot *slot)
{
	for (size_t i = 0; i < slot->n_choices; i++) {
		if (names_choice(turn, &slot->choices[i]))
			return slot->choices[i].value;
	}
	return NULL;
}

/* Of choices that were just offered: also the second one. */
static const char *choice_in(const struct turn *turn, const struct slot *slot)
{
	const char *named = named_choice(turn, slot);
	size_t place = !named && slot->kind == SLOT_CHOICE ? ordinal(turn) : 0;

	if (named)
		return named;
	if (place == 0 || place > slot->n_choices ||
	    holds_one_of(turn->meaning->normal.text, slot->choices[place - 1].unless))
		return NULL;
	return slot->choices[place - 1].value;
}

/* A short text that is no errand of its own: a name. */
static const char *short_text(const struct turn *turn)
{
	const char *text = turn->meaning->normal.text;

	while (*text == ' ')
		text++;
	if (turn->meaning->n_intents && turn->meaning->intents[0].confidence >= TELLS_MORE)
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
const char *answer_line(const struct turn *turn, bool *several)
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

void answer_take_line(struct turn *turn)
{
	bool several;
	const char *line = answer_line(turn, &several);

	if (!line)
		return;
	turn->conversation->state->line = line;
	if (several)
		turn_say_common(turn, "first_of_several");
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

/* The months that a policy begins with: `12 months`. One that gives no months sets no bound. */
static int64_t bound_of(const struct turn *turn, const char *name)
{
	const struct policy *policy = name ? turn_policy(turn, name) : NULL;
	char *unit = NULL;
	int64_t n = policy ? strtoll(policy->value[LANGUAGE_EN], &unit, 10) : 0;

	return unit && !strncmp(unit, " month", strlen(" month")) ? n : 0;
}

static bool is_choice_of(const struct slot *slot, const char *value)
{
	for (size_t i = 0; i < slot->n_choices; i++)
		if (!strcmp(slot->choices[i].value, value))
			return true;
	return false;
}

static bool months_fit(const struct turn *turn, const struct slot *slot, int64_t n)
{
	int64_t least = bound_of(turn, slot->least_policy);
	int64_t most = bound_of(turn, slot->most_policy);

	return n >= slot->least && n >= least && (!slot->most || n <= slot->most) &&
	       (!most || n <= most);
}

bool answer_fits(const struct turn *turn, const struct slot *slot, const char *value)
{
	int64_t n;

	if (is_choice_of(slot, value))
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

/* `一百` after "how much was it?": yuan. A number that is longer is no amount of a bill. */
static const char *bare_amount(const struct turn *turn)
{
	const struct text_normal *normal = &turn->meaning->normal;
	int64_t fen = 0;
	size_t length = numeral_quantity(normal->text, normal->length, 0, &fen);

	return length > 0 && length == normal->length && fen <= BARE_FEN_MOST
		       ? arena_format(turn->arena, "%lld", (long long)fen)
		       : NULL;
}

/* What the message has for a slot, whether or not it fits. A day that is past was read as one
 * that is past. */
static const char *reading_for(const struct turn *turn, const struct slot *slot)
{
	const struct understanding *meaning = turn->meaning;
	const char *value;
	bool several;

	if (slot->kind == SLOT_LINE || slot->kind == SLOT_NUMBER)
		return answer_line(turn, &several);
	if (slot->kind == SLOT_TEXT)
		return short_text(turn);
	if (!slot_kind_reading(slot->kind))
		return NULL;
	value = understanding_slot(meaning, slot_kind_reading(slot->kind));
	if (!value && slot->kind == SLOT_MONTHS && slot == turn_open_prompt(turn))
		value = bare_number(turn);
	if (!value && slot->kind == SLOT_AMOUNT && slot == turn_open_prompt(turn))
		value = bare_amount(turn);
	if (!value && slot->kind == SLOT_DATE)
		value = understanding_slot(meaning, "when");
	if (!value && slot->kind == SLOT_WHEN)
		value = understanding_slot(meaning, "date");
	return value;
}

static const char *value_for(const struct turn *turn, const struct slot *slot)
{
	const char *value = reading_for(turn, slot);

	return value && answer_fits(turn, slot, value) ? value : NULL;
}

const char *answer_choice(const struct turn *turn)
{
	const struct slot *slot = turn_open_prompt(turn);

	return slot ? choice_in(turn, slot) : NULL;
}

const char *answer_heard(const struct turn *turn, const struct slot *slot)
{
	const char *value = named_choice(turn, slot);

	if (value || slot->kind == SLOT_NUMBER) /* one that is mentioned is what it is all about */
		return value;
	return value_for(turn, slot);
}

bool answer_expects_secret(const struct turn *turn)
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
		"service password",
		"password",
		"服务密码",
		"密码",
		"验证码",
		"我老公",
		"我老婆",
		"我媳妇",
		"我儿子",
		"我女儿",
		"我妈妈",
		"我爸爸",
		"我妈",
		"我爸",
		"的名字",
		"名字",
		"她叫",
		"他叫",
		"名叫",
		"最后六位",
		"最后6位",
		"身份证",
		"后六位",
		"后6位",
		"尾号",
		"号码",
		"姓名",
		"机主",
		"我叫",
		"我是",
		"叫",
		"号",
		"是",
		"，",
		"。",
		"、",
		"：",
		",",
		".",
		":",
		"+",
		" ",
	};
	char *name = arena_text_n(turn->arena, turn->text, tail->from);

	name = arena_format(turn->arena, "%s%s", name, turn->text + tail->from + tail->from_length);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		cut_out(name, labels[i]);
	return name;
}

/* A code comes only after it was chosen. */
static bool is_code_to_come(const char *choice)
{
	return !strcmp(choice, "sms_code") || !strcmp(choice, "contact_code");
}

/* Nothing but a code, where a service password is one of the checks to choose from: no other
 * secret can be meant. */
static bool is_password(const struct turn *turn, const struct slot *slot)
{
	const struct understanding *meaning = turn->meaning;

	return is_choice_of(slot, "service_password") && understanding_slot(meaning, "code") &&
	       strspn(meaning->normal.text, "0123456789 ") == meaning->normal.length;
}

/* The secret slot that the message answers: the one that was asked for; that of the check
 * which it chooses in the same breath ("服务密码 246810"; a code that was not sent yet cannot
 * be among them); a password; or a name and a card's tail, whatever was asked for. */
static const struct slot *secret_in(const struct turn *turn)
{
	const struct slot *slot = turn_open_prompt(turn);
	const char *choice = slot ? choice_in(turn, slot) : NULL;
	const char *flow = slot ? state_top(turn->conversation->state)->flow : "";

	if (slot && !slot->secret && choice && !is_code_to_come(choice))
		slot = texts_slot(turn->bot->texts, flow, choice);
	else if (choice)
		return NULL;
	else if (slot && !slot->secret && tail_in(turn) && *name_beside(turn, tail_in(turn)))
		slot = texts_slot(turn->bot->texts, flow, "id_tail");
	else if (slot && !slot->secret && is_password(turn, slot))
		slot = texts_slot(turn->bot->texts, flow, "service_password");
	if (!slot || !slot->secret)
		return NULL;
	if (value_for(turn, slot))
		return slot;
	return tail_in(turn) ? texts_slot(turn->bot->texts, flow, "id_tail") : NULL;
}

bool answer_is_secret(const struct turn *turn)
{
	return secret_in(turn) != NULL;
}

static void keep_secret(struct turn *turn, const struct slot *slot)
{
	struct instance *top = state_top(turn->conversation->state);
	const char *secret = value_for(turn, slot);
	char handle[VAULT_HANDLE_SIZE];

	vault_put(turn->bot->vault, secret, turn->now_ms, handle);
	journal_cut(top, journal_find(top, ENTRY_ANSWER, slot->name));
	journal_add(top, ENTRY_ANSWER, slot->name, arena_text(turn->arena, handle));
	if (slot->kind == SLOT_ID_TAIL && *name_beside(turn, tail_in(turn)))
		journal_add(top, ENTRY_ANSWER, "owner_name", name_beside(turn, tail_in(turn)));
}

/* `confirm`, `confirm_unblock` */
static bool is_consent(const char *slot)
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
		if (top->entries[i].kind != ENTRY_SAID && !is_consent(top->entries[i].name))
			top->entries[kept++] = top->entries[i];
	top->n_entries = kept;
	return true;
}

void answer_note(struct turn *turn, const struct slot *slot, const char *value)
{
	if (slot->heard)
		turn_fact(turn, "answered", slot->name, turn_told_back(turn, slot, value), 0);
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
		other = choice ? choice : answer_heard(turn, slot);
		if (!other || !strcmp(other, entry->value) || !replace_answer(top, entry, other))
			continue;
		answer_note(turn, slot, other);
		state->asked = "";
		state->misses = 0;
		found = true;
		if (choice)
			break;
	}
	return found;
}

/* What the message says that the errand would ask for later: how long, beside from when. */
static bool hear_ahead(struct turn *turn)
{
	struct instance *top = state_top(turn->conversation->state);
	const struct flow *flow = top ? flow_named(top->flow) : NULL;
	bool heard = false;

	for (size_t i = 0; flow && flow->slots[i]; i++) {
		const struct slot *slot = texts_slot(turn->bot->texts, flow->name, flow->slots[i]);
		const char *value = NULL;

		if (slot->heard && slot->kind != SLOT_CHOICE && slot->kind != SLOT_NUMBER &&
		    !journal_find(top, ENTRY_ANSWER, slot->name))
			value = value_for(turn, slot);
		if (!value)
			continue;
		heard = journal_add(top, ENTRY_HEARD, slot->name, value) != NULL;
		answer_note(turn, slot, value);
	}
	return heard;
}

/* Nothing in it answers, and nothing in it is another errand: but it will be asked for. */
static bool take_ahead(struct turn *turn)
{
	const struct understanding *meaning = turn->meaning;
	bool several;

	if (!turn_open_prompt(turn) || answer_line(turn, &several) ||
	    (meaning->n_intents && meaning->intents[0].kind == INTENT_ERRAND) || !hear_ahead(turn))
		return false;
	turn->conversation->state->misses = 0;
	turn->remind = true;
	return true;
}

/* A choice that is made at length is made with its reasons: the case quotes them. */
static void keep_reasons(struct turn *turn)
{
	if (!turn->event->choice && turn->meaning->normal.length >= WORDS_LEAST)
		turn->conversation->state->want_seq = turn->message_seq;
}

/* Nothing names a choice, but what the message means is one: "I have no password". With another
 * number in it, it answers something else: "no, not this one, 138..." */
static bool take_meant(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = turn_open_prompt(turn);
	const char *text = turn->meaning->normal.text;
	bool several;

	if (answer_line(turn, &several))
		return false;
	for (size_t i = 0; slot && i < slot->n_choices; i++) {
		if (holds_one_of(text, slot->choices[i].unless))
			continue;
		for (size_t k = 0; slot->choices[i].means[k]; k++) {
			if (!turn_means(turn, slot->choices[i].means[k]))
				continue;
			journal_add(state_top(state), ENTRY_ANSWER, slot->name,
				    slot->choices[i].value);
			keep_reasons(turn);
			answer_note(turn, slot, slot->choices[i].value);
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
	if (turn_means(turn, "stop") || answer_choice(turn))
		return false;
	if (meaning->n_intents == 0)
		return true;
	if (best->kind == INTENT_ACT)
		return turn_means(turn, "feedback") || turn_means(turn, "abuse");
	return flow_for_intent(best->name) == own || best->confidence < TELLS_MORE;
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
	state->want_seq = turn->message_seq; /* the case quotes it */
	state->asked = "";
	state->misses = 0;
	turn->in_words = true;
	return true;
}

/* "Yes, 138...": a number that is not the one of the question. */
static bool names_other_line(const struct turn *turn)
{
	bool several;
	const char *line = answer_line(turn, &several);

	return line && strcmp(line, turn->conversation->state->line);
}

bool answer_take(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = turn_open_prompt(turn);
	const struct slot *secret = secret_in(turn);
	const char *value = slot ? choice_in(turn, slot) : NULL;

	if (slot && is_consent(slot->name) && names_other_line(turn))
		return false;
	if (slot && !value && !slot->secret && !(secret && slot->kind == SLOT_TEXT))
		value = value_for(turn, slot);
	if (!value && !secret && slot && !slot->secret && slot_kind_reading(slot->kind) &&
	    reading_for(turn, slot)) {
		state->misses++; /* an answer, but none that can be taken: what is expected is said */
		turn->missed = true;
		return true;
	}
	if (!value && !secret)
		return false;
	if (value && slot->kind == SLOT_LINE && !choice_in(turn, slot))
		answer_take_line(turn);
	if (value) {
		journal_add(state_top(state), ENTRY_ANSWER, slot->name, value);
		hear_ahead(turn);
		answer_note(turn, slot, value);
	}
	if (value && !secret)
		keep_reasons(turn);
	if (secret && !value && slot->kind == SLOT_CHOICE)
		journal_add(state_top(state), ENTRY_ANSWER, slot->name, secret->name);
	else if (secret && !value && secret != slot)
		choose_instead(turn, secret->name);
	if (secret)
		keep_secret(turn, secret);
	state->asked = "";
	state->misses = 0;
	return true;
}

/* Another choice than the one made earlier: "by ID card, then". */
bool answer_take_other(struct turn *turn)
{
	return choose_instead(turn, NULL) || take_meant(turn) || take_ahead(turn);
}
