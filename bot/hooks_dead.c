/*
 * What others were to be told and was given up: listed, and put back on the request of an
 * administrator, once whoever did not take it can.
 *
 * What is put back waits again in its place: of what waits in its conversation it goes first, for as
 * long as one that has just happened would be tried. It was never taken, or its answer was lost:
 * it comes under its id, by which one that has had it knows it.
 */
#include "base/json.h"
#include "bot/hooks.h"

#define PAGE 100

struct page {
	struct turn *turn;
	struct hook_row rows[PAGE];
	size_t n;
};

static bool take_row(void *context, const struct hook_row *row)
{
	struct page *page = context;

	page->rows[page->n++] = *row;
	return true;
}

static bool find_one(struct page *page, const char **code)
{
	struct turn *turn = page->turn;
	const struct store *store = &turn->bot->store;
	const int64_t number = turn->event->hook;
	struct hook_row row;
	enum found found = store->kind->hook_at(store->db, number, turn->arena, &row, turn->err);

	if (found == NOT_FOUND) {
		*code = "no_such_webhook";
		return error_set(turn->err,
				 "there is no event %lld: look for its number with `fuji webhook "
				 "list`",
				 (long long)number);
	}
	return found == FOUND && (row.state != HOOK_DEAD || take_row(page, &row));
}

/* Whatever of the conversation is under way goes on: what was put back is then the first. */
static bool put_back(struct turn *turn, const struct hook_row *row)
{
	const struct store *store = &turn->bot->store;
	const enum hook_target target = (enum hook_target)row->target;
	struct hook_row first;
	enum found found = store->kind->hook_first(store->db, row->conversation, target,
						   turn->arena, &first, turn->err);

	if (found == FIND_FAILED ||
	    !store->kind->hook_retry(store->db, row->row, turn->now_ms, turn->err))
		return false;
	return found == FOUND || !turn->bot->hooks.wanted[target] ||
	       hook_send_first(turn, row->conversation, target);
}

static bool put_all_back(struct page *page)
{
	struct turn *turn = page->turn;

	for (size_t i = 0; i < page->n; i++) {
		if (!put_back(turn, &page->rows[i]))
			return false;
	}
	audit_write(turn, &(struct audit_act){
				  .role = role_name(ROLE_ADMIN),
				  .what = "webhook.retry",
				  .detail = arena_format(turn->arena, "events: %zu", page->n)});
	return !turn->failed;
}

static void print_row(struct buffer *json, const struct hook_row *row)
{
	static const char *const targets[N_HOOK_TARGETS] = {
		[HOOK_DESK] = "webhook_url",
		[HOOK_PUSH] = "push_url",
	};
	char at[25];

	clock_print(row->at_ms, at);
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_integer(json, "seq", row->row);
	json_put_member(json, "timestamp", at);
	json_put_member(json, "to", targets[row->target]);
	json_put_member(json, "type", row->type);
	json_put_member(json, "case", row->case_id);
	json_put_member(json, "id", row->id);
	buffer_char(json, '}');
}

static void answer(struct page *page)
{
	struct output *output = turn_output(page->turn, OUTPUT_DEAD, page->turn->event->origin);
	struct buffer json = {0};

	buffer_char(&json, '[');
	for (size_t i = 0; i < page->n; i++)
		print_row(&json, &page->rows[i]);
	buffer_char(&json, ']');
	output->watermark = page->n == PAGE ? page->rows[PAGE - 1].row : 0;
	output->json_length = json.length;
	output->json = buffer_take(&json);
}

bool hook_dead(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	struct page *page = arena_new(turn->arena, sizeof *page);

	page->turn = turn;
	if (turn->event->hook ? !find_one(page, code)
			      : !store->kind->hook_dead(store->db, turn->event->page_row, PAGE,
							take_row, page, turn->err))
		return false;
	if (turn->event->retries && !put_all_back(page))
		return false;
	answer(page);
	return true;
}
