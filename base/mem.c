/*
 * The heap, without the case that it is empty.
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_NO_MEMORY 3 /* like whatever else the machine lacks */

static void *or_end(void *memory)
{
	if (memory)
		return memory;
	fputs("fuji: out of memory\n", stderr);
	_exit(EXIT_NO_MEMORY);
}

void *mem_new(size_t size)
{
	return or_end(calloc(1, size ? size : 1));
}

void *mem_resize(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		or_end(NULL);
	/* realloc to nothing may free and give NULL. */
	return or_end(realloc(old, count > 0 && size > 0 ? count * size : 1));
}

char *mem_text(const char *text)
{
	return text ? mem_text_n(text, strlen(text)) : NULL;
}

char *mem_text_n(const char *text, size_t length)
{
	char *copy = mem_new(length + 1);

	memcpy(copy, text, length);
	return copy;
}
