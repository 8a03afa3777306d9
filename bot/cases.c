/*
 * Cases as desks see them: the frame of one, its log, and the deltas when either changes.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/case.h"
#include "bot/due.h"
#include "bot/frame.h"
#include "bot/hooks.h"
#include "bot/queue.h"

#define BOUND_SIZE 64

static void entry_bound(const struct case_row *row, int64_t seq, char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "entry/%s/%lld", row->id, (long long)seq);
}

static const char *open_bound(const struct turn *turn, const struct conversation *conversation,
			      const struct case_row *row, const char *what, struct blob sealed)
{
	char bound[BOUND_SIZE];
	const char *text;

	snprintf(bound, sizeof bound, "%s/%s", what, row->id);
	text = sealed.data ? conversation_open(conversation, bound, sealed, turn->arena) : NULL;
	return text ? text : "";
}

static struct blob hash_of(const struct turn *turn, const char *purpose, const char *text)
{
	uint8_t *hash = arena_new(turn->arena, CRYPTO_HASH_SIZE);

	keys_hash(turn->bot->keys, purpose, text, strlen(text), hash);
	return (struct blob){hash, CRYPTO_HASH_SIZE};
}

struct blob case_masked_hash(const struct turn *turn, const char *masked)
{
	return hash_of(turn, "case masked", masked);
}

void case_put_line(struct turn *turn, struct case_row *row)
{
	const char *line = turn->conversation->state->line;
	const char *masked = *line ? text_mask_number(line, turn->arena) : "";
	char bound[BOUND_SIZE];

	snprintf(bound, sizeof bound, "who/%s", row->id);
	row->sealed_masked = conversation_seal(turn->conversation, bound, masked, turn->arena);
	if (!*line)
		return;
	row->line_hash = hash_of(turn, "case line", line);
	row->masked_hash = case_masked_hash(turn, masked);
}

void case_put_callback(struct turn *turn, struct case_row *row, const char *number)
{
	char bound[BOUND_SIZE];

	snprintf(bound, sizeof bound, "callback/%s", row->id);
	row->sealed_callback = conversation_seal(turn->conversation, bound, number, turn->arena);
}

const char *case_callback(const struct turn *turn, const struct conversation *conversation,
			  const struct case_row *row)
{
	return open_bound(turn, conversation, row, "callback", row->sealed_callback);
}

/* --- telling the desks -------------------------------------------------------- */

static void print_entry(struct buffer *buffer, const struct case_entry_row *entry,
			const char *agent_name, const char *text)
{
	char at[25];

	clock_print(entry->at_ms, at);
	json_put_comma(buffer);
	buffer_char(buffer, '{');
	json_put_integer(buffer, "seq", entry->seq);
	json_put_member(buffer, "at", at);
	json_put_member(buffer, "kind", entry->kind);
	json_put_member(buffer, "agent", agent_name);
	if (!strcmp(entry->kind, "summary") && *text == '{') {
		json_put_name(buffer, "summary");
		buffer_text(buffer, text);
	} else {
		json_put_member(buffer, "text", text);
	}
	buffer_char(buffer, '}');
}

static void begin_log(struct buffer *buffer, const struct case_row *row)
{
	buffer_char(buffer, '{');
	json_put_member(buffer, "type", "log");
	json_put_member(buffer, "case", row->id);
	json_put_name(buffer, "entries");
	buffer_char(buffer, '[');
}

static void end_log(struct buffer *buffer, int64_t watermark)
{
	buffer_format(buffer, "],\"watermark\":\"%lld\"}", (long long)watermark);
}

const char *case_agent_name(struct turn *turn, int64_t agent)
{
	struct agent_row found;

	if (agent == 0 ||
	    turn->bot->store.kind->agent_at(turn->bot->store.db, agent, &found, turn->err) != FOUND)
		return "";
	return arena_text(turn->arena, found.name);
}

void case_note(struct turn *turn, struct case_row *row, const char *kind, int64_t agent,
	       const char *text)
{
	struct case_entry_row entry = {
		.case_row = row->row,
		.seq = row->seq + 1,
		.at_ms = turn->now_ms,
		.agent = agent,
	};
	const char *masked = text_mask_numbers(text, turn->arena);
	struct buffer frame = {0};
	struct output *output;
	char bound[BOUND_SIZE];

	snprintf(entry.kind, sizeof entry.kind, "%s", kind);
	entry_bound(row, entry.seq, bound);
	entry.sealed_body = conversation_seal(turn->conversation, bound, masked, turn->arena);
	if (turn->failed || !turn_stored(turn, turn->bot->store.kind->case_entry_add(
						       turn->bot->store.db, &entry, turn->err)))
		return;
	row->seq = entry.seq;
	begin_log(&frame, row);
	print_entry(&frame, &entry, case_agent_name(turn, agent), masked);
	end_log(&frame, entry.seq);
	output = turn_output(turn, OUTPUT_CASE_LOG, 0);
	output->case_id = mem_text(row->id);
	output->json_length = frame.length;
	output->json = buffer_take(&frame);
}

struct reading {
	struct turn *turn;
	const struct case_row *row;
	struct buffer *frame;
	int64_t last;
};

const char *case_entry_text(const struct turn *turn, const struct case_row *row,
			    const struct case_entry_row *entry)
{
	char bound[BOUND_SIZE];
	const char *text;

	entry_bound(row, entry->seq, bound);
	text = conversation_open(turn->conversation, bound, entry->sealed_body, turn->arena);
	return text ? text : "";
}

static bool take_entry(void *context, const struct case_entry_row *entry)
{
	struct reading *reading = context;

	print_entry(reading->frame, entry, case_agent_name(reading->turn, entry->agent),
		    case_entry_text(reading->turn, reading->row, entry));
	reading->last = entry->seq;
	return true;
}

void case_print_log(struct turn *turn, const struct case_row *row, int64_t after,
		    struct buffer *frame)
{
	struct reading reading = {.turn = turn, .row = row, .frame = frame, .last = after};
	const struct store *store = &turn->bot->store;

	begin_log(frame, row);
	turn_stored(turn, store->kind->case_entry_list(store->db, row->row, after, 500, take_entry,
						       &reading, turn->err));
	end_log(frame, reading.last);
}

static void put_callback(struct turn *turn, const struct conversation *conversation,
			 const struct case_row *row, struct buffer *buffer)
{
	const char *number = case_callback(turn, conversation, row);

	if (!row->call_from_ms)
		return;
	json_put_name(buffer, "callback");
	buffer_char(buffer, '{');
	json_put_member(buffer, "number", text_mask_number(number, turn->arena));
	frame_put_time(buffer, "from", row->call_from_ms);
	frame_put_time(buffer, "to", row->call_to_ms);
	buffer_char(buffer, '}');
}

void case_print(struct turn *turn, const struct conversation *conversation,
		const struct case_row *row, struct buffer *buffer)
{
	static const char *const states[] = {"waiting", "open", "closed"};

	buffer_char(buffer, '{');
	json_put_member(buffer, "id", row->id);
	json_put_integer(buffer, "row", row->row);
	json_put_member(buffer, "state", states[row->state]);
	json_put_integer(buffer, "priority", row->priority);
	json_put_member(buffer, "reason", row->reason);
	json_put_member(buffer, "cause", row->cause);
	json_put_member(buffer, "team", row->team);
	json_put_member(buffer, "skill", row->skill);
	json_put_member(buffer, "region", row->region);
	json_put_member(buffer, "language", language_code((enum language)row->language));
	json_put_member(buffer, "agent", case_agent_name(turn, row->agent));
	json_put_member(buffer, "who",
			open_bound(turn, conversation, row, "who", row->sealed_masked));
	json_put_words(buffer, "tags", row->tags);
	frame_put_time(buffer, "created", row->created_ms);
	frame_put_time(buffer, "changed", row->changed_ms);
	frame_put_time(buffer, "answered", row->answered_ms);
	json_put_integer(buffer, "epoch", row->epoch);
	put_callback(turn, conversation, row, buffer);
	due_print(turn->bot, row, buffer);
	buffer_char(buffer, '}');
}

void case_save(struct turn *turn, struct case_row *row)
{
	const struct store *store = &turn->bot->store;
	struct buffer frame = {0};
	struct output *output;
	size_t from;

	row->changed_ms = turn->now_ms;
	due_watch(turn, row);
	if (turn->failed || !turn_stored(turn, store->kind->case_save(store->db, row, turn->err)))
		return;
	buffer_format(&frame, "{\"type\":\"case\",\"version\":%lld,\"case\":",
		      (long long)++turn->bot->desk_version);
	from = frame.length;
	case_print(turn, turn->conversation, row, &frame);
	hook_put(turn, "case", row->id, frame.data + from);
	buffer_char(&frame, '}');
	output = turn_output(turn, OUTPUT_DESK, 0);
	output->json_length = frame.length;
	output->json = buffer_take(&frame);
}

bool case_of_conversation(struct turn *turn, struct case_row *out)
{
	const struct store *store = &turn->bot->store;
	int64_t row = turn->conversation->row.case_row;
	enum found found;

	if (row == 0)
		return false;
	found = store->kind->case_at(store->db, row, turn->arena, out, turn->err);
	turn_stored(turn, found != FIND_FAILED);
	return found == FOUND;
}
