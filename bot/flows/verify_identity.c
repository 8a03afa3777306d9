/*
 * Prove who is asking.
 *
 * proven meanwhile? -> still allowed to try? -> which check -> (code sent to where it can arrive) -> the secret -> checked
 *                                      -> face: the operator's page says how it went
 *                                      -> none: the errand goes on without it, or ends
 */
#include "bot/flow.h"

static bool is_code(const char *secret)
{
	return !strcmp(secret, "sms_code") || !strcmp(secret, "contact_code");
}

/* What the errand wants: `low`; `strong`, for what changes the line; `apart`, for a line whose
 * phone is lost. */
static const char *method_slot(const struct turn *turn)
{
	if (turn_is(turn, "trust", "strong"))
		return "strong_method";
	return turn_is(turn, "trust", "apart") ? "apart_method" : "method";
}

/* Who sent the name alone is asked for the rest. */
static const char *unless_named(struct turn *turn, const char *secret)
{
	if (strcmp(secret, "id_tail") || turn_knows(turn, "id_tail") ||
	    !turn_knows(turn, "owner_name"))
		return secret;
	turn_say(turn, "named");
	return "tail";
}

static enum flow_status another_way(struct turn *turn, const char *method)
{
	turn_back_to(turn, method);
	turn_ask(turn, method);
	return FLOW_WAITING;
}

static enum flow_status by_face(struct turn *turn, const char *method)
{
	if (turn_is(turn, "face", "other_way"))
		return another_way(turn, method);
	if (!turn_check_face(turn, method))
		return FLOW_WAITING;
	turn_say(turn, "passed");
	return FLOW_DONE;
}

static enum flow_status run(struct turn *turn)
{
	const char *method = method_slot(turn);
	const char *name = NULL;
	const char *secret;

	if (turn_is_checked(turn))
		return FLOW_DONE;
	if (!turn_may_check(turn) || !turn_ask(turn, method))
		return FLOW_WAITING;
	if (turn_is(turn, method, "declined")) {
		turn_decline(turn);
		return FLOW_DONE;
	}
	secret = turn_answer(turn, method); /* a check is named by the slot of what it needs */
	if (!strcmp(secret, "face"))
		return by_face(turn, method);
	if (is_code(secret) && !turn_send_code(turn, method))
		return FLOW_WAITING;
	secret = unless_named(turn, secret);
	if (!turn_ask(turn, secret))
		return FLOW_WAITING;
	if (turn_is(turn, secret, "other_way"))
		return another_way(turn, method);
	if (!strcmp(secret, "id_tail") || !strcmp(secret, "tail")) {
		name = "owner_name";
		if (!turn_ask(turn, name))
			return FLOW_WAITING;
	}
	if (!turn_check(turn, method, secret, name))
		return FLOW_WAITING;
	turn_say(turn, "passed");
	return FLOW_DONE;
}

const struct flow flow_verify_identity = {
	.name = "verify_identity",
	.run = run,
	.texts = {"named", "passed"},
	.slots = {"method", "strong_method", "apart_method", "sms_code", "contact_code",
		  "service_password", "id_tail", "tail", "owner_name", "face"},
};
