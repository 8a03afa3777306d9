/*
 * `GET /metrics` on a socket of its own, which no subscriber reaches: loopback or a Unix
 * socket. Scrapes run on their own thread and hold nobody up.
 */
#ifndef FUJI_WS_SCRAPE_H
#define FUJI_WS_SCRAPE_H

#include <stdbool.h>

#include "base/error.h"
#include "ws/service.h"

struct scrape;

/** Listens at `metrics_listen`, and on nothing when that is empty. NULL with err. */
struct scrape *scrape_open(struct service *service, struct error *err);

/** Where it listens, "" for nowhere. */
const char *scrape_address(const struct scrape *scrape);

/** All threads of the service run. */
void scrape_start(struct scrape *scrape);

/** Before any of them ends. Takes NULL; also for one that never started. */
void scrape_stop(struct scrape *scrape);

#endif
