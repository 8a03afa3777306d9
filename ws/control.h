/*
 * DATA/control.sock: how a command reaches the server that has the data folder.
 *
 * One request a connection, one line each way; ws/request.h says what may be asked. The
 * socket is for the folder's owner only.
 */
#ifndef FUJI_WS_CONTROL_H
#define FUJI_WS_CONTROL_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "ws/service.h"

struct control;

/** Makes the socket in the folder, whose lock the caller holds. NULL with err. */
struct control *control_open(struct service *service, const char *data_dir, struct error *err);

/** Starts the thread that serves it; the bot thread runs. */
void control_start(struct control *control);

/** Ends the thread, if it was started, and removes the socket; before the bot thread is
 *  joined. */
void control_stop(struct control *control);

/** Asks the server that has the folder. False with err when there is no answer. */
bool control_ask(const char *data_dir, const char *request, struct buffer *answer,
		 struct error *err);

#endif
