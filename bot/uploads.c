/*
 * Rows of files that subscribers send. Files go before their rows do: what a crash leaves of
 * that is tried again.
 */
#include "bot/uploads.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/sealed_file.h"
#include "bot/case.h"

#define BOUND_SIZE 64
#define ON_ITS_WAY_MS (60 * 60 * 1000LL) /* longer than any file waits for its row */

static const char *folder_of(const struct turn *turn)
{
	return arena_format(turn->arena, "%s/" UPLOADS_FOLDER, turn->bot->data_dir);
}

static void bind_key(const char *id, char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "upload/%s", id);
}

static bool refuse(struct turn *turn, const char **code, const char *why, const char *sentence)
{
	*code = why;
	return error_set(turn->err, "%s", sentence);
}

/* --- taking --------------------------------------------------------------------- */

static struct blob seal_key(struct turn *turn, const struct upload *upload)
{
	char text[CRYPTO_KEY_SIZE * 4 / 3 + 2], bound[BOUND_SIZE];
	struct blob sealed;

	crypto_base64(upload->key, sizeof upload->key, text);
	bind_key(upload->id, bound);
	sealed = conversation_seal(turn->conversation, bound, text, turn->arena);
	crypto_forget(text, sizeof text);
	return sealed;
}

static bool check_room(struct turn *turn, const char **code)
{
	const struct upload_rules *rules = turn->bot->uploads;
	const struct store *store = &turn->bot->store;
	int64_t n, bytes;

	if (!store->kind->upload_totals(store->db, turn->conversation->row.row, &n, &bytes,
					turn->err))
		return false;
	if (n >= rules->of_conversation)
		return refuse(turn, code, "too_many_uploads",
			      "this conversation has sent as many files as it may");
	if (bytes + turn->event->upload.size > rules->bytes)
		return refuse(turn, code, "no_room", "there is no room for more files");
	return true;
}

static void answer(struct turn *turn, const struct upload *upload)
{
	struct output *output = turn_output(turn, OUTPUT_UPLOADED, turn->event->origin);
	struct buffer json = {0};

	strcpy(output->upload.id, upload->id);
	output->upload.type = upload->type;
	buffer_char(&json, '{');
	json_put_member(&json, "id", upload->id);
	json_put_member(&json, "contentType", filetype_name(upload->type));
	json_put_integer(&json, "size", upload->size);
	buffer_char(&json, '}');
	output->json_length = json.length;
	output->json = buffer_take(&json);
}

bool upload_take(struct turn *turn, const char **code)
{
	const struct upload *upload = &turn->event->upload;
	const struct store *store = &turn->bot->store;
	struct upload_row row = {
		.conversation = turn->conversation->row.row,
		.at_ms = turn->now_ms,
		.type = (int)upload->type,
		.size = upload->size,
		.sealed_key = seal_key(turn, upload),
	};

	if (!check_room(turn, code))
		return false;
	row.expires_ms = turn->now_ms + turn->bot->uploads->life_ms;
	strcpy(row.id, upload->id);
	memcpy(row.hash, upload->hash, sizeof row.hash);
	if (!store->kind->upload_add(store->db, &row, turn->err))
		return false;
	answer(turn, upload);
	return true;
}

/* --- sending -------------------------------------------------------------------- */

bool upload_find(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct upload_row *row = arena_new(turn->arena, sizeof *row);
	enum found found;

	if (!turn->event->upload_id)
		return true;
	found = store->kind->upload_find(store->db, turn->event->upload_id, turn->arena, row,
					 turn->err);
	if (found == FOUND && row->conversation == turn->conversation->row.row)
		turn->upload = row;
	return found != FIND_FAILED;
}

/* A file that is not there and somebody else's read the same. */
bool upload_may_be_sent(struct turn *turn, const char **code)
{
	const struct upload_row *row = turn->upload;

	if (!turn->event->upload_id || (row && !row->seq && row->expires_ms > turn->now_ms))
		return true;
	return refuse(turn, code, "no_such_upload",
		      "this conversation has no such file, or it was sent before");
}

void upload_sent(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	const char *type = turn->upload->type == FILETYPE_PDF ? "pdf" : "picture";
	struct upload_row row = *turn->upload;
	struct case_row of;

	row.seq = turn->message_seq;
	turn_stored(turn, store->kind->upload_save(store->db, &row, turn->err));
	turn_fact(turn, "sent", "file", type, row.size);
	if (case_of_conversation(turn, &of)) {
		case_note(turn, &of, "upload", 0, type);
		case_save(turn, &of);
	}
}

/* --- fetching ------------------------------------------------------------------- */

static bool find_agent(struct turn *turn, struct agent_row *agent, const char **code)
{
	enum found found = account_asking(turn, agent);

	if (found == FIND_FAILED)
		return false;
	if (found == NOT_FOUND || agent->disabled ||
	    !access_allows((enum role)agent->role, "GET /desk/upload/{upload}"))
		return refuse(turn, code, "forbidden", "this account may not do that");
	return true;
}

/* A file that is not there and one of a case that somebody else has read the same. */
static bool find_of_case(struct turn *turn, const struct agent_row *agent, struct upload_row *row,
			 struct case_row *of, const char **code)
{
	const struct store *store = &turn->bot->store;
	enum found found = store->kind->upload_find(store->db, turn->event->upload_id, turn->arena,
						    row, turn->err);

	if (found == FOUND)
		found = conversation_load_at(&turn->bot->store, row->conversation, turn->arena,
					     turn->conversation, turn->err);
	if (found == FIND_FAILED)
		return false;
	if (found == FOUND && row->seq && row->expires_ms > turn->now_ms &&
	    case_of_conversation(turn, of) && of->state == CASE_OPEN && of->agent == agent->row)
		return true;
	return !turn->failed &&
	       refuse(turn, code, "no_such_upload", "no case that you have brought such a file");
}

const char *upload_key(const struct turn *turn, const struct upload_row *row)
{
	char bound[BOUND_SIZE];

	bind_key(row->id, bound);
	return conversation_open(turn->conversation, bound, row->sealed_key, turn->arena);
}

static bool open_key(struct turn *turn, const struct upload_row *row, uint8_t key[CRYPTO_KEY_SIZE])
{
	const char *text = upload_key(turn, row);
	size_t length;

	return (text && crypto_base64_read(text, strlen(text), key, CRYPTO_KEY_SIZE, &length)) ||
	       error_set(turn->err, "the key of upload %s was changed outside", row->id);
}

/* Read here and not on a thread of its own: few files are looked at, and few times. */
static bool put_content(struct turn *turn, const struct upload_row *row)
{
	uint8_t key[CRYPTO_KEY_SIZE];
	struct buffer content = {0};
	struct output *output;
	bool fine = open_key(turn, row, key) &&
		    sealed_file_read(folder_of(turn), row->id, key, &content, turn->err);

	crypto_forget(key, sizeof key);
	if (!fine) {
		buffer_finish(&content);
		return false;
	}
	output = turn_output(turn, OUTPUT_FETCHED, turn->event->origin);
	strcpy(output->upload.id, row->id);
	output->upload.type = (enum filetype)row->type;
	output->json_length = content.length;
	output->json = buffer_take(&content);
	return true;
}

bool upload_fetch_own(struct turn *turn, const char **code)
{
	const struct upload_row *row;

	if (!upload_find(turn))
		return false;
	row = turn->upload;
	if (!row || !row->seq || row->expires_ms <= turn->now_ms)
		return refuse(turn, code, "no_such_upload", "this conversation has no such file");
	return put_content(turn, row);
}

bool upload_fetch(struct turn *turn, const char **code)
{
	struct agent_row agent;
	struct upload_row row;
	struct case_row of;

	if (!find_agent(turn, &agent, code) || !find_of_case(turn, &agent, &row, &of, code) ||
	    !put_content(turn, &row))
		return false;
	audit_write(turn, &(struct audit_act){.who = agent.name,
					      .role = role_name((enum role)agent.role),
					      .what = "GET /desk/upload/{upload}",
					      .object = of.id,
					      .detail = row.id});
	case_note(turn, &of, "fetched", agent.row, row.id);
	case_save(turn, &of);
	return !turn->failed;
}

/* --- the end -------------------------------------------------------------------- */

static bool take_one(void *context, const struct upload_row *row)
{
	struct turn *turn = context;
	const struct store *store = &turn->bot->store;
	const char *path = arena_format(turn->arena, "%s/%s", folder_of(turn), row->id);

	if (unlink(path) && errno != ENOENT)
		return turn_stored(turn, error_set(turn->err, "%s: %s", path, strerror(errno)));
	return turn_stored(turn, store->kind->upload_remove(store->db, row->row, turn->err));
}

bool upload_remove_of(struct turn *turn, int64_t conversation)
{
	const struct store *store = &turn->bot->store;

	return turn_stored(turn, store->kind->upload_list(store->db, conversation, take_one, turn,
							  turn->err)) &&
	       !turn->failed;
}

static void sweep_file(struct turn *turn, const char *name)
{
	const struct store *store = &turn->bot->store;
	const char *path = arena_format(turn->arena, "%s/%s", folder_of(turn), name);
	struct upload_row row;
	struct stat file;

	if (stat(path, &file) || !S_ISREG(file.st_mode) ||
	    file.st_mtime * 1000LL > turn->now_ms - ON_ITS_WAY_MS)
		return;
	if (store->kind->upload_find(store->db, name, turn->arena, &row, turn->err) == NOT_FOUND)
		unlink(path);
}

bool upload_purge(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	DIR *folder = opendir(folder_of(turn));
	const struct dirent *entry;

	if (!folder)
		return true; /* nobody has sent a file yet */
	if (turn_stored(turn, store->kind->upload_due(store->db, turn->now_ms, take_one, turn,
						      turn->err))) {
		while ((entry = readdir(folder)))
			sweep_file(turn, entry->d_name);
	}
	closedir(folder);
	return !turn->failed;
}
