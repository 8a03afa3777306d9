/*
 * Compare syllables without tones; two of them at least, for one says too little.
 *
 * A term that stands there as it should is passed over, and so are words that only sound like
 * it. Latin letters are syllables where a whole word splits into them; but in an English
 * sentence can, men and long are none.
 */
#include "intents/heard.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "intents/characters.h"
#include "intents/hesitation.h"
#include "intents/readings.h"

enum {
	LEAST_SYLLABLES = 2,
	MOST_SYLLABLES = 6,
	MOST_LETTERS = 64, /* of a word */
	LETTER_BITS = 5,   /* of a syllable */
	HAN_BYTES = 3,
};

struct heard_term {
	const char *text;
	size_t length;
	const struct yaml *unlike; /* NULL: heard only in Latin letters */
	uint32_t syllables[MOST_SYLLABLES];
	size_t n;
	struct heard_term *next;
};

/* --- the terms -------------------------------------------------------------- */

static size_t start_of(uint32_t first, uint32_t second)
{
	return (first * UINT32_C(0x9e3779b1) + second * UINT32_C(0x85ebca77)) >> 22;
}

static void insert(struct heard *heard, struct heard_term *term)
{
	struct heard_term **place =
		&heard->by_start[start_of(term->syllables[0], term->syllables[1])];

	while (*place && (*place)->n >= term->n)
		place = &(*place)->next;
	term->next = *place;
	*place = term;
	heard->n++;
}

static bool read_syllables(const char *text, struct heard_term *out)
{
	out->text = text;
	out->length = strlen(text);
	for (size_t at = 0; at < out->length && out->n < MOST_SYLLABLES;) {
		out->syllables[out->n] = reading_of(text_next(text, out->length, &at));
		if (!out->syllables[out->n++])
			return false;
	}
	return out->n >= LEAST_SYLLABLES && out->length == out->n * HAN_BYTES;
}

/* The term, which stands at the node; NULL after adding a problem. */
static struct heard_term *add(struct heard *heard, const char *text, const struct yaml *node,
			      struct arena *arena, struct problems *problems)
{
	struct heard_term *term = arena_new(arena, sizeof *term);

	if (!read_syllables(text, term)) {
		yaml_problem(node, problems, "term %s must be %d to %d Chinese characters", text,
			     LEAST_SYLLABLES, MOST_SYLLABLES);
		return NULL;
	}
	insert(heard, term);
	return term;
}

static bool is_list_of_texts(const struct yaml *node, struct problems *problems)
{
	if (node->kind != YAML_LIST)
		return yaml_problem(node, problems, "must be a list of words");
	for (size_t i = 0; i < node->n; i++)
		if (node->items[i]->kind != YAML_TEXT)
			return yaml_problem(node->items[i], problems, "must be a word");
	return true;
}

static void add_pinyin(struct heard *heard, const struct yaml *list, struct arena *arena,
		       struct problems *problems)
{
	if (!is_list_of_texts(list, problems))
		return;
	for (size_t i = 0; i < list->n; i++)
		add(heard, list->items[i]->text, list->items[i], arena, problems);
}

static void add_heard(struct heard *heard, const struct yaml *map, struct arena *arena,
		      struct problems *problems)
{
	if (map->kind != YAML_MAP) {
		yaml_problem(map, problems, "must be a map of terms to lists of words");
		return;
	}
	for (size_t i = 0; i < map->n; i++) {
		struct heard_term *term = NULL;

		if (is_list_of_texts(map->items[i], problems))
			term = add(heard, map->keys[i], map->items[i], arena, problems);
		if (term)
			term->unlike = map->items[i];
	}
}

void heard_add(struct heard *heard, const struct yaml *file, struct arena *arena,
	       struct problems *problems)
{
	if (yaml_get(file, "heard"))
		add_heard(heard, yaml_get(file, "heard"), arena, problems);
	if (yaml_get(file, "pinyin"))
		add_pinyin(heard, yaml_get(file, "pinyin"), arena, problems);
}

/* --- the syllables of a message --------------------------------------------- */

struct unit {
	uint32_t syllable; /* 0 parts what is before it from what is after it */
	uint32_t from, to;
};

struct listener {
	const struct subject *subject;
	struct unit *units;
	size_t n;
	size_t n_pinyin, n_foreign; /* Latin words */
};

static void add_unit(struct listener *listener, uint32_t syllable, size_t from, size_t to)
{
	listener->units[listener->n++] = (struct unit){syllable, (uint32_t)from, (uint32_t)to};
}

/* The Latin word at `at`; where it ends. */
static size_t add_word(struct listener *listener, size_t at)
{
	const struct subject *subject = listener->subject;
	uint32_t letters[MOST_LETTERS], syllables[MOST_LETTERS];
	size_t end = at, n = 0;

	for (; end < subject->length && subject->text[end] >= 'a' && subject->text[end] <= 'z';
	     end++)
		if (end - at < MOST_LETTERS)
			letters[end - at] = (uint32_t)subject->text[end];
	if (end - at <= MOST_LETTERS)
		n = reading_split(letters, end - at, syllables);
	for (size_t i = 0; i < n; i++) {
		size_t from = at;

		for (uint32_t rest = syllables[i]; rest; rest >>= LETTER_BITS)
			at++;
		add_unit(listener, syllables[i], from, at);
	}
	if (!n)
		add_unit(listener, 0, at, end);
	*(n ? &listener->n_pinyin : &listener->n_foreign) += 1;
	return end;
}

static void listen(struct listener *listener)
{
	const struct subject *subject = listener->subject;

	for (size_t at = 0; at < subject->length;) {
		size_t from = at;
		uint32_t c = text_next(subject->text, subject->length, &at);

		if (c >= 'a' && c <= 'z')
			at = add_word(listener, from);
		else if (c != ' ')
			add_unit(listener, reading_of(c), from, at);
	}
}

static bool is_english(const struct listener *listener)
{
	return listener->subject->language == LANGUAGE_EN && listener->subject->language_is_clear &&
	       listener->n_pinyin <= listener->n_foreign;
}

/* --- what is heard ---------------------------------------------------------- */

static bool sounds_like(const struct heard_term *term, const struct unit *units, size_t n)
{
	if (term->n > n)
		return false;
	for (size_t i = 0; i < term->n; i++)
		if (term->syllables[i] != units[i].syllable)
			return false;
	return true;
}

static bool starts_with(const char *text, size_t length, const char *start)
{
	size_t n = strlen(start);

	return n <= length && !memcmp(text, start, n);
}

static bool is_written(const struct heard_term *term, const struct subject *subject,
		       const struct unit *units)
{
	return starts_with(subject->text + units->from, subject->length - units->from, term->text);
}

static bool is_unlike(const struct heard_term *term, const struct subject *subject,
		      const struct unit *units)
{
	if (!term->unlike)
		return subject->text[units->from] & 0x80;
	for (size_t i = 0; i < term->unlike->n; i++)
		if (starts_with(subject->text + units->from, subject->length - units->from,
				term->unlike->items[i]->text))
			return true;
	return false;
}

/* The term that the units begin with, or NULL: what is written before what is heard. */
static const struct heard_term *hear(const struct heard *heard, const struct subject *subject,
				     const struct unit *units, size_t n)
{
	const struct heard_term *best = NULL;

	if (n < LEAST_SYLLABLES)
		return NULL;
	for (const struct heard_term *term =
		     heard->by_start[start_of(units[0].syllable, units[1].syllable)];
	     term; term = term->next) {
		if (!sounds_like(term, units, n))
			continue;
		if (is_written(term, subject, units))
			return term;
		if (!best && !is_unlike(term, subject, units))
			best = term;
	}
	return best;
}

/* --- the view --------------------------------------------------------------- */

struct writer {
	const struct subject *subject;
	size_t at; /* in the subject: written so far */
	char *text;
	size_t *places;
	size_t length;
};

static void write_byte(struct writer *writer, char byte, size_t place)
{
	writer->text[writer->length] = byte;
	writer->places[writer->length++] = place;
}

static void write_until(struct writer *writer, size_t end)
{
	for (; writer->at < end; writer->at++)
		write_byte(writer, writer->subject->text[writer->at],
			   writer->subject->places[writer->at]);
}

/* Without blanks beside it, as in the subject. */
static void write_term(struct writer *writer, const struct heard_term *term,
		       const struct unit *units)
{
	const struct subject *subject = writer->subject;

	write_until(writer, units[0].from);
	if (writer->length && writer->text[writer->length - 1] == ' ')
		writer->length--;
	for (size_t i = 0; i < term->length; i++) {
		const struct unit *unit = &units[i / HAN_BYTES];
		size_t at = i % HAN_BYTES ? unit->to - 1 : unit->from;

		write_byte(writer, term->text[i], subject->places[at]);
	}
	writer->at = units[term->n - 1].to;
	writer->at += subject->text[writer->at] == ' ';
}

static void finish(struct writer *writer, struct subject *out)
{
	write_until(writer, writer->subject->length);
	writer->places[writer->length] = writer->subject->places[writer->subject->length];
	*out = (struct subject){
		.text = writer->text,
		.length = writer->length,
		.core_length = writer->length,
		.places = writer->places,
		.language = LANGUAGE_ZH,
		.language_is_clear = true,
	};
	hesitation_trim(out->text, &out->core_at, &out->core_length);
}

bool heard_read(const struct heard *heard, const struct subject *subject, struct arena *arena,
		struct subject *out)
{
	struct listener listener = {.subject = subject};
	struct writer writer = {.subject = subject};

	if (!heard->n)
		return false;
	listener.units = arena_new(arena, subject->length * sizeof(struct unit));
	listen(&listener);
	for (size_t i = 0; i < listener.n && !is_english(&listener);) {
		const struct unit *units = listener.units + i;
		const struct heard_term *term = hear(heard, subject, units, listener.n - i);

		i += term ? term->n : 1;
		if (!term || is_written(term, subject, units))
			continue;
		if (!writer.text) {
			size_t room = HAN_BYTES * subject->length + 1;

			writer.text = arena_new(arena, room);
			writer.places = arena_new(arena, room * sizeof(size_t));
		}
		write_term(&writer, term, units);
	}
	if (!writer.text)
		return false;
	finish(&writer, out);
	out->language_is_clear = subject->language == LANGUAGE_ZH || listener.n_foreign == 0;
	return true;
}
