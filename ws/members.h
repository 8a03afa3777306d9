/*
 * The members of a frame, one check a type: the first that does not hold names itself in the fault.
 *
 * Texts live as long as the frame's JSON.
 */
#ifndef FUJI_WS_MEMBERS_H
#define FUJI_WS_MEMBERS_H

#include <cjson/cJSON.h>

#include "ws/wire.h"

#define NAME_MOST 64
#define TOKEN_MOST 512

/** The frame as an object, for cJSON_Delete; NULL with a fault. It begins the fault. */
cJSON *frame_json(const char *text, size_t length, struct wire_fault *fault);

/** False, with the fault: `what` `why`. */
bool member_refuse(struct wire_fault *fault, const char *code, const char *what, const char *why);

/** A string of at most `most` bytes; NULL when it is missing or null. */
bool member_text(const cJSON *object, const char *name, size_t most, const char **out,
		 struct wire_fault *fault);
bool member_needed_text(const cJSON *object, const char *name, size_t most, const char **out,
			struct wire_fault *fault);

/** An object; an empty one stands for a missing one. */
bool member_object(const cJSON *object, const char *name, const cJSON **out,
		   struct wire_fault *fault);

/** `clientActivityID`, which the fault names from then on. */
bool member_client_id(const cJSON *object, const char **out, struct wire_fault *fault);

/** Watermarks travel as strings: they are 64 bits wide. */
bool member_watermark(const cJSON *object, const char *name, int64_t *out,
		      struct wire_fault *fault);

/** A whole number from 1 to `most`; 0 when it is missing or null. */
bool member_count(const cJSON *object, const char *name, int64_t most, int64_t *out,
		  struct wire_fault *fault);

/** `text`, as long as a message may be. */
bool member_message_text(const cJSON *object, const char **out, struct wire_fault *fault);

#endif
