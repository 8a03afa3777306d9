/*
 * Batches of messages written through the store as the bot writes them, and a book of what
 * must be found again.
 *
 * Everything about a batch follows from its number, so that what was found can be compared
 * byte by byte.
 */
#include "tests/fault/ledger.h"

#include <assert.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVENTS 4
#define BODY 700

static const struct store_kind *const kind = &store_sqlite;

void ledger_start(struct ledger *ledger)
{
	ledger->n = 0;
	for (int i = 0; i < LEDGER_CONVERSATIONS; i++)
		ledger->seqs[0][i] = -1;
}

static void fill_body(char body[BODY], int64_t conversation, int64_t seq)
{
	memset(body, 'a' + (int)(seq % 26), BODY);
	snprintf(body, BODY, "%d.%d", (int)conversation, (int)seq);
}

static void fill_client(uint8_t client[16], int64_t seq)
{
	memset(client, 0, 16);
	memcpy(client, &seq, sizeof seq);
}

/* --- writing ---------------------------------------------------------------------- */

static bool add_conversation(void *db, int i)
{
	struct person_row person = {0};
	struct conversation_row row = {0};

	snprintf(row.id, sizeof row.id, "c%d", i);
	if (!kind->person_add(db, &person, NULL))
		return false;
	row.person = person.row;
	return kind->conversation_add(db, &row, NULL);
}

static bool first_batch(void *db, int64_t seqs[LEDGER_CONVERSATIONS])
{
	for (int i = 0; i < LEDGER_CONVERSATIONS; i++) {
		if (!add_conversation(db, i))
			return false;
		seqs[i] = 0;
	}
	return true;
}

static bool load(void *db, int i, struct arena *arena, struct conversation_row *out)
{
	char id[8];

	snprintf(id, sizeof id, "c%d", i);
	return kind->conversation_find(db, id, arena, out, NULL) == FOUND;
}

static bool append(void *db, const struct conversation_row *row)
{
	char body[BODY];
	struct activity_row activity = {.conversation = row->row,
					.seq = row->seq,
					.sealed_body = {.data = body, .size = sizeof body}};
	struct sent_row sent = {.conversation = row->row, .seq = row->seq};

	fill_body(body, row->row, row->seq);
	fill_client(sent.client, row->seq);
	return kind->activity_add(db, &activity, NULL) && kind->sent_add(db, &sent, NULL) &&
	       kind->conversation_save(db, row, NULL);
}

static bool event(void *db, int i, struct arena *arena, bool undone, int64_t *seq)
{
	struct conversation_row row;

	if (!kind->savepoint(db, NULL) || !load(db, i, arena, &row))
		return false;
	/* The book says where to go on, or a lost batch would go unnoticed. */
	row.seq = *seq + 1;
	if (!append(db, &row))
		return false;
	if (undone) {
		kind->undo(db);
		return kind->in_transaction(db);
	}
	*seq = row.seq;
	return kind->release(db, NULL);
}

static bool later_batch(void *db, int number, int64_t seqs[LEDGER_CONVERSATIONS])
{
	struct arena *arena = arena_create();
	bool fine = true;

	for (int i = 0; i < EVENTS && fine; i++) {
		int which = (number * 3 + i) % LEDGER_CONVERSATIONS;

		fine = event(db, which, arena, i == 2, &seqs[which]);
	}
	arena_destroy(arena);
	return fine;
}

bool ledger_write(struct ledger *ledger, void *db)
{
	int64_t *seqs = ledger->seqs[ledger->n + 1];

	assert(ledger->n + 1 < LEDGER_MOST);
	memcpy(seqs, ledger->seqs[ledger->n], sizeof ledger->seqs[0]);
	if (!kind->begin(db, NULL))
		return false;
	if (ledger->n == 0 ? !first_batch(db, seqs) : !later_batch(db, ledger->n, seqs)) {
		kind->rollback(db);
		return false;
	}
	if (!kind->commit(db, NULL))
		return false;
	ledger->n++;
	return true;
}

/* --- finding ---------------------------------------------------------------------- */

struct reading {
	void *db;
	int64_t conversation;
	int64_t n; /* activities that are as they were written, without a hole */
};

static bool read_activity(void *context, const struct activity_row *row)
{
	struct reading *reading = context;
	struct sent_row sent;
	uint8_t client[16];
	char body[BODY];

	fill_body(body, reading->conversation, row->seq);
	fill_client(client, row->seq);
	if (row->seq != reading->n + 1 || row->sealed_body.size != BODY ||
	    memcmp(row->sealed_body.data, body, BODY) != 0 ||
	    kind->sent_find(reading->db, reading->conversation, client, &sent, NULL) != FOUND ||
	    sent.seq != row->seq) {
		reading->n = -1;
		return false;
	}
	reading->n++;
	return true;
}

/* The last seq of a conversation, -1 without it, -2 when its log says something else. */
static int64_t seq_of(void *db, int i, struct arena *arena)
{
	struct conversation_row row;
	struct reading reading = {.db = db};

	if (!load(db, i, arena, &row))
		return -1;
	reading.conversation = row.row;
	if (!kind->activity_list(db, row.row, 0, 100000, read_activity, &reading, NULL) ||
	    reading.n != row.seq)
		return -2;
	return row.seq;
}

int ledger_find(const struct ledger *ledger, void *db)
{
	struct arena *arena = arena_create();
	int64_t seqs[LEDGER_CONVERSATIONS];
	int found = 0;

	for (int i = 0; i < LEDGER_CONVERSATIONS; i++)
		seqs[i] = seq_of(db, i, arena);
	arena_destroy(arena);
	while (found <= ledger->n + 1 && memcmp(seqs, ledger->seqs[found], sizeof seqs) != 0)
		found++;
	return found <= ledger->n + 1 ? found : -1;
}

static bool is_whole(const char *dir)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	char path[64];
	bool fine;

	snprintf(path, sizeof path, "%s/fuji.db", dir);
	sqlite3_open(path, &db);
	fine = sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL) ==
		       SQLITE_OK &&
	       sqlite3_step(statement) == SQLITE_ROW &&
	       strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return fine;
}

int ledger_find_in(const struct ledger *ledger, const char *dir)
{
	struct error err;
	void *db = kind->open(dir, &err);
	int found;

	if (!db) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	found = ledger_find(ledger, db);
	kind->close(db);
	return is_whole(dir) ? found : -1;
}

/* --- folders ---------------------------------------------------------------------- */

void ledger_make_folder(char dir[32])
{
	strcpy(dir, "/dev/shm/fuji-fault-XXXXXX");
	if (!mkdtemp(dir)) {
		perror(dir);
		exit(3);
	}
}

void ledger_remove_folder(const char *dir)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	char path[512];

	while ((entry = readdir(folder))) {
		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		unlink(path);
	}
	closedir(folder);
	rmdir(dir);
}

void ledger_copy_file(const char *from, const char *to, const char *name)
{
	char path[64], block[4096];
	size_t size;
	FILE *in, *out;

	snprintf(path, sizeof path, "%s/%s", from, name);
	in = fopen(path, "rb");
	if (!in)
		return;
	snprintf(path, sizeof path, "%s/%s", to, name);
	out = fopen(path, "wb");
	assert(out);
	while ((size = fread(block, 1, sizeof block, in)) > 0)
		fwrite(block, 1, size, out);
	fclose(in);
	fclose(out);
}
