/*
 * A folder, walked once.
 */
#include "ws/pages.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/mem.h"

#define LEVELS_MOST 8
#define HASH_START 14695981039346656037U
#define PREFIX_SIZE 19
#define GZIP_WINDOW (15 + 16) /* zlib.h: 16 more make it gzip */

struct pages {
	struct page *items; /* by path */
	size_t n;
	char prefix[PREFIX_SIZE];
};

static const char *type_of(const char *path)
{
	static const char *const types[][2] = {
		{".html", "text/html; charset=utf-8"},
		{".js", "text/javascript; charset=utf-8"},
		{".mjs", "text/javascript; charset=utf-8"},
		{".css", "text/css; charset=utf-8"},
		{".json", "application/json; charset=utf-8"},
		{".svg", "image/svg+xml"},
		{".png", "image/png"},
		{".ico", "image/x-icon"},
		{".woff2", "font/woff2"},
	};
	const char *ending = strrchr(path, '.');

	for (size_t i = 0; ending && i < sizeof types / sizeof *types; i++) {
		if (!strcmp(ending, types[i][0]))
			return types[i][1];
	}
	return "application/octet-stream";
}

/* FNV-1a: it tells versions of our own pages apart and need not be secret. */
static uint64_t hash_on(uint64_t hash, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)data[i]) * 1099511628211U;
	return hash;
}

static void print_etag(struct page *page)
{
	uint64_t hash = hash_on(HASH_START, page->body, page->length);

	snprintf(page->etag, sizeof page->etag, "W/\"%016" PRIx64 "\"", hash);
}

static void print_prefix(struct pages *pages)
{
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < pages->n; i++) {
		const struct page *page = &pages->items[i];

		hash = hash_on(hash, page->path, strlen(page->path));
		hash = hash_on(hash, page->etag, strlen(page->etag));
	}
	snprintf(pages->prefix, sizeof pages->prefix, "/@%016" PRIx64, hash);
}

/* With room for all that can come out, one call does it. */
static void pack(struct page *page)
{
	z_stream stream = {0};
	int status;

	status = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MAX_MEM_LEVEL,
			      Z_DEFAULT_STRATEGY);
	assert(status == Z_OK);
	stream.next_in = (unsigned char *)page->body;
	stream.avail_in = (unsigned)page->length;
	stream.avail_out = (unsigned)deflateBound(&stream, stream.avail_in);
	page->packed = mem_new(stream.avail_out);
	stream.next_out = (unsigned char *)page->packed;
	status = deflate(&stream, Z_FINISH);
	assert(status == Z_STREAM_END);
	page->packed_length = stream.total_out;
	deflateEnd(&stream);
	if (page->packed_length >= page->length) {
		free(page->packed);
		page->packed = NULL;
	}
}

static bool read_body(const char *file, struct buffer *out, struct error *err)
{
	FILE *stream = fopen(file, "rb");
	char block[4096];
	size_t n;
	bool good;

	if (!stream)
		return error_set(err, "cannot read the page %s: %s", file, strerror(errno));
	while ((n = fread(block, 1, sizeof block, stream)))
		buffer_add(out, block, n);
	good = !ferror(stream) || error_set(err, "cannot read the page %s", file);
	fclose(stream);
	return good;
}

/* A folder's index is asked for by the folder's name. */
static char *path_of(const char *path)
{
	size_t length = strlen(path), index = strlen("index.html");

	if (length > index && !strcmp(path + length - index - 1, "/index.html"))
		length -= index;
	return mem_text_n(path, length);
}

static bool add_file(struct pages *pages, const char *file, const char *path, struct error *err)
{
	struct buffer body = {0};
	struct page *page;

	if (!read_body(file, &body, err)) {
		buffer_finish(&body);
		return false;
	}
	pages->items = mem_resize(pages->items, pages->n + 1, sizeof *pages->items);
	page = &pages->items[pages->n++];
	page->type = type_of(path);
	page->path = path_of(path);
	page->length = body.length;
	page->body = buffer_take(&body);
	print_etag(page);
	pack(page);
	return true;
}

static bool add_folder(struct pages *pages, const char *dir, const char *path, int levels,
		       struct error *err);

static bool add_entry(struct pages *pages, const char *dir, const char *path, const char *name,
		      int levels, struct error *err)
{
	struct buffer file = {0}, below = {0};
	struct stat status;
	bool good = true;

	buffer_format(&file, "%s/%s", dir, name);
	buffer_format(&below, "%s/%s", path, name);
	if (stat(file.data, &status) != 0)
		good = error_set(err, "cannot read the page %s: %s", file.data, strerror(errno));
	else if (S_ISDIR(status.st_mode))
		good = add_folder(pages, file.data, below.data, levels - 1, err);
	else
		good = add_file(pages, file.data, below.data, err);
	buffer_finish(&file);
	buffer_finish(&below);
	return good;
}

static bool add_folder(struct pages *pages, const char *dir, const char *path, int levels,
		       struct error *err)
{
	DIR *folder = levels ? opendir(dir) : NULL;
	const struct dirent *entry;
	bool good = true;

	if (!folder)
		return error_set(err, "cannot read the folder of pages %s: %s", dir,
				 levels ? strerror(errno) : "too many levels");
	while (good && (entry = readdir(folder))) {
		if (entry->d_name[0] != '.')
			good = add_entry(pages, dir, path, entry->d_name, levels, err);
	}
	closedir(folder);
	return good;
}

static int compare(const void *a, const void *b)
{
	const struct page *left = a, *right = b;

	return strcmp(left->path, right->path);
}

static int compare_path(const void *path, const void *page)
{
	return strcmp(path, ((const struct page *)page)->path);
}

struct pages *pages_load(const char *dir, struct error *err)
{
	struct pages *pages = mem_new(sizeof *pages);

	if (!add_folder(pages, dir, "", LEVELS_MOST, err)) {
		pages_destroy(pages);
		return NULL;
	}
	qsort(pages->items, pages->n, sizeof *pages->items, compare);
	print_prefix(pages);
	return pages;
}

void pages_destroy(struct pages *pages)
{
	if (!pages)
		return;
	for (size_t i = 0; i < pages->n; i++) {
		free(pages->items[i].path);
		free(pages->items[i].body);
		free(pages->items[i].packed);
	}
	free(pages->items);
	free(pages);
}

const char *pages_prefix(const struct pages *pages)
{
	return pages->prefix;
}

/* The path behind a version, which need not be ours. */
static const char *without_version(const char *path)
{
	const char *rest = path[0] == '/' && path[1] == '@' ? strchr(path + 1, '/') : NULL;

	return rest ? rest : path;
}

/* Who loaded half of an older version gets the rest from this one, and may not keep it. */
const struct page *pages_find(const struct pages *pages, const char *path, bool *out_is_lasting)
{
	*out_is_lasting = !strncmp(path, pages->prefix, strlen(pages->prefix));
	return bsearch(without_version(path), pages->items, pages->n, sizeof *pages->items,
		       compare_path);
}
