/*
 * Codes, passwords and identity cards in a message.
 *
 * What is hard is that a secret must be known for one before anything of the message is kept,
 * and that it comes with labels, with the owner's name or after it, or before it was asked for.
 */
#include <string.h>

#include "bot/core.h"

bool secret_expected(const struct turn *turn)
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

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* They stay between words of Latin letters: "John Smith". */
static void drop_spaces(char *name)
{
	char *to = name;

	for (const char *at = name; *at; at++) {
		bool inside = to > name && is_letter(to[-1]) && is_letter(at[strspn(at, " ")]);

		if (*at != ' ' || inside)
			*to++ = *at;
	}
	*to = '\0';
}

/* A name without labels and punctuation. */
static const char *without_labels(const struct turn *turn, char *name)
{
	static const char *const marks[] = {"，", "。", "、", "：", ",", ".", ":", "+"};
	const char **const *labels = texts_words(turn->bot->texts, "name_labels");

	for (int language = 0; language < N_LANGUAGES; language++)
		for (size_t i = 0; labels[language][i]; i++)
			cut_out(name, labels[language][i]);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		cut_out(name, marks[i]);
	drop_spaces(name);
	return name;
}

/* What stands beside an identity card's tail: the owner's name. "" if nothing does. */
static const char *name_beside(const struct turn *turn, const struct slot_value *tail)
{
	const char *before = arena_text_n(turn->arena, turn->text, tail->from);

	return without_labels(turn, arena_format(turn->arena, "%s%s", before,
						 turn->text + tail->from + tail->from_length));
}

static bool is_chinese(const char *text)
{
	size_t length = strlen(text);

	for (size_t at = 0; at < length;) {
		uint32_t c = text_next(text, length, &at);

		if (c < 0x3400 || c > 0x9fff)
			return false;
	}
	return true;
}

/* A surname that many have, and one to three characters with it. */
static bool is_chinese_name(const struct turn *turn, const char *text)
{
	const struct texts *texts = turn->bot->texts;
	size_t length = strlen(text), n = text_characters(text, length);
	const char *first = arena_text_n(turn->arena, text, text_bytes_of(text, length, 1));

	return n >= 2 && n <= 4 && is_chinese(text) &&
	       !choice_hit(text, texts_words(texts, "no_name")) &&
	       choice_hit(first, texts_words(texts, "surnames"));
}

/* Two to four words, each with a capital: "John Smith". */
static bool is_latin_name(const char *text)
{
	size_t words = 0;

	while (*text) {
		if (*text < 'A' || *text > 'Z')
			return false;
		text += 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyz");
		text += strspn(text, " ");
		words++;
	}
	return words >= 2 && words <= 4;
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

	return choice_is_of(slot, "service_password") && understanding_slot(meaning, "code") &&
	       strspn(meaning->normal.text, "0123456789 ") == meaning->normal.length;
}

/* The secret slot that the message answers: the one that was asked for; that of the check
 * which it chooses in the same breath ("服务密码 246810"; a code that was not sent yet cannot
 * be among them); a password; or a name and a card's tail, whatever was asked for. */
const struct slot *secret_slot(const struct turn *turn)
{
	const struct slot *slot = turn_open_prompt(turn);
	const char *choice = slot ? choice_answered(turn, slot) : NULL;
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
	if (reading_value(turn, slot))
		return slot;
	return tail_in(turn) ? texts_slot(turn->bot->texts, flow, "id_tail") : NULL;
}

void secret_keep(struct turn *turn, const struct slot *slot)
{
	struct instance *top = state_top(turn->conversation->state);
	const char *secret = reading_value(turn, slot);
	char handle[VAULT_HANDLE_SIZE];

	vault_put(turn->bot->vault, secret, turn->now_ms, handle);
	journal_cut(top, journal_find(top, ENTRY_ANSWER, slot->name));
	journal_add(top, ENTRY_ANSWER, slot->name, arena_text(turn->arena, handle));
	if (slot->kind == SLOT_ID_TAIL && *name_beside(turn, tail_in(turn)))
		journal_add(top, ENTRY_ANSWER, "owner_name", name_beside(turn, tail_in(turn)));
}

bool secret_take_name(struct turn *turn)
{
	const struct slot *slot = turn_open_prompt(turn);
	const char *name;

	if (!slot || slot->kind != SLOT_ID_TAIL || turn->meaning->n_intents > 0)
		return false;
	name = without_labels(turn, arena_text(turn->arena, turn->text));
	if (!is_chinese_name(turn, name) && !is_latin_name(name))
		return false;
	journal_add(state_top(turn->conversation->state), ENTRY_ANSWER, "owner_name", name);
	turn->conversation->state->asked = "";
	turn->conversation->state->misses = 0;
	return true;
}
