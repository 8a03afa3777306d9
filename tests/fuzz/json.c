/*
 * JSON that was let in prints as JSON that is let in, and that prints the same again.
 *
 * So cJSON takes all that our scanner takes, and neither reading nor printing loses anything
 * that the other needs.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "base/json.h"

static void print(const cJSON *value, struct buffer *out)
{
	json_put_value(out, value);
	assert(out->length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer once = {0}, twice = {0};
	struct error err = {.text = ""};
	cJSON *value = json_read((const char *)data, size, &err), *again;

	if (!value) {
		assert(strstr(err.text, "JSON, byte "));
		return 0;
	}
	print(value, &once);
	again = json_read(once.data, once.length, &err);
	assert(again);
	print(again, &twice);
	assert(once.length == twice.length && !memcmp(once.data, twice.data, once.length));

	cJSON_Delete(value);
	cJSON_Delete(again);
	buffer_finish(&once);
	buffer_finish(&twice);
	return 0;
}
