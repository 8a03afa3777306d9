/*
 * The way to an operator over HTTP: what a carrier asks for is sent, with the operator's token.
 *
 * Nothing of a request is logged but which one of a call it was.
 */
#ifndef FUJI_WS_CARRIER_LINK_H
#define FUJI_WS_CARRIER_LINK_H

#include "base/clock.h"
#include "bot/carrier_requests.h"
#include "ws/config.h"
#include "ws/http_client.h"

struct carrier_link;

/** To the address that struct carrier_kind gives. NULL config: without token and certificate.
 *  All that is given outlives the link. */
struct carrier_link *carrier_link_create(const char *address, const struct config *config,
					 const struct clock *clock, struct http_client *http);

/** Nothing may be under way: the client has stopped, or all that was sent is done. Takes NULL. */
void carrier_link_destroy(struct carrier_link *link);

/** On the client's thread. */
typedef void carrier_link_done(void *context);

/** Sends all that is not sent yet; done when all is over. One thread at a time for each
 *  `requests`, whom nobody else touches until then; any number of them at once. */
void carrier_link_send(struct carrier_link *link, struct carrier_requests *requests,
		       carrier_link_done *done, void *context);

/** The same for who can wait. */
void carrier_link_ask(struct carrier_link *link, struct carrier_requests *requests);

#endif
