/*
 * Codes and passwords on their way to the operator. They live here and nowhere else: in
 * the memory of the process, for ten minutes at most. What is stored is a handle. Of one that was
 * wrong a keyed hash stays for as long, so that sending it again need not cost a second try.
 */
#ifndef FUJI_BOT_VAULT_H
#define FUJI_BOT_VAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"

#define VAULT_HANDLE_SIZE 24

struct vault;

/** The keys outlive it. */
struct vault *vault_create(const struct keys *keys);
void vault_destroy(struct vault *vault);

/** Copies the secret. The oldest gives way when the vault is full. */
void vault_put(struct vault *vault, const char *secret, int64_t now_ms,
	       char out_handle[VAULT_HANDLE_SIZE]);

/** Borrowed until the next call; NULL when it is gone: forgotten, too old, or of a process
 *  before this one. */
const char *vault_get(struct vault *vault, const char *handle, int64_t now_ms);

void vault_forget(struct vault *vault, const char *handle);

/** Notes that the secret was wrong; `about` says for what. Nothing happens when it is gone. */
void vault_note_wrong(struct vault *vault, const char *handle, const char *about, int64_t now_ms);

/** Whether the same secret was wrong for the same, ten minutes ago at most. */
bool vault_was_wrong(struct vault *vault, const char *handle, const char *about, int64_t now_ms);

#endif
