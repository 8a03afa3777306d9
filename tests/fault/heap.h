/*
 * A heap that is empty once, for all of the process: for our own code and for every library.
 */
#ifndef FUJI_TESTS_FAULT_HEAP_H
#define FUJI_TESTS_FAULT_HEAP_H

#include <stdbool.h>

/** The k-th allocation from now on, counted from 1, gives NULL; the others do not. 0: none. */
void heap_fail(long k);

/** All allocations succeed from now on. How many there were since heap_fail. */
long heap_heal(void);

/** Whether the heap can be empty: under a sanitizer it is the sanitizer's. */
bool heap_is_ours(void);

#endif
