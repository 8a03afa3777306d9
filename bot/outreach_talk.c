/*
 * A reminder in its conversation: the errand in which it is said (flow reminder), and what somebody says
 * about being reminded.
 */
#include "bot/outreach.h"

#include <string.h>

#include "bot/case.h"
#include "bot/queue.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)
#define ASKED_MS (10 * 60 * 1000LL) /* the operator has answered by then */

/* --- it begins: the operator is asked ----------------------------------------------- */

static enum found open_conversation(struct turn *own, void *context)
{
	struct reminding *reminding = context;
	struct bot *bot = own->bot;
	enum found found;

	reminding->row.conversation = reminding->verdict.conversation;
	if (reminding->row.conversation)
		return conversation_load_at(&bot->store, reminding->row.conversation, own->arena,
					    own->conversation, own->err);
	found = outreach_find_opened(own, reminding->row.subject, own->conversation);
	if (found == FIND_FAILED ||
	    (found == NOT_FOUND &&
	     !conversation_create(&bot->store, NULL, LANGUAGE_ZH, bot->zone_minutes, own->now_ms,
				  own->arena, own->conversation, own->err)))
		return FIND_FAILED;
	reminding->row.conversation = own->conversation->row.row;
	if (found == NOT_FOUND)
		turn_count(own, "began", "outreach", NULL, 0);
	return FOUND;
}

static bool is_busy(const struct turn *own)
{
	const struct state *state = own->conversation->state;
	int owner = own->conversation->row.owner;

	return owner == OWNER_WAITING || owner == OWNER_AGENT ||
	       (state->n_flows > 0 && own->now_ms - state->spoke_ms < OUTREACH_BUSY_MS);
}

static void talk_of_line(struct turn *own, const char *line)
{
	struct state *state = own->conversation->state;

	if (!strcmp(state->line, line))
		return;
	state->line = line;
	state->record = "";
}

static void answer(struct turn *own, const char *slot, const char *value)
{
	journal_add(own->running, ENTRY_ANSWER, slot, value);
}

static void begin_errand(struct turn *own, void *context)
{
	struct reminding *reminding = context;
	struct reminder_row *row = &reminding->row;

	if (is_busy(own)) {
		outreach_put_off(row, own->now_ms + OUTREACH_BUSY_MS);
		return;
	}
	row->state = REMINDER_BEGUN;
	row->channel = (int)reminding->verdict.channel;
	row->due_ms = own->now_ms + ASKED_MS;
	dialogue_reopen(own);
	turn_drop_flows(own);
	talk_of_line(own, reminding->body.line);
	errand_begin(own, "reminder");
	own->running = state_top(own->conversation->state);
	answer(own, "line", reminding->body.line);
	answer(own, "reminder", arena_format(own->arena, "%lld", (long long)row->row));
	answer(own, "matter", outreach_matter_name((enum reminder_matter)row->matter));
	answer(own, "ends", arena_format(own->arena, "%lld", (long long)row->occasion));
	answer(own, "balance",
	       arena_format(own->arena, "%lld", (long long)reminding->body.balance_fen));
	errands_run(own);
}

/* The person was erased since: nobody to be told. */
void outreach_begin(struct turn *turn, struct reminding *reminding)
{
	int state = reminding->row.state;

	turn_of_its_own(turn, open_conversation, begin_errand, reminding);
	if (reminding->row.state == state && reminding->row.due_ms <= turn->now_ms)
		outreach_drop(&reminding->row, "no_channel");
}

/* The operator or the talk has kept it from being said. */
void outreach_begin_again(struct turn *turn, struct reminder_row *row)
{
	row->state = REMINDER_PLANNED;
	outreach_put_off(row, turn->now_ms + OUTREACH_BUSY_MS);
}

/* --- in the errand ----------------------------------------------------------------- */

/* The errand's row, if it is still the one that says it. */
static bool find_own(struct turn *turn, struct reminder_row *row)
{
	const struct store *store = &turn->bot->store;
	enum found found = store->kind->reminder_at(store->db, turn_number(turn, "reminder"),
						    turn->arena, row, turn->err);

	turn_stored(turn, found != FIND_FAILED);
	return found == FOUND && row->state == REMINDER_BEGUN &&
	       row->conversation == turn->conversation->row.row;
}

bool turn_may_remind(struct turn *turn)
{
	struct reminder_row row;

	return find_own(turn, &row);
}

bool turn_reminds_of(const struct turn *turn, const char *matter)
{
	return turn_is(turn, "matter", matter);
}

int64_t turn_reminded_balance(const struct turn *turn)
{
	return turn_number(turn, "balance");
}

int64_t turn_reminded_end(const struct turn *turn)
{
	return turn_number(turn, "ends") * DAY_MS - turn->conversation->row.zone_minutes * 60000LL;
}

static void end_own(struct turn *turn, struct reminder_row *row)
{
	const char *fact = outreach_fact(row);

	if (outreach_save(turn, row) && fact)
		turn_count(turn, "reminded", fact,
			   outreach_matter_name((enum reminder_matter)row->matter), 0);
	queue_wake(turn->bot, turn->now_ms);
}

bool turn_has_reminded(const struct turn *turn)
{
	return journal_find(turn->running, ENTRY_ANSWER, "told");
}

void turn_remind(struct turn *turn, const char *text)
{
	struct reminder_row row;
	struct reminder_body body;

	if (!find_own(turn, &row))
		return;
	answer(turn, "told", "");
	row.state = REMINDER_TOLD;
	row.told_ms = turn->now_ms;
	if (row.channel == REMIND_BY_PUSH)
		turn->news = "push_reminder";
	if (row.channel == REMIND_BY_SMS && turn_stored(turn, outreach_open(turn, &row, &body))) {
		body.text = turn_filled(turn, texts_find(turn->bot->texts, turn->running->flow,
							 text, turn_language(turn)));
		outreach_seal(turn, &row, &body);
		row.state = REMINDER_READY;
		row.told_ms = 0;
		row.due_ms = 0; /* before all that has not begun */
	}
	end_own(turn, &row);
}

void turn_drop_reminder(struct turn *turn, const char *why)
{
	struct reminder_row row;

	if (!find_own(turn, &row))
		return;
	outreach_drop(&row, why);
	end_own(turn, &row);
}

void turn_remind_later(struct turn *turn)
{
	struct reminder_row row;

	if (!find_own(turn, &row))
		return;
	outreach_begin_again(turn, &row);
	end_own(turn, &row);
}

void turn_note_reminder_answered(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct reminder_row row;
	enum found found = store->kind->reminder_at(store->db, turn_number(turn, "reminder"),
						    turn->arena, &row, turn->err);

	turn_stored(turn, found != FIND_FAILED);
	if (found != FOUND || row.answered_ms)
		return;
	row.answered_ms = turn->now_ms;
	if (outreach_save(turn, &row))
		turn_count(turn, "reminded", "answered",
			   outreach_matter_name((enum reminder_matter)row.matter), 0);
}

/* --- wishes ---------------------------------------------------------------------- */

/* Whoever proves a line is kept as its owner in the conversation; to be left alone takes no more. */
bool outreach_has_proven(const struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE])
{
	const struct conversation *conversation = turn->conversation;

	return conversation->is_proven && !memcmp(conversation->subject, subject, CRYPTO_HASH_SIZE);
}

bool turn_wants_reminders(struct turn *turn, bool wants)
{
	uint8_t subject[CRYPTO_HASH_SIZE];

	conversation_subject(turn->bot->keys, turn_answer(turn, "line"), subject);
	if ((!outreach_has_proven(turn, subject) && !turn_trusted(turn, TRUST_LOW)) ||
	    !turn_stored(turn, outreach_wish(turn, subject, wants)))
		return false;
	turn_count(turn, "reminders", wants ? "wanted" : "unwanted", NULL, 0);
	return true;
}

/* What a reminder offers is answered in its own errand. */
bool outreach_take_wish(struct turn *turn)
{
	if (choice_open(turn) ||
	    !choice_hit(turn->meaning->normal.text, texts_words(turn->bot->texts, "reminders")))
		return false;
	errand_replace(turn, flow_named("reminders"), "reminders");
	return true;
}
