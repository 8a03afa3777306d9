/*
 * A row a code; a row whose time is over is free. There are so few that looking at all of them
 * costs less than the hash.
 */
#include "ws/moves.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MOVES_MOST 1024
#define GROUP 4
#define LETTERS (2 * GROUP)

/* None that looks like another one or a digit, and no vowels, so that no words come out. Of the
 * 20^8 codes, MOVES_MOST are good at a time at most: one guess in 25 million. */
static const char alphabet[] = "BCDFGHJKMNPQRSTVWXYZ";

struct row {
	uint8_t hash[CRYPTO_HASH_SIZE];
	int64_t ends_ms; /* 0: free */
	struct move move;
};

struct moves {
	const struct keys *keys;
	struct row rows[MOVES_MOST];
};

struct moves *moves_create(const struct keys *keys)
{
	struct moves *moves = mem_new(sizeof *moves);

	moves->keys = keys;
	return moves;
}

void moves_destroy(struct moves *moves)
{
	free(moves);
}

static struct row *row_for(struct moves *moves, const char *conversation, int64_t now_ms)
{
	struct row *open = NULL;

	for (size_t i = 0; i < MOVES_MOST; i++) {
		struct row *row = &moves->rows[i];

		if (row->ends_ms <= now_ms)
			open = row;
		else if (!strcmp(row->move.conversation, conversation))
			return row;
	}
	return open;
}

bool moves_give(struct moves *moves, const struct move *move, int64_t now_ms,
		char out[MOVE_CODE_SIZE])
{
	struct row *row = row_for(moves, move->conversation, now_ms);
	char letters[LETTERS + 1];

	if (!row)
		return false;
	crypto_code(letters, LETTERS, alphabet);
	keys_hash(moves->keys, "move", letters, LETTERS, row->hash);
	row->ends_ms = now_ms + MOVE_LIFE_MS;
	row->move = *move;
	snprintf(out, MOVE_CODE_SIZE, "%.*s-%s", GROUP, letters, letters + GROUP);
	return true;
}

static bool read_code(const char *code, char out[LETTERS + 1])
{
	size_t n = 0;

	for (; *code; code++) {
		if (*code == '-' || *code == ' ')
			continue;
		if (n == LETTERS)
			return false;
		out[n++] = (char)toupper((unsigned char)*code);
	}
	out[n] = '\0';
	return n == LETTERS;
}

bool moves_take(struct moves *moves, const char *code, int64_t now_ms, struct move *out)
{
	char letters[LETTERS + 1];
	uint8_t hash[CRYPTO_HASH_SIZE];

	if (!read_code(code, letters))
		return false;
	keys_hash(moves->keys, "move", letters, LETTERS, hash);
	for (size_t i = 0; i < MOVES_MOST; i++) {
		struct row *row = &moves->rows[i];

		if (row->ends_ms <= now_ms || !crypto_equal(row->hash, hash, sizeof hash))
			continue;
		row->ends_ms = 0;
		*out = row->move;
		return true;
	}
	return false;
}
