/*
 * What flows and takers do in a turn: say, ask, look up, trust.
 *
 * Everything a turn does goes into the conversation's journal and into the transaction of
 * the event; nothing leaves before that has committed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/core.h"
#include "bot/fill.h"
#include "bot/values.h"

#define PROMPTS_MOST 3
#define PROOF_IDLE_MS (15 * 60 * 1000LL)
#define PROOF_LIFE_MS (2 * 60 * 60 * 1000LL)

enum language turn_language(const struct turn *turn)
{
	return (enum language)turn->conversation->row.language;
}

bool turn_stored(struct turn *turn, bool fine)
{
	if (!fine)
		turn->failed = true;
	return fine;
}

struct output *turn_output(struct turn *turn, enum output_kind kind, uint64_t origin)
{
	struct output_list *list = turn->out;
	struct output *output = mem_new(sizeof *output);

	output->kind = kind;
	output->origin = origin;
	if (turn->conversation)
		strcpy(output->conversation, turn->conversation->row.id);
	list->items = mem_resize(list->items, list->n + 1, sizeof *list->items);
	list->items[list->n++] = output;
	return output;
}

/* --- saying ------------------------------------------------------------------- */

const char *turn_line_number(const struct turn *turn)
{
	const struct entry *line = turn->running ? journal_find(turn->running, ENTRY_ANSWER, "line")
						 : NULL;

	return line ? line->value : turn->conversation->state->line;
}

const char *turn_told_back(struct turn *turn, const struct slot *slot, const char *value)
{
	enum language language = turn_language(turn);
	int zone = turn->conversation->row.zone_minutes;
	int64_t at_ms;

	for (size_t i = 0; i < slot->n_choices; i++)
		if (!strcmp(slot->choices[i].value, value))
			return slot->choices[i].title[language];
	if ((slot->kind == SLOT_DATE || slot->kind == SLOT_WHEN) && clock_parse(value, &at_ms))
		return fill_date(at_ms - zone * 60000LL, turn->now_ms, zone, language, turn->arena);
	if (slot->kind == SLOT_AMOUNT)
		return fill_amount(strtoll(value, NULL, 10), language, turn->arena);
	if (slot->kind == SLOT_MONTHS && strtoll(value, NULL, 10) > 0)
		return fill_months(strtoll(value, NULL, 10), language, turn->arena);
	return slot->kind == SLOT_NUMBER ? text_mask_number(value, turn->arena) : value;
}

/* Policies are those of the operator and province of the line that was looked up last, in this
 * turn or before; but a look-up may come before proof, and then whose number it is may show in
 * nothing that is said. */
const struct policy *turn_policy(const struct turn *turn, const char *name)
{
	bool may_tell = turn->watches || turn_is_proven(turn);
	const struct carrier_line *record = may_tell ? turn->record : NULL;
	const char *last = may_tell ? turn->conversation->state->record : "";
	struct carrier_line read;

	if (!record && *last && carrier_line_read(last, &read, turn->err))
		record = &read;
	return knowledge_policy(turn->bot->knowledge, name, record ? record->carrier : "",
				record ? record->province : "", turn->now_ms,
				turn->conversation->row.zone_minutes);
}

const char *turn_filled(struct turn *turn, const char *template)
{
	return fill_text(template, value_of, turn, turn->arena);
}

void turn_append(struct turn *turn, const struct activity *activity)
{
	if (turn->failed)
		return;
	if (!turn->spoken)
		turn->spoken = turn_output(turn, OUTPUT_ACTIVITIES, 0);
	turn_stored(turn, conversation_append(&turn->bot->store, turn->conversation, activity,
					      turn->now_ms, &turn->printed, turn->err));
}

static bool is_with_person(const struct turn *turn)
{
	return turn->conversation->row.owner == OWNER_WAITING ||
	       turn->conversation->row.owner == OWNER_AGENT;
}

/* What a watch has to tell while a person has the conversation is for that person to tell. */
static void note_in_case(struct turn *turn, const char *text)
{
	struct case_row row;

	if (!case_of_conversation(turn, &row))
		return;
	case_note(turn, &row, "watch", 0, text);
	case_save(turn, &row);
}

/* What helps against certain holds is offered only where the record has one of them. */
static bool is_offered(const struct turn *turn, const struct slot_choice *choice)
{
	for (size_t i = 0; choice->causes[i]; i++)
		if (turn->record && turn_has_hold(turn->record, choice->causes[i]))
			return true;
	return !choice->causes[0];
}

static void say(struct turn *turn, enum speaker speaker, const char *template,
		const struct slot *offer)
{
	struct activity activity = {
		.speaker = speaker,
		.from_id = speaker == SPEAKER_BOT ? "fuji" : "system",
		.from_name = speaker == SPEAKER_BOT ? "Fuji" : NULL,
		.type = "message",
		.text = turn_filled(turn, template),
		.language = turn_language(turn),
		.reply_to = turn->message_seq,
		.expects_secret = offer && offer->secret,
	};

	if (!*activity.text)
		return;
	if (turn->watches && is_with_person(turn)) {
		note_in_case(turn, activity.text);
		return;
	}
	for (size_t i = 0; offer && i < offer->n_choices; i++)
		if (is_offered(turn, &offer->choices[i]))
			activity.choices[activity.n_choices++] = (struct choice){
				offer->choices[i].value,
				offer->choices[i].title[turn_language(turn)]};
	turn_append(turn, &activity);
	turn->has_text = true;
}

/* Start-up has checked that the names fit. */
static const char *common(const struct turn *turn, const char *name)
{
	return texts_find(turn->bot->texts, "dialogue", name, turn_language(turn));
}

void turn_say_common(struct turn *turn, const char *text)
{
	say(turn, SPEAKER_BOT, common(turn, text), NULL);
}

void turn_say_as_system(struct turn *turn, const char *text)
{
	say(turn, SPEAKER_SYSTEM, common(turn, text), NULL);
}

/* In the same words and with nothing beside it a prompt is put three times: whoever that does not
 * bring further is brought to a person. */
static void put_prompt(struct turn *turn, const char *template, const struct slot *slot)
{
	struct state *state = turn->conversation->state;
	const char *text = turn_filled(turn, template);
	bool same = !turn->has_text && !strcmp(text, state->prompt);

	state->prompt = text;
	state->prompts = same ? state->prompts + 1 : 1;
	if (state->prompts <= PROMPTS_MOST) {
		say(turn, SPEAKER_BOT, template, slot);
		return;
	}
	turn_say_common(turn, "not_understood_person");
	handoff_request(turn, "not_understood", 2);
}

void turn_offer_common(struct turn *turn, const char *slot)
{
	const struct slot *offer = texts_slot(turn->bot->texts, "dialogue", slot);

	put_prompt(turn, offer->ask[turn_language(turn)], offer);
}

void turn_say_article_once(struct turn *turn, const char *id)
{
	const struct article *article = knowledge_article(turn->bot->knowledge, id);

	if (!article || journal_find(turn->running, ENTRY_SAID, id))
		return;
	journal_add(turn->running, ENTRY_SAID, id, "");
	turn_say_article(turn, article);
}

void turn_say_article(struct turn *turn, const struct article *article)
{
	enum language language = turn_language(turn);

	say(turn, SPEAKER_BOT,
	    arena_format(turn->arena, "%s\n%s", article->title[language], article->body[language]),
	    NULL);
	turn_fact(turn, "told", "article", article->id, 0);
}

static void trace(struct turn *turn, enum step_kind kind, const char *name, const char *answer)
{
	const struct step step = {turn->conversation->row.id,
				  turn->running->number,
				  turn->running->flow,
				  kind,
				  name,
				  answer};

	if (turn->bot->trace)
		turn->bot->trace(turn->bot->trace_context, &step);
}

static bool say_once(struct turn *turn, const char *mark, const char *template)
{
	if (journal_find(turn->running, ENTRY_SAID, mark))
		return false;
	journal_add(turn->running, ENTRY_SAID, mark, "");
	say(turn, SPEAKER_BOT, template, NULL);
	trace(turn, STEP_SAID, mark, NULL);
	return true;
}

void turn_say(struct turn *turn, const char *text)
{
	say_once(turn, text,
		 texts_find(turn->bot->texts, turn->running->flow, text, turn_language(turn)));
}

void turn_promise(struct turn *turn, const char *text)
{
	const char *template = texts_find(turn->bot->texts, turn->running->flow, text,
					  turn_language(turn));
	const char *promise = turn_filled(turn, template);

	if (*promise && say_once(turn, text, template))
		turn_fact(turn, "promised", text, promise, 0);
}

void turn_announce_owner(struct turn *turn)
{
	static const char *const names[] = {"bot", "waiting", "agent", "closed"};
	struct buffer value = {0};
	struct activity activity = {
		.speaker = SPEAKER_SYSTEM,
		.from_id = "system",
		.type = "event",
		.name = "fuji.owner",
		.language = turn_language(turn),
	};

	buffer_char(&value, '{');
	json_put_member(&value, "owner", names[turn->conversation->row.owner]);
	json_put_member(&value, "caseId", turn->case_id);
	json_put_member(&value, "agent", turn->agent_name);
	if (turn->conversation->row.owner == OWNER_WAITING)
		json_put_integer(&value, "ahead", turn->ahead);
	buffer_char(&value, '}');
	activity.value_json = value.data;
	turn_append(turn, &activity);
	buffer_finish(&value);
}

void turn_fact(struct turn *turn, const char *kind, const char *name, const char *value,
	       int64_t number)
{
	struct state *state = turn->conversation->state;
	struct fact_row fact = {
		.conversation = turn->conversation->row.row,
		.seq = turn->message_seq ? turn->message_seq : turn->conversation->row.seq,
		.at_ms = turn->now_ms,
		.kind = kind,
		.name = name,
		.value = value,
		.number = number,
	};

	if (turn->failed)
		return;
	turn_stored(turn, turn->bot->store.kind->fact_add(turn->bot->store.db, &fact, turn->err));
	if (state->n_story == STORY_MOST) {
		memmove(state->story, state->story + 1, (STORY_MOST - 1) * sizeof *state->story);
		state->n_story--;
	}
	state->story[state->n_story++] = (struct story){
		.kind = kind,
		.name = name,
		.value = value ? arena_text(turn->arena, value) : "", /* it outlives the caller */
		.number = number,
		.seq = fact.seq,
		.at_ms = turn->now_ms,
	};
}

void turn_drop_flows(struct turn *turn)
{
	struct state *state = turn->conversation->state;

	state->n_flows = 0;
	state->asked = state->later = "";
	state->misses = 0;
}

/* --- asking ------------------------------------------------------------------- */

/* The answer to what need not be asked: what was said when the errand began, the number that is
 * talked about, this conversation's case. */
static const char *known_before(const struct turn *turn, const struct slot *slot)
{
	const struct state *state = turn->conversation->state;
	const struct entry *heard = slot->heard
					    ? journal_find(turn->running, ENTRY_HEARD, slot->name)
					    : NULL;
	const char *known = "";

	if (heard && answer_fits(turn, slot, heard->value))
		return heard->value;
	if (slot->kind == SLOT_LINE)
		known = state->line;
	else if (slot->kind == SLOT_CASE)
		known = state->case_id;
	return *known ? known : NULL;
}

bool turn_knows(struct turn *turn, const char *name)
{
	const struct slot *slot = texts_slot(turn->bot->texts, turn->running->flow, name);
	const char *value;

	if (journal_find(turn->running, ENTRY_ANSWER, name))
		return true;
	value = known_before(turn, slot);
	if (value)
		journal_add(turn->running, ENTRY_ANSWER, name, value);
	return value != NULL;
}

bool turn_ask(struct turn *turn, const char *name)
{
	struct state *state = turn->conversation->state;
	const struct slot *slot = texts_slot(turn->bot->texts, turn->running->flow, name);
	bool open = !strcmp(state->asked, name);

	if (turn_knows(turn, name)) {
		trace(turn, STEP_PASSED, name, slot->secret ? NULL : turn_answer(turn, name));
		return true;
	}
	if (!open || turn->missed || turn->remind)
		put_prompt(turn,
			   (open && turn->missed ? slot->again : slot->ask)[turn_language(turn)],
			   slot);
	trace(turn, STEP_ASKED, name, NULL);
	state->asked = slot->name;
	return false;
}

const char *turn_answer(const struct turn *turn, const char *slot)
{
	const struct entry *answer = journal_find(turn->running, ENTRY_ANSWER, slot);

	return answer ? answer->value : "";
}

bool turn_is(const struct turn *turn, const char *slot, const char *value)
{
	return !strcmp(turn_answer(turn, slot), value);
}

int64_t turn_day(const struct turn *turn, const char *slot)
{
	int64_t at_ms;

	if (!clock_parse(turn_answer(turn, slot), &at_ms))
		return 0;
	return at_ms - turn->conversation->row.zone_minutes * 60000LL;
}

int64_t turn_number(const struct turn *turn, const char *slot)
{
	return strtoll(turn_answer(turn, slot), NULL, 10);
}

bool turn_has_come(const struct turn *turn, int64_t at_ms)
{
	return turn->now_ms >= at_ms;
}

void turn_back_to(struct turn *turn, const char *slot)
{
	journal_cut(turn->running, journal_find(turn->running, ENTRY_ANSWER, slot));
	turn->conversation->state->asked = "";
}

/* --- trusting ----------------------------------------------------------------- */

static struct proof *proof_of(const struct turn *turn, const char *line)
{
	struct state *state = turn->conversation->state;

	for (size_t i = 0; i < state->n_proofs; i++) {
		struct proof *proof = &state->proofs[i];

		if (!strcmp(proof->line, line) && turn->now_ms - proof->since_ms < PROOF_LIFE_MS &&
		    turn->now_ms - proof->used_ms < PROOF_IDLE_MS)
			return proof;
	}
	return NULL;
}

static bool use_proof(struct turn *turn, struct proof *proof)
{
	proof->used_ms = turn->now_ms;
	return true;
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
	/* What was agreed to before is asked again after it. */
	journal_cut(turn->running, journal_find(turn->running, ENTRY_ANSWER, "confirm"));
	check = state_push(turn->conversation->state, "verify_identity", turn->arena);
	if (check) {
		journal_add(check, ENTRY_ANSWER, "line", turn_answer(turn, "line"));
		journal_add(check, ENTRY_ANSWER, "trust", trust);
	}
	return false;
}

bool turn_trusted(struct turn *turn, enum trust trust)
{
	struct proof *proof = proof_of(turn, turn_answer(turn, "line"));

	if (proof && proof->trust >= trust)
		return use_proof(turn, proof);
	return let_prove(turn, trust == TRUST_STRONG ? "strong" : "low");
}

bool turn_trusted_apart(struct turn *turn)
{
	struct proof *proof = proof_of(turn, turn_answer(turn, "line"));

	if (proof && strcmp(proof->method, "sms_code"))
		return use_proof(turn, proof);
	return let_prove(turn, "apart");
}

bool turn_is_proven(const struct turn *turn)
{
	return proof_of(turn, turn->conversation->state->line) != NULL;
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

bool turn_began_with(const struct turn *turn, const char *intent)
{
	return !strcmp(turn->running->intent, intent);
}

bool turn_is_aside(const struct turn *turn)
{
	return turn->conversation->state->n_flows > 1;
}

void turn_make_urgent(struct turn *turn)
{
	turn->conversation->state->urgent = true;
}

/* --- looking up --------------------------------------------------------------- */

/* The look-up of that name: asked for when it was not yet, NULL while it is under way. */
static const struct entry *look_up(struct turn *turn, const char *name)
{
	const struct entry *entry = journal_find(turn->running, ENTRY_LOOKUP, name);
	struct carrier_call call = {.kind = CALL_LINE};

	if (!entry) {
		snprintf(call.line, sizeof call.line, "%s", turn_answer(turn, "line"));
		call_send(turn, name, &call);
		return NULL;
	}
	return entry->lookup == LOOKUP_WAITING ? NULL : entry;
}

/* Texts speak of this record from now on. */
static bool use_record(struct turn *turn, const struct entry *entry, struct carrier_line *out)
{
	struct state *state = turn->conversation->state;
	struct carrier_line *record = arena_new(turn->arena, sizeof *record);

	if (!turn_stored(turn, carrier_line_read(entry->value, out, turn->err)))
		return false;
	*record = *out;
	turn->record = record;
	if (!strcmp(turn_answer(turn, "line"), state->line))
		state->record = entry->value;
	return true;
}

bool turn_line(struct turn *turn, struct carrier_line *out)
{
	const struct entry *entry = look_up(turn, "line");

	if (!entry)
		return false;
	if (entry->lookup == LOOKUP_READY)
		return use_record(turn, entry, out);
	turn_say_common(turn, "operator_down");
	handoff_request(turn, "operator_down", 2);
	return false;
}

bool turn_look_again(struct turn *turn, const char *name, struct carrier_line *out)
{
	const struct entry *entry = look_up(turn, name);

	*out = (struct carrier_line){0};
	if (!entry)
		return false;
	return entry->lookup == LOOKUP_UNAVAILABLE || use_record(turn, entry, out);
}

/* --- telling ------------------------------------------------------------------ */

static const struct cause *cause_of(const struct turn *turn, const struct carrier_hold *hold)
{
	return knowledge_cause(turn->bot->knowledge, hold->cause);
}

static void say_hold(struct turn *turn, const struct carrier_hold *hold)
{
	const struct cause *cause = cause_of(turn, hold);
	enum language language = turn_language(turn);

	turn->hold = hold;
	if (say_once(turn, cause->code,
		     turn_has_told_holds(turn)
			     ? cause->way_out[language]
			     : arena_format(turn->arena, "%s\n%s", cause->what[language],
					    cause->way_out[language])))
		turn_fact(turn, "told", "cause", cause->code, 0);
	turn->hold = NULL;
}

bool turn_say_holds(struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++) {
		if (!cause_of(turn, &line->holds[i])) {
			turn_say_common(turn, "unknown_cause");
			handoff_request(turn, "unknown_cause", 2);
			return false;
		}
	}
	if (journal_find(turn->running, ENTRY_SAID, "told_enough")) {
		say_once(turn, "told_already", common(turn, "told_already"));
		return true;
	}
	if (line->n_holds > 1)
		say_once(turn, "several", common(turn, "several"));
	for (long long order = 0; order < 100; order++) {
		for (size_t i = 0; i < line->n_holds; i++) {
			if (cause_of(turn, &line->holds[i])->lift_order == order)
				say_hold(turn, &line->holds[i]);
		}
	}
	return true;
}

bool turn_has_told_holds(const struct turn *turn)
{
	return journal_find(turn->running, ENTRY_SAID, "retold") ||
	       journal_find(turn->running, ENTRY_SAID, "told_enough");
}

bool turn_has_hold(const struct carrier_line *line, const char *cause)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (!strcmp(line->holds[i].cause, cause))
			return true;
	return false;
}

bool turn_is_stopped(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++) {
		const struct cause *cause = cause_of(turn, &line->holds[i]);

		if (cause && cause->suspends)
			return true;
	}
	return false;
}

bool turn_paying_lifts(const struct turn *turn, const struct carrier_hold *hold)
{
	const struct cause *cause = cause_of(turn, hold);

	return cause && cause->pay_effect == PAY_HELPS;
}

bool turn_paying_helps(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (turn_paying_lifts(turn, &line->holds[i]))
			return true;
	return false;
}

bool turn_is_restricted(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++) {
		const struct cause *cause = cause_of(turn, &line->holds[i]);

		if (!cause || cause->restricted)
			return true;
	}
	return false;
}

enum flow_status turn_hand_over(struct turn *turn, const char *reason)
{
	handoff_request(turn, reason, 2);
	return FLOW_WAITING;
}

void turn_rate(struct turn *turn, const char *slot)
{
	const char *rating = turn_answer(turn, slot);

	if (journal_find(turn->running, ENTRY_SAID, "rated"))
		return;
	journal_add(turn->running, ENTRY_SAID, "rated", "");
	turn_fact(turn, "rated", "service", rating, strtoll(rating, NULL, 10));
}
