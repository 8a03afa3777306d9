/*
 * What the audit log tells.
 */
#include "fixture.h"

#include "bot/core.h"

static int set_up(void **state)
{
	struct fixture *fixture = mem_new(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	account(fixture, "li", ROLE_AGENT);
	account(fixture, "wang", ROLE_AGENT);
	hello(fixture, "zh-CN");
	say(fixture, "转人工");
	*state = fixture;
	return 0;
}

/* The rows of an agent; "" are those of who has the data folder. */
static const char *log_of(struct fixture *fixture, const char *name)
{
	struct event *event = event_create(EVENT_AUDIT, 1);

	event->name = mem_text(name);
	fixture_run(fixture, &event, 1);
	return fixture->told.data;
}

#define assert_logged(fixture, name, text)                                    \
	do {                                                                  \
		if (!strstr(log_of(fixture, name), text))                     \
			fail_whole("not logged", text, (fixture)->told.data); \
	} while (0)

static void what_an_agent_does_to_a_case_is_told(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_OPEN, NULL);
	assert_logged(fixture, "li", "\"what\":\"desk.open\",\"object\":\"F");
	assert_logged(fixture, "li", "\"who\":\"li\",\"role\":\"agent\"");
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_logged(fixture, "li", "\"what\":\"desk.claim\"");
}

static void what_was_written_is_not_in_it(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_MESSAGE, "您好，我来处理");
	assert_logged(fixture, "li", "\"what\":\"desk.message\"");
	assert_null(strstr(fixture->told.data, "您好"));
}

static void who_reaches_for_what_is_not_his_is_told_of(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "wang", DESK_CLOSE, NULL);
	assert_logged(fixture, "wang", "\"what\":\"refused\"");
	assert_logged(fixture, "wang", "desk.close not_yours");
}

static void a_verb_that_is_not_for_the_role_is_told_of(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "zhou", ROLE_AUDITOR);
	desk(fixture, "zhou", DESK_CLAIM, NULL);
	assert_logged(fixture, "zhou", "desk.claim forbidden");
	desk(fixture, "li", DESK_AUDIT, NULL);
	assert_logged(fixture, "li", "desk.audit forbidden");
}

static void read_audit(struct fixture *fixture, int64_t before)
{
	struct event *event = desk_event(fixture, "zhou", DESK_AUDIT, NULL);

	free(event->case_id);
	event->case_id = NULL;
	event->page_row = before;
	fixture_run(fixture, &event, 1);
}

static void an_auditor_reads_it_page_by_page_and_that_is_told_too(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "zhou", ROLE_AUDITOR);
	for (int i = 0; i < 210; i++)
		desk(fixture, "li", DESK_OPEN, NULL);
	read_audit(fixture, 0);
	assert_desk_told(fixture, "\"type\":\"audit\"");
	assert_desk_told(fixture, "desk.open");
	assert_null(strstr(fixture->desk.data, "account.add"));
	assert_desk_told(fixture, "\"more\":{\"row\":");
	read_audit(fixture,
		   strtoll(strstr(fixture->desk.data, "\"more\":{\"row\":") + 14, NULL, 10));
	assert_desk_told(fixture, "account.add");
	assert_null(strstr(fixture->desk.data, "\"more\""));
	assert_logged(fixture, "zhou", "\"what\":\"desk.audit\"");
}

static void a_number_sent_for_a_case_is_masked(void **state)
{
	struct fixture *fixture = *state;

	strcpy(fixture->case_id, "13800000003");
	desk(fixture, "li", DESK_OPEN, NULL);
	assert_logged(fixture, "li", "\"object\":\"138****0003\"");
}

static void accounts_made_are_told(void **state)
{
	struct fixture *fixture = *state;

	assert_logged(fixture, "",
		      "\"what\":\"account.add\",\"object\":\"li\",\"detail\":\"agent\"");
}

static void an_act_that_was_undone_leaves_no_row(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_ADMIN); /* there is one */
	log_of(fixture, "");
	assert_null(strstr(fixture->told.data, "\"detail\":\"admin\""));
}

static void the_head_names_the_last_row(void **state)
{
	struct fixture *fixture = *state;
	const struct store *store = &fixture->bot->store;
	struct audit_row last;
	struct audit_head head;
	struct error err;

	desk(fixture, "li", DESK_OPEN, NULL);
	say(fixture, "你好");
	assert_int_equal(store->kind->audit_last(store->db, &last, &err), FOUND);
	if (!audit_head_read(fixture->folder, &head, &err))
		fail_msg("%s", err.text);
	assert_int_equal(head.row, last.row);
	assert_memory_equal(head.hash, last.hash, sizeof head.hash);
}

static void a_visit_is_told_with_the_address(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = event_create(EVENT_VISIT, 9);

	event->visit = VISIT_REFUSED;
	event->name = mem_text("li");
	event->text = mem_text("192.0.2.7");
	fixture_run(fixture, &event, 1);
	assert_logged(fixture, "li",
		      "\"what\":\"login.failed\",\"object\":\"\",\"detail\":\"192.0.2.7\"");
}

/* People type their password into the wrong field. */
static void what_was_typed_for_an_unknown_name_is_not_kept(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = event_create(EVENT_VISIT, 9);

	event->visit = VISIT_REFUSED;
	event->name = mem_text("hunter2");
	fixture_run(fixture, &event, 1);
	assert_logged(fixture, "", "\"what\":\"login.failed\"");
	assert_null(strstr(fixture->told.data, "hunter2"));
}

static void who_was_disabled_cannot_come_in(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = event_create(EVENT_ACCOUNT, 1);

	event->account = ACCOUNT_DISABLE;
	event->name = mem_text("li");
	fixture_run(fixture, &event, 1);
	event = event_create(EVENT_VISIT, 9);
	event->visit = VISIT_BEGUN;
	event->name = mem_text("li");
	event->stamp = mem_text("any");
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "error disabled");
}

/* --- what a subscriber has done ------------------------------------------------- */

static size_t n_logged(struct fixture *fixture, const char *name, const char *text)
{
	const char *at = log_of(fixture, name);
	size_t n = 0;

	for (; at && (at = strstr(at, text)); at++)
		n++;
	return n;
}

/* A new conversation, in which the owner has proven the line and is asked to confirm. */
static void ask_for(struct fixture *fixture, const char *errand)
{
	hello(fixture, "zh-CN");
	say(fixture, errand);
	say(fixture, "身份证");
	say(fixture, "张三 12345X");
}

/* The operator got the order, and what it answered does not arrive. */
static void lose_answer(struct fixture *fixture)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind != OUTPUT_CALL || output->call_body.kind != CALL_ORDER)
			continue;
		event->call = output->call;
		carrier_sim.call(fixture->carrier, &output->call_body, NULL, &event->answer);
	}
	assert_int_not_equal(event->call, 0);
	event->answer.outcome = CALL_FAILED;
	fixture_run(fixture, &event, 1);
	fixture_settle(fixture);
}

static void ask_for_hold(struct fixture *fixture)
{
	ask_for(fixture, "我要停机保号 13800000001");
	say(fixture, "出国");
	say(fixture, "今天");
	say(fixture, "3个月");
}

static void a_hold_that_a_subscriber_orders_is_one_row_and_its_answer_another(void **state)
{
	struct fixture *fixture = *state;

	ask_for_hold(fixture);
	assert_int_equal(n_logged(fixture, "", "chat.order"), 0);
	say(fixture, "确认");
	assert_int_equal(n_logged(fixture, "", "chat.order"), 1);
	assert_logged(fixture, "", "\"who\":\"\",\"role\":\"subscriber\",\"what\":\"chat.order\"");
	assert_logged(fixture, "", fixture->conversation);
	assert_logged(fixture, "", "\"detail\":\"hold 138****0001\"");
	assert_int_equal(n_logged(fixture, "", "order.answered"), 1);
	assert_logged(fixture, "", "\"detail\":\"hold 138****0001 pending S00000001\"");
}

static void a_resume_is_one_row_though_its_answer_is_lost_and_it_is_asked_for_again(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	ask_for(fixture, "我要复机 13800000004");
	event = message(fixture, "确认恢复", "m-1");
	fixture_run(fixture, &event, 1);
	lose_answer(fixture);
	event = message(fixture, "确认恢复", "m-1");
	fixture_run(fixture, &event, 1);
	say(fixture, "我要复机 13800000004");
	say(fixture, "确认恢复");
	assert_int_equal(n_logged(fixture, "", "chat.order"), 1);
	assert_logged(fixture, "", "\"detail\":\"resume 138****0004\"");
	assert_int_equal(n_logged(fixture, "", "order.answered"), 1);
	assert_logged(fixture, "", "\"detail\":\"resume 138****0004 no answer\"");
}

static void what_an_agent_orders_is_told_under_his_name_alone(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	ask_for(fixture, "我的号码为什么停机 13800000004");
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	event = desk_event(fixture, "li", DESK_ORDER, NULL);
	event->order = mem_text("resume");
	event->client_id = mem_text("o-1");
	fixture_run(fixture, &event, 1);
	fixture_settle(fixture);
	assert_int_equal(n_logged(fixture, "li", "desk.order"), 1);
	assert_int_equal(n_logged(fixture, "", "chat.order"), 0);
	assert_int_equal(n_logged(fixture, "", "order.answered"), 1);
	assert_logged(fixture, "", fixture->case_id);
}

static void an_export_of_a_person_is_one_row(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = event_create(EVENT_PERSON, 1);

	event->person = PERSON_EXPORT;
	event->as_line = mem_text("13800000001");
	fixture_run(fixture, &event, 1);
	assert_int_equal(n_logged(fixture, "", "person.export"), 1);
	assert_null(strstr(fixture->told.data, "13800000001"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(what_an_agent_does_to_a_case_is_told),
		TEST(what_was_written_is_not_in_it),
		TEST(who_reaches_for_what_is_not_his_is_told_of),
		TEST(a_verb_that_is_not_for_the_role_is_told_of),
		TEST(an_auditor_reads_it_page_by_page_and_that_is_told_too),
		TEST(a_number_sent_for_a_case_is_masked),
		TEST(accounts_made_are_told),
		TEST(an_act_that_was_undone_leaves_no_row),
		TEST(the_head_names_the_last_row),
		TEST(a_visit_is_told_with_the_address),
		TEST(what_was_typed_for_an_unknown_name_is_not_kept),
		TEST(who_was_disabled_cannot_come_in),
		TEST(a_hold_that_a_subscriber_orders_is_one_row_and_its_answer_another),
		TEST(a_resume_is_one_row_though_its_answer_is_lost_and_it_is_asked_for_again),
		TEST(what_an_agent_orders_is_told_under_his_name_alone),
		TEST(an_export_of_a_person_is_one_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
