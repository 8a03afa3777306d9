/*
 * A conversation in memory, and the sealing between it and its rows.
 *
 * Texts and state are sealed under the key of the person; the key itself is wrapped by the
 * master key and lies in the person's row. When that row's key is gone, what was said is
 * noise, and the conversation reads as one that was erased.
 */
#ifndef FUJI_BOT_CONVERSATION_H
#define FUJI_BOT_CONVERSATION_H

#include "base/arena.h"
#include "base/buffer.h"
#include "bot/activity.h"
#include "bot/rows.h"
#include "bot/state.h"

struct store {
	const struct store_kind *kind;
	void *db;
	const struct keys *keys;
};

struct conversation {
	struct conversation_row row;
	uint8_t key[CRYPTO_KEY_SIZE];
	bool is_proven; /* somebody has once proven a line here, and was not erased */
	uint8_t subject[CRYPTO_HASH_SIZE]; /* what stands for that line */
	struct state *state;               /* in the arena */
};

/** A new one with a new person; its id may be given, else id is NULL. Memory is the arena's, as everywhere here. */
bool conversation_create(struct store *store, const char *id, enum language language,
			 int zone_minutes, int64_t now_ms, struct arena *arena,
			 struct conversation *out, struct error *err);

enum found conversation_load(struct store *store, const char *id, struct arena *arena,
			     struct conversation *out, struct error *err);
enum found conversation_load_at(struct store *store, int64_t row, struct arena *arena,
				struct conversation *out, struct error *err);

/** Only the person's key, for who opens no more than what else is sealed for it. NOT_FOUND: erased. */
enum found conversation_load_key(struct store *store, int64_t person_row, struct arena *arena,
				 struct conversation *out, struct error *err);

/** Writes state and counters back. */
bool conversation_save(struct store *store, struct conversation *conversation, struct arena *arena,
		       struct error *err);

/** What stands for a proven line in the person's row. */
void conversation_subject(const struct keys *keys, const char *line, uint8_t out[CRYPTO_HASH_SIZE]);

/** Notes whose data this is, so that it can be found and erased by its line. */
bool conversation_prove(struct store *store, struct conversation *conversation, const char *line,
			struct arena *arena, struct error *err);

/** Appends one activity under the next seq and prints it to `printed`, with a comma before it
 *  if something stands there. Its time is now, or 1 ms after the last one's. */
bool conversation_append(struct store *store, struct conversation *conversation,
			 const struct activity *activity, int64_t now_ms, struct buffer *printed,
			 struct error *err);

/** Prints a page of the activities behind `after`, comma-separated; *last is the seq of the
 *  last one, or `after` when there is none. */
bool conversation_history(struct store *store, const struct conversation *conversation,
			  int64_t after, struct buffer *printed, int64_t *last, struct error *err);

/** The same of the page in front of `before`, in the same order, at most so many, 0: as many as a
 *  page has; *first is the seq of the first one, or `before` when there is none. */
bool conversation_earlier(struct store *store, const struct conversation *conversation,
			  int64_t before, size_t most, struct buffer *printed, int64_t *first,
			  struct error *err);

/** Prints one activity. */
bool conversation_activity(struct store *store, const struct conversation *conversation,
			   int64_t seq, struct buffer *printed, struct error *err);

/** Seals a text for the row that `bound` names; opens it again. NULL when it does not open. */
struct blob conversation_seal(const struct conversation *conversation, const char *bound,
			      const char *text, struct arena *arena);
char *conversation_open(const struct conversation *conversation, const char *bound,
			struct blob sealed, struct arena *arena);

/** Seals a person's key, which then is the arena's, under the newest key unless it is. False when
 *  it does not open. */
bool conversation_seal_again(const struct keys *keys, struct blob *wrapped_key, struct arena *arena,
			     bool *out_changed);

/** A seal_tester: whether a person's key is sealed under these keys (struct keys). */
bool conversation_seal_fits(void *keys, const struct blob *wrapped_key);

#endif
