/*
 * Memory from the heap that is always there: running out of it ends the process.
 */
#ifndef FUJI_BASE_MEM_H
#define FUJI_BASE_MEM_H

#include <stddef.h>

/** Zeroed; the caller frees. Never NULL. */
void *mem_new(size_t size);

/** `old` (NULL allowed) with room for `count` items of `size` bytes; new room is
 *  not zeroed. An overflow of count × size ends the process. Never NULL. */
void *mem_resize(void *old, size_t count, size_t size);

/** Copies; the caller frees. mem_text(NULL) is NULL. */
char *mem_text(const char *text);
char *mem_text_n(const char *text, size_t length);

#endif
