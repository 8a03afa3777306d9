/*
 * Structs as JSON and back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json_record.h"

enum size { SMALL, LARGE };

struct wheel {
	const char *make;
	int64_t spokes;
};

struct cart {
	const char *owner;
	int64_t load;
	enum size size;
	bool covered;
	struct wheel wheels[2];
	size_t n_wheels;
};

static const struct json_field wheel_fields[] = {
	JSON_FIELD(wheel, "make", JSON_TEXT, make),
	JSON_FIELD(wheel, "spokes", JSON_INTEGER, spokes),
};
static const struct json_record wheel = JSON_RECORD(wheel, wheel_fields, false, false);

static const struct json_field cart_fields[] = {
	JSON_FIELD(cart, "owner", JSON_TEXT, owner),
	JSON_FIELD(cart, "load", JSON_INTEGER, load),
	JSON_CHOICE_FIELD(cart, "size", size, LARGE),
	JSON_FIELD(cart, "covered", JSON_FLAG, covered),
	JSON_LIST_FIELD(cart, "wheels", wheels, 2, n_wheels, &wheel),
};
static const struct json_record cart = JSON_RECORD(cart, cart_fields, true, false);

static struct arena *arena;

static struct cart *read_cart(const char *json)
{
	return json_record_read(arena_text(arena, json), &cart, arena);
}

/* Quotes, backslashes, line ends, what may not stand in a page, controls, and two of the
 * characters that take more bytes. */
static void a_struct_comes_back_as_it_was(void **context)
{
	struct cart out = {
		.owner = "\"\\\n<&>\x01\t\xc2\x85\xe2\x80\xa8 \xe5\xa4\x8d\xf0\x9f\x98\x80",
		.load = INT64_MIN,
		.size = LARGE,
		.covered = true,
		.wheels = {{"", 0}, {"oak", 12}},
		.n_wheels = 2,
	};
	struct buffer json = {0};
	struct cart *back;

	(void)context;
	json_record_print(&json, &cart, &out);
	back = read_cart(json.data);
	assert_non_null(back);
	assert_string_equal(back->owner, out.owner);
	assert_true(back->load == INT64_MIN && back->size == LARGE && back->covered);
	assert_int_equal(back->n_wheels, 2);
	assert_string_equal(back->wheels[0].make, "");
	assert_string_equal(back->wheels[1].make, "oak");
	assert_int_equal(back->wheels[1].spokes, 12);
	buffer_finish(&json);
}

static void what_is_empty_is_left_out(void **context)
{
	struct buffer json = {0};

	(void)context;
	json_record_print(&json, &cart, json_record_new(&cart, arena));
	assert_string_equal(json.data, "{}");
	assert_string_equal(read_cart("{}")->owner, "");
	buffer_finish(&json);
}

static void members_of_another_version_are_passed_over(void **context)
{
	struct cart *back = read_cart(
		"{\"new\":[{\"a\":\"]}\\\"\"},[1,-2]],\"load\":7,\"old\":true,"
		"\"owner\":\"x\",\"wheels\":[{\"spokes\":3},[\"elm\",4,5]]}");

	(void)context;
	assert_non_null(back);
	assert_string_equal(back->owner, "x");
	assert_int_equal(back->load, 7);
	assert_int_equal(back->wheels[0].spokes, 3);
	assert_string_equal(back->wheels[1].make, "elm");
}

static void what_is_something_else_is_refused(void **context)
{
	static const char *const others[] = {
		"",
		"7",
		"{",
		"{}x",
		"{\"load\"}",
		"{\"load\":}",
		"{\"load\":\"7\"}",
		"{\"load\":99999999999999999999}",
		"{\"owner\":7}",
		"{\"owner\":\"x",
		"{\"owner\":\"\\",
		"{\"owner\":\"\\x\"}",
		"{\"owner\":\"\\u12\"}",
		"{\"owner\":\"\\u0000\"}",
		"{\"size\":2}",
		"{\"size\":-1}",
		"{\"covered\":1}",
		"{\"wheels\":{}}",
		"{\"wheels\":[[],[],[]]}",
		"{\"wheels\":[[]",
		"{\"new\":[1,\"",
		"{\"new\":]}",
	};

	(void)context;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (read_cart(others[i]))
			fail_msg("taken: %s", others[i]);
	}
}

static int begin(void **context)
{
	(void)context;
	arena = arena_create();
	return 0;
}

static int end(void **context)
{
	(void)context;
	arena_destroy(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_struct_comes_back_as_it_was),
		cmocka_unit_test(what_is_empty_is_left_out),
		cmocka_unit_test(members_of_another_version_are_passed_over),
		cmocka_unit_test(what_is_something_else_is_refused),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
