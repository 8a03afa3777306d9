/*
 * The audit log as an auditor reads it at a desk: the newest page first, back to the first row.
 *
 * Reading it is an act as well, and stands in it behind what was read.
 */
#include "base/json.h"
#include "bot/desk.h"

#define PAGE 200 /* rows looked at; the bot waits meanwhile */

bool desk_audit(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct store *store = &turn->bot->store;
	int64_t before = turn->event->page_row, after;
	struct audit_row last = {0};
	struct buffer frame = {0};
	int64_t ignored;

	if (store->kind->audit_last(store->db, &last, desk->err) == FIND_FAILED)
		return desk_store_failed(desk);
	if (before < 1 || before > last.row)
		before = last.row + 1;
	after = before > PAGE ? before - PAGE - 1 : 0;
	buffer_text(&frame, "{\"type\":\"audit\",\"rows\":[");
	if (!audit_print(turn, after, (size_t)(before - after - 1), &frame, &ignored)) {
		buffer_finish(&frame);
		return desk_store_failed(desk);
	}
	buffer_char(&frame, ']');
	if (after)
		buffer_format(&frame, ",\"more\":{\"row\":%lld}", (long long)(after + 1));
	buffer_char(&frame, '}');
	desk_send(turn, &frame);
	return true;
}
