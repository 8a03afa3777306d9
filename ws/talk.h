/*
 * Dialogue scripts: what a subscriber says and what must then be answered. The grammar is
 * in tests/talk/README.md.
 */
#ifndef FUJI_WS_TALK_H
#define FUJI_WS_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ws/local.h"

/** How a script was played: straight, or with everything saved, thrown away and loaded again
 *  between all lines. */
enum talk_way { TALK_STRAIGHT, TALK_RESTARTED, N_TALK_WAYS };

struct talk_score {
	size_t n_played, n_failed;
};

/** Plays scripts one after another in one process. */
struct talk_player;

struct talk_player *talk_player_create(const char *resources, struct problems *problems,
				       struct error *err);
void talk_player_destroy(struct talk_player *player);

/** Has the steps of errands told from now on. */
void talk_player_trace(struct talk_player *player, step_taker *take, void *context);

/** Plays from now on over an operator of tests/operator/, which knows what the scripts' `sim:`
 *  knows: `tmf:http://127.0.0.1:8099`. Borrowed. */
void talk_player_over(struct talk_player *player, const char *carrier);

/** Plays all dialogues of a file; failures are problems at the line that was not met. False
 *  when the file cannot be read or is not a script. */
bool talk_play(struct talk_player *player, const char *path, enum talk_way way,
	       struct talk_score *score, struct problems *problems);

#endif
