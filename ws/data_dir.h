/*
 * The data folder: one process has it at a time.
 */
#ifndef FUJI_WS_DATA_DIR_H
#define FUJI_WS_DATA_DIR_H

#include <stdbool.h>

#include "base/crypto.h"
#include "base/error.h"

struct data_dir {
	char *path;
	char *lock_path, *key_path;
	int lock;
	struct keys *keys;
	bool made_folder, made_lock, made_key;
};

/** Takes the folder's lock and reads its key, which lies in it when key_file is NULL; what is
 *  missing is made, readable by its owner only. False with err, and then nothing on disk is other
 *  than before. */
bool data_dir_open(const char *path, const char *key_file, struct data_dir *out, struct error *err);

/** Whether the folder's lock is held by another process. */
bool data_dir_is_busy(const char *path);

/** Removes again what open has made: for who then cannot start after all. */
void data_dir_undo(struct data_dir *dir);
void data_dir_close(struct data_dir *dir); /* any number of times */

#endif
