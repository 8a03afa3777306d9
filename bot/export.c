/*
 * All that is kept of one person, as one JSON text (PIPL, Article 45; GB/T 35273-2020, 8.6).
 *
 * Of each conversation that has proven the line: what was said, what the bot knows and has done,
 * the cases with their logs, the files, each with the key that opens it in DATA/uploads, and what
 * is looked at to mend it, with the notes to it. Of the line: what its owner was reminded of or is to
 * be, and whether he wants to be.
 * What stands elsewhere repeats this: events for others are copies, counts and hashes tell nothing
 * more.
 */
#include "base/json.h"
#include "bot/case.h"
#include "bot/frame.h"
#include "bot/outreach.h"
#include "bot/review.h"

#define LOG_PAGE 500

struct export
{
	struct turn *turn;
	struct buffer *json;
};

static void begin_list(struct buffer *json, const char *name)
{
	json_put_name(json, name);
	buffer_char(json, '[');
}

static bool put_history(struct export *export)
{
	struct turn *turn = export->turn;
	struct buffer all = {0};
	int64_t after = -1, last = 0;
	bool fine = true;

	while (fine && last != after) {
		after = last;
		fine = conversation_history(&turn->bot->store, turn->conversation, after, &all,
					    &last, turn->err);
	}
	begin_list(export->json, "activities");
	buffer_add(export->json, all.data, all.length);
	buffer_char(export->json, ']');
	buffer_finish(&all);
	return fine;
}

static bool take_case(void *context, const struct case_row *row)
{
	struct export *export = context;
	struct turn *turn = export->turn;
	struct buffer *json = export->json;

	json_put_comma(json);
	buffer_text(json, "{\"case\":");
	case_print(turn, turn->conversation, row, json);
	if (row->call_from_ms)
		json_put_member(json, "number", case_callback(turn, turn->conversation, row));
	begin_list(json, "log");
	for (int64_t after = 0; after < row->seq; after += LOG_PAGE) {
		json_put_comma(json);
		case_print_log(turn, row, after, json);
	}
	buffer_text(json, "]}");
	return !turn->failed;
}

static bool take_file(void *context, const struct upload_row *row)
{
	struct export *export = context;
	struct buffer *json = export->json;

	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "id", row->id);
	json_put_member(json, "contentType", filetype_name((enum filetype)row->type));
	json_put_integer(json, "size", row->size);
	frame_put_time(json, "sent", row->at_ms);
	frame_put_time(json, "ends", row->expires_ms);
	json_put_member(json, "key", upload_key(export->turn, row));
	buffer_char(json, '}');
	return true;
}

static bool take_review(void *context, const struct missed_row *row)
{
	struct export *export = context;
	struct review_item item;
	bool found = review_open(export->turn, row, &item) == FOUND;

	if (found) {
		json_put_comma(export->json);
		review_put(&item, export->json);
	}
	review_finish(&item);
	return turn_stored(export->turn, found);
}

static bool put_lists(struct export *export)
{
	struct turn *turn = export->turn;
	const struct store *store = &turn->bot->store;
	const int64_t row = turn->conversation->row.row;
	bool fine = put_history(export);

	begin_list(export->json, "cases");
	fine = fine && store->kind->case_list_of(store->db, row, take_case, export, turn->err) &&
	       !turn->failed;
	buffer_char(export->json, ']');
	begin_list(export->json, "files");
	fine = fine && store->kind->upload_list(store->db, row, take_file, export, turn->err);
	buffer_char(export->json, ']');
	begin_list(export->json, "reviews");
	fine = fine && store->kind->missed_of(store->db, row, take_review, export, turn->err) &&
	       !turn->failed;
	buffer_char(export->json, ']');
	return fine;
}

static bool put_conversation(struct export *export, int64_t row)
{
	struct turn *turn = export->turn;
	struct buffer *json = export->json;
	struct conversation conversation = {0};
	struct conversation *before = turn->conversation;
	bool fine = conversation_load_at(&turn->bot->store, row, turn->arena, &conversation,
					 turn->err) == FOUND;

	if (!fine)
		return false;
	turn->conversation = &conversation;
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "id", conversation.row.id);
	frame_put_time(json, "began", conversation.row.created_ms);
	json_put_member(json, "language", language_code((enum language)conversation.row.language));
	json_put_name(json, "state");
	state_print(json, conversation.state);
	fine = put_lists(export);
	buffer_char(json, '}');
	turn->conversation = before;
	crypto_forget(conversation.key, sizeof conversation.key);
	return fine;
}

static bool take_reminder(void *context, const struct reminder_row *row)
{
	struct export *export = context;
	struct buffer *json = export->json;
	struct reminder_body body;

	if (!turn_stored(export->turn, outreach_open(export->turn, row, &body)))
		return false;
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "matter", outreach_matter_name((enum reminder_matter)row->matter));
	json_put_member(json, "text", body.text);
	if (body.balance_fen >= 0)
		json_put_integer(json, "balance_fen", body.balance_fen);
	frame_put_time(json, "due", row->due_ms);
	frame_put_time(json, "ends", row->until_ms);
	frame_put_time(json, "told", row->told_ms);
	frame_put_time(json, "answered", row->answered_ms);
	json_put_member(json, "why_not", row->why);
	buffer_char(json, '}');
	return true;
}

static bool put_reminders(struct export *export, const uint8_t subject[CRYPTO_HASH_SIZE])
{
	struct turn *turn = export->turn;
	const struct store *store = &turn->bot->store;
	bool wants = false;
	enum found wish = store->kind->wish_find(store->db, subject, &wants, turn->err);

	if (wish == FOUND)
		json_put_boolean(export->json, "wants_reminders", wants);
	begin_list(export->json, "reminders");
	if (wish == FIND_FAILED ||
	    !store->kind->reminder_of(store->db, subject, take_reminder, export, turn->err))
		return false;
	buffer_char(export->json, ']');
	return !turn->failed;
}

/* What is held is exported as well: a hold keeps it from its end, not from the one whose it is. */
bool export_print(struct turn *turn, const struct conversation_row *rows, size_t n,
		  struct buffer *json)
{
	const struct store *store = &turn->bot->store;
	struct export export = {turn, json};
	uint8_t subject[CRYPTO_HASH_SIZE];
	int64_t held_ms = 0;
	bool fine;

	conversation_subject(store->keys, turn->event->as_line, subject);
	fine = store->kind->hold_find(store->db, (struct blob){subject, sizeof subject}, &held_ms,
				      turn->err) != FIND_FAILED;
	buffer_char(json, '{');
	json_put_member(json, "line", turn->event->as_line);
	frame_put_time(json, "at", turn->now_ms);
	frame_put_time(json, "held", held_ms);
	begin_list(json, "conversations");
	for (size_t i = 0; i < n && fine; i++)
		fine = put_conversation(&export, rows[i].row);
	buffer_char(json, ']');
	fine = fine && put_reminders(&export, subject);
	buffer_char(json, '}');
	return fine;
}
