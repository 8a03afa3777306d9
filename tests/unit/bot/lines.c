/*
 * The lines of the teams: who gets a case, who speaks in it, and what happens when somebody goes.
 */
#define _GNU_SOURCE /* memmem */

#include "alarm.h"

#include "bot/case.h"
#include "bot/queue.h"

#define DAY_MS (24 * 3600 * 1000LL)
#define NIGHT_MS (START_MS + 13 * 3600 * 1000LL) /* 23:00 in China */

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	account(fixture, "li", ROLE_AGENT);
	account(fixture, "wang", ROLE_AGENT);
	hello(fixture, "zh-CN");
	*state = fixture;
	return 0;
}

/* --- helpers ------------------------------------------------------------------ */

static void say_presence(struct fixture *fixture, const char *name, const char *presence)
{
	struct event *event = desk_event(fixture, name, DESK_PRESENCE, NULL);

	event->presence = mem_text(presence);
	fixture_run(fixture, &event, 1);
}

static void transfer(struct fixture *fixture, const char *from, const char *agent, const char *team)
{
	struct event *event = desk_event(fixture, from, DESK_TRANSFER, "看过账单了");

	event->agent_name = mem_text(agent);
	event->team = mem_text(team);
	fixture_run(fixture, &event, 1);
}

/* Another conversation that waits for a person. */
static void somebody_waits(struct fixture *fixture)
{
	hello(fixture, "zh-CN");
	say(fixture, "转人工");
	assert_told(fixture, "\"owner\":\"waiting\"");
}

/* --- claiming ----------------------------------------------------------------- */

static void of_a_thousand_double_claims_one_wins_each(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 1000; i++) {
		const char *first = i % 2 ? "li" : "wang", *second = i % 2 ? "wang" : "li";
		struct event *events[2];
		size_t n_errors = 0;

		if (i % 50 == 0)
			hello(fixture, "zh-CN");
		say(fixture, "转人工");
		events[0] = desk_event(fixture, first, DESK_CLAIM, NULL);
		events[1] = desk_event(fixture, second, DESK_CLAIM, NULL);
		fixture_run(fixture, events, 2);
		for (size_t k = 0; k < fixture->last.n; k++)
			n_errors += fixture->last.items[k]->kind == OUTPUT_ERROR;
		assert_int_equal(n_errors, 1);
		assert_told(fixture, "already_claimed");
		assert_int_equal(the_case(fixture).agent, agent_number(fixture, first));
		desk(fixture, first, DESK_CLOSE, NULL);
	}
}

static void the_first_word_of_an_agent_claims_the_case(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_MESSAGE, "您好");
	assert_told(fixture, "客服 li 已接入");
	assert_told(fixture, "您好");
	assert_int_equal(the_case(fixture).state, CASE_OPEN);
	desk(fixture, "wang", DESK_MESSAGE, "我也在");
	assert_told(fixture, "error not_yours");
}

static void what_an_agent_has_not_seen_comes_before_what_it_says(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	say(fixture, "等等，我找到付款记录了");
	event = desk_event(fixture, "li", DESK_MESSAGE, "那就关闭了");
	event->watermark = 3;
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "error unseen");
	assert_told(fixture, "等等，我找到付款记录了");
	assert_not_told(fixture, "那就关闭了");
	desk(fixture, "li", DESK_MESSAGE, "好的，请发给我");
	assert_told(fixture, "好的，请发给我");
}

static void a_verb_with_an_old_epoch_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	transfer(fixture, "li", "wang", NULL);
	transfer(fixture, "wang", "li", NULL);
	event = desk_event(fixture, "li", DESK_CLOSE, NULL);
	event->epoch = 1;
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "error not_yours");
}

static void the_next_case_is_taken_only_by_who_is_ready_and_has_room(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_NEXT, NULL);
	assert_told(fixture, "error nothing_waits");
	for (int i = 0; i < 6; i++)
		somebody_waits(fixture);
	say_presence(fixture, "li", "away");
	desk(fixture, "li", DESK_NEXT, NULL);
	assert_told(fixture, "error not_ready");
	say_presence(fixture, "li", "ready");
	for (int i = 0; i < 4; i++) {
		desk(fixture, "li", DESK_NEXT, NULL);
		assert_told(fixture, "客服 li 已接入");
	}
	desk(fixture, "li", DESK_NEXT, NULL);
	assert_told(fixture, "error at_capacity");
	strcpy(fixture->case_id, "");
	somebody_waits(fixture);
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_desk_told(fixture, "over_capacity");
}

static void set_work(struct fixture *fixture, const char *name, const char *teams,
		     const char *languages)
{
	struct event *event = event_create(EVENT_ACCOUNT, 1);

	event->account = ACCOUNT_WORK;
	event->name = mem_text(name);
	event->team = mem_text(teams);
	event->language = mem_text(languages);
	fixture_run(fixture, &event, 1);
}

static void the_next_case_is_one_of_the_agents_teams_and_languages(void **state)
{
	struct fixture *fixture = *state;

	set_work(fixture, "li", "fraud nowhere", NULL);
	assert_told(fixture, "error bad_work there is no team nowhere");
	set_work(fixture, "li", "fraud english", "zh");
	somebody_waits(fixture);
	desk(fixture, "li", DESK_NEXT, NULL);
	assert_told(fixture, "error nothing_waits");
	hello(fixture, "en");
	say(fixture, "agent please");
	desk(fixture, "li", DESK_NEXT, NULL);
	assert_told(fixture, "error nothing_waits");
	set_work(fixture, "li", NULL, "zh en");
	desk(fixture, "li", DESK_NEXT, NULL);
	assert_told(fixture, "li has joined");
}

/* --- letting go --------------------------------------------------------------- */

static void a_case_goes_to_a_colleague_with_a_note(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	transfer(fixture, "li", "wang", NULL);
	assert_told(fixture, "客服 wang 已接入");
	assert_desk_told(fixture, "wang: 看过账单了");
	desk(fixture, "li", DESK_MESSAGE, "还有一句");
	assert_told(fixture, "error not_yours");
	desk(fixture, "wang", DESK_MESSAGE, "我来");
	assert_told(fixture, "我来");
}

static void a_supervisor_takes_over_what_somebody_else_has(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "chen", ROLE_SUPERVISOR);
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	transfer(fixture, "wang", "wang", NULL);
	assert_told(fixture, "not_yours");
	transfer(fixture, "chen", "chen", NULL);
	assert_int_equal(the_case(fixture).agent, agent_number(fixture, "chen"));
	desk(fixture, "li", DESK_MESSAGE, "您好");
	assert_told(fixture, "not_yours");
}

static void a_case_goes_to_no_one_who_is_away(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	say_presence(fixture, "wang", "off");
	transfer(fixture, "li", "wang", NULL);
	assert_told(fixture, "error agent_away");
	transfer(fixture, "li", "nobody", NULL);
	assert_told(fixture, "error no_such_agent");
	transfer(fixture, "li", NULL, "nowhere");
	assert_told(fixture, "error no_such_team");
	assert_int_equal(the_case(fixture).agent, agent_number(fixture, "li"));
}

static void a_case_that_goes_to_another_team_keeps_the_time_since_when_it_waits(void **state)
{
	struct fixture *fixture = *state;
	struct case_row before, after;

	say(fixture, "转人工");
	before = the_case(fixture);
	desk(fixture, "li", DESK_CLAIM, NULL);
	fixture->clock.manual_ms += 600000;
	transfer(fixture, "li", NULL, "fraud");
	assert_told(fixture, "您还在原来的位置");
	after = the_case(fixture);
	assert_string_equal(after.team, "fraud");
	assert_int_equal(after.state, CASE_WAITING);
	assert_int_equal(after.created_ms, before.created_ms);
	assert_int_equal(after.row, before.row);
}

static void a_case_returns_to_the_bot_at_an_errand(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	event = desk_event(fixture, "li", DESK_RETURN, NULL);
	event->errand = mem_text("fly_to_the_moon");
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "error no_such_errand");
	event = desk_event(fixture, "li", DESK_RETURN, NULL);
	event->errand = mem_text("suspension_cause");
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "\"owner\":\"bot\"");
	assert_told(fixture, "11 位");
}

static void an_agent_who_stays_away_loses_cases_which_keep_their_place(void **state)
{
	struct fixture *fixture = *state;
	char first[16];

	say(fixture, "转人工");
	strcpy(first, fixture->case_id);
	desk(fixture, "li", DESK_CLAIM, NULL);
	somebody_waits(fixture);
	link_desk(fixture, "li", false);
	pass(fixture, LINK_GRACE_MS - 1);
	assert_not_told(fixture, "断线");
	pass(fixture, 1);
	assert_told(fixture, "断线");
	assert_told(fixture, "\"ahead\":0");
	assert_desk_told(fixture, "requeued");
	strcpy(fixture->case_id, first);
	assert_int_equal(the_case(fixture).state, CASE_WAITING);
	desk(fixture, "wang", DESK_NEXT, NULL);
	assert_int_equal(the_case(fixture).agent, agent_number(fixture, "wang"));
}

static void an_agent_who_comes_back_in_time_keeps_them(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	link_desk(fixture, "li", false);
	pass(fixture, LINK_GRACE_MS - 1);
	link_desk(fixture, "li", true);
	pass(fixture, LINK_GRACE_MS);
	assert_int_equal(the_case(fixture).state, CASE_OPEN);
}

static void a_restart_takes_all_desks_for_gone_until_they_come_back(void **state)
{
	struct fixture *fixture = *state;
	struct output_list calls = {0};
	struct error err;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_true(bot_restart(fixture->bot, &err));
	bot_resume_calls(fixture->bot, &calls);
	output_list_finish(&calls);
	assert_int_equal(the_case(fixture).state, CASE_OPEN);
	pass(fixture, LINK_GRACE_MS);
	assert_told(fixture, "断线");
	assert_int_equal(the_case(fixture).state, CASE_WAITING);
}

/* --- canned replies ----------------------------------------------------------- */

/* Two numbers can look alike masked. */
static void the_cases_of_a_line_are_found_by_one_of_them(void **state)
{
	static const char *const words[] = {"13800000001怎么停机了", "13800000001还没好",
					    "13812340001怎么停机了"};
	struct fixture *fixture = *state;
	char ids[3][16];
	struct event *event;

	for (int i = 0; i < 3; i++) {
		hello(fixture, "zh-CN");
		say(fixture, words[i]);
		say(fixture, "转人工");
		strcpy(ids[i], fixture->case_id);
	}
	event = desk_event(fixture, "li", DESK_LIST, NULL);
	free(event->case_id);
	event->case_id = NULL;
	event->same_line = mem_text(ids[0]);
	fixture_run(fixture, &event, 1);
	assert_desk_told(fixture, ids[0]);
	assert_desk_told(fixture, ids[1]);
	assert_null(strstr(fixture->desk.data, ids[2]));
}

static int64_t read_back(struct fixture *fixture, int64_t before, bool more)
{
	struct event *event = desk_event(fixture, "li", DESK_EARLIER, NULL);
	const char *seq;

	event->before = before;
	fixture_run(fixture, &event, 1);
	assert_int_equal(fixture->last.items[0]->before, before);
	assert_int_equal(fixture->last.items[0]->more, more);
	seq = strstr(fixture->told.data, "sequence-id\":");
	return seq ? strtoll(seq + strlen("sequence-id\":"), NULL, 10) : 0;
}

static void a_long_conversation_is_read_from_its_end_to_its_beginning(void **state)
{
	struct fixture *fixture = *state;
	int64_t first;
	struct event *event;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	for (int i = 0; i < 450; i++)
		say(fixture, i == 449 ? "最后一句" : "13800000001");
	event = desk_event(fixture, "li", DESK_OPEN, NULL);
	event->newest = true;
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "最后一句");
	first = strtoll(strstr(fixture->told.data, "sequence-id\":") + strlen("sequence-id\":"),
			NULL, 10);
	assert_in_range(first, 202, 400);
	assert_int_equal(read_back(fixture, first, true), first - 200);
	assert_int_equal(read_back(fixture, first - 200, false), 1);
	assert_int_equal(read_back(fixture, 1, false), 0);
}

static void canned_replies_fit_what_was_proven_and_have_their_places_filled(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_REPLIES, NULL);
	assert_desk_told(fixture, "您好，我是客服li。");
	assert_desk_told(fixture, fixture->case_id);
	assert_null(strstr(fixture->desk.data, "缴费已经到账")); /* needs a proof */
	assert_null(strstr(fixture->desk.data, "正在查号码"));   /* names a line */
}

static void that_an_agent_types_is_told_to_the_subscriber_alone(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_TYPING, NULL);
	assert_int_equal(fixture->last.n, 1);
	assert_int_equal(fixture->last.items[0]->kind, OUTPUT_TYPING);
	assert_null(fixture->last.items[0]->user);
}

/* --- places ------------------------------------------------------------------- */

static size_t n_places_told(const struct fixture *fixture)
{
	size_t n = 0;

	for (size_t i = 0; i < fixture->last.n; i++)
		n += fixture->last.items[i]->kind == OUTPUT_EVENT;
	return n;
}

static bool sets_alarm(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind == OUTPUT_CALL && !output->call)
			return true;
	}
	return false;
}

static void a_case_whose_team_the_files_lose_goes_to_the_last_team(void **state)
{
	struct fixture *fixture = *state;
	const struct store *store = &fixture->bot->store;
	struct case_row row;
	struct error err;

	say(fixture, "转人工");
	row = the_case(fixture);
	strcpy(row.team, "disbanded");
	assert_true(store->kind->case_save(store->db, &row, &err));
	pass(fixture, 1);
	assert_string_equal(the_case(fixture).team, "disbanded");
	fixture_reload(fixture);
	pass(fixture, 0);
	assert_string_equal(the_case(fixture).team, "service");
	assert_desk_told(fixture, "\"kind\":\"transfer\"");
	assert_desk_told(fixture, "\"team\":{\"id\":\"fraud\"");
}

static void an_agent_whose_desk_is_gone_is_not_ready(void **state)
{
	struct fixture *fixture = *state;

	link_desk(fixture, "li", false);
	assert_desk_told(fixture, "\"in_hand\":0,\"ready\":1");
	link_desk(fixture, "li", true);
	assert_desk_told(fixture, "\"in_hand\":0,\"ready\":2");
}

static void who_takes_no_cases_is_told_of_to_nobody(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "zhou", ROLE_AUDITOR);
	link_desk(fixture, "zhou", false);
	assert_null(strstr(fixture->desk.data ? fixture->desk.data : "", "zhou"));
	link_desk(fixture, "li", false);
	assert_desk_told(fixture, "\"agent\":{\"name\":\"li\"");
}

/* Writes the case of the first. */
static void two_wait_and_know_it(struct fixture *fixture, char first[16])
{
	somebody_waits(fixture);
	strcpy(first, fixture->case_id);
	somebody_waits(fixture);
	pass(fixture, 15000);
}

static void a_place_is_told_when_it_changes_and_not_too_often(void **state)
{
	struct fixture *fixture = *state;
	char first[16];

	two_wait_and_know_it(fixture, first);
	assert_int_equal(n_places_told(fixture), 2);
	strcpy(fixture->case_id, first);
	desk(fixture, "li", DESK_CLAIM, NULL);
	pass(fixture, 1000);
	assert_int_equal(n_places_told(fixture), 0);
	pass(fixture, 14000);
	assert_int_equal(n_places_told(fixture), 1);
	assert_told(fixture, "\"state\":\"queued\"");
	assert_told(fixture, "\"ahead\":0");
	pass(fixture, 15000);
	assert_int_equal(n_places_told(fixture), 0);
}

static void nor_does_a_clock_that_was_set_back_keep_places_from_being_told(void **state)
{
	struct fixture *fixture = *state;
	char first[16];

	two_wait_and_know_it(fixture, first);
	fixture->clock.manual_ms -= DAY_MS;
	strcpy(fixture->case_id, first);
	desk(fixture, "li", DESK_CLAIM, NULL);
	pass(fixture, 15000);
	assert_int_equal(n_places_told(fixture), 1);
}

/* The one that was set before counts from the time that then was. */
static void an_alarm_is_set_anew_when_the_clock_has_leapt_over_one(void **state)
{
	struct fixture *fixture = *state;

	pass(fixture, 0);
	link_desk(fixture, "li", false);
	assert_true(sets_alarm(fixture));
	link_desk(fixture, "wang", false);
	assert_false(sets_alarm(fixture));
	fixture->clock.manual_ms += DAY_MS;
	link_desk(fixture, "wang", true);
	assert_true(sets_alarm(fixture));
}

static void a_wait_is_told_once_there_are_cases_to_tell_it_by(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 5; i++) {
		hello(fixture, "zh-CN");
		say(fixture, "转人工");
		assert_not_told(fixture, "大约要等");
		desk(fixture, "li", DESK_CLAIM, NULL);
		fixture->clock.manual_ms += 16 * 60 * 1000;
		desk(fixture, "li", DESK_CLOSE, NULL);
	}
	hello(fixture, "zh-CN");
	say(fixture, "转人工");
	assert_told(fixture, "大约要等 2 分钟");
}

static void who_comes_again_waits_less(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "13800000001怎么停机了");
	say(fixture, "转人工");
	assert_int_equal(the_case(fixture).priority, 2);
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	hello(fixture, "zh-CN");
	say(fixture, "13800000001还没好");
	say(fixture, "转人工");
	assert_int_equal(the_case(fixture).priority, 1);
}

static void who_is_old_or_disabled_or_angry_is_so_handed_over(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "我眼睛看不见，打不了字");
	assert_string_equal(the_case(fixture).reason, "need");
	assert_int_equal(the_case(fixture).priority, 1);
	hello(fixture, "zh-CN");
	say(fixture, "你们这群骗子垃圾公司，给我转人工");
	assert_string_equal(the_case(fixture).reason, "angry");
	assert_int_equal(the_case(fixture).priority, 2);
}

static void what_is_handed_over_is_told_once_and_only_to_desks(void **state)
{
	struct fixture *fixture = *state;
	const char *event;

	say(fixture, "转人工");
	assert_not_told(fixture, "handoff.initiate");
	event = strstr(fixture->desk.data, "handoff.initiate");
	assert_non_null(event);
	assert_null(strstr(event + 1, "handoff.initiate"));
	assert_non_null(strstr(event, "\"fuji:reason\":\"asked\""));
	say(fixture, "还要多久");
	assert_true(!fixture->desk.data || !strstr(fixture->desk.data, "handoff.initiate"));
}

/* --- nobody there ------------------------------------------------------------- */

static void at_night_people_are_said_to_be_back_and_a_call_is_offered(void **state)
{
	struct fixture *fixture = *state;

	fixture->clock.manual_ms = NIGHT_MS;
	say(fixture, "我要投诉");
	say(fixture, "停机也不通知我，害我丢了一单生意");
	assert_told(fixture, "08:30");
	assert_told(fixture, "给我回电话");
	assert_not_told(fixture, "\"owner\":\"waiting\"");
	say(fixture, "回电话");
	say(fixture, "13900000002");
	say(fixture, "上午");
	assert_told(fixture, "08:30-12:00");
	assert_told(fixture, "139****0002");
	assert_desk_told(fixture, "\"callback\":{\"number\":\"139****0002\"");
	say(fixture, "我手机怎么停机了");
	assert_told(fixture, "11 位");
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_told(fixture, "客服 li 已接入");
}

static void when_all_are_away_the_case_waits_and_the_subscriber_need_not(void **state)
{
	struct fixture *fixture = *state;

	say_presence(fixture, "li", "off");
	say_presence(fixture, "wang", "away");
	say(fixture, "转人工");
	assert_told(fixture, "人工客服现在不在线");
	assert_int_equal(the_case(fixture).state, CASE_WAITING);
	say(fixture, "留在案件里");
	assert_told(fixture, "不用等在这里");
	say_presence(fixture, "li", "ready");
	say(fixture, "转人工");
	assert_told(fixture, "\"owner\":\"waiting\"");
}

static void an_emergency_stands_in_line_whoever_is_there(void **state)
{
	struct fixture *fixture = *state;

	say_presence(fixture, "li", "off");
	say_presence(fixture, "wang", "off");
	say(fixture, "我妈晕倒了没气了");
	assert_told(fixture, "\"owner\":\"waiting\"");
	assert_string_equal(the_case(fixture).team, "emergency");
}

/* --- all at once -------------------------------------------------------------- */

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1103515245U + 12345U;
	return *seed >> 16;
}

static void step(struct fixture *fixture, unsigned *seed)
{
	static const char *const words[] = {"转人工", "取消",        "我手机怎么停机了",
					    "你好",   "13800000001", "谢谢"};
	static const enum desk_verb verbs[] = {DESK_CLAIM, DESK_MESSAGE, DESK_RETURN,
					       DESK_CLOSE, DESK_NEXT,    DESK_NOTE};
	const char *name = next_random(seed) % 2 ? "li" : "wang";

	switch (next_random(seed) % 8) {
	case 0:
	case 1:
	case 2:
		say(fixture, words[next_random(seed) % 6]);
		break;
	case 3:
		link_desk(fixture, name, next_random(seed) % 2);
		break;
	case 4:
		pass(fixture, 20000);
		break;
	case 5:
		transfer(fixture, name, strcmp(name, "li") ? "li" : "wang", NULL);
		break;
	default:
		desk(fixture, name, verbs[next_random(seed) % 6], "好的");
	}
}

/* In the order in which they were said, by whose turn it was then. */
static void assert_nobody_speaks_out_of_turn(const struct fixture *fixture, bool *agent_has)
{
	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];
		const char *at = output->kind == OUTPUT_ACTIVITIES && !output->origin ? output->json
										      : NULL;

		for (; at; at = strstr(at + 1, "{\"id\":\"")) {
			const char *end = strstr(at + 1, "{\"id\":\"");
			size_t length = end ? (size_t)(end - at) : strlen(at);

#define HOLDS(text) (memmem(at, length, text, strlen(text)) != NULL)
			if (HOLDS("\"name\":\"fuji.owner\""))
				*agent_has = HOLDS("\"owner\":\"agent\"");
			if (*agent_has)
				assert_false(HOLDS("\"type\":\"message\"") &&
					     HOLDS("\"fuji:speaker\":\"bot\""));
#undef HOLDS
		}
	}
}

/* The two rows that say who has a conversation say the same. */
static void assert_consistent(struct fixture *fixture)
{
	const struct store *store = &fixture->bot->store;
	struct conversation_row conversation;
	struct case_row row;
	struct error err;

	arena_reset(fixture->bot->arena);
	assert_int_equal(store->kind->conversation_find(store->db, fixture->conversation,
							fixture->bot->arena, &conversation, &err),
			 FOUND);
	if (!conversation.case_row) {
		assert_int_not_equal(conversation.owner, OWNER_AGENT);
		return;
	}
	assert_int_equal(store->kind->case_at(store->db, conversation.case_row, fixture->bot->arena,
					      &row, &err),
			 FOUND);
	assert_int_equal(row.state == CASE_OPEN, conversation.owner == OWNER_AGENT);
	assert_int_equal(row.state == CASE_OPEN, row.agent != 0);
}

static void whoever_acts_in_whatever_order_bot_and_agent_never_both_speak(void **state)
{
	struct fixture *fixture = *state;
	unsigned seed = 20261126;
	bool agent_has = false;

	for (int i = 0; i < 10000; i++) {
		if (i % 500 == 0) {
			hello(fixture, "zh-CN");
			strcpy(fixture->case_id, "");
			agent_has = false;
		}
		step(fixture, &seed);
		assert_nobody_speaks_out_of_turn(fixture, &agent_has);
		assert_consistent(fixture);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(of_a_thousand_double_claims_one_wins_each),
		TEST(the_first_word_of_an_agent_claims_the_case),
		TEST(what_an_agent_has_not_seen_comes_before_what_it_says),
		TEST(a_verb_with_an_old_epoch_is_refused),
		TEST(the_next_case_is_taken_only_by_who_is_ready_and_has_room),
		TEST(the_next_case_is_one_of_the_agents_teams_and_languages),
		TEST(a_case_goes_to_a_colleague_with_a_note),
		TEST(a_supervisor_takes_over_what_somebody_else_has),
		TEST(a_case_goes_to_no_one_who_is_away),
		TEST(a_case_that_goes_to_another_team_keeps_the_time_since_when_it_waits),
		TEST(a_case_returns_to_the_bot_at_an_errand),
		TEST(the_cases_of_a_line_are_found_by_one_of_them),
		TEST(a_long_conversation_is_read_from_its_end_to_its_beginning),
		TEST(canned_replies_fit_what_was_proven_and_have_their_places_filled),
		TEST(that_an_agent_types_is_told_to_the_subscriber_alone),
		TEST(an_agent_who_stays_away_loses_cases_which_keep_their_place),
		TEST(an_agent_who_comes_back_in_time_keeps_them),
		TEST(a_restart_takes_all_desks_for_gone_until_they_come_back),
		TEST(a_case_whose_team_the_files_lose_goes_to_the_last_team),
		TEST(an_agent_whose_desk_is_gone_is_not_ready),
		TEST(who_takes_no_cases_is_told_of_to_nobody),
		TEST(a_place_is_told_when_it_changes_and_not_too_often),
		TEST(nor_does_a_clock_that_was_set_back_keep_places_from_being_told),
		TEST(an_alarm_is_set_anew_when_the_clock_has_leapt_over_one),
		TEST(a_wait_is_told_once_there_are_cases_to_tell_it_by),
		TEST(who_comes_again_waits_less),
		TEST(who_is_old_or_disabled_or_angry_is_so_handed_over),
		TEST(what_is_handed_over_is_told_once_and_only_to_desks),
		TEST(at_night_people_are_said_to_be_back_and_a_call_is_offered),
		TEST(when_all_are_away_the_case_waits_and_the_subscriber_need_not),
		TEST(an_emergency_stands_in_line_whoever_is_there),
		TEST(whoever_acts_in_whatever_order_bot_and_agent_never_both_speak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
