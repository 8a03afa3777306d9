/*
 * What must be true of everything that the bot says and orders, whatever is said to it.
 *
 * The rules know nothing of the bot's state: they go by what was shown and what the walk said.
 * What a rule cannot know it takes for allowed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "tests/walks/walk.h"

#define PROOF_LIFE_MS (2 * 60 * 60 * 1000LL)
#define PROOF_IDLE_MS (15 * 60 * 1000LL)
#define IN_A_ROW 3

void break_rule(struct walk *walk, const char *rule, const char *detail)
{
	if (walk->broken)
		return;
	walk->broken = rule;
	buffer_text(&walk->detail, detail);
	buffer_format(&walk->script, "# ^^^ broken: %s\n", rule);
}

/* --- proof -------------------------------------------------------------------- */

void rules_message(struct walk *walk)
{
	int64_t now = walk->clock->manual_ms;

	for (size_t i = 0; i < walk->world->n_lines; i++) {
		if (now - walk->message_ms >= PROOF_IDLE_MS && walk->proven_ms[i] < now)
			walk->proven_ms[i] = walk->strong_ms[i] = 0;
		if (now - walk->proven_ms[i] >= PROOF_LIFE_MS)
			walk->proven_ms[i] = 0;
		if (now - walk->strong_ms[i] >= PROOF_LIFE_MS)
			walk->strong_ms[i] = 0;
	}
	walk->message_ms = now;
}

/* News that were promised are told of a line that was proven then. */
static bool may_hear_of(const struct walk *walk, size_t line)
{
	return walk->waits ? walk->ever_proven[line] : walk->proven_ms[line] > 0;
}

/* Which line is spoken of cannot be told from outside: one that is proven must be there. */
static bool may_hear(const struct walk *walk)
{
	for (size_t i = 0; i < walk->world->n_lines; i++)
		if (may_hear_of(walk, i))
			return true;
	return false;
}

static bool may_hear_amount(const struct walk *walk, const char *amount)
{
	const struct world *world = walk->world;

	for (size_t i = 0; !walk->paid && i < world->n_lines; i++)
		for (size_t k = 0; k < 3 && world->lines[i].amounts[k]; k++)
			if (!strcmp(world->lines[i].amounts[k], amount))
				return may_hear_of(walk, i);
	return may_hear(walk);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What stands in texts for everyone, or the subscriber said: 50 of `50.00`. */
static bool is_known(const struct walk *walk, const char *told)
{
	char whole[32];

	snprintf(whole, sizeof whole, "%.*s", (int)strcspn(told, "."), told);
	return strstr(walk->world->fixed.data, told) ||
	       (walk->said.data && strstr(walk->said.data, whole));
}

/* `128.00`, which no text has of its own. */
static void check_amounts(struct walk *walk, const char *text)
{
	for (const char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.')) {
		const char *from = dot;
		char amount[32];

		while (from > text && is_digit(from[-1]))
			from--;
		if (from == dot || !is_digit(dot[1]) || !is_digit(dot[2]))
			continue;
		snprintf(amount, sizeof amount, "%.*s", (int)(dot + 3 - from), from);
		if (!is_known(walk, amount) && !may_hear_amount(walk, amount))
			break_rule(walk, "an amount is told only after proof of its line", amount);
	}
}

/* The day on which a person calls back is no record's. */
static bool tells_of_call(const char *text)
{
	return strstr(text, "客服会打") || strstr(text, "a person will call you on");
}

/* `11月22日`, `22 November`, unless the subscriber or a law said it. */
static void check_dates(struct walk *walk, const char *text)
{
	static const char *const months[] = {
		"月",    " January", " February",  " March",   " April",    " May",     " June",
		" July", " August",  " September", " October", " November", " December"};

	if (tells_of_call(text))
		return;
	for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
		for (const char *at = strstr(text, months[i]); at; at = strstr(at + 1, months[i])) {
			const char *from = at;
			char date[64];

			while (from > text && is_digit(from[-1]))
				from--;
			if (from == at || (i == 0 && !is_digit(at[strlen("月")])))
				continue;
			snprintf(date, sizeof date, "%.*s%s", (int)(at - from), from, months[i]);
			if (!is_known(walk, date) && !may_hear(walk))
				break_rule(walk, "a date of the record is told only after proof",
					   date);
		}
	}
}

static void check_causes(struct walk *walk, const char *text)
{
	for (size_t i = 0; i < walk->world->n_marks; i++)
		if (strstr(text, walk->world->marks[i]) && !may_hear(walk))
			break_rule(walk, "a cause is told only after proof", walk->world->marks[i]);
}

/* --- texts -------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(const char *word, size_t length)
{
	static const char *const names[] = {"APP", "SIM", "SMS", "PIN", "PUK", "Fuji", "Wi", "Fi"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (length == strlen(names[i]) && !strncmp(word, names[i], length))
			return true;
	return false;
}

/* Words of two letters or more, but names that Chinese writes so, and links. */
static void check_no_english(struct walk *walk, const char *text)
{
	while (*text) {
		size_t n = 0;
		char word[64];

		if (!strncmp(text, "https://", strlen("https://")))
			while (*text > ' ')
				text++;
		while (is_letter(text[n]))
			n++;
		snprintf(word, sizeof word, "%.*s", (int)n, text);
		if (n > 1 && !is_name(text, n))
			break_rule(walk, "a Chinese text holds no English words", word);
		text += n;
		text += *text != '\0';
	}
}

/* No Chinese but names: how one is written, a place of the record, a service. */
static void check_no_chinese(struct walk *walk, const char *text)
{
	static const char *const names[] = {"王小明", "成都", "一证通查"};
	size_t length = strlen(text);

	for (size_t at = 0; at < length;) {
		size_t from = at;

		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (!strncmp(text + at, names[i], strlen(names[i])))
				from = at += strlen(names[i]);
		if (at < length && text_next(text, length, &at) >= 0x2E80)
			break_rule(walk, "an English text holds no Chinese", text + from);
	}
}

static void check_words(struct walk *walk, const char *text, bool chinese)
{
	if (strpbrk(text, "{}"))
		break_rule(walk, "every placeholder is filled", text);
	if (chinese)
		check_no_english(walk, text);
	else
		check_no_chinese(walk, text);
}

/* Whoever waits for a person may be told so as often as it is asked. */
static void check_repeats(struct walk *walk, const char *text)
{
	bool same = walk->last.data && !strcmp(walk->last.data, text);

	walk->n_last = same ? walk->n_last + 1 : 1;
	buffer_clear(&walk->last);
	buffer_text(&walk->last, text);
	if (walk->n_last > IN_A_ROW && !strcmp(walk->owner, "bot"))
		break_rule(walk, "no text is said more than three times in a row", text);
}

/* What is shown, but for the number that the walk is about. */
static void note_shown(struct walk *walk, const char *text)
{
	const char *masked = walk->world->lines[walk->line].masked;

	for (const char *at; (at = strstr(text, masked)); text = at + strlen(masked)) {
		buffer_add(&walk->shown, text, (size_t)(at - text));
		buffer_text(&walk->shown, "#");
	}
	buffer_format(&walk->shown, "%s\n", text);
}

/* --- hearing ------------------------------------------------------------------ */

static void note_offers(struct walk *walk, const cJSON *activity)
{
	const cJSON *action, *actions = json_get(json_get(activity, "suggestedActions"), "actions");
	bool chinese = !strncmp(json_text(activity, "locale"), "zh", 2);
	bool yes = false;

	if (!actions)
		return;
	walk->n_offers = 0;
	cJSON_ArrayForEach(action, actions)
	{
		const char *title = json_text(action, "title");
		const char *choice = json_text(json_get(action, "value"), "choice");

		check_words(walk, title, chinese);
		note_shown(walk, title);
		yes = yes || !strcmp(choice, "yes");
		if (walk->n_offers == OFFERS_MOST)
			break;
		snprintf(walk->offers[walk->n_offers].title, 96, "%s", title);
		snprintf(walk->offers[walk->n_offers++].choice, 96, "%s", choice);
	}
	walk->secret = json_is_true(json_get(activity, "channelData"), "fuji:secret");
	if (!yes || world_line_in(walk->world, json_text(activity, "text")) < walk->world->n_lines)
		buffer_clear(&walk->question);
	if (yes && !walk->question.length)
		buffer_text(&walk->question, json_text(activity, "text"));
}

static void hear_text(struct walk *walk, const cJSON *activity, const char *text)
{
	size_t line = world_line_in(walk->world, text);

	buffer_text(&walk->script, "# ");
	for (const char *at = text; *at; at++)
		buffer_char(&walk->script, *at == '\n' ? '/' : *at);
	buffer_char(&walk->script, '\n');
	if (line < walk->world->n_lines && !walk->waits) /* news of another are no question of it */
		walk->named = line;
	note_shown(walk, text);
	check_words(walk, text, !strncmp(json_text(activity, "locale"), "zh", 2));
	check_repeats(walk, text);
	check_amounts(walk, text);
	check_dates(walk, text);
	check_causes(walk, text);
	note_offers(walk, activity);
}

static void hear_activity(struct walk *walk, const cJSON *activity)
{
	const char *text = json_text(activity, "text");
	const char *speaker = json_text(json_get(activity, "channelData"), "fuji:speaker");
	const char *name = json_text(activity, "name");

	if (name && !strcmp(name, "fuji.owner"))
		snprintf(walk->owner, sizeof walk->owner, "%s",
			 json_text(json_get(activity, "value"), "owner"));
	if (text && speaker && strcmp(speaker, "subscriber"))
		hear_text(walk, activity, text);
}

void hear(void *context, const struct output *output)
{
	struct walk *walk = context;
	struct buffer list = {0};
	cJSON *activities;
	const cJSON *activity;

	if (output->kind == OUTPUT_ERROR)
		break_rule(walk, "a message is never answered with an error", output->code);
	if (output->kind != OUTPUT_ACTIVITIES && output->kind != OUTPUT_WELCOME)
		return;
	buffer_format(&list, "[%s]", output->json ? output->json : "");
	activities = json_read(list.data, list.length, NULL);
	cJSON_ArrayForEach(activity, activities)
	{
		hear_activity(walk, activity);
	}
	cJSON_Delete(activities);
	buffer_finish(&list);
}

/* --- orders ------------------------------------------------------------------- */

/* What an order of the operator's ledger needs: the proof, and a question whose yes names what is
 * done. */
static const struct action {
	const char *what;
	bool strong;
	const char *told[N_LANGUAGES];
} actions[] = {
	{"hold", true, {"停机保号", "hold"}},
	{"resume", true, {"恢复使用", "back in service"}},
	{"unblock", true, {"解除", "lifted"}},
	{"block", false, {"挂失", "block"}},
	{"reconnect", false, {"恢复指令", "order to restore"}},
};

static const struct action *action_named(const char *what)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (!strcmp(actions[i].what, what))
			return &actions[i];
	return NULL;
}

static void check_consent(struct walk *walk, const struct action *action, size_t line)
{
	const char *question = walk->question.data ? walk->question.data : "";

	if (!walk->agreed)
		break_rule(walk, "an order is given after a yes", action->what);
	if (!strstr(question, walk->world->lines[line].masked))
		break_rule(walk, "what is agreed to names the number", question);
	if (!strstr(question, action->told[LANGUAGE_ZH]) &&
	    !strstr(question, action->told[LANGUAGE_EN]))
		break_rule(walk, "what is agreed to names what is ordered", question);
}

/* Whoever gives an order twice gives it with the same key, so that it is carried out once. */
static void check_key(struct walk *walk, const char *key)
{
	struct buffer listed = {0};

	buffer_format(&listed, "<%s>", key ? key : "");
	if (!key || !*key)
		break_rule(walk, "an order has a key", "none");
	else if (walk->keys.data && strstr(walk->keys.data, listed.data))
		break_rule(walk, "an order is carried out once", key);
	buffer_add(&walk->keys, listed.data, listed.length);
	buffer_finish(&listed);
}

static void check_order(struct walk *walk, const cJSON *order)
{
	const char *what = json_text(order, "what");
	const struct action *action = action_named(what);
	size_t line = world_line_in(walk->world, json_text(order, "line"));
	const char *question = walk->question.data ? walk->question.data : "";
	long long months = json_integer(order, "months", 0);
	char told[16];

	snprintf(told, sizeof told, "%lld", months);
	if (!strcmp(what, "payment"))
		return;
	walk->n_orders++;
	check_key(walk, json_text(order, "key"));
	if (!action) {
		break_rule(walk, "an order is one of those that are known", what);
		return;
	}
	if (action->strong ? !walk->strong_ms[line] : !walk->proven_ms[line])
		break_rule(walk, "an order is given for a proven owner only", what);
	check_consent(walk, action, line);
	if (months && !strstr(question, told))
		break_rule(walk, "what is agreed to names the months that are ordered", question);
}

void rules_orders(struct walk *walk)
{
	FILE *ledger = fopen(walk->ledger, "r");
	char line[1024];

	if (!ledger)
		return;
	fseek(ledger, walk->ledger_at, SEEK_SET);
	while (fgets(line, sizeof line, ledger)) {
		cJSON *order = json_read(line, strcspn(line, "\n"), NULL);

		buffer_format(&walk->script, "# ordered: %s", line);
		check_order(walk, order);
		cJSON_Delete(order);
	}
	walk->ledger_at = ftell(ledger);
	fclose(ledger);
}
