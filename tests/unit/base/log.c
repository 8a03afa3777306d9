/*
 * Log lines, read back from a file that stands in for stderr.
 */
#define _XOPEN_SOURCE 700 /* for a terminal of our own */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"

#define N_THREADS 4
#define N_LINES 200

static FILE *output;
static int real_stderr;

/* stderr goes to a file until read_log. */
static void catch_log(enum log_format format, enum log_level lowest)
{
	output = tmpfile();
	fflush(stderr);
	real_stderr = dup(STDERR_FILENO);
	dup2(fileno(output), STDERR_FILENO);
	log_start(format, lowest);
}

static char *read_log(void)
{
	struct buffer text = {0};
	char part[4096];
	size_t n;

	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	rewind(output);
	while ((n = fread(part, 1, sizeof part, output)) > 0)
		buffer_add(&text, part, n);
	fclose(output);
	return buffer_take(&text);
}

static void a_line_in_json_carries_event_and_facts(void **state)
{
	char *line, room[24];
	cJSON *object;

	(void)state;
	catch_log(LOG_FORMAT_AUTOMATIC, LOG_LEVEL_INFO); /* a file is no terminal */
	log_write(LOG_LEVEL_WARNING, "order refused", "reason", "no \"contract\"\nx", "n",
		  log_number(room, -5), NULL);
	line = read_log();
	object = json_read(line, strlen(line), NULL);
	assert_string_equal(json_text(object, "msg"), "order refused");
	assert_string_equal(json_text(object, "level"), "warning");
	assert_string_equal(json_text(object, "reason"), "no \"contract\"\nx");
	assert_string_equal(json_text(object, "n"), "-5");
	assert_int_equal(strlen(json_text(object, "time")), 24);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	cJSON_Delete(object);
	free(line);
}

static void a_terminal_gets_text(void **state)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), ours;
	char line[256];
	ssize_t n;

	(void)state;
	if (terminal < 0 || grantpt(terminal) || unlockpt(terminal))
		skip(); /* no terminals here */
	ours = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	assert_true(ours >= 0);
	real_stderr = dup(STDERR_FILENO);
	dup2(ours, STDERR_FILENO);
	log_start(log_format_from("auto"), LOG_LEVEL_INFO);
	log_write(LOG_LEVEL_INFO, "order refused", "conversation", "c81", NULL);
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	n = read(terminal, line, sizeof line - 1);
	assert_true(n > 0);
	line[n] = '\0';
	assert_string_equal(line + strlen("2026-01-01T00:00:00.000Z"),
			    " info msg=\"order refused\" conversation=c81\r\n");
	close(ours);
	close(terminal);
}

static void a_line_of_text_quotes_only_what_needs_it(void **state)
{
	char *line;

	(void)state;
	catch_log(LOG_FORMAT_TEXT, LOG_LEVEL_INFO);
	log_write(LOG_LEVEL_INFO, "order refused", "conversation", "c81", "number", "138****0001",
		  "reason", "a b\n\x1b[2J", "empty", "", NULL);
	line = read_log();
	assert_string_equal(line + 24,
			    " info msg=\"order refused\" conversation=c81 "
			    "number=138****0001 reason=\"a b\\n\\u001b[2J\" empty=\"\"\n");
	free(line);
}

static void bytes_that_are_no_utf8_do_not_spoil_a_line(void **state)
{
	char *line;

	(void)state;
	catch_log(LOG_FORMAT_TEXT, LOG_LEVEL_INFO);
	log_write(LOG_LEVEL_INFO, "e", "peer", "a\xff\xfe", "name", "停机", "none", (char *)NULL,
		  NULL);
	line = read_log();
	assert_string_equal(line + 24, " info msg=e peer=\"a??\" name=\"停机\" none=\"\"\n");
	free(line);
}

static void what_is_below_the_lowest_level_is_not_written(void **state)
{
	char *lines;

	(void)state;
	catch_log(LOG_FORMAT_TEXT, LOG_LEVEL_WARNING);
	log_write(LOG_LEVEL_DEBUG, "debug", NULL);
	log_write(LOG_LEVEL_INFO, "info", NULL);
	log_write(LOG_LEVEL_ERROR, "error", NULL);
	lines = read_log();
	assert_string_equal(lines + 24, " error msg=error\n");
	free(lines);
}

static void *write_lines(void *name)
{
	for (int i = 0; i < N_LINES; i++)
		log_write(LOG_LEVEL_INFO, "event", "who", name, NULL);
	return NULL;
}

static void lines_of_several_threads_do_not_mix(void **state)
{
	static char names[N_THREADS][8] = {"one", "two", "three", "four"};
	pthread_t threads[N_THREADS];
	char *lines, *line, *rest;
	int n = 0;

	(void)state;
	catch_log(LOG_FORMAT_JSON, LOG_LEVEL_INFO);
	for (int i = 0; i < N_THREADS; i++)
		pthread_create(&threads[i], NULL, write_lines, names[i]);
	for (int i = 0; i < N_THREADS; i++)
		pthread_join(threads[i], NULL);
	lines = read_log();
	for (line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), n++) {
		cJSON *object = json_read(line, strlen(line), NULL);

		assert_non_null(object);
		cJSON_Delete(object);
	}
	assert_int_equal(n, N_THREADS * N_LINES);
	free(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_in_json_carries_event_and_facts),
		cmocka_unit_test(a_terminal_gets_text),
		cmocka_unit_test(a_line_of_text_quotes_only_what_needs_it),
		cmocka_unit_test(bytes_that_are_no_utf8_do_not_spoil_a_line),
		cmocka_unit_test(what_is_below_the_lowest_level_is_not_written),
		cmocka_unit_test(lines_of_several_threads_do_not_mix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
