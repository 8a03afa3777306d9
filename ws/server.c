/*
 * The loop: accepting, libwebsockets' callbacks, the mailbox, signals, the way down.
 *
 * Stopping goes in three steps, each begun by the end of the one before: the bot thread
 * runs what it has taken; the sessions are told 1001 in turn, behind what that has put out; the
 * context is destroyed. A timer cuts short whoever does not close.
 */
#include "ws/server.h"

#include <errno.h>
#include <fcntl.h>
#include <libwebsockets.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/alive.h"
#include "ws/answer.h"
#include "ws/bot_thread.h"
#include "ws/channels/channel.h"
#include "ws/exchange.h"
#include "ws/http.h"
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
#include "ws/upgrade.h"

#define POSTS_AT_ONCE 256
#define RX_BUFFER 1024
#define TX_PIECE 65536 /* else what is sent is cut as small as RX_BUFFER; no memory is set aside */
#define HTTP_NAME "http"
#define FAR_TOO_MANY 65536  /* descriptors; libwebsockets makes a table of them */
#define DESCRIPTORS_KEPT 64 /* for files, threads and libraries: the rest are connections */
#define ACCEPTS_AT_ONCE 64
#define ACCEPT_PAUSE_MS 500
#define PURGE_MS (60 * 60 * 1000)
#define TELL_EACH_MS 50 /* so that not all come back in the same moment */
#define TELL_TIMES 20

struct server {
	struct front front;
	struct listener listener;
	uv_loop_t loop;
	uv_async_t wake;
	uv_signal_t signals[3];
	uv_poll_t accepting;
	uv_timer_t accept_again;
	uv_timer_t stop_deadline;
	uv_timer_t telling;
	uv_timer_t looking;
	uv_timer_t purge;
	struct queue *posts;
	struct lws_context *context;
	struct lws_vhost *vhost;
	struct lws_protocols *protocols;
	size_t n_connections, most_connections;
	struct task bot_done;
	size_t n_told_at_once;
	bool sessions_told, finished;
};

/* --- connections ---------------------------------------------------------------- */

static struct server *server_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

static void server_finish(struct server *server);

static void connection_end(struct lws *wsi)
{
	struct connection *connection = lws_get_opaque_user_data(wsi);
	struct server *server = server_of(wsi);

	if (!connection)
		return;
	lws_set_opaque_user_data(wsi, NULL);
	session_destroy(connection->session);
	exchange_destroy(connection->exchange);
	if (*connection->place)
		places_give_back(server->front.places, connection->place);
	buffer_finish(&connection->response);
	free(connection);
	server->n_connections--;
	metric_set(&server->front.service->metrics->connections, (int64_t)server->n_connections);
	if (server->sessions_told && hub_n_sessions(server->front.service->hub) == 0)
		server_finish(server);
}

/* Whether the peer may have one more connection. Behind a proxy that is only known once
 * the visitor is. */
static bool take_place(struct server *server, struct connection *connection)
{
	const struct config *config = server->front.service->config;

	if (config_trusts(config, connection->address))
		return true;
	if (!places_take(server->front.places, connection->address,
			 (size_t)config->connections_per_address))
		return false;
	strcpy(connection->place, connection->address);
	return true;
}

static void take_connection(struct server *server, int fd)
{
	struct metrics *metrics = server->front.service->metrics;
	struct connection *connection = mem_new(sizeof *connection);
	struct lws *wsi;

	connection->front = &server->front;
	listener_peer(fd, connection->address);
	if (server->n_connections >= server->most_connections || !take_place(server, connection)) {
		metrics_limit(metrics, server->n_connections >= server->most_connections
					       ? LIMIT_CONNECTIONS
					       : LIMIT_ADDRESS_CONNECTIONS);
		log_write(LOG_LEVEL_WARNING, "connection refused", "reason", "too many", NULL);
		close(fd);
		free(connection);
		return;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	server->n_connections++;
	metric_add(&metrics->connections_taken, 1);
	metric_set(&metrics->connections, (int64_t)server->n_connections);
	wsi = lws_adopt_socket_vhost(server->vhost, fd); /* closes the socket if it cannot */
	if (wsi) {
		connection->wsi = wsi;
		lws_set_opaque_user_data(wsi, connection);
		return;
	}
	server->n_connections--;
	if (*connection->place)
		places_give_back(server->front.places, connection->place);
	free(connection);
}

static void on_accept(uv_poll_t *poll, int status, int events);

static void on_accept_again(uv_timer_t *timer)
{
	struct server *server = timer->data;

	uv_poll_start(&server->accepting, UV_READABLE, on_accept);
}

/* Without a free descriptor the listener stays readable for ever: look away for a while. */
static void pause_accepting(struct server *server)
{
	log_write(LOG_LEVEL_ERROR, "accept", "error", strerror(errno), NULL);
	uv_poll_stop(&server->accepting);
	uv_timer_start(&server->accept_again, on_accept_again, ACCEPT_PAUSE_MS, 0);
}

static void on_accept(uv_poll_t *poll, int status, int events)
{
	struct server *server = poll->data;

	(void)status;
	(void)events;
	for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
		int fd = accept(server->listener.fd, NULL, NULL);

		if (fd >= 0) {
			take_connection(server, fd);
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return;
		} else if (errno != EINTR && errno != ECONNABORTED) {
			pause_accepting(server);
			return;
		}
	}
}

/* --- callbacks ------------------------------------------------------------------ */

static void refuse_session(struct session *session, int64_t retry_after_ms)
{
	session_refuse(session, "too_many_connections", NULL, retry_after_ms);
	session_close(session, CLOSE_TRY_AGAIN);
}

static int begin_session(struct connection *connection)
{
	struct session *session = connection->session;

	alive_begin(session);
	if (connection->retry_after_ms)
		refuse_session(session, connection->retry_after_ms);
	else if (session->channel->opened)
		session->channel->opened(session);
	return 0;
}

static int take_piece(struct lws *wsi, struct session *session, const char *data, size_t length)
{
	bool ends_fragment = lws_remaining_packet_payload(wsi) == 0;

	alive_heard(session);
	session_receive(session, &(struct session_piece){
					 .data = data,
					 .length = length,
					 .ends_fragment = ends_fragment,
					 .ends_frame = ends_fragment && lws_is_final_fragment(wsi),
					 .binary = lws_frame_is_binary(wsi),
				 });
	return 0;
}

static int take_body(const struct connection *connection, const char *data, size_t length)
{
	struct exchange *exchange = connection->exchange;

	/* Without an exchange it was refused, and the answer is on its way. */
	return !exchange || exchange_receive(exchange, data, length) ? 0 : -1;
}

/* A body should have come by now, or what an exchange waits for. */
static int look_for_more(const struct connection *connection)
{
	return !connection->exchange || exchange_time_out(connection->exchange) ? 0 : -1;
}

/* The client may name several sub-protocols, and libwebsockets takes the first that it
 * knows, whatever the path; and the first of its list when none is named. */
static bool is_spoken(struct lws *wsi, const struct connection *connection)
{
	const char *protocol = connection->session->channel->protocol;

	return !strcmp(lws_get_protocol(wsi)->name, protocol ? protocol : HTTP_NAME);
}

/* One for all protocols: what has no session yet is HTTP, and everything that is not in the
 * list of ways in ends here. */
static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t length)
{
	struct connection *connection = wsi ? lws_get_opaque_user_data(wsi) : NULL;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return connection && http_answer(connection, in) ? 0 : -1;
	case LWS_CALLBACK_HTTP_BODY:
		return connection ? take_body(connection, in, length) : -1;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return connection && answer_write(connection) ? 0 : -1;
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return connection && upgrade_allowed(wsi, connection) ? 0 : -1;
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return connection && connection->session && is_spoken(wsi, connection) ? 0 : -1;
	case LWS_CALLBACK_RAW_ADOPT: /* CONNECT has made it a raw socket */
	case LWS_CALLBACK_RAW_RX:
		return -1;
	case LWS_CALLBACK_ESTABLISHED:
		return begin_session(connection);
	case LWS_CALLBACK_RECEIVE:
		return take_piece(wsi, connection->session, in, length);
	case LWS_CALLBACK_RECEIVE_PONG:
		alive_heard(connection->session);
		return 0;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: /* what is let through here is echoed */
		return session_may_echo_close(in, length) ? 0 : -1;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return session_write(connection->session) ? 0 : -1;
	case LWS_CALLBACK_TIMER:
		return connection ? look_for_more(connection) : 0;
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
		tls_prepare(server_of(wsi)->front.service->tls, user);
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		connection_end(wsi);
		return 0;
	default:
		return 0;
	}
}

static struct lws_protocols *make_protocols(void)
{
	size_t n_channels = 0, n = 0;
	struct lws_protocols *protocols;

	while (channel_at(n_channels))
		n_channels++;
	protocols = mem_new((n_channels + 2) * sizeof *protocols); /* HTTP first, zeros last */
	for (size_t i = 0; i <= n_channels; i++) {
		const char *name = i ? channel_at(i - 1)->protocol : HTTP_NAME;

		if (name)
			protocols[n++] = (struct lws_protocols){.name = name,
								.callback = on_event,
								.rx_buffer_size = RX_BUFFER,
								.tx_packet_size = TX_PIECE};
	}
	return protocols;
}

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

static void close_handle(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void stop_accepting(struct server *server)
{
	close_handle((uv_handle_t *)&server->accepting);
	close_handle((uv_handle_t *)&server->accept_again);
	listener_close(&server->listener);
}

/* Also for a server that never ran: every handle must be closed before its loop is. */
static void server_finish(struct server *server)
{
	if (server->finished)
		return;
	server->finished = true;
	stop_accepting(server);
	for (size_t i = 0; i < sizeof server->signals / sizeof *server->signals; i++)
		close_handle((uv_handle_t *)&server->signals[i]);
	close_handle((uv_handle_t *)&server->stop_deadline);
	close_handle((uv_handle_t *)&server->telling);
	close_handle((uv_handle_t *)&server->looking);
	close_handle((uv_handle_t *)&server->purge);
	close_handle((uv_handle_t *)&server->wake);
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
	size_t n = hub_close_some(server->front.service->hub, CLOSE_GOING_AWAY,
				  server->n_told_at_once);
	char room[24];

	log_write(LOG_LEVEL_DEBUG, "told to go", "sessions", log_number(room, (long long)n), NULL);
	if (n == 0)
		uv_timer_stop(timer);
}

static void on_bot_done(struct task *task)
{
	struct server *server = (struct server *)((char *)task - offsetof(struct server, bot_done));
	size_t n_sessions = hub_n_sessions(server->front.service->hub);

	server->sessions_told = true;
	server->n_told_at_once = n_sessions / TELL_TIMES + 1;
	if (n_sessions == 0)
		server_finish(server);
	else
		uv_timer_start(&server->telling, on_telling, 0, TELL_EACH_MS);
}

static void stop(struct server *server)
{
	if (server->front.draining)
		return;
	log_write(LOG_LEVEL_INFO, "stopping", NULL);
	notify_manager("STOPPING=1");
	server->front.draining = true;
	stop_accepting(server);
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
	uv_timer_init(&server->loop, &server->accept_again);
	uv_poll_init(&server->loop, &server->accepting, server->listener.fd);
	server->wake.data = server->stop_deadline.data = server->accept_again.data =
		server->accepting.data = server->telling.data = server->looking.data =
			server->purge.data = server;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		uv_signal_init(&server->loop, &server->signals[i]);
		server->signals[i].data = server;
		uv_signal_start(&server->signals[i], on_signal, numbers[i]);
	}
	uv_poll_start(&server->accepting, UV_READABLE, on_accept);
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
		.server_string = "fuji", /* libwebsockets aborts on an empty one */
		.user = server,
	};

	if (server->front.service->tls)
		tls_fill(&info);
	lws_set_log_level(LLL_ERR, NULL);
	server->context = lws_create_context(&info);
	server->vhost = server->context ? lws_create_vhost(server->context, &info) : NULL;
	return server->vhost || error_set(err, "cannot start libwebsockets: is "
					       "libwebsockets-evlib-uv installed?");
}

struct server *server_create(struct service *service, const struct listener *listener,
			     const struct pages *pages, struct error *err)
{
	struct server *server = mem_new(sizeof *server);
	rlim_t descriptors = raise_descriptors();

	server->listener = *listener;
	server->front.service = service;
	server->front.pages = pages;
	server->front.guard = (struct guard){.origins = service->config->origins.items,
					     .n_origins = service->config->origins.n,
					     .on_loopback = listener->on_loopback,
					     .has_tls = service->tls};
	server->front.places = places_create();
	server->posts = queue_create(1);
	server->protocols = make_protocols();
	server->most_connections = most_connections(service->config, descriptors);
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
