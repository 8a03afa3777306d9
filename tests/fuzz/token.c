/*
 * A token that is taken is one that we print, byte for byte.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ws/token.h"

static void check(const char *text, const struct keys *keys, enum token_use use)
{
	struct buffer ours = {0};
	struct token token;

	if (!token_read(text, keys, use, &token))
		return;
	assert(token_word(token.subject) && token_word(token.user));
	token_print(&ours, keys, use, &token);
	assert(!strcmp(ours.data, text));
	buffer_finish(&ours);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct keys *keys;
	char *text = mem_text_n((const char *)data, size);

	if (!keys) {
		crypto_start();
		keys = keys_for_tests();
	}
	check(text, keys, TOKEN_CHAT);
	check(text, keys, TOKEN_DESK);
	free(text);
	return 0;
}
