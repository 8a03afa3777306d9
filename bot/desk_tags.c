/*
 * Tags on a case: put on and taken off one at a time, so that two agents who do so at once lose
 * neither's. One that is there already, or is gone, is no fault: the desk is told how the case is.
 */
#include <stdio.h>
#include <string.h>

#include "bot/case.h"
#include "bot/desk.h"

static bool put_on(struct desk *desk, const char *tag)
{
	char *tags = desk->row.tags;
	const size_t length = strlen(tags);

	if (!knowledge_has_tag(desk->turn->bot->knowledge, tag))
		return desk_refuse(desk, "no_such_tag", "there is no such tag");
	if (length + 1 + strlen(tag) >= sizeof desk->row.tags)
		return desk_refuse(desk, "too_many_tags", "the case has as many tags as it can");
	snprintf(tags + length, sizeof desk->row.tags - length, length ? " %s" : "%s", tag);
	return true;
}

/* With the blank behind it, or at the end the one in front of it. */
static void take_off(char *tags, size_t at, size_t length)
{
	char *tag = tags + at;

	if (tag[length])
		memmove(tag, tag + length + 1, strlen(tag + length + 1) + 1);
	else
		tags[at ? at - 1 : 0] = '\0';
}

bool desk_tag(struct desk *desk)
{
	struct turn *turn = desk->turn;
	const char *tag = turn->event->tag;
	const bool takes_off = turn->event->takes_off;
	const char *at;

	if (!desk_find_case(desk))
		return false;
	at = text_find_word(desk->row.tags, tag);
	if (takes_off == (at != NULL)) {
		if (takes_off)
			take_off(desk->row.tags, (size_t)(at - desk->row.tags), strlen(tag));
		else if (!put_on(desk, tag))
			return false;
		case_note(turn, &desk->row, takes_off ? "untagged" : "tagged", desk->agent.row,
			  tag);
	}
	turn->audited = arena_format(turn->arena, "%s %s", takes_off ? "off" : "on", tag);
	case_save(turn, &desk->row);
	return true;
}
