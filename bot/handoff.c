/*
 * From the bot to a person: case, summary, place in the line, notice to the desks and word to
 * the subscriber, all in the transaction of the event that asked for it.
 *
 * Where nobody is there to take it, the case waits all the same, and the subscriber need not: the
 * bot goes on, says when people are back and offers a call (flow callback).
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/case.h"
#include "bot/queue.h"

#define MINUTE_MS (60 * 1000LL)

/* --- a case's marks ---------------------------------------------------- */

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

const char *case_cause(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	for (size_t i = state->n_story; i > 0; i--) {
		if (!strcmp(state->story[i - 1].name, "cause"))
			return state->story[i - 1].value;
	}
	return "";
}

/* --- how soon ----------------------------------------------------------------- */

#define REPEAT_MS (72 * 60 * 60 * 1000LL)
#define PRIORITY_USUAL 2

/* What may cost a life comes first, then what may cost money or was promised and is late. */
static const struct {
	const char *reason;
	int priority;
} urgencies[] = {
	{"emergency", 0},     {"scam", 1},          {"leak", 1},
	{"order_unknown", 1}, {"order_overdue", 1}, {"restore_overdue", 1},
	{"need", 1},
};

static int priority_of_reason(const char *reason)
{
	for (size_t i = 0; i < sizeof urgencies / sizeof *urgencies; i++)
		if (!strcmp(urgencies[i].reason, reason))
			return urgencies[i].priority;
	return PRIORITY_USUAL;
}

static bool is_repeated(struct turn *turn, const struct case_row *row)
{
	const struct store *store = &turn->bot->store;
	bool repeated = false;

	if (row->line_hash.data)
		turn_stored(turn, store->kind->case_since(store->db, row->line_hash,
							  turn->now_ms - REPEAT_MS, &repeated,
							  turn->err));
	return repeated;
}

/* Who is old, ill or in need, and who had to come again, waits less. */
static int priority_of(struct turn *turn, const struct case_row *row, const char *reason)
{
	int priority = priority_of_reason(reason);
	bool comes_before = turn->conversation->state->urgent || is_repeated(turn, row);

	return comes_before && priority == PRIORITY_USUAL ? priority - 1 : priority;
}

/* --- who ---------------------------------------------------------------------- */

const char *case_errand(const struct turn *turn)
{
	const struct state *state = turn->conversation->state;
	const struct instance *top = state_top(state);

	if (top && *top->intent)
		return top->intent;
	for (size_t i = state->n_story; i > 0; i--) {
		const struct story *story = &state->story[i - 1];

		if (!strcmp(story->kind, "understood") && strcmp(story->value, "human"))
			return story->value;
	}
	return "";
}

static void copy_region(const struct turn *turn, char out[64])
{
	const char *record = turn->conversation->state->record;
	struct carrier_line line;

	if (*record && carrier_line_read(record, &line, NULL))
		strcpy(out, line.province);
}

static void route(const struct turn *turn, const char *reason, struct case_row *row)
{
	const struct team_matter matter = {row->cause, case_errand(turn), reason, row->region,
					   (enum language)row->language};

	queue_put_team(row, knowledge_team_for(turn->bot->knowledge, &matter));
}

/* --- the case ----------------------------------------------------------------- */

static bool open_case(struct turn *turn, const char *reason, struct case_row *out)
{
	struct conversation *conversation = turn->conversation;
	const struct store *store = &turn->bot->store;

	*out = (struct case_row){
		.conversation = conversation->row.row,
		.state = CASE_WAITING,
		.language = conversation->row.language,
		.created_ms = turn->now_ms,
		.changed_ms = turn->now_ms,
	};
	if (!new_case_id(turn, out->id))
		return false;
	strcpy(out->conversation_id, conversation->row.id);
	snprintf(out->reason, sizeof out->reason, "%s", reason);
	snprintf(out->cause, sizeof out->cause, "%s", case_cause(turn));
	copy_region(turn, out->region);
	case_put_line(turn, out);
	route(turn, reason, out);
	out->priority = priority_of(turn, out, reason);
	return !turn->failed && turn_stored(turn, store->kind->case_add(store->db, out, turn->err));
}

/* A worse reason than before: the case moves up, and to whom that is for unless somebody has it. */
static void raise_priority(struct turn *turn, struct case_row *row, const char *reason)
{
	int priority = priority_of_reason(reason);
	const char *team = arena_text(turn->arena, row->team);

	if (priority >= row->priority)
		return;
	row->priority = priority;
	turn_fact(turn, "raised", "reason", reason, priority);
	if (row->state == CASE_WAITING)
		route(turn, reason, row);
	case_note(turn, row, "priority", 0, arena_format(turn->arena, "%d", priority));
	case_save(turn, row);
	queue_changed(turn, team);
	if (strcmp(team, row->team))
		queue_changed(turn, row->team);
}

/* Who asks for a person may say more than that: that it is hard otherwise, or how angry it is by now. */
static const char *reason_heard(const struct turn *turn, const char *reason)
{
	if (!turn->meaning || strcmp(reason, "asked") != 0)
		return reason;
	if (understanding_slot(turn->meaning, "need"))
		return "need";
	return turn_swears(turn) ? "angry" : reason;
}

/* --- to a person -------------------------------------------------------------- */

static void hand_over(struct turn *turn, struct case_row *row)
{
	case_save(turn, row);
	queue_changed(turn, row->team);
	turn->hands_over = true; /* told to desks once the summary is there */
}

static void stand_in_line(struct turn *turn, struct case_row *row)
{
	queue_find_place(turn, row);
	turn->conversation->state->reassured = 0;
	turn_note_open(turn);
	turn_drop_flows(turn);
	/* Said while the bot still owns: what a watch says later is for the person to tell. */
	turn_say_common(turn, "handed");
	turn->conversation->row.owner = OWNER_WAITING;
	turn_announce_owner(turn);
	hand_over(turn, row);
}

static void leave_in_line(struct turn *turn, struct case_row *row)
{
	turn->back_ms = queue_back_ms(turn, row);
	turn_note_open(turn);
	turn_drop_flows(turn);
	turn_say_common(turn, "nobody_there");
	hand_over(turn, row);
	turn->wants_ticket = true;
	if (!row->call_from_ms)
		errand_begin(turn, "callback");
}

void handoff_request(struct turn *turn, const char *reason)
{
	struct case_row row;

	if (turn->failed)
		return;
	reason = reason_heard(turn, reason);
	if (case_of_conversation(turn, &row)) {
		raise_priority(turn, &row, reason);
		if (turn->conversation->row.owner != OWNER_BOT)
			return;
	} else {
		if (!open_case(turn, reason, &row))
			return;
		turn->conversation->row.case_row = row.row;
	}
	turn_fact(turn, "handed", "reason", reason, row.priority);
	turn->case_id = turn->conversation->state->case_id = arena_text(turn->arena, row.id);
	if (row.priority == 0 || queue_is_staffed(turn, &row))
		stand_in_line(turn, &row);
	else
		leave_in_line(turn, &row);
}

static bool find_place(struct turn *turn, struct case_row *row)
{
	if (!case_of_conversation(turn, row))
		return false;
	queue_find_place(turn, row);
	turn->case_id = arena_text(turn->arena, row->id);
	return true;
}

/* What may cost a life is not put off to a call. */
static bool offer_instead(struct turn *turn, const struct case_row *row)
{
	const struct slot *instead = texts_slot(turn->bot->texts, "dialogue", "instead");

	if (row->priority == 0)
		return false;
	turn_say_offer(turn, instead->ask[turn_language(turn)], instead);
	return true;
}

void handoff_offer_instead(struct turn *turn)
{
	struct case_row row;

	if (find_place(turn, &row))
		offer_instead(turn, &row);
}

/* Who asks again is told something else that is true, not the same once more. */
void handoff_reassure(struct turn *turn)
{
	struct case_row row;
	int64_t n;

	if (!find_place(turn, &row))
		return;
	turn_fact(turn, "waited", "line", NULL, (turn->now_ms - row.created_ms) / MINUTE_MS);
	n = turn->conversation->state->reassured++ % 3;
	if (n == 2)
		turn_say_common(turn, "write_meanwhile");
	else if (n != 1 || !offer_instead(turn, &row))
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

/* The case goes on without who told it. */
static void leave_line(struct turn *turn, struct case_row *row, const char *note)
{
	turn->conversation->row.owner = OWNER_BOT;
	turn->case_id = arena_text(turn->arena, row->id);
	turn_announce_owner(turn);
	case_note(turn, row, note, 0, "");
	case_save(turn, row);
	queue_changed(turn, row->team);
}

void handoff_take_instead(struct turn *turn, const char *way)
{
	struct case_row row;

	if (!case_of_conversation(turn, &row))
		return;
	leave_line(turn, &row, "left_line");
	errand_begin(turn, "callback");
	journal_add(state_top(turn->conversation->state), ENTRY_ANSWER, "way", way);
}

void handoff_withdraw(struct turn *turn)
{
	struct case_row row;
	const char *what;

	if (!case_of_conversation(turn, &row))
		return;
	what = is_on_record(&row) ? "left_line" : "withdrawn";
	if (!is_on_record(&row)) {
		row.state = CASE_CLOSED;
		row.closed_ms = turn->now_ms;
		turn->conversation->row.case_row = 0;
	}
	turn->case_id = arena_text(turn->arena, row.id);
	turn_say_common(turn, what);
	leave_line(turn, &row, what);
}
