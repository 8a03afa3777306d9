/*
 * The floor: what a turn costs on libwebsockets and SQLite when there is nothing to think
 * about. `floor RECORDED DATABASE FACTS STATE_BYTES`, which prints `listening on 127.0.0.1:N`.
 *
 * Frames are read as strictly as Fuji reads them and answered with the frames that Fuji gave,
 * recorded by `load`. Each turn writes as many rows of as many bytes as Fuji's, sealed the
 * same way; FACTS is how many rows of facts a turn has and STATE_BYTES how long the
 * conversation's state is. Nothing is loaded, understood or said. It is all on one thread, so
 * there is no hand-over either: what one round of the event loop brought is one transaction,
 * and its answers leave behind the COMMIT.
 */
#include <libwebsockets.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "tests/bench/bench.h"

#define KEY_SIZE 1024
#define BATCH_MOST 20000
#define CLIENT_ID "\"clientActivityID\":\""

/* A recorded frame; in the echo's the client's id stands between the two parts. */
struct frame {
	const char *before, *after;
};

struct answer {
	char *key; /* the message, its digits made zeros */
	struct frame *frames;
	size_t n_frames, n_rows, bytes;
};

enum insert { CONVERSATION, ACTIVITY, SENT, FACT, STATE, N_STATEMENTS };

struct floor {
	struct answer *answers;
	size_t n_answers;
	struct keys *keys;
	sqlite3 *db;
	sqlite3_stmt *statements[N_STATEMENTS];
	bool in_transaction;
	double facts, facts_due;
	size_t state_bytes;
	struct talker *batch[BATCH_MOST];
	size_t n_batch;
	uint8_t *box;
};

struct talker {
	struct lws *wsi;
	struct floor *floor;
	int64_t row, seq;
	uint8_t key[CRYPTO_KEY_SIZE];
	char client_id[65];
	const struct answer *answer; /* NULL: the welcome */
	size_t next_frame;
};

/* --- what was recorded ------------------------------------------------------------ */

static void make_key(const char *text, char out[KEY_SIZE])
{
	const char *number = strstr(text, "{number}");

	snprintf(out, KEY_SIZE, "%.*s%s%s", number ? (int)(number - text) : (int)strlen(text), text,
		 number ? "00000000000" : "", number ? number + strlen("{number}") : "");
	for (char *c = out; *c; c++)
		*c = *c >= '0' && *c <= '9' ? '0' : *c;
}

static void add_frame(struct answer *answer, char *text)
{
	char *id = strstr(text, CLIENT_ID);
	struct frame frame = {text, ""};

	answer->bytes += strlen(text);
	for (const char *row = text; (row = strstr(row, "\"fuji:speaker\"")); row++)
		answer->n_rows++;
	if (id) {
		id += strlen(CLIENT_ID);
		frame.after = strchr(id, '"');
		frame.before = mem_text_n(text, (size_t)(id - text));
	}
	answer->frames = mem_resize(answer->frames, answer->n_frames + 1, sizeof *answer->frames);
	answer->frames[answer->n_frames++] = frame;
}

/* Lines that follow each other with one message are one answer; the first one holds. */
static void read_answers(struct floor *floor, const char *path)
{
	struct messages lines = messages_read(path);
	struct answer *last = NULL;

	floor->answers = mem_new(lines.n * sizeof *floor->answers);
	for (size_t i = 0; i < lines.n; i++) {
		char *tab = strchr(lines.texts[i], '\t'), key[KEY_SIZE];

		*tab = '\0';
		make_key(lines.texts[i], key);
		if (!last || strcmp(last->key, key) != 0) {
			last = &floor->answers[floor->n_answers++];
			last->key = mem_text(key);
		}
		add_frame(last, tab + 1);
	}
}

static const struct answer *find_answer(const struct floor *floor, const char *text)
{
	char key[KEY_SIZE];

	make_key(text, key);
	for (size_t i = 0; i < floor->n_answers; i++) {
		if (!strcmp(floor->answers[i].key, key))
			return &floor->answers[i];
	}
	bench_require(false, text);
	return NULL;
}

/* --- rows ------------------------------------------------------------------------- */

static const char schema[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
	"PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 100;"
	"CREATE TABLE conversations (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
	" seq INTEGER NOT NULL, sealed_state BLOB);"
	"CREATE TABLE activities (conversation INTEGER NOT NULL, seq INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL, sealed_body BLOB);"
	"CREATE UNIQUE INDEX activities_of ON activities (conversation, seq);"
	"CREATE TABLE sent (row INTEGER PRIMARY KEY, conversation INTEGER NOT NULL,"
	" client BLOB NOT NULL, content BLOB, seq INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX sent_by ON sent (conversation, client);"
	"CREATE TABLE facts (conversation INTEGER NOT NULL, seq INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL);";

static const char *const inserts[N_STATEMENTS] = {
	[CONVERSATION] = "INSERT INTO conversations (id, seq) VALUES (?, 0)",
	[ACTIVITY] = "INSERT INTO activities VALUES (?, ?, 0, ?)",
	[SENT] = "INSERT INTO sent (conversation, seq, client, content) VALUES (?, ?, ?, ?)",
	[FACT] = "INSERT INTO facts VALUES (?, ?, 0, 'understood', 'suspension_cause')",
	[STATE] = "UPDATE conversations SET seq = ?2, sealed_state = ?3 WHERE row = ?1",
};

static void require_done(struct floor *floor, bool done)
{
	bench_require(done, sqlite3_errmsg(floor->db));
}

static void tell(struct floor *floor, const char *sql)
{
	require_done(floor, sqlite3_exec(floor->db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static void open_database(struct floor *floor, const char *path)
{
	require_done(floor, sqlite3_open(path, &floor->db) == SQLITE_OK);
	tell(floor, schema);
	for (size_t i = 0; i < N_STATEMENTS; i++)
		require_done(floor, sqlite3_prepare_v2(floor->db, inserts[i], -1,
						       &floor->statements[i], NULL) == SQLITE_OK);
}

static void run(struct floor *floor, enum insert insert)
{
	require_done(floor, sqlite3_step(floor->statements[insert]) == SQLITE_DONE);
	sqlite3_reset(floor->statements[insert]);
}

/* The row's conversation and seq come first in each. */
static sqlite3_stmt *start(struct floor *floor, enum insert insert, const struct talker *talker)
{
	if (!floor->in_transaction)
		tell(floor, "BEGIN IMMEDIATE");
	floor->in_transaction = true;
	sqlite3_bind_int64(floor->statements[insert], 1, talker->row);
	sqlite3_bind_int64(floor->statements[insert], 2, talker->seq);
	return floor->statements[insert];
}

static void put_sealed(struct floor *floor, const struct talker *talker, enum insert insert,
		       const char *text, size_t length)
{
	sqlite3_stmt *statement = start(floor, insert, talker);
	char bound[64];

	snprintf(bound, sizeof bound, "%lld/%lld", (long long)talker->row, (long long)talker->seq);
	floor->box = mem_resize(floor->box, length + CRYPTO_SEAL_EXTRA, 1);
	crypto_seal(talker->key, bound, text, length, floor->box);
	sqlite3_bind_blob(statement, 3, floor->box, (int)(length + CRYPTO_SEAL_EXTRA),
			  SQLITE_STATIC);
	run(floor, insert);
}

static void put_sent(struct floor *floor, const struct talker *talker, const char *text)
{
	sqlite3_stmt *statement = start(floor, SENT, talker);
	uint8_t content[CRYPTO_HASH_SIZE];

	keys_hash(floor->keys, "sent", text, strlen(text), content);
	sqlite3_bind_blob(statement, 3, talker->client_id, (int)strlen(talker->client_id),
			  SQLITE_STATIC);
	sqlite3_bind_blob(statement, 4, content, sizeof content, SQLITE_STATIC);
	run(floor, SENT);
}

static void put_turn(struct floor *floor, struct talker *talker, const char *text)
{
	static const char filler[65536];
	const struct answer *answer = talker->answer;

	for (size_t i = 0; i < answer->n_rows; i++) {
		talker->seq++;
		put_sealed(floor, talker, ACTIVITY, filler, answer->bytes / answer->n_rows);
	}
	put_sent(floor, talker, text);
	for (floor->facts_due += floor->facts; floor->facts_due >= 1; floor->facts_due--) {
		start(floor, FACT, talker);
		run(floor, FACT);
	}
	put_sealed(floor, talker, STATE, filler, floor->state_bytes);
}

static void put_conversation(struct floor *floor, struct talker *talker)
{
	sqlite3_stmt *statement = start(floor, CONVERSATION, talker);
	char id[CRYPTO_ID_SIZE];

	crypto_id(id);
	sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
	run(floor, CONVERSATION);
	talker->row = sqlite3_last_insert_rowid(floor->db);
	crypto_random(talker->key, sizeof talker->key);
}

/* Behind all that this round of the loop has read. */
static void commit(uv_check_t *check)
{
	struct floor *floor = check->data;

	if (!floor->in_transaction)
		return;
	tell(floor, "COMMIT");
	floor->in_transaction = false;
	for (size_t i = 0; i < floor->n_batch; i++) {
		if (floor->batch[i])
			lws_callback_on_writable(floor->batch[i]->wsi);
	}
	floor->n_batch = 0;
}

/* --- frames ----------------------------------------------------------------------- */

static void take(struct floor *floor, struct talker *talker, const char *frame, size_t length)
{
	struct error err;
	cJSON *activity = json_read(frame, length, &err);
	const char *text;

	bench_require(activity, "a frame that is no JSON");
	text = json_text(activity, "text");
	if (text) {
		const char *id = json_text(json_get(activity, "channelData"), "clientActivityID");

		bench_require(id, "a message without an id");
		snprintf(talker->client_id, sizeof talker->client_id, "%s", id);
		talker->answer = find_answer(floor, text);
		put_turn(floor, talker, text);
	} else {
		put_conversation(floor, talker);
	}
	talker->next_frame = 0;
	bench_require(floor->n_batch < BATCH_MOST, "too many at once");
	floor->batch[floor->n_batch++] = talker;
	cJSON_Delete(activity);
}

static void send_next(struct talker *talker)
{
	struct buffer out = {0};

	buffer_add(&out, (char[LWS_PRE]){0}, LWS_PRE);
	if (!talker->answer) {
		buffer_text(&out, "{\"conversationId\":\"floor\",\"activities\":[]}");
		talker->next_frame = 1;
	} else {
		const struct frame *frame = &talker->answer->frames[talker->next_frame++];

		buffer_text(&out, frame->before);
		if (*frame->after)
			buffer_text(&out, talker->client_id);
		buffer_text(&out, frame->after);
	}
	lws_write(talker->wsi, (unsigned char *)out.data + LWS_PRE, out.length - LWS_PRE,
		  LWS_WRITE_TEXT);
	buffer_finish(&out);
	if (talker->answer && talker->next_frame < talker->answer->n_frames)
		lws_callback_on_writable(talker->wsi);
}

static void leave(struct floor *floor, const struct talker *talker)
{
	for (size_t i = 0; i < floor->n_batch; i++) {
		if (floor->batch[i] == talker)
			floor->batch[i] = NULL;
	}
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t length)
{
	struct talker *talker = user;
	struct floor *floor = lws_context_user(lws_get_context(wsi));

	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		talker->wsi = wsi;
		break;
	case LWS_CALLBACK_RECEIVE:
		take(floor, talker, in, length);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		send_next(talker);
		break;
	case LWS_CALLBACK_CLOSED:
		leave(floor, talker);
		break;
	}
	return 0;
}

static void listen_on_any(struct floor *floor, uv_loop_t *loop)
{
	static const struct lws_protocols protocols[] = {
		{"chat.v1", on_event, sizeof(struct talker), 4096, 0, NULL, 0},
		{NULL, NULL, 0, 0, 0, NULL, 0},
	};
	void *loops[] = {loop};
	struct lws_context_creation_info info = {
		.iface = "127.0.0.1",
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_DISABLE_IPV6,
		.foreign_loops = loops,
		.user = floor,
		.gid = (gid_t)-1,
		.uid = (uid_t)-1,
		.pt_serv_buf_size = 4096,
	};
	struct lws_context *context;

	lws_set_log_level(LLL_ERR, NULL);
	context = lws_create_context(&info);
	bench_require(context, "cannot start libwebsockets");
	printf("listening on 127.0.0.1:%d\n",
	       lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct floor *floor = mem_new(sizeof *floor);
	uv_loop_t loop;
	uv_check_t check = {.data = floor};

	bench_require(argc == 5, "floor RECORDED DATABASE FACTS STATE_BYTES");
	read_answers(floor, argv[1]);
	crypto_start();
	floor->keys = keys_for_tests();
	open_database(floor, argv[2]);
	floor->facts = strtod(argv[3], NULL);
	floor->state_bytes = strtoul(argv[4], NULL, 10);
	uv_loop_init(&loop);
	uv_check_init(&loop, &check);
	uv_check_start(&check, commit);
	listen_on_any(floor, &loop);
	return uv_run(&loop, UV_RUN_DEFAULT);
}
