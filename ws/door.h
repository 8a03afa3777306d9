/*
 * A side door: a thread that may block and lets in one peer after the other.
 */
#ifndef FUJI_WS_DOOR_H
#define FUJI_WS_DOOR_H

#include <stdbool.h>
#include <sys/un.h>

#include "base/error.h"

struct door;

/** Serves one peer on the door's thread, within a few seconds; the socket is closed for it. */
typedef void door_server(void *context, int fd);

/** Takes the listening socket, which must not block, and starts. */
struct door *door_open(int listening, door_server *serve, void *context);

/** Waits for the peer that is in, and ends. Takes NULL. */
void door_close(struct door *door);

/** A Unix socket at a path, for its owner only; one that was left there is removed. -1 with
 *  err. */
int door_listen(const char *path, struct error *err);

/** False when the path is too long for a socket's. */
bool door_address(const char *path, struct sockaddr_un *out);

/** A peer that stalls for as long is let go. */
void door_limit_waiting(int fd, int seconds);

#endif
