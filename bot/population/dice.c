#include "bot/population/dice.h"

#include <math.h>

#define PI 3.14159265358979323846

/* A counter in steps of the golden ratio, stirred by Stafford's thirteenth mix: "SplitMix64" of
 * Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014. */
uint64_t dice_seed(struct dice *dice)
{
	uint64_t bits = dice->state += 0x9e3779b97f4a7c15U;

	bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9U;
	bits = (bits ^ bits >> 27) * 0x94d049bb133111ebU;
	return bits ^ bits >> 31;
}

double dice_share(struct dice *dice)
{
	return (double)(dice_seed(dice) >> 11) * 0x1p-53;
}

double dice_between(struct dice *dice, double least, double most)
{
	return least + (most - least) * dice_share(dice);
}

size_t dice_below(struct dice *dice, size_t bound)
{
	return (size_t)(dice_share(dice) * (double)bound);
}

bool dice_falls(struct dice *dice, double chance)
{
	return dice_share(dice) < chance;
}

double dice_normal(struct dice *dice)
{
	double radius = sqrt(dice_wait(dice, 2));

	return radius * cos(2 * PI * dice_share(dice));
}

double dice_wait(struct dice *dice, double mean)
{
	return -mean * log(1 - dice_share(dice));
}

size_t dice_count(struct dice *dice, double mean)
{
	size_t n = 0;

	for (double at = dice_wait(dice, 1); at < mean; at += dice_wait(dice, 1))
		n++;
	return n;
}

size_t dice_pick(struct dice *dice, const double *shares, size_t n)
{
	double left = dice_share(dice);
	size_t i = 0;

	while (i + 1 < n && left >= shares[i])
		left -= shares[i++];
	return i;
}
