/*
 * Under which address a client reaches us, for addresses that it is told.
 */
#ifndef FUJI_WS_SITE_H
#define FUJI_WS_SITE_H

#include "ws/config.h"
#include "ws/head.h"

/** `https://HOST` or `http://HOST`, to be freed. Behind a proxy of ours that ends TLS, which has
 *  that address, it is as seen from outside. */
char *site_of(const struct head *head, const struct config *config, const char *address);

#endif
