/*
 * Codes, passwords and identity cards in a message.
 *
 * What is hard is that a secret must be known for one before anything of the message is kept,
 * and that it comes with labels, with the owner's name, or before it was asked for.
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
