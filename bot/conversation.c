/*
 * Conversations between memory and rows. Every box is bound to its place, so that a row
 * moved or copied elsewhere in the database does not open.
 */
#include "bot/conversation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PERSON_BOUND "person"
#define BOUND_SIZE 64
#define PAGE_BYTES (256 * 1024)

static void state_bound(const struct conversation *conversation, char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "state/%s", conversation->row.id);
}

static void activity_bound(const struct conversation *conversation, int64_t seq,
			   char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "activity/%s/%lld", conversation->row.id, (long long)seq);
}

struct blob conversation_seal(const struct conversation *conversation, const char *bound,
			      const char *text, struct arena *arena)
{
	size_t length = strlen(text);
	uint8_t *box = arena_new(arena, length + CRYPTO_SEAL_EXTRA);

	crypto_seal(conversation->key, bound, text, length, box);
	return (struct blob){box, length + CRYPTO_SEAL_EXTRA};
}

char *conversation_open(const struct conversation *conversation, const char *bound,
			struct blob sealed, struct arena *arena)
{
	char *plain;

	if (!sealed.data || sealed.size < CRYPTO_SEAL_EXTRA)
		return NULL;
	plain = arena_new(arena, sealed.size - CRYPTO_SEAL_EXTRA + 1);
	return crypto_open(conversation->key, bound, sealed.data, sealed.size, plain) ? plain
										      : NULL;
}

bool conversation_seal_fits(void *keys, const struct blob *wrapped_key)
{
	uint8_t key[CRYPTO_KEY_SIZE];
	bool fits = wrapped_key->size == CRYPTO_WRAPPED_SIZE &&
		    keys_unwrap(keys, PERSON_BOUND, wrapped_key->data, key);

	crypto_forget(key, sizeof key);
	return fits;
}

bool conversation_seal_again(const struct keys *keys, struct blob *wrapped_key, struct arena *arena,
			     bool *out_changed)
{
	uint8_t *wrapped = arena_new(arena, CRYPTO_WRAPPED_SIZE);

	if (wrapped_key->size != CRYPTO_WRAPPED_SIZE)
		return false;
	memcpy(wrapped, wrapped_key->data, CRYPTO_WRAPPED_SIZE);
	wrapped_key->data = wrapped;
	return keys_wrap_again(keys, PERSON_BOUND, wrapped, out_changed);
}

static bool add_person(struct store *store, int64_t now_ms, struct conversation *out,
		       struct error *err)
{
	uint8_t wrapped[CRYPTO_WRAPPED_SIZE];
	struct person_row person = {.wrapped_key = {wrapped, sizeof wrapped}, .created_ms = now_ms};

	crypto_random(out->key, sizeof out->key);
	keys_wrap(store->keys, PERSON_BOUND, out->key, wrapped);
	if (!store->kind->person_add(store->db, &person, err))
		return false;
	out->row.person = person.row;
	return true;
}

static struct blob sealed_state(const struct conversation *conversation, struct arena *arena)
{
	struct buffer json = {0};
	char bound[BOUND_SIZE];
	struct blob sealed;

	state_print(&json, conversation->state);
	state_bound(conversation, bound);
	sealed = conversation_seal(conversation, bound, json.data, arena);
	buffer_finish(&json);
	return sealed;
}

bool conversation_create(struct store *store, const char *id, enum language language,
			 int zone_minutes, int64_t now_ms, struct arena *arena,
			 struct conversation *out, struct error *err)
{
	*out = (struct conversation){
		.row = {.owner = OWNER_BOT,
			.language = language,
			.zone_minutes = zone_minutes,
			.created_ms = now_ms},
		.state = state_new(arena),
	};
	if (id)
		strcpy(out->row.id, id);
	else
		crypto_id(out->row.id);
	if (!add_person(store, now_ms, out, err))
		return false;
	out->row.sealed_state = sealed_state(out, arena);
	return store->kind->conversation_add(store->db, &out->row, err);
}

enum found conversation_load_key(struct store *store, int64_t person_row, struct arena *arena,
				 struct conversation *out, struct error *err)
{
	struct person_row person;
	enum found found = store->kind->person_find(store->db, person_row, arena, &person, err);

	if (found != FOUND)
		return found;
	if (person.wrapped_key.size != CRYPTO_WRAPPED_SIZE)
		return NOT_FOUND;
	out->is_proven = person.subject.size == sizeof out->subject;
	if (out->is_proven)
		memcpy(out->subject, person.subject.data, sizeof out->subject);
	if (keys_unwrap(store->keys, PERSON_BOUND, person.wrapped_key.data, out->key))
		return FOUND;
	error_set(err,
		  "the key of person %lld does not open: is this the key file that belongs to the "
		  "database",
		  (long long)person_row);
	return FIND_FAILED;
}

static enum found load_rest(struct store *store, struct arena *arena, struct conversation *out,
			    struct error *err)
{
	enum found found = conversation_load_key(store, out->row.person, arena, out, err);
	char bound[BOUND_SIZE];
	char *json;

	if (found != FOUND)
		return found;
	state_bound(out, bound);
	json = conversation_open(out, bound, out->row.sealed_state, arena);
	if (!json) {
		error_set(err, "the state of conversation %s was changed outside", out->row.id);
		return FIND_FAILED;
	}
	out->state = state_read(json, arena, err);
	return out->state ? FOUND : FIND_FAILED;
}

enum found conversation_load(struct store *store, const char *id, struct arena *arena,
			     struct conversation *out, struct error *err)
{
	enum found found = store->kind->conversation_find(store->db, id, arena, &out->row, err);

	return found == FOUND ? load_rest(store, arena, out, err) : found;
}

enum found conversation_load_at(struct store *store, int64_t row, struct arena *arena,
				struct conversation *out, struct error *err)
{
	enum found found = store->kind->conversation_at(store->db, row, arena, &out->row, err);

	return found == FOUND ? load_rest(store, arena, out, err) : found;
}

bool conversation_save(struct store *store, struct conversation *conversation, struct arena *arena,
		       struct error *err)
{
	conversation->row.sealed_state = sealed_state(conversation, arena);
	return store->kind->conversation_save(store->db, &conversation->row, err);
}

void conversation_subject(const struct keys *keys, const char *line, uint8_t out[CRYPTO_HASH_SIZE])
{
	keys_hash(keys, "subject", line, strlen(line), out);
}

bool conversation_prove(struct store *store, struct conversation *conversation, const char *line,
			struct arena *arena, struct error *err)
{
	struct person_row person;

	if (store->kind->person_find(store->db, conversation->row.person, arena, &person, err) !=
	    FOUND)
		return false;
	conversation->is_proven = true;
	conversation_subject(store->keys, line, conversation->subject);
	person.subject = (struct blob){conversation->subject, sizeof conversation->subject};
	return store->kind->person_save(store->db, &person, err);
}

bool conversation_append(struct store *store, struct conversation *conversation,
			 const struct activity *activity, int64_t now_ms, struct buffer *printed,
			 struct error *err)
{
	struct conversation_row *row = &conversation->row;
	struct activity_row stored = {
		.conversation = row->row,
		.seq = row->seq + 1,
		.at_ms = now_ms > row->last_ms ? now_ms : row->last_ms + 1,
	};
	struct buffer json = {0};
	char bound[BOUND_SIZE];
	uint8_t *box;
	bool fine;

	activity_print(&json, row->id, stored.seq, stored.at_ms, activity);
	activity_bound(conversation, stored.seq, bound);
	box = mem_resize(NULL, json.length + CRYPTO_SEAL_EXTRA, 1);
	crypto_seal(conversation->key, bound, json.data, json.length, box);
	stored.sealed_body = (struct blob){box, json.length + CRYPTO_SEAL_EXTRA};
	fine = store->kind->activity_add(store->db, &stored, err);
	free(box);
	if (fine) {
		row->seq = stored.seq;
		row->last_ms = stored.at_ms;
		if (printed->length)
			buffer_char(printed, ',');
		buffer_add(printed, json.data, json.length);
	}
	buffer_finish(&json);
	return fine;
}

struct reading {
	const struct conversation *conversation;
	struct buffer *printed;
	struct arena *arena;
	int64_t last;
	bool damaged;
};

static bool take_activity(void *context, const struct activity_row *row)
{
	struct reading *reading = context;
	char bound[BOUND_SIZE];
	const char *json;

	arena_reset(reading->arena);
	activity_bound(reading->conversation, row->seq, bound);
	json = conversation_open(reading->conversation, bound, row->sealed_body, reading->arena);
	if (!json) {
		reading->damaged = true;
		return false;
	}
	if (reading->printed->length)
		buffer_char(reading->printed, ',');
	buffer_text(reading->printed, json);
	reading->last = row->seq;
	return reading->printed->length < PAGE_BYTES;
}

static bool read_page(struct store *store, const struct conversation *conversation, int64_t after,
		      size_t most, struct buffer *printed, int64_t *last, struct error *err)
{
	struct reading reading = {
		.conversation = conversation,
		.printed = printed,
		.arena = arena_create(),
		.last = after,
	};
	bool fine = store->kind->activity_list(store->db, conversation->row.row, after, most,
					       take_activity, &reading, err);

	arena_destroy(reading.arena);
	*last = reading.last;
	if (reading.damaged)
		return error_set(err, "activity %lld of conversation %s was changed outside",
				 (long long)reading.last + 1, conversation->row.id);
	return fine;
}

bool conversation_history(struct store *store, const struct conversation *conversation,
			  int64_t after, struct buffer *printed, int64_t *last, struct error *err)
{
	return read_page(store, conversation, after, HISTORY_PAGE_MOST, printed, last, err);
}

/** How far back a page reaches. */
struct reach {
	size_t n, bytes;
	int64_t first;
};

static bool reach_back(void *context, const struct activity_row *row)
{
	struct reach *reach = context;

	reach->bytes += row->sealed_body.size;
	if (reach->n && reach->bytes > PAGE_BYTES)
		return false;
	reach->n++;
	reach->first = row->seq;
	return true;
}

/* What is sealed is larger than what is printed of it, so the page holds all that was counted. */
bool conversation_earlier(struct store *store, const struct conversation *conversation,
			  int64_t before, size_t most, struct buffer *printed, int64_t *first,
			  struct error *err)
{
	struct reach reach = {.first = before};
	int64_t last;

	if (!most || most > HISTORY_PAGE_MOST)
		most = HISTORY_PAGE_MOST;
	if (!store->kind->activity_back(store->db, conversation->row.row, before, most, reach_back,
					&reach, err))
		return false;
	*first = reach.first;
	return !reach.n ||
	       read_page(store, conversation, reach.first - 1, reach.n, printed, &last, err);
}

bool conversation_activity(struct store *store, const struct conversation *conversation,
			   int64_t seq, struct buffer *printed, struct error *err)
{
	struct reading reading = {
		.conversation = conversation,
		.printed = printed,
		.arena = arena_create(),
	};
	bool fine = store->kind->activity_list(store->db, conversation->row.row, seq - 1, 1,
					       take_activity, &reading, err);

	arena_destroy(reading.arena);
	if (fine && reading.last != seq)
		return error_set(err, "activity %lld of conversation %s is missing or was changed",
				 (long long)seq, conversation->row.id);
	return fine;
}
