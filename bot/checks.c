/*
 * Proving who is asking, by a check that can still reach a dead line.
 *
 * What is offered, said and counted must be the same for a number that exists, one that does
 * not, and somebody else's. So the menu is one for all; where a code goes is decided here and
 * never told; and tries are counted by number, whoever tries (bot/tries.c).
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "bot/case.h"

/* Which check proves how much, and what the operator calls it. A code goes to the line only
 * when its record says that it can receive one; a lost line's would be read by the finder, so
 * its table row says no, and what is not yet reported lost is proven apart from the line. */
static const struct factor {
	const char *method, *check;
	enum trust trust;
	bool to_contact;
} factors[] = {
	{"sms_code", "sms_code", TRUST_LOW, false},
	{"contact_code", "sms_code", TRUST_LOW, true},
	{"service_password", "service_password", TRUST_LOW, false},
	{"id_tail", "id_tail", TRUST_STRONG, false},
	{"face", "face", TRUST_STRONG, false},
};

static const struct factor *factor_of(const char *method)
{
	size_t i = 0;

	while (strcmp(factors[i].method, method)) {
		i++;
		assert(i < sizeof factors / sizeof *factors);
	}
	return &factors[i];
}

bool turn_can_receive_sms(const struct turn *turn, const struct carrier_line *line)
{
	if (!line->exists)
		return false;
	for (size_t i = 0; i < line->n_holds; i++) {
		const struct cause *cause = knowledge_cause(turn->bot->knowledge,
							    line->holds[i].cause);

		if (!cause || cause->abilities[CAN_RECEIVE_SMS] != ABILITY_YES)
			return false;
	}
	return true;
}

/* --- whether it may be tried ---------------------------------------------------- */

static void lead_to_person(struct turn *turn, const char *text)
{
	turn->bot->check_counts.checks++;
	turn_say_common(turn, text);
	handoff_request(turn, "check_locked");
}

/* It is no fault of who asks now. Not put in the line for a person unasked: everybody would be. */
static void offer_person(struct turn *turn, const char *text)
{
	turn_say_common(turn, text);
	turn_drop_flows(turn);
	turn_offer_common(turn, "unchecked");
}

/* Says it if it may not be tried, and what there is instead. */
static bool may_check(struct turn *turn, bool under_way)
{
	switch (tries_judge(turn, under_way)) {
	case TRIES_LEFT:
		return true;
	case TRIES_LOCKED:
		lead_to_person(turn, "check_locked");
		return false;
	case TRIES_PERSON:
		lead_to_person(turn, "check_person");
		return false;
	case TRIES_ALL_USED:
		turn->bot->check_counts.all_checks++;
		offer_person(turn, "checks_paused");
		return false;
	case TRIES_ADDRESS_USED:
		turn->bot->check_counts.address_checks++;
		offer_person(turn, "checks_paused_there");
		return false;
	case TRIES_UNKNOWN:
		return false;
	}
	return false;
}

bool turn_may_check(struct turn *turn)
{
	return may_check(turn, journal_find(turn->running, ENTRY_LOOKUP, "check"));
}

/* --- the check itself --------------------------------------------------------- */

static void order_code(struct turn *turn, const struct factor *factor,
		       const struct carrier_line *line)
{
	struct carrier_call call = {.kind = CALL_CHECK_START};

	snprintf(call.line, sizeof call.line, "%s", turn_answer(turn, "line"));
	snprintf(call.method, sizeof call.method, "%s", factor->check);
	call.to_contact = factor->to_contact || !turn_can_receive_sms(turn, line);
	call_send(turn, "code_sent", &call);
}

static void choose_again(struct turn *turn, const char *text, const char *chosen)
{
	turn_say_common(turn, text);
	turn_back_to(turn, chosen);
	turn_ask(turn, chosen);
}

static void send_code(struct turn *turn, const char *chosen, const struct carrier_line *line)
{
	switch (tries_count_code(turn)) {
	case TRIES_LEFT:
		order_code(turn, factor_of(turn_answer(turn, chosen)), line);
		break;
	case TRIES_LOCKED:
		turn->bot->check_counts.codes++;
		choose_again(turn, "codes_used_up", chosen);
		break;
	case TRIES_ALL_USED:
		turn->bot->check_counts.all_codes++;
		choose_again(turn, "codes_paused", chosen);
		break;
	case TRIES_PERSON:
	case TRIES_ADDRESS_USED:
	case TRIES_UNKNOWN:
		break;
	}
}

bool turn_send_code(struct turn *turn, const char *chosen)
{
	const struct entry *entry = journal_find(turn->running, ENTRY_LOOKUP, "code_sent");
	struct carrier_line line;

	if (!turn_line(turn, &line))
		return false;
	if (!entry) {
		send_code(turn, chosen, &line);
		return false;
	}
	if (entry->lookup == LOOKUP_UNAVAILABLE) {
		turn_say_common(turn, "operator_down");
		handoff_request(turn, "operator_down");
	}
	return entry->lookup == LOOKUP_READY;
}

static void order_check(struct turn *turn, const char *method, const char *slot,
			const char *name_slot)
{
	struct carrier_call call = {.kind = CALL_CHECK_VERIFY};

	snprintf(call.line, sizeof call.line, "%s", turn_answer(turn, "line"));
	snprintf(call.method, sizeof call.method, "%s", factor_of(method)->check);
	call.secret = arena_text(turn->arena, turn_answer(turn, slot));
	if (name_slot)
		call.owner_name = arena_text(turn->arena, turn_answer(turn, name_slot));
	call_send(turn, "check", &call);
}

static void prove(struct turn *turn, const char *method)
{
	const struct factor *factor = factor_of(method);

	tries_forgive(turn, !strcmp(factor->check, "sms_code"));
	proof_add(turn, turn_answer(turn, "line"), factor->method, factor->trust);
}

/* Says why the check did not come to an end and asks for the secret again. */
static void try_again(struct turn *turn, const char *text, const char *slot)
{
	turn_say_common(turn, text);
	turn_back_to(turn, slot);
	turn->conversation->state->asked = slot;
	turn->missed = true;
	turn_ask(turn, slot);
}

static void send_new_code(struct turn *turn, const char *chosen)
{
	turn_say_common(turn, "code_expired");
	journal_cut(turn->running, journal_find(turn->running, ENTRY_LOOKUP, "code_sent"));
	turn->conversation->state->asked = ""; /* for the new one it is asked anew */
	turn_send_code(turn, chosen);
}

/* What a secret was wrong for. */
static const char *about(struct turn *turn, const char *method, const char *name_slot)
{
	return arena_format(turn->arena, "%s %s %s", turn_answer(turn, "line"),
			    factor_of(method)->check,
			    name_slot ? turn_answer(turn, name_slot) : "");
}

static void refuse(struct turn *turn, const char *method, const char *slot)
{
	vault_forget(turn->bot->vault, turn_answer(turn, slot));
	tries_count_wrong(turn);
	turn_fact(turn, "checked", method, "wrong", turn->tries_left);
	if (turn->tries_left > 0 || may_check(turn, false))
		try_again(turn, "check_wrong", slot);
}

/* The operator is not asked: it counts tries too. */
static void refuse_again(struct turn *turn, const char *slot)
{
	vault_forget(turn->bot->vault, turn_answer(turn, slot));
	if (tries_note_left(turn))
		try_again(turn, "check_same", slot);
}

/* The operator keeps one code for a number, and does not ask who it was sent for. */
static bool is_of_another_talk(struct turn *turn, const char *method)
{
	return !strcmp(factor_of(method)->check, "sms_code") && !tries_code_is_own(turn);
}

static void start_check(struct turn *turn, const char *method, const char *slot,
			const char *name_slot)
{
	struct vault *vault = turn->bot->vault;
	const char *handle = turn_answer(turn, slot);

	/* The process that knew the secret may have ended before all was asked. */
	if (!vault_get(vault, handle, turn->now_ms))
		try_again(turn, "check_lost", slot);
	else if (vault_was_wrong(vault, handle, about(turn, method, name_slot), turn->now_ms))
		refuse_again(turn, slot);
	else {
		tries_count_check(turn, 1);
		if (is_of_another_talk(turn, method))
			refuse(turn, method, slot);
		else
			order_check(turn, method, slot, name_slot);
	}
}

/* It came to no end, so it was none. */
static void take_back_check(struct turn *turn, const char *slot)
{
	vault_forget(turn->bot->vault, turn_answer(turn, slot));
	tries_count_check(turn, -1);
}

bool turn_check(struct turn *turn, const char *chosen, const char *slot, const char *name_slot)
{
	const struct entry *entry = journal_find(turn->running, ENTRY_LOOKUP, "check");
	const char *method = turn_answer(turn, chosen);

	if (!entry) {
		start_check(turn, method, slot, name_slot);
		return false;
	}
	if (entry->lookup == LOOKUP_WAITING)
		return false;
	if (entry->lookup == LOOKUP_UNAVAILABLE) {
		take_back_check(turn, slot);
		turn_say_common(turn, "operator_down");
		handoff_request(turn, "operator_down");
		return false;
	}
	if (!strcmp(entry->value, "passed")) {
		vault_forget(turn->bot->vault, turn_answer(turn, slot));
		prove(turn, method);
		return true;
	}
	if (!strcmp(entry->value, "wrong")) {
		vault_note_wrong(turn->bot->vault, turn_answer(turn, slot),
				 about(turn, method, name_slot), turn->now_ms);
		refuse(turn, method, slot);
		return false;
	}
	take_back_check(turn, slot);
	if (!strcmp(entry->value, "expired"))
		send_new_code(turn, chosen);
	else
		try_again(turn, "check_lost", slot);
	return false;
}

/* --- on the operator's own page ------------------------------------------------- */

/* Nobody is asked but the person: what is waited for is that the page tells how it went, or that
 * the link is not good any more. */
static void open_page(struct turn *turn)
{
	struct carrier_call call = {.kind = CALL_WAIT,
				    .wake_ms = turn->now_ms + turn->bot->check_rules.face_ms};
	char id[CRYPTO_ID_SIZE];

	crypto_id(id);
	snprintf(call.key, sizeof call.key, "face.%s", id);
	snprintf(call.line, sizeof call.line, "%s", turn_answer(turn, "line"));
	tries_count_check(turn, 1);
	call_send(turn, "check", &call);
}

static void refuse_face(struct turn *turn, const char *chosen)
{
	tries_count_wrong(turn);
	turn_fact(turn, "checked", "face", "wrong", turn->tries_left);
	if (turn->tries_left > 0 || may_check(turn, false))
		choose_again(turn, "face_failed", chosen);
}

bool turn_check_face(struct turn *turn, const char *chosen)
{
	const struct entry *entry;

	if (!journal_find(turn->running, ENTRY_LOOKUP, "check"))
		open_page(turn);
	entry = journal_find(turn->running, ENTRY_LOOKUP, "check");
	if (entry->lookup == LOOKUP_WAITING) {
		turn_ask(turn, "face");
		return false;
	}
	turn->conversation->state->asked = "";
	if (!strcmp(entry->value, "passed")) {
		prove(turn, "face");
		return true;
	}
	if (!strcmp(entry->value, "wrong")) {
		refuse_face(turn, chosen);
		return false;
	}
	tries_count_check(turn, -1);
	choose_again(turn, "face_expired", chosen);
	return false;
}
