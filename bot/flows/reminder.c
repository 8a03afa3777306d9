/*
 * A matter of a line of which its owner is told before it stops the line. Nobody asked for it.
 *
 * does the operator's record still say so? -> no: not a word
 *                                          -> yes: said -> pay | how to renew | resume | no more of these
 *
 * Who may read along in an old chat has proven nothing lately: no amounts here, they go to the phone.
 */
#include "bot/flow.h"

static const struct {
	const char *matter, *slot;
} offers[] = {
	{"balance", "pay"},    {"bill", "pay"},  {"document", "renew"},
	{"contract", "go_on"}, {"hold", "back"},
};

static const char *slot_for(const struct turn *turn)
{
	size_t i = 0;

	while (!turn_reminds_of(turn, offers[i].matter))
		i++;
	return offers[i].slot;
}

#define DAY_MS (24 * 60 * 60 * 1000LL)

/* One that was made longer since ends at another time, and is told of then. */
static bool hold_still_ends(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (!strcmp(line->holds[i].cause, "VOLUNTARY_HOLD"))
			return line->holds[i].until_ms < turn_reminded_end(turn) + 2 * DAY_MS;
	return false;
}

/* Amounts and days that the record does not have are left to what the export said. */
static bool still_holds(const struct turn *turn, const struct carrier_line *line)
{
	int64_t before_fen = turn_reminded_balance(turn);

	if (turn_reminds_of(turn, "hold"))
		return hold_still_ends(turn, line);
	if (turn_is_stopped(turn, line))
		return false;
	if (turn_reminds_of(turn, "balance"))
		return line->balance_fen < 0 || before_fen < 0 || line->balance_fen <= before_fen;
	if (turn_reminds_of(turn, "bill"))
		return line->owed_fen != 0;
	return true;
}

static const struct {
	const char *text, *text_message;
} texts[] = {
	{"balance", "balance_sms"},   {"bill", "bill_sms"},         {"bill_late", "bill_late_sms"},
	{"document", "document_sms"}, {"contract", "contract_sms"}, {"hold", "hold_sms"},
};

static void say(struct turn *turn, const char *text)
{
	size_t i = 0;

	while (strcmp(texts[i].text, text) != 0)
		i++;
	turn_say(turn, text);
	turn_remind(turn, texts[i].text_message);
}

/* False when there is nothing to be said. */
static bool tell(struct turn *turn, const struct carrier_line *line)
{
	bool late = line->due_ms && turn_has_come(turn, line->due_ms);

	if (!turn_may_remind(turn))
		return false;
	if (!line->exists) {
		turn_remind_later(turn);
		return false;
	}
	if (!still_holds(turn, line)) {
		turn_drop_reminder(turn, "settled");
		return false;
	}
	say(turn,
	    turn_reminds_of(turn, "bill") && late ? "bill_late" : turn_answer(turn, "matter"));
	return true;
}

static enum flow_status take_answer(struct turn *turn, const char *slot)
{
	turn_note_reminder_answered(turn);
	if (turn_is(turn, slot, "pay") || turn_is(turn, slot, "real_name") ||
	    turn_is(turn, slot, "resume"))
		return turn_change_to(turn, turn_answer(turn, slot));
	if (turn_is(turn, slot, "no_more") && !turn_wants_reminders(turn, false))
		return FLOW_WAITING;
	turn_say(turn, turn_answer(turn, slot));
	return FLOW_DONE;
}

static enum flow_status run(struct turn *turn)
{
	const char *slot = slot_for(turn);
	struct carrier_line line;

	if (!turn_look_again(turn, "record", &line))
		return FLOW_WAITING;
	if (!turn_has_reminded(turn) && !tell(turn, &line))
		return FLOW_DONE;
	return turn_ask(turn, slot) ? take_answer(turn, slot) : FLOW_WAITING;
}

const struct flow flow_reminder = {
	.name = "reminder",
	.run = run,
	.texts = {"balance", "balance_sms", "bill", "bill_sms", "bill_late", "bill_late_sms",
		  "document", "document_sms", "contract", "contract_sms", "hold", "hold_sms",
		  "no_more", "done"},
	.slots = {"pay", "renew", "go_on", "back"},
};
