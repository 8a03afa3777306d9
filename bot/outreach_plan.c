/*
 * What `fuji outreach` asks: to plan what an export calls for, to note which lines were stopped all the
 * same, to list what is doubtful, to note who wants no reminders.
 */
#include "bot/outreach.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bot/case.h"
#include "bot/queue.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)
#define LATER_MOST_MS (30 * DAY_MS) /* a stop after that does not come of what was told */

/* --- planning --------------------------------------------------------------------- */

struct item {
	const char *line;
	enum reminder_matter matter;
	int64_t occasion, stop_day, balance_fen;
};

static bool read_item(const cJSON *json, struct item *out)
{
	out->line = json_text(json, "line");
	out->occasion = json_integer(json, "occasion", 0);
	out->stop_day = json_integer(json, "stop_day", 0);
	out->balance_fen = json_integer(json, "balance", -1);
	return out->line && strlen(out->line) == 11 &&
	       outreach_matter_from(json_text(json, "matter"), &out->matter);
}

/* It may be told until that day ends. */
static int64_t until_ms(const struct turn *turn, const struct item *item)
{
	return (item->stop_day + 1) * DAY_MS - turn->bot->zone_minutes * 60000LL;
}

/* What was dropped may be told after all: whoever wanted none may want some again. */
static bool find_before(struct turn *turn, struct reminder_row *row, const char **why_not)
{
	struct reminder_row before;
	enum found found = outreach_find_row(turn, row, &before);

	if (found == FOUND && before.state != REMINDER_DROPPED)
		*why_not = before.told_ms ? "told_already" : "planned_already";
	row->row = found == FOUND ? before.row : 0;
	return found != FIND_FAILED;
}

static bool keep(struct turn *turn, const struct item *item, const struct verdict *verdict,
		 struct reminder_row *row)
{
	const struct store *store = &turn->bot->store;

	crypto_id(row->id);
	row->channel = (int)verdict->channel;
	row->due_ms = verdict->due_ms;
	outreach_seal(turn, row, &(struct reminder_body){item->line, "", item->balance_fen});
	return row->row ? store->kind->reminder_save(store->db, row, turn->err)
			: store->kind->reminder_add(store->db, row, turn->err);
}

static void print_item(const struct turn *turn, const struct item *item,
		       const struct verdict *verdict, struct buffer *json)
{
	static const char *const channels[] = {"chat", "push", "sms"};
	char at[25];

	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "line", text_mask_number(item->line, turn->arena));
	json_put_member(json, "matter", outreach_matter_name(item->matter));
	if (verdict->why_not) {
		json_put_member(json, "why_not", verdict->why_not);
	} else {
		clock_print(verdict->due_ms, at);
		json_put_member(json, "at", at);
		json_put_boolean(json, "waits_for_hours", verdict->waits_for_hours);
		json_put_member(json, "channel", channels[verdict->channel]);
	}
	buffer_char(json, '}');
}

static bool plan_one(struct turn *turn, const struct item *item, struct buffer *json)
{
	struct reminder_row row = {
		.matter = (int)item->matter,
		.occasion = item->occasion,
		.until_ms = until_ms(turn, item),
	};
	struct verdict verdict;

	conversation_subject(turn->bot->keys, item->line, row.subject);
	if (!outreach_judge(turn, &row, &verdict) ||
	    (!verdict.why_not && !find_before(turn, &row, &verdict.why_not)))
		return false;
	print_item(turn, item, &verdict, json);
	if (verdict.why_not || turn->event->dry)
		return true;
	queue_wake(turn->bot, verdict.due_ms);
	return keep(turn, item, &verdict, &row);
}

static bool plan(struct turn *turn, const cJSON *items, struct buffer *json)
{
	const cJSON *at;
	struct item item;

	cJSON_ArrayForEach(at, items)
	{
		if (!read_item(at, &item))
			return error_set(turn->err, "no such item to plan");
		if (!plan_one(turn, &item, json))
			return false;
	}
	return true;
}

/* --- what became of it ------------------------------------------------------------ */

struct stopping {
	struct turn *turn;
	struct row_list rows;
};

static bool find_told(void *context, const struct reminder_row *row)
{
	struct stopping *stopping = context;

	if (row->told_ms > stopping->turn->now_ms - LATER_MOST_MS && !row->stopped_ms &&
	    !outreach_is_news(row->matter))
		row_list_add(stopping->turn->arena, &stopping->rows, row->row);
	return true;
}

static void note_one_stopped(struct turn *turn, int64_t number)
{
	struct reminder_row row;

	if (!outreach_load(turn, number, &row))
		return;
	row.stopped_ms = turn->now_ms;
	if (outreach_save(turn, &row))
		outreach_count(turn, &row, "stopped all the same");
}

static bool note_stopped(struct turn *turn, const cJSON *lines, struct buffer *json)
{
	const struct store *store = &turn->bot->store;
	struct stopping stopping = {.turn = turn};
	uint8_t subject[CRYPTO_HASH_SIZE];
	const cJSON *line;

	(void)json;
	cJSON_ArrayForEach(line, lines)
	{
		if (!cJSON_IsString(line))
			return error_set(turn->err, "no such line");
		conversation_subject(turn->bot->keys, line->valuestring, subject);
		if (!store->kind->reminder_of(store->db, subject, find_told, &stopping, turn->err))
			return false;
	}
	for (size_t i = 0; i < stopping.rows.n && !turn->failed; i++)
		note_one_stopped(turn, stopping.rows.rows[i]);
	return !turn->failed;
}

/* --- the list --------------------------------------------------------------------- */

struct listing {
	struct turn *turn;
	struct buffer *json;
	bool failed;
};

static bool print_doubtful(void *context, const struct reminder_row *row)
{
	struct listing *listing = context;
	struct turn *turn = listing->turn;
	struct reminder_body body;
	char at[25];

	if (!outreach_open(turn, row, &body)) {
		listing->failed = true;
		return false;
	}
	clock_print(row->told_ms, at);
	json_put_comma(listing->json);
	buffer_char(listing->json, '{');
	json_put_member(listing->json, "line", text_mask_number(body.line, turn->arena));
	json_put_member(listing->json, "matter",
			outreach_matter_name((enum reminder_matter)row->matter));
	json_put_member(listing->json, "at", at);
	json_put_member(listing->json, "key", row->id);
	buffer_char(listing->json, '}');
	return true;
}

static bool list(struct turn *turn, struct buffer *json)
{
	const struct store *store = &turn->bot->store;
	struct listing listing = {.turn = turn, .json = json};

	return store->kind->reminder_in(store->db, REMINDER_DOUBTFUL, print_doubtful, &listing,
					turn->err) &&
	       !listing.failed;
}

/* --- verbs ------------------------------------------------------------------------ */

const char *outreach_verb_name(enum outreach_verb verb)
{
	static const char *const names[N_OUTREACH_VERBS] = {
		[OUTREACH_PLAN] = "outreach.plan",   [OUTREACH_STOPPED] = "outreach.stopped",
		[OUTREACH_LIST] = "outreach.list",   [OUTREACH_STOP] = "outreach.stop",
		[OUTREACH_START] = "outreach.start",
	};

	return names[verb];
}

static bool read_and(struct turn *turn, struct buffer *json,
		     bool (*act)(struct turn *turn, const cJSON *items, struct buffer *json))
{
	const char *text = turn->event->text;
	cJSON *items = json_read(text, strlen(text), turn->err);
	bool fine = items && act(turn, items, json);

	cJSON_Delete(items);
	return fine;
}

static bool note_wish(struct turn *turn, bool wants)
{
	uint8_t subject[CRYPTO_HASH_SIZE];

	conversation_subject(turn->bot->keys, turn->event->as_line, subject);
	return outreach_wish(turn, subject, wants);
}

static bool do_verb(struct turn *turn, struct buffer *json)
{
	enum outreach_verb verb = turn->event->outreach;

	switch (verb) {
	case OUTREACH_PLAN:
		return read_and(turn, json, plan);
	case OUTREACH_STOPPED:
		return read_and(turn, json, note_stopped);
	case OUTREACH_LIST:
		return list(turn, json);
	case OUTREACH_STOP:
	case OUTREACH_START:
		return note_wish(turn, verb == OUTREACH_START);
	case N_OUTREACH_VERBS:
		break;
	}
	return false;
}

/* Neither the audit log nor the answer names a number. */
bool outreach_do(struct turn *turn, const char **code)
{
	struct buffer json = {0};
	struct output *output;
	bool fine;

	*code = "reminders_off";
	if (turn->event->outreach == OUTREACH_PLAN && !turn->event->dry &&
	    !turn->bot->reminders->on)
		return error_set(turn->err, "nothing is planned while `reminders` is not set: see "
					    "what would be with --dry-run");
	*code = "bad_request";
	buffer_char(&json, '[');
	fine = do_verb(turn, &json);
	buffer_char(&json, ']');
	output = turn_output(turn, OUTPUT_OUTREACH, turn->event->origin);
	output->json_length = json.length;
	output->json = buffer_take(&json);
	if (!turn->event->dry)
		audit_write(turn,
			    &(struct audit_act){.role = role_name(ROLE_ADMIN),
						.what = outreach_verb_name(turn->event->outreach)});
	return fine && !turn->failed;
}
