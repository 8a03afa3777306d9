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

/* A name without labels and punctuation. */
static const char *without_labels(char *name)
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

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		cut_out(name, labels[i]);
	return name;
}

/* What stands beside an identity card's tail: the owner's name. "" if nothing does. */
static const char *name_beside(const struct turn *turn, const struct slot_value *tail)
{
	const char *before = arena_text_n(turn->arena, turn->text, tail->from);

	return without_labels(arena_format(turn->arena, "%s%s", before,
					   turn->text + tail->from + tail->from_length));
}

/* One of the hundred surnames that most people have, and one to three characters with it. */
static bool is_chinese_name(const struct turn *turn, const char *text)
{
	static const char surnames[] =
		"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于"
		"蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
		"闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
	static const char *const unlike[] = {"不", "没", "了", "吗", "呢", "的", "上", "我", "你"};
	size_t length = strlen(text), n = text_characters(text, length);

	for (size_t at = 0; at < length;) {
		uint32_t c = text_next(text, length, &at);

		if (c < 0x3400 || c > 0x9fff)
			return false;
	}
	for (size_t i = 0; i < sizeof unlike / sizeof *unlike; i++)
		if (strstr(text, unlike[i]))
			return false;
	return n >= 2 && n <= 4 &&
	       strstr(surnames, arena_text_n(turn->arena, text, text_bytes_of(text, length, 1)));
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
	name = without_labels(arena_text(turn->arena, turn->text));
	if (!is_chinese_name(turn, name) && !is_latin_name(turn->text))
		return false;
	journal_add(state_top(turn->conversation->state), ENTRY_ANSWER, "owner_name", name);
	turn->conversation->state->asked = "";
	turn->conversation->state->misses = 0;
	return true;
}
