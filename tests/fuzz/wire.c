/*
 * A frame of either protocol: taken whole, or refused with a code that has a sentence.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "ws/wire.h"

typedef bool reader(const char *text, size_t length, struct wire_frame *out,
		    struct wire_fault *fault);

/* A desk's that was refused still says whether it was to log in. */
static bool is_empty(const struct wire_frame *frame)
{
	return !frame->event && !frame->identity && !frame->token && !frame->code && !frame->name &&
	       !frame->password;
}

static void check(reader *read, const uint8_t *data, size_t size)
{
	struct wire_frame frame;
	struct wire_fault fault;

	if (read((const char *)data, size, &frame, &fault)) {
		assert(frame.event || (frame.login && frame.name && frame.password) ||
		       (frame.desk_hello && frame.token));
		wire_frame_finish(&frame);
	} else {
		assert(wire_sentence(fault.code, LANGUAGE_ZH, false));
		assert(*fault.detail.text);
	}
	assert(is_empty(&frame));
	assert(strlen(fault.client_id) < WIRE_CLIENT_ID_SIZE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(wire_read_chat, data, size);
	check(wire_read_desk, data, size);
	return 0;
}
