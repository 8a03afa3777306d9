/*
 * A heap of errands by the time at which they are due, and a thread that waits for the first.
 * An operator's slowness is time in the heap, or requests that are under way elsewhere, so one
 * call never holds up another; and alarms of thousands of silent conversations lie in it without
 * slowing what is due now.
 */
#include "ws/outbox_thread.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/breakers.h"
#include "ws/carrier_link.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/server.h"
#include "ws/webhooks.h"

#define BEAT_MS 250
#define SLOW_MS 2000 /* after which somebody who waits is told so */

/* What a call is answered with and asks for meanwhile. Thousands of calls may wait, and alarms are
 * never tried. */
struct trying {
	struct carrier_answer answer;
	struct carrier_requests requests; /* of this try; on their way, they are the link's */
};

struct errand {
	struct output *call;
	struct task *task;   /* instead of a call */
	struct errand *twin; /* of a call: what says that it is slow; of that: the call, until it
			      * is answered */
	int64_t due_ms, deadline_ms, put_us;
	uint64_t order; /* of those due together, the first put in comes first */
	int tries;
	outbox_done *done; /* of a call that is no row's: who is told of the answer */
	void *context;
	bool answered;         /* the answer is there and is due then; otherwise the call is */
	struct trying *trying; /* NULL until it is tried */
	struct outbox_thread *thread;
};

struct outbox_thread {
	struct service *service;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct errand **heap; /* each before its two children, 2i + 1 and 2i + 2 */
	size_t n_errands, room;
	uint64_t n_put; /* ever */
	bool stopping;
	struct breakers breakers;  /* the thread's own */
	struct carrier_link *link; /* NULL: the operator answers in process */
	pthread_t thread;
};

static bool is_before(const struct errand *a, const struct errand *b)
{
	return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->order < b->order;
}

/* Under the lock. */
static void push(struct outbox_thread *thread, struct errand *errand)
{
	size_t at = thread->n_errands++;

	if (thread->n_errands > thread->room) {
		thread->room = thread->room ? 2 * thread->room : 64;
		thread->heap = mem_resize(thread->heap, thread->room, sizeof(struct errand *));
	}
	for (; at > 0 && is_before(errand, thread->heap[(at - 1) / 2]); at = (at - 1) / 2)
		thread->heap[at] = thread->heap[(at - 1) / 2];
	thread->heap[at] = errand;
}

/* Under the lock; there is one. */
static struct errand *pop(struct outbox_thread *thread)
{
	struct errand *first = thread->heap[0], *last = thread->heap[--thread->n_errands];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < thread->n_errands) {
		if (child + 1 < thread->n_errands &&
		    is_before(thread->heap[child + 1], thread->heap[child]))
			child++;
		if (!is_before(thread->heap[child], last))
			break;
		thread->heap[at] = thread->heap[child];
		at = child;
	}
	thread->heap[at] = last;
	return first;
}

static void put(struct outbox_thread *thread, struct errand *errand)
{
	pthread_mutex_lock(&thread->lock);
	errand->order = thread->n_put++;
	push(thread, errand);
	pthread_cond_signal(&thread->changed);
	pthread_mutex_unlock(&thread->lock);
}

/* Under the lock: waits until the first errand is due, or another one is. */
static void wait_for(struct outbox_thread *thread, int64_t due_ms)
{
	struct timespec until = {due_ms / 1000, due_ms % 1000 * 1000000};

	pthread_cond_timedwait(&thread->changed, &thread->lock, &until);
}

/* The next errand that is due; NULL when the thread is to end. */
static struct errand *take_due(struct outbox_thread *thread)
{
	struct errand *errand = NULL;

	pthread_mutex_lock(&thread->lock);
	while (!thread->stopping && !errand) {
		if (!thread->n_errands)
			pthread_cond_wait(&thread->changed, &thread->lock);
		else if (thread->heap[0]->due_ms > monotonic_ms())
			wait_for(thread, thread->heap[0]->due_ms);
		else
			errand = pop(thread);
	}
	pthread_mutex_unlock(&thread->lock);
	return errand;
}

static struct trying *trying_of(struct errand *errand)
{
	if (!errand->trying)
		errand->trying = mem_new(sizeof *errand->trying);
	return errand->trying;
}

/* Of an alarm: that its time has come. */
static const struct carrier_answer *answer_of(const struct errand *errand)
{
	static const struct carrier_answer done = {.outcome = CALL_DONE};

	return errand->trying ? &errand->trying->answer : &done;
}

static void errand_destroy(struct errand *errand)
{
	if (errand->trying)
		carrier_requests_finish(&errand->trying->requests);
	free(errand->trying);
	output_destroy(errand->call);
	free(errand);
}

static bool is_alarm(const struct errand *errand)
{
	return errand->call->call_body.kind == CALL_WAIT;
}

static void count_answer(struct outbox_thread *thread, const struct errand *errand)
{
	struct metrics *metrics = thread->service->metrics;

	metric_add(is_alarm(errand) ? &metrics->alarms : &metrics->calls, -1);
	if (is_alarm(errand))
		return;
	histogram_time(&metrics->call_time, monotonic_us() - errand->put_us);
	if (answer_of(errand)->outcome == CALL_FAILED)
		metric_add(&metrics->calls_failed, 1);
}

/* Has the bot say that a call is slow, unless it has been answered. */
static void tell_slow(struct outbox_thread *thread, struct errand *errand)
{
	struct event *event;

	if (errand->twin) {
		event = event_create(EVENT_SLOW, 0);
		event->call = errand->twin->call->call;
		event->trace = errand->twin->call->trace;
		errand->twin->twin = NULL;
		if (!bot_thread_answer(thread->service->bot_thread, event))
			event_destroy(event);
	}
	errand_destroy(errand);
}

static void report(struct outbox_thread *thread, struct errand *errand)
{
	struct event *event;

	if (errand->done) {
		count_answer(thread, errand);
		errand->done(errand->context, answer_of(errand));
		errand_destroy(errand);
		return;
	}
	event = event_create(EVENT_ANSWER, 0);
	event->call = errand->call->call;
	event->trace = errand->call->trace;
	count_answer(thread, errand);
	log_write(LOG_LEVEL_DEBUG, "call answered", NULL);
	if (errand->twin)
		errand->twin->twin = NULL;
	event->answer = *answer_of(errand);
	if (!bot_thread_answer(thread->service->bot_thread, event))
		event_destroy(event);
	errand_destroy(errand);
}

/* --- hooks ------------------------------------------------------------------------ */

/* Who is connected only the loop knows. */
static void post_hook(const struct service *service, struct output *hook)
{
	struct output_list *list;

	if (hook->hook.target == HOOK_DESK) {
		webhooks_post(service->webhooks, hook);
		return;
	}
	list = mem_new(sizeof *list);
	list->items = mem_new(sizeof(struct output *));
	list->items[list->n++] = hook;
	server_post(service->server, MESSAGE_OUTPUTS, list);
}

/* --- calls ------------------------------------------------------------------------ */

/* On the client's thread: the try goes on. */
static void go_on(void *context)
{
	struct errand *errand = context;

	errand->due_ms = monotonic_ms();
	put(errand->thread, errand);
}

static void send_requests(struct outbox_thread *thread, struct errand *errand)
{
	struct carrier_requests *requests = &errand->trying->requests;

	breakers_leave_alone(&thread->breakers, requests);
	if (carrier_requests_are_over(requests))
		go_on(errand);
	else
		carrier_link_send(thread->link, requests, go_on, errand);
}

/* How many requests a number takes says whether it is known: the answer comes with the beat. */
static int64_t until_beat_ms(const struct errand *errand)
{
	return BEAT_MS - (monotonic_us() - errand->put_us) / 1000 % BEAT_MS;
}

static void log_lacks(const struct carrier_requests *requests)
{
	for (size_t i = 0; i < requests->n_lacks; i++)
		log_write(LOG_LEVEL_WARNING, "operator's value is in no mapping", "value",
			  requests->lacks[i], NULL);
}

static void take_answer(struct outbox_thread *thread, struct errand *errand)
{
	struct trying *trying = errand->trying;

	log_lacks(&trying->requests);
	carrier_requests_finish(&trying->requests);
	if (thread->link)
		trying->answer.after_ms = until_beat_ms(errand);
	errand->answered = true;
	errand->due_ms = monotonic_ms() + trying->answer.after_ms;
	if (errand->due_ms >= errand->deadline_ms) {
		errand->due_ms = errand->deadline_ms;
		trying->answer.outcome = CALL_FAILED;
	}
	put(thread, errand);
}

/* False when there is none: an operator that answers in process is left alone as a whole. */
static bool begin_try(struct outbox_thread *thread, struct errand *errand)
{
	if (!thread->link && !breaker_allows(&thread->breakers.items[0], monotonic_ms()))
		return false;
	errand->tries++;
	log_write(LOG_LEVEL_DEBUG, "call made", "key", errand->call->call_body.key, NULL);
	return true;
}

static void call(struct outbox_thread *thread, struct errand *errand)
{
	const struct service *service = thread->service;
	struct trying *trying = trying_of(errand);

	trying->answer = (struct carrier_answer){.outcome = CALL_FAILED};
	breakers_count_requests(&thread->breakers, &trying->requests);
	if (!trying->requests.begun && !begin_try(thread, errand)) {
		report(thread, errand);
		return;
	}
	carrier_make_call(service->carrier_kind, service->carrier, &errand->call->call_body,
			  &trying->requests, &trying->answer);
	if (trying->answer.outcome == CALL_ASKS && monotonic_ms() < errand->deadline_ms)
		send_requests(thread, errand);
	else
		take_answer(thread, errand);
}

/* On any thread. */
static void take_pay_link(void *context, const struct pay_link *link)
{
	struct errand *errand = context;
	struct carrier_answer *answer = &trying_of(errand)->answer;

	*answer = (struct carrier_answer){.outcome = link ? CALL_DONE : CALL_FAILED};
	if (link)
		answer->pay_link = *link;
	errand->answered = true;
	go_on(errand);
}

/* The provider is not the operator: it has a breaker of its own (ws/pay_http.c), and is asked once. */
static void get_pay_link(struct outbox_thread *thread, struct errand *errand)
{
	const struct carrier_call *body = &errand->call->call_body;
	const struct pay_provider *pay = thread->service->pay;

	if (errand->answered)
		report(thread, errand);
	else if (pay)
		pay->ask(pay->own, &(struct pay_wish){body->key, body->line, body->fen},
			 take_pay_link, errand);
	else
		take_pay_link(errand, NULL);
}

/* With jitter, so that calls that failed together do not come back together. */
static int64_t backoff_ms(const struct config *config, int tries)
{
	int64_t least = (int64_t)config->call_backoff_ms << (tries - 1);
	uint64_t chance;

	crypto_random(&chance, sizeof chance);
	return least + (int64_t)(chance % (uint64_t)least);
}

static void answer_failed(struct outbox_thread *thread, struct errand *errand)
{
	const struct config *config = thread->service->config;
	int64_t again_ms = monotonic_ms() + backoff_ms(config, errand->tries);

	if (!thread->link)
		breakers_count(&thread->breakers, 0, true);
	if (errand->tries == config->call_tries || again_ms >= errand->deadline_ms) {
		log_write(LOG_LEVEL_WARNING, "operator did not answer", "key",
			  errand->call->call_body.key, NULL);
		report(thread, errand);
		return;
	}
	errand->answered = false;
	errand->due_ms = again_ms;
	put(thread, errand);
}

static void *run(void *context)
{
	struct outbox_thread *thread = context;
	struct errand *errand;

	while ((errand = take_due(thread))) {
		log_follow(errand->call ? errand->call->trace : 0);
		if (errand->task) {
			errand->task->run(errand->task);
			free(errand);
		} else if (!errand->call) {
			tell_slow(thread, errand);
		} else if (errand->call->kind == OUTPUT_HOOK) {
			post_hook(thread->service, errand->call);
			free(errand);
		} else if (errand->call->call_body.kind == CALL_PAY_LINK) {
			get_pay_link(thread, errand);
		} else if (!errand->answered) {
			call(thread, errand);
		} else if (answer_of(errand)->outcome == CALL_FAILED) {
			answer_failed(thread, errand);
		} else {
			if (!thread->link)
				breakers_count(&thread->breakers, 0, false);
			report(thread, errand);
		}
	}
	return NULL;
}

struct outbox_thread *outbox_thread_start(struct service *service)
{
	struct outbox_thread *thread = mem_new(sizeof *thread);
	pthread_condattr_t attributes;

	thread->service = service;
	breakers_init(&thread->breakers, service->config, service->metrics);
	thread->link = service->link;
	pthread_mutex_init(&thread->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&thread->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	service->outbox_thread = thread;
	pthread_create(&thread->thread, NULL, run, thread);
	return thread;
}

static void put_twin(struct outbox_thread *thread, struct errand *errand)
{
	struct errand *twin = mem_new(sizeof *twin);

	twin->twin = errand;
	errand->twin = twin;
	twin->due_ms = errand->due_ms + SLOW_MS;
	put(thread, twin);
}

static struct errand *make_errand(struct outbox_thread *thread, struct output *output)
{
	struct errand *errand = mem_new(sizeof *errand);

	errand->thread = thread;
	errand->call = output;
	errand->put_us = monotonic_us();
	metric_add(is_alarm(errand) ? &thread->service->metrics->alarms
				    : &thread->service->metrics->calls,
		   1);
	errand->due_ms = monotonic_ms();
	return errand;
}

static void put_call(struct outbox_thread *thread, struct errand *errand)
{
	errand->deadline_ms = errand->due_ms + thread->service->config->call_deadline_ms;
	put(thread, errand);
}

void outbox_thread_send(struct outbox_thread *thread, struct output *output)
{
	const struct carrier_call *body = &output->call_body;
	int64_t wait_ms = body->wake_ms - clock_now_ms(thread->service->clock);
	struct errand *errand = make_errand(thread, output);

	if (body->kind == CALL_WAIT) {
		errand->answered = true;
		errand->due_ms += wait_ms > 0 ? wait_ms : 0;
	} else {
		put_twin(thread, errand);
	}
	put_call(thread, errand);
}

void outbox_thread_ask(struct outbox_thread *thread, const struct carrier_call *call,
		       int64_t after_ms, outbox_done *done, void *context)
{
	struct output *output = mem_new(sizeof *output);
	struct errand *errand;

	output->kind = OUTPUT_CALL;
	output->call_body = *call;
	output->call_body.text = mem_text(call->text);
	errand = make_errand(thread, output);
	errand->done = done;
	errand->context = context;
	errand->due_ms += after_ms;
	errand->put_us += after_ms * 1000;
	put_call(thread, errand);
}

void outbox_thread_send_hook(struct outbox_thread *thread, struct output *hook, int64_t after_ms)
{
	struct errand *errand = mem_new(sizeof *errand);

	errand->call = hook;
	errand->due_ms = monotonic_ms() + after_ms;
	put(thread, errand);
}

void outbox_thread_run(struct outbox_thread *thread, struct task *task, int64_t after_ms)
{
	struct errand *errand = mem_new(sizeof *errand);

	errand->task = task;
	errand->due_ms = monotonic_ms() + after_ms;
	put(thread, errand);
}

int64_t outbox_thread_overdue_ms(struct outbox_thread *thread)
{
	int64_t late_ms = 0;

	pthread_mutex_lock(&thread->lock);
	if (thread->n_errands)
		late_ms = monotonic_ms() - thread->heap[0]->due_ms;
	pthread_mutex_unlock(&thread->lock);
	return late_ms > 0 ? late_ms : 0;
}

void outbox_thread_join(struct outbox_thread *thread)
{
	pthread_mutex_lock(&thread->lock);
	thread->stopping = true;
	pthread_cond_signal(&thread->changed);
	pthread_mutex_unlock(&thread->lock);
	pthread_join(thread->thread, NULL);
}

void outbox_thread_destroy(struct outbox_thread *thread)
{
	while (thread->n_errands) {
		struct errand *errand = pop(thread);

		if (errand->done)
			errand->done(errand->context, NULL);
		errand_destroy(errand);
	}
	free(thread->heap);
	pthread_cond_destroy(&thread->changed);
	pthread_mutex_destroy(&thread->lock);
	free(thread);
}
