#include "bot/insight/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"

struct history {
	struct names *names;
	struct line_history *lines; /* by name */
	size_t *room;               /* of each line's days */
	size_t lines_room;
	int last_day;
};

struct history *history_create(void)
{
	struct history *history = mem_new(sizeof *history);

	history->names = names_create();
	return history;
}

void history_destroy(struct history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history_count(history); i++)
		free(history->lines[i].days);
	free(history->lines);
	free(history->room);
	names_destroy(history->names);
	free(history);
}

static size_t number_of(struct history *history, const char *line)
{
	size_t before = history_count(history);
	size_t number = (size_t)names_number(history->names, line);

	if (number < before)
		return number;
	if (number == history->lines_room) {
		history->lines_room = history->lines_room ? history->lines_room * 2 : 1024;
		history->lines = mem_resize(history->lines, history->lines_room,
					    sizeof *history->lines);
		history->room = mem_resize(history->room, history->lines_room,
					   sizeof *history->room);
	}
	history->lines[number] = (struct line_history){0};
	history->room[number] = 0;
	strcpy(history->lines[number].line, line);
	return number;
}

bool history_add(struct history *history, const struct usage_row *row, struct error *err)
{
	size_t number = number_of(history, row->line);
	struct line_history *line = &history->lines[number];

	if (line->n > 0 && line->days[line->n - 1].day >= row->day)
		return error_set(err, "the rows of a line are not in the order of days");
	if (line->n == history->room[number]) {
		history->room[number] = history->room[number] ? history->room[number] * 2 : 32;
		line->days = mem_resize(line->days, history->room[number], sizeof *line->days);
	}
	line->days[line->n++] = (struct line_day){
		.day = row->day,
		.due_day = row->due_day,
		.document_day = row->document_day,
		.contract_day = row->contract_day,
		.hold_day = row->hold_day,
		.balance_fen = row->balance_fen,
		.used_fen = row->used_fen,
		.owed_fen = row->owed_fen,
		.flagged = row->flagged,
		.stopped = *row->stopped,
	};
	line->prepaid = row->prepaid;
	history->last_day = row->day > history->last_day ? row->day : history->last_day;
	return true;
}

size_t history_count(const struct history *history)
{
	return names_count(history->names);
}

const struct line_history *history_at(const struct history *history, size_t i)
{
	return &history->lines[i];
}

int history_last_day(const struct history *history)
{
	return history->last_day;
}
