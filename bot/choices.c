/*
 * Which choice of a slot a message names.
 *
 * What is hard is that people name what they do not want, and that a word inside another, or
 * beside a "not", says something else.
 */
#include <string.h>

#include "bot/core.h"

#define SHORT_WORD 3
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

bool choice_is_of(const struct slot *slot, const char *value)
{
	for (size_t i = 0; i < slot->n_choices; i++)
		if (!strcmp(slot->choices[i].value, value))
			return true;
	return false;
}

/* A short English word is meant as a whole: there is a "yes" in "yesterday". */
static bool holds(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	size_t length;
	bool whole;

	if (!at)
		return false;
	length = strlen(word);
	whole = length <= SHORT_WORD && strspn(word, LETTERS) == length;
	for (; at; at = strstr(at + 1, word)) {
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

bool choice_hit(const char *text, const char **const words[N_LANGUAGES])
{
	for (int k = 0; k < N_LANGUAGES; k++) {
		for (size_t i = 0; words[k][i]; i++) {
			if (holds(text, words[k][i]) || holds_hurried(text, words[k][i]))
				return true;
		}
	}
	return false;
}

bool choice_ends(const char *text, const char **const words[N_LANGUAGES])
{
	const size_t length = strlen(text);

	for (int k = 0; k < N_LANGUAGES; k++) {
		for (size_t i = 0; words[k][i]; i++) {
			const size_t n = strlen(words[k][i]);

			if (length >= n && !strcmp(text + length - n, words[k][i]))
				return true;
		}
	}
	return false;
}

bool choice_is_there(const struct turn *turn, const struct slot_choice *choice)
{
	return !choice->when || turn_has_value(turn, choice->when);
}

static bool names_choice(const struct turn *turn, const struct slot_choice *choice)
{
	const char *text = turn->meaning->normal.text;

	if (!choice_is_there(turn, choice))
		return false;
	if (turn_chose(turn, choice->value) ||
	    !strcmp(turn->text, choice->title[turn_language(turn)]))
		return true;
	return choice_hit(text, choice->words) && !choice_hit(text, choice->unless);
}

/* `2`, `第二个`, `the second one`: the place of a choice, from 1; 0: none. */
static size_t ordinal(const struct turn *turn)
{
	static const struct {
		const char *alone[2], *within[3];
	} forms[] = {
		{{"1", "一"}, {"第一", "first", "头一"}}, {{"2", "二"}, {"第二", "second"}},
		{{"3", "三"}, {"第三", "third"}},         {{"4", "四"}, {"第四", "fourth"}},
		{{"5", "五"}, {"第五", "fifth"}},         {{"6", "六"}, {"第六", "sixth"}},
	};
	const char *text = turn->meaning->normal.text;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		for (size_t k = 0; k < 2; k++) {
			if (!strcmp(text, forms[i].alone[k]))
				return i + 1;
		}
		for (size_t k = 0; k < 3 && forms[i].within[k]; k++) {
			if (strstr(text, forms[i].within[k]))
				return i + 1;
		}
	}
	return 0;
}

const char *choice_named(const struct turn *turn, const struct slot *slot)
{
	for (size_t i = 0; i < slot->n_choices; i++) {
		if (names_choice(turn, &slot->choices[i]))
			return slot->choices[i].value;
	}
	return NULL;
}

/* The choice in that place among those that are there; NULL if there are not as many. */
static const struct slot_choice *choice_at(const struct turn *turn, const struct slot *slot,
					   size_t place)
{
	for (size_t i = 0; i < slot->n_choices; i++)
		if (choice_is_there(turn, &slot->choices[i]) && --place == 0)
			return &slot->choices[i];
	return NULL;
}

/* Of choices that were just offered: also the second one. */
const char *choice_answered(const struct turn *turn, const struct slot *slot)
{
	const char *named = choice_named(turn, slot);
	size_t place = !named && slot->kind == SLOT_CHOICE ? ordinal(turn) : 0;
	const struct slot_choice *chosen = place ? choice_at(turn, slot, place) : NULL;

	if (named)
		return named;
	if (!chosen || choice_hit(turn->meaning->normal.text, chosen->unless))
		return NULL;
	return chosen->value;
}

const char *choice_open(const struct turn *turn)
{
	const struct slot *slot = turn_open_prompt(turn);

	return slot ? choice_answered(turn, slot) : NULL;
}
