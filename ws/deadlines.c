/*
 * A ring, so that neither end is a case of its own.
 */
#include "ws/deadlines.h"

#include <stddef.h>

void deadlines_init(struct deadlines *deadlines, int64_t length_ms)
{
	deadlines->length_ms = length_ms;
	deadlines->ends.next = deadlines->ends.previous = &deadlines->ends;
}

void deadline_drop(struct deadline *deadline)
{
	if (!deadline->next)
		return;
	deadline->next->previous = deadline->previous;
	deadline->previous->next = deadline->next;
	deadline->next = deadline->previous = NULL;
}

void deadline_set(struct deadlines *deadlines, struct deadline *deadline, int64_t now_ms)
{
	struct deadline *last;

	deadline_drop(deadline);
	last = deadlines->ends.previous;
	deadline->at_ms = now_ms + deadlines->length_ms;
	deadline->previous = last;
	deadline->next = &deadlines->ends;
	last->next = deadlines->ends.previous = deadline;
}

struct deadline *deadlines_take(struct deadlines *deadlines, int64_t now_ms)
{
	struct deadline *first = deadlines->ends.next;

	if (first == &deadlines->ends || first->at_ms > now_ms)
		return NULL;
	deadline_drop(first);
	return first;
}
