/*
 * Find what was not meant, by looking ahead: of what is said twice the last is kept.
 *
 * Doubled characters are mostly words: 天天, 看看, 星星. Twice is a stutter only for those
 * that never double; three times it is for all but numerals.
 */
#include "intents/hesitation.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "intents/characters.h"

enum {
	HAN_BYTES = 3,    /* of the characters that have words */
	MOST_REPEATED = 4 /* characters: 转人工转人工 */
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Longest first where one starts another. */
static const char *const OPENERS[] = {"那个", "这个", "就是", "嗯",  "呃",   "额",
				      "啊",   "哦",   "噢",   "诶",  "欸",   "哎",
				      "唉",   "喂",   "um ",  "uh ", "well "};
static const char *const CLOSERS[] = {"啊", "呀", "呢", "哦", "噢", "哈", "嘛",
				      "啦", "吧", "哎", "诶", "嗯", "喽", "哟"};
/* Inside a message these say nothing whatever follows. `er` is also Mandarin for son. */
static const char *const FILLERS[] = {"嗯",   "呃",   "诶",   "欸",   "就是说", "um ",
				      "um, ", "uh ",  "uh, ", "erm ", "erm, ",  "er, ",
				      "hm ",  "hmm ", "hm, ", "hmm, "};
/* These point at something, unless what follows cannot be pointed at. */
static const char *const POINTERS[] = {"那个", "这个"};
static const char NOT_POINTED_AT[] = "我你您他她咱俺就怎为咋能帮想要请查问那这嗯呃";

static const char STUTTERED[] = "我你您他她它这那就是不没的了吗呢把给跟停";
static const char DOUBLED[] = "谢拜妈爸哥姐弟妹爷奶";
static const char NUMERALS[] = "零〇一二两三四五六七八九十百千万亿幺半几";
static const char *const STUTTERED_WORDS[] = {"the", "a",   "i",  "is",  "my", "it",
					      "to",  "and", "in", "you", "was"};

static bool starts_with(const char *text, size_t length, const char *start)
{
	size_t n = strlen(start);

	return n <= length && !memcmp(text, start, n);
}

/* Length of the first of the words that the text starts with, or 0. */
static size_t first_word(const char *text, size_t length, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (starts_with(text, length, words[i]))
			return strlen(words[i]);
	return 0;
}

/* Whether the text starts with one of the characters. */
static bool is_among(const char *characters, const char *text, size_t length)
{
	for (; length >= HAN_BYTES && *characters; characters += HAN_BYTES)
		if (!memcmp(characters, text, HAN_BYTES))
			return true;
	return false;
}

/* --- fillers ---------------------------------------------------------------- */

/* 我那个想问, 那个那个转人工; at the end only of a fragment, 我我那个. */
static size_t pointer_length(const char *text, size_t length, size_t at)
{
	size_t n = first_word(text + at, length - at, POINTERS, COUNT(POINTERS)), end = at + n;

	if (!n)
		return 0;
	while (length - end >= n && !memcmp(text + end, text + at, n))
		end += n;
	bool idle = end > at + n || is_among(NOT_POINTED_AT, text + end, length - end);

	if (end == length)
		idle = starts_with(text, at, "我") &&
		       !memcmp(text + at - HAN_BYTES, "我", HAN_BYTES);
	return idle ? end - at : 0;
}

static bool is_word_part(char c)
{
	return is_latin(c) || is_digit(c);
}

/* Cheap, for it is asked about every character. */
static bool may_be_filler(uint32_t c)
{
	switch (c) {
	case U'嗯':
	case U'呃':
	case U'诶':
	case U'欸':
	case U'就':
	case U'那':
	case U'这':
	case 'u':
	case 'e':
	case 'h':
		return true;
	default:
		return false;
	}
}

/* The filler inside a text at `at`, or 0. */
static size_t filler_length(const char *text, size_t length, size_t at, uint32_t c)
{
	if (!at || !may_be_filler(c))
		return 0;
	size_t n = first_word(text + at, length - at, FILLERS, COUNT(FILLERS));

	if (n && (is_word_part(text[at]) ? is_word_part(text[at - 1]) : at + n == length))
		n = 0;
	return n ? n : pointer_length(text, length, at);
}

/* --- stutters --------------------------------------------------------------- */

static size_t count_same(const char *text, size_t length, size_t size)
{
	size_t end = size;

	/* Equal to what is one character before. */
	while (end < length && text[end] == text[end - size])
		end++;
	return end / size;
}

/* How many of a character that stands n times in a row were meant. */
static size_t count_meant(const char *text, size_t at, size_t size, uint32_t c, size_t n)
{
	bool starts = !at || !is_word_part(text[at - 1]);

	if (is_digit(c) || is_among(NUMERALS, text + at, size))
		return n;
	if (is_mark(c)) /* 138****0000, 3...5 */
		return c >= 0x80 || strchr("!?~,", (int)c) ? 1 : n;
	if (is_among(STUTTERED, text + at, size))
		return 1;
	if (n < 3)
		return n;
	if (is_latin(c)) /* good, soon: but so, no and hello */
		return c == 'o' && !starts && is_latin(text[at + n * size]) ? 2 : 1;
	return is_among(DOUBLED, text + at, size) ? 2 : 1;
}

/* 能不能不 is no stutter, nor is 一百一百. */
static bool is_repeatable(const char *text, size_t length)
{
	for (size_t at = 0; at < length; at += HAN_BYTES)
		if ((text[at] & 0xf0) != 0xe0 || is_among(NUMERALS, text + at, HAN_BYTES))
			return false;
	return !is_among("不没", text + length - HAN_BYTES, HAN_BYTES);
}

/* The first of two equal stretches of Chinese characters. */
static size_t phrase_length(const char *text, size_t length)
{
	for (size_t n = 2 * HAN_BYTES; n <= MOST_REPEATED * HAN_BYTES && 2 * n <= length;
	     n += HAN_BYTES)
		if (text[2] == text[n + 2] && text[1] == text[n + 1] &&
		    !memcmp(text, text + n, n) && is_repeatable(text, n))
			return n;
	return 0;
}

static bool is_stuttered_word(const char *text, size_t length)
{
	for (size_t i = 0; i < COUNT(STUTTERED_WORDS); i++)
		if (strlen(STUTTERED_WORDS[i]) == length &&
		    !memcmp(STUTTERED_WORDS[i], text, length))
			return true;
	return false;
}

/* The first of two equal words and the blank behind it; of w-what the start. */
static size_t word_length(const char *text, size_t length, size_t at)
{
	const char *word = text + at;
	size_t n = 1, rest = length - at;

	if (at && is_word_part(word[-1]))
		return 0;
	if (rest > 2 && word[1] == '-' && word[2] == word[0])
		return 2;
	while (n < rest && word[n] != ' ')
		n++;
	if (2 * n < rest && !memcmp(word, word + n + 1, n) && !is_word_part(word[2 * n + 1]) &&
	    is_stuttered_word(word, n))
		return n + 1;
	return 0;
}

static size_t stutter_length(const char *text, size_t length, size_t at, uint32_t c, size_t size)
{
	size_t n = count_same(text + at, length - at, size);
	size_t meant = n > 1 ? count_meant(text, at, size, c, n) : n;

	if (meant < n)
		return (n - meant) * size;
	if (is_latin(c))
		return word_length(text, length, at);
	return is_han(c) ? phrase_length(text + at, length - at) : 0;
}

size_t hesitation_fold(char *text, size_t *places, size_t length)
{
	size_t kept = 0;

	for (size_t at = 0; at < length;) {
		size_t end = at;
		uint32_t c = text_next(text, length, &end);
		size_t idle = filler_length(text, length, at, c);

		if (!idle)
			idle = stutter_length(text, length, at, c, end - at);
		if (idle) {
			at += idle;
			continue;
		}
		for (; kept < at && at < end; at++, kept++) {
			text[kept] = text[at];
			places[kept] = places[at];
		}
		kept += end - at; /* nothing is gone yet: all is in its place */
		at = end;
	}
	text[kept] = '\0';
	places[kept] = places[length];
	return kept;
}

/* --- the ends --------------------------------------------------------------- */

static size_t closer_length(const char *text, size_t length)
{
	for (size_t i = 0; i < COUNT(CLOSERS); i++) {
		size_t n = strlen(CLOSERS[i]);

		if (n <= length && !memcmp(text + length - n, CLOSERS[i], n))
			return n;
	}
	return 0;
}

static size_t mark_length_at_start(const char *text, size_t length)
{
	size_t at = 0;

	return length && is_mark(text_next(text, length, &at)) ? at : 0;
}

static size_t mark_length_at_end(const char *text, size_t length)
{
	size_t start = length;

	while (start > 0 && (text[--start] & 0xc0) == 0x80)
		;
	size_t at = start;

	return length && is_mark(text_next(text, length, &at)) ? length - start : 0;
}

/* Cuts marks off both ends, and with `filler` the hesitation too. */
static void cut(const char *text, bool filler, size_t *at, size_t *length)
{
	for (size_t n = 1; n;) {
		n = mark_length_at_start(text + *at, *length);
		if (!n && filler)
			n = first_word(text + *at, *length, OPENERS, COUNT(OPENERS));
		*at += n;
		*length -= n;
	}
	for (size_t n = 1; n;) {
		n = mark_length_at_end(text + *at, *length);
		if (!n && filler)
			n = closer_length(text + *at, *length);
		*length -= n;
	}
}

void hesitation_trim(const char *text, size_t *at, size_t *length)
{
	for (int filler = 0; filler <= 1; filler++) {
		size_t from = *at, n = *length;

		cut(text, filler, &from, &n);
		if (!n)
			return;
		*at = from;
		*length = n;
	}
}
