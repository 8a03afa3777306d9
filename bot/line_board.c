/*
 * The board of a case's line: what holds it, who lifts that and whether paying helps, what the
 * record says of money and dates, which orders may be given, what is to be done before closing.
 *
 * It is made anew from what is kept, so that a desk that comes back sees what all others see.
 */
#include "bot/line.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/case.h"
#include "bot/frame.h"

const char *line_look_up_key(const struct turn *turn)
{
	return arena_format(turn->arena, "%s.desk.look", turn->conversation->row.id);
}

bool line_record(const struct turn *turn, struct carrier_line *out)
{
	const char *record = turn->conversation->state->record;

	return *record && carrier_line_read(record, out, NULL);
}

/* --- the look-up ---------------------------------------------------------------- */

bool line_is_awaited(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct call_row call;
	enum found found = store->kind->call_keyed(store->db, line_look_up_key(turn), turn->arena,
						   &call, turn->err);

	turn_stored(turn, found != FIND_FAILED);
	return found == FOUND;
}

/* Whether the operator did not answer when it was last asked. */
static bool is_unavailable(const struct state *state)
{
	for (size_t i = state->n_story; i > 0; i--) {
		const struct story *story = &state->story[i - 1];

		if (!strcmp(story->kind, "looked_up") && !strcmp(story->name, "line"))
			return story->at_ms > state->record_ms;
	}
	return false;
}

static const char *look_up_state(struct turn *turn)
{
	const struct state *state = turn->conversation->state;

	if (line_is_awaited(turn))
		return "waiting";
	if (is_unavailable(state))
		return "unavailable";
	return *state->record ? "ready" : "none";
}

/* --- the record ----------------------------------------------------------------- */

static void put_amount(struct buffer *frame, const char *name, int64_t fen)
{
	if (fen >= 0)
		json_put_integer(frame, name, fen);
}

static void print_record(const struct carrier_line *record, struct buffer *frame)
{
	json_put_name(frame, "record");
	buffer_char(frame, '{');
	json_put_boolean(frame, "exists", record->exists);
	json_put_member(frame, "province", record->province);
	json_put_member(frame, "region", record->region);
	json_put_member(frame, "contact", record->contact_masked);
	put_amount(frame, "owed_fen", record->owed_fen);
	put_amount(frame, "balance_fen", record->balance_fen);
	put_amount(frame, "paid_fen", record->paid_fen);
	frame_put_time(frame, "paid", record->paid_ms);
	frame_put_time(frame, "due", record->due_ms);
	frame_put_time(frame, "cancel", record->cancel_ms);
	frame_put_time(frame, "repair_by", record->repair_by_ms);
	frame_put_time(frame, "contract_end", record->contract_end_ms);
	buffer_char(frame, '}');
}

/* A cause that the table does not know is shown by its code alone. */
static void print_hold(struct turn *turn, const struct carrier_hold *hold, struct buffer *frame)
{
	static const char *const pays[] = {
		[PAY_HELPS] = "helps", [PAY_HELPS_NOT] = "no", [PAY_MAY_HELP] = "maybe"};
	const struct cause *cause = knowledge_cause(turn->bot->knowledge, hold->cause);

	json_put_comma(frame);
	buffer_char(frame, '{');
	json_put_member(frame, "cause", hold->cause);
	frame_put_time(frame, "since", hold->since_ms);
	if (hold->until_ms)
		frame_put_time(frame, "until", hold->until_ms);
	if (cause) {
		json_put_member(frame, "pay", pays[cause->pay_effect]);
		frame_put_texts(frame, "name", cause->name);
		frame_put_texts(frame, "lifted_by", cause->lifted_by);
	}
	buffer_char(frame, '}');
}

static void print_holds(struct turn *turn, const struct carrier_line *record, struct buffer *frame)
{
	json_put_name(frame, "holds");
	buffer_char(frame, '[');
	for (size_t i = 0; i < record->n_holds; i++)
		print_hold(turn, &record->holds[i], frame);
	buffer_char(frame, ']');
}

/* --- orders --------------------------------------------------------------------- */

static void print_order(struct turn *turn, const char *what, struct buffer *frame)
{
	const char *hindrance = line_order_hindrance(turn, what);
	const char *proof = order_missing_proof(turn, what);

	json_put_comma(frame);
	buffer_char(frame, '{');
	json_put_member(frame, "order", what);
	json_put_member(frame, "standing", hindrance ? hindrance : "ready");
	if (proof)
		json_put_member(frame, "proof", proof);
	buffer_char(frame, '}');
}

static void print_orders(struct turn *turn, struct buffer *frame)
{
	const struct action *action;

	json_put_name(frame, "orders");
	buffer_char(frame, '[');
	for (size_t i = 0; (action = action_at(i)); i++)
		print_order(turn, action->what, frame);
	buffer_char(frame, ']');
}

/* --- the checklist ---------------------------------------------------------------- */

static void print_step(struct turn *turn, const struct checklist_item *item, struct buffer *frame)
{
	json_put_comma(frame);
	buffer_char(frame, '{');
	json_put_member(frame, "step", item->name);
	frame_put_texts(frame, "text", item->step->text);
	json_put_member(frame, "state", item->state);
	json_put_member(frame, "reason", item->reason);
	json_put_member(frame, "agent", case_agent_name(turn, item->agent));
	frame_put_time(frame, "at", item->at_ms);
	buffer_char(frame, '}');
}

static void print_checklist(struct turn *turn, const struct case_row *row, struct buffer *frame)
{
	struct checklist list;

	checklist_read(turn, row, &list);
	json_put_name(frame, "checklist");
	buffer_char(frame, '[');
	for (size_t i = 0; i < list.n; i++)
		print_step(turn, &list.items[i], frame);
	buffer_char(frame, ']');
}

void line_print_board(struct turn *turn, const struct case_row *row, struct buffer *frame)
{
	const struct state *state = turn->conversation->state;
	struct carrier_line record;

	buffer_char(frame, '{');
	json_put_member(frame, "type", "line");
	json_put_member(frame, "case", row->id);
	json_put_member(frame, "who",
			*state->line ? text_mask_number(state->line, turn->arena) : "");
	json_put_member(frame, "look_up", look_up_state(turn));
	if (line_record(turn, &record)) {
		frame_put_time(frame, "at", state->record_ms);
		turn_sort_holds(turn, &record);
		print_record(&record, frame);
		print_holds(turn, &record, frame);
	}
	print_orders(turn, frame);
	print_checklist(turn, row, frame);
	buffer_char(frame, '}');
}

void line_tell(struct turn *turn)
{
	struct buffer frame = {0};
	struct output *output;
	struct case_row row;

	if (!turn->tells_line || turn->failed || !case_of_conversation(turn, &row))
		return;
	line_print_board(turn, &row, &frame);
	output = turn_output(turn, OUTPUT_CASE_LOG, 0);
	output->case_id = mem_text(row.id);
	output->json_length = frame.length;
	output->json = buffer_take(&frame);
}
