/*
 * A conversation that is opened on another device, by a code that it gave (ws/moves.h).
 *
 * It is the same conversation, so what was proven in it holds there for as long as it would have
 * here. Hence all its devices are told, and the audit log.
 */
#include "bot/case.h"

/* Only the last message's quick replies hold: whoever has just come must see what is asked. Who has
 * nothing to do there but to rate what was closed has that with the notice. */
static void put_prompt_again(struct turn *turn)
{
	switch ((enum owner)turn->conversation->row.owner) {
	case OWNER_BOT:
		turn->remind = true;
		errands_run(turn);
		if (turn->conversation->state->n_flows == 0)
			turn_offer_common(turn, "menu");
		break;
	case OWNER_WAITING:
		handoff_offer_instead(turn);
		break;
	case OWNER_AGENT:
	case OWNER_CLOSED:
		break;
	}
}

void device_joined(struct turn *turn)
{
	audit_write(turn, &(struct audit_act){.who = "",
					      .role = role_name(ROLE_SUBSCRIBER),
					      .what = "chat.join",
					      .object = turn->conversation->row.id});
	turn_say_as_system(turn, "opened_elsewhere");
	put_prompt_again(turn);
}
