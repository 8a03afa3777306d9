/*
 * Telling the service manager, as sd_notify(3) does: a datagram to the socket that it names
 * in NOTIFY_SOCKET. Without one nothing is said.
 */
#ifndef FUJI_WS_NOTIFY_H
#define FUJI_WS_NOTIFY_H

/** `READY=1`, `STOPPING=1`. */
void notify_manager(const char *state);

#endif
