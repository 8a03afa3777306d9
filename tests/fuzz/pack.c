/*
 * A file that calls itself a pack: it is read whole, or a problem says why not.
 *
 * Regular expressions are part of it; compiling them and the lint that runs them stay within
 * their bounds.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>

#include "base/yaml.h"
#include "intents/pack.h"

static void read_pack(const struct yaml *root, struct arena *arena, struct problems *problems)
{
	struct pattern_runner *lint = pattern_runner_create();
	struct words words = {0};
	struct intent_pack pack;

	if (yaml_get(root, "words"))
		words_read(&words, yaml_get(root, "words"), arena, problems);
	intent_pack_read(&pack, root, &words, lint, arena, problems);
	for (size_t i = 0; i < pack.n_rules; i++)
		assert(pack.rules[i].match || problems_count(problems));
	intent_pack_finish(&pack);
	pattern_runner_destroy(lint);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct problems *problems = problems_create();
	const struct yaml *root = yaml_read_text("fuzz", (const char *)data, size, arena, problems);

	assert(!root == (problems_count(problems) > 0));
	if (root)
		read_pack(root, arena, problems);
	problems_destroy(problems);
	arena_destroy(arena);
	return 0;
}
