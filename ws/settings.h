/*
 * The table of all settings and limits: what the configuration is read by, and what `--help`,
 * `fuji config`, `fuji doctor`, fuji.yaml and ws/LIMITS.md are printed from.
 *
 * What is not in it is fixed, because clients or other programs rely on it (ws/WIRE.md), or
 * because libwebsockets has it built in: a header block of 4 KiB, a handshake of 10 seconds.
 */
#ifndef FUJI_WS_SETTINGS_H
#define FUJI_WS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "ws/limit_table.h"

enum setting_kind {
	SETTING_TEXT,
	SETTING_SECRET, /* a text that is never told */
	SETTING_NUMBER,
	SETTING_SWITCH, /* true or false */
	SETTING_LIST,   /* of texts; in a variable or a flag separated by commas */
};

struct setting {
	const char *section; /* a heading where one begins, otherwise NULL */
	const char *name;    /* in a file; FUJI_NAME in the environment, --name as a flag */
	enum setting_kind kind;
	size_t offset;        /* in struct config */
	const char *built_in; /* as it would be written; "" where nothing is */
	const char *unit;     /* of a number */
	long long least, most;
	bool (*fits)(const char *value); /* of a text or an item; NULL: anything does */
	const char *expects;             /* what fits, in words */
	const char *purpose;
	const char *told; /* of a limit: what becomes of who comes to it; otherwise NULL */
	enum limit limit; /* under which that is counted */
};

/** NULL behind the last. */
const struct setting *setting_at(size_t i);

#define SETTINGS_MOST 128

/** `--call-tries`, without the dashes in front; `FUJI_CALL_TRIES`. */
#define SETTING_NAME_SIZE 64
void setting_print_flag(const struct setting *setting, char out[SETTING_NAME_SIZE]);
void setting_print_variable(const struct setting *setting, char out[SETTING_NAME_SIZE]);

/** What a value must be: `a whole number from 1 to 10`, `HOST:PORT`. */
void setting_print_expected(const struct setting *setting, struct buffer *out);

/** The flags of all settings, for `--help`. */
void settings_print_help(struct buffer *out);

/** fuji.yaml: all settings with what is built in, each behind what it is for. */
void settings_print_example(struct buffer *out);

/** A table in Markdown. */
void settings_print_table(struct buffer *out);

#endif
