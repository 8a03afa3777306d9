/*
 * The program's own malloc, before that of the C library, to which the dynamic linker binds the
 * libraries as well. One thread allocates.
 */
#include "tests/fault/heap.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

static long n_allocations, failing;

static bool fails(void)
{
	if (++n_allocations != failing)
		return false;
	errno = ENOMEM;
	return true;
}

void heap_fail(long k)
{
	n_allocations = 0;
	failing = k;
}

long heap_heal(void)
{
	failing = 0;
	return n_allocations;
}

#ifdef __SANITIZE_ADDRESS__

bool heap_is_ours(void)
{
	return fails() && false;
}

#else

/* What glibc calls them inside. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

bool heap_is_ours(void)
{
	return true;
}

#endif
