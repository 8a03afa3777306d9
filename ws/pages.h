/*
 * The files that a browser gets, read into memory and compressed at the start: the loop thread
 * never waits for a disk, and no request can name a file that is not in the list.
 *
 * Every page has two addresses. Under its path it may be another one tomorrow. Under
 * `/@VERSION/path` it never changes, so that browsers keep it without asking: the version is a
 * hash of all pages. Modules import each other by relative paths and so stay within the version
 * in which they began.
 */
#ifndef FUJI_WS_PAGES_H
#define FUJI_WS_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define PAGES_ETAG_SIZE 22 /* weak, as it stands for both forms: RFC 9110 section 8.8.3.3 */

struct page {
	char *path; /* `/console/main.js` */
	const char *type;
	char *body;
	size_t length;
	char *packed; /* as gzip, RFC 1952; NULL where that is not smaller */
	size_t packed_length;
	char etag[PAGES_ETAG_SIZE];
};

struct pages;

/** All files below `dir`, without hidden ones; `index.html` also stands for its folder. */
struct pages *pages_load(const char *dir, struct error *err);
void pages_destroy(struct pages *pages);

/** The page at a path of either kind, or NULL. `out_is_lasting` hears whether what is there can
 *  never change. */
const struct page *pages_find(const struct pages *pages, const char *path, bool *out_is_lasting);

/** What stands before a path that lasts: `/@0123456789abcdef`. */
const char *pages_prefix(const struct pages *pages);

#endif
