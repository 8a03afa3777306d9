/*
 * Deadlines that are all equally long: the one that was set last is the last to pass.
 *
 * So they stand in a line, and setting, dropping and finding the next that has passed are one
 * step each, however many there are. The time is whatever the caller counts in.
 */
#ifndef FUJI_WS_DEADLINES_H
#define FUJI_WS_DEADLINES_H

#include <stdint.h>

/** Kept in what it is a deadline of; zeroed: not set. */
struct deadline {
	struct deadline *next, *previous;
	int64_t at_ms;
};

/** May not move once it is in use. */
struct deadlines {
	int64_t length_ms;
	struct deadline ends; /* of the line, which is a ring with this in it */
};

void deadlines_init(struct deadlines *deadlines, int64_t length_ms);

/** Sets it, or sets it anew, wherever it was set before. Time may not go backwards. */
void deadline_set(struct deadlines *deadlines, struct deadline *deadline, int64_t now_ms);

/** Does nothing when it is not set. */
void deadline_drop(struct deadline *deadline);

/** Drops and returns the next that has passed; NULL when none has. */
struct deadline *deadlines_take(struct deadlines *deadlines, int64_t now_ms);

#endif
