/*
 * What libFuzzer calls: once for each input, with the input in memory of its exact size.
 *
 * A target returns 0. What must not be is an assert, a leak or a report of a sanitizer.
 */
#ifndef FUJI_TESTS_FUZZ_FUZZ_H
#define FUJI_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
