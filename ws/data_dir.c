/*
 * DIR/lock is held with flock(2) for as long as the process lives.
 */
#include "ws/data_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/mem.h"

static char *path_in(const char *dir, const char *name)
{
	struct buffer path = {0};

	buffer_format(&path, "%s/%s", dir, name);
	return buffer_take(&path);
}

static bool make_folder(struct data_dir *dir, struct error *err)
{
	dir->made_folder = mkdir(dir->path, 0700) == 0;
	return dir->made_folder || errno == EEXIST ||
	       error_set(err, "cannot make the data folder %s: %s; give another with --data",
			 dir->path, strerror(errno));
}

static bool take_lock(struct data_dir *dir, struct error *err)
{
	dir->made_lock = access(dir->lock_path, F_OK) != 0;
	dir->lock = open(dir->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (dir->lock < 0) {
		dir->made_lock = false;
		return error_set(err,
				 "cannot write in the data folder %s: %s; give another with "
				 "--data",
				 dir->path, strerror(errno));
	}
	if (flock(dir->lock, LOCK_EX | LOCK_NB) != 0) {
		dir->made_lock = false;
		return error_set(err,
				 "the data folder %s is in use by another fuji; stop it, or give "
				 "another folder with --data",
				 dir->path);
	}
	return true;
}

static bool has_database(const struct data_dir *dir)
{
	char *path = path_in(dir->path, "fuji.db");
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static bool read_key(struct data_dir *dir, struct error *err)
{
	dir->made_key = access(dir->key_path, F_OK) != 0;
	if (dir->made_key && has_database(dir)) {
		dir->made_key = false;
		return error_set(
			err,
			"%s is missing, and without it the database beside it is noise; put "
			"it back, or give another folder with --data",
			dir->key_path);
	}
	dir->keys = keys_open(dir->key_path, true, err);
	dir->made_key = dir->made_key && dir->keys;
	return dir->keys;
}

bool data_dir_open(const char *path, const char *key_file, struct data_dir *out, struct error *err)
{
	*out = (struct data_dir){.lock = -1,
				 .path = mem_text(path),
				 .lock_path = path_in(path, "lock"),
				 .key_path = key_file ? mem_text(key_file) : path_in(path, "key")};
	umask(077); /* whatever this process makes is its owner's alone */
	if (make_folder(out, err) && take_lock(out, err) && read_key(out, err))
		return true;
	data_dir_undo(out);
	data_dir_close(out);
	return false;
}

bool data_dir_is_busy(const char *path)
{
	char *lock_path = path_in(path, "lock");
	int lock = open(lock_path, O_RDWR | O_CLOEXEC);
	bool busy = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;

	if (lock >= 0)
		close(lock);
	free(lock_path);
	return busy;
}

void data_dir_undo(struct data_dir *dir)
{
	if (dir->made_key)
		unlink(dir->key_path);
	if (dir->made_lock)
		unlink(dir->lock_path);
	if (dir->made_folder)
		rmdir(dir->path);
}

void data_dir_close(struct data_dir *dir)
{
	if (dir->lock >= 0)
		close(dir->lock);
	keys_close(dir->keys);
	free(dir->path);
	free(dir->lock_path);
	free(dir->key_path);
	*dir = (struct data_dir){.lock = -1};
}
