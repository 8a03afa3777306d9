/*
 * Words: packs, texts and knowledge, which fit one another. They are read whole, beside those that the
 * bot uses, and exchanged in one go.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "bot/core.h"
#include "bot/queue.h"
#include "bot/wording.h"

struct bot_words {
	struct intents *intents;
	struct intent_matcher *matcher;
	struct knowledge *knowledge;
	struct texts *texts;
	unsigned rules_saved; /* by desks of the bot, when reading began */
};

static void finish(struct bot_words *words)
{
	intent_matcher_destroy(words->matcher);
	intents_destroy(words->intents);
	knowledge_destroy(words->knowledge);
	texts_destroy(words->texts);
}

void bot_words_destroy(struct bot_words *words)
{
	if (words)
		finish(words);
	free(words);
}

struct bot_words *bot_words_load(const char *resources, struct problems *problems)
{
	struct bot_words *words = mem_new(sizeof *words);
	struct arena *arena = arena_create();
	struct error err;

	words->intents = intents_load(arena_format(arena, "%s/intents/packs", resources), problems);
	words->knowledge = knowledge_load(arena_format(arena, "%s/knowledge", resources), problems);
	words->texts = texts_load(resources, flow_names(), problems);
	arena_destroy(arena);
	if (words->intents && words->texts)
		names_check(words->intents, words->texts, problems);
	if (words->knowledge && words->texts)
		names_check_texts(words->texts, words->knowledge, problems);
	if (words->intents && words->knowledge)
		names_check_teams(words->intents, words->knowledge, problems);
	if (words->intents) {
		words->matcher = intent_matcher_create(words->intents, &err);
		if (!words->matcher)
			problems_add(problems, resources, 0, 0, "%s", err.text);
	}
	if (problems_count(problems) == 0)
		return words;
	bot_words_destroy(words);
	return NULL;
}

void bot_words_give(struct bot *bot, struct bot_words *words)
{
	struct bot_words old = {bot->intents, bot->matcher, bot->knowledge, bot->texts, 0};
	const struct bot_words none = {0}, *given = words ? words : &none;

	bot->intents = given->intents;
	bot->matcher = given->matcher;
	bot->knowledge = given->knowledge;
	bot->texts = given->texts;
	free(words);
	finish(&old);
}

bool bot_check(const char *resources, struct problems *problems)
{
	struct bot_words *words = bot_words_load(resources, problems);

	bot_words_destroy(words);
	return words && wording_check(resources, problems);
}

/* The count comes first: what is saved from here on may be read or not. */
struct bot_words *bot_words_read(const struct bot *bot, struct problems *problems)
{
	unsigned rules_saved = bot->rules_saved;
	struct bot_words *words = bot_words_load(bot->resources, problems);

	if (words)
		words->rules_saved = rules_saved;
	return words;
}

bool bot_words_use(struct bot *bot, struct bot_words *words)
{
	if (words->rules_saved != bot->rules_saved) {
		bot_words_destroy(words);
		return false;
	}
	bot_words_give(bot, words);
	queue_words_changed(bot);
	return true;
}
