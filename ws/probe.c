/*
 * The URL is cut up here and not by a library: it only has to name a host.
 */
#include "ws/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS 2000

bool probe_host(const char *url, char host[PROBE_HOST_SIZE], char port[PROBE_PORT_SIZE])
{
	const char *scheme_end = strstr(url, "://");
	const char *begin, *at, *colon;
	size_t length;

	if (!scheme_end)
		return false;
	begin = scheme_end + 3;
	length = strcspn(begin, "/?");
	at = memchr(begin, '@', length);
	if (at) {
		length -= (size_t)(at + 1 - begin);
		begin = at + 1;
	}
	colon = memchr(begin, ':', length);
	if (colon)
		snprintf(port, PROBE_PORT_SIZE, "%.*s", (int)(begin + length - colon - 1),
			 colon + 1);
	else
		snprintf(port, PROBE_PORT_SIZE, "%s",
			 scheme_end - url >= 5 && !strncmp(scheme_end - 5, "https", 5) ? "443"
										       : "80");
	snprintf(host, PROBE_HOST_SIZE, "%.*s", (int)(colon ? (size_t)(colon - begin) : length),
		 begin);
	return *host;
}

static bool connects(const struct addrinfo *at)
{
	int fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol), failed = 0;
	socklen_t size = sizeof failed;
	struct pollfd waiting = {.fd = fd, .events = POLLOUT};
	bool good;

	if (fd < 0)
		return false;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	good = connect(fd, at->ai_addr, at->ai_addrlen) == 0 ||
	       (errno == EINPROGRESS && poll(&waiting, 1, CONNECT_MS) == 1 &&
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) == 0 && failed == 0);
	close(fd);
	return good;
}

bool probe_connects(const char *host, const char *port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	bool good = false;

	if (getaddrinfo(host, port, &hints, &found) != 0)
		return false;
	for (struct addrinfo *at = found; at && !good; at = at->ai_next)
		good = connects(at);
	freeaddrinfo(found);
	return good;
}
