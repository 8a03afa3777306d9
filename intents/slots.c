/*
 * What the readers of slots share, and their order.
 *
 * Most places of a message begin nothing that a reader knows. What each of its forms begins with
 * is learnt from the forms themselves: each is asked once about a place that holds nothing, and
 * the words that it then looks for are noted by their first characters.
 */
#include "intents/slots.h"

#include <ctype.h>
#include <pthread.h>
#include <string.h>

#include "intents/numerals.h"
#include "intents/readers.h"

/* A number or a day that somebody wants read stands near the beginning; time is bounded. */
#define CHARACTERS_MOST 500

void slots_add(struct understanding *out, struct slot_value slot)
{
	for (size_t i = 0; i < out->n_slots; i++)
		if (!strcmp(out->slots[i].name, slot.name) &&
		    !strcmp(out->slots[i].value, slot.value))
			return;
	if (out->n_slots < SLOTS_MOST)
		out->slots[out->n_slots++] = slot;
}

void reader_add(struct slot_reader *reader, const char *name, const char *value, size_t at,
		size_t end)
{
	struct slot_value slot = {.name = name, .value = value};

	text_origin(&reader->out->normal, at, end - at, &slot.from, &slot.from_length);
	slots_add(reader->out, slot);
}

/* --- where something may start -------------------------------------------- */

/* By the first three characters of a word, or all that it has. Where others share their place, a
 * form is tried in vain. */
enum { KEY_CHARACTERS = 3, START_BITS = 14 };

static uint32_t learnt[1 << START_BITS]; /* bits of forms */

static uint32_t add_to_key(uint32_t key, uint32_t character)
{
	return (key + character) * UINT32_C(0x9e3779b1);
}

static size_t start_of(uint32_t key)
{
	return key >> (32 - START_BITS);
}

static void note_word(const struct slot_reader *reader, const char *word)
{
	size_t length = strlen(word), at = 0;
	uint32_t key = 0;

	for (size_t i = 0; i < KEY_CHARACTERS && at < length; i++)
		key = add_to_key(key, text_next(word, length, &at));
	reader->learnt[start_of(key)] |= reader->form;
}

size_t reader_seek(const struct slot_reader *reader, size_t at)
{
	while (at < reader->length && !(reader->starts[at] & reader->forms))
		at++;
	return at;
}

bool reader_may_start(struct slot_reader *reader, size_t at, unsigned form)
{
	uint32_t first = reader->forms & -reader->forms;

	reader->form = first << form;
	return reader->starts[at] & reader->form;
}

size_t reader_word(const struct slot_reader *reader, size_t at, const char *const *words)
{
	const char *text = reader->text + at;

	for (; reader->learnt && *words; words++)
		note_word(reader, *words);
	for (; *words; words++)
		if (**words == *text && (!(*words)[1] || (*words)[1] == text[1]) &&
		    numeral_word_at(reader->text, reader->length, at, *words))
			return strlen(*words);
	return 0;
}

static void note_numeral(const char *word, void *reader)
{
	note_word(reader, word);
}

size_t reader_digit(struct slot_reader *reader, size_t at, int *out_digit)
{
	if (reader->learnt)
		numerals_each(note_numeral, reader);
	return numeral_digit(reader->text, reader->length, at, out_digit);
}

size_t reader_quantity(struct slot_reader *reader, size_t at, int64_t *out_hundredths)
{
	if (reader->learnt)
		numerals_each(note_numeral, reader);
	return numeral_quantity(reader->text, reader->length, at, out_hundredths);
}

bool reader_after(const struct slot_reader *reader, size_t at, const char *const *words)
{
	for (; *words; words++) {
		size_t n = strlen(*words);

		if (n <= at && !memcmp(reader->text + at - n, *words, n))
			return true;
	}
	return false;
}

bool reader_inside_word(const struct slot_reader *reader, size_t at)
{
	return at > 0 && at < reader->length && isalnum((unsigned char)reader->text[at - 1]) &&
	       isalnum((unsigned char)reader->text[at]);
}

size_t reader_skip_blank(const struct slot_reader *reader, size_t at)
{
	return at < reader->length && reader->text[at] == ' ' ? at + 1 : at;
}

bool reader_counts(const struct slot_reader *reader, size_t end)
{
	static const char *const units[] = {
		"元",    "块",    "圆",       "毛",     "角",    "年",     "月",    "日",
		"号",    "天",    "周",       "星期",   "礼拜",  "次",     "个",    "兆",
		"分",    "秒",    "小时",     "条",     "积分",  "岁",     "遍",    "回",
		"笔",    "张",    "位",       "折",     "人",    "户",     "台",    "部",
		"多",    "来",    "%",        "g",      "m",     "k",      "gb",    "mb",
		"kb",    "yuan",  "rmb",      "days",   "weeks", "months", "years", "minutes",
		"hours", "times", "messages", "points", NULL};

	return reader_word(reader, reader_skip_blank(reader, end), units) > 0;
}

bool reader_begins_quantity(const struct slot_reader *reader, size_t at)
{
	static const char *const parts[] = {"几", "数", "第", ".", "点", "point ", NULL};

	if (reader_after(reader, at, parts) || reader_inside_word(reader, at))
		return false;
	/* 万一50元: digits begin anew behind a word that ends in a numeral. */
	return isdigit((unsigned char)reader->text[at]) || !numeral_ends_at(reader->text, at);
}

/* The words of one row that start at `at`, and what stands for them; 0: none. */
static size_t find_mention(const struct slot_reader *reader, size_t at, const struct mention *table,
			   size_t n, const char **out_value)
{
	for (size_t i = 0; i < n; i++) {
		size_t length = reader_word(reader, at, table[i].words);

		*out_value = table[i].value;
		if (length)
			return length;
	}
	return 0;
}

void reader_mentions(struct slot_reader *reader, const char *name, const struct mention *table,
		     size_t n)
{
	for (size_t at = reader_seek(reader, 0); at < reader->length;) {
		const char *value;
		size_t taken = reader_inside_word(reader, at)
				       ? 0
				       : find_mention(reader, at, table, n, &value);

		if (taken && value)
			reader_add(reader, name, value, at, at + taken);
		at = reader_seek(reader, at + (taken ? taken : 1));
	}
}

/* --- all readers ---------------------------------------------------------- */

static const struct {
	void (*read)(struct slot_reader *);
	unsigned n_forms;
} READERS[] = {
	{digits_read, 1}, {amounts_read, 1},  {dates_read, DATE_FORMS},
	{places_read, 1}, {channels_read, 1}, {relations_read, 1},
};

void readers_run(struct slot_reader *reader, uint32_t forms)
{
	unsigned n_before = 0;

	for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++) {
		reader->form = UINT32_C(1) << n_before;
		reader->forms = (reader->form << READERS[i].n_forms) - reader->form;
		if (forms & reader->forms)
			READERS[i].read(reader);
		n_before += READERS[i].n_forms;
	}
}

static void learn_starts(void)
{
	static const uint32_t starts[] = {UINT32_MAX};
	struct understanding out = {0};
	struct slot_reader reader = {
		.text = "\n", .length = 1, .out = &out, .starts = starts, .learnt = learnt};

	readers_run(&reader, UINT32_MAX);
}

static bool is_letter(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

/* Fills starts, for each byte of the text. Within a Latin word nothing starts. */
static void read_starts(const char *text, size_t length, uint32_t *starts)
{
	uint32_t nowhere = 0, before = 0;
	/* The last characters: where they stand, and the key of what stands there. */
	uint32_t *places[KEY_CHARACTERS] = {&nowhere, &nowhere, &nowhere};
	uint32_t keys[KEY_CHARACTERS] = {0};

	for (size_t at = 0; at < length;) {
		uint32_t *place = &starts[at], c = text_next(text, length, &at);

		for (size_t i = KEY_CHARACTERS - 1; i > 0; i--) {
			places[i] = places[i - 1];
			keys[i] = keys[i - 1];
		}
		places[0] = is_letter(before) && is_letter(c) ? &nowhere : place;
		keys[0] = 0;
		for (size_t i = 0; i < KEY_CHARACTERS; i++) {
			keys[i] = add_to_key(keys[i], c);
			*places[i] |= learnt[start_of(keys[i])];
		}
		before = c;
	}
}

static uint32_t forms_in(const uint32_t *starts, size_t length)
{
	uint32_t forms = 0;

	for (size_t i = 0; i < length; i++)
		forms |= starts[i];
	return forms;
}

void slots_read(struct understanding *out, int64_t now_ms, int zone_minutes, struct arena *arena)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const struct text_normal *normal = &out->normal;
	size_t n = text_characters(normal->text, normal->length);
	size_t length = n > CHARACTERS_MOST
				? text_bytes_of(normal->text, normal->length, CHARACTERS_MOST)
				: normal->length;
	uint32_t *starts = arena_new(arena, length * sizeof *starts);
	struct slot_reader reader = {.text = normal->text,
				     .length = length,
				     .out = out,
				     .arena = arena,
				     .now_ms = now_ms,
				     .zone_minutes = zone_minutes,
				     .starts = starts};

	pthread_once(&once, learn_starts);
	read_starts(normal->text, length, starts);
	readers_run(&reader, forms_in(starts, length));
}
