/*
 * A player of dialogue scripts, as what reads them and what a line of one does share it.
 */
#ifndef FUJI_WS_TALK_PLAYER_H
#define FUJI_WS_TALK_PLAYER_H

#include "base/buffer.h"
#include "base/clock.h"
#include "ws/talk.h"
#include "ws/talk_summary.h"

struct talk_player {
	const char *resources;
	struct clock clock;
	struct local *local;
	struct talk_summary *summary;

	/* Of the dialogue that is played. */
	const char *over; /* NULL: the scripts' own operators */
	char carrier_over[768];
	char carrier[512], locale[16], as_line[16], pay_host[64], name[256];
	bool begun, failed;
	size_t n_sms_before;    /* ever sent when the last message was said */
	struct buffer identity; /* the assertion that the app handed over last */
	char check[65];         /* the last link's, to the operator's page for face checks */

	/* Of the last turn. */
	struct buffer said;    /* what the bot said, a line a message */
	struct buffer offered; /* titles of quick replies, each on a line of its own */
	struct buffer choices; /* their values, in the same order */
	char owner[16];

	/* Of the file. */
	const char *path;
	size_t line;
	enum talk_way way;
	struct talk_score *score;
	struct problems *problems;
};

/* --- talk.c --------------------------------------------------------------------- */

/** Where the dialogue's operator is, and who speaks. It borrows from the player. */
struct local_options talk_options(struct talk_player *player);

/** Forgets what was said and offered. */
void talk_be_deaf(struct talk_player *player);

/** The script itself is wrong. Returns false. */
bool talk_faulty(struct talk_player *player, const char *sentence, const char *what);

/* --- talk_lines.c ---------------------------------------------------------------- */

/** A dialogue of that name begins, with nothing set. */
bool talk_start(struct talk_player *player, char *name);

/** Does what a line says. False when the script is wrong. */
bool talk_act(struct talk_player *player, char *line);

#endif
