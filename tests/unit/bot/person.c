/*
 * One person's data ends when it shall, and not before; with it nothing else.
 */
#include "alarm.h"

#include <dirent.h>
#include <sys/stat.h>

#define LINE "13800000003"
#define OTHER "13800000002"
#define MARKED "鹤顶红雪松七"
#define PATH_SIZE 128

#define DAY_MS (24 * 60 * 60 * 1000LL)

static const struct retention_rules retention = {.conversation_ms = 10 * DAY_MS,
						 .case_ms = 30 * DAY_MS};
static const struct upload_rules rules = {.life_ms = 1000, .of_conversation = 3, .bytes = 1000};

/* --- a person ---------------------------------------------------------------------- */

static void load(struct fixture *fixture, struct arena *arena, struct conversation *out)
{
	struct error err;

	assert_int_equal(
		conversation_load(&fixture->bot->store, fixture->conversation, arena, out, &err),
		FOUND);
}

static void prove(struct fixture *fixture, const char *line)
{
	struct arena *arena = arena_create();
	struct conversation conversation;
	struct error err;

	load(fixture, arena, &conversation);
	assert_true(conversation_prove(&fixture->bot->store, &conversation, line, arena, &err));
	arena_destroy(arena);
}

static void send_file(struct fixture *fixture, char path[PATH_SIZE])
{
	struct event *event = event_create(EVENT_UPLOAD, 7);
	FILE *file;

	strcpy(event->conversation, fixture->conversation);
	crypto_id(event->upload.id);
	event->upload.size = 3;
	snprintf(path, PATH_SIZE, "%s/" UPLOADS_FOLDER, fixture->folder);
	mkdir(path, 0700);
	snprintf(path, PATH_SIZE, "%s/" UPLOADS_FOLDER "/%s", fixture->folder, event->upload.id);
	file = fopen(path, "w");
	fputs("abc", file);
	fclose(file);
	fixture_run(fixture, &event, 1);
}

/* Says what nobody understands, names the line, and has proven it. */
static void meet(struct fixture *fixture, const char *line)
{
	hello(fixture, "zh-CN");
	say(fixture, MARKED);
	say(fixture, line);
	prove(fixture, line);
}

static void ask(struct fixture *fixture, enum person_verb verb, const char *line)
{
	struct event *event = event_create(EVENT_PERSON, 1);

	event->person = verb;
	event->as_line = mem_text(line);
	fixture_run(fixture, &event, 1);
}

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	fixture->bot->uploads = &rules;
	fixture->bot->retention = &retention;
	*state = fixture;
	return 0;
}

/* --- what the folder's bytes tell ----------------------------------------------------- */

struct traces {
	size_t keys;     /* places where a person's key lies that opens */
	size_t subjects; /* places where the line's hash lies */
};

static void look_into(struct fixture *fixture, const char *path, const uint8_t *subject,
		      struct traces *out)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	char *data;

	assert_int_equal(fstat(fileno(file), &status), 0);
	data = mem_new((size_t)status.st_size + 1);
	assert_int_equal(fread(data, 1, (size_t)status.st_size, file), status.st_size);
	fclose(file);
	for (off_t at = 0; at + CRYPTO_WRAPPED_SIZE <= status.st_size; at++) {
		const struct blob wrapped = {data + at, CRYPTO_WRAPPED_SIZE};

		out->keys += conversation_seal_fits(fixture->keys, &wrapped);
		out->subjects += memcmp(data + at, subject, CRYPTO_HASH_SIZE) == 0;
	}
	free(data);
}

static struct traces traces_of(struct fixture *fixture, const char *line)
{
	DIR *folder = opendir(fixture->folder);
	uint8_t subject[CRYPTO_HASH_SIZE];
	struct traces traces = {0};
	struct dirent *entry;

	conversation_subject(fixture->keys, line, subject);
	while ((entry = readdir(folder))) {
		char path[400];

		snprintf(path, sizeof path, "%s/%s", fixture->folder, entry->d_name);
		if (!strncmp(entry->d_name, "fuji.db", 7))
			look_into(fixture, path, subject, &traces);
	}
	closedir(folder);
	return traces;
}

static int64_t n_conversations(struct fixture *fixture)
{
	struct store_figures figures;
	struct error err;
	char path[PATH_SIZE];

	snprintf(path, sizeof path, "%s/%s", fixture->folder, store_sqlite.file);
	assert_true(store_sqlite.figures(path, &figures, &err));
	return figures.conversations;
}

/* --- the sentences -------------------------------------------------------------------- */

static void of_an_erased_person_no_key_and_no_hash_is_left_in_the_folder(void **state)
{
	struct fixture *fixture = *state;
	struct traces traces;

	meet(fixture, LINE);
	traces = traces_of(fixture, LINE);
	assert_true(traces.keys > 0);
	assert_true(traces.subjects > 0);
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "{\"conversations\":1}");
	traces = traces_of(fixture, LINE);
	assert_int_equal(traces.keys, 0);
	assert_int_equal(traces.subjects, 0);
	assert_int_equal(n_conversations(fixture), 1);
}

static void all_conversations_of_a_number_end_and_those_of_others_go_on(void **state)
{
	struct fixture *fixture = *state;
	char first[CRYPTO_ID_SIZE], second[CRYPTO_ID_SIZE], other[CRYPTO_ID_SIZE];

	meet(fixture, LINE);
	strcpy(first, fixture->conversation);
	meet(fixture, OTHER);
	strcpy(other, fixture->conversation);
	meet(fixture, LINE);
	strcpy(second, fixture->conversation);
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "{\"conversations\":2}");
	assert_int_equal(fixture->last.items[0]->kind, OUTPUT_ERASED);
	assert_string_equal(fixture->last.items[0]->conversation, first);
	assert_string_equal(fixture->last.items[1]->conversation, second);
	say(fixture, "你好");
	assert_told(fixture, "error conversation_gone");
	strcpy(fixture->conversation, other);
	say(fixture, "你好");
	assert_not_told(fixture, "error");
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "{\"conversations\":0}");
}

static void the_id_of_an_erased_conversation_is_not_begun_anew(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = event_create(EVENT_HELLO, 7);

	meet(fixture, LINE);
	ask(fixture, PERSON_ERASE, LINE);
	strcpy(event->conversation, fixture->conversation);
	event->starts = true;
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "error conversation_gone");
}

static void files_and_messages_that_were_not_understood_go_along(void **state)
{
	struct fixture *fixture = *state;
	struct event *list = event_create(EVENT_MISSED, 1);
	char path[PATH_SIZE];

	meet(fixture, LINE);
	send_file(fixture, path);
	assert_int_equal(access(path, F_OK), 0);
	ask(fixture, PERSON_ERASE, LINE);
	assert_int_equal(access(path, F_OK), -1);
	fixture_run(fixture, &list, 1);
	assert_told(fixture, "[]");
}

static void an_open_case_must_be_closed_first(void **state)
{
	struct fixture *fixture = *state;
	char path[PATH_SIZE];

	account(fixture, "li", ROLE_AGENT);
	meet(fixture, LINE);
	send_file(fixture, path);
	say(fixture, "转人工");
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "error case_open case F");
	assert_int_equal(access(path, F_OK), 0);
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "{\"conversations\":1}");
	desk(fixture, "li", DESK_LIST, NULL);
	assert_desk_told(fixture, "\"cases\":[]");
}

static void an_order_under_way_must_be_done_first(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = arena_create();
	struct conversation conversation;
	struct error err;

	meet(fixture, LINE);
	load(fixture, arena, &conversation);
	journal_add(state_push(conversation.state, "suspend_line", arena), ENTRY_ORDER, "order",
		    "");
	assert_true(conversation_save(&fixture->bot->store, &conversation, arena, &err));
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "error order_open an order for this number is under way");
	assert_true(traces_of(fixture, LINE).keys > 0);
	arena_destroy(arena);
}

static void a_number_that_is_held_is_erased_after_its_release(void **state)
{
	struct fixture *fixture = *state;

	ask(fixture, PERSON_HOLD, LINE); /* holds also who comes later */
	meet(fixture, LINE);
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "error held this number is held since 2025-11-25");
	assert_true(traces_of(fixture, LINE).keys > 0);
	ask(fixture, PERSON_RELEASE, LINE);
	ask(fixture, PERSON_ERASE, LINE);
	assert_told(fixture, "{\"conversations\":1}");
}

static void the_audit_log_tells_it_without_the_number(void **state)
{
	struct fixture *fixture = *state;
	struct event *list = event_create(EVENT_AUDIT, 1);

	meet(fixture, LINE);
	ask(fixture, PERSON_ERASE, LINE);
	fixture_run(fixture, &list, 1);
	assert_told(fixture, "\"what\":\"person.erase\"");
	assert_told(fixture, "\"detail\":\"conversations: 1\"");
	assert_not_told(fixture, LINE);
	assert_not_told(fixture, "138****0003");
}

/* Time passes until the hour in which what has expired goes, and as long as that takes. */
static void leap(struct fixture *fixture, int64_t ms)
{
	struct event *event = event_create(EVENT_PURGE, 0);

	fixture->clock.manual_ms += ms;
	fixture_run(fixture, &event, 1);
	while (fixture->bot->purge.goes_on)
		pass(fixture, 1000);
}

static void restart(struct fixture *fixture)
{
	struct error err;

	assert_true(bot_restart(fixture->bot, &err));
}

/* Day by day, as a clock goes. */
static void grow_old(struct fixture *fixture, int64_t ms)
{
	for (; ms > DAY_MS; ms -= DAY_MS)
		leap(fixture, DAY_MS);
	leap(fixture, ms);
}

static int64_t n_activities(struct fixture *fixture)
{
	struct store_figures figures;
	struct error err;
	char path[PATH_SIZE];

	snprintf(path, sizeof path, "%s/%s", fixture->folder, store_sqlite.file);
	assert_true(store_sqlite.figures(path, &figures, &err));
	return figures.activities;
}

static void a_conversation_ends_so_long_after_its_last_word(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, LINE);
	fixture->clock.manual_ms += 5 * DAY_MS;
	say(fixture, "你好");
	grow_old(fixture, 10 * DAY_MS - 60 * 1000);
	assert_true(traces_of(fixture, LINE).keys > 0);
	grow_old(fixture, 60 * 1000);
	assert_int_equal(traces_of(fixture, LINE).keys, 0);
	assert_int_equal(n_activities(fixture), 0);
	assert_int_equal(n_conversations(fixture), 1);
}

static void all_that_are_due_end_few_at_a_time(void **state)
{
	struct fixture *fixture = *state;
	struct event *purge = event_create(EVENT_PURGE, 0);

	for (int i = 0; i < 51; i++)
		hello(fixture, "zh-CN");
	grow_old(fixture, 9 * DAY_MS);
	fixture->clock.manual_ms += 2 * DAY_MS;
	fixture_run(fixture, &purge, 1);
	pass(fixture, 0);
	assert_true(n_activities(fixture) > 0);
	assert_true(fixture->bot->purge.goes_on);
	pass(fixture, 1000);
	assert_int_equal(n_activities(fixture), 0);
	assert_false(fixture->bot->purge.goes_on);
}

static void a_file_goes_when_its_days_are_over_and_the_talk_stays(void **state)
{
	static const struct upload_rules days = {
		.life_ms = 3 * DAY_MS, .of_conversation = 3, .bytes = 1000};
	struct fixture *fixture = *state;
	const struct store *store = &fixture->bot->store;
	char path[PATH_SIZE];
	int64_t n, bytes;
	struct error err;

	fixture->bot->uploads = &days;
	meet(fixture, LINE);
	send_file(fixture, path);
	grow_old(fixture, 3 * DAY_MS - 60 * 1000);
	assert_int_equal(access(path, F_OK), 0);
	grow_old(fixture, 60 * 1000);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(store->kind->upload_totals(store->db, 1, &n, &bytes, &err));
	assert_int_equal(n, 0);
	assert_int_equal(bytes, 0);
	assert_true(traces_of(fixture, LINE).keys > 0);
}

static void a_clock_that_leaps_ends_nobody(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, LINE);
	leap(fixture, 365 * DAY_MS);
	leap(fixture, 60 * 60 * 1000);
	assert_true(traces_of(fixture, LINE).keys > 0);
	leap(fixture, -365 * DAY_MS); /* somebody has set it right */
	leap(fixture, 2 * DAY_MS);
	assert_true(traces_of(fixture, LINE).keys > 0);
	grow_old(fixture, 10 * DAY_MS);
	assert_int_equal(traces_of(fixture, LINE).keys, 0);
}

/* After a leap that somebody spoke behind, a new process does not take the leap for time. */
static void nor_does_it_after_a_restart(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, LINE);
	leap(fixture, 365 * DAY_MS);
	hello(fixture, "zh-CN");
	say(fixture, "你好");
	restart(fixture);
	leap(fixture, 60 * 60 * 1000);
	assert_true(traces_of(fixture, LINE).subjects > 0);
}

/* Of a server that was off for long, once people speak to it again. */
static void what_was_due_meanwhile_ends_a_day_after_a_start(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, LINE);
	leap(fixture, 100 * DAY_MS);
	hello(fixture, "zh-CN");
	say(fixture, "你好");
	assert_true(traces_of(fixture, LINE).subjects > 0);
	restart(fixture);
	leap(fixture, DAY_MS + 60 * 60 * 1000);
	assert_int_equal(traces_of(fixture, LINE).subjects, 0);
}

static void a_case_keeps_its_conversation_and_a_hold_keeps_all(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	meet(fixture, LINE);
	say(fixture, "转人工");
	grow_old(fixture, 40 * DAY_MS);
	assert_true(n_activities(fixture) > 0);
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	grow_old(fixture, 29 * DAY_MS);
	assert_true(n_activities(fixture) > 0);
	ask(fixture, PERSON_HOLD, LINE);
	grow_old(fixture, 10 * DAY_MS);
	assert_true(n_activities(fixture) > 0);
	ask(fixture, PERSON_RELEASE, LINE);
	grow_old(fixture, 1);
	assert_int_equal(n_activities(fixture), 0);
}

static void all_that_is_kept_is_given_out_also_of_a_number_that_is_held(void **state)
{
	struct fixture *fixture = *state;
	char path[PATH_SIZE];

	account(fixture, "li", ROLE_AGENT);
	meet(fixture, OTHER);
	meet(fixture, LINE);
	send_file(fixture, path);
	say(fixture, "阿巴阿巴");
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_NOTE, "他等得急");
	ask(fixture, PERSON_HOLD, LINE);
	ask(fixture, PERSON_EXPORT, LINE);
	assert_told(fixture, "{\"conversations\":1,\"export\":{\"line\":\"" LINE "\"");
	assert_told(fixture, "\"held\":\"2025-11-25");
	assert_told(fixture, "\"text\":\"" MARKED "\"");
	assert_told(fixture, "\"text\":\"他等得急\"");
	assert_told(fixture, "\"contentType\":");
	assert_told(fixture, "\"key\":\"");
	assert_told(fixture, "\"reviews\":[{\"number\":");
	assert_not_told(fixture, OTHER);
	ask(fixture, PERSON_RELEASE, LINE);
	ask(fixture, PERSON_EXPORT, LINE);
	assert_told(fixture, "\"held\":\"\"");
}

static void of_an_erased_person_nothing_is_given_out(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, LINE);
	ask(fixture, PERSON_ERASE, LINE);
	ask(fixture, PERSON_EXPORT, LINE);
	assert_told(fixture, "\"conversations\":[],\"reminders\":[]}");
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(of_an_erased_person_no_key_and_no_hash_is_left_in_the_folder),
		test(all_conversations_of_a_number_end_and_those_of_others_go_on),
		test(the_id_of_an_erased_conversation_is_not_begun_anew),
		test(files_and_messages_that_were_not_understood_go_along),
		test(an_open_case_must_be_closed_first),
		test(an_order_under_way_must_be_done_first),
		test(a_number_that_is_held_is_erased_after_its_release),
		test(the_audit_log_tells_it_without_the_number),
		test(a_conversation_ends_so_long_after_its_last_word),
		test(a_file_goes_when_its_days_are_over_and_the_talk_stays),
		test(a_clock_that_leaps_ends_nobody),
		test(nor_does_it_after_a_restart),
		test(what_was_due_meanwhile_ends_a_day_after_a_start),
		test(all_that_are_due_end_few_at_a_time),
		test(a_case_keeps_its_conversation_and_a_hold_keeps_all),
		test(all_that_is_kept_is_given_out_also_of_a_number_that_is_held),
		test(of_an_erased_person_nothing_is_given_out),
	};

	return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
