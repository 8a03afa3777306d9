/*
 * Messages of several threads, in and out of a bounded queue.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <pthread.h>

#include "ws/queue.h"

static int numbers[1000];

static void what_goes_in_comes_out_in_order(void **state)
{
	struct queue *queue = queue_create(1000);
	struct message out[600];
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 300; i++)
		assert_true(queue_offer(queue, MESSAGE_EVENT, &numbers[i]));
	assert_int_equal(queue_take(queue, out, 100), 100);
	for (int i = 300; i < 600; i++)
		assert_true(queue_offer(queue, MESSAGE_TASK, &numbers[i]));
	n = queue_take(queue, out, 600);
	assert_int_equal(n, 500);
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(out[i].body, &numbers[100 + i]);
	assert_int_equal(out[0].kind, MESSAGE_EVENT);
	assert_int_equal(out[499].kind, MESSAGE_TASK);
	queue_destroy(queue);
}

static void past_its_bound_it_refuses_offers_but_not_what_is_owed(void **state)
{
	struct queue *queue = queue_create(2);
	struct message out[4];

	(void)state;
	assert_true(queue_offer(queue, MESSAGE_EVENT, &numbers[0]));
	assert_true(queue_offer(queue, MESSAGE_EVENT, &numbers[1]));
	assert_false(queue_offer(queue, MESSAGE_EVENT, &numbers[2]));
	assert_true(queue_put(queue, MESSAGE_EVENT, &numbers[3]));
	assert_int_equal(queue_poll(queue, out, 4), 3);
	assert_ptr_equal(out[2].body, &numbers[3]);
	assert_int_equal(queue_poll(queue, out, 4), 0);
	queue_destroy(queue);
}

static void once_closed_it_takes_nothing_and_gives_the_rest(void **state)
{
	struct queue *queue = queue_create(2);
	struct message out;

	(void)state;
	assert_true(queue_offer(queue, MESSAGE_EVENT, &numbers[0]));
	queue_close(queue);
	assert_false(queue_offer(queue, MESSAGE_EVENT, &numbers[1]));
	assert_false(queue_put(queue, MESSAGE_EVENT, &numbers[1]));
	assert_int_equal(queue_take(queue, &out, 1), 1);
	assert_int_equal(queue_take(queue, &out, 1), 0);
	queue_destroy(queue);
}

#define EACH 20000

static void *offer_many(void *context)
{
	for (int i = 0; i < EACH; i++)
		queue_put(context, MESSAGE_EVENT, &numbers[i % 1000]);
	return NULL;
}

static void nothing_is_lost_between_threads(void **state)
{
	struct queue *queue = queue_create(10);
	pthread_t threads[3];
	struct message out[256];
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, offer_many, queue);
	while (n < 3 * EACH)
		n += queue_take(queue, out, 256);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(n, 3 * EACH);
	queue_destroy(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out_in_order),
		cmocka_unit_test(past_its_bound_it_refuses_offers_but_not_what_is_owed),
		cmocka_unit_test(once_closed_it_takes_nothing_and_gives_the_rest),
		cmocka_unit_test(nothing_is_lost_between_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
