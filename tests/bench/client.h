/*
 * One subscriber's socket: RFC 6455 as far as a client of chat.v1 needs it.
 */
#ifndef FUJI_TESTS_BENCH_CLIENT_H
#define FUJI_TESTS_BENCH_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client {
	int socket;
	bool open; /* the upgrade is through */
	char *in;
	size_t n_in, room;
};

/** A whole text frame; it ends in NUL and may be written to. */
typedef void text_taker(void *context, char *text);

/** Connects to a port of this machine and asks for the upgrade. Ends the program when the server
 *  is not there. */
void client_connect(struct client *client, int port);

/** Sends a text frame. What does not fit into the socket at once ends the program: nobody here
 *  says more than one thing at a time. */
void client_send(struct client *client, const char *text);

/** Gives what has come to take(); pings are answered. Ends the program when the server refuses,
 *  closes or breaks the protocol. */
void client_read(struct client *client, text_taker *take, void *context);

#endif
