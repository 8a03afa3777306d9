/*
 * header | piece | piece | last piece, which alone has the final tag
 */
#include "base/sealed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define PIECE_SIZE ((size_t)64 * 1024)
#define PIECE_EXTRA crypto_secretstream_xchacha20poly1305_ABYTES
#define HEADER_SIZE crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define FINAL crypto_secretstream_xchacha20poly1305_TAG_FINAL

typedef crypto_secretstream_xchacha20poly1305_state stream;

_Static_assert(CRYPTO_KEY_SIZE == crypto_secretstream_xchacha20poly1305_KEYBYTES,
	       "a person's data and a file are sealed under keys of one size");

/* --- writing ------------------------------------------------------------------------- */

static bool put(FILE *file, const void *data, size_t size)
{
	return fwrite(data, 1, size, file) == size;
}

static bool put_sealed(FILE *file, const uint8_t *key, const uint8_t *data, size_t length)
{
	stream state;
	uint8_t header[HEADER_SIZE], box[PIECE_SIZE + PIECE_EXTRA];
	bool fine;

	crypto_secretstream_xchacha20poly1305_init_push(&state, header, key);
	fine = put(file, header, sizeof header);
	for (size_t at = 0, size = PIECE_SIZE; fine && size == PIECE_SIZE; at += size) {
		unsigned long long sealed;

		size = length - at < PIECE_SIZE ? length - at : PIECE_SIZE;
		crypto_secretstream_xchacha20poly1305_push(&state, box, &sealed, data + at, size,
							   NULL, 0, size < PIECE_SIZE ? FINAL : 0);
		fine = put(file, box, sealed);
	}
	crypto_forget(&state, sizeof state);
	return fine;
}

static bool write_at(int folder, const char *name, const uint8_t *key, const void *data,
		     size_t length)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	FILE *file = fd >= 0 ? fdopen(fd, "wb") : NULL;
	bool fine;

	if (!file)
		return false;
	fine = put_sealed(file, key, data, length) && !fflush(file) && !fsync(fd);
	return !fclose(file) && fine;
}

/* A folder that was just made is only there for good once its own folder is written. */
static int open_folder(const char *path)
{
	char above[4096];
	int fd;

	if (!mkdir(path, S_IRWXU)) {
		snprintf(above, sizeof above, "%s/..", path);
		fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		fsync(fd);
		close(fd);
	}
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool sealed_file_write(const char *folder, const char *name, const uint8_t key[CRYPTO_KEY_SIZE],
		       const void *data, size_t length, struct error *err)
{
	int fd = open_folder(folder);
	char new_name[256];
	bool fine;

	if (fd < 0)
		return error_set(err, "%s: %s", folder, strerror(errno));
	snprintf(new_name, sizeof new_name, "%s.new", name);
	fine = write_at(fd, new_name, key, data, length) && !renameat(fd, new_name, fd, name) &&
	       !fsync(fd);
	if (!fine) {
		error_set(err, "%s/%s: %s", folder, name, strerror(errno));
		unlinkat(fd, new_name, 0);
	}
	close(fd);
	return fine;
}

/* --- reading ------------------------------------------------------------------------- */

static bool take_sealed(FILE *file, const uint8_t *key, struct buffer *out)
{
	stream state;
	uint8_t header[HEADER_SIZE], box[PIECE_SIZE + PIECE_EXTRA], piece[PIECE_SIZE];
	unsigned char tag = 0;
	bool fine = fread(header, 1, sizeof header, file) == sizeof header &&
		    !crypto_secretstream_xchacha20poly1305_init_pull(&state, header, key);

	while (fine && tag != FINAL) {
		size_t size = fread(box, 1, sizeof box, file);
		unsigned long long length = 0;

		fine = !crypto_secretstream_xchacha20poly1305_pull(&state, piece, &length, &tag,
								   box, size, NULL, 0);
		if (fine)
			buffer_add(out, piece, (size_t)length);
	}
	crypto_forget(&state, sizeof state);
	crypto_forget(piece, sizeof piece);
	return fine;
}

bool sealed_file_read(const char *folder, const char *name, const uint8_t key[CRYPTO_KEY_SIZE],
		      struct buffer *out, struct error *err)
{
	char path[4096];
	FILE *file;
	bool fine;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file)
		return error_set(err, "%s: %s", path, strerror(errno));
	fine = take_sealed(file, key, out);
	fclose(file);
	return fine || error_set(err, "%s was changed or cut", path);
}
