/*
 * A client of chat.v1 that was written from WIRE.md and RFC 6455 alone: a socket, no library for
 * WebSockets, nothing of ours. A line of input is a message; when the bot has answered to it the
 * next one is sent. What is said is printed.
 *
 *	plain PORT < lines
 */
#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME_MOST (64 * 1024)
#define LINE_MOST 4096

enum opcode { TEXT = 0x1, CLOSE = 0x8, PING = 0x9, PONG = 0xa };

static void fail(const char *what)
{
	fprintf(stderr, "plain: %s\n", what);
	exit(1);
}

static void read_all(int fd, void *out, size_t length)
{
	for (char *at = out; length;) {
		ssize_t n = read(fd, at, length);

		if (n <= 0)
			fail("the connection ended");
		at += n;
		length -= (size_t)n;
	}
}

static void write_all(int fd, const void *data, size_t length)
{
	for (const char *at = data; length;) {
		ssize_t n = write(fd, at, length);

		if (n <= 0)
			fail("the connection ended");
		at += n;
		length -= (size_t)n;
	}
}

/* --- frames (RFC 6455 section 5.2) ---------------------------------------------- */

static void send_frame(int fd, enum opcode opcode, const char *data, size_t length)
{
	uint8_t head[4] = {(uint8_t)(0x80 | opcode), (uint8_t)(0x80 | length)}, mask[4];
	char *masked = malloc(length + 1);
	size_t n = 2;

	if (!masked || length > UINT16_MAX || getrandom(mask, sizeof mask, 0) != sizeof mask)
		fail("cannot send that");
	if (length >= 126) {
		head[1] = 0x80 | 126;
		head[n++] = (uint8_t)(length >> 8);
		head[n++] = (uint8_t)length;
	}
	for (size_t i = 0; i < length; i++)
		masked[i] = (char)(data[i] ^ mask[i % sizeof mask]);
	write_all(fd, head, n);
	write_all(fd, mask, sizeof mask);
	write_all(fd, masked, length);
	free(masked);
}

static enum opcode read_frame(int fd, char out[FRAME_MOST + 1])
{
	uint8_t head[2], more[8];
	size_t length, n = 0;

	read_all(fd, head, sizeof head);
	length = head[1];
	if (length >= 126) {
		n = length == 126 ? 2 : 8;
		length = 0;
		read_all(fd, more, n);
		for (size_t i = 0; i < n; i++)
			length = length << 8 | more[i];
	}
	if (!(head[0] & 0x80) || length > FRAME_MOST)
		fail("a frame in parts, or one over its bounds");
	read_all(fd, out, length);
	out[length] = '\0';
	if ((head[0] & 0xf) == PING)
		send_frame(fd, PONG, out, length);
	return head[0] & 0xf;
}

/* The next ActivitySet; empty frames are ignored. */
static cJSON *read_set(int fd)
{
	static char text[FRAME_MOST + 1];
	enum opcode opcode;
	cJSON *set;

	do {
		opcode = read_frame(fd, text);
		if (opcode == CLOSE)
			fail("the server has closed");
	} while (opcode != TEXT || !*text);
	set = cJSON_Parse(text);
	if (!cJSON_IsArray(cJSON_GetObjectItem(set, "activities")))
		fail("a frame that is no ActivitySet");
	return set;
}

/* --- chat.v1 -------------------------------------------------------------------- */

static int dial(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char head[1024] = "";
	size_t length = 0;

	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
		fail("nobody listens");
	dprintf(fd,
		"GET /chat HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\n"
		"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Protocol: chat.v1\r\n\r\n",
		port);
	while (length < sizeof head - 1 && !strstr(head, "\r\n\r\n"))
		read_all(fd, head + length++, 1);
	if (strncmp(head, "HTTP/1.1 101 ", 13) != 0 ||
	    !strstr(head, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
		fail("no WebSocket there");
	return fd;
}

static void send_json(int fd, cJSON *json)
{
	char *text = cJSON_PrintUnformatted(json);

	send_frame(fd, TEXT, text, strlen(text));
	free(text);
	cJSON_Delete(json);
}

static void send_hello(int fd)
{
	cJSON *hello = cJSON_CreateObject();

	cJSON_AddStringToObject(hello, "type", "event");
	cJSON_AddStringToObject(hello, "name", "hello");
	cJSON_AddStringToObject(cJSON_AddObjectToObject(hello, "value"), "locale", "zh-CN");
	send_json(fd, hello);
}

static void send_message(int fd, const char *text, const char *id)
{
	cJSON *message = cJSON_CreateObject();

	cJSON_AddStringToObject(message, "type", "message");
	cJSON_AddStringToObject(message, "text", text);
	cJSON_AddStringToObject(cJSON_AddObjectToObject(message, "channelData"), "clientActivityID",
				id);
	send_json(fd, message);
}

static const char *text_of(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

	return text ? text : "";
}

/* Prints what was said; notes the echo of the message `id`, and true once the bot answers behind
 * it. */
static bool take_set(int fd, const char *id, bool *echoed)
{
	cJSON *set = read_set(fd);
	const cJSON *activity;
	bool answered = false;

	cJSON_ArrayForEach(activity, cJSON_GetObjectItem(set, "activities"))
	{
		const cJSON *data = cJSON_GetObjectItemCaseSensitive(activity, "channelData");
		const char *speaker = text_of(data, "fuji:speaker");

		if (!strcmp(text_of(activity, "name"), "error"))
			fail("an error event");
		if (strcmp(text_of(activity, "type"), "message") != 0)
			continue;
		printf("%s: %s\n", speaker, text_of(activity, "text"));
		*echoed = *echoed || !strcmp(text_of(data, "clientActivityID"), id);
		answered = answered || (*echoed && !strcmp(speaker, "bot"));
	}
	cJSON_Delete(set);
	return answered;
}

static void say(int fd, const char *text, size_t number)
{
	char id[32];
	bool echoed = false;

	snprintf(id, sizeof id, "c-%zu", number);
	send_message(fd, text, id);
	while (!take_set(fd, id, &echoed))
		;
}

int main(int n_arguments, char **arguments)
{
	bool greeted = true;
	char line[LINE_MOST];
	int fd;

	if (n_arguments != 2)
		fail("usage: plain PORT < lines");
	fd = dial(atoi(arguments[1]));
	send_hello(fd);
	while (!take_set(fd, "", &greeted))
		;
	for (size_t number = 1; fgets(line, sizeof line, stdin); number++) {
		line[strcspn(line, "\n")] = '\0';
		say(fd, line, number);
	}
	send_frame(fd, CLOSE, "\x03\xe8", 2);
	close(fd);
	return 0;
}
