/*
 * Files that subscribers send: where they lie, and how long.
 *
 * A file lies in DATA/uploads under its id, sealed under a key of its own, which is sealed under
 * the person's in the row: without row or person it is noise. It is written before its row is,
 * so that a crash between the two leaves a file that nothing names; the purge takes it away.
 */
#ifndef FUJI_BOT_UPLOADS_H
#define FUJI_BOT_UPLOADS_H

#include <stdint.h>

#include "base/crypto.h"
#include "base/filetype.h"

#define UPLOADS_FOLDER "uploads" /* in the data folder */

/** A file that has been written. */
struct upload {
	char id[CRYPTO_ID_SIZE];
	enum filetype type;
	int64_t size;
	uint8_t hash[CRYPTO_HASH_SIZE]; /* keyed, of what it holds */
	uint8_t key[CRYPTO_KEY_SIZE];
};

struct upload_rules {
	int64_t life_ms;
	int64_t of_conversation; /* files at a time */
	int64_t bytes;           /* of all files */
};

#endif
