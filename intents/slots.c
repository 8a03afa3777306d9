/*
 * What the readers of slots share, and their order.
 *
 * Most places of a message begin nothing that a reader knows. What each begins with is learnt
 * from the readers themselves: each is asked once about a place that holds nothing, and the
 * words that it then looks for are noted by their first characters.
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

/* By the first character; of ASCII by the first two. */
enum { PLANE = 0x10000, ASCII = 0x80, N_STARTS = PLANE + ASCII * ASCII };

static uint8_t learnt[N_STARTS]; /* bits of readers */

static size_t start_of(const char *text, size_t length, size_t at)
{
	uint32_t c = text_next(text, length, &at);

	if (c >= ASCII)
		return c % PLANE;
	return PLANE + c * ASCII + (at < length ? (unsigned char)text[at] % ASCII : 0);
}

static void note_word(uint8_t *starts, uint8_t bit, const char *word)
{
	size_t start = start_of(word, strlen(word), 0);
	size_t n = word[1] ? 1 : ASCII; /* behind a single letter stands anything */

	for (size_t i = 0; i < n; i++)
		starts[start + i] |= bit;
}

size_t reader_seek(const struct slot_reader *reader, size_t at)
{
	while (at < reader->length && !(reader->starts[at] & reader->bit))
		at++;
	return at;
}

size_t reader_word(const struct slot_reader *reader, size_t at, const char *const *words)
{
	const char *text = reader->text + at;

	for (; reader->learnt && *words; words++)
		note_word(reader->learnt, reader->bit, *words);
	for (; *words; words++)
		if (**words == *text && (!(*words)[1] || (*words)[1] == text[1]) &&
		    numeral_word_at(reader->text, reader->length, at, *words))
			return strlen(*words);
	return 0;
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

static void (*const READERS[])(struct slot_reader *) = {
	digits_read, amounts_read, dates_read, places_read, channels_read, relations_read,
};

#define N_READERS (sizeof READERS / sizeof *READERS)

static void run_readers(struct slot_reader *reader, uint8_t bits)
{
	for (size_t i = 0; i < N_READERS; i++) {
		reader->bit = (uint8_t)(1 << i);
		if (bits & reader->bit)
			READERS[i](reader);
	}
}

static void note_numeral(const char *word)
{
	note_word(learnt, UINT8_MAX, word);
}

static void learn_starts(void)
{
	static const uint8_t starts[] = {UINT8_MAX};
	struct understanding out = {0};
	struct slot_reader reader = {
		.text = "\n", .length = 1, .out = &out, .starts = starts, .learnt = learnt};

	run_readers(&reader, UINT8_MAX);
	numerals_each(note_numeral);
}

/* Fills starts, a byte for a byte of the text; the bits of all. */
static uint8_t read_starts(const char *text, size_t length, uint8_t *starts)
{
	uint8_t bits = 0;

	for (size_t at = 0; at < length;) {
		size_t from = at;

		starts[from] = learnt[start_of(text, length, from)];
		bits |= starts[from];
		text_next(text, length, &at);
	}
	return bits;
}

void slots_read(struct understanding *out, int64_t now_ms, int zone_minutes, struct arena *arena)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const struct text_normal *normal = &out->normal;
	size_t n = text_characters(normal->text, normal->length);
	size_t length = n > CHARACTERS_MOST
				? text_bytes_of(normal->text, normal->length, CHARACTERS_MOST)
				: normal->length;
	uint8_t *starts = arena_new(arena, length);
	struct slot_reader reader = {.text = normal->text,
				     .length = length,
				     .out = out,
				     .arena = arena,
				     .now_ms = now_ms,
				     .zone_minutes = zone_minutes,
				     .starts = starts};

	pthread_once(&once, learn_starts);
	run_readers(&reader, read_starts(normal->text, length, starts));
}
