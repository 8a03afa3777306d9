/*
 * Markup in texts that are sent as plain text.
 *
 * Whoever writes `**` means bold, and a subscriber sees stars. So it is a fault wherever it
 * stands, not only beside Chinese punctuation, where CommonMark would not make it bold either.
 */
#ifndef FUJI_BASE_MARKUP_H
#define FUJI_BASE_MARKUP_H

#include "base/yaml.h"

/** The first markup in a text as a sentence, and then *at is its place. NULL if there is none. */
const char *markup_fault(const char *text, size_t *at);

/** Whether a text node is free of it; else a problem at its place. */
bool markup_check(const struct yaml *node, struct problems *problems);

#endif
