/*
 * What agents do with cases. Roles and ownership are checked here, inside the transaction,
 * against what the database then says: a desk may be out of date.
 */
#include "bot/desk.h"

#include <string.h>

#include "base/mem.h"
#include "bot/case.h"
#include "bot/idle.h"
#include "bot/queue.h"

bool desk_refuse(struct desk *desk, const char *code, const char *sentence)
{
	*desk->code = code;
	return error_set(desk->err, "%s", sentence);
}

bool desk_store_failed(struct desk *desk)
{
	*desk->code = "storage_unavailable";
	return false;
}

static bool load(struct desk *desk, enum found found)
{
	struct turn *turn = desk->turn;

	if (found == FOUND)
		found = conversation_load_at(&turn->bot->store, desk->row.conversation, turn->arena,
					     turn->conversation, desk->err);
	if (found == FIND_FAILED)
		return desk_store_failed(desk);
	if (found == NOT_FOUND)
		return desk_refuse(desk, "no_such_case", "there is no such case");
	turn->case_id = desk->row.id;
	turn->agent_name = desk->agent.name;
	return true;
}

bool desk_find_case(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;
	const char *id = turn->event->case_id ? turn->event->case_id : "";

	return load(desk,
		    store->kind->case_find(store->db, id, turn->arena, &desk->row, desk->err));
}

bool desk_load_case(struct desk *desk, int64_t row)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;

	return load(desk, store->kind->case_at(store->db, row, turn->arena, &desk->row, desk->err));
}

bool desk_is_mine(struct desk *desk)
{
	int64_t epoch = desk->turn->event->epoch;

	if (desk->row.state == CASE_OPEN && desk->row.agent == desk->agent.row &&
	    (!epoch || epoch == desk->row.epoch))
		return true;
	return desk_refuse(desk, "not_yours", "you do not have this case: claim it first");
}

bool desk_find_mine(struct desk *desk)
{
	if (!desk_find_case(desk) && strcmp(*desk->code, "no_such_case") != 0)
		return false;
	return desk_is_mine(desk);
}

void desk_send(struct turn *turn, struct buffer *frame)
{
	struct output *output = turn_output(turn, OUTPUT_DESK, turn->event->origin);

	output->json_length = frame->length;
	output->json = buffer_take(frame);
}

/* Who acts by a token and has no desk keeps his cases without one. */
static void note_over_http(struct desk *desk)
{
	const struct store *store = &desk->turn->bot->store;

	if (desk->turn->event->agent || desk->agent.unlinked_ms <= 0)
		return;
	desk->agent.unlinked_ms = AGENT_OVER_HTTP;
	if (turn_stored(desk->turn, store->kind->agent_save(store->db, &desk->agent, desk->err)))
		queue_agent_changed(desk->turn, &desk->agent);
}

static bool find_agent(struct desk *desk)
{
	enum found found = account_asking(desk->turn, &desk->agent);

	if (found == FIND_FAILED)
		return desk_store_failed(desk);
	if (found == NOT_FOUND || desk->agent.disabled)
		return desk_refuse(desk, "disabled", "this account is disabled");
	if (!access_allows((enum role)desk->agent.role, desk_verb_name(desk->turn->event->verb)))
		return desk_refuse(desk, "forbidden", "this role may not do that");
	note_over_http(desk);
	return !desk->turn->failed || desk_store_failed(desk);
}

static bool note_act(struct desk *desk)
{
	const struct store *store = &desk->turn->bot->store;

	if (!idle_counts(desk->turn->event))
		return true;
	idle_begin(desk->turn, &desk->agent);
	return store->kind->agent_save(store->db, &desk->agent, desk->err) ||
	       desk_store_failed(desk);
}

static bool log_out(struct desk *desk)
{
	return account_sign_out(desk->turn, &desk->agent) != NULL || desk_store_failed(desk);
}

/* Tells who asked what has become of the case, and which activity a message. */
static void put_receipt(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct buffer json = {0};
	struct output *output;

	if (!turn->event->wants_receipt)
		return;
	if (*desk->row.id)
		case_print(turn, turn->conversation, &desk->row, &json);
	output = turn_output(turn, OUTPUT_TAKEN, turn->event->origin);
	output->json_length = json.length;
	output->json = json.data;
}

bool desk_do(struct turn *turn, const char **code, struct error *err)
{
	static desk_verb *const verbs[N_DESK_VERBS] = {
		[DESK_SNAPSHOT] = desk_snapshot,
		[DESK_OPEN] = desk_open,
		[DESK_EARLIER] = desk_earlier,
		[DESK_LIST] = desk_list,
		[DESK_BOARD] = desk_board,
		[DESK_PRESENCE] = desk_presence,
		[DESK_NEXT] = desk_next,
		[DESK_CLAIM] = desk_claim,
		[DESK_MESSAGE] = desk_message,
		[DESK_TYPING] = desk_typing,
		[DESK_REPLIES] = desk_replies,
		[DESK_NOTE] = desk_note,
		[DESK_TRANSFER] = desk_transfer,
		[DESK_RETURN] = desk_return,
		[DESK_TAG] = desk_tag,
		[DESK_CLOSE] = desk_close,
		[DESK_AUDIT] = desk_audit,
		[DESK_REPORT] = desk_report,
		[DESK_ACCOUNTS] = desk_accounts,
		[DESK_ACCOUNT_ADD] = desk_account,
		[DESK_ACCOUNT_PASSWORD] = desk_account,
		[DESK_ACCOUNT_DISABLE] = desk_account,
		[DESK_ACCOUNT_ENABLE] = desk_account,
		[DESK_ACCOUNT_WORK] = desk_account,
		[DESK_RULES_READ] = desk_rules_read,
		[DESK_RULES_SAVE] = desk_rules_save,
		[DESK_REVIEW_LIST] = desk_review_list,
		[DESK_REVIEW_SHOW] = desk_review_show,
		[DESK_REVIEW_MARK] = desk_review_mark,
		[DESK_REVIEW_EXAMPLE] = desk_review_mend,
		[DESK_REVIEW_TEXT] = desk_review_mend,
		[DESK_LOGOUT] = log_out,
		[DESK_LOOKUP] = desk_lookup,
		[DESK_REVEAL] = desk_reveal,
		[DESK_STEP] = desk_step,
		[DESK_ORDER] = desk_order,
	};
	struct desk desk = {.turn = turn, .code = code, .err = err};

	if (!find_agent(&desk) || !note_act(&desk) || !desk_once(&desk, verbs[turn->event->verb]))
		return false;
	audit_desk(turn, &desk.agent, desk.about ? desk.about : desk.row.id);
	put_receipt(&desk);
	return !turn->failed || desk_store_failed(&desk);
}
