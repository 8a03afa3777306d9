/*
 * One person's data ends when it shall, and not before; with it nothing else.
 */
#include "fixture.h"

#include <dirent.h>
#include <sys/stat.h>

#include "bot/core.h"

#define LINE "13800000003"
#define OTHER "13800000002"
#define MARKED "鹤顶红雪松七"
#define PATH_SIZE 128

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
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	fixture_close(*state);
	free(*state);
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
		char path[300];

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

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(of_an_erased_person_no_key_and_no_hash_is_left_in_the_folder),
		test(all_conversations_of_a_number_end_and_those_of_others_go_on),
		test(the_id_of_an_erased_conversation_is_not_begun_anew),
		test(files_and_messages_that_were_not_understood_go_along),
		test(an_open_case_must_be_closed_first),
		test(a_number_that_is_held_is_erased_after_its_release),
		test(the_audit_log_tells_it_without_the_number),
	};

	return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
