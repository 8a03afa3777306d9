/*
 * What became of messages, by client id. The content is kept only as a keyed hash, and that
 * of a secret only until its check ends.
 */
#include "bot/sent.h"

#include <string.h>

#include "base/json.h"

static void client_hash(const struct turn *turn, uint8_t out[16])
{
	uint8_t hash[CRYPTO_HASH_SIZE];

	keys_hash(turn->bot->keys, "client", turn->event->client_id, strlen(turn->event->client_id),
		  hash);
	memcpy(out, hash, 16);
}

/* What an agent does, and to whom; another's is something else. */
static void put_act(const struct event *event, struct buffer *content)
{
	json_put_text(content, desk_verb_name(event->verb));
	buffer_format(content, "%lld", (long long)event->agent);
	json_put_text(content, event->name);
	json_put_text(content, event->agent_name);
	json_put_text(content, event->team);
	json_put_text(content, event->errand);
}

static void content_hash(const struct turn *turn, uint8_t out[16])
{
	const struct event *event = turn->event;
	struct buffer content = {0};
	uint8_t hash[CRYPTO_HASH_SIZE];

	json_put_text(&content, event->type);
	json_put_text(&content, event->text);
	json_put_text(&content, event->choice);
	if (turn->upload)
		buffer_add(&content, turn->upload->hash, sizeof turn->upload->hash);
	if (event->kind == EVENT_DESK)
		put_act(event, &content);
	if (event->order)
		buffer_format(&content, "%s %lld", event->order, (long long)event->months);
	if (event->from)
		buffer_format(&content, " from %s", event->from);
	keys_hash(turn->bot->keys, "content", content.data, content.length, hash);
	memcpy(out, hash, 16);
	crypto_forget(content.data, content.length);
	buffer_finish(&content);
}

static bool repeat_outcome(struct turn *turn, int64_t seq, struct error *err)
{
	struct buffer printed = {0};
	struct output *output;

	if (!seq)
		return true;
	if (turn->event->wants_receipt) {
		turn_receipt(turn, seq, NULL);
		return true;
	}
	if (!conversation_activity(&turn->bot->store, turn->conversation, seq, &printed, err)) {
		buffer_finish(&printed);
		return false;
	}
	output = turn_output(turn, OUTPUT_ACTIVITIES, turn->event->origin);
	output->json_length = printed.length;
	output->json = buffer_take(&printed);
	return true;
}

enum sent sent_before(struct turn *turn, const char **code, struct error *err)
{
	const struct store *store = &turn->bot->store;
	uint8_t client[16], content[16];
	struct sent_row row;
	enum found found;

	if (!turn->event->client_id)
		return SENT_NEW;
	client_hash(turn, client);
	found = store->kind->sent_find(store->db, turn->conversation->row.row, client, &row, err);
	if (found == NOT_FOUND)
		return SENT_NEW;
	*code = "storage_unavailable";
	if (found == FIND_FAILED)
		return SENT_REFUSED;
	content_hash(turn, content);
	if (row.content_known && !crypto_equal(content, row.content, sizeof content)) {
		*code = "id_reused";
		error_set(err, "this clientActivityID was used for another message");
		return SENT_REFUSED;
	}
	return repeat_outcome(turn, row.seq, err) ? SENT_BEFORE : SENT_REFUSED;
}

void sent_note(struct turn *turn, int64_t seq, bool secret)
{
	const struct store *store = &turn->bot->store;
	struct sent_row row = {
		.conversation = turn->conversation->row.row,
		.content_known = true,
		.secret = secret,
		.seq = seq,
		.at_ms = turn->now_ms,
	};

	if (!turn->event->client_id || turn->failed)
		return;
	client_hash(turn, row.client);
	content_hash(turn, row.content);
	turn_stored(turn, store->kind->sent_add(store->db, &row, turn->err));
}

bool sent_repeats(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	uint8_t content[16];
	char text[25];
	bool repeats;

	content_hash(turn, content);
	crypto_base64(content, sizeof content, text);
	repeats = !strcmp(text, state->unanswered);
	state->unanswered = arena_text(turn->arena, text);
	return repeats;
}
