/*
 * Where the bot missed, as supervisors and administrators look at it: the newest first, one with
 * the conversation around it and what was decided there, and the words that mend it.
 *
 * A change of words is slow and is no matter of the database. So it is only allowed here, goes to
 * who writes files, and comes back with what became of it; only then the item is done.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/desk.h"
#include "bot/review.h"
#include "bot/text_change.h"

enum {
	PAGE = 50,
	NOTE_MOST = 500, /* characters */
};

/* --- the list ------------------------------------------------------------------------- */

struct page {
	struct turn *turn;
	struct buffer frame;
	size_t n;
	int64_t last;
	bool failed;
};

static bool take_row(void *context, const struct missed_row *row)
{
	struct page *page = context;
	struct review_item item;
	enum found found = review_open(page->turn, row, &item);

	page->n++;
	page->last = row->row;
	page->failed = found == FIND_FAILED;
	if (found == FOUND) {
		json_put_comma(&page->frame);
		review_put(&item, &page->frame);
	}
	review_finish(&item);
	return !page->failed;
}

/* False for a word that names none: then nothing fits. */
static bool read_filter(const struct event *event, struct missed_filter *out)
{
	enum missed_kind kind = MISSED_MESSAGE;
	enum missed_state state = MISSED_NEW;
	bool fits = (!event->sort || missed_kind_from(event->sort, &kind)) &&
		    (!event->state || missed_state_from(event->state, &state));

	out->kind = event->sort ? (int)kind : -1;
	out->state = event->state ? (int)state : -1;
	return fits;
}

bool desk_review_list(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;
	struct page page = {.turn = turn};
	struct missed_filter filter;
	bool fine = true;

	buffer_text(&page.frame, "{\"type\":\"reviews\",\"items\":[");
	if (read_filter(turn->event, &filter))
		fine = store->kind->missed_back(store->db, &filter, turn->event->page_row, PAGE,
						take_row, &page, desk->err);
	buffer_char(&page.frame, ']');
	if (page.n == PAGE)
		buffer_format(&page.frame, ",\"more\":{\"row\":%lld}", (long long)page.last);
	buffer_char(&page.frame, '}');
	if (!fine || page.failed) {
		buffer_finish(&page.frame);
		return desk_store_failed(desk);
	}
	desk_send(turn, &page.frame);
	turn->audited = "";
	return true;
}

/* --- one item ------------------------------------------------------------------------- */

static bool find_item(struct desk *desk, int64_t number, struct missed_row *row,
		      struct review_item *out)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;
	enum found found = store->kind->missed_at(store->db, number, turn->arena, row, desk->err);

	*out = (struct review_item){0};
	if (found == FOUND)
		found = review_open(turn, row, out);
	if (found == FIND_FAILED)
		return desk_store_failed(desk);
	if (found == NOT_FOUND)
		return desk_refuse(desk, "no_such_item", "this is no longer in the review");
	turn->audited = arena_format(turn->arena, "item %lld", (long long)number);
	desk->about = arena_text(turn->arena, out->conversation.row.id);
	return true;
}

static void put_intents(const struct bot *bot, struct buffer *frame)
{
	size_t n;
	const struct intent_score *scores = intent_matcher_scores(bot->matcher, &n);

	json_put_name(frame, "intents");
	buffer_char(frame, '[');
	for (size_t i = 0; i < n; i++) {
		json_put_comma(frame);
		json_put_text(frame, scores[i].name);
	}
	buffer_char(frame, ']');
}

bool desk_review_show(struct desk *desk)
{
	struct buffer frame = {0};
	struct missed_row row;
	struct review_item item;
	bool found = find_item(desk, desk->turn->event->item, &row, &item), fine = found;

	if (found) {
		buffer_text(&frame, "{\"type\":\"review\",\"item\":");
		review_put(&item, &frame);
		fine = review_put_talk(&item, &frame);
		put_intents(desk->turn->bot, &frame);
		buffer_char(&frame, '}');
	}
	review_finish(&item);
	if (fine)
		desk_send(desk->turn, &frame);
	buffer_finish(&frame);
	return fine || (found && desk_store_failed(desk));
}

/* --- working on it -------------------------------------------------------------------- */

static void set_note(const struct review_item *item, struct missed_row *row, const char *note)
{
	struct turn *turn = item->turn;
	struct buffer body = {0};

	cJSON_DeleteItemFromObjectCaseSensitive(item->body, "note");
	cJSON_AddStringToObject(item->body, "note", note);
	json_put_value(&body, item->body);
	missed_seal(&item->conversation, row, body.data, turn->arena);
	crypto_forget(body.data, body.length);
	buffer_finish(&body);
}

static bool save(struct desk *desk, const struct review_item *item, struct missed_row *row,
		 enum missed_state state)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;
	struct buffer frame = {0};

	row->state = (int)state;
	row->agent = desk->agent.row;
	row->changed_ms = turn->now_ms;
	if (!store->kind->missed_save(store->db, row, desk->err))
		return desk_store_failed(desk);
	buffer_text(&frame, "{\"type\":\"reviewed\",\"item\":");
	review_put(item, &frame);
	if (turn->event->kind == EVENT_MENDED)
		json_put_member(&frame, "place", turn->event->text);
	buffer_char(&frame, '}');
	desk_send(turn, &frame);
	return true;
}

static bool mark(struct desk *desk, const struct review_item *item, struct missed_row *row)
{
	struct turn *turn = desk->turn;
	const char *note = turn->event->text;
	enum missed_state state;

	if (!missed_state_from(turn->event->state, &state))
		return desk_refuse(desk, "bad_activity", "state is not new, done, ignored or task");
	if (state == MISSED_TASK && !(note && *note))
		return desk_refuse(desk, "text_empty", "a task says what is to be done");
	if (note && *note)
		set_note(item, row,
			 arena_text_n(turn->arena, note,
				      text_bytes_of(note, strlen(note), NOTE_MOST)));
	turn->audited = arena_format(turn->arena, "%s %s", turn->audited, turn->event->state);
	return save(desk, item, row, state);
}

bool desk_review_mark(struct desk *desk)
{
	struct missed_row row;
	struct review_item item;
	bool fine = find_item(desk, desk->turn->event->item, &row, &item) &&
		    mark(desk, &item, &row);

	review_finish(&item);
	return fine;
}

/* --- mending it ----------------------------------------------------------------------- */

static bool may_mend(struct desk *desk)
{
	const struct event *event = desk->turn->event;

	if (text_is_masked(event->text))
		return desk_refuse(desk, "words_masked",
				   "a part of it is masked: write it without the number");
	if (event->verb == DESK_REVIEW_EXAMPLE &&
	    !intents_know(desk->turn->bot->intents, event->target))
		return desk_refuse(desk, "no_such_intent", "no pack is of that intent");
	if (event->verb == DESK_REVIEW_TEXT &&
	    !text_words(desk->turn->bot->texts, desk->turn->bot->knowledge, event->target,
			LANGUAGE_ZH))
		return desk_refuse(desk, "no_such_text", "there is no text of that name");
	return true;
}

bool desk_review_mend(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct event *event = turn->event;
	struct missed_row row;
	struct review_item item;
	bool fine = find_item(desk, event->item, &row, &item) && may_mend(desk);
	struct output *output;

	review_finish(&item);
	if (!fine)
		return false;
	output = turn_output(turn, OUTPUT_MEND, event->origin);
	output->text = mem_text(turn->bot->resources);
	output->mend = event_create(EVENT_MENDED, event->origin);
	output->mend->verb = event->verb;
	output->mend->agent = event->agent;
	output->mend->item = event->item;
	output->mend->target = mem_text(event->target);
	output->mend->language = mem_text(event->language);
	output->mend->counter = event->counter;
	output->mend->text = mem_text(event->text);
	turn->audited = NULL; /* nothing is changed yet */
	desk->about = NULL;
	return true;
}

static bool refuse_mended(struct desk *desk)
{
	static const char *const codes[] = {
		[MEND_UNSOUND] = "words_unsound",
		[MEND_UNWRITTEN] = "words_unwritten",
		[MEND_UNUSED] = "words_unused",
		[MEND_BUSY] = "overloaded",
	};
	const struct event *event = desk->turn->event;

	return desk_refuse(desk, codes[event->mended], event->text ? event->text : "");
}

/* Who wanted it may have gone meanwhile; what was changed is changed. */
bool review_mended(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	struct desk desk = {.turn = turn, .code = code, .err = turn->err};
	struct missed_row row;
	struct review_item item;
	bool fine;

	if (turn->event->mended != MENDED)
		return refuse_mended(&desk);
	if (store->kind->agent_at(store->db, turn->event->agent, &desk.agent, turn->err) != FOUND)
		return desk_store_failed(&desk);
	fine = find_item(&desk, turn->event->item, &row, &item) &&
	       save(&desk, &item, &row, MISSED_DONE);
	review_finish(&item);
	if (!fine)
		return false;
	turn->audited = arena_format(turn->arena, "%s %s", turn->audited, turn->event->text);
	audit_desk(turn, &desk.agent, desk.about);
	return !turn->failed;
}
