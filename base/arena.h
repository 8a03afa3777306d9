/*
 * Memory that goes all at once, at the end of a turn.
 */
#ifndef FUJI_BASE_ARENA_H
#define FUJI_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena);

/** Takes everything back, keeps some of the room for the next turn. */
void arena_reset(struct arena *arena);

/** Zeroed and aligned for any type; lives until reset or destroy. Never NULL. */
void *arena_new(struct arena *arena, size_t size);

char *arena_text(struct arena *arena, const char *text);
char *arena_text_n(struct arena *arena, const char *text, size_t length);
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
