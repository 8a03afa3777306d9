/*
 * A conversation that is opened on another device, by a code that it gave (ws/moves.h).
 *
 * It is the same conversation, so what was proven in it holds there for as long as it would have
 * here. Hence all its devices are told, and the audit log.
 */
#include "bot/core.h"

/* Only the last message's quick replies hold, and what is typed is hidden only behind a prompt for
 * a secret. */
static void put_prompt_again(struct turn *turn)
{
	if (turn->conversation->row.owner != OWNER_BOT)
		return;
	turn->remind = true;
	dialogue_run_flows(turn);
	if (turn->conversation->state->n_flows == 0)
		turn_offer_common(turn, "menu");
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
