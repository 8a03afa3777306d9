/*
 * Asks an operator's hubs to tell us of changes, until they have agreed. One that has is not asked
 * again until the next start; what it then tells twice is heard once.
 */
#ifndef FUJI_WS_SUBSCRIPTION_H
#define FUJI_WS_SUBSCRIPTION_H

#include "ws/service.h"

struct subscription;

/** Once the outbox thread and its link are there. NULL when there is nobody to ask, or no address
 *  of ours that could be told. */
struct subscription *subscription_start(struct service *service);

/** When neither the outbox thread nor the client of struct service runs any more. Takes NULL. */
void subscription_destroy(struct subscription *subscription);

#endif
