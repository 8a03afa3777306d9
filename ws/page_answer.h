/*
 * Pages over HTTP.
 */
#ifndef FUJI_WS_PAGE_ANSWER_H
#define FUJI_WS_PAGE_ANSWER_H

#include "ws/connection.h"

/** Answers with the page at a path, with the place where it lasts (see ws/pages.h), or with 404. */
void page_answer(struct connection *connection, const char *path);

#endif
