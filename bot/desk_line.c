/*
 * An agent and the line of a case: looked up at the operator, and its number shown.
 *
 * Both read what is personal, so only who has the case may, and the audit log tells of it. An
 * unknown case and somebody else's are refused alike.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "bot/case.h"
#include "bot/desk.h"
#include "bot/line.h"

#define SHOWN_SECONDS 30

bool desk_find_line(struct desk *desk)
{
	if (!desk_find_mine(desk))
		return false;
	return *desk->turn->conversation->state->line ||
	       desk_refuse(desk, "no_line", "no number is known yet: ask the subscriber for it");
}

/* --- looking it up ------------------------------------------------------------ */

static void ask(struct turn *turn)
{
	struct carrier_call call = {.kind = CALL_LINE};

	snprintf(call.line, sizeof call.line, "%s", turn->conversation->state->line);
	snprintf(call.key, sizeof call.key, "%s", line_look_up_key(turn));
	call_send(turn, "look", &call);
}

/* One that waits for its answer is not asked a second time. */
bool desk_lookup(struct desk *desk)
{
	struct turn *turn = desk->turn;

	if (!desk_find_line(desk))
		return false;
	turn->tells_line = true;
	if (line_is_awaited(turn))
		return true;
	ask(turn);
	if (!desk->row.line_hash.data)
		case_put_line(turn, &desk->row);
	case_note(turn, &desk->row, "lookup", desk->agent.row, "");
	case_save(turn, &desk->row);
	return true;
}

/* What a case is about may first be known from here. */
static void put_cause(struct turn *turn, struct case_row *row)
{
	struct carrier_line record;
	const struct cause *cause;

	if (*row->cause || !line_record(turn, &record))
		return;
	cause = turn_first_cause(turn, &record);
	if (!cause)
		return;
	snprintf(row->cause, sizeof row->cause, "%s", cause->code);
	case_save(turn, row);
}

/* The subscriber may speak of another number meanwhile, and the case may be over. */
void line_take_answer(struct turn *turn, const char *line, const struct carrier_answer *answer)
{
	struct state *state = turn->conversation->state;
	struct case_row row;

	if (strcmp(line, state->line) != 0 || !case_of_conversation(turn, &row))
		return;
	turn->tells_line = true;
	if (answer->outcome == CALL_FAILED) {
		turn_fact(turn, "looked_up", "line", "unavailable", 0);
		case_note(turn, &row, "lookup_failed", 0, "");
		case_save(turn, &row);
		return;
	}
	state->record = call_print_answer(turn, CALL_LINE, answer);
	put_cause(turn, &row);
}

/* --- its number --------------------------------------------------------------- */

/* Goes to the desk that asked, and nowhere else. */
bool desk_reveal(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct buffer frame = {0};

	if (!desk_find_line(desk))
		return false;
	turn->audited = turn->event->text;
	case_note(turn, &desk->row, "reveal", desk->agent.row, turn->event->text);
	case_save(turn, &desk->row);
	buffer_char(&frame, '{');
	json_put_member(&frame, "type", "number");
	json_put_member(&frame, "case", desk->row.id);
	json_put_member(&frame, "number", turn->conversation->state->line);
	json_put_integer(&frame, "seconds", SHOWN_SECONDS);
	buffer_char(&frame, '}');
	desk_send(turn, &frame);
	return true;
}
