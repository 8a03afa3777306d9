/*
 * What a subscriber does in a walk: mostly what is asked for, often something else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/walks/walk.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define MINUTE_MS (60 * 1000LL)

/* Whoever is asked whether a line is to be blocked, and asks for it by its name once more. */
static bool asks_for_it_again(const struct walk *walk, const char *text)
{
	return walk->question.length && strstr(walk->question.data, "挂失") && strstr(text, "挂失");
}

void say(struct walk *walk, const char *text, const char *choice)
{
	struct event *event = event_create(EVENT_ACTIVITY, 1);

	rules_message(walk);
	buffer_format(&walk->said, "%s\n", text);
	buffer_format(&walk->script, choice ? "> [%s]\n" : "> %s\n", text);
	if (choice && strlen(choice) < sizeof walk->method)
		strcpy(walk->method, choice);
	event->type = mem_text("message");
	event->text = mem_text(text);
	event->choice = choice ? mem_text(choice) : NULL;
	walk->agreed = walk->agreed || (choice && !strcmp(choice, "yes")) ||
		       asks_for_it_again(walk, text);
	local_run(walk->local, event);
	rules_orders(walk);
	walk->agreed = false;
}

static void say_one_of(struct walk *walk, const char *const texts[][2], size_t n)
{
	say(walk, texts[dice(&walk->dice, n)][walk->language], NULL);
}

/* --- checks ------------------------------------------------------------------- */

/* The secret that is expected, and fits if the line is the walk's own. */
static const char *right_secret(const struct walk *walk, char room[64], bool *strong)
{
	const struct person *self = &walk->world->owners[walk->self];

	*strong = false;
	if (!strcmp(walk->method, "service_password"))
		return self->password;
	if (!strcmp(walk->method, "sms_code") || !strcmp(walk->method, "contact_code"))
		return "135790";
	*strong = true;
	snprintf(room, 64, "%s %s", self->name, self->id_tail);
	return room;
}

static void say_wrong_secret(struct walk *walk)
{
	static const char *const wrong[][2] = {
		{"000000", "111111"}, {"王五 999999", "王五 99999X"}, {"忘了", "forgot"}};

	say_one_of(walk, wrong, COUNT(wrong));
}

static void say_secret(struct walk *walk)
{
	const struct line *line = &walk->world->lines[walk->named];
	char room[64];
	bool strong, own = walk->named < walk->world->n_lines && line->owner == walk->self;
	const char *secret = right_secret(walk, room, &strong);

	if (!walk->proves || (!own && !strcmp(secret, "135790"))) {
		say_wrong_secret(walk);
		return;
	}
	if (own && !(secret == walk->world->owners[walk->self].password && line->password_locked)) {
		walk->proven_ms[walk->named] = walk->clock->manual_ms;
		walk->ever_proven[walk->named] = true;
		if (strong)
			walk->strong_ms[walk->named] = walk->clock->manual_ms;
	}
	say(walk, secret, NULL);
}

/* --- moves -------------------------------------------------------------------- */

static void press(struct walk *walk)
{
	size_t i = walk->n_offers ? dice(&walk->dice, walk->n_offers) : 0;

	/* Less often a person: there the walk with the bot ends. */
	if (walk->n_offers && !strcmp(walk->offers[i].choice, "person"))
		i = dice(&walk->dice, walk->n_offers);
	if (walk->n_offers)
		say(walk, walk->offers[i].title, walk->offers[i].choice);
	else
		say(walk, walk->world->lines[walk->line].number, NULL);
}

static bool offers_yes(const struct walk *walk)
{
	for (size_t i = 0; i < walk->n_offers; i++)
		if (!strcmp(walk->offers[i].choice, "yes"))
			return true;
	return false;
}

static void agree(struct walk *walk)
{
	static const char *const words[][2] = {
		{"确认", "yes, do it"}, {"好的", "ok"}, {"办吧", "go ahead"}};

	walk->agreed = true;
	say_one_of(walk, words, COUNT(words));
}

/* Something that fits one of the questions that flows ask. */
static void fit(struct walk *walk)
{
	static const char *const answers[][2] = {
		{"三个月", "3 months"}, {"今天", "today"},        {"明天", "tomorrow"},
		{"50元", "50 yuan"},    {"微信", "WeChat"},       {"昨天", "yesterday"},
		{"出国", "abroad"},     {"服务密码", "password"}, {"身份证", "ID card"}};

	say_one_of(walk, answers, COUNT(answers));
}

/* Who waits for a person mostly comes back to the bot: there is more to be seen. */
static void answer(struct walk *walk)
{
	if (!strcmp(walk->owner, "waiting"))
		say(walk, walk->language == LANGUAGE_ZH ? "取消" : "cancel", NULL);
	else if (walk->secret)
		say_secret(walk);
	else if (offers_yes(walk) && dice(&walk->dice, 2))
		agree(walk);
	else if (walk->named == walk->world->n_lines)
		say(walk, walk->world->lines[walk->line].number, NULL);
	else if (dice(&walk->dice, 3))
		press(walk);
	else
		fit(walk);
}

static void answer_wrongly(struct walk *walk)
{
	static const char *const wrong[][2] = {{"1380000000", "1380000000"},       {"99", "99"},
					       {"2020年1月1日", "1 January 2020"}, {"啊", "well"},
					       {"-5元", "minus 5 yuan"},           {"不", "no"}};

	if (walk->secret)
		say_wrong_secret(walk);
	else
		say_one_of(walk, wrong, COUNT(wrong));
}

/* Of the intent, NULL: of any; now and then in the other language. */
static const struct utterance *draw(struct walk *walk, const char *intent)
{
	const struct world *world = walk->world;
	const struct utterance *utterance;
	bool any = dice(&walk->dice, 6) == 0;

	do {
		utterance = &world->utterances[dice(&walk->dice, world->n_utterances)];
	} while ((intent && strcmp(utterance->intent, intent)) ||
		 (!any && utterance->language != walk->language));
	return utterance;
}

static void utter(struct walk *walk)
{
	const struct utterance *utterance = draw(walk, NULL);

	walk->agreed = !strcmp(utterance->intent, "affirm");
	say(walk, utterance->text, NULL);
}

/* All at once: what is wanted, and of which number. */
static void utter_with_line(struct walk *walk)
{
	char text[512];

	snprintf(text, sizeof text, "%.400s %s", draw(walk, walk->want)->text,
		 walk->world->lines[walk->line].number);
	say(walk, text, NULL);
}

static void correct(struct walk *walk)
{
	char text[64];

	snprintf(text, sizeof text,
		 walk->language == LANGUAGE_ZH ? "不对，是%s" : "sorry, it is %s",
		 walk->world->lines[dice(&walk->dice, CORRECTIONS)].number);
	say(walk, text, NULL);
}

static void ask_aside(struct walk *walk)
{
	static const char *const asides[][2] = {
		{"停机还能打110吗", "can I still call 110"},
		{"为什么要验证身份", "why do you need to check who I am"},
		{"多久能恢复", "how long does it take"},
		{"什么意思", "what do you mean"},
		{"你是机器人吗", "are you a robot"},
		{"再说一遍", "say that again"},
		{"收不到验证码", "no code arrives"},
		{"说英文", "speak Chinese please"}};

	say_one_of(walk, asides, COUNT(asides));
}

static void babble(struct walk *walk)
{
	static const char *const noise[][2] = {{"😀😀", "🤷"},
					       {"'; DROP TABLE conversation; --", "' OR 1=1 --"},
					       {"<script>alert(1)</script>", "<b>{owed}</b> %s%n"},
					       {"{line} {policy.app}", "[x](http://example.com)"},
					       {"……", "?"},
					       {"啦啦啦", "blah blah"}};
	char longest[1001 * 4] = "";
	size_t n = 0;

	if (dice(&walk->dice, 8)) {
		say_one_of(walk, noise, COUNT(noise));
		return;
	}
	while (n < 1000)
		n += (size_t)snprintf(longest + n, sizeof longest - n, "%s ",
				      draw(walk, NULL)->text);
	say(walk, longest, NULL);
}

static void wait(struct walk *walk)
{
	static const int64_t minutes[] = {1, 3, 10, 20, 60, 180, 24 * 60, 3 * 24 * 60};
	int64_t n = minutes[dice(&walk->dice, COUNT(minutes))];

	buffer_format(&walk->script, "wait: %lldm\n", (long long)n);
	walk->waits = true;
	local_pass_time(walk->local, walk->clock->manual_ms + n * MINUTE_MS);
	walk->waits = false;
	rules_orders(walk);
}

static void pay(struct walk *walk)
{
	static const int64_t fen[] = {1, 2000, 3560, 12800, 50000};
	int64_t amount = fen[dice(&walk->dice, COUNT(fen))];
	const char *line = walk->world->lines[walk->line].number;

	walk->paid = local_pay(walk->local, line, amount) || walk->paid;
	if (walk->paid)
		buffer_format(&walk->script, "pay: %s %lld.%02lld\n", line, (long long)amount / 100,
			      (long long)amount % 100);
}

static void restart(struct walk *walk)
{
	struct error err;

	buffer_text(&walk->script, "# everything is thrown away and loaded again\n");
	if (!local_restart(walk->local, &err))
		break_rule(walk, "the store opens again", err.text);
}

void begin_walk(struct walk *walk)
{
	const struct world *world = walk->world;
	const struct utterance *utterance;

	do {
		utterance = &world->utterances[dice(&walk->dice, world->n_utterances)];
	} while (!utterance->errand);
	walk->want = utterance->intent;
	walk->keen = dice(&walk->dice, 2);
	if (walk->keen)
		utter_with_line(walk);
}

void move(struct walk *walk)
{
	static const struct {
		size_t weight;
		void (*make)(struct walk *walk);
	} moves[] = {{30, answer},        {20, press}, {12, utter},  {8, utter_with_line},
		     {8, answer_wrongly}, {5, wait},   {5, restart}, {4, correct},
		     {4, ask_aside},      {4, babble}, {3, pay}};
	size_t sum = 0, at;

	if (walk->keen && dice(&walk->dice, 4)) {
		answer(walk);
		return;
	}
	for (size_t i = 0; i < COUNT(moves); i++)
		sum += moves[i].weight;
	at = dice(&walk->dice, sum);
	for (size_t i = 0;; at -= moves[i++].weight) {
		if (at < moves[i].weight) {
			moves[i].make(walk);
			return;
		}
	}
}
