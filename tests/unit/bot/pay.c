/*
 * Which links to pay by may be told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bot/core.h"

static void a_link_is_https_to_an_allowed_host_and_nothing_else(void **state)
{
	static const struct {
		const char *url;
		bool fits;
	} rows[] = {
		{"https://pay.demo-mobile.example/b?n=1&a=128.00#x", true},
		{"https://pay.demo-mobile.example", true},
		{"http://pay.demo-mobile.example/", false},
		{"https://pay.demo-mobi1e.example/", false},
		{"https://demo-mobile.example/", false},
		{"https://x.pay.demo-mobile.example/", false},
		{"https://pay.demo-mobile.example.bad.example/", false},
		{"https://pay.demo-mobile.example@bad.example/", false},
		{"https://pay.demo-mobile.example\\@bad.example/", false},
		{"https://pay.demo-mobile.example:8443/", false},
		{"https://PAY.demo-mobile.example/", false},
		{"https://pay.demo-mobile.example/ https", false},
		{"https://pay.demo-mobile.example/\n", false},
		{"https://pay.demo-mobile.example/?to=https://bad.example/", false},
		{" https://pay.demo-mobile.example/", false},
		{"javascript:alert(1)", false},
		{"", false},
	};
	struct problems *problems = problems_create();
	struct knowledge *knowledge = knowledge_load("knowledge", problems);
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(!pay_link_fault(knowledge, rows[i].url, arena), rows[i].fits);
	arena_destroy(arena);
	knowledge_destroy(knowledge);
	problems_destroy(problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_https_to_an_allowed_host_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
