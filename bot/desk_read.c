/*
 * What desks read: the line, all cases by filter, the board, and one case with its conversation
 * and log.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/case.h"
#include "bot/desk.h"
#include "bot/line.h"
#include "bot/queue.h"

#define PAGE 50

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
	struct conversation conversation = {0};
	enum found found = conversation_load_key(&turn->bot->store, row->person, turn->arena,
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

static bool send_page(struct desk *desk, struct page *page, bool fine)
{
	buffer_char(&page->frame, '}');
	if (!fine || page->failed) {
		buffer_finish(&page->frame);
		return desk_store_failed(desk);
	}
	desk_send(desk->turn, &page->frame);
	return true;
}

bool desk_snapshot(struct desk *desk)
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
	return send_page(desk, &page, fine);
}

/* --- by filter ---------------------------------------------------------------- */

static int place_in(const char *const *names, int n, const char *name)
{
	int at = 0;

	while (at < n && strcmp(names[at], name) != 0)
		at++;
	return at;
}

/* False for a word that names none of them: then nothing fits. */
static bool read_word(const char *word, const char *const *names, int n, int *out)
{
	*out = word ? place_in(names, n, word) : -1;
	return *out < n;
}

static bool read_agent(struct desk *desk, int64_t *out)
{
	const struct store *store = &desk->turn->bot->store;
	const char *name = desk->turn->event->agent_name;
	struct agent_row agent;

	*out = 0;
	if (!name)
		return true;
	if (store->kind->agent_find(store->db, name, &agent, desk->err) != FOUND)
		return false;
	*out = agent.row;
	return true;
}

/* By its keyed hash, as two lines can look alike masked. A case that knows no line has no others. */
static bool read_line(struct desk *desk, struct blob *out)
{
	const struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;

	if (!turn->event->same_line)
		return true;
	if (store->kind->case_find(store->db, turn->event->same_line, turn->arena, &desk->row,
				   desk->err) != FOUND)
		return false;
	*out = desk->row.line_hash;
	return out->data != NULL;
}

static const char *or_any(const char *text)
{
	return text ? text : "";
}

static bool read_filter(struct desk *desk, struct case_filter *out)
{
	static const char *const states[] = {"waiting", "open", "closed"};
	static const char *const languages[] = {"zh", "en"};
	const struct event *event = desk->turn->event;

	*out = (struct case_filter){
		.id = or_any(event->case_id),
		.cause = or_any(event->cause),
		.reason = or_any(event->reason),
		.team = or_any(event->team),
		.tag = or_any(event->tag),
	};
	if (event->who)
		out->masked_hash = case_masked_hash(desk->turn, event->who);
	return read_word(event->state, states, 3, &out->state) &&
	       read_word(event->language, languages, N_LANGUAGES, &out->language) &&
	       read_agent(desk, &out->agent) && read_line(desk, &out->line_hash);
}

bool desk_list(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;
	struct page page = {.turn = turn};
	struct case_filter filter;
	bool fine = true;

	buffer_text(&page.frame, "{\"type\":\"list\",\"cases\":[");
	if (read_filter(desk, &filter))
		fine = store->kind->case_search(store->db, &filter, turn->event->page_row, PAGE,
						take_case, &page, desk->err);
	buffer_char(&page.frame, ']');
	if (page.n == PAGE)
		buffer_format(&page.frame, ",\"more\":{\"row\":%lld}", (long long)page.last_row);
	return send_page(desk, &page, fine);
}

bool desk_board(struct desk *desk)
{
	struct buffer frame = {0};

	queue_print_board(desk->turn, &frame);
	desk_send(desk->turn, &frame);
	return !desk->turn->failed || desk_store_failed(desk);
}

/* --- one case ----------------------------------------------------------------- */

typedef bool talk_reader(struct turn *turn, struct output *output);

static bool send_talk(struct desk *desk, talk_reader *read)
{
	struct turn *turn = desk->turn;
	struct output *output = turn_output(turn, OUTPUT_ACTIVITIES, turn->event->origin);

	output->case_id = mem_text(desk->row.id);
	return read(turn, output) || desk_store_failed(desk);
}

static bool read_behind(struct turn *turn, struct output *output)
{
	return history_behind(turn, turn->event->watermark, output);
}

bool desk_send_history(struct desk *desk)
{
	return send_talk(desk, read_behind);
}

bool desk_open(struct desk *desk)
{
	struct turn *turn = desk->turn;
	struct buffer frame = {0};
	struct output *watch;

	if (!desk_find_case(desk))
		return false;
	watch = turn_output(turn, OUTPUT_WATCH, turn->event->origin);
	watch->case_id = mem_text(desk->row.id);
	if (!send_talk(desk, turn->event->newest ? history_newest : read_behind))
		return false;
	case_print_log(turn, &desk->row, turn->event->log_watermark, &frame);
	desk_send(turn, &frame);
	line_print_board(turn, &desk->row, &frame);
	desk_send(turn, &frame);
	return !turn->failed || desk_store_failed(desk);
}

bool desk_earlier(struct desk *desk)
{
	return desk_find_case(desk) && send_talk(desk, history_earlier);
}
