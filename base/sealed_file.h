/*
 * A file that is noise without its key: libsodium's secretstream over pieces, so that neither
 * a cut nor a change goes unseen.
 */
#ifndef FUJI_BASE_SEALED_FILE_H
#define FUJI_BASE_SEALED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/error.h"

/** Writes a file of that name, whole and durable when true; made under another name first, of
 *  which a crash may leave a rest. Makes the folder when it is missing. One key, one file. */
bool sealed_file_write(const char *folder, const char *name, const uint8_t key[CRYPTO_KEY_SIZE],
		       const void *data, size_t length, struct error *err);

/** Adds what it holds to `out`. False with err when it is not there, or not as it was written. */
bool sealed_file_read(const char *folder, const char *name, const uint8_t key[CRYPTO_KEY_SIZE],
		      struct buffer *out, struct error *err);

#endif
