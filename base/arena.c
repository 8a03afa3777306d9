/*
 * A list of blocks, filled from the front; the newest is the one in use.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BLOCK_SIZE ((size_t)32 * 1024)
#define SPARE_MOST 8

struct block {
	struct block *older;
	size_t size, used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *newest;
	struct block *spare; /* emptied, of the usual size */
	size_t n_spare;
};

static struct block *block_create(size_t size, struct block *older)
{
	struct block *block = mem_resize(NULL, 1, sizeof *block + size);

	block->older = older;
	block->size = size;
	block->used = 0;
	return block;
}

struct arena *arena_create(void)
{
	struct arena *arena = mem_new(sizeof *arena);

	arena->newest = block_create(BLOCK_SIZE, NULL);
	return arena;
}

/* What went back to the heap at every turn would go on to the kernel and come again. */
static void put_aside(struct arena *arena, struct block *block)
{
	if (block->size != BLOCK_SIZE || arena->n_spare == SPARE_MOST) {
		free(block);
		return;
	}
	block->older = arena->spare;
	arena->spare = block;
	arena->n_spare++;
}

static struct block *take_spare(struct arena *arena, struct block *older)
{
	struct block *block = arena->spare;

	arena->spare = block->older;
	arena->n_spare--;
	block->older = older;
	block->used = 0;
	return block;
}

void arena_reset(struct arena *arena)
{
	while (arena->newest->older) {
		struct block *block = arena->newest;

		arena->newest = block->older;
		put_aside(arena, block);
	}
	arena->newest->used = 0;
}

void arena_destroy(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	while (arena->spare)
		free(take_spare(arena, NULL));
	free(arena->newest);
	free(arena);
}

/* As it comes: with what was in there before. */
static char *take(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->newest;
	char *memory;

	/* Far beyond what there is; mem_resize ends the process. */
	if (size > SIZE_MAX / 2)
		mem_resize(NULL, size, 2);
	size = (size + align - 1) / align * align;
	if (size > block->size - block->used) {
		if (size <= BLOCK_SIZE && arena->spare)
			block = take_spare(arena, block);
		else
			block = block_create(size > BLOCK_SIZE ? size : BLOCK_SIZE, block);
		arena->newest = block;
	}
	memory = block->data + block->used;
	block->used += size;
	return memory;
}

void *arena_new(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

char *arena_text(struct arena *arena, const char *text)
{
	return arena_text_n(arena, text, strlen(text));
}

char *arena_text_n(struct arena *arena, const char *text, size_t length)
{
	char *copy = take(arena, length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	text = take(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(args);
	return text;
}
