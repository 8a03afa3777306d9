/*
 * A line is put together first and then leaves in one write(2), so that the lines
 * of several threads and processes do not mix.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

/* The one thing here that is not passed along: it belongs to stderr, and of that
 * the process has one. */
static struct {
	bool json;
	enum log_level lowest;
} settings = {.lowest = LOG_LEVEL_INFO};

static _Thread_local uint64_t following;

static const char *const level_names[] = {
	[LOG_LEVEL_DEBUG] = "debug",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_ERROR] = "error",
};

void log_start(enum log_format format, enum log_level lowest)
{
	settings.json = format == LOG_FORMAT_JSON ||
			(format == LOG_FORMAT_AUTOMATIC && !isatty(STDERR_FILENO));
	settings.lowest = lowest;
}

enum log_format log_format_from(const char *name)
{
	if (!strcmp(name, "json"))
		return LOG_FORMAT_JSON;
	return strcmp(name, "text") ? LOG_FORMAT_AUTOMATIC : LOG_FORMAT_TEXT;
}

enum log_level log_level_from(const char *name)
{
	enum log_level level = LOG_LEVEL_ERROR;

	while (level > LOG_LEVEL_DEBUG && strcmp(level_names[level], name) != 0)
		level--;
	return level;
}

/* Bytes from a peer may stand in a log; there the ones that are no UTF-8 become `?`. */
static void put_quoted(struct buffer *line, const char *value)
{
	struct buffer ascii = {0};
	size_t length = strlen(value);

	if (text_is_utf8(value, length)) {
		json_put_text_n(line, value, length);
		return;
	}
	for (size_t i = 0; i < length; i++)
		buffer_char(&ascii, (unsigned char)value[i] < 0x80 ? value[i] : '?');
	json_put_text_n(line, ascii.data, ascii.length);
	buffer_finish(&ascii);
}

static bool needs_quotes(const char *value)
{
	if (*value == '\0')
		return true;
	for (; *value; value++)
		if (*value <= ' ' || *value > '~' || strchr("\"=\\", *value))
			return true;
	return false;
}

static void put_fact(struct buffer *line, const char *name, const char *value)
{
	if (settings.json) {
		json_put_name(line, name);
		put_quoted(line, value);
		return;
	}
	buffer_format(line, " %s=", name);
	if (needs_quotes(value))
		put_quoted(line, value);
	else
		buffer_text(line, value);
}

static void put_head(struct buffer *line, enum log_level level, const char *event)
{
	struct clock clock = clock_system();
	char time[25];

	clock_print(clock_now_ms(&clock), time);
	if (settings.json) {
		buffer_char(line, '{');
		put_fact(line, "time", time);
		put_fact(line, "level", level_names[level]);
	} else {
		buffer_format(line, "%s %s", time, level_names[level]);
	}
	put_fact(line, "msg", event);
}

static void put_out(const struct buffer *line)
{
	ssize_t written;

	do
		written = write(STDERR_FILENO, line->data, line->length);
	while (written < 0 && errno == EINTR);
}

void log_follow(uint64_t trace)
{
	following = trace;
}

void log_write(enum log_level level, const char *event, ...)
{
	struct buffer line = {0};
	const char *name;
	char trace[17];
	va_list facts;

	if (level < settings.lowest)
		return;
	put_head(&line, level, event);
	va_start(facts, event);
	while ((name = va_arg(facts, const char *))) {
		const char *value = va_arg(facts, const char *);

		put_fact(&line, name, value ? value : "");
	}
	va_end(facts);
	if (following) {
		snprintf(trace, sizeof trace, "%016llx", (unsigned long long)following);
		put_fact(&line, "trace", trace);
	}
	buffer_text(&line, settings.json ? "}\n" : "\n");
	put_out(&line);
	buffer_finish(&line);
}

const char *log_number(char room[24], long long value)
{
	snprintf(room, 24, "%lld", value);
	return room;
}
