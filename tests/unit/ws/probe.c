/*
 * The host that a URL names.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "ws/probe.h"

static void a_url_names_a_host_and_a_port(void **state)
{
	static const struct {
		const char *url, *host, *port;
	} rows[] = {
		{"https://bss.example/api", "bss.example", "443"},
		{"tmf:https://bss.example:8443/api?key=x", "bss.example", "8443"},
		{"http://bss.example", "bss.example", "80"},
		{"tmf:https://fuji:secret@bss.example", "bss.example", "443"},
	};
	char host[PROBE_HOST_SIZE], port[PROBE_PORT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(probe_host(rows[i].url, host, port));
		assert_string_equal(host, rows[i].host);
		assert_string_equal(port, rows[i].port);
	}
	assert_false(probe_host("sim:?code=1", host, port));
	assert_false(probe_host("https://", host, port));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_names_a_host_and_a_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
