/*
 * The figures of the last days, for those who answer for them. They are counted beside the bot, which
 * keeps what was told last: who asks waits for nothing.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/desk.h"

void report_keep(struct bot *bot, const struct event *event)
{
	char **kept = &bot->reports[report_period(event->days)];

	free(*kept);
	*kept = mem_text(event->text);
}

bool desk_report(struct desk *desk)
{
	int64_t days = desk->turn->event->days;
	const char *kept = desk->turn->bot->reports[report_period(days)];
	struct buffer frame = {0};

	buffer_text(&frame, "{\"type\":\"report\"");
	json_put_integer(&frame, "days", days);
	json_put_name(&frame, "report");
	buffer_text(&frame, kept ? kept : "null");
	buffer_char(&frame, '}');
	desk_send(desk->turn, &frame);
	return true;
}
