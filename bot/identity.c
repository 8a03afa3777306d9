/*
 * The subscriber is signed in at the operator's app or site, which says so.
 *
 * What it asserts proves a line as a check would, and no more than that: it is asked about no
 * record and answered alike whatever the number. The identifier is used up in the transaction
 * that writes the proof, so that whoever copies an assertion comes too late.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "bot/core.h"

#define METHOD "app_login"

static void refuse(struct turn *turn, const char *why)
{
	struct output *output = turn_output(turn, OUTPUT_ERROR, turn->event->origin);

	output->code = "identity_refused";
	output->text = mem_text(turn_common(turn, "app_login_refused"));
	output->client_id = mem_text(turn->event->client_id);
	log_write(LOG_LEVEL_INFO, "assertion refused", "conversation", turn->conversation->row.id,
		  "reason", why, NULL);
	turn_fact(turn, "checked", METHOD, "refused", 0);
}

static bool read_assertion(struct turn *turn, struct assertion *out, struct error *err)
{
	const char *text = turn->event->text;

	if (!turn->bot->identity)
		return error_set(err, "nobody is believed: there is no key in the settings");
	return assertion_read(text ? text : "", turn->bot->identity, turn->now_ms, out, err);
}

bool identity_read_result(struct turn *turn, struct assertion *out)
{
	if (!read_assertion(turn, out, turn->err))
		return false;
	if (strncmp(out->nonce, "face.", strlen("face.")) != 0 || strcmp(out->level, "face") != 0 ||
	    !assertion_is_fresh(out))
		return error_set(turn->err, "it answers no face check that was made just now");
	return true;
}

static enum found use_up(struct turn *turn, const struct assertion *assertion)
{
	const struct store *store = &turn->bot->store;
	uint8_t id[CRYPTO_HASH_SIZE];

	keys_hash(store->keys, "jti", assertion->id, strlen(assertion->id), id);
	return store->kind->use_once(store->db, id, turn->now_ms, assertion->until_ms, turn->err);
}

/* What was proven in another way and as well, stays: it may be worth more (turn_trusted_apart). */
static void prove(struct turn *turn, const char *line, enum trust trust)
{
	const struct proof *proof = proof_of(turn, line);

	tries_end_row(turn, line);
	if (!proof || proof->trust < trust ||
	    (proof->trust == trust && !strcmp(proof->method, METHOD)))
		proof_add(turn, line, METHOD, trust);
}

/* Whether the errand on top asked for what is now known. */
static bool was_waited_for(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	turn->running = state_top(state);
	if (!turn->running || turn->conversation->row.owner != OWNER_BOT)
		return false;
	if (!strcmp(turn->running->flow, "verify_identity"))
		return turn_is_checked(turn);
	return !strcmp(state->asked, "line");
}

/* Whoever says nothing of a number means the one that he is signed in with. */
static void go_on(struct turn *turn, const char *line)
{
	struct state *state = turn->conversation->state;

	if (!*state->line)
		state->line = line;
	if (strcmp(state->line, line) || !was_waited_for(turn))
		return;
	state->asked = "";
	turn_say_common(turn, "app_login");
	errands_run(turn);
}

/* NULL: it is believed, and used up. */
static const char *judge(struct turn *turn, struct assertion *out)
{
	struct error why;

	if (!read_assertion(turn, out, &why))
		return arena_text(turn->arena, why.text);
	if (*out->nonce)
		return "it answers a check, and is for nothing else";
	switch (use_up(turn, out)) {
	case FIND_FAILED:
		turn_stored(turn, false);
		break;
	case FOUND:
		return "it was used before";
	case NOT_FOUND:
		break;
	}
	return NULL;
}

bool identity_read(struct turn *turn, struct signed_in *out)
{
	*out = (struct signed_in){0};
	out->why_not = judge(turn, &out->assertion);
	return !turn->failed;
}

void identity_take(struct turn *turn, const struct signed_in *signed_in)
{
	const struct assertion *assertion = &signed_in->assertion;
	const char *line;

	if (signed_in->why_not) {
		refuse(turn, signed_in->why_not);
		return;
	}
	line = arena_text(turn->arena, assertion->line);
	turn->conversation->state->signed_in = arena_text(turn->arena, assertion->subject);
	prove(turn, line,
	      assertion_is_strong(assertion, turn->bot->identity) ? TRUST_STRONG : TRUST_LOW);
	go_on(turn, line);
}
