/*
 * One connection's frames in both directions, on a socket that is sometimes full or broken.
 *
 * The input is a list of acts, a byte each with what it needs behind it; letters from p to w
 * make them readable. The socket is ours: what libwebsockets would be called for lands here,
 * and is held against what it asks of its callers.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <libwebsockets.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ws/alive.h"
#include "ws/channels/channel.h"
#include "ws/hub.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/session.h"

#define MANY 5
#define LONG_MS 100000 /* longer than any deadline */

static const struct config config = {
	.frame_bytes = 60,
	.frame_fragments = 4,
	.unread_frames = 4,
	.unread_bytes = 100,
	.hello_seconds = 15,
	.idle_ping_seconds = 30,
	.idle_cut_seconds = 75,
	.messages_per_second = 5,
	.messages_burst = 2,
	.address_messages_per_second = 5,
	.address_messages_burst = 3,
};

/* The socket, as libwebsockets keeps it. */
struct lws {
	bool is_full, is_broken; /* from now on */
	bool keeps_some;         /* of the last frame, and takes no other before it has gone */
	bool wants_room, said_goodbye, is_cut, is_unread;
	int n_writes; /* since there was room */
};

/* What must become of it. */
static struct {
	struct lws socket;
	struct session *session;
	struct buffer frame; /* as much as has come of it */
	int n_fragments;
	bool was_taken;
	struct buffer owed; /* all frames that were sent, one behind the other */
	size_t n_written;   /* bytes of them */
} now;

int lws_write(struct lws *wsi, unsigned char *data, size_t length, enum lws_write_protocol protocol)
{
	assert(!wsi->keeps_some && !wsi->said_goodbye);
	assert(wsi->n_writes++ == 0);
	if (protocol == LWS_WRITE_TEXT) {
		assert(length <= now.owed.length - now.n_written);
		assert(!length || !memcmp(data, now.owed.data + now.n_written, length));
		now.n_written += length;
	}
	wsi->keeps_some = wsi->is_full;
	return wsi->is_broken ? -1 : (int)length;
}

int lws_partial_buffered(struct lws *wsi)
{
	/* Whoever asks may write if the answer is no. */
	wsi->n_writes = 0;
	return wsi->keeps_some;
}

int lws_callback_on_writable(struct lws *wsi)
{
	wsi->wants_room = true;
	return 0;
}

int lws_rx_flow_control(struct lws *wsi, int reads)
{
	wsi->is_unread = !reads;
	return 0;
}

void lws_close_reason(struct lws *wsi, enum lws_close_status code, unsigned char *text,
		      size_t length)
{
	assert(!wsi->said_goodbye && (int)code == now.session->closing);
	assert(!text && !length);
	wsi->said_goodbye = true;
}

void lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int seconds)
{
	assert(reason == PENDING_TIMEOUT_CLOSE_SEND);
	if (seconds == LWS_TO_KILL_ASYNC)
		wsi->is_cut = true;
}

void lws_cancel_service_pt(struct lws *wsi)
{
	assert(wsi->is_cut);
}

static void owe(const char *text, size_t length)
{
	if (!now.session->closing)
		buffer_add(&now.owed, text, length);
}

static void echo(struct session *session, const char *text, size_t length)
{
	struct buffer frame = {0};

	buffer_add(&frame, text, length);
	owe(text, length);
	session_send(session, &frame);
}

/* The first letter says what the channel does with it. */
static void take_frame(struct session *session, const char *text, size_t length)
{
	int64_t wait_ms;

	assert(session == now.session && !session->closing && !session->heard_goodbye);
	assert(length && length == now.frame.length && !memcmp(text, now.frame.data, length));
	assert(length <= (size_t)config.frame_bytes && now.n_fragments <= config.frame_fragments);
	assert(memchr(text, '\0', length) || text_is_utf8(text, length));
	now.was_taken = true;
	assert(session_may_speak(session, &wait_ms) || wait_ms > 0);
	for (int i = 0; i < (*text == 'm' ? MANY : *text == 'e'); i++)
		echo(session, text, length);
	if (*text == 'd')
		session_await_drain(session);
	if (*text == 'x')
		session_close(session, CLOSE_EXPIRED);
	if (*text == 'r')
		session_refuse(session, "bad_json", NULL, 0);
}

static void put_error(struct buffer *buffer, const struct wire_error *error)
{
	assert(*error->message);
	buffer_text(buffer, error->code);
	owe(error->code, strlen(error->code));
}

static void drained(struct session *session)
{
	assert(!session->first && !session->closing);
}

static void closed(struct session *session)
{
	assert(session == now.session);
}

static const struct channel channel = {
	.echoes_empty = true,
	.state_size = 1,
	.frame = take_frame,
	.put_error = put_error,
	.drained = drained,
	.closed = closed,
};

struct input {
	const uint8_t *data;
	size_t left;
};

static uint8_t take_byte(struct input *input)
{
	if (!input->left)
		return 0;
	input->left--;
	return *input->data++;
}

/* A length up to 63 (`@` is none, `A` one), and as many bytes, as long as there are some. */
static const char *take_bytes(struct input *input, size_t *out_length)
{
	const char *bytes;

	*out_length = take_byte(input) & 63;
	if (*out_length > input->left)
		*out_length = input->left;
	bytes = (const char *)input->data;
	input->data += *out_length;
	input->left -= *out_length;
	return bytes;
}

static void receive(struct input *input, bool ends_fragment, bool ends_frame, bool binary)
{
	struct session_piece piece = {
		.ends_fragment = ends_fragment, .ends_frame = ends_frame, .binary = binary};
	bool hears = !now.session->closing && !now.session->heard_goodbye;
	bool was_empty;

	piece.data = take_bytes(input, &piece.length);
	if (now.socket.is_unread)
		return;
	buffer_add(&now.frame, piece.data, piece.length);
	now.n_fragments += ends_fragment;
	was_empty = !now.frame.length;
	now.was_taken = false;
	session_receive(now.session, &piece);
	assert(!now.was_taken || (hears && ends_frame && !binary));
	assert(!hears || !ends_frame || was_empty || now.was_taken || now.session->closing);
	if (ends_frame) {
		buffer_finish(&now.frame);
		now.n_fragments = 0;
	}
}

/* False when the connection is broken. */
static bool give_room(void)
{
	/* While the peer's answer to a Close frame is awaited, it comes unasked too. */
	if (!now.socket.wants_room && !now.socket.said_goodbye)
		return true;
	now.socket.keeps_some = now.socket.wants_room = false;
	now.socket.n_writes = 0;
	return session_write(now.session);
}

static void take_close(struct input *input)
{
	size_t length;
	const char *payload = take_bytes(input, &length);

	if (session_take_close(now.session, payload, length) && length)
		assert(length >= 2 && text_is_utf8(payload + 2, length - 2));
	assert(now.session->heard_goodbye);
}

static void change_socket(uint8_t how)
{
	now.socket.is_full = how & 1;
	now.socket.is_broken = how & 2;
	if (how & 4) /* asked whether it is there, closed or cut: whichever deadline has passed */
		alive_look(now.session->service->alive, monotonic_ms() + LONG_MS);
}

static bool act(struct input *input)
{
	switch (take_byte(input) & 7) {
	case 0: /* p */
		receive(input, false, false, false);
		return true;
	case 1: /* q */
		receive(input, true, false, false);
		return true;
	case 2: /* r */
	case 3: /* s */
		receive(input, true, true, false);
		return true;
	case 4: /* t */
		receive(input, true, true, true);
		return true;
	case 5: /* u */
		take_close(input);
		return true;
	case 6: /* v */
		return give_room();
	default: /* w */
		change_socket(take_byte(input));
		return true;
	}
}

/* Nothing waits that nobody will come for, and no more than may. */
static void check_line(void)
{
	const struct session *session = now.session;

	assert(!session->first || now.socket.wants_room);
	assert(!session->closing || now.socket.wants_room || now.socket.said_goodbye);
	assert(session->n_frames <= (size_t)config.unread_frames);
	assert(session->incoming.length <= (size_t)config.frame_bytes);
}

/* Once there is room, all that was sent has gone out, but what a slow reader left behind. */
static void drain(void)
{
	now.socket.is_full = now.socket.is_broken = false;
	while (now.socket.wants_room)
		assert(give_room());
	assert(!now.session->first && !now.session->n_bytes);
	assert(now.n_written == now.owed.length || now.session->closing == CLOSE_TRY_AGAIN);
	assert(!now.session->closing || now.socket.said_goodbye);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct metrics metrics;
	struct input input = {data, size};
	struct service service = {.config = &config,
				  .metrics = &metrics,
				  .hub = hub_create(),
				  .alive = alive_create(&config),
				  .messages = rates_create()};
	bool goes_on = true;

	memset(&now, 0, sizeof now);
	now.session = session_create(&service, &channel, "127.0.0.1", mem_text("http://127.0.0.1"),
				     &now.socket);
	alive_begin(now.session);
	while (goes_on && input.left) {
		goes_on = act(&input) && !now.socket.is_cut;
		if (goes_on)
			check_line();
	}
	if (goes_on)
		drain();
	session_destroy(now.session);
	buffer_finish(&now.frame);
	buffer_finish(&now.owed);
	rates_destroy(service.messages);
	alive_destroy(service.alive);
	hub_destroy(service.hub);
	return 0;
}
