/*
 * Where a setting comes from, and what is said of one that does not fit.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ws/config.h"

static char path[] = "/tmp/fuji-config-XXXXXX";

struct reading {
	struct arena *arena;
	struct problems *problems;
	struct config_flags flags;
	struct config config;
};

static int begin(void **state)
{
	static struct reading reading;

	reading = (struct reading){.arena = arena_create(), .problems = problems_create()};
	*state = &reading;
	unsetenv("FUJI_CALL_TRIES");
	return 0;
}

static int end(void **state)
{
	struct reading *reading = *state;

	arena_destroy(reading->arena);
	problems_destroy(reading->problems);
	return 0;
}

static bool read_config(struct reading *reading)
{
	return config_read(&reading->config, &reading->flags, reading->arena, reading->problems);
}

static bool read_file(struct reading *reading, const char *text)
{
	FILE *file = fopen(path, "w");

	fputs(text, file);
	fclose(file);
	reading->flags.file = path;
	return read_config(reading);
}

/* The i-th problem, without the file in front. */
static const char *problem(const struct reading *reading, size_t i)
{
	return problems_line(reading->problems, i) + strlen(path);
}

static const char *from(const struct reading *reading, const char *name)
{
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		if (!strcmp(setting->name, name))
			return reading->config.from[i];
	}
	return NULL;
}

/* As a flag does. */
static void say(struct reading *reading, const char *name, const char *value)
{
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		if (!strcmp(setting->name, name))
			reading->flags.values[i] = value;
	}
}

static void what_is_built_in_holds_without_any_source(void **state)
{
	struct reading *reading = *state;

	assert_true(read_config(reading));
	assert_string_equal(reading->config.listen, "127.0.0.1:8080");
	assert_int_equal(reading->config.call_tries, 3);
	assert_int_equal(reading->config.origins.n, 0);
	assert_string_equal(from(reading, "call_tries"), "built in");
}

static void a_flag_goes_before_the_environment_and_that_before_the_file(void **state)
{
	struct reading *reading = *state;

	assert_true(read_file(reading, "call_tries: 4\n"));
	assert_int_equal(reading->config.call_tries, 4);
	assert_string_equal(from(reading, "call_tries") + strlen(path), ":1:13");

	setenv("FUJI_CALL_TRIES", "5", 1);
	assert_true(read_config(reading));
	assert_int_equal(reading->config.call_tries, 5);
	assert_string_equal(from(reading, "call_tries"), "FUJI_CALL_TRIES");

	say(reading, "call_tries", "6");
	assert_true(read_config(reading));
	assert_int_equal(reading->config.call_tries, 6);
	assert_string_equal(from(reading, "call_tries"), "--call-tries");
}

static void a_list_is_read_from_a_file_and_from_commas(void **state)
{
	struct reading *reading = *state;

	assert_true(read_file(reading, "origins: [https://a.example, http://b.example:81]\n"));
	assert_int_equal(reading->config.origins.n, 2);
	say(reading, "trusted_proxy", "192.0.2.1, ::1");
	assert_true(read_config(reading));
	assert_int_equal(reading->config.trusted_proxy.n, 2);
	assert_true(config_trusts(&reading->config, "::1"));
	assert_false(config_trusts(&reading->config, "192.0.2.2"));
}

static void all_faults_of_a_file_are_told_at_once_with_their_places(void **state)
{
	struct reading *reading = *state;

	assert_false(read_file(reading, "call_tries: many\n"
					"lissen: 127.0.0.1:1\n"
					"listen: 8080\n"
					"origins: [https://a.example, shop]\n"
					"demo: [true]\n"));
	assert_int_equal(problems_count(reading->problems), 5);
	assert_string_equal(problem(reading, 0),
			    ":2:1: unknown key `lissen`, did you mean `listen`?");
	assert_string_equal(problem(reading, 1),
			    ":3:9: listen must be HOST:PORT, an address and a port (0: a free "
			    "one), not \"8080\"");
	assert_string_equal(problem(reading, 2),
			    ":4:30: origins must be an origin such as https://shop.example, not "
			    "\"shop\"");
	assert_string_equal(problem(reading, 3),
			    ":5:7: demo must be true or false, not \"a list\"");
	assert_string_equal(problem(reading, 4),
			    ":1:13: call_tries must be a whole number from 1 to 10 (tries), not "
			    "\"many\"");
}

static void a_fault_in_the_environment_is_told_with_the_variable(void **state)
{
	struct reading *reading = *state;

	setenv("FUJI_CALL_TRIES", "11", 1);
	assert_false(read_config(reading));
	assert_string_equal(problems_line(reading->problems, 0),
			    "FUJI_CALL_TRIES: call_tries must be a whole number from 1 to 10 "
			    "(tries), not \"11\"");
}

static void a_connection_is_pinged_before_it_is_cut(void **state)
{
	struct reading *reading = *state;

	say(reading, "idle_ping_seconds", "75");
	assert_false(read_config(reading));
	assert_int_equal(problems_count(reading->problems), 1);
}

static void webhooks_go_over_tls(void **state)
{
	struct reading *reading = *state;

	assert_false(read_file(reading, "webhook_url: http://help.example/hook\n"));
	assert_non_null(strstr(problems_line(reading->problems, 0), ":1:14: "));
}

static void webhooks_are_signed(void **state)
{
	struct reading *reading = *state;

	assert_false(read_file(reading, "webhook_url: https://help.example/hook\n"));
	assert_non_null(strstr(problems_line(reading->problems, 0), "webhook_secret"));
}

static void messages_by_the_operator_are_sent_once_whatever_a_gateway_does(void **state)
{
	struct reading *reading = *state;

	assert_true(read_file(reading, "sms_url: operator\n"));
	assert_true(reading->config.reminder_rules.honours_keys);
	assert_true(read_file(reading, "sms_url: https://sms.example\n"));
	assert_false(reading->config.reminder_rules.honours_keys);
}

static void each_number_takes_its_bounds_and_nothing_beyond(void **state)
{
	struct reading *reading = *state;
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		const long long tried[] = {setting->least - 1, setting->least, setting->most,
					   setting->most + 1};

		if (setting->kind != SETTING_NUMBER || !strncmp(setting->name, "idle_", 5))
			continue;
		for (size_t j = 0; j < 4; j++) {
			reading->flags.values[i] = arena_format(reading->arena, "%lld", tried[j]);
			assert_int_equal(read_config(reading), j == 1 || j == 2);
			problems_destroy(reading->problems);
			reading->problems = problems_create();
		}
		reading->flags.values[i] = NULL;
	}
}

static void secrets_in_a_url_are_not_shown(void **state)
{
	struct reading *reading = *state;
	struct buffer shown = {0};
	const struct setting *setting;
	size_t i = 0;

	while ((setting = setting_at(i)) && strcmp(setting->name, "carrier") != 0)
		i++;
	reading->flags.values[i] = "tmf:https://fuji:geheim@bss.example/api?key=geheim";
	assert_true(read_config(reading));
	config_print_value(&reading->config, setting, &shown);
	assert_string_equal(shown.data, "tmf:https://***@bss.example/api?***");
	buffer_finish(&shown);
}

/* `printed` is what stands in the file, behind whatever it begins with. */
static void ends_a_file(const char *name, struct buffer *printed)
{
	FILE *file = fopen(name, "r");
	char kept[32 * 1024] = "";
	size_t length;

	assert_non_null(file);
	length = fread(kept, 1, sizeof kept - 1, file);
	fclose(file);
	assert_true(length >= printed->length);
	assert_string_equal(kept + length - printed->length, printed->data);
	buffer_finish(printed);
}

static void the_example_is_the_table(void **state)
{
	struct buffer example = {0};

	(void)state;
	settings_print_example(&example);
	ends_a_file("fuji.yaml", &example);
}

static void the_page_of_limits_is_the_table(void **state)
{
	struct reading *reading = *state;
	struct buffer limits = {0};

	assert_true(read_config(reading));
	limits_print(&reading->config, &limits);
	ends_a_file("ws/LIMITS.md", &limits);
}

static void every_limit_is_counted_under_a_name_of_its_own(void **state)
{
	const struct setting *setting;
	bool is_named[N_LIMITS] = {[LIMIT_NONE] = true};

	(void)state;
	for (size_t i = 0; (setting = setting_at(i)); i++) {
		assert_true(setting->limit == LIMIT_NONE || setting->told);
		is_named[setting->limit] = true;
	}
	for (size_t i = LIMIT_NONE + 1; i < N_LIMITS; i++) {
		assert_true(is_named[i]);
		for (size_t k = i + 1; k < N_LIMITS; k++)
			assert_string_not_equal(limit_name(i), limit_name(k));
	}
}

/* What stands behind the # is a file, and changes nothing. */
static void the_example_without_its_comments_is_what_is_built_in(void **state)
{
	struct reading *reading = *state;
	struct buffer example = {0}, uncommented = {0};
	char *line;

	settings_print_example(&example);
	for (char *rest = example.data; (line = strtok_r(rest, "\n", &rest));) {
		if (line[0] == '#' && line[1] != ' ' && line[1])
			buffer_format(&uncommented, "%s\n", line + 1);
	}
	assert_true(read_file(reading, uncommented.data));
	assert_int_equal(reading->config.unread_bytes, 1048576);
	assert_string_equal(reading->config.metrics_listen, "");
	buffer_finish(&example);
	buffer_finish(&uncommented);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(what_is_built_in_holds_without_any_source),
		TEST(a_flag_goes_before_the_environment_and_that_before_the_file),
		TEST(a_list_is_read_from_a_file_and_from_commas),
		TEST(all_faults_of_a_file_are_told_at_once_with_their_places),
		TEST(a_fault_in_the_environment_is_told_with_the_variable),
		TEST(a_connection_is_pinged_before_it_is_cut),
		TEST(webhooks_go_over_tls),
		TEST(webhooks_are_signed),
		TEST(messages_by_the_operator_are_sent_once_whatever_a_gateway_does),
		TEST(each_number_takes_its_bounds_and_nothing_beyond),
		TEST(secrets_in_a_url_are_not_shown),
		TEST(the_example_is_the_table),
		TEST(the_page_of_limits_is_the_table),
		TEST(every_limit_is_counted_under_a_name_of_its_own),
		TEST(the_example_without_its_comments_is_what_is_built_in),
	};
	int failed;

	close(mkstemp(path));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
