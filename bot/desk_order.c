/*
 * An agent has the operator carry something out for the line of a case, by the rules that hold
 * for the bot: what the record must show, what the subscriber must have proven.
 *
 * The frame's clientActivityID names the order for good, and the key under which the operator
 * gets it is the watch's that follows it. So it is one order, however often the frame comes.
 */
#include <stdio.h>
#include <string.h>

#include "bot/case.h"
#include "bot/desk.h"
#include "bot/line.h"
#include "bot/sent.h"

/* --- may it be given? ----------------------------------------------------------- */

const char *line_order_hindrance(struct turn *turn, const char *what)
{
	const struct state *state = turn->conversation->state;
	struct carrier_line record;

	if (!line_record(turn, &record))
		return "look_up_first";
	if (order_is_under_way(turn, state->line, what))
		return "under_way";
	if (state->n_watches == WATCHES_MOST)
		return "too_many_orders";
	if (!turn_order_fits(turn, what, &record))
		return "does_not_fit";
	return order_missing_proof(turn, what) ? "proof_missing" : NULL;
}

static bool refuse(struct desk *desk, const char *code)
{
	static const struct {
		const char *code, *sentence;
	} sentences[] = {
		{"look_up_first", "look the line up first"},
		{"under_way", "such an order was given and is not done yet"},
		{"too_many_orders", "too many orders are under way in this conversation"},
		{"does_not_fit", "the record, as last looked up, does not call for this order"},
	};

	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (!strcmp(sentences[i].code, code))
			return desk_refuse(desk, sentences[i].code, sentences[i].sentence);
	return desk_refuse(desk, "proof_missing",
			   arena_format(desk->turn->arena,
					"the subscriber has not proven enough: missing is a proof "
					"that is %s",
					order_missing_proof(desk->turn, desk->turn->event->order)));
}

#define DAY_LENGTH 10 /* of 2026-01-31 */

/* The bounds and reasons are those that the bot asks within, but for its way to a person. */
static bool bot_would_take(struct turn *turn, const char *slot, const char *value)
{
	return !value ||
	       (strcmp(value, "person") != 0 &&
		reading_fits(turn, texts_slot(turn->bot->texts, "suspend_line", slot), value));
}

static bool day_fits(struct turn *turn, const char *day)
{
	return !day || (strlen(day) == DAY_LENGTH && bot_would_take(turn, "from", day));
}

static bool hold_fits(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct event *event = turn->event;
	const char *months = arena_format(turn->arena, "%lld", (long long)event->months);

	if (event->months && !bot_would_take(turn, "months", months))
		return desk_refuse(desk, "bad_months",
				   "a line is not put on hold for so many months");
	if (!day_fits(turn, event->from))
		return desk_refuse(desk, "bad_day", "a line is not put on hold from that day on");
	return bot_would_take(turn, "reason", event->reason) ||
	       desk_refuse(desk, "bad_reason", "there is no such reason for a hold");
}

static bool may_be_given(struct desk *desk)
{
	const struct event *event = desk->turn->event;
	const char *hindrance;

	if (!action_find(event->order))
		return desk_refuse(desk, "no_such_order", "there is no such order");
	hindrance = line_order_hindrance(desk->turn, event->order);
	if (hindrance)
		return refuse(desk, hindrance);
	return strcmp(event->order, "hold") != 0 || hold_fits(desk);
}

/* --- given ------------------------------------------------------------------------ */

static struct carrier_order order_of(const struct turn *turn)
{
	const struct event *event = turn->event;
	struct carrier_order order = {0};

	snprintf(order.what, sizeof order.what, "%s", event->order);
	if (strcmp(event->order, "hold") != 0)
		return order;
	order.months = event->months;
	if (event->from && clock_parse(event->from, &order.from_ms))
		order.from_ms -= turn->conversation->row.zone_minutes * 60000LL;
	if (event->reason)
		snprintf(order.reason, sizeof order.reason, "%s", event->reason);
	return order;
}

static void give(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct event *event = turn->event;
	struct carrier_order order = order_of(turn);

	turn_say_as_system(turn, action_named(event->order)->ordered);
	turn->message_seq = turn->conversation->row.seq;
	sent_note(turn, turn->message_seq, false);
	order_by_agent(turn, &order);
	turn->audited = event->order;
	case_note(turn, &desk->row, "order", desk->agent.row, event->order);
	case_save(turn, &desk->row);
}

bool desk_order(struct desk *desk)
{
	struct turn *turn = desk->turn;
	enum sent sent;

	if (!desk_find_line(desk))
		return false;
	turn->tells_line = true;
	sent = sent_before(turn, desk->code, desk->err);
	if (sent != SENT_NEW)
		return sent == SENT_BEFORE;
	if (!may_be_given(desk))
		return false;
	give(desk);
	return true;
}

/* --- answered --------------------------------------------------------------------- */

static void note(struct turn *turn, const char *kind, const char *text)
{
	struct case_row row;

	if (!case_of_conversation(turn, &row))
		return;
	case_note(turn, &row, kind, 0, text);
	case_save(turn, &row);
	turn->tells_line = true;
}

/* Whoever has the case tells it; without one it is told here, and somebody is to take it. */
static void tell_refused(struct turn *turn)
{
	int owner = turn->conversation->row.owner;

	if (owner == OWNER_AGENT || owner == OWNER_WAITING)
		return;
	turn_say_common(turn, "order_refused");
	handoff_request(turn, "order_refused");
}

void line_take_order_answer(struct turn *turn, struct instance *watch)
{
	const char *what = journal_find(watch, ENTRY_ANSWER, "what")->value;
	const struct entry *order = journal_find(watch, ENTRY_ORDER, "order");

	if (order->lookup == LOOKUP_UNAVAILABLE) {
		note(turn, "order_unknown", what);
		return;
	}
	if (order_read_state(turn, order) == ORDER_REFUSED) {
		state_end_watch(turn->conversation->state, watch);
		note(turn, "order_refused", what);
		tell_refused(turn);
		return;
	}
	order_note_accepted(turn, what);
	note(turn, "order_accepted",
	     turn->order_number ? arena_format(turn->arena, "%s %s", what, turn->order_number)
				: what);
}
