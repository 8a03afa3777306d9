/*
 * Rows of the audit log, and the chain through them.
 *
 * What is hashed is the row as it is printed: names, quotes and escapes leave no two rows
 * that print the same.
 */
#include "bot/audit.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "bot/core.h"

#define SCANNED_MOST 500 /* rows looked at for one page: the bot waits meanwhile */
#define DETAIL_CHARACTERS 120

/* --- the chain ---------------------------------------------------------------- */

static void print_facts(struct buffer *buffer, const struct audit_row *row)
{
	buffer_char(buffer, '{');
	json_put_integer(buffer, "row", row->row);
	json_put_integer(buffer, "at_ms", row->at_ms);
	json_put_member(buffer, "who", row->who);
	json_put_member(buffer, "role", row->role);
	json_put_member(buffer, "what", row->what);
	json_put_member(buffer, "object", row->object);
	json_put_member(buffer, "detail", row->detail);
}

void audit_hash(const struct keys *keys, const uint8_t before[CRYPTO_HASH_SIZE],
		const struct audit_row *row, uint8_t out[CRYPTO_HASH_SIZE])
{
	struct buffer text = {0};

	buffer_add(&text, (const char *)before, CRYPTO_HASH_SIZE);
	print_facts(&text, row);
	keys_hash(keys, "audit", text.data, text.length, out);
	buffer_finish(&text);
}

void audit_row_print(struct buffer *buffer, const struct audit_row *row)
{
	char hash[CRYPTO_BASE64_SIZE(CRYPTO_HASH_SIZE)];

	crypto_base64(row->hash, sizeof row->hash, hash);
	print_facts(buffer, row);
	json_put_member(buffer, "hash", hash);
	buffer_char(buffer, '}');
}

bool audit_hash_read(const char *text, uint8_t out[CRYPTO_HASH_SIZE])
{
	size_t length;

	return crypto_base64_read(text, strlen(text), out, CRYPTO_HASH_SIZE, &length) &&
	       length == CRYPTO_HASH_SIZE;
}

static bool read_text(const cJSON *json, const char *name, char *out, size_t size)
{
	const char *text = json_text(json, name);

	return text && (size_t)snprintf(out, size, "%s", text) < size;
}

bool audit_row_read(const cJSON *json, struct audit_row *out)
{
	const char *hash = json_text(json, "hash");

	out->row = json_integer(json, "row", 0);
	out->at_ms = json_integer(json, "at_ms", 0);
	return read_text(json, "who", out->who, sizeof out->who) &&
	       read_text(json, "role", out->role, sizeof out->role) &&
	       read_text(json, "what", out->what, sizeof out->what) &&
	       read_text(json, "object", out->object, sizeof out->object) &&
	       read_text(json, "detail", out->detail, sizeof out->detail) && hash &&
	       audit_hash_read(hash, out->hash);
}

/* --- writing ------------------------------------------------------------------ */

static void copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text ? text : "");
}

static bool append(struct turn *turn, struct audit_row *row)
{
	const struct store *store = &turn->bot->store;
	struct audit_row last = {0};

	if (store->kind->audit_last(store->db, &last, turn->err) == FIND_FAILED)
		return false;
	row->row = last.row + 1;
	audit_hash(store->keys, last.hash, row, row->hash);
	audit_note_row(turn->bot->audit);
	return store->kind->audit_add(store->db, row, turn->err);
}

void audit_write(struct turn *turn, const struct audit_act *act)
{
	const char *detail = text_mask_numbers(act->detail ? act->detail : "", turn->arena);
	size_t length = text_bytes_of(detail, strlen(detail), DETAIL_CHARACTERS);
	struct audit_row row = {.at_ms = turn->now_ms};

	copy(row.who, sizeof row.who, act->who);
	copy(row.role, sizeof row.role, act->role);
	copy(row.what, sizeof row.what, act->what);
	copy(row.object, sizeof row.object,
	     text_mask_numbers(act->object ? act->object : "", turn->arena));
	copy(row.detail, sizeof row.detail, arena_text_n(turn->arena, detail, length));
	if (!turn->failed)
		turn_stored(turn, append(turn, &row));
}

void audit_desk(struct turn *turn, const struct agent_row *agent, const char *object)
{
	const enum desk_verb verb = turn->event->verb;
	const char *searched = verb == DESK_LIST ? turn->event->who : NULL;

	if (!*object && !searched && verb != DESK_LOGOUT && verb != DESK_AUDIT && !turn->audited)
		return;
	audit_write(turn, &(struct audit_act){
				  .who = agent->name,
				  .role = role_name((enum role)agent->role),
				  .what = desk_verb_name(verb),
				  .object = object,
				  .detail = searched ? searched : turn->audited,
			  });
}

/* Whoever asked, also by a token that is no longer good. */
static bool find_asker(struct turn *turn, struct agent_row *out)
{
	const struct event *event = turn->event;
	const struct store *store = &turn->bot->store;

	if (event->kind != EVENT_DESK && event->kind != EVENT_FETCH)
		return false;
	return (event->agent
			? store->kind->agent_at(store->db, event->agent, out, turn->err)
			: store->kind->agent_find(store->db, event->name, out, turn->err)) == FOUND;
}

void audit_refused(struct turn *turn, const char *code)
{
	static const char *const codes[] = {"forbidden", "disabled", "no_such_case", "not_yours",
					    "no_such_upload"};
	const struct event *event = turn->event;
	struct agent_row agent;
	const size_t n = sizeof codes / sizeof *codes;
	size_t i = 0;

	while (i < n && strcmp(codes[i], code) != 0)
		i++;
	if (i == n || !find_asker(turn, &agent))
		return;
	audit_write(turn, &(struct audit_act){
				  .who = agent.name,
				  .role = role_name((enum role)agent.role),
				  .what = "refused",
				  .object = event->case_id,
				  .detail = arena_format(turn->arena, "%s %s",
							 event->kind == EVENT_DESK
								 ? desk_verb_name(event->verb)
								 : "GET /desk/upload/{upload}",
							 code),
			  });
}

/* --- reading ------------------------------------------------------------------ */

struct listing {
	const struct event *event;
	struct buffer *json;
	int64_t last;
};

static bool fits(const struct event *event, const struct audit_row *row)
{
	return row->at_ms >= event->since_ms && (!event->name || !strcmp(event->name, row->who)) &&
	       (!event->case_id || !strcmp(event->case_id, row->object));
}

static bool take_row(void *context, const struct audit_row *row)
{
	struct listing *listing = context;

	listing->last = row->row;
	if (fits(listing->event, row)) {
		json_put_comma(listing->json);
		audit_row_print(listing->json, row);
	}
	return true;
}

bool audit_print(struct turn *turn, int64_t after, size_t most, struct buffer *json, int64_t *last)
{
	const struct store *store = &turn->bot->store;
	struct listing listing = {turn->event, json, after};
	bool fine = store->kind->audit_list(store->db, after, most, take_row, &listing, turn->err);

	*last = listing.last;
	return fine;
}

bool audit_list(struct turn *turn)
{
	struct buffer json = {0};
	struct output *output;
	int64_t last;

	buffer_char(&json, '[');
	if (!audit_print(turn, turn->event->page_row, SCANNED_MOST, &json, &last)) {
		buffer_finish(&json);
		return false;
	}
	buffer_char(&json, ']');
	output = turn_output(turn, OUTPUT_AUDIT, turn->event->origin);
	output->watermark = last - turn->event->page_row == SCANNED_MOST ? last : 0;
	output->json_length = json.length;
	output->json = buffer_take(&json);
	return true;
}
