/*
 * A file that is taken has become no longer, and cutting it again changes nothing.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/filetype.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *file = malloc(size + !size), *again = malloc(size + !size);
	size_t length = size, length_again;
	enum filetype type, type_again;

	assert(file && again);
	if (size)
		memcpy(file, data, size);
	if (filetype_of(file, size, &type) && filetype_clean(type, file, &length, NULL)) {
		assert(length <= size);
		memcpy(again, file, length);
		length_again = length;
		assert(filetype_of(again, length, &type_again) && type_again == type);
		assert(filetype_clean(type, again, &length_again, NULL));
		assert(length_again == length && !memcmp(again, file, length));
	}
	free(file);
	free(again);
	return 0;
}
