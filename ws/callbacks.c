/*
 * One callback for all protocols; a line for each reason.
 */
#include "ws/callbacks.h"

#include <libwebsockets.h>
#include <string.h>

#include "base/mem.h"
#include "ws/acceptor.h"
#include "ws/alive.h"
#include "ws/answer.h"
#include "ws/channels/channel.h"
#include "ws/exchange.h"
#include "ws/http.h"
#include "ws/session.h"
#include "ws/tls.h"
#include "ws/upgrade.h"

#define RX_BUFFER 1024
#define TX_PIECE 65536 /* else what is sent is cut as small as RX_BUFFER; no memory is set aside */
#define HTTP_NAME "http"

static struct acceptor *acceptor_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

static void end_connection(struct lws *wsi, struct connection *connection)
{
	if (!connection)
		return;
	lws_set_opaque_user_data(wsi, NULL);
	acceptor_end(acceptor_of(wsi), connection);
}

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
		return session_take_close(connection->session, in, length) ? 0 : -1;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return session_write(connection->session) ? 0 : -1;
	case LWS_CALLBACK_TIMER:
		return connection ? look_for_more(connection) : 0;
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
		tls_prepare(acceptor_of(wsi)->front->service->tls, user);
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		end_connection(wsi, connection);
		return 0;
	default:
		return 0;
	}
}

struct lws_protocols *callbacks_protocols(void)
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
