/*
 * Structs by their tables.
 */
#include "base/json_record.h"

#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/json_walk.h"

/* --- printing ----------------------------------------------------------------- */

static const void *member_of(const void *owner, size_t at)
{
	return (const char *)owner + at;
}

static const char *text_of(const void *owner, const struct json_field *field)
{
	const char *const *text = member_of(owner, field->at);

	return *text;
}

static int64_t number_of(const void *owner, const struct json_field *field)
{
	const void *number = member_of(owner, field->at);

	return field->kind == JSON_CHOICE ? (int64_t) * (const unsigned *)number
					  : *(const int64_t *)number;
}

static bool flag_of(const void *owner, const struct json_field *field)
{
	return *(const bool *)member_of(owner, field->at);
}

static size_t count_of(const void *owner, const struct json_field *field)
{
	return *(const size_t *)member_of(owner, field->count_at);
}

static bool is_empty(const void *owner, const struct json_field *field)
{
	switch (field->kind) {
	case JSON_TEXT:
		return !*text_of(owner, field);
	case JSON_INTEGER:
	case JSON_CHOICE:
		return !number_of(owner, field);
	case JSON_FLAG:
		return !flag_of(owner, field);
	case JSON_LIST:
		break;
	}
	return !count_of(owner, field);
}

static const void *item_of(const void *owner, const struct json_field *field, size_t i)
{
	const char *items = member_of(owner, field->at);
	const void *item = items + i * field->item->size;

	if (field->item->pointed)
		memcpy(&item, items + i * sizeof item, sizeof item);
	return item;
}

static void put_list(struct buffer *json, const struct json_field *field, const void *owner)
{
	buffer_char(json, '[');
	for (size_t i = 0; i < count_of(owner, field); i++) {
		json_put_comma(json);
		json_record_print(json, field->item, item_of(owner, field, i));
	}
	buffer_char(json, ']');
}

static void put_value(struct buffer *json, const struct json_field *field, const void *owner)
{
	switch (field->kind) {
	case JSON_TEXT:
		json_put_text(json, text_of(owner, field));
		break;
	case JSON_INTEGER:
	case JSON_CHOICE:
		buffer_integer(json, number_of(owner, field));
		break;
	case JSON_FLAG:
		buffer_text(json, flag_of(owner, field) ? "true" : "false");
		break;
	case JSON_LIST:
		put_list(json, field, owner);
		break;
	}
}

void json_record_print(struct buffer *json, const struct json_record *record, const void *owner)
{
	buffer_char(json, record->named ? '{' : '[');
	for (size_t i = 0; i < record->n_fields; i++) {
		const struct json_field *field = &record->fields[i];

		if (!record->named)
			json_put_comma(json);
		else if (is_empty(owner, field))
			continue;
		else
			json_put_name(json, field->name);
		put_value(json, field, owner);
	}
	buffer_char(json, record->named ? '}' : ']');
}

/* --- reading ------------------------------------------------------------------ */

/* Where the members of the text stand; their texts are not copied. */
struct reader {
	char *at;
	struct arena *arena;
};

static void *place_of(void *owner, size_t at)
{
	return (char *)owner + at;
}

static void empty_texts(const struct json_record *record, void *owner)
{
	for (size_t i = 0; i < record->n_fields; i++) {
		const char **text = place_of(owner, record->fields[i].at);

		if (record->fields[i].kind == JSON_TEXT)
			*text = "";
	}
}

static bool read_text(struct reader *reader, const char **out)
{
	*out = json_take_text(&reader->at);
	return *out;
}

static bool read_choice(struct reader *reader, const struct json_field *field, unsigned *out)
{
	int64_t number;

	if (!json_take_integer(&reader->at, &number) || number < 0 || number > (int64_t)field->most)
		return false;
	*out = (unsigned)number;
	return true;
}

static bool read_record(struct reader *reader, const struct json_record *record, void *owner);

/* One more item, or NULL when there are too many. */
static void *add_item(struct reader *reader, const struct json_field *field, void *owner)
{
	size_t *n = place_of(owner, field->count_at);
	char *items = place_of(owner, field->at);
	void *item;

	if (*n == field->most)
		return NULL;
	if (field->item->pointed) {
		item = arena_new(reader->arena, field->item->size);
		memcpy(items + *n * sizeof item, &item, sizeof item);
	} else {
		item = items + *n * field->item->size;
	}
	++*n;
	return item;
}

static bool read_list(struct reader *reader, const struct json_field *field, void *owner)
{
	void *item;

	if (!json_take(&reader->at, '['))
		return false;
	if (json_take(&reader->at, ']'))
		return true;
	do {
		item = add_item(reader, field, owner);
		if (!item || !read_record(reader, field->item, item))
			return false;
	} while (json_take(&reader->at, ','));
	return json_take(&reader->at, ']');
}

static bool read_value(struct reader *reader, const struct json_field *field, void *owner)
{
	void *place = place_of(owner, field->at);

	switch (field->kind) {
	case JSON_TEXT:
		return read_text(reader, place);
	case JSON_INTEGER:
		return json_take_integer(&reader->at, place);
	case JSON_CHOICE:
		return read_choice(reader, field, place);
	case JSON_FLAG:
		return json_take_boolean(&reader->at, place);
	case JSON_LIST:
		break;
	}
	return read_list(reader, field, owner);
}

/* Names come in the order of the table, so that the search begins at `from`. */
static const struct json_field *find_field(const struct json_record *record, size_t from,
					   const char *name)
{
	for (size_t i = 0; i < record->n_fields; i++) {
		const struct json_field *field = &record->fields[(from + i) % record->n_fields];

		if (!strcmp(field->name, name))
			return field;
	}
	return NULL;
}

/* Members of other versions are passed over. */
static bool read_member(struct reader *reader, const struct json_record *record, bool named,
			size_t *next, void *owner)
{
	const struct json_field *field = *next < record->n_fields ? &record->fields[*next] : NULL;

	if (named) {
		const char *name = json_take_text(&reader->at);

		if (!name || !json_take(&reader->at, ':'))
			return false;
		field = find_field(record, *next, name);
	}
	if (!field)
		return json_skip(&reader->at);
	*next = (size_t)(field - record->fields) + 1;
	return read_value(reader, field, owner);
}

/* What has no names now may have had them in an older version. */
static bool read_record(struct reader *reader, const struct json_record *record, void *owner)
{
	bool named = json_take(&reader->at, '{');
	char end = named ? '}' : ']';
	size_t next = 0;

	empty_texts(record, owner);
	if (!named && !json_take(&reader->at, '['))
		return false;
	if (json_take(&reader->at, end))
		return true;
	do {
		if (!read_member(reader, record, named, &next, owner))
			return false;
	} while (json_take(&reader->at, ','));
	return json_take(&reader->at, end);
}

void *json_record_new(const struct json_record *record, struct arena *arena)
{
	void *owner = arena_new(arena, record->size);

	empty_texts(record, owner);
	return owner;
}

void *json_record_read(char *json, const struct json_record *record, struct arena *arena)
{
	struct reader reader = {json, arena};
	void *owner = arena_new(arena, record->size);

	return read_record(&reader, record, owner) && !*reader.at ? owner : NULL;
}
