/*
 * How words are read aloud in Mandarin, without tones: 停 and 亭 are ting.
 *
 * A syllable is a number, made of its letters: the same in every version of the table.
 */
#ifndef FUJI_INTENTS_READINGS_H
#define FUJI_INTENTS_READINGS_H

#include <stddef.h>
#include <stdint.h>

/** The syllable of a character; 0 when it has none. */
uint32_t reading_of(uint32_t character);

/** Splits a word into syllables: tingji is ting, ji. How many there are, in out, which has room
 *  for n; 0 when letters are left over. */
size_t reading_split(const uint32_t *letters, size_t n, uint32_t *out);

#endif
