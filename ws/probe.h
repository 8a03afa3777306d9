/*
 * Whether a host that a URL names takes connections. Nothing is said to it.
 */
#ifndef FUJI_WS_PROBE_H
#define FUJI_WS_PROBE_H

#include <stdbool.h>

#define PROBE_HOST_SIZE 256
#define PROBE_PORT_SIZE 8

/** Host and port of `http://…` or `https://…`, which may stand behind another scheme, as in
 *  `tmf:https://bss.example/`. False when the URL names no host. */
bool probe_host(const char *url, char host[PROBE_HOST_SIZE], char port[PROBE_PORT_SIZE]);

/** Tries each address of the host for two seconds. Blocks. */
bool probe_connects(const char *host, const char *port);

#endif
