/*
 * What was proven of a line in a conversation, how long that counts, and what errands may do
 * with it. A proof belongs to one line.
 */
#include <string.h>

#include "base/clock.h"
#include "bot/core.h"

struct proof *proof_of(const struct turn *turn, const char *line)
{
	const struct check_rules *rules = &turn->bot->check_rules;
	struct state *state = turn->conversation->state;

	for (size_t i = 0; i < state->n_proofs; i++) {
		struct proof *proof = &state->proofs[i];

		if (!strcmp(proof->line, line) &&
		    clock_is_within(turn->now_ms, proof->since_ms, rules->proof_ms) &&
		    clock_is_within(turn->now_ms, proof->used_ms, rules->proof_idle_ms))
			return proof;
	}
	return NULL;
}

void proof_add(struct turn *turn, const char *line, const char *method, enum trust trust)
{
	struct state *state = turn->conversation->state;
	size_t at = 0;

	while (at < state->n_proofs && strcmp(state->proofs[at].line, line))
		at++;
	if (at == TRUSTS_MOST)
		at = 0;
	else if (at == state->n_proofs)
		state->n_proofs++;
	state->proofs[at] = (struct proof){
		.line = line,
		.trust = trust,
		.method = method,
		.since_ms = turn->now_ms,
		.used_ms = turn->now_ms,
	};
	turn_stored(turn, conversation_prove(&turn->bot->store, turn->conversation, line,
					     turn->arena, turn->err));
	turn_fact(turn, "checked", method, "passed", 0);
}

/* What was agreed to before the check is asked again after it. And what was looked up before is
 * looked up anew: it may be of yesterday, or of what a weaker proof was enough for. */
static void forget_unproven(struct instance *instance)
{
	size_t kept = 0;

	for (size_t i = 0; i < instance->n_entries; i++) {
		const struct entry *entry = &instance->entries[i];

		if (entry->kind == ENTRY_ANSWER && answer_is_consent(entry->name)) {
			journal_cut(instance, entry);
			break;
		}
	}
	for (size_t i = 0; i < instance->n_entries; i++)
		if (instance->entries[i].kind != ENTRY_LOOKUP)
			instance->entries[kept++] = instance->entries[i];
	instance->n_entries = kept;
}

static bool let_prove(struct turn *turn, const char *trust)
{
	struct instance *check;

	if (turn_has_declined(turn)) {
		turn_say_common(turn, "declined");
		turn_drop_flows(turn);
		turn_offer_common(turn, "menu");
		return false;
	}
	forget_unproven(turn->running);
	check = state_push(turn->conversation->state, "verify_identity", turn->arena);
	if (check) {
		journal_add(check, ENTRY_ANSWER, "line", turn_answer(turn, "line"));
		journal_add(check, ENTRY_ANSWER, "trust", trust);
	}
	return false;
}

/* Whoever holds the phone reads its text messages, and is signed in to its apps. */
static bool hangs_on_phone(const struct proof *proof)
{
	return !strcmp(proof->method, "sms_code") ||
	       (!strcmp(proof->method, "app_login") && proof->trust < TRUST_STRONG);
}

bool proof_is_enough(const struct turn *turn, const char *line, enum trust trust, bool apart)
{
	const struct proof *proof = proof_of(turn, line);

	return proof && proof->trust >= trust && !(apart && hangs_on_phone(proof));
}

void proof_use(struct turn *turn, const char *line)
{
	proof_of(turn, line)->used_ms = turn->now_ms;
}

static bool is_trusted(struct turn *turn, enum trust trust, bool apart)
{
	const char *line = turn_answer(turn, "line");
	bool is_enough = proof_is_enough(turn, line, trust, apart);

	if (is_enough)
		proof_use(turn, line);
	return is_enough;
}

bool turn_trusted(struct turn *turn, enum trust trust)
{
	return is_trusted(turn, trust, false) ||
	       let_prove(turn, trust == TRUST_STRONG ? "strong" : "low");
}

bool turn_trusted_apart(struct turn *turn)
{
	return is_trusted(turn, TRUST_LOW, true) || let_prove(turn, "apart");
}

bool turn_is_checked(struct turn *turn)
{
	const struct proof *proof = proof_of(turn, turn_answer(turn, "line"));

	if (!proof)
		return false;
	if (turn_is(turn, "trust", "apart"))
		return !hangs_on_phone(proof);
	return proof->trust == TRUST_STRONG || turn_is(turn, "trust", "low");
}

enum trust turn_trust(const struct turn *turn)
{
	const struct proof *proof = proof_of(turn, turn->conversation->state->line);

	return proof ? proof->trust : TRUST_NONE;
}

bool turn_is_proven(const struct turn *turn)
{
	return turn_trust(turn) != TRUST_NONE;
}

void turn_decline(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	journal_add(state->flows[state->n_flows - 2], ENTRY_ANSWER, "declined", "yes");
}

bool turn_has_declined(const struct turn *turn)
{
	return turn_is(turn, "declined", "yes");
}
