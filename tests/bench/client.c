/*
 * Frames of a server are unmasked and whole; ours are masked with zeros, which the standard lets
 * nobody check and which leaves the text as it is.
 */
#include "tests/bench/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/bench/bench.h"

#define TEXT_MOST 4096
#define READ_SIZE 16384

enum opcode { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

static void send_bytes(const struct client *client, const void *bytes, size_t length)
{
	ssize_t sent = send(client->socket, bytes, length, MSG_NOSIGNAL);

	bench_require(sent == (ssize_t)length, "the server does not take what is sent");
}

static void send_frame(const struct client *client, enum opcode opcode, const char *payload,
		       size_t length)
{
	uint8_t frame[8 + TEXT_MOST];
	size_t head = 2;

	bench_require(length <= TEXT_MOST, "a message is too long");
	frame[0] = (uint8_t)(0x80 | opcode);
	if (length < 126) {
		frame[1] = (uint8_t)(0x80 | length);
	} else {
		frame[1] = 0x80 | 126;
		frame[head++] = (uint8_t)(length >> 8);
		frame[head++] = (uint8_t)length;
	}
	memset(frame + head, 0, 4);
	memcpy(frame + head + 4, payload, length);
	send_bytes(client, frame, head + 4 + length);
}

void client_send(struct client *client, const char *text)
{
	send_frame(client, TEXT, text, strlen(text));
}

void client_connect(struct client *client, int port)
{
	struct sockaddr_in server = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	char request[512];
	int yes = 1, length;

	*client = (struct client){.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	bench_require(client->socket >= 0, "too many sockets: raise `ulimit -n`");
	bench_require(connect(client->socket, (struct sockaddr *)&server, sizeof server) == 0,
		      "nobody listens");
	fcntl(client->socket, F_SETFL, O_NONBLOCK);
	setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	length = snprintf(request, sizeof request,
			  "GET /chat HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
			  "Connection: Upgrade\r\nUpgrade: websocket\r\n"
			  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat.v1\r\n"
			  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
			  port);
	send_bytes(client, request, (size_t)length);
}

/* --- what comes ------------------------------------------------------------------ */

/* Bytes used, 0 when there is more to come. */
static size_t take_upgrade(struct client *client)
{
	char *end = strstr(client->in, "\r\n\r\n");

	if (!end)
		return 0;
	bench_require(!strncmp(client->in, "HTTP/1.1 101 ", 13), "the server refuses the upgrade");
	client->open = true;
	return (size_t)(end + 4 - client->in);
}

static size_t take_frame(struct client *client, char *frame, size_t n, text_taker *take,
			 void *context)
{
	const uint8_t *bytes = (const uint8_t *)frame;
	size_t head = 2, length;
	char next;

	if (n < 2)
		return 0;
	length = bytes[1];
	if (length == 126) {
		head = 4;
		length = (size_t)bytes[2] << 8 | bytes[3];
	}
	if (n < head || n < head + length)
		return 0;
	bench_require((bytes[0] & 0x80) && bytes[1] <= 126,
		      "a frame in pieces, masked or too long");
	switch ((enum opcode)(bytes[0] & 0xf)) {
	case TEXT:
		next = frame[head + length];
		frame[head + length] = '\0';
		take(context, frame + head);
		frame[head + length] = next;
		break;
	case PING:
		send_frame(client, PONG, frame + head, length);
		break;
	case PONG:
		break;
	case CLOSE:
		bench_require(false, "the server closes a connection");
	}
	return head + length;
}

static bool fill(struct client *client)
{
	ssize_t got;

	if (client->room - client->n_in < READ_SIZE + 1) {
		client->room = client->n_in + READ_SIZE + 1;
		client->in = mem_resize(client->in, client->room, 1);
	}
	got = recv(client->socket, client->in + client->n_in, client->room - client->n_in - 1, 0);
	if (got < 0 && errno == EAGAIN)
		return false;
	bench_require(got > 0, "the server has gone");
	client->n_in += (size_t)got;
	client->in[client->n_in] = '\0';
	return true;
}

void client_read(struct client *client, text_taker *take, void *context)
{
	size_t at = 0, used;

	if (!fill(client))
		return;
	do {
		used = client->open ? take_frame(client, client->in + at, client->n_in - at, take,
						 context)
				    : take_upgrade(client);
		at += used;
	} while (used && at < client->n_in);
	client->n_in -= at;
	memmove(client->in, client->in + at, client->n_in);
}
