/*
 * What is written gets its name when it is whole and on the disk: a new file by link(2), so
 * that of two processes that start at once one makes it and the other reads it; one that takes
 * another's place by rename(2), by the one process that has the folder.
 */
#include "base/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/mem.h"

#define N_NEW 2 /* the first key, and one that seals */

enum found { FOUND, FOUND_NOTHING, FOUND_TROUBLE };

/* --- reading ---------------------------------------------------------------------- */

/* What systemd hands over (LoadCredential=) is root's, and we may read it by an access list, which
 * looks like a right of the group. */
static bool is_private(const char *path, mode_t mode)
{
	const char *handed = getenv("CREDENTIALS_DIRECTORY");
	bool is_handed = handed && !strncmp(path, handed, strlen(handed));

	return !(mode & (is_handed ? S_IRWXO | S_IWGRP : S_IRWXO | S_IRWXG));
}

static bool check_file(int file, const char *path, size_t *out_n, struct error *err)
{
	struct stat status;

	if (fstat(file, &status) != 0)
		return error_set(err, "read key file %s: %s", path, strerror(errno));
	*out_n = (size_t)status.st_size / KEY_SIZE;
	if (!S_ISREG(status.st_mode) || status.st_size % KEY_SIZE || !*out_n || *out_n > KEYS_MOST)
		return error_set(err, "key file %s is not a file of %d, %d or %d bytes", path,
				 KEY_SIZE, 2 * KEY_SIZE, KEYS_MOST * KEY_SIZE);
	return is_private(path, status.st_mode) ||
	       error_set(err, "key file %s is open to others than its owner: chmod 600 %s", path,
			 path);
}

static enum found read_file(const char *path, struct key_set *out, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum found found = FOUND_TROUBLE;

	if (file < 0 && errno == ENOENT) {
		error_set(err, "key file %s is not there", path);
		return FOUND_NOTHING;
	}
	if (file < 0) {
		error_set(err, "open key file %s: %s", path, strerror(errno));
		return FOUND_TROUBLE;
	}
	if (check_file(file, path, &out->n, err)) {
		if (read(file, out->keys, out->n * KEY_SIZE) == (ssize_t)(out->n * KEY_SIZE))
			found = FOUND;
		else
			error_set(err, "read key file %s: %s", path, strerror(errno));
	}
	close(file);
	return found;
}

/* --- writing ---------------------------------------------------------------------- */

static bool sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_text_n(path, (size_t)(slash - path) + 1) : mem_text(".");
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = file >= 0 && fsync(file) == 0;

	if (file >= 0)
		close(file);
	free(folder);
	return done;
}

static bool write_file(const char *path, int flags, const struct key_set *set)
{
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, S_IRUSR | S_IWUSR);
	const size_t size = set->n * KEY_SIZE;
	bool done;

	if (file < 0)
		return false;
	done = write(file, set->keys, size) == (ssize_t)size && fsync(file) == 0;
	close(file);
	return done;
}

/* One made by somebody else in the meantime is as good. */
static bool make_file(const char *path, struct error *err)
{
	struct key_set set = {.n = N_NEW};
	struct buffer made = {0};
	char id[CRYPTO_ID_SIZE];
	bool done;

	crypto_id(id);
	crypto_random(set.keys, sizeof set.keys);
	buffer_format(&made, "%s.%s", path, id);
	done = write_file(made.data, O_EXCL, &set) &&
	       (link(made.data, path) == 0 || errno == EEXIST) && sync_folder_of(path);
	if (!done)
		error_set(err, "make key file %s: %s", path, strerror(errno));
	unlink(made.data);
	buffer_finish(&made);
	crypto_forget(&set, sizeof set);
	return done;
}

bool key_file_read(const char *path, bool create, struct key_set *out, struct error *err)
{
	enum found found = read_file(path, out, err);

	if (found == FOUND_NOTHING && create && make_file(path, err))
		found = read_file(path, out, err);
	return found == FOUND;
}

bool key_file_replace(const char *path, const struct key_set *set, struct error *err)
{
	struct buffer made = {0};
	bool done;

	buffer_format(&made, "%s.new", path);
	done = write_file(made.data, O_TRUNC, set) && rename(made.data, path) == 0 &&
	       sync_folder_of(path);
	if (!done)
		error_set(err,
			  "write key file %s: %s; rotate where it may be written, while no server "
			  "runs",
			  path, strerror(errno));
	buffer_finish(&made);
	return done;
}
