/*
 * Frames in, frames out.
 */
#include "ws/session.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ws/alive.h"
#include "ws/channels/channel.h"
#include "ws/http.h"
#include "ws/hub.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"

#define CLOSE_CODE_BYTES 2

struct frame {
	struct frame *next;
	size_t length;
	int64_t lined_up_us;
	unsigned char room[]; /* LWS_PRE bytes, then the text */
};

static metric *sessions_of(const struct session *session)
{
	size_t i = 0;

	while (i < METRICS_CHANNELS_MOST - 1 && channel_at(i) != session->channel)
		i++;
	return &session->service->metrics->sessions[i];
}

struct session *session_create(struct service *service, const struct channel *channel,
			       const char *address, char *site, struct lws *wsi)
{
	struct session *session = mem_new(sizeof *session);

	session->service = service;
	session->channel = channel;
	session->address = address;
	session->site = site;
	session->wsi = wsi;
	session->state = mem_new(channel->state_size);
	hub_add(service->hub, session);
	metric_add(sessions_of(session), 1);
	return session;
}

static void drop_waiting(struct session *session)
{
	while (session->first) {
		struct frame *frame = session->first;

		session->first = frame->next;
		free(frame);
	}
	session->last = NULL;
	session->n_frames = 0;
	session->n_bytes = 0;
}

void session_destroy(struct session *session)
{
	if (!session)
		return;
	metric_add(sessions_of(session), -1);
	alive_end(session);
	hub_remove(session->service->hub, session);
	session->channel->closed(session);
	drop_waiting(session);
	buffer_finish(&session->incoming);
	free(session->state);
	free(session->site);
	free(session);
}

void session_close(struct session *session, enum close_code code)
{
	if (session->closing)
		return;
	session->closing = code;
	alive_closing(session); /* whoever does not read never becomes writable */
	lws_callback_on_writable(session->wsi);
}

/* libwebsockets could check UTF-8 too, but its Close frame would be lost: see say_goodbye.
 * A NUL is UTF-8 and no JSON: the channel refuses it. */
static bool is_utf8(const struct buffer *frame)
{
	return memchr(frame->data, '\0', frame->length) || text_is_utf8(frame->data, frame->length);
}

static void take_frame(struct session *session)
{
	struct buffer *frame = &session->incoming;

	metric_add(&session->service->metrics->received_frames, 1);
	if (frame->length && !is_utf8(frame))
		session_close(session, CLOSE_NOT_UTF8);
	else if (frame->length)
		session->channel->frame(session, frame->data, frame->length);
	else if (session->channel->echoes_empty)
		session_send(session, &(struct buffer){0});
	session->n_fragments = 0;
	/* The room of a large frame is not kept for an idle connection. */
	buffer_finish(frame);
}

/* Each refusal costs the time of all others. Who goes on in spite of as many as he may say at once is
 * left unread: TCP then makes him wait, and that costs nothing. Not over TLS: libwebsockets spins on what it
 * has decrypted and may not hand over, and does not come back to it. */
static void count_refused(struct session *session)
{
	metrics_limit(session->service->metrics, LIMIT_MESSAGE_RATE);
	if (++session->n_refused < session->service->config->messages_burst || session->closing ||
	    lws_is_ssl(session->wsi))
		return;
	lws_rx_flow_control(session->wsi, 0);
	alive_unread(session);
}

void session_read_on(struct session *session)
{
	session->n_refused = 0;
	lws_rx_flow_control(session->wsi, 1);
}

bool session_may_speak(struct session *session, int64_t *out_wait_ms)
{
	const struct config *config = session->service->config;
	const struct rate_limit own = {config->messages_burst,
				       1000000 / config->messages_per_second};
	const struct rate_limit all = {config->address_messages_burst,
				       1000000 / config->address_messages_per_second};
	int64_t now_ms = monotonic_ms();

	if (rate_take(&session->rate, &own, now_ms, out_wait_ms) &&
	    rates_take(session->service->messages, session->address, &all, now_ms, out_wait_ms))
		return true;
	count_refused(session);
	return false;
}

void session_receive(struct session *session, const struct session_piece *piece)
{
	const struct config *config = session->service->config;

	if (session->closing || session->heard_goodbye)
		return;
	if (piece->binary) {
		session_close(session, CLOSE_BINARY);
		return;
	}
	session->n_fragments += piece->ends_fragment;
	if (session->n_fragments > config->frame_fragments ||
	    session->incoming.length + piece->length > (size_t)config->frame_bytes) {
		metrics_limit(session->service->metrics, LIMIT_FRAME);
		session_close(session, CLOSE_TOO_BIG);
		return;
	}
	buffer_add(&session->incoming, piece->data, piece->length);
	metric_add(&session->service->metrics->received_bytes, (int64_t)piece->length);
	if (piece->ends_frame)
		take_frame(session);
}

bool session_take_close(struct session *session, const char *payload, size_t length)
{
	session->heard_goodbye = true;
	if (length < CLOSE_CODE_BYTES)
		return length == 0;
	return text_is_utf8(payload + CLOSE_CODE_BYTES, length - CLOSE_CODE_BYTES);
}

static bool write_first(struct session *session)
{
	struct metrics *metrics = session->service->metrics;
	struct frame *frame = session->first;
	int written = lws_write(session->wsi, frame->room + LWS_PRE, frame->length, LWS_WRITE_TEXT);

	histogram_time(&metrics->written, monotonic_us() - frame->lined_up_us);
	metric_add(&metrics->sent_frames, 1);
	metric_add(&metrics->sent_bytes, (int64_t)frame->length);
	session->first = frame->next;
	if (!session->first)
		session->last = NULL;
	session->n_frames--;
	session->n_bytes -= frame->length;
	free(frame);
	return written >= 0;
}

/* At once where nothing is before it: to hear from libwebsockets that the socket takes more costs
 * some six calls of the kernel. What the socket does not take, libwebsockets keeps, and then it is
 * asked before more is written. */
static void write_or_wait(struct session *session)
{
	if (session->n_frames > 1 || lws_partial_buffered(session->wsi))
		lws_callback_on_writable(session->wsi);
	else if (!write_first(session))
		session_close(session, CLOSE_TRY_AGAIN);
}

void session_send(struct session *session, struct buffer *text)
{
	const struct config *config = session->service->config;
	struct frame *frame;

	/* What is already waiting counts, not the new frame: a long history that somebody
	 * comes back for may be larger than the bound by itself. */
	if (session->n_frames >= (size_t)config->unread_frames ||
	    session->n_bytes >= (size_t)config->unread_bytes) {
		metrics_limit(session->service->metrics, LIMIT_UNREAD);
		drop_waiting(session);
		session_close(session, CLOSE_TRY_AGAIN);
	}
	if (!session->closing) {
		frame = mem_new(sizeof *frame + LWS_PRE + text->length);
		frame->length = text->length;
		frame->lined_up_us = monotonic_us();
		if (text->length)
			memcpy(frame->room + LWS_PRE, text->data, text->length);
		*(session->last ? &session->last->next : &session->first) = frame;
		session->last = frame;
		session->n_frames++;
		session->n_bytes += frame->length;
		write_or_wait(session);
	}
	buffer_finish(text);
}

void session_error(struct session *session, const struct wire_error *error)
{
	struct buffer frame = {0};

	metrics_error(session->service->metrics, error->code);
	session->channel->put_error(&frame, error);
	session_send(session, &frame);
}

const char *session_sentence(const struct session *session, const char *code)
{
	const char *sentence = wire_sentence(code, session->language, session->traditional);

	return sentence ? sentence : code;
}

void session_refuse(struct session *session, const char *code, const char *client_id,
		    int64_t retry_after_ms)
{
	session_error(session, &(struct wire_error){
				       .code = code,
				       .message = session_sentence(session, code),
				       .client_id = client_id,
				       .retry_after_ms = retry_after_ms,
			       });
}

/* Debian builds libwebsockets with a self-test that, on libuv, closes a connection twice
 * when a callback returns -1; the second time drops the Close frame. Closing from here
 * does it once: the frame goes out, and the connection ends with the peer's answer or
 * after five seconds. */
static void say_goodbye(struct session *session)
{
	session->said_goodbye = true;
	session_read_on(session);
	alive_end(session);
	lws_close_reason(session->wsi, (enum lws_close_status)session->closing, NULL, 0);
	lws_set_timeout(session->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

void session_ping(struct session *session)
{
	session->ping_waits = true;
	lws_callback_on_writable(session->wsi);
}

static bool is_waiting(const struct session *session)
{
	return session->first || session->closing || session->awaits_drain;
}

/* It carries a byte, because libwebsockets keeps an empty answer to itself. */
static bool write_ping(struct session *session)
{
	unsigned char room[LWS_PRE + 1] = {0};

	session->ping_waits = false;
	if (is_waiting(session))
		lws_callback_on_writable(session->wsi);
	return lws_write(session->wsi, room + LWS_PRE, 1, LWS_WRITE_PING) >= 0;
}

/* As a timeout of libwebsockets', since it would first wait for room for what it has begun to
 * write; and called in its turn, since it looks at its timeouts only after something has come. */
void session_cut(struct session *session)
{
	lws_set_timeout(session->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
	lws_cancel_service_pt(session->wsi);
}

void session_await_drain(struct session *session)
{
	session->awaits_drain = true;
	lws_callback_on_writable(session->wsi);
}

bool session_write(struct session *session)
{
	if (session->ping_waits)
		return write_ping(session);
	if (session->first) {
		if (!write_first(session))
			return false;
		if (is_waiting(session))
			lws_callback_on_writable(session->wsi);
		return true;
	}
	/* Called once more while the peer's answer is awaited. */
	if (session->closing && !session->said_goodbye)
		say_goodbye(session);
	if (!session->closing && session->awaits_drain) {
		session->awaits_drain = false;
		session->channel->drained(session);
	}
	return true;
}
