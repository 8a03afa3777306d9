/*
 * How is my case getting on?
 *
 * something ordered or paid is being watched: not done yet
 * which case -> this conversation's: its state
 *            -> another's: proof of the number that it is about -> its state, or there is none
 *            -> no number: where else to ask, or a new case with a person
 */
#include "bot/flow.h"

/* What a first answer is promised by hangs on the operator, so its record is looked up where it
 * may be. */
static bool find(struct turn *turn, enum case_news *out)
{
	struct carrier_line line;

	if (turn_case(turn) == CASE_UNKNOWN) {
		turn_say(turn, "elsewhere");
		if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_LOW))
			return false;
	}
	if (turn_is_proven(turn) &&
	    (!turn_ask(turn, "line") || !turn_look_again(turn, "record", &line)))
		return false;
	*out = turn_case(turn);
	return true;
}

static void tell(struct turn *turn, enum case_news news)
{
	switch (news) {
	case CASE_UNKNOWN:
		turn_say(turn, "unknown");
		return;
	case CASE_RECEIVED:
		turn_promise(turn, "received");
		return;
	case CASE_IN_WORK:
		turn_promise(turn, "in_work");
		return;
	case CASE_ENDED:
		turn_say(turn, "ended");
		return;
	}
}

static enum flow_status run(struct turn *turn)
{
	enum case_news news;

	if (turn_is_watching(turn) &&
	    (!turn_knows(turn, "case") || turn_is(turn, "case", "none"))) {
		turn_say(turn, "watching");
		return FLOW_DONE;
	}
	if (!turn_ask(turn, "case"))
		return FLOW_WAITING;
	if (turn_is(turn, "case", "none"))
		turn_say(turn, "no_number");
	else if (find(turn, &news))
		tell(turn, news);
	else
		return FLOW_WAITING;
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_end(turn);
}

const struct flow flow_case_progress = {
	.name = "case_progress",
	.run = run,
	.intents = {"case_progress"},
	.texts = {"watching", "elsewhere", "unknown", "received", "in_work", "ended", "no_number",
		  "done"},
	.slots = {"case", "line", "next"},
};
