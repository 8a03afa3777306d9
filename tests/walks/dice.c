/*
 * Chance that can be thrown again: SplitMix64 (Steele, Lea, Flood 2014), for the walk and, in
 * place of the system's, for all that libsodium is asked for in this process.
 */
#include <sodium.h>
#include <string.h>

#include "tests/walks/walk.h"

static uint64_t machine; /* what crypto_random draws from: no walk can do without */

static uint64_t next(uint64_t *state)
{
	uint64_t mixed = *state += 0x9e3779b97f4a7c15;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
	return mixed ^ mixed >> 31;
}

static const char *name(void)
{
	return "walks";
}

static uint32_t draw(void)
{
	return (uint32_t)next(&machine);
}

/* What is drawn by the kilobyte (crypto_unique) outlives the walk that it is drawn in, so it must not
 * move what that draws next; nobody sees it. */
#define OUTLIVES 1024

static void fill(void *out, size_t size)
{
	static uint64_t unseen;
	uint64_t *state = size < OUTLIVES ? &machine : &unseen;

	for (uint8_t *at = out; size > 0; at++, size--)
		*at = (uint8_t)next(state);
}

void dice_seed(uint64_t number)
{
	static randombytes_implementation seeded = {
		.implementation_name = name, .random = draw, .buf = fill};

	machine = number;
	randombytes_set_implementation(&seeded);
}

size_t dice(uint64_t *state, size_t n)
{
	return (size_t)(next(state) % n);
}
