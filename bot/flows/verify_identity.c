/*
 * Prove who is asking.
 *
 * still allowed to try? -> which check -> (code sent to where it can arrive) -> the secret -> checked
 */
#include "bot/flow.h"

/* The slot that asks for what the chosen check needs; NULL: a person was chosen. */
static const char *secret_of(const struct turn *turn, const char *method)
{
	if (turn_is(turn, method, "sms_code"))
		return "sms_code";
	if (turn_is(turn, method, "service_password"))
		return "service_password";
	return turn_is(turn, method, "id_tail") ? "id_tail" : NULL;
}

static enum flow_status run(struct turn *turn)
{
	const char *name = NULL;
	const char *secret;

	const char *method = turn_is(turn, "trust", "strong") ? "strong_method" : "method";

	if (!turn_may_check(turn) || !turn_ask(turn, method))
		return FLOW_WAITING;
	secret = secret_of(turn, method);
	if (!secret)
		return turn_hand_over(turn, "no_check");
	if (!strcmp(secret, "sms_code") && !turn_send_code(turn))
		return FLOW_WAITING;
	if (!turn_ask(turn, secret))
		return FLOW_WAITING;
	if (turn_is(turn, secret, "other_way")) {
		turn_back_to(turn, method);
		turn_ask(turn, method);
		return FLOW_WAITING;
	}
	if (!strcmp(secret, "id_tail")) {
		name = "owner_name";
		if (!turn_ask(turn, name))
			return FLOW_WAITING;
	}
	if (!turn_check(turn, turn_answer(turn, method), secret, name))
		return FLOW_WAITING;
	turn_say(turn, "passed");
	return FLOW_DONE;
}

const struct flow flow_verify_identity = {
	.name = "verify_identity",
	.run = run,
	.texts = {"passed"},
	.slots = {"method", "strong_method", "sms_code", "service_password", "id_tail",
		  "owner_name"},
};
