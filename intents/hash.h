/*
 * FNV-1a, 64 bits, by words of eight bytes: tells versions apart and finds damage, no more.
 */
#ifndef FUJI_INTENTS_HASH_H
#define FUJI_INTENTS_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* A product's low bits know nothing of the word's high ones: the turn brings these down. */
static inline uint64_t hash_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x100000001b3);
	return hash << 29 | hash >> 35;
}

static inline uint64_t hash_bytes(uint64_t hash, const void *data, size_t length)
{
	const unsigned char *bytes = data;
	uint64_t word;

	for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
		memcpy(&word, bytes, sizeof word);
		hash = hash_word(hash, word);
	}
	for (; length > 0; bytes++, length--)
		hash = hash_word(hash, *bytes);
	return hash;
}

#endif
