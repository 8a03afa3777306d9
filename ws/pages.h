/*
 * The files that a browser gets, read into memory at the start: the loop thread never
 * waits for a disk, and no request can name a file that is not in the list.
 */
#ifndef FUJI_WS_PAGES_H
#define FUJI_WS_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct page {
	char *path; /* `/console/main.js` */
	const char *type;
	char *body;
	size_t length;
	char etag[20]; /* with its quotes */
};

struct pages;

/** All files below `dir`, without hidden ones; `index.html` also stands for its folder. */
struct pages *pages_load(const char *dir, struct error *err);
void pages_destroy(struct pages *pages);

const struct page *pages_find(const struct pages *pages, const char *path);

#endif
