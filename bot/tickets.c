/*
 * Tickets: a case that comes while none of our people is there goes to the operator's as well, and
 * what becomes of it there is followed.
 *
 * It is asked for when the operator's hub tells of it, and at its times in any case. Each look is
 * the same call: it asks for the ticket by the case's id and gives it where there is none, so that
 * an operator who was out of reach has it at the next look. Whoever is first settles the matter: a
 * case that a person of ours has is left to him.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/case.h"
#include "bot/queue.h"
#include "bot/summary.h"
#include "bot/tickets.h"

#define PRODUCT "product/" /* of what the operator calls a line */
#define MINUTE_MS (60 * 1000LL)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define FOLLOWED_MS \
	(30 * DAY_MS) /* within which a complaint is answered: Telecom Regulations, 39 */

static const int64_t looks_ms[] = {10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, DAY_MS};

static int64_t next_look_ms(const struct turn *turn, const struct case_row *row)
{
	for (size_t i = 0; i < sizeof looks_ms / sizeof *looks_ms; i++)
		if (row->created_ms + looks_ms[i] > turn->now_ms)
			return row->created_ms + looks_ms[i];
	return turn->now_ms + DAY_MS;
}

void turn_matter(struct turn *turn, struct carrier_matter *out)
{
	const char *errand = case_errand(turn);
	struct carrier_names names = {0};

	snprintf(out->reason, sizeof out->reason, "%s", *errand ? errand : "human");
	snprintf(out->cause, sizeof out->cause, "%s", case_cause(turn));
	notice_read_names(turn, turn->conversation->state->line, &names);
	for (size_t i = 0; i < names.n; i++)
		if (!strncmp(names.items[i], PRODUCT, strlen(PRODUCT)))
			strcpy(out->product, names.items[i] + strlen(PRODUCT));
}

/* --- giving ------------------------------------------------------------------- */

static void give(struct turn *turn, const struct case_row *row, bool maybe_sent)
{
	struct carrier_call call = {.kind = CALL_TICKET, .maybe_sent = maybe_sent};
	const char *text = summary_text(turn, row, turn_language(turn));

	turn_matter(turn, &call.matter);
	strcpy(call.matter.reason, row->reason);
	call.matter.priority = row->priority;
	strcpy(call.key, row->id);
	call.text = mem_text(text_mask_numbers(text, turn->arena));
	turn->running = NULL; /* no errand waits for it */
	call_send(turn, "ticket", &call);
	free(call.text);
}

void ticket_send(struct turn *turn)
{
	struct state *state = turn->conversation->state;
	struct case_row row;

	if (!turn->wants_ticket || turn->failed || !turn->bot->extras->tickets ||
	    !case_of_conversation(turn, &row) || !strcmp(state->ticket, row.id))
		return;
	state->ticket = arena_text(turn->arena, row.id);
	case_note(turn, &row, "ticket_given", 0, "");
	case_save(turn, &row);
	give(turn, &row, false);
}

/* --- following ---------------------------------------------------------------- */

/* The case of a ticket, unless it is settled. */
static bool find_open(struct turn *turn, const char *id, struct case_row *out)
{
	return case_of_conversation(turn, out) && !strcmp(out->id, id) &&
	       out->state != CASE_CLOSED && turn->now_ms < out->created_ms + FOLLOWED_MS;
}

static void look_later(struct turn *turn, const struct case_row *row)
{
	struct carrier_call call = {.kind = CALL_WAIT, .wake_ms = next_look_ms(turn, row)};
	const char *subject = arena_format(turn->arena, "ticket/%s", row->id);
	int64_t alarm = call_send(turn, subject, &call);

	if (alarm)
		notice_await_name(turn, alarm, subject);
}

void ticket_alarm(struct turn *turn, const char *id)
{
	struct case_row row;

	if (find_open(turn, id, &row))
		give(turn, &row, true);
}

/* Nobody has the case, and no call was promised: what the operator's people did is the end of it. */
static bool is_left_to_them(const struct turn *turn, const struct case_row *row)
{
	return row->state == CASE_WAITING && turn->conversation->row.owner == OWNER_BOT &&
	       turn->now_ms >= row->call_to_ms;
}

static void take_resolved(struct turn *turn, struct case_row *row)
{
	if (is_left_to_them(turn, row)) {
		row->state = CASE_CLOSED;
		row->closed_ms = turn->now_ms;
		turn->conversation->row.case_row = 0;
		turn->case_id = arena_text(turn->arena, row->id);
		turn_say_common(turn, "ticket_resolved");
		turn->news = "push_ticket_resolved";
	}
	case_note(turn, row, "ticket_resolved", 0, "");
	case_save(turn, row);
	queue_changed(turn, row->team);
}

void ticket_take_answer(struct turn *turn, const char *id, const struct carrier_answer *answer)
{
	enum order_state state = answer->outcome == CALL_DONE ? answer->order : ORDER_PENDING;
	struct case_row row;

	if (!find_open(turn, id, &row))
		return;
	switch (state) {
	case ORDER_DONE:
		take_resolved(turn, &row);
		break;
	case ORDER_REFUSED:
		case_note(turn, &row, "ticket_refused", 0, "");
		case_save(turn, &row);
		break;
	case ORDER_ABSENT:
	case ORDER_PENDING:
		look_later(turn, &row);
		break;
	}
}
