/*
 * What is dispatched and what the table of access knows are the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "bot/access.h"
#include "ws/account.h"
#include "ws/audit.h"
#include "ws/channels/channel.h"
#include "ws/exchange.h"
#include "ws/given_up.h"
#include "ws/http.h"
#include "ws/missed.h"
#include "ws/outreach.h"
#include "ws/person.h"
#include "ws/request.h"

#define WAYS_MOST 256

struct ways {
	const char *names[WAYS_MOST];
	size_t n;
};

static void add(struct ways *ways, const char *name)
{
	assert_true(ways->n < WAYS_MOST);
	ways->names[ways->n++] = name;
}

static void add_all(struct ways *ways, const char *(*at)(size_t i))
{
	const char *name;

	for (size_t i = 0; (name = at(i)); i++)
		add(ways, name);
}

static void add_channel(struct ways *ways, const struct channel *channel)
{
	const struct family *family = channel->family;

	if (channel->paths) {
		add(ways, channel->endpoint);
		add_all(ways, channel->frame_at);
	}
	for (size_t i = 0; family && i < family->n_endpoints; i++)
		add(ways, family->endpoints[i].name);
}

/* As the tables tell it by which requests, frames and commands find their functions. */
static void find_ways(struct ways *ways)
{
	const struct channel *channel;

	for (size_t i = 0; (channel = channel_at(i)); i++)
		add_channel(ways, channel);
	add_all(ways, http_endpoint_at);
	add_all(ways, account_endpoint_at);
	add_all(ways, missed_endpoint_at);
	add_all(ways, person_endpoint_at);
	add_all(ways, given_up_endpoint_at);
	add_all(ways, outreach_endpoint_at);
	add_all(ways, audit_endpoint_at);
	add_all(ways, request_endpoint_at);
}

static bool has(const struct ways *ways, const char *name)
{
	for (size_t i = 0; i < ways->n; i++) {
		if (!strcmp(ways->names[i], name))
			return true;
	}
	return false;
}

static void each_way_in_has_a_row(void **state)
{
	struct ways ways = {0}, rows = {0};

	(void)state;
	find_ways(&ways);
	add_all(&rows, access_at);
	for (size_t i = 0; i < ways.n; i++) {
		if (!has(&rows, ways.names[i]))
			fail_msg("%s has no row in bot/access.c", ways.names[i]);
	}
}

static void each_row_is_a_way_in(void **state)
{
	struct ways ways = {0};
	const char *name;

	(void)state;
	find_ways(&ways);
	for (size_t i = 0; (name = access_at(i)); i++) {
		if (!has(&ways, name))
			fail_msg("nothing in ws/ answers %s", name);
	}
}

static void no_row_stands_twice(void **state)
{
	struct ways rows = {0};
	const char *name;

	(void)state;
	for (size_t i = 0; (name = access_at(i)); i++) {
		if (has(&rows, name))
			fail_msg("%s stands twice in bot/access.c", name);
		add(&rows, name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_in_has_a_row),
		cmocka_unit_test(each_row_is_a_way_in),
		cmocka_unit_test(no_row_stands_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
