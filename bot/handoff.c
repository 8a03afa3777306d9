/*
 * From the bot to a person: case, summary, place in the line, notice to the desks and word to
 * the subscriber, all in the transaction of the event that asked for it.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/core.h"

#define BOUND_SIZE 64
#define MINUTE_MS (60 * 1000LL)

static void entry_bound(const struct case_row *row, int64_t seq, char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "entry/%s/%lld", row->id, (long long)seq);
}

static void who_bound(const struct case_row *row, char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "who/%s", row->id);
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

static const char *agent_name(struct turn *turn, int64_t agent)
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
	print_entry(&frame, &entry, agent_name(turn, agent), masked);
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

static bool take_entry(void *context, const struct case_entry_row *entry)
{
	struct reading *reading = context;
	char bound[BOUND_SIZE];
	const char *text;

	entry_bound(reading->row, entry->seq, bound);
	text = conversation_open(reading->turn->conversation, bound, entry->sealed_body,
				 reading->turn->arena);
	print_entry(reading->frame, entry, agent_name(reading->turn, entry->agent),
		    text ? text : "");
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

static void put_time(struct buffer *buffer, const char *name, int64_t at_ms)
{
	char at[25];

	clock_print(at_ms, at);
	json_put_member(buffer, name, at);
}

void case_print(struct turn *turn, const struct conversation *conversation,
		const struct case_row *row, struct buffer *buffer)
{
	static const char *const states[] = {"waiting", "open", "closed"};
	char bound[BOUND_SIZE];
	const char *who;

	who_bound(row, bound);
	who = conversation_open(conversation, bound, row->sealed_masked, turn->arena);
	buffer_char(buffer, '{');
	json_put_member(buffer, "id", row->id);
	json_put_integer(buffer, "row", row->row);
	json_put_member(buffer, "state", states[row->state]);
	json_put_integer(buffer, "priority", row->priority);
	json_put_member(buffer, "reason", row->reason);
	json_put_member(buffer, "cause", row->cause);
	json_put_member(buffer, "language", language_code((enum language)row->language));
	json_put_member(buffer, "agent", agent_name(turn, row->agent));
	json_put_member(buffer, "who", who ? who : "");
	put_time(buffer, "created", row->created_ms);
	put_time(buffer, "changed", row->changed_ms);
	json_put_integer(buffer, "epoch", row->epoch);
	buffer_char(buffer, '}');
}

void case_save(struct turn *turn, struct case_row *row)
{
	const struct store *store = &turn->bot->store;
	struct buffer frame = {0};
	struct output *output;

	row->changed_ms = turn->now_ms;
	if (turn->failed || !turn_stored(turn, store->kind->case_save(store->db, row, turn->err)))
		return;
	buffer_format(&frame, "{\"type\":\"case\",\"version\":%lld,\"case\":",
		      (long long)++turn->bot->desk_version);
	case_print(turn, turn->conversation, row, &frame);
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

/* --- the line for a person ---------------------------------------------------- */

static bool new_case_id(struct turn *turn, char out[16])
{
	const struct store *store = &turn->bot->store;
	struct case_row taken;
	enum found found;

	do {
		out[0] = 'F';
		crypto_digits(out + 1, 8);
		found = store->kind->case_find(store->db, out, turn->arena, &taken, turn->err);
	} while (found == FOUND);
	return turn_stored(turn, found == NOT_FOUND);
}

static const char *first_cause(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	for (size_t i = state->n_story; i > 0; i--) {
		if (!strcmp(state->story[i - 1].name, "cause"))
			return state->story[i - 1].value;
	}
	return "";
}

static bool open_case(struct turn *turn, const char *reason, int priority, struct case_row *out)
{
	struct conversation *conversation = turn->conversation;
	const struct store *store = &turn->bot->store;
	const char *who = *conversation->state->line
				  ? text_mask_number(conversation->state->line, turn->arena)
				  : "";
	char bound[BOUND_SIZE];

	*out = (struct case_row){
		.conversation = conversation->row.row,
		.state = CASE_WAITING,
		.priority = priority,
		.language = conversation->row.language,
		.created_ms = turn->now_ms,
		.changed_ms = turn->now_ms,
	};
	if (!new_case_id(turn, out->id))
		return false;
	strcpy(out->conversation_id, conversation->row.id);
	snprintf(out->reason, sizeof out->reason, "%s", reason);
	snprintf(out->cause, sizeof out->cause, "%s", first_cause(turn));
	who_bound(out, bound);
	out->sealed_masked = conversation_seal(conversation, bound, who, turn->arena);
	return turn_stored(turn, store->kind->case_add(store->db, out, turn->err));
}

static void raise_priority(struct turn *turn, struct case_row *row, const char *reason,
			   int priority)
{
	if (priority >= row->priority)
		return;
	row->priority = priority;
	turn_fact(turn, "raised", "reason", reason, priority);
	case_note(turn, row, "priority", 0, arena_format(turn->arena, "%d", priority));
	case_save(turn, row);
}

static void stand_in_line(struct turn *turn, struct case_row *row)
{
	const struct store *store = &turn->bot->store;

	turn_stored(turn, store->kind->case_ahead(store->db, row, &turn->ahead, turn->err));
	turn->conversation->state->greeted_in_queue = false;
	turn->case_id = turn->conversation->state->case_id = arena_text(turn->arena, row->id);
	turn_note_open(turn);
	turn_drop_flows(turn);
	/* Said while the bot still owns: what a watch says later is for the person to tell. */
	turn_say_common(turn, "handed");
	turn->conversation->row.owner = OWNER_WAITING;
	turn_announce_owner(turn);
	case_save(turn, row);
}

void handoff_request(struct turn *turn, const char *reason, int priority)
{
	struct case_row row;

	if (turn->failed)
		return;
	if (turn->conversation->state->urgent && priority > 1)
		priority = 1;
	if (case_of_conversation(turn, &row)) {
		raise_priority(turn, &row, reason, priority);
		if (turn->conversation->row.owner != OWNER_BOT)
			return;
		turn_fact(turn, "handed", "reason", reason, priority);
	} else {
		turn_fact(turn, "handed", "reason", reason, priority);
		if (!open_case(turn, reason, priority, &row))
			return;
		turn->conversation->row.case_row = row.row;
	}
	stand_in_line(turn, &row);
}

void handoff_reassure(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct case_row row;

	if (!case_of_conversation(turn, &row))
		return;
	turn_stored(turn, store->kind->case_ahead(store->db, &row, &turn->ahead, turn->err));
	turn_fact(turn, "waited", "line", NULL, (turn->now_ms - row.created_ms) / MINUTE_MS);
	turn_say_common(turn, "still_waiting");
}

/* What was told to be kept: its answer was promised, whether its teller stays in the line or
 * not. */
static bool is_on_record(const struct case_row *row)
{
	static const char *const reasons[] = {"appeal", "complaint", "privacy_", "leak"};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (!strncmp(reasons[i], row->reason, strlen(reasons[i])))
			return true;
	return false;
}

void handoff_withdraw(struct turn *turn)
{
	struct case_row row;
	bool stays;

	if (!case_of_conversation(turn, &row))
		return;
	stays = is_on_record(&row);
	if (!stays) {
		row.state = CASE_CLOSED;
		turn->conversation->row.case_row = 0;
	}
	turn->conversation->row.owner = OWNER_BOT;
	turn->case_id = arena_text(turn->arena, row.id);
	turn_say_common(turn, stays ? "left_line" : "withdrawn");
	turn_announce_owner(turn);
	case_note(turn, &row, stays ? "left_line" : "withdrawn", 0, "");
	case_save(turn, &row);
}
