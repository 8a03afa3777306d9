/*
 * A struct as JSON and back, by a table that names its members. What is empty, zero or false is
 * left out.
 */
#ifndef FUJI_BASE_JSON_RECORD_H
#define FUJI_BASE_JSON_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"

enum json_kind {
	JSON_TEXT,    /* const char *, never NULL */
	JSON_INTEGER, /* int64_t */
	JSON_CHOICE,  /* an enum as large as an unsigned, from 0 on */
	JSON_FLAG,    /* bool */
	JSON_LIST     /* an array, counted by a size_t */
};

struct json_field {
	const char *name;
	enum json_kind kind;
	size_t at;       /* in the struct */
	size_t most;     /* the last choice; the room of an array */
	size_t count_at; /* of a list: where in the struct it is counted */
	const struct json_record *item;
};

struct json_record {
	size_t size;
	const struct json_field *fields;
	size_t n_fields;
	bool named;   /* else it is a list of all its members in this order */
	bool pointed; /* an array of them is one of pointers */
};

#define JSON_FIELD(type, name, kind, member)                          \
	{                                                             \
		name, kind, offsetof(struct type, member), 0, 0, NULL \
	}
#define JSON_CHOICE_FIELD(type, name, member, last)                             \
	{                                                                       \
		name, JSON_CHOICE, offsetof(struct type, member), last, 0, NULL \
	}
#define JSON_LIST_FIELD(type, name, member, most, count, item)        \
	{                                                             \
		name, JSON_LIST, offsetof(struct type, member), most, \
			offsetof(struct type, count), item            \
	}
#define JSON_RECORD(type, fields, ...)                                                   \
	{                                                                                \
		sizeof(struct type), fields, sizeof fields / sizeof *fields, __VA_ARGS__ \
	}

/** A new one, all its members empty. */
void *json_record_new(const struct json_record *record, struct arena *arena);

void json_record_print(struct buffer *json, const struct json_record *record, const void *owner);

/** Reads what was printed: a text that we have kept sealed, see base/json_walk.h. Its texts stay in
 *  `json`, which is written over. Members that the table does not have are passed over, and a list
 *  of members may be an object of them. NULL: it is something else. */
void *json_record_read(char *json, const struct json_record *record, struct arena *arena);

#endif
