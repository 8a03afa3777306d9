/*
 * One line an event: its name and its facts, on stderr.
 *
 * JSON when stderr is a file or a pipe, `key=value` text on a terminal. Facts are
 * pairs of name and text, closed by NULL. Values are escaped, so a line is always
 * one line. Never a message text, a code or a full number: mask first.
 */
#ifndef FUJI_BASE_LOG_H
#define FUJI_BASE_LOG_H

#include <stdint.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };
enum log_format { LOG_FORMAT_AUTOMATIC, LOG_FORMAT_JSON, LOG_FORMAT_TEXT };

/** Once, before other threads start. */
void log_start(enum log_format format, enum log_level lowest);

/** `auto`, `json` or `text`; `debug`, `info`, `warning` or `error`. */
enum log_format log_format_from(const char *name);
enum log_level log_level_from(const char *name);

/** Whatever this thread logs from now on carries the trace, 0: none. So the lines of one event
 *  can be found, whichever threads it passes. */
void log_follow(uint64_t trace);

/** Any thread. `log_write(LOG_LEVEL_INFO, "started", "listen", "127.0.0.1:8080", NULL)` */
void log_write(enum log_level level, const char *event, ...) __attribute__((sentinel));

/** A number as a fact's text: `log_number(room, 5)` with `char room[24]`. */
const char *log_number(char room[24], long long value);

#endif
