/*
 * The audit log: who read or changed what, written in the transaction that does it.
 *
 * Every row is hashed together with the hash of the row before it, under a key that lies
 * outside the database: who has only the database can change, drop or move no row unseen.
 * Nor can he cut rows off the end, for the last one is also named in the file `audit.head`
 * beside the database. That file is moved on after COMMIT, so after a crash it may be
 * behind; it is never ahead.
 */
#ifndef FUJI_BOT_AUDIT_H
#define FUJI_BOT_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/json.h"
#include "bot/rows.h"

struct turn;
struct store;

/** A row and the hash of it; no members behind it yet and the brace still open. */
void audit_row_print(struct buffer *buffer, const struct audit_row *row);

/** False when it is no row. */
bool audit_row_read(const cJSON *json, struct audit_row *out);

/** A hash as it is printed; false when the text is none. */
bool audit_hash_read(const char *text, uint8_t out[CRYPTO_HASH_SIZE]);

/** The hash that the row must have behind one with hash `before`; zeros before the first. */
void audit_hash(const struct keys *keys, const uint8_t before[CRYPTO_HASH_SIZE],
		const struct audit_row *row, uint8_t out[CRYPTO_HASH_SIZE]);

/* --- writing ------------------------------------------------------------------ */

/** What is told of one act. Texts are borrowed; NULL is nothing. */
struct audit_act {
	const char *who; /* an account's name; "" for who has none, or has the data folder */
	const char *role;
	const char *what;   /* as in the table of access, or `login.failed` and the like */
	const char *object; /* id of a case or conversation, name of an account */
	const char *detail; /* numbers in it are masked */
};

/** Writes a row; the event fails when it cannot be written. */
void audit_write(struct turn *turn, const struct audit_act *act);

/** Writes what an agent's verb did to a case or a conversation, a search for a subscriber's cases, a
 *  log-out, and what else says how it is told (turn->audited). */
void audit_desk(struct turn *turn, const struct agent_row *agent, const char *object);

/** After an event was undone: an agent who reached for what is not his is told of all the
 *  same. */
void audit_refused(struct turn *turn, const char *code);

/** Prints those of at most `most` rows behind `after` that fit the event's account, object and
 *  time; `last` becomes the last that was looked at. */
bool audit_print(struct turn *turn, int64_t after, size_t most, struct buffer *json, int64_t *last);

/** Lists rows behind event->page_row that fit its account, case and time. */
bool audit_list(struct turn *turn);

/* --- the end, outside the database ---------------------------------------------- */

struct audit_head {
	int64_t row; /* 0: no row yet */
	uint8_t hash[CRYPTO_HASH_SIZE];
};

/** Reads DIR/audit.head. False with err when it is missing or not one. */
bool audit_head_read(const char *dir, struct audit_head *out, struct error *err);

struct audit;

/** Opens the head, and makes it for a log that is empty. A head that does not fit the log is
 *  reported in the service's log and then left as it is, for `fuji audit verify` to see. */
struct audit *audit_open(const char *dir, const struct store *store);
void audit_close(struct audit *audit);

/** A row is being written. */
void audit_note_row(struct audit *audit);

/** After COMMIT: the head is now the last row, if any was written. */
void audit_keep_head(struct audit *audit, const struct store *store);

#endif
