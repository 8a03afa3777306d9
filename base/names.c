#include "base/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

/* At most half of the places are taken, so that a search is short. */
struct names {
	struct arena *arena;
	const char **texts;
	size_t n, room;
	int *places; /* number + 1; 0: free */
	size_t n_places;
};

struct names *names_create(void)
{
	struct names *names = mem_new(sizeof *names);

	names->arena = arena_create();
	names->n_places = 64;
	names->places = mem_new(names->n_places * sizeof *names->places);
	return names;
}

void names_destroy(struct names *names)
{
	if (!names)
		return;
	arena_destroy(names->arena);
	free(names->texts);
	free(names->places);
	free(names);
}

/* FNV-1a; no stranger chooses what is kept here. */
static uint64_t hash(const char *text)
{
	uint64_t value = 14695981039346656037U;

	for (; *text; text++)
		value = (value ^ (unsigned char)*text) * 1099511628211U;
	return value;
}

/* Where it stands, or would. */
static size_t place_of(const struct names *names, const char *text)
{
	size_t at = hash(text) & (names->n_places - 1);

	while (names->places[at] && strcmp(names->texts[names->places[at] - 1], text) != 0)
		at = (at + 1) & (names->n_places - 1);
	return at;
}

static void grow(struct names *names)
{
	free(names->places);
	names->n_places *= 2;
	names->places = mem_new(names->n_places * sizeof *names->places);
	for (size_t i = 0; i < names->n; i++)
		names->places[place_of(names, names->texts[i])] = (int)i + 1;
}

int names_find(const struct names *names, const char *text)
{
	return names->places[place_of(names, text)] - 1;
}

int names_number(struct names *names, const char *text)
{
	size_t at = place_of(names, text);

	if (names->places[at])
		return names->places[at] - 1;
	if (names->n == names->room) {
		names->room = names->room ? names->room * 2 : 64;
		names->texts = mem_resize(names->texts, names->room, sizeof *names->texts);
	}
	names->texts[names->n++] = arena_text(names->arena, text);
	names->places[at] = (int)names->n;
	if (names->n * 2 > names->n_places)
		grow(names);
	return (int)names->n - 1;
}

const char *names_text(const struct names *names, int number)
{
	return names->texts[number];
}

size_t names_count(const struct names *names)
{
	return names->n;
}
