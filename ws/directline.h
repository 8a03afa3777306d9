/*
 * Direct Line 3.0 over HTTP: tokens, conversations, activities; and the tickets with which its
 * streams are opened. DIRECTLINE.md is the contract.
 */
#ifndef FUJI_WS_DIRECTLINE_H
#define FUJI_WS_DIRECTLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "ws/exchange.h"
#include "ws/token.h"

extern const struct family directline_family;

/** Where the streams are, for a channel. */
extern const char *const directline_streams[];

/** The ticket that a stream's address holds; false when there is none that is good for it. */
bool directline_ticket(const struct service *service, const struct head *head, struct token *out);

/** Where the client left off, as its address says; 0 for anything that is no watermark of ours:
 *  then all is sent again, and the client knows by the ids what it has. */
int64_t directline_watermark(const struct head *head);

#endif
