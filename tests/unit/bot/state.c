/*
 * What a conversation remembers outlives its turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bot/state.h"

/* Every member has a value, so that one that is not read is missing when it is printed again. */
static const char full[] =
	"{\"instances\":7,\"asked\":\"line\",\"misses\":1,\"prompt\":\"p\",\"prompts\":2,"
	"\"line\":\"13800000001\",\"line_seq\":3,\"record\":\"r\",\"record_ms\":4,\"case\":\"c\","
	"\"summary\":\"s\",\"summary_version\":5,\"summary_case\":\"d\",\"signed_in\":\"x\",\"ticket\":\"T\",\"later\":\"l\","
	"\"unanswered\":\"u\",\"spoke_ms\":6,\"spoke_seq\":8,\"silences\":9,\"collected\":10,"
	"\"alarm\":true,\"reassured\":11,\"recorded_ms\":12,\"talk_ended_ms\":13,\"rating_asked\":true,\"language_chosen\":true,\"traditional\":true,"
	"\"urgent\":true,"
	"\"flows\":[{\"flow\":\"f\",\"intent\":\"i\",\"number\":6,\"journal\":[[1,0,\"line\","
	"\"13800000001\"],[3,2,\"order\",\"\"]]}],"
	"\"watches\":[{\"flow\":\"w\",\"number\":7}],"
	"\"proofs\":[{\"line\":\"13800000001\",\"trust\":2,\"method\":\"m\",\"since_ms\":1,"
	"\"used_ms\":2}],"
	"\"story\":[[\"k\",\"n\",\"v\",-1,2,3]],"
	"\"wants\":[{\"text\":\"t\",\"seq\":1}],"
	"\"promises\":[{\"zh\":\"z\",\"en\":\"e\",\"sources\":\"o\"}]}";

static void read_and_print(const char *json, struct buffer *out)
{
	struct arena *arena = arena_create();
	struct error err;
	struct state *state = state_read(arena_text(arena, json), arena, &err);

	assert_non_null(state);
	state_print(out, state);
	arena_destroy(arena);
}

static void all_that_is_remembered_is_kept(void **context)
{
	struct buffer out = {0};

	(void)context;
	read_and_print(full, &out);
	assert_string_equal(out.data, full);
	buffer_finish(&out);
}

static void a_story_of_an_older_version_is_read(void **context)
{
	struct buffer out = {0};

	(void)context;
	read_and_print("{\"story\":[{\"kind\":\"k\",\"name\":\"n\",\"value\":\"v\",\"number\":4,"
		       "\"seq\":5,\"at_ms\":6}]}",
		       &out);
	assert_string_equal(out.data, "{\"story\":[[\"k\",\"n\",\"v\",4,5,6]]}");
	buffer_finish(&out);
}

static void what_is_empty_takes_no_room(void **context)
{
	struct buffer out = {0};

	(void)context;
	read_and_print("{\"asked\":\"\",\"misses\":0,\"alarm\":false,\"flows\":[],\"wants\":[]}",
		       &out);
	assert_string_equal(out.data, "{}");
	buffer_finish(&out);
}

static void a_state_of_nothing_is_a_new_one(void **context)
{
	struct arena *arena = arena_create();
	struct error err;
	struct state *state = state_read(arena_text(arena, "{}"), arena, &err);

	(void)context;
	assert_non_null(state);
	assert_string_equal(state->asked, "");
	assert_string_equal(state->unanswered, "");
	assert_null(state_top(state));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_is_remembered_is_kept),
		cmocka_unit_test(a_story_of_an_older_version_is_read),
		cmocka_unit_test(what_is_empty_takes_no_room),
		cmocka_unit_test(a_state_of_nothing_is_a_new_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
