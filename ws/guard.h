/*
 * Which pages of which sites may reach us from a browser.
 *
 * A browser sends cookies of nobody here, but it sits behind the firewall: a foreign page
 * must neither open a conversation in a visitor's name nor reach a server on loopback
 * under a name of its own (DNS rebinding). Comparison is exact, as RFC 6454 section 4
 * has origins printed; whatever is spelled otherwise is foreign.
 */
#ifndef FUJI_WS_GUARD_H
#define FUJI_WS_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct guard {
	const char *const *origins; /* the other sites that are let in */
	size_t n_origins;
	bool on_loopback;
	bool has_tls; /* our own pages are never http: */
};

/** The Host header of any request, NULL when there was none: 0 when it is let in, or the status
 *  to refuse it with: 400 for one that is none (RFC 9112 section 3.2), 403 for a foreign one. */
int guard_host(const struct guard *guard, const char *host);

/** The Origin header of an upgrade that came to a host that guard_host has let in. */
bool guard_origin(const struct guard *guard, const char *origin, const char *host);

/** Whether it is one of the other sites. */
bool guard_lists(const struct guard *guard, const char *origin);

#endif
