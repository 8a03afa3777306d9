/*
 * Numbers as people write and say them, read where they stand in a normal form.
 *
 * An overlay: the text is never rewritten, because 二次实名 and 一证五号 need their words.
 */
#ifndef FUJI_INTENTS_NUMERALS_H
#define FUJI_INTENTS_NUMERALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One digit at text[at] of a number told digit by digit: `7`, `七`, `幺`, `seven`, `oh`.
 *  The bytes that it takes, or 0. */
size_t numeral_digit(const char *text, size_t length, size_t at, int *out_digit);

/** A quantity at text[at]: `35.6`, `1,200`, `一百五十`, `两千三`, `3.5万`, `two hundred and five`.
 *  Its value in hundredths. The bytes that it takes, or 0; also 0 beyond ten thousand million, and
 *  for a guess: 两三, 五六十. */
size_t numeral_quantity(const char *text, size_t length, size_t at, int64_t *out_hundredths);

/** Every word and digit with which a numeral may begin. */
void numerals_each(void (*take)(const char *word, void *context), void *context);

/** Whether a Chinese numeral ends right before text[at]. */
bool numeral_ends_at(const char *text, size_t at);

/** Whether text at [at] starts with word; a Latin word must end there too. */
bool numeral_word_at(const char *text, size_t length, size_t at, const char *word);

#endif
