/*
 * Names of hosts and origins, compared.
 */
#include "ws/guard.h"

#include <string.h>

static const char *host_of(const char *origin)
{
	const char *host = strstr(origin, "://");

	return host ? host + 3 : origin;
}

static bool is_host_of(const char *origin, const char *scheme, const char *host)
{
	size_t length = strlen(scheme);

	return !strncmp(origin, scheme, length) && !strcmp(origin + length, host);
}

/* `localhost`, `127.0.0.1` or `[::1]`, with a port or without. */
static bool is_loopback_name(const char *host)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t length = strlen(names[i]);
		const char *rest = host + length;

		if (!strncmp(host, names[i], length) &&
		    (*rest == '\0' || (*rest == ':' && rest[1] != '\0' &&
				       strspn(rest + 1, "0123456789") == strlen(rest + 1))))
			return true;
	}
	return false;
}

bool guard_lists(const struct guard *guard, const char *origin)
{
	for (size_t i = 0; i < guard->n_origins; i++) {
		if (!strcmp(guard->origins[i], origin))
			return true;
	}
	return false;
}

int guard_host(const struct guard *guard, const char *host)
{
	/* Two Host headers arrive joined by a comma. */
	if (!host || !*host || strpbrk(host, ", \t/@"))
		return 400;
	if (!guard->on_loopback || is_loopback_name(host))
		return 0;
	for (size_t i = 0; i < guard->n_origins; i++) {
		if (!strcmp(host_of(guard->origins[i]), host))
			return 0;
	}
	return 403;
}

bool guard_origin(const struct guard *guard, const char *origin, const char *host)
{
	return guard_lists(guard, origin) || is_host_of(origin, "https://", host) ||
	       (!guard->has_tls && is_host_of(origin, "http://", host));
}
