/*
 * The parts of a form lie in its body, one behind the other.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "ws/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *body = (const char *)data, *from = body;
	struct multipart multipart;
	struct part part;

	if (!multipart_begin(&multipart, "multipart/form-data; boundary=B", body, size))
		return 0;
	while (multipart_next(&multipart, &part)) {
		assert(part.data >= from && part.data + part.length <= body + size);
		assert(strlen(part.name) < sizeof part.name);
		assert(strlen(part.file_name) < sizeof part.file_name);
		from = part.data + part.length;
	}
	multipart_is_whole(&multipart);
	return 0;
}
