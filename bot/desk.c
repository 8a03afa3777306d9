/*
 * What agents do with cases. Roles and ownership are checked here, inside the transaction,
 * against what the database then says: a desk may be out of date.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/core.h"
#include "bot/sent.h"

#define PAGE 50

struct desk {
	struct turn *turn;
	struct agent_row agent;
	struct case_row row;
	const char **code;
	struct error *err;
};

static bool refuse(struct desk *desk, const char *code, const char *sentence)
{
	*desk->code = code;
	return error_set(desk->err, "%s", sentence);
}

/* A store that failed is told by its own sentence, which is in err. */
static bool store_failed(struct desk *desk)
{
	*desk->code = "storage_unavailable";
	return false;
}

static bool find_agent(struct desk *desk)
{
	const struct store *store = &desk->turn->bot->store;
	enum found found = store->kind->agent_at(store->db, desk->turn->event->agent, &desk->agent,
						 desk->err);

	if (found == FIND_FAILED)
		return store_failed(desk);
	if (found == NOT_FOUND || desk->agent.disabled)
		return refuse(desk, "disabled", "this account is disabled");
	if (!access_allows((enum role)desk->agent.role, desk_verb_name(desk->turn->event->verb)))
		return refuse(desk, "forbidden", "this role may not do that");
	return true;
}

/* An unknown case and one that cannot be opened read the same. */
static bool find_case(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;
	const char *id = turn->event->case_id ? turn->event->case_id : "";
	enum found found = store->kind->case_find(store->db, id, turn->arena, &desk->row,
						  desk->err);

	if (found == FOUND)
		found = conversation_load_at(&turn->bot->store, desk->row.conversation, turn->arena,
					     turn->conversation, desk->err);
	if (found == FIND_FAILED)
		return store_failed(desk);
	if (found == NOT_FOUND)
		return refuse(desk, "no_such_case", "there is no such case");
	turn->case_id = desk->row.id;
	turn->agent_name = desk->agent.name;
	return true;
}

static bool is_mine(struct desk *desk)
{
	if (desk->row.state == CASE_OPEN && desk->row.agent == desk->agent.row)
		return true;
	return refuse(desk, "not_yours", "you do not have this case: claim it first");
}

static void send_frame(struct turn *turn, struct buffer *frame)
{
	struct output *output = turn_output(turn, OUTPUT_DESK, turn->event->origin);

	output->json_length = frame->length;
	output->json = buffer_take(frame);
}

/* --- reading ------------------------------------------------------------------ */

struct page {
	struct turn *turn;
	struct buffer frame;
	size_t n;
	int64_t last_row;
	int last_priority;
	bool failed;
};

static bool take_case(void *context, const struct case_row *row)
{
	struct page *page = context;
	struct turn *turn = page->turn;
	struct conversation conversation;
	enum found found = conversation_load_at(&turn->bot->store, row->conversation, turn->arena,
						&conversation, turn->err);

	page->n++;
	page->last_row = row->row;
	page->last_priority = row->priority;
	page->failed = found == FIND_FAILED;
	if (found == FOUND) {
		json_put_comma(&page->frame);
		case_print(turn, &conversation, row, &page->frame);
	}
	return !page->failed;
}

static bool snapshot(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct event *event = turn->event;
	const struct store *store = &turn->bot->store;
	struct page page = {.turn = turn};
	bool fine;

	buffer_format(&page.frame, "{\"type\":\"snapshot\",\"version\":%lld,\"cases\":[",
		      (long long)turn->bot->desk_version);
	fine = store->kind->case_list(store->db, event->page_row ? event->page_priority : -1,
				      event->page_row, PAGE, take_case, &page, desk->err);
	buffer_char(&page.frame, ']');
	if (page.n == PAGE)
		buffer_format(&page.frame, ",\"more\":{\"priority\":%d,\"row\":%lld}",
			      page.last_priority, (long long)page.last_row);
	buffer_char(&page.frame, '}');
	if (!fine || page.failed) {
		buffer_finish(&page.frame);
		return store_failed(desk);
	}
	send_frame(turn, &page.frame);
	return true;
}

/* A page; the desk asks for the next behind its watermark. */
static bool send_history(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct buffer printed = {0};
	struct output *output;
	int64_t last;

	if (!conversation_history(&turn->bot->store, turn->conversation, turn->event->watermark,
				  &printed, &last, desk->err)) {
		buffer_finish(&printed);
		return store_failed(desk);
	}
	output = turn_output(turn, OUTPUT_ACTIVITIES, turn->event->origin);
	output->case_id = mem_text(desk->row.id);
	output->watermark = last;
	output->more = last < turn->conversation->row.seq;
	output->json_length = printed.length;
	output->json = buffer_take(&printed);
	return true;
}

static bool open_case(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct buffer frame = {0};
	struct output *watch;

	if (!find_case(desk))
		return false;
	watch = turn_output(turn, OUTPUT_WATCH, turn->event->origin);
	watch->case_id = mem_text(desk->row.id);
	if (!send_history(desk))
		return false;
	case_print_log(turn, &desk->row, turn->event->log_watermark, &frame);
	send_frame(turn, &frame);
	return !turn->failed || store_failed(desk);
}

/* --- changing ----------------------------------------------------------------- */

static void announce_status(struct turn *turn, const char *state)
{
	const struct activity status = {
		.speaker = SPEAKER_SYSTEM,
		.from_id = "system",
		.type = "event",
		.name = "handoff.status",
		.value_json = arena_format(turn->arena, "{\"state\":\"%s\"}", state),
		.language = turn_language(turn),
	};

	turn_append(turn, &status);
}

static bool claim(struct desk *desk)
{
	struct turn *turn = desk->turn;

	if (!find_case(desk))
		return false;
	if (desk->row.state == CASE_OPEN && desk->row.agent == desk->agent.row)
		return true;
	if (desk->row.state != CASE_WAITING)
		return refuse(desk, "already_claimed",
			      "somebody else has this case, or it is closed");
	desk->row.state = CASE_OPEN;
	desk->row.agent = desk->agent.row;
	desk->row.epoch++;
	turn->conversation->row.owner = OWNER_AGENT;
	turn_drop_flows(turn); /* who left the line may be in the middle of an errand */
	turn_say_as_system(turn, "agent_joined");
	announce_status(turn, "accepted");
	turn_announce_owner(turn);
	case_note(turn, &desk->row, "claimed", desk->agent.row, "");
	case_save(turn, &desk->row);
	return true;
}

static bool send_message(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct event *event = turn->event;
	struct activity activity = {
		.speaker = SPEAKER_AGENT,
		.from_id = "agent",
		.from_name = desk->agent.name,
		.type = "message",
		.text = event->text,
		.client_id = event->client_id,
	};

	if (!find_case(desk) || !is_mine(desk))
		return false;
	switch (sent_before(turn, desk->code, desk->err)) {
	case SENT_REFUSED:
		return false;
	case SENT_BEFORE:
		return true;
	case SENT_NEW:
		break;
	}
	activity.language = turn_language(turn);
	turn_append(turn, &activity);
	sent_note(turn, turn->conversation->row.seq, false);
	return true;
}

static bool add_note(struct desk *desk)
{
	if (!find_case(desk))
		return false;
	case_note(desk->turn, &desk->row, "note", desk->agent.row, desk->turn->event->text);
	case_save(desk->turn, &desk->row);
	return true;
}

/* The agent is done: the bot takes over again, or the conversation ends. */
static bool let_go(struct desk *desk, enum owner owner, const char *text, const char *kind)
{
	struct turn *turn = desk->turn;

	if (!find_case(desk) || !is_mine(desk))
		return false;
	desk->row.state = CASE_CLOSED;
	desk->row.epoch++;
	turn->conversation->row.owner = owner;
	turn->conversation->row.case_row = 0;
	turn_say_as_system(turn, text);
	if (owner == OWNER_CLOSED)
		dialogue_ask_rating(turn);
	announce_status(turn, "completed");
	turn_announce_owner(turn);
	turn_fact(turn, kind, "case", desk->row.reason, 0);
	case_note(turn, &desk->row, kind, desk->agent.row, "");
	case_save(turn, &desk->row);
	return true;
}

bool desk_do(struct turn *turn, const char **code, struct error *err)
{
	struct desk desk = {.turn = turn, .code = code, .err = err};

	if (!find_agent(&desk))
		return false;
	switch (turn->event->verb) {
	case DESK_SNAPSHOT:
		return snapshot(&desk);
	case DESK_OPEN:
		return open_case(&desk);
	case DESK_CLAIM:
		return claim(&desk);
	case DESK_MESSAGE:
		return send_message(&desk);
	case DESK_NOTE:
		return add_note(&desk);
	case DESK_RETURN:
		return let_go(&desk, OWNER_BOT, "returned", "returned");
	case DESK_CLOSE:
		return let_go(&desk, OWNER_CLOSED, "closed", "closed");
	case N_DESK_VERBS:
		break;
	}
	return refuse(&desk, "forbidden", "there is no such verb");
}
