/*
 * Codes and passwords on their way to the operator. They live here and nowhere else: in
 * the memory of the process, for ten minutes at most. What is stored is a handle.
 */
#ifndef FUJI_BOT_VAULT_H
#define FUJI_BOT_VAULT_H

#include <stdint.h>

#define VAULT_HANDLE_SIZE 24

struct vault;

struct vault *vault_create(void);
void vault_destroy(struct vault *vault);

/** Copies the secret. The oldest gives way when the vault is full. */
void vault_put(struct vault *vault, const char *secret, int64_t now_ms,
	       char out_handle[VAULT_HANDLE_SIZE]);

/** Borrowed until the next call; NULL when it is gone: forgotten, too old, or of a process
 *  before this one. */
const char *vault_get(struct vault *vault, const char *handle, int64_t now_ms);

void vault_forget(struct vault *vault, const char *handle);

#endif
