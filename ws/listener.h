/*
 * The socket that we listen on.
 *
 * Made here and not by libwebsockets, which binds to every address when it is given one of
 * IPv4 and was built for IPv6. The address is read back and compared.
 */
#ifndef FUJI_WS_LISTENER_H
#define FUJI_WS_LISTENER_H

#include <stdbool.h>

#include "base/error.h"

struct listener {
	int fd;
	char address[64]; /* `127.0.0.1:8080`, with the port that it really has */
	bool on_loopback;
};

/** `HOST:PORT`, `[::1]:8080`; port 0 takes a free one. HOST is an address or `localhost`. */
bool listener_open(const char *where, struct listener *out, struct error *err);
/** The socket that a service manager passed on, as sd_listen_fds(3) describes; `out->fd` is -1
 *  when there is none. Once a process, before others are started. */
bool listener_inherit(struct listener *out, struct error *err);
void listener_close(struct listener *listener);

/** The peer's address without its port; `out` has room for 46. */
void listener_peer(int fd, char *out);

#endif
