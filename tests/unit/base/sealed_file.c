/*
 * Files that are noise without their key.
 */
#include "base/sealed_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (64 * 1024)

static char above[] = "/tmp/fuji-unit-XXXXXX";
static char folder[64], path[80];
static uint8_t key[CRYPTO_KEY_SIZE];

static char *content(size_t length)
{
	char *data = malloc(length + 1);

	assert_non_null(data);
	for (size_t i = 0; i < length; i++)
		data[i] = (char)('a' + i % 23);
	return data;
}

static void write_file(const char *data, size_t length)
{
	struct error err = {0};

	unlink(path);
	if (!sealed_file_write(folder, "file", key, data, length, &err))
		fail_msg("%s", err.text);
}

static bool read_file(struct buffer *out)
{
	return sealed_file_read(folder, "file", key, out, NULL);
}

static void what_was_written_is_read_whatever_its_size(void **state)
{
	static const size_t sizes[] = {0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE};

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *data = content(sizes[i]);
		struct buffer out = {0};

		write_file(data, sizes[i]);
		assert_true(read_file(&out));
		assert_int_equal(out.length, sizes[i]);
		if (sizes[i])
			assert_memory_equal(out.data, data, sizes[i]);
		buffer_finish(&out);
		free(data);
	}
}

static void only_its_owner_may_read_it_and_nothing_of_it_shows(void **state)
{
	char seen[128] = {0};
	struct stat info;
	FILE *file;

	(void)state;
	write_file("a passport", 10);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(stat(folder, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_true(fread(seen, 1, sizeof seen, file) > 10);
	fclose(file);
	for (size_t i = 0; i + 10 <= sizeof seen; i++)
		assert_memory_not_equal(seen + i, "a passport", 10);
}

static void change_byte(long at)
{
	FILE *file = fopen(path, "r+b");
	int byte;

	assert_non_null(file);
	fseek(file, at, SEEK_SET);
	byte = fgetc(file);
	fseek(file, at, SEEK_SET);
	fputc(byte ^ 1, file);
	fclose(file);
}

static void a_file_that_was_changed_or_cut_does_not_open(void **state)
{
	char *data = content(2 * PIECE);
	struct buffer out = {0};

	(void)state;
	for (long at = 0; at < 2 * PIECE; at += PIECE - 100) {
		write_file(data, 2 * PIECE);
		change_byte(at);
		assert_false(read_file(&out));
	}
	for (off_t length = 0; length < 2 * PIECE; length += PIECE - 50) {
		write_file(data, 2 * PIECE);
		assert_int_equal(truncate(path, length), 0);
		assert_false(read_file(&out));
	}
	/* Whole pieces, and only the last one is missing. */
	write_file(data, 2 * PIECE);
	assert_int_equal(truncate(path, 24 + 2 * (PIECE + 17)), 0);
	assert_false(read_file(&out));
	buffer_finish(&out);
	free(data);
}

static void another_key_does_not_open_it(void **state)
{
	struct buffer out = {0};

	(void)state;
	write_file("text", 4);
	crypto_random(key, sizeof key);
	assert_false(read_file(&out));
	assert_int_equal(out.length, 0);
}

static void what_is_not_there_or_cannot_be_made_is_an_error(void **state)
{
	struct error err;
	struct buffer out = {0};

	(void)state;
	assert_false(sealed_file_read(folder, "none", key, &out, &err));
	assert_non_null(strstr(err.text, "No such file"));
	assert_false(sealed_file_write("/proc/none/there", "file", key, "", 0, &err));
}

static int make_folder(void **state)
{
	(void)state;
	crypto_start();
	crypto_random(key, sizeof key);
	if (!mkdtemp(above))
		return -1;
	snprintf(folder, sizeof folder, "%s/files", above);
	snprintf(path, sizeof path, "%s/file", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder) || rmdir(above); /* fails if a half-made file was left behind */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_whatever_its_size),
		cmocka_unit_test(only_its_owner_may_read_it_and_nothing_of_it_shows),
		cmocka_unit_test(a_file_that_was_changed_or_cut_does_not_open),
		cmocka_unit_test(another_key_does_not_open_it),
		cmocka_unit_test(what_is_not_there_or_cannot_be_made_is_an_error),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
