/*
 * A listening socket, bound to exactly one address.
 */
#include "ws/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 512
#define FIRST_INHERITED 3 /* SD_LISTEN_FDS_START */

/* An address and its port as text; brackets around one of IPv6. */
static void print_address(const struct sockaddr *address, char *host, size_t size, unsigned *port)
{
	if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *six = (const void *)address;

		inet_ntop(AF_INET6, &six->sin6_addr, host, (socklen_t)size);
		*port = ntohs(six->sin6_port);
	} else {
		const struct sockaddr_in *four = (const void *)address;

		inet_ntop(AF_INET, &four->sin_addr, host, (socklen_t)size);
		*port = ntohs(four->sin_port);
	}
}

static bool is_loopback(const char *host)
{
	return !strncmp(host, "127.", 4) || !strcmp(host, "::1");
}

/* Cuts `HOST:PORT` in two. */
static bool split(const char *where, char *host, size_t size, const char **port)
{
	const char *colon = strrchr(where, ':');
	size_t length = colon ? (size_t)(colon - where) : 0;

	if (!length || length >= size)
		return false;
	*port = colon + 1;
	if (where[0] == '[' && where[length - 1] == ']') {
		where++;
		length -= 2;
	}
	memcpy(host, where, length);
	host[length] = '\0';
	return **port && strspn(*port, "0123456789") == strlen(*port) && atol(*port) <= 65535;
}

static bool resolve(const char *where, struct addrinfo **out, struct error *err)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
	char host[64];
	const char *port;
	int failed;

	if (!split(where, host, sizeof host, &port))
		return error_set(err, "cannot listen on %s: it is not HOST:PORT", where);
	failed = getaddrinfo(strcmp(host, "localhost") ? host : "127.0.0.1", port, &hints, out);
	if (failed)
		return error_set(err, "cannot listen on %s: %s; give the address of an interface",
				 where, gai_strerror(failed));
	return true;
}

static bool open_at(const struct addrinfo *at, const char *where, struct listener *out,
		    struct error *err)
{
	static const int on = 1;
	const char *advice = "";

	out->fd = socket(at->ai_family, SOCK_STREAM, 0);
	if (out->fd < 0)
		return error_set(err, "cannot listen on %s: %s", where, strerror(errno));
	fcntl(out->fd, F_SETFD, FD_CLOEXEC);
	fcntl(out->fd, F_SETFL, O_NONBLOCK);
	setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	/* Connections inherit it. libwebsockets writes a frame in pieces, and the last one must
	 * not wait for the peer's delayed acknowledgement of the first (40 ms). */
	setsockopt(out->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (at->ai_family == AF_INET6)
		setsockopt(out->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (!bind(out->fd, at->ai_addr, at->ai_addrlen) && !listen(out->fd, BACKLOG))
		return true;

	if (errno == EADDRINUSE)
		advice = "; stop what runs there or give another with --listen";
	error_set(err, "cannot listen on %s: %s%s", where, strerror(errno), advice);
	listener_close(out);
	return false;
}

static void name_it(struct listener *out, const struct sockaddr *bound)
{
	char host[INET6_ADDRSTRLEN];
	unsigned port;

	print_address(bound, host, sizeof host, &port);
	snprintf(out->address, sizeof out->address, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host,
		 port);
	out->on_loopback = is_loopback(host);
}

/* What the kernel says, for the port that was free and to be sure of the address. */
static bool read_back(const struct addrinfo *at, const char *where, struct listener *out,
		      struct error *err)
{
	struct sockaddr_storage bound;
	socklen_t size = sizeof bound;
	char host[INET6_ADDRSTRLEN], wanted[INET6_ADDRSTRLEN];
	unsigned port, wanted_port;

	getsockname(out->fd, (struct sockaddr *)&bound, &size);
	print_address((const struct sockaddr *)&bound, host, sizeof host, &port);
	print_address(at->ai_addr, wanted, sizeof wanted, &wanted_port);
	if (strcmp(host, wanted) != 0) {
		listener_close(out);
		return error_set(err, "cannot listen on %s: the system bound %s", where, host);
	}
	name_it(out, (const struct sockaddr *)&bound);
	return true;
}

bool listener_open(const char *where, struct listener *out, struct error *err)
{
	struct addrinfo *at;
	bool good;

	*out = (struct listener){.fd = -1};
	if (!resolve(where, &at, err))
		return false;
	good = open_at(at, where, out, err) && read_back(at, where, out, err);
	freeaddrinfo(at);
	return good;
}

bool listener_inherit(struct listener *out, struct error *err)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	struct sockaddr_storage bound = {0};
	socklen_t size = sizeof bound;

	*out = (struct listener){.fd = -1};
	if (!pid || !n || atol(pid) != (long)getpid())
		return true;
	if (strcmp(n, "1") != 0)
		return error_set(err, "the service manager passed %s sockets: there must be one",
				 n);
	if (getsockname(FIRST_INHERITED, (struct sockaddr *)&bound, &size) != 0 ||
	    (bound.ss_family != AF_INET && bound.ss_family != AF_INET6))
		return error_set(err,
				 "the socket that the service manager passed is not one of TCP");
	out->fd = FIRST_INHERITED;
	fcntl(out->fd, F_SETFD, FD_CLOEXEC);
	fcntl(out->fd, F_SETFL, O_NONBLOCK);
	name_it(out, (const struct sockaddr *)&bound);
	return true;
}

void listener_close(struct listener *listener)
{
	if (listener->fd >= 0)
		close(listener->fd);
	listener->fd = -1;
}

void listener_peer(int fd, char *out)
{
	struct sockaddr_storage peer = {0};
	socklen_t size = sizeof peer;
	unsigned port;

	getpeername(fd, (struct sockaddr *)&peer, &size);
	print_address((const struct sockaddr *)&peer, out, INET6_ADDRSTRLEN, &port);
}
