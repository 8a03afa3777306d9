/*
 * The loop: the mailbox, what is done now and again, signals, the way down.
 *
 * Stopping goes in three steps, each begun by the end of the one before: the bot thread
 * runs what it has taken; the sessions are told 1001 in turn, behind what that has put out; the
 * context is destroyed. A timer cuts short whoever does not close.
 */
#include "ws/server.h"

#include <libwebsockets.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <uv.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/acceptor.h"
#include "ws/alive.h"
#include "ws/bot_thread.h"
#include "ws/callbacks.h"
#include "ws/hub.h"
#include "ws/limits.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/moves.h"
#include "ws/notify.h"
#include "ws/push.h"
#include "ws/reload.h"
#include "ws/session.h"
#include "ws/text_message.h"
#include "ws/tls.h"

#define POSTS_AT_ONCE 256
#define FAR_TOO_MANY 65536  /* descriptors; libwebsockets makes a table of them */
#define DESCRIPTORS_KEPT 64 /* for files, threads and libraries: the rest are connections */
#define PURGE_MS (60 * 60 * 1000)
#define TELL_EACH_MS 50 /* so that not all come back in the same moment */
#define TELL_TIMES 20

struct server {
	struct front front;
	struct acceptor acceptor;
	uv_loop_t loop;
	uv_async_t wake;
	uv_signal_t signals[3];
	uv_timer_t stop_deadline;
	uv_timer_t telling;
	uv_timer_t looking;
	uv_timer_t purge;
	struct queue *posts;
	struct lws_context *context;
	struct lws_protocols *protocols;
	struct task bot_done;
	size_t n_told_at_once;
	bool finished;
};

/* --- the mailbox ---------------------------------------------------------------- */

/* On the way down nobody would post it: the next start does. */
static void take_outward(const struct server *server, struct output *output)
{
	if (server->front.draining)
		output_destroy(output);
	else if (output->kind == OUTPUT_SMS)
		text_message_take(server->front.service, output);
	else
		push_take(server->front.service, output);
}

static void deliver(struct server *server, struct output_list *list)
{
	struct service *service = server->front.service;
	uint64_t last = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct output *output = list->items[i];

		if (output->kind == OUTPUT_HOOK || output->kind == OUTPUT_SMS) {
			list->items[i] = NULL;
			take_outward(server, output);
			continue;
		}
		hub_deliver(service->hub, output);
		if (output->trace && output->trace != last)
			histogram_time(&service->metrics->delivered,
				       monotonic_us() - output->accepted_us);
		last = output->trace;
	}
	output_list_finish(list);
	free(list);
}

static void take_posts(struct server *server)
{
	struct message posts[POSTS_AT_ONCE];
	size_t n;

	while ((n = queue_poll(server->posts, posts, POSTS_AT_ONCE))) {
		for (size_t i = 0; i < n; i++) {
			struct task *task = posts[i].body;

			if (posts[i].kind == MESSAGE_OUTPUTS)
				deliver(server, posts[i].body);
			else
				task->run(task);
		}
	}
}

static void on_wake(uv_async_t *wake)
{
	take_posts(wake->data);
}

void server_post(struct server *server, enum message_kind kind, void *body)
{
	queue_put(server->posts, kind, body);
	uv_async_send(&server->wake);
}

/* --- what has expired ----------------------------------------------------------- */

/* When too many events are waiting, the next time will do. */
static void on_purge(uv_timer_t *timer)
{
	struct server *server = timer->data;
	struct event *event = event_create(EVENT_PURGE, 0);

	if (!bot_thread_offer(server->front.service->bot_thread, event))
		event_destroy(event);
}

/* --- who is still there --------------------------------------------------------- */

static void on_looking(uv_timer_t *timer)
{
	struct server *server = timer->data;

	alive_look(server->front.service->alive, monotonic_ms());
}

/* --- signals and the way down --------------------------------------------------- */

/* Also for a server that never ran: every handle must be closed before its loop is. */
static void server_finish(struct server *server)
{
	if (server->finished)
		return;
	server->finished = true;
	acceptor_stop(&server->acceptor);
	for (size_t i = 0; i < sizeof server->signals / sizeof *server->signals; i++)
		uv_close((uv_handle_t *)&server->signals[i], NULL);
	uv_close((uv_handle_t *)&server->stop_deadline, NULL);
	uv_close((uv_handle_t *)&server->telling, NULL);
	uv_close((uv_handle_t *)&server->looking, NULL);
	uv_close((uv_handle_t *)&server->purge, NULL);
	uv_close((uv_handle_t *)&server->wake, NULL);
	uv_stop(&server->loop);
}

static void on_stop_deadline(uv_timer_t *timer)
{
	log_write(LOG_LEVEL_WARNING, "stopping without waiting for all peers", NULL);
	server_finish(timer->data);
}

static void on_telling(uv_timer_t *timer)
{
	struct server *server = timer->data;
	struct hub *hub = server->front.service->hub;
	size_t n = hub_close_some(hub, CLOSE_GOING_AWAY, server->n_told_at_once);
	char room[24];

	if (n > 0)
		log_write(LOG_LEVEL_DEBUG, "told to go", "sessions", log_number(room, (long long)n),
			  NULL);
	else if (hub_n_sessions(hub) == 0)
		server_finish(server);
}

static void on_bot_done(struct task *task)
{
	struct server *server = (struct server *)((char *)task - offsetof(struct server, bot_done));

	server->n_told_at_once = hub_n_sessions(server->front.service->hub) / TELL_TIMES + 1;
	uv_timer_start(&server->telling, on_telling, 0, TELL_EACH_MS);
}

static void stop(struct server *server)
{
	if (server->front.draining)
		return;
	log_write(LOG_LEVEL_INFO, "stopping", NULL);
	notify_manager("STOPPING=1");
	server->front.draining = true;
	acceptor_stop(&server->acceptor);
	uv_timer_start(&server->stop_deadline, on_stop_deadline,
		       (uint64_t)server->front.service->config->stop_ms, 0);
	server->bot_done.run = on_bot_done;
	bot_thread_stop(server->front.service->bot_thread, &server->bot_done);
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct server *server = handle->data;

	if (number == SIGHUP) {
		reload_words(server->front.service);
		reload_certificate(server->front.service);
	} else {
		stop(server);
	}
}

/* --- life ----------------------------------------------------------------------- */

/* As many connections as descriptors allow, so that none of them runs out in the middle
 * of something else. */
static rlim_t raise_descriptors(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max < FAR_TOO_MANY ? limit.rlim_max : FAR_TOO_MANY;
	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur;
}

static size_t most_connections(const struct config *config, rlim_t descriptors)
{
	size_t most = descriptors > DESCRIPTORS_KEPT ? (size_t)descriptors - DESCRIPTORS_KEPT : 1;
	size_t wanted = (size_t)config->connections_most;

	return wanted && wanted < most ? wanted : most;
}

static void open_handles(struct server *server)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

	uv_loop_init(&server->loop);
	uv_async_init(&server->loop, &server->wake, on_wake);
	uv_timer_init(&server->loop, &server->stop_deadline);
	uv_timer_init(&server->loop, &server->telling);
	uv_timer_init(&server->loop, &server->looking);
	uv_timer_init(&server->loop, &server->purge);
	server->wake.data = server->stop_deadline.data = server->telling.data =
		server->looking.data = server->purge.data = server;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		uv_signal_init(&server->loop, &server->signals[i]);
		server->signals[i].data = server;
		uv_signal_start(&server->signals[i], on_signal, numbers[i]);
	}
}

static bool open_context(struct server *server, rlim_t descriptors, struct error *err)
{
	static const lws_retry_bo_t no_timers = {0}; /* ws/alive.c looks who is silent */
	void *loops[] = {&server->loop};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN_SERVER,
		.protocols = server->protocols,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
		.foreign_loops = loops,
		.fd_limit_per_thread = (unsigned)descriptors,
		.retry_and_idle_policy = &no_timers,
		.timeout_secs = (unsigned)server->front.service->config->body_seconds,
		.timeout_secs_ah_idle = (unsigned)server->front.service->config->head_seconds,
		.server_string = "fuji", /* libwebsockets aborts on an empty one */
		.user = &server->acceptor,
	};

	if (server->front.service->tls)
		tls_fill(&info);
	lws_set_log_level(LLL_ERR, NULL);
	server->context = lws_create_context(&info);
	if (server->context)
		server->acceptor.vhost = lws_create_vhost(server->context, &info);
	return server->acceptor.vhost || error_set(err, "cannot start libwebsockets: is "
							"libwebsockets-evlib-uv installed?");
}

struct server *server_create(struct service *service, const struct listener *listener,
			     const struct pages *pages, struct error *err)
{
	struct server *server = mem_new(sizeof *server);
	rlim_t descriptors = raise_descriptors();

	server->front.service = service;
	server->front.pages = pages;
	server->front.guard = (struct guard){.origins = service->config->origins.items,
					     .n_origins = service->config->origins.n,
					     .on_loopback = listener->on_loopback,
					     .has_tls = service->tls};
	server->front.places = places_create();
	server->posts = queue_create(1);
	server->protocols = callbacks_protocols();
	server->acceptor.most = most_connections(service->config, descriptors);
	service->server = server;
	service->hub = hub_create();
	service->alive = alive_create(service->config);
	service->logins = attempts_create();
	service->moves = moves_create(service->keys);
	service->messages = rates_create();
	service->connects = rates_create();
	service->beginnings = rates_create();
	service->posts = rates_create();
	service->asks = rates_create();
	open_handles(server);
	acceptor_begin(&server->acceptor, &server->loop, &server->front, listener);
	if (!open_context(server, descriptors, err)) {
		server_destroy(server);
		return NULL;
	}
	return server;
}

void server_run(struct server *server)
{
	uv_timer_start(&server->purge, on_purge, 0, PURGE_MS);
	uv_timer_start(&server->looking, on_looking, ALIVE_LOOK_MS, ALIVE_LOOK_MS);
	uv_run(&server->loop, UV_RUN_DEFAULT);
}

void server_destroy(struct server *server)
{
	queue_close(server->posts);
	take_posts(server);
	server_finish(server);
	/* With a loop of ours libwebsockets needs two rounds: the first closes what it has in
	 * the loop, the second, after the loop has run out, frees the rest. */
	if (server->context) {
		lws_context_destroy(server->context);
		uv_run(&server->loop, UV_RUN_DEFAULT);
		lws_context_destroy(server->context);
	} else {
		uv_run(&server->loop, UV_RUN_DEFAULT);
	}
	uv_loop_close(&server->loop);
	queue_destroy(server->posts);
	places_destroy(server->front.places);
	attempts_destroy(server->front.service->logins);
	moves_destroy(server->front.service->moves);
	rates_destroy(server->front.service->messages);
	rates_destroy(server->front.service->connects);
	rates_destroy(server->front.service->beginnings);
	rates_destroy(server->front.service->posts);
	rates_destroy(server->front.service->asks);
	hub_destroy(server->front.service->hub);
	alive_destroy(server->front.service->alive);
	free(server->protocols);
	free(server);
}
