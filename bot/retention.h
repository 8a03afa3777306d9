/*
 * How long what is kept of a person outlives his last word, and the end of his last case.
 */
#ifndef FUJI_BOT_RETENTION_H
#define FUJI_BOT_RETENTION_H

#include <stdint.h>

struct retention_rules {
	int64_t conversation_ms, case_ms;
};

#endif
