/*
 * TLS of our own, for those who put no proxy in front.
 *
 * Versions 1.2 and 1.3 with ciphers that authenticate what they encrypt, no compression and no
 * renegotiation (RFC 9325, sections 3 and 4), and HTTP/1.1 alone.
 */
#ifndef FUJI_WS_TLS_H
#define FUJI_WS_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ws/config.h"

struct lws_context_creation_info;
struct tls;

/** With the certificate and the key that the settings name, whose texts it borrows. NULL with
 *  err when one of them cannot be read, the key is open to others, or they do not belong
 *  together. */
struct tls *tls_open(const struct config *config, struct error *err);
void tls_close(struct tls *tls);

/** When the certificate begins and ends to be good. */
void tls_validity(const struct tls *tls, int64_t *out_from_ms, int64_t *out_to_ms);

/** Reads both files again and shows what they hold to whoever connects from now on; false with
 *  err when tls_open would refuse it, and then what was shown is shown on. Loop thread. */
bool tls_reload(struct tls *tls, struct error *err);

/** Has libwebsockets make a context, and not speak plainly. */
void tls_fill(struct lws_context_creation_info *info);

/** Sets up that context, an SSL_CTX, when libwebsockets has made it. It lives no longer than
 *  what was opened. */
void tls_prepare(struct tls *tls, void *context);

#endif
