/*
 * Secrets: what opens a box and what does not, and the key file.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"

static char folder[] = "/tmp/fuji-crypto-XXXXXX";
static char path[64];

static const uint8_t key[CRYPTO_KEY_SIZE] = {1, 2, 3};
static const char plain[] = "13800000001";
#define BOX_SIZE (sizeof plain + CRYPTO_SEAL_EXTRA)

static void write_file(size_t size, mode_t mode)
{
	static const uint8_t bytes[4 * CRYPTO_KEY_SIZE];
	int file;

	unlink(path);
	file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_int_equal(write(file, bytes, size), size);
	assert_int_equal(fchmod(file, mode), 0);
	close(file);
}

static void a_box_opens_with_its_key_at_its_place(void **state)
{
	uint8_t box[BOX_SIZE];
	char opened[sizeof plain];

	(void)state;
	crypto_seal(key, "person:1", plain, sizeof plain, box);
	assert_true(crypto_open(key, "person:1", box, sizeof box, opened));
	assert_string_equal(opened, plain);
}

static void a_box_that_was_moved_does_not_open(void **state)
{
	uint8_t box[BOX_SIZE];
	char opened[sizeof plain];

	(void)state;
	crypto_seal(key, "person:1", plain, sizeof plain, box);
	assert_false(crypto_open(key, "person:2", box, sizeof box, opened));
	assert_false(crypto_open(key, "person:", box, sizeof box, opened));
}

static void a_box_with_any_bit_flipped_or_cut_short_does_not_open(void **state)
{
	uint8_t box[BOX_SIZE];
	char opened[sizeof plain];

	(void)state;
	crypto_seal(key, "person:1", plain, sizeof plain, box);
	for (size_t bit = 0; bit < sizeof box * 8; bit++) {
		box[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(crypto_open(key, "person:1", box, sizeof box, opened));
		box[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t length = 0; length < sizeof box; length++)
		assert_false(crypto_open(key, "person:1", box, length, opened));
}

static void another_key_does_not_open_a_box(void **state)
{
	uint8_t box[BOX_SIZE], other[CRYPTO_KEY_SIZE] = {1, 2, 4};
	char opened[sizeof plain];

	(void)state;
	crypto_seal(key, "person:1", plain, sizeof plain, box);
	assert_false(crypto_open(other, "person:1", box, sizeof box, opened));
}

static void the_same_text_sealed_twice_gives_two_boxes(void **state)
{
	uint8_t one[BOX_SIZE], other[BOX_SIZE];

	(void)state;
	crypto_seal(key, "person:1", plain, sizeof plain, one);
	crypto_seal(key, "person:1", plain, sizeof plain, other);
	assert_memory_not_equal(one, other, sizeof one);
}

#define DRAWN 500

struct draws {
	uint8_t bytes[DRAWN][24];
};

static void *draw(void *argument)
{
	struct draws *draws = argument;

	for (size_t i = 0; i < DRAWN; i++)
		crypto_unique(draws->bytes[i], sizeof draws->bytes[i]);
	return NULL;
}

static int compare_draws(const void *a, const void *b)
{
	return memcmp(a, b, 24);
}

static void what_is_drawn_never_comes_twice_on_whatever_thread(void **state)
{
	static struct draws draws[2];
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, draw, &draws[0]), 0);
	draw(&draws[1]);
	pthread_join(thread, NULL);
	qsort(draws, (size_t)2 * DRAWN, sizeof draws[0].bytes[0], compare_draws);
	for (size_t i = 1; i < (size_t)2 * DRAWN; i++) {
		const uint8_t *bytes = draws[0].bytes[0] + i * 24;

		assert_memory_not_equal(bytes - 24, bytes, 24);
	}
}

static void nothing_can_be_sealed_too(void **state)
{
	uint8_t box[CRYPTO_SEAL_EXTRA], opened[1];

	(void)state;
	crypto_seal(key, "person:1", "", 0, box);
	assert_true(crypto_open(key, "person:1", box, sizeof box, opened));
}

static void a_wrapped_key_opens_for_its_row_only(void **state)
{
	struct keys *keys = keys_for_tests();
	uint8_t wrapped[CRYPTO_WRAPPED_SIZE], out[CRYPTO_KEY_SIZE];

	(void)state;
	keys_wrap(keys, "7", key, wrapped);
	assert_true(keys_unwrap(keys, "7", wrapped, out));
	assert_true(crypto_equal(out, key, sizeof key));
	assert_false(keys_unwrap(keys, "8", wrapped, out));
	keys_close(keys);
}

static void hashes_differ_by_purpose_and_by_key(void **state)
{
	struct keys *keys = keys_for_tests(), *others;
	uint8_t one[CRYPTO_HASH_SIZE], again[CRYPTO_HASH_SIZE], other[CRYPTO_HASH_SIZE];

	(void)state;
	write_file(CRYPTO_KEY_SIZE, 0600);
	others = keys_open(path, false, NULL);
	keys_hash(keys, "number", plain, sizeof plain, one);
	keys_hash(keys, "number", plain, sizeof plain, again);
	assert_memory_equal(one, again, sizeof one);
	keys_hash(keys, "token", plain, sizeof plain, other);
	assert_memory_not_equal(one, other, sizeof one);
	keys_hash(others, "number", plain, sizeof plain, other);
	assert_memory_not_equal(one, other, sizeof one);
	assert_string_not_equal(keys_id(keys), keys_id(others));
	assert_int_equal(strlen(keys_id(keys)), 8);
	keys_close(keys);
	keys_close(others);
}

static void a_key_file_is_made_once_for_its_owner_only(void **state)
{
	struct keys *made, *read;
	struct stat status;

	(void)state;
	unlink(path);
	made = keys_open(path, true, NULL);
	assert_non_null(made);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(status.st_size, 2 * CRYPTO_KEY_SIZE);
	assert_int_equal(status.st_nlink, 1); /* the name it was written under is gone */
	read = keys_open(path, true, NULL);
	assert_string_equal(keys_id(read), keys_id(made));
	keys_close(made);
	keys_close(read);
}

static void a_missing_key_file_is_not_made_unasked(void **state)
{
	struct error err;

	(void)state;
	unlink(path);
	assert_null(keys_open(path, false, &err));
	assert_non_null(strstr(err.text, "is not there"));
	assert_int_not_equal(access(path, F_OK), 0);
}

static void a_key_file_that_others_may_touch_is_refused(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0620, 0601};
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		write_file(CRYPTO_KEY_SIZE, modes[i]);
		assert_null(keys_open(path, true, &err));
		assert_non_null(strstr(err.text, "chmod 600"));
	}
}

static void a_key_file_of_another_size_is_refused_and_kept(void **state)
{
	static const size_t sizes[] = {0, CRYPTO_KEY_SIZE - 1, CRYPTO_KEY_SIZE + 1,
				       4 * CRYPTO_KEY_SIZE};
	struct error err;
	struct stat status;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		write_file(sizes[i], 0600);
		assert_null(keys_open(path, true, &err));
		assert_non_null(strstr(err.text, "96 bytes"));
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_size, sizes[i]);
	}
}

/* What `keys` make of a wrapped key: whether it opens, and whether it is sealed anew. */
static void look_at(const struct keys *keys, const uint8_t wrapped[CRYPTO_WRAPPED_SIZE],
		    bool *out_opens, bool *out_changes)
{
	uint8_t again[CRYPTO_WRAPPED_SIZE];

	memcpy(again, wrapped, sizeof again);
	*out_opens = keys_wrap_again(keys, "7", again, out_changes);
}

static void what_an_older_key_sealed_opens_until_that_key_is_dropped(void **state)
{
	static const size_t first_sizes[] = {CRYPTO_KEY_SIZE, 0}; /* an old file, and a new one */
	uint8_t old[CRYPTO_WRAPPED_SIZE], new[CRYPTO_WRAPPED_SIZE];
	struct error err;
	bool opens, changes;

	(void)state;
	for (size_t i = 0; i < sizeof first_sizes / sizeof *first_sizes; i++) {
		struct keys *keys, *read;

		unlink(path);
		if (first_sizes[i])
			write_file(first_sizes[i], 0600);
		keys = keys_open(path, true, NULL);
		keys_wrap(keys, "7", key, old);
		assert_true(keys_add(keys, &err));
		keys_wrap(keys, "7", key, new);
		look_at(keys, old, &opens, &changes);
		assert_true(opens && changes);
		read = keys_open(path, false, NULL); /* as after a crash */
		look_at(read, new, &opens, &changes);
		assert_true(opens && !changes);
		look_at(read, old, &opens, &changes);
		assert_true(opens && changes);
		assert_string_equal(keys_id(read), keys_id(keys));
		keys_close(read);
		assert_true(keys_drop(keys, &err));
		read = keys_open(path, false, NULL);
		look_at(read, new, &opens, &changes);
		assert_true(opens && !changes);
		look_at(read, old, &opens, &changes);
		assert_int_equal(opens, first_sizes[i] != 0); /* its first key seals and stays */
		assert_false(keys_are_rotating(read));
		keys_close(read);
		keys_close(keys);
	}
}

static void a_rotation_goes_on_where_it_was(void **state)
{
	struct keys *keys;
	struct stat status;

	(void)state;
	unlink(path);
	keys = keys_open(path, true, NULL);
	assert_true(keys_add(keys, NULL) && keys_add(keys, NULL));
	assert_true(keys_are_rotating(keys));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 3 * CRYPTO_KEY_SIZE);
	assert_int_equal(status.st_mode & 07777, 0600);
	keys_close(keys);
}

static void a_key_file_in_a_missing_folder_is_an_error(void **state)
{
	struct error err;

	(void)state;
	assert_null(keys_open("/nowhere/at/all/key", true, &err));
	assert_non_null(strstr(err.text, "make key file /nowhere/at/all/key"));
}

static void ids_are_26_characters_and_never_the_same(void **state)
{
	char one[CRYPTO_ID_SIZE], other[CRYPTO_ID_SIZE];

	(void)state;
	crypto_id(one);
	crypto_id(other);
	assert_int_equal(strlen(one), 26);
	assert_int_equal(strspn(one, "abcdefghijklmnopqrstuvwxyz234567"), 26);
	assert_string_not_equal(one, other);
}

static void a_text_has_one_id_for_each_purpose_and_key(void **state)
{
	struct keys *keys = keys_for_tests();
	char id[CRYPTO_ID_SIZE], again[CRYPTO_ID_SIZE], other[CRYPTO_ID_SIZE];

	(void)state;
	keys_name(keys, "one", "13800000003", id);
	keys_name(keys, "one", "13800000003", again);
	assert_string_equal(id, again);
	assert_int_equal(strspn(id, "abcdefghijklmnopqrstuvwxyz234567"), 26);
	keys_name(keys, "one", "13800000004", other);
	assert_string_not_equal(id, other);
	keys_name(keys, "other", "13800000003", other);
	assert_string_not_equal(id, other);
	keys_close(keys);
}

static void a_code_has_all_its_digits(void **state)
{
	char code[7];

	(void)state;
	for (int i = 0; i < 100; i++) {
		crypto_digits(code, 6);
		assert_int_equal(strspn(code, "0123456789"), 6);
		assert_int_equal(code[6], '\0');
	}
}

/* Pearson's test of ten equally likely cells, whose limit is passed by chance once in a million: the
 * 1 - 1e-6 quantile of chi-square with 9 degrees of freedom. A byte modulo ten comes to 120. */
static void no_digit_of_a_code_is_likelier_than_another(void **state)
{
	enum { CODES = 300000, DIGITS = 6 };
	const double expected = CODES / 10.0, limit = 44.81;
	long seen[DIGITS][10] = {{0}};
	char code[DIGITS + 1];

	(void)state;
	for (long i = 0; i < CODES; i++) {
		crypto_digits(code, DIGITS);
		for (int place = 0; place < DIGITS; place++)
			seen[place][code[place] - '0']++;
	}
	for (int place = 0; place < DIGITS; place++) {
		double sum = 0;

		for (int digit = 0; digit < 10; digit++) {
			double off = (double)seen[place][digit] - expected;

			sum += off * off / expected;
		}
		printf("digit %d of %d codes: chi-square %.1f of %.1f\n", place + 1, CODES, sum,
		       limit);
		assert_true(sum < limit);
	}
}

static void a_password_matches_its_hash_only(void **state)
{
	char hash[CRYPTO_PASSWORD_HASH_SIZE];

	(void)state;
	assert_true(crypto_password_hash("correct horse", hash));
	assert_true(crypto_password_matches(hash, "correct horse"));
	assert_false(crypto_password_matches(hash, "correct horsf"));
	assert_false(crypto_password_matches("no hash", "correct horse"));
}

static void base64_is_the_url_form_without_padding(void **state)
{
	static const uint8_t bytes[] = {0xfb, 0xff, 0x00, 0x10};
	char text[8];

	(void)state;
	crypto_base64(bytes, sizeof bytes, text);
	assert_string_equal(text, "-_8AEA");
}

static void base64_is_read_strictly_and_whole(void **state)
{
	static const char *const wrong[] = {"-_8AEA==", "+/8AEA",  "-_8AEB",
					    "-_8AE",    "-_8A EA", "-_8AEA\n"};
	uint8_t bytes[4];
	size_t length;

	(void)state;
	assert_true(crypto_base64_read("-_8AEA.", 6, bytes, sizeof bytes, &length));
	assert_int_equal(length, 4);
	assert_memory_equal(bytes, "\xfb\xff\x00\x10", 4);
	assert_false(crypto_base64_read("-_8AEA", 6, bytes, 3, &length));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(crypto_base64_read(wrong[i], strlen(wrong[i]), bytes, sizeof bytes,
						&length));
}

/* RFC 8032 section 7.1, TEST 2. */
static void a_signature_is_that_of_ed25519(void **state)
{
	static const uint8_t public[] = {0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a,
					 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b, 0x7e, 0xbc,
					 0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4, 0x96, 0x8c,
					 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c};
	uint8_t signature[] = {0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82,
			       0x0b, 0x5f, 0x64, 0x25, 0x40, 0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50,
			       0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda, 0x08,
			       0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13,
			       0xd0, 0xf1, 0x1d, 0x8c, 0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a,
			       0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00};

	(void)state;
	assert_true(crypto_signature_fits(public, "r", 1, signature));
	assert_false(crypto_signature_fits(public, "s", 1, signature));
	signature[63] ^= 1;
	assert_false(crypto_signature_fits(public, "r", 1, signature));
}

static void what_one_key_signs_fits_its_other_half_only(void **state)
{
	uint8_t public[CRYPTO_PUBLIC_SIZE], other[CRYPTO_PUBLIC_SIZE];
	uint8_t secret[CRYPTO_SECRET_SIZE], signature[CRYPTO_SIGNATURE_SIZE];

	(void)state;
	crypto_signing_pair(other, secret);
	crypto_signing_pair(public, secret);
	crypto_signature(secret, "text", 4, signature);
	assert_true(crypto_signature_fits(public, "text", 4, signature));
	assert_false(crypto_signature_fits(other, "text", 4, signature));
}

static int make_folder(void **state)
{
	(void)state;
	crypto_start();
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/key", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder); /* fails if a half-made key was left behind */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_box_opens_with_its_key_at_its_place),
		cmocka_unit_test(a_box_that_was_moved_does_not_open),
		cmocka_unit_test(a_box_with_any_bit_flipped_or_cut_short_does_not_open),
		cmocka_unit_test(another_key_does_not_open_a_box),
		cmocka_unit_test(the_same_text_sealed_twice_gives_two_boxes),
		cmocka_unit_test(what_is_drawn_never_comes_twice_on_whatever_thread),
		cmocka_unit_test(nothing_can_be_sealed_too),
		cmocka_unit_test(a_wrapped_key_opens_for_its_row_only),
		cmocka_unit_test(hashes_differ_by_purpose_and_by_key),
		cmocka_unit_test(a_key_file_is_made_once_for_its_owner_only),
		cmocka_unit_test(a_missing_key_file_is_not_made_unasked),
		cmocka_unit_test(a_key_file_that_others_may_touch_is_refused),
		cmocka_unit_test(a_key_file_of_another_size_is_refused_and_kept),
		cmocka_unit_test(what_an_older_key_sealed_opens_until_that_key_is_dropped),
		cmocka_unit_test(a_rotation_goes_on_where_it_was),
		cmocka_unit_test(a_key_file_in_a_missing_folder_is_an_error),
		cmocka_unit_test(ids_are_26_characters_and_never_the_same),
		cmocka_unit_test(a_text_has_one_id_for_each_purpose_and_key),
		cmocka_unit_test(a_code_has_all_its_digits),
		cmocka_unit_test(no_digit_of_a_code_is_likelier_than_another),
		cmocka_unit_test(a_password_matches_its_hash_only),
		cmocka_unit_test(base64_is_the_url_form_without_padding),
		cmocka_unit_test(base64_is_read_strictly_and_whole),
		cmocka_unit_test(a_signature_is_that_of_ed25519),
		cmocka_unit_test(what_one_key_signs_fits_its_other_half_only),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
