/*
 * What a speaker did not mean to say: stutters, and words that fill a pause.
 *
 * Slots and secrets are read from the normal form, where every character counts. Who asks
 * what a message means reads it without these.
 */
#ifndef FUJI_INTENTS_HESITATION_H
#define FUJI_INTENTS_HESITATION_H

#include <stddef.h>

/** Takes stutters (我我, 停停停, 就是就是, the the, w-what, soooo, !!!) and fillers inside out
 *  of a text without blanks beside Chinese characters. Numbers stay, as do 天天 and 谢谢.
 *  `places` has one entry a byte and one for the end, and is moved along. How many bytes are
 *  left: none only if there were none. */
size_t hesitation_fold(char *text, size_t *places, size_t length);

/** Cuts marks and fillers off both ends of the stretch. What is nothing but a thumb, or
 *  hesitation, is what it is: it may be a yes. */
void hesitation_trim(const char *text, size_t *at, size_t *length);

#endif
