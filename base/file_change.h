/*
 * One file of a folder, or below it, that changes: the folder is tried aside with it first, then the
 * file is put in place whole.
 */
#ifndef FUJI_BASE_FILE_CHANGE_H
#define FUJI_BASE_FILE_CHANGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

enum file_change {
	FILE_CHANGED,
	FILE_REFUSED,   /* what the folder would then be is not sound, or somebody was faster */
	FILE_UNWRITTEN, /* the folder or its disk */
};

/** Whether the folder `dir`, which holds all that the changing one holds, is sound. Problems name
 *  its files. */
typedef bool file_tester(void *context, const char *dir, struct problems *problems);

struct file_changing {
	const char *dir, *name;        /* the file `name` of `dir`; it may be a path below it */
	const struct buffer *was, *is; /* it changes only if it is still as it was */
	file_tester *test;
	void *context;
};

/** Until the tester has found it sound, and whenever the result is not FILE_CHANGED, no file of
 *  the folder is touched; then err says why, unless problems do, which name the folder's files. */
enum file_change file_change(const struct file_changing *changing, struct arena *arena,
			     struct problems *problems, struct error *err);

/** The whole of a file; false with errno. */
bool file_read(const char *path, struct buffer *out);

#endif
