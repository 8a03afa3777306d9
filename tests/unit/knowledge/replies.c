/*
 * A canned reply is offered where it fits: its cause, what has been proven, its last day.
 */
#include "folder.h"

#include "base/clock.h"

#define CHINA 480

static bool fits(const struct folder *folder, const char *reply, const char *cause, int proof,
		 const char *time)
{
	struct knowledge *knowledge;
	int64_t at_ms;
	bool answer;

	folder_write(folder, "replies.yaml", reply);
	knowledge = knowledge_load(folder->path, folder->problems);
	problems_print(folder->problems, stderr);
	assert_non_null(knowledge);
	assert_int_equal(knowledge_n_replies(knowledge), 1);
	assert_true(clock_parse(time, &at_ms));
	answer = knowledge_reply_fits(knowledge_reply_at(knowledge, 0), cause, proof, at_ms, CHINA);
	knowledge_destroy(knowledge);
	return answer;
}

static void a_reply_fits_its_causes_alone(void **state)
{
	assert_true(fits(*state, REPLY("a", "x", ""), "", 0, "2026-01-01T00:00:00Z"));
	assert_true(fits(*state, REPLY("a", "x", ", causes: [ARREARS]"), "ARREARS", 0,
			 "2026-01-01T00:00:00Z"));
	assert_false(fits(*state, REPLY("a", "x", ", causes: [ARREARS]"), "", 0,
			  "2026-01-01T00:00:00Z"));
}

static void a_reply_waits_for_its_proof(void **state)
{
	assert_false(
		fits(*state, REPLY("a", "x", ", proof: strong"), "", 1, "2026-01-01T00:00:00Z"));
	assert_true(
		fits(*state, REPLY("a", "x", ", proof: strong"), "", 2, "2026-01-01T00:00:00Z"));
}

/* By the operator's calendar: midnight in China is 16:00 UTC. */
static void a_reply_ends_with_its_last_day(void **state)
{
	assert_true(fits(*state, REPLY("a", "x", ", valid_until: 2026-01-31"), "", 0,
			 "2026-01-31T15:59:59Z"));
	assert_false(fits(*state, REPLY("a", "x", ", valid_until: 2026-01-31"), "", 0,
			  "2026-01-31T16:00:00Z"));
}

static void what_is_wrong_with_a_reply_is_told_with_its_place(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "replies.yaml", REPLY("a", "'{owed}'", ""));
	assert_null(knowledge_load(folder->path, folder->problems));
	assert_problem(folder, 0,
		       "replies.yaml:1:48: {owed} may not stand here; allowed: line, "
		       "case, agent, hours, policy");
}

static void a_cause_that_the_table_lacks_is_a_fault(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "replies.yaml", REPLY("a", "x", ", causes: [NONE]"));
	assert_refused(folder, "replies.yaml:1:67: causes.yaml has no cause `NONE`");
}

static void a_reply_that_has_ended_is_told_by_the_check_of_the_day(void **state)
{
	struct folder *folder = *state;
	int64_t at_ms;

	folder_write(folder, "replies.yaml", REPLY("a", "x", ", valid_until: 2025-12-31"));
	assert_true(clock_parse("2026-06-01T00:00:00Z", &at_ms));
	assert_false(knowledge_check_day(folder->path, at_ms, CHINA, folder->problems));
	assert_problem(folder, 0, "replies.yaml:1:3: the reply a ended on 2025-12-31");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_create, folder_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_reply_fits_its_causes_alone),
		TEST(a_reply_waits_for_its_proof),
		TEST(a_reply_ends_with_its_last_day),
		TEST(what_is_wrong_with_a_reply_is_told_with_its_place),
		TEST(a_cause_that_the_table_lacks_is_a_fault),
		TEST(a_reply_that_has_ended_is_told_by_the_check_of_the_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
