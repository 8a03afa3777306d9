/*
 * What a person must have done before a case is closed: the steps of its cause and of the causes
 * that hold its line now, each done, or waived with a reason.
 *
 * What became of a step is an entry of the case's log, and the newest one counts: nothing is
 * kept twice, and colleagues see who did what.
 */
#include <string.h>

#include "bot/case.h"
#include "bot/desk.h"
#include "bot/line.h"

#define PAGE 500

/* --- which steps ---------------------------------------------------------------- */

static void add_cause(struct turn *turn, struct checklist *list, const struct cause *cause)
{
	for (size_t i = 0; i < cause->n_steps; i++)
		list->items[list->n++] = (struct checklist_item){
			.name = arena_format(turn->arena, "%s.%s", cause->code, cause->steps[i].id),
			.step = &cause->steps[i],
			.state = "open",
			.reason = "",
		};
}

/* The case's own cause stays when the record no longer has it: that is what the case was for. */
static void add_steps(struct turn *turn, const struct case_row *row, struct checklist *list)
{
	const struct knowledge *knowledge = turn->bot->knowledge;
	struct carrier_line record = {0};
	size_t most = 0;

	line_record(turn, &record);
	for (size_t i = 0; i < knowledge_n_causes(knowledge); i++)
		most += knowledge_cause_at(knowledge, i)->n_steps;
	list->items = arena_new(turn->arena, most * sizeof *list->items);
	for (size_t i = 0; i < knowledge_n_causes(knowledge); i++) {
		const struct cause *cause = knowledge_cause_at(knowledge, i);

		if (!strcmp(cause->code, row->cause) || turn_has_hold(&record, cause->code))
			add_cause(turn, list, cause);
	}
}

/* --- what became of them ---------------------------------------------------------- */

struct reading {
	struct turn *turn;
	const struct case_row *row;
	struct checklist *list;
	size_t n;
	int64_t last;
};

static struct checklist_item *item_named(const struct checklist *list, const char *name,
					 size_t length)
{
	for (size_t i = 0; i < list->n; i++)
		if (strlen(list->items[i].name) == length &&
		    !strncmp(list->items[i].name, name, length))
			return &list->items[i];
	return NULL;
}

/* `ARREARS_FULL.payment_found the reason` */
static bool take_entry(void *context, const struct case_entry_row *entry)
{
	static const char prefix[] = "step_";
	struct reading *reading = context;
	struct checklist_item *item;
	const char *text;
	size_t length;

	reading->n++;
	reading->last = entry->seq;
	if (strncmp(entry->kind, prefix, sizeof prefix - 1) != 0)
		return true;
	text = case_entry_text(reading->turn, reading->row, entry);
	length = strcspn(text, " ");
	item = item_named(reading->list, text, length);
	if (!item)
		return true;
	item->state = arena_text(reading->turn->arena, entry->kind + sizeof prefix - 1);
	item->reason = text[length] ? text + length + 1 : "";
	item->agent = entry->agent;
	item->at_ms = entry->at_ms;
	return true;
}

void checklist_read(struct turn *turn, const struct case_row *row, struct checklist *out)
{
	const struct store *store = &turn->bot->store;
	struct reading reading = {.turn = turn, .row = row, .list = out};

	*out = (struct checklist){0};
	add_steps(turn, row, out);
	do {
		reading.n = 0;
		turn_stored(turn,
			    store->kind->case_entry_list(store->db, row->row, reading.last, PAGE,
							 take_entry, &reading, turn->err));
	} while (reading.n == PAGE && !turn->failed);
}

/* By name, with commas between them. */
static const char *open_steps(struct turn *turn, const struct case_row *row)
{
	struct checklist list;
	const char *names = "";

	checklist_read(turn, row, &list);
	for (size_t i = 0; i < list.n; i++)
		if (!strcmp(list.items[i].state, "open"))
			names = arena_format(turn->arena, "%s%s%s", names, *names ? ", " : "",
					     list.items[i].name);
	return names;
}

/* --- what an agent says of them ------------------------------------------------- */

bool desk_step(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const struct event *event = turn->event;
	const char *why = event->text ? event->text : "";
	struct checklist list;

	if (!desk_find_mine(desk))
		return false;
	checklist_read(turn, &desk->row, &list);
	if (!item_named(&list, event->step, strlen(event->step)))
		return desk_refuse(desk, "no_such_step", "the case has no such step");
	why = *why ? arena_format(turn->arena, "%s %s", event->step, why) : event->step;
	turn->audited = arena_format(turn->arena, "%s %s", event->state, why);
	case_note(turn, &desk->row, arena_format(turn->arena, "step_%s", event->state),
		  desk->agent.row, why);
	case_save(turn, &desk->row);
	turn->tells_line = true;
	return true;
}

bool desk_may_close(struct desk *desk)
{
	const char *open = open_steps(desk->turn, &desk->row);

	return !*open ||
	       desk_refuse(desk, "checklist_open",
			   arena_format(desk->turn->arena,
					"these steps are neither done nor waived: %s", open));
}
