/*
 * The file of the keys, which lies beside the database and never in it.
 *
 * Its first 32 bytes are what look-up hashes, tokens, the audit log, reminders and imported usage
 * are made from; they stay for as long as the database does. Behind them come the keys that seal, the newest
 * last: one, or two while a rotation is under way. A file from before keys could be rotated has no
 * other than the first.
 */
#ifndef FUJI_BASE_KEY_FILE_H
#define FUJI_BASE_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define KEY_SIZE 32
#define KEYS_MOST 3

struct key_set {
	size_t n;
	uint8_t keys[KEYS_MOST][KEY_SIZE];
};

/** Reads the file; makes it when it is not there and `create` is set. Refuses one of another
 *  size or readable by others than its owner. */
bool key_file_read(const char *path, bool create, struct key_set *out, struct error *err);

/** Another set in its place, durable when true. After a crash there is the one or the other.
 *  False with err: the one, or the other. */
bool key_file_replace(const char *path, const struct key_set *set, struct error *err);

#endif
