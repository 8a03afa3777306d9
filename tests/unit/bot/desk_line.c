/*
 * What an agent may do with the line of a case: look it up, see its number.
 */
#include "tests/unit/bot/fixture.h"

static int open_fixture(void **state)
{
	struct fixture *fixture = mem_new(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	hello(fixture, "zh-CN");
	account(fixture, "li", ROLE_AGENT);
	*state = fixture;
	return 0;
}

/* A case about a number that nothing is known of yet, in the hands of li. */
static void take_case(struct fixture *fixture, const char *line)
{
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	say(fixture, line);
}

/* The operator's answer to the one call that was just made. */
static void answer(struct fixture *fixture, enum call_outcome outcome)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	for (size_t i = 0; i < fixture->last.n; i++) {
		struct output *output = fixture->last.items[i];

		if (output->kind != OUTPUT_CALL || output->call_body.kind == CALL_WAIT)
			continue;
		event->call = output->call;
		carrier_sim.call(fixture->carrier, &output->call_body, NULL, &event->answer);
	}
	assert_int_not_equal(event->call, 0);
	event->answer.outcome = outcome;
	fixture_run(fixture, &event, 1);
}

static size_t n_calls(const struct fixture *fixture)
{
	size_t n = 0;

	for (size_t i = 0; i < fixture->last.n; i++)
		n += fixture->last.items[i]->kind == OUTPUT_CALL &&
		     fixture->last.items[i]->call_body.kind != CALL_WAIT;
	return n;
}

/* Time goes by; who waits for it is woken, and the operator answers. */
static void pass(struct fixture *fixture, int64_t ms)
{
	struct output_list alarms = {0};

	fixture->clock.manual_ms += ms;
	bot_resume_calls(fixture->bot, &alarms);
	buffer_clear(&fixture->told);
	buffer_clear(&fixture->desk);
	for (size_t i = 0; i < alarms.n; i++) {
		struct event *event;

		if (alarms.items[i]->kind != OUTPUT_CALL ||
		    alarms.items[i]->call_body.kind != CALL_WAIT ||
		    alarms.items[i]->call_body.wake_ms > fixture->clock.manual_ms)
			continue;
		event = event_create(EVENT_ANSWER, 0);
		event->call = alarms.items[i]->call;
		output_list_finish(&fixture->last);
		bot_run(fixture->bot, &event, 1, &fixture->last);
		event_destroy(event);
		fixture_keep(fixture);
		fixture_settle(fixture);
	}
	output_list_finish(&alarms);
}

/* --- looked up ---------------------------------------------------------------- */

static void a_look_up_shows_each_hold_with_who_lifts_it_and_whether_paying_helps(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000003");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	assert_desk_told(fixture, "\"look_up\":\"waiting\"");
	answer(fixture, CALL_DONE);
	assert_desk_told(fixture, "\"look_up\":\"ready\"");
	assert_desk_told(fixture, "\"owed_fen\":12800");
	assert_desk_told(fixture, "\"cause\":\"ARREARS_FULL\"");
	assert_desk_told(fixture, "\"pay\":\"helps\"");
	assert_desk_told(fixture, "\"lifted_by\":{\"zh\":\"交清后系统自动恢复\"");
}

static void holds_are_shown_in_the_order_in_which_they_are_lifted(void **state)
{
	struct fixture *fixture = *state;
	const char *hold, *arrears;

	take_case(fixture, "13800000009");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	answer(fixture, CALL_DONE);
	arrears = strstr(fixture->desk.data, "{\"cause\":\"ARREARS");
	hold = strstr(fixture->desk.data, "{\"cause\":\"VOLUNTARY_HOLD");
	assert_non_null(arrears);
	assert_true(arrears < hold);
}

static void a_hold_that_ends_by_itself_says_when(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000004");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	answer(fixture, CALL_DONE);
	assert_desk_told(fixture, "\"cause\":\"VOLUNTARY_HOLD\",\"since\":\"2025-10-16T");
	assert_desk_told(fixture, "\"until\":\"2026-01-14T");
}

static void the_number_is_masked_on_the_board_and_in_the_case(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000003");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	assert_desk_told(fixture, "\"who\":\"138****0003\"");
	answer(fixture, CALL_DONE);
	assert_null(strstr(fixture->desk.data, "13800000003"));
}

static void a_case_without_a_cause_gets_the_one_that_a_look_up_finds(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000003");
	assert_null(strstr(fixture->desk.data, "\"cause\":\"ARREARS_FULL\""));
	desk(fixture, "li", DESK_LOOKUP, NULL);
	answer(fixture, CALL_DONE);
	assert_desk_told(fixture, "\"reason\":\"asked\",\"cause\":\"ARREARS_FULL\"");
}

static void an_operator_who_does_not_answer_is_told_and_what_was_known_stays(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000003");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	answer(fixture, CALL_DONE);
	fixture->clock.manual_ms += 1000;
	desk(fixture, "li", DESK_LOOKUP, NULL);
	answer(fixture, CALL_FAILED);
	assert_desk_told(fixture, "\"look_up\":\"unavailable\"");
	assert_desk_told(fixture, "\"kind\":\"lookup_failed\"");
	assert_desk_told(fixture, "\"owed_fen\":12800");
}

static void one_look_up_at_a_time_is_asked(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000003");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	assert_int_equal(n_calls(fixture), 1);
	desk(fixture, "li", DESK_LOOKUP, NULL);
	assert_int_equal(n_calls(fixture), 0);
	assert_desk_told(fixture, "\"look_up\":\"waiting\"");
}

static void a_look_up_survives_a_restart(void **state)
{
	struct fixture *fixture = *state;
	struct error err;

	take_case(fixture, "13800000003");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	assert_true(bot_restart(fixture->bot, &err));
	output_list_finish(&fixture->last);
	bot_resume_calls(fixture->bot, &fixture->last);
	answer(fixture, CALL_DONE);
	assert_desk_told(fixture, "\"look_up\":\"ready\"");
}

static void who_opens_the_case_later_sees_the_board_as_it_is(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000003");
	desk(fixture, "li", DESK_OPEN, NULL);
	assert_desk_told(fixture, "\"look_up\":\"none\"");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	answer(fixture, CALL_DONE);
	desk(fixture, "li", DESK_OPEN, NULL);
	assert_desk_told(fixture, "\"lifted_by\"");
}

static void without_a_number_there_is_nothing_to_look_up(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_LOOKUP, NULL);
	assert_told(fixture, "error no_line");
}

static void a_case_of_somebody_else_is_refused_like_one_that_is_not_there(void **state)
{
	static const enum desk_verb verbs[] = {DESK_LOOKUP, DESK_REVEAL, DESK_ORDER, DESK_STEP};
	struct fixture *fixture = *state;
	struct buffer foreign = {0};

	account(fixture, "wang", ROLE_AGENT);
	take_case(fixture, "13800000003");
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		struct event *unknown = desk_event(fixture, "wang", verbs[i], "核对号码");

		desk(fixture, "wang", verbs[i], "核对号码");
		assert_told(fixture, "error not_yours");
		buffer_clear(&foreign);
		buffer_text(&foreign, fixture->told.data);
		free(unknown->case_id);
		unknown->case_id = mem_text("F00000000");
		fixture_run(fixture, &unknown, 1);
		assert_string_equal(fixture->told.data, foreign.data);
	}
	buffer_finish(&foreign);
}

/* --- its number --------------------------------------------------------------- */

static void the_number_is_shown_to_who_asked_and_the_why_is_on_record(void **state)
{
	struct fixture *fixture = *state;
	struct event *list = event_create(EVENT_AUDIT, 1);

	take_case(fixture, "13800000003");
	desk(fixture, "li", DESK_REVEAL, "要给客户回电话");
	assert_desk_told(fixture, "\"number\":\"13800000003\",\"seconds\":30");
	assert_desk_told(fixture,
			 "\"kind\":\"reveal\",\"agent\":\"li\",\"text\":\"要给客户回电话\"");
	for (size_t i = 0; i < fixture->last.n; i++)
		if (fixture->last.items[i]->json &&
		    strstr(fixture->last.items[i]->json, "13800000003"))
			assert_int_equal(fixture->last.items[i]->origin, 9);
	fixture_run(fixture, &list, 1);
	assert_told(fixture, "\"what\":\"desk.reveal\"");
	assert_told(fixture, "\"detail\":\"要给客户回电话\"");
	assert_not_told(fixture, "13800000003");
}

/* --- orders ------------------------------------------------------------------- */

static void order(struct fixture *fixture, const char *what, const char *client_id)
{
	struct event *event = desk_event(fixture, "li", DESK_ORDER, NULL);

	event->order = mem_text(what);
	event->client_id = mem_text(client_id);
	fixture_run(fixture, &event, 1);
}

/* A case about that number, whose owner has shown to be him, in the hands of li. */
static void take_proven_case(struct fixture *fixture, const char *line)
{
	char question[64];

	snprintf(question, sizeof question, "我的号码为什么停机 %s", line);
	say(fixture, question);
	say(fixture, "身份证");
	say(fixture, "张三 12345X");
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_OPEN, NULL);
}

static void an_order_is_given_told_and_followed_until_it_is_done(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000004");
	assert_desk_told(fixture, "{\"order\":\"resume\",\"standing\":\"ready\"");
	order(fixture, "resume", "o-1");
	assert_told(fixture, "客服 li 已为 138****0004 提交复机申请");
	assert_desk_told(fixture, "{\"order\":\"resume\",\"standing\":\"under_way\"");
	fixture_settle(fixture);
	assert_desk_told(fixture, "\"kind\":\"order_accepted\"");
	assert_desk_told(fixture, "resume S00000001");
	pass(fixture, 10 * 60 * 1000LL);
	assert_desk_told(
		fixture,
		"\"kind\":\"watch\",\"agent\":\"\",\"text\":\"好消息：138****0004 已经恢复");
	assert_desk_told(fixture, "{\"order\":\"resume\",\"standing\":\"does_not_fit\"");
}

static void the_same_frame_is_one_order_and_so_is_a_second_while_it_is_under_way(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000004");
	order(fixture, "resume", "o-1");
	assert_int_equal(n_calls(fixture), 1);
	fixture_settle(fixture);
	order(fixture, "resume", "o-1");
	assert_int_equal(n_calls(fixture), 0);
	assert_told(fixture, "客服 li 已为 138****0004 提交复机申请");
	order(fixture, "resume", "o-2");
	assert_told(fixture, "error under_way");
	order(fixture, "block", "o-1");
	assert_told(fixture, "error id_reused");
}

static void an_order_needs_the_proof_that_the_bot_would_ask_for_and_says_which(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000004");
	desk(fixture, "li", DESK_LOOKUP, NULL);
	answer(fixture, CALL_DONE);
	assert_desk_told(fixture, "{\"order\":\"resume\",\"standing\":\"proof_missing\","
				  "\"proof\":\"strong\"");
	order(fixture, "resume", "o-1");
	assert_told(fixture, "error proof_missing");
	assert_told(fixture, "strong");
	order(fixture, "block", "o-2");
	assert_told(fixture, "apart");
	assert_int_equal(n_calls(fixture), 0);
}

static void an_order_that_the_record_does_not_call_for_is_refused(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000003");
	order(fixture, "resume", "o-1");
	assert_told(fixture, "error does_not_fit");
	order(fixture, "dance", "o-2");
	assert_told(fixture, "error no_such_order");
}

static void without_a_look_up_nothing_is_ordered(void **state)
{
	struct fixture *fixture = *state;

	take_case(fixture, "13800000004");
	order(fixture, "resume", "o-1");
	assert_told(fixture, "error look_up_first");
}

static void order_hold(struct fixture *fixture, int64_t months, const char *from,
		       const char *reason)
{
	struct event *event = desk_event(fixture, "li", DESK_ORDER, NULL);

	event->order = mem_text("hold");
	event->client_id = mem_text("o-1");
	event->months = months;
	event->from = mem_text(from);
	event->reason = mem_text(reason);
	fixture_run(fixture, &event, 1);
}

static void a_hold_is_what_the_bot_would_take(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000001");
	order_hold(fixture, 600, NULL, NULL);
	assert_told(fixture, "error bad_months");
	order_hold(fixture, -1, NULL, NULL);
	assert_told(fixture, "error bad_months");
	order_hold(fixture, 3, "1999-12-31", NULL);
	assert_told(fixture, "error bad_day");
	order_hold(fixture, 3, "soon", NULL);
	assert_told(fixture, "error bad_day");
	order_hold(fixture, 3, NULL, "person");
	assert_told(fixture, "error bad_reason");
	order_hold(fixture, 3, NULL, NULL);
	assert_told(fixture, "客服 li 已为 138****0001 提交停机保号申请");
}

static const struct carrier_order *ordered(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++)
		if (fixture->last.items[i]->kind == OUTPUT_CALL &&
		    fixture->last.items[i]->call_body.kind == CALL_ORDER)
			return &fixture->last.items[i]->call_body.order;
	return NULL;
}

static void a_hold_may_begin_later_and_last_until_it_is_ended(void **state)
{
	struct fixture *fixture = *state;
	const int64_t tomorrow_ms = fixture->clock.manual_ms + 24 * 60 * 60 * 1000LL;
	struct civil day;
	char from[16];

	clock_civil(tomorrow_ms, 480, &day);
	snprintf(from, sizeof from, "%04d-%02d-%02d", day.year, day.month, day.day);
	day.hour = day.minute = day.second = day.ms = 0;
	take_proven_case(fixture, "13800000001");
	order_hold(fixture, 0, from, "abroad");
	assert_non_null(ordered(fixture));
	assert_int_equal(ordered(fixture)->months, 0);
	assert_int_equal(ordered(fixture)->from_ms, clock_from_civil(&day, 480));
	assert_string_equal(ordered(fixture)->reason, "abroad");
}

/* What the operator will say to the order that was just given. */
static struct event *refusal(const struct fixture *fixture)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	for (size_t i = 0; i < fixture->last.n; i++)
		if (fixture->last.items[i]->kind == OUTPUT_CALL &&
		    fixture->last.items[i]->call_body.kind == CALL_ORDER)
			event->call = fixture->last.items[i]->call;
	event->answer.order = ORDER_REFUSED;
	return event;
}

static void an_order_that_the_operator_refuses_is_told_and_not_followed(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	take_proven_case(fixture, "13800000004");
	order(fixture, "resume", "o-1");
	event = refusal(fixture);
	fixture_run(fixture, &event, 1);
	assert_desk_told(fixture, "\"kind\":\"order_refused\"");
	assert_desk_told(fixture, "{\"order\":\"resume\",\"standing\":\"ready\"");
}

static void an_order_refused_after_the_case_went_back_to_the_bot_leads_to_a_person(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	take_proven_case(fixture, "13800000004");
	order(fixture, "resume", "o-1");
	event = refusal(fixture);
	desk(fixture, "li", DESK_RETURN, NULL);
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "系统没有受理这项申请");
	assert_told(fixture, "\"owner\":\"waiting\"");
}

static void an_order_whose_fate_is_unknown_stays_under_way_and_is_looked_for(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000004");
	order(fixture, "resume", "o-1");
	answer(fixture, CALL_FAILED);
	assert_desk_told(fixture, "\"kind\":\"order_unknown\"");
	assert_desk_told(fixture, "{\"order\":\"resume\",\"standing\":\"under_way\"");
	pass(fixture, 10 * 60 * 1000LL);
	assert_desk_told(
		fixture,
		"\"kind\":\"watch\",\"agent\":\"\",\"text\":\"好消息：138****0004 已经恢复");
}

/* --- the checklist ------------------------------------------------------------ */

static void a_case_is_not_closed_while_a_step_of_its_cause_is_open(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000003");
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "error checklist_open");
	assert_told(fixture, "ARREARS_FULL.payment_found, ARREARS_FULL.resume_confirmed");
	mark_step(fixture, "li", "ARREARS_FULL.payment_found", "done", NULL);
	assert_desk_told(fixture, "\"kind\":\"step_done\"");
	mark_step(fixture, "li", "ARREARS_FULL.resume_confirmed", "waived", "客户另有号码");
	assert_desk_told(fixture, "\"state\":\"waived\",\"reason\":\"客户另有号码\","
				  "\"agent\":\"li\"");
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "\"owner\":\"closed\"");
}

static void a_step_may_be_opened_again(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000003");
	mark_step(fixture, "li", "ARREARS_FULL.payment_found", "done", NULL);
	mark_step(fixture, "li", "ARREARS_FULL.payment_found", "open", NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "ARREARS_FULL.payment_found");
}

static void all_that_holds_the_line_has_its_steps(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000009");
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "ARREARS_FULL.payment_found");
	assert_told(fixture, "VOLUNTARY_HOLD.owner_proven");
}

static void steps_survive_a_restart(void **state)
{
	struct fixture *fixture = *state;
	struct error err;

	take_proven_case(fixture, "13800000003");
	mark_step(fixture, "li", "ARREARS_FULL.payment_found", "done", NULL);
	assert_true(bot_restart(fixture->bot, &err));
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "error checklist_open");
	assert_not_told(fixture, "payment_found");
}

static void a_step_that_the_case_does_not_have_is_refused(void **state)
{
	struct fixture *fixture = *state;

	take_proven_case(fixture, "13800000003");
	mark_step(fixture, "li", "LOST.owner_proven", "done", NULL);
	assert_told(fixture, "error no_such_step");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_fixture, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_look_up_shows_each_hold_with_who_lifts_it_and_whether_paying_helps),
		test(holds_are_shown_in_the_order_in_which_they_are_lifted),
		test(a_hold_that_ends_by_itself_says_when),
		test(the_number_is_masked_on_the_board_and_in_the_case),
		test(a_case_without_a_cause_gets_the_one_that_a_look_up_finds),
		test(an_operator_who_does_not_answer_is_told_and_what_was_known_stays),
		test(one_look_up_at_a_time_is_asked),
		test(a_look_up_survives_a_restart),
		test(who_opens_the_case_later_sees_the_board_as_it_is),
		test(without_a_number_there_is_nothing_to_look_up),
		test(a_case_of_somebody_else_is_refused_like_one_that_is_not_there),
		test(the_number_is_shown_to_who_asked_and_the_why_is_on_record),
		test(an_order_is_given_told_and_followed_until_it_is_done),
		test(the_same_frame_is_one_order_and_so_is_a_second_while_it_is_under_way),
		test(an_order_needs_the_proof_that_the_bot_would_ask_for_and_says_which),
		test(an_order_that_the_record_does_not_call_for_is_refused),
		test(without_a_look_up_nothing_is_ordered),
		test(a_hold_is_what_the_bot_would_take),
		test(a_hold_may_begin_later_and_last_until_it_is_ended),
		test(an_order_that_the_operator_refuses_is_told_and_not_followed),
		test(an_order_refused_after_the_case_went_back_to_the_bot_leads_to_a_person),
		test(an_order_whose_fate_is_unknown_stays_under_way_and_is_looked_for),
		test(a_case_is_not_closed_while_a_step_of_its_cause_is_open),
		test(a_step_may_be_opened_again),
		test(all_that_holds_the_line_has_its_steps),
		test(steps_survive_a_restart),
		test(a_step_that_the_case_does_not_have_is_refused),
	};

	return cmocka_run_group_tests_name("desk line", tests, NULL, NULL);
}
