/*
 * Try a pattern on the texts that hurt it most.
 *
 * A pattern is slow where it begins to match again and again, and ends late or nowhere. It
 * begins where its own words stand: so each of them is repeated to fill a message, and so are
 * more and more of them in the order in which they are written. A message of the generic units
 * is for patterns that name no words, `(\w+\s?)+$`.
 */
#include "intents/cost.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "base/text.h"

#define MESSAGE_CHARACTERS 500

static const char *const GENERIC_UNITS[] = {"a", "a ", "0", "一", " ", "-", "a0一 -"};

struct word {
	const char *text; /* in the pattern */
	size_t length;
};

struct trial {
	struct pattern_runner *runner;
	struct pattern *counted;
	struct word *words; /* each once */
	size_t n_words;
};

/* A unit over and over. */
struct message {
	const char *unit;
	size_t unit_length;
	struct buffer text;
	size_t end; /* of the last whole unit in the text */
};

/* --- the pattern's words -------------------------------------------------- */

static bool is_literal(uint32_t c)
{
	return c >= 0x80 || !strchr("\\^$.|?*+()[]{}", (int)c);
}

static void add_word(struct trial *trial, const char *text, size_t length)
{
	for (size_t i = 0; i < trial->n_words; i++)
		if (trial->words[i].length == length && !memcmp(trial->words[i].text, text, length))
			return;
	trial->words[trial->n_words++] = (struct word){text, length};
}

static size_t end_of_literals(const char *pattern, size_t length, size_t at)
{
	for (size_t next = at; next < length && is_literal(text_next(pattern, length, &next));)
		at = next;
	return at;
}

/* Behind what is no literal though it looks like one: an escape, a count, the head of a group. */
static size_t skip_syntax(const char *pattern, size_t length, uint32_t c, size_t at)
{
	if (c == '\\' && at < length)
		text_next(pattern, length, &at);
	else if (c == '{')
		at += strcspn(pattern + at, "}");
	else if (c == '(' && pattern[at] == '?')
		at += strcspn(pattern + at, ":=!>|)") + 1;
	return at < length ? at : length;
}

/* Literals in a row are a word; in a class each is one. */
static void collect_words(struct trial *trial, const char *pattern)
{
	size_t length = strlen(pattern);
	bool in_class = false;

	for (size_t at = 0; at < length;) {
		size_t from = at;
		uint32_t c = text_next(pattern, length, &at);

		if (!is_literal(c)) {
			in_class = c == '[' || (in_class && c != ']');
			at = skip_syntax(pattern, length, c, at);
		} else {
			at = in_class ? at : end_of_literals(pattern, length, at);
			add_word(trial, pattern + from, at - from);
		}
	}
}

/* --- messages ------------------------------------------------------------- */

/* The unit over and over. PCRE2 gives up at once where a letter is missing that every match needs:
 * so the last word stands at the end, but out of reach of a dot; and it is not the end, for `$`. */
static void fill(const struct trial *trial, struct message *message)
{
	const char *unit = message->unit;
	size_t length = message->unit_length, n_unit = text_characters(unit, length), n = 0;

	buffer_clear(&message->text);
	for (; n + n_unit <= MESSAGE_CHARACTERS; n += n_unit)
		buffer_add(&message->text, unit, length);
	message->end = message->text.length;
	buffer_add(&message->text, unit, text_bytes_of(unit, length, MESSAGE_CHARACTERS - n));
	buffer_char(&message->text, '\n');
	if (trial->n_words) {
		const struct word *last = &trial->words[trial->n_words - 1];

		buffer_add(&message->text, last->text, last->length);
	}
	buffer_text(&message->text, "\n!");
}

static size_t count_steps(const struct trial *trial, const struct message *message, size_t from,
			  size_t to)
{
	return pattern_steps(trial->runner, trial->counted, message->text.data,
			     message->text.length, from, to);
}

/* A start takes about as many steps as the same one a unit before, or fewer, as it has less to run
 * over: so the first unit that has in front of it all that the pattern looks back at stands for
 * those behind it. The last one has the end in reach and is counted by itself. */
static bool is_surely_cheap(const struct trial *trial, const struct message *message)
{
	size_t unit = message->unit_length;
	size_t head = (pattern_look_behind(trial->counted) + 1) * unit;

	if (head + 3 * unit > message->end)
		return false;
	size_t n_alike = (message->end - head) / unit - 1;
	size_t steps = count_steps(trial, message, 0, head) +
		       count_steps(trial, message, head, head + unit) * n_alike +
		       count_steps(trial, message, message->end - unit, message->text.length);

	return steps <= PATTERN_MOST_STEPS / 2;
}

static bool is_costly_on(const struct trial *trial, const char *unit, size_t length)
{
	struct message message = {.unit = unit, .unit_length = length};

	fill(trial, &message);
	bool costly = !is_surely_cheap(trial, &message) &&
		      count_steps(trial, &message, 0, message.text.length) > PATTERN_MOST_STEPS;

	buffer_finish(&message.text);
	return costly;
}

/* n words from one on, as a unit; Latin ones also with blanks, for `\b`. */
static bool is_costly_on_words(const struct trial *trial, size_t first, size_t n)
{
	struct buffer joined = {0}, apart = {0};
	bool is_latin = false;

	for (size_t i = first; i < first + n; i++) {
		const struct word *word = &trial->words[i];

		buffer_add(&joined, word->text, word->length);
		buffer_add(&apart, word->text, word->length);
		buffer_char(&apart, ' ');
		is_latin |= (unsigned char)*word->text < 0x80;
	}
	bool costly = is_costly_on(trial, joined.data, joined.length) ||
		      (is_latin && is_costly_on(trial, apart.data, apart.length));

	buffer_finish(&joined);
	buffer_finish(&apart);
	return costly;
}

/* A circle of the letters that words begin with: no word of more letters is ever complete. */
static bool is_costly_on_initials(const struct trial *trial)
{
	struct buffer initials = {0};

	for (size_t i = 0; i < trial->n_words; i++) {
		const struct word *word = &trial->words[i];

		buffer_add(&initials, word->text, text_bytes_of(word->text, word->length, 1));
	}
	bool costly = is_costly_on(trial, initials.data, initials.length);

	buffer_finish(&initials);
	return costly;
}

static bool is_costly_on_own_words(const struct trial *trial)
{
	for (size_t i = 0; i < trial->n_words; i++)
		if (is_costly_on_words(trial, i, 1))
			return true;
	for (size_t n = 2; n < trial->n_words; n += (n + 1) / 2)
		if (is_costly_on_words(trial, 0, n))
			return true;
	return is_costly_on_words(trial, 0, trial->n_words) || is_costly_on_initials(trial);
}

static bool is_costly(const struct trial *trial)
{
	for (size_t i = 0; i < sizeof GENERIC_UNITS / sizeof *GENERIC_UNITS; i++)
		if (is_costly_on(trial, GENERIC_UNITS[i], strlen(GENERIC_UNITS[i])))
			return true;
	return trial->n_words && is_costly_on_own_words(trial);
}

bool cost_is_high(struct pattern_runner *runner, const char *pattern, bool whole)
{
	struct trial trial = {
		.runner = runner,
		.counted = pattern_compile_counted(pattern, whole),
		.words = mem_new((strlen(pattern) + 1) * sizeof *trial.words),
	};

	collect_words(&trial, pattern);
	/* One that has no room for counting is far longer than any that is fast. */
	bool high = !trial.counted || is_costly(&trial);

	pattern_destroy(trial.counted);
	free(trial.words);
	return high;
}
