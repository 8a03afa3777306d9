/*
 * Reading the parts of a form.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>
#include <string.h>

#include "ws/multipart.h"

#define TYPE "multipart/form-data; boundary=\"B d\""
#define NAMED(name) "\r\ncontent-disposition: form-data; name=\"" name "\"\r\n\r\n"

static bool begin(struct multipart *multipart, const char *body)
{
	return multipart_begin(multipart, TYPE, body, strlen(body));
}

static void assert_part(struct multipart *multipart, const char *name, const char *data)
{
	struct part part;

	assert_true(multipart_next(multipart, &part));
	assert_string_equal(part.name, name);
	assert_int_equal(part.length, strlen(data));
	assert_memory_equal(part.data, data, part.length);
}

static void parts_come_in_their_order_with_their_bytes(void **state)
{
	struct multipart multipart;
	struct part part;

	(void)state;
	assert_true(begin(&multipart,
			  "--B d" NAMED("one") "1\r\n--B\r\n\r\n--B d" NAMED(
				  "two") "\r\n--B d" NAMED("three") "3\r\n--B d--\r\nleft over"));
	assert_part(&multipart, "one", "1\r\n--B\r\n");
	assert_part(&multipart, "two", "");
	assert_part(&multipart, "three", "3");
	assert_false(multipart_next(&multipart, &part));
	assert_true(multipart_is_whole(&multipart));
}

static void a_part_says_how_its_file_is_called(void **state)
{
	static const char body[] = "--B d\r\nContent-Type: image/jpeg\r\nContent-Disposition: "
				   "form-data; name=\"file\"; filename=\"签证 1; name=x.jpg\"\r\n"
				   "\r\n\xff\xd8\r\n--B d--";
	struct multipart multipart;
	struct part part;

	(void)state;
	assert_true(begin(&multipart, body));
	assert_true(multipart_next(&multipart, &part));
	assert_string_equal(part.name, "file");
	assert_string_equal(part.file_name, "签证 1; name=x.jpg");
	assert_int_equal(part.length, 2);
}

static void what_is_cut_off_is_not_whole(void **state)
{
	static const char body[] = "--B d" NAMED("one") "1\r\n--B d" NAMED("two") "2\r\n--B d--";
	struct multipart multipart;
	struct part part;

	(void)state;
	for (size_t length = 0; length < strlen(body); length++) {
		if (multipart_begin(&multipart, TYPE, body, length)) {
			while (multipart_next(&multipart, &part))
				;
			assert_false(multipart_is_whole(&multipart));
		}
	}
}

static void other_types_and_bodies_do_not_begin(void **state)
{
	static const char *const types[] = {"",
					    "image/jpeg",
					    "multipart/form-data",
					    "multipart/form-data; boundary=",
					    "multipart/form-data; xboundary=B",
					    "multipart/mixed; boundary=B"};
	struct multipart multipart;

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		assert_false(multipart_begin(&multipart, types[i], "--B--", 5));
	assert_false(begin(&multipart, "before\r\n--B d--"));
}

static void a_name_that_does_not_fit_ends_the_body(void **state)
{
	char name[301] = "", body[600];
	struct multipart multipart;
	struct part part;

	(void)state;
	memset(name, 'n', sizeof name - 1);
	snprintf(body, sizeof body,
		 "--B d\r\ncontent-disposition: form-data; name=\"%s\"\r\n\r\n1\r\n--B d--", name);
	assert_true(begin(&multipart, body));
	assert_false(multipart_next(&multipart, &part));
	assert_false(multipart_is_whole(&multipart));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_come_in_their_order_with_their_bytes),
		cmocka_unit_test(a_part_says_how_its_file_is_called),
		cmocka_unit_test(what_is_cut_off_is_not_whole),
		cmocka_unit_test(other_types_and_bodies_do_not_begin),
		cmocka_unit_test(a_name_that_does_not_fit_ends_the_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
