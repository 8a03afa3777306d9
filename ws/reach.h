/*
 * A command's way to the bot that has a data folder: the server's, over its control socket,
 * or one of its own where no server runs.
 */
#ifndef FUJI_WS_REACH_H
#define FUJI_WS_REACH_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json.h"
#include "ws/config.h"
#include "ws/data_dir.h"

struct reach {
	const char *folder, *key_file;
	struct clock clock;
	struct data_dir data;
	struct bot *bot; /* NULL: a server has the folder */
};

/** The folder is config->data; without a server it is made if it is missing. `home` is where
 *  the product's files are. The result is an exit code; what went wrong has been printed, and
 *  then nothing on disk is other than before and there is nothing to close. */
int reach_open(struct reach *out, const struct config *config, const char *home);
/** The same where there is a database already: a folder without one is refused. */
int reach_open_there(struct reach *out, const struct config *config, const char *home);
void reach_close(struct reach *reach);

/** Sends a request and takes the answer to it, which the caller deletes. The result is an
 *  exit code; a refusal has been printed. */
int reach_ask(struct reach *reach, const struct buffer *request, cJSON **out_answer);

#endif
