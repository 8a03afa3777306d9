/*
 * Whatever bytes a fact has, its line is one line: JSON that is taken and says the same, or
 * text without a character that moves a cursor.
 *
 * The input's first byte is the format; what is behind it, up to each NUL, are the values.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <sanitizer/common_interface_defs.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

enum { MSG, FIRST, SECOND, N_VALUES };

static const char *const names[N_VALUES] = {"msg", "first", "second"};

/* A pipe stands in for stderr only while a line is written: what libFuzzer and the sanitizers
 * have to say goes past it. */
static int ends[2], real_stderr;

static void start(void)
{
	real_stderr = dup(STDERR_FILENO);
	assert(real_stderr >= 0 && !pipe(ends));
	__sanitizer_set_report_fd((void *)(intptr_t)real_stderr);
}

static void write_line(const char *const *values, struct buffer *out)
{
	char room[65536];
	ssize_t n;

	dup2(ends[1], STDERR_FILENO);
	log_write(LOG_LEVEL_ERROR, values[MSG], names[FIRST], values[FIRST], names[SECOND],
		  values[SECOND], NULL);
	dup2(real_stderr, STDERR_FILENO);
	n = read(ends[0], room, sizeof room);
	assert(n > 0);
	buffer_add(out, room, (size_t)n);
}

/* What is no UTF-8 keeps its ASCII and its length. */
static void check_value(const char *shown, const char *value)
{
	bool is_utf8 = text_is_utf8(value, strlen(value));

	assert(shown && strlen(shown) == strlen(value));
	for (size_t i = 0; value[i]; i++)
		assert(shown[i] == (is_utf8 || (unsigned char)value[i] < 0x80 ? value[i] : '?'));
}

static void check_json(const struct buffer *line, const char *const *values)
{
	struct error err;
	cJSON *object = json_read(line->data, line->length, &err);

	assert(object);
	for (size_t i = 0; i < N_VALUES; i++)
		check_value(json_text(object, names[i]), values[i]);
	cJSON_Delete(object);
}

static void check_line(const struct buffer *line)
{
	size_t length = line->length - 1, offset = 0;

	assert(line->data[length] == '\n');
	assert(text_is_utf8(line->data, length));
	while (offset < length)
		assert(!text_is_control(text_next(line->data, length, &offset)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *values[N_VALUES] = {"", "", ""};
	char *text = mem_text_n((const char *)data, size);
	bool is_json = size && *data & 1;
	struct buffer line = {0};

	if (!real_stderr)
		start();
	for (size_t i = 0, at = 1; i < N_VALUES && at < size; i++) {
		values[i] = text + at;
		at += strlen(text + at) + 1;
	}
	log_start(is_json ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT, LOG_LEVEL_INFO);
	write_line(values, &line);
	check_line(&line);
	if (is_json)
		check_json(&line, values);
	buffer_finish(&line);
	free(text);
	return 0;
}
