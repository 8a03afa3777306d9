/*
 * A disk that fails when told to, and that remembers what a power cut could take back.
 *
 * What is recorded is a list of acts. An image is the list played again: a write waits until
 * a sync of its file makes it sure; at the cut, chance decides on what still waits.
 */
#include "tests/fault/vfs.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SECTOR 512
#define FILES_MOST 8

enum act_kind { ACT_WRITE, ACT_CUT, ACT_SYNC, ACT_REMOVE };

struct act {
	enum act_kind kind;
	int file;
	int64_t at; /* offset, or the new size */
	size_t size;
	char *data;
};

static struct {
	sqlite3_vfs vfs, *real;
	sqlite3 *connection;

	int until_failure; /* 0: no fault is set */
	int code;
	bool for_good, failed;

	bool recording;
	struct act *acts;
	size_t n_acts, room;
	char *names[FILES_MOST]; /* last parts of paths */
	int n_names;
} disk;

struct disk_file {
	sqlite3_file base;
	int name;
	sqlite3_file *real;
};

/* --- faults ----------------------------------------------------------------------- */

void disk_fail(int k, int code, bool for_good)
{
	disk.until_failure = k;
	disk.code = code;
	disk.for_good = for_good;
	disk.failed = false;
}

void disk_heal(void)
{
	disk.until_failure = 0;
}

bool disk_failed(void)
{
	return disk.failed;
}

static int fault(void)
{
	if (disk.until_failure == 0 || --disk.until_failure > 0)
		return SQLITE_OK;
	disk.failed = true;
	disk.until_failure = disk.for_good ? 1 : 0;
	return disk.code;
}

/* --- the record ------------------------------------------------------------------- */

void disk_forget(void)
{
	disk.recording = false;
	for (size_t i = 0; i < disk.n_acts; i++)
		free(disk.acts[i].data);
	free(disk.acts);
	disk.acts = NULL;
	disk.n_acts = disk.room = 0;
}

void disk_record(void)
{
	disk_forget();
	disk.recording = true;
}

size_t disk_moments(void)
{
	return disk.n_acts;
}

static void record(enum act_kind kind, int file, int64_t at, const void *data, size_t size)
{
	struct act *act;

	if (!disk.recording)
		return;
	if (disk.n_acts == disk.room) {
		disk.room = disk.room ? 2 * disk.room : 256;
		disk.acts = mem_resize(disk.acts, disk.room, sizeof *disk.acts);
	}
	act = &disk.acts[disk.n_acts++];
	*act = (struct act){.kind = kind, .file = file, .at = at, .size = size};
	if (data)
		act->data = mem_text_n(data, size);
}

static int name_of(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	for (int i = 0; i < disk.n_names; i++)
		if (strcmp(disk.names[i], name) == 0)
			return i;
	assert(disk.n_names < FILES_MOST);
	disk.names[disk.n_names] = mem_text(name);
	return disk.n_names++;
}

/* --- images ----------------------------------------------------------------------- */

struct image {
	char *data;
	size_t size, room;
	bool exists;
};

static uint64_t chance(uint64_t *seed)
{
	uint64_t x;

	/* splitmix64 */
	x = *seed += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static void image_resize(struct image *image, size_t size)
{
	if (size > image->room) {
		image->data = mem_resize(image->data, 2 * size, 1);
		image->room = 2 * size;
	}
	if (size > image->size)
		memset(image->data + image->size, 0, size - image->size);
	image->size = size;
}

static void image_write(struct image *image, int64_t at, const void *data, size_t size)
{
	if (size == 0)
		return;
	if ((size_t)at + size > image->size)
		image_resize(image, (size_t)at + size);
	memcpy(image->data + at, data, size);
	image->exists = true;
}

/* Each sector of the write has its own luck: a third is new, a third old, a third torn. */
static void image_write_torn(struct image *image, const struct act *act, uint64_t *seed)
{
	for (size_t done = 0; done < act->size;) {
		size_t at = (size_t)act->at + done;
		size_t length = SECTOR - at % SECTOR;
		size_t kept[3];

		if (length > act->size - done)
			length = act->size - done;
		kept[0] = length;
		kept[1] = 0;
		kept[2] = chance(seed) % length;
		image_write(image, (int64_t)at, act->data + done, kept[chance(seed) % 3]);
		done += length;
	}
}

static void image_do(struct image *image, const struct act *act)
{
	if (act->kind == ACT_WRITE)
		image_write(image, act->at, act->data, act->size);
	else if (act->kind == ACT_CUT)
		image_resize(image, (size_t)act->at);
	else if (act->kind == ACT_REMOVE)
		*image = (struct image){.data = image->data, .room = image->room};
}

static void image_do_or_not(struct image *image, const struct act *act, uint64_t *seed)
{
	if (act->kind == ACT_WRITE)
		image_write_torn(image, act, seed);
	else if (chance(seed) % 2)
		image_do(image, act);
}

static void image_store(const struct image *image, const char *dir, const char *name)
{
	char path[512];
	FILE *out;

	if (!image->exists)
		return;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	out = fopen(path, "wb");
	assert(out);
	fwrite(image->data, 1, image->size, out);
	fclose(out);
}

/* One file: sure up to its last sync before the moment, a matter of luck behind it. */
static void image_of(int file, size_t moment, uint64_t *seed, const char *dir)
{
	struct image image = {0};
	size_t sure = 0;

	for (size_t i = 0; i < moment; i++)
		if (disk.acts[i].file == file && disk.acts[i].kind == ACT_SYNC)
			sure = i;
	for (size_t i = 0; i < moment; i++) {
		if (disk.acts[i].file != file)
			continue;
		if (i < sure)
			image_do(&image, &disk.acts[i]);
		else
			image_do_or_not(&image, &disk.acts[i], seed);
	}
	image_store(&image, dir, disk.names[file]);
	free(image.data);
}

void disk_image(size_t moment, uint64_t seed, const char *dir)
{
	for (int file = 0; file < disk.n_names; file++)
		image_of(file, moment, &seed, dir);
}

/* --- a file ----------------------------------------------------------------------- */

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct disk_file *)file)->real;
}

static int file_close(sqlite3_file *file)
{
	int code = real_of(file)->pMethods->xClose(real_of(file));

	sqlite3_free(real_of(file));
	return code;
}

static int file_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
	return real_of(file)->pMethods->xRead(real_of(file), out, size, at);
}

static int file_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
	int code = fault();

	if (code)
		return code;
	record(ACT_WRITE, ((struct disk_file *)file)->name, at, data, (size_t)size);
	return real_of(file)->pMethods->xWrite(real_of(file), data, size, at);
}

static int file_cut(sqlite3_file *file, sqlite3_int64 size)
{
	int code = fault();

	if (code)
		return code;
	record(ACT_CUT, ((struct disk_file *)file)->name, size, NULL, 0);
	return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
	int code = fault();

	if (code)
		return code;
	/* The real sync can be left out: the cut is played, not made. */
	(void)flags;
	record(ACT_SYNC, ((struct disk_file *)file)->name, 0, NULL, 0);
	return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), out);
}

static int file_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_is_reserved(sqlite3_file *file, int *out)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int file_sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

/* A write leaves the bytes beside it alone; nothing else is promised. */
static int file_characteristics(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int file_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int file_map_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void file_map_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_unmap(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods file_methods = {
	.iVersion = 2, /* with shared memory, without mapped files */
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_cut,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_is_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector_size,
	.xDeviceCharacteristics = file_characteristics,
	.xShmMap = file_map,
	.xShmLock = file_map_lock,
	.xShmBarrier = file_map_barrier,
	.xShmUnmap = file_unmap,
};

/* --- the disk --------------------------------------------------------------------- */

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
		     int *out_flags)
{
	struct disk_file *mine = (struct disk_file *)file;
	int code;

	(void)vfs;
	mine->name = path ? name_of(path) : -1;
	mine->real = sqlite3_malloc(disk.real->szOsFile);
	memset(mine->real, 0, (size_t)disk.real->szOsFile);
	code = disk.real->xOpen(disk.real, path, mine->real, flags, out_flags);
	if (code == SQLITE_OK) {
		file->pMethods = &file_methods;
	} else {
		file->pMethods = NULL;
		sqlite3_free(mine->real);
	}
	return code;
}

/* A removal is sure only with a sync of the folder. */
static int disk_remove(sqlite3_vfs *vfs, const char *path, int with_sync)
{
	(void)vfs;
	record(ACT_REMOVE, name_of(path), 0, NULL, 0);
	if (with_sync)
		record(ACT_SYNC, name_of(path), 0, NULL, 0);
	return disk.real->xDelete(disk.real, path, 0);
}

static int note_connection(sqlite3 *db, const char **reason,
			   const struct sqlite3_api_routines *routines)
{
	(void)reason;
	(void)routines;
	disk.connection = db;
	return SQLITE_OK;
}

sqlite3 *disk_connection(void)
{
	return disk.connection;
}

void disk_install(void)
{
	if (!disk.real) {
		disk.real = sqlite3_vfs_find(NULL);
		disk.vfs = *disk.real;
		disk.vfs.zName = "disk";
		disk.vfs.szOsFile = sizeof(struct disk_file);
		disk.vfs.xOpen = disk_open;
		disk.vfs.xDelete = disk_remove;
		sqlite3_auto_extension((void (*)(void))note_connection);
	}
	sqlite3_vfs_register(&disk.vfs, 1);
}

void disk_uninstall(void)
{
	sqlite3_vfs_register(disk.real, 1);
}
