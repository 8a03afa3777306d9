/*
 * Whatever write, cut or sync goes wrong: nothing acknowledged is lost, nothing refused is
 * found half, and once the disk is well the next batch works on the same connection.
 */
/* For unshare. */
#define _GNU_SOURCE
#include <assert.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/fault/ledger.h"
#include "tests/fault/vfs.h"

/* Before the fault the log is nearly long enough to be brought into the database; the batches
 * that meet it bring it in, and start it over. */
#define BATCHES_BEFORE 14
#define BATCHES 22

static const struct fault {
	const char *name;
	int code;
	bool for_good;
} faults[] = {
	{"I/O error once", SQLITE_IOERR, false},
	{"I/O error until healed", SQLITE_IOERR, true},
	{"full once", SQLITE_FULL, false},
	{"full until healed", SQLITE_FULL, true},
};

static struct ledger ledger;

static _Noreturn void wrong(const char *what, const char *fault, int k, int found)
{
	printf("failing_disk: %s, operation %d: %s: found %d batches, %d acknowledged\n", fault, k,
	       what, found, ledger.n);
	exit(1);
}

/* --- what kill -9 would leave ----------------------------------------------------- */

/* A batch that was refused may be there after a crash, but then whole. */
static int found_after_crash(const char *dir)
{
	char copy[32];
	int found;

	ledger_make_folder(copy);
	ledger_copy_file(dir, copy, "fuji.db");
	ledger_copy_file(dir, copy, "fuji.db-wal");
	disk_uninstall();
	found = ledger_find_in(&ledger, copy);
	disk_install();
	ledger_remove_folder(copy);
	return found;
}

/* --- the k-th operation fails ----------------------------------------------------- */

static bool write_until(void *db, int n)
{
	while (ledger.n < n)
		if (!ledger_write(&ledger, db))
			return false;
	return true;
}

static void check_refused(void *db, const struct fault *fault, int k, const char *dir)
{
	int found = found_after_crash(dir);

	if (found != ledger.n && found != ledger.n + 1)
		wrong("after a crash at the fault", fault->name, k, found);
	if (store_sqlite.in_transaction(db))
		wrong("still in a transaction", fault->name, k, -1);
	found = ledger_find(&ledger, db);
	if (found != ledger.n)
		wrong("the connection reads on", fault->name, k, found);
	if (fault->for_good && ledger_write(&ledger, db))
		wrong("acknowledged on a broken disk", fault->name, k, ledger.n);
}

/* On a copy of `template`. False when the batches have fewer than k operations. */
static bool fail_at(int k, const struct fault *fault, const char *template)
{
	char dir[32];
	struct error err;
	void *db;
	bool failed;
	int found;

	ledger_make_folder(dir);
	ledger_copy_file(template, dir, "fuji.db");
	ledger_copy_file(template, dir, "fuji.db-wal");
	ledger.n = BATCHES_BEFORE;
	db = store_sqlite.open(dir, &err);
	assert(db);

	disk_fail(k, fault->code, fault->for_good);
	if (!write_until(db, BATCHES))
		check_refused(db, fault, k, dir);
	failed = disk_failed();
	disk_heal();

	if (!write_until(db, BATCHES + 2))
		wrong("a batch after healing", fault->name, k, ledger_find(&ledger, db));
	found = found_after_crash(dir);
	if (found != ledger.n)
		wrong("after a crash behind the fault", fault->name, k, found);
	store_sqlite.close(db);
	found = ledger_find_in(&ledger, dir);
	if (found != ledger.n)
		wrong("after closing", fault->name, k, found);
	ledger_remove_folder(dir);
	return failed;
}

static void fail_everywhere(void)
{
	char template[32];
	struct error err;
	void *db;
	int n_operations = 0;

	ledger_make_folder(template);
	disk_install();
	db = store_sqlite.open(template, &err);
	assert(db);
	ledger_start(&ledger);
	if (!write_until(db, BATCHES_BEFORE))
		wrong("a batch on a good disk", "none", 0, ledger_find(&ledger, db));
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		int k = 1;

		while (fail_at(k, &faults[i], template))
			k++;
		printf("failing_disk: %s: each of %d operations\n", faults[i].name, k - 1);
		n_operations += k - 1;
	}
	printf("failing_disk: operations %d, lost 0, half 0\n", n_operations);
	store_sqlite.close(db);
	disk_uninstall();
	ledger_remove_folder(template);
}

/* --- a disk that is really small -------------------------------------------------- */

static bool mount_small(const char *dir)
{
	/* The mount is this process's own and goes with it. */
	return geteuid() == 0 && unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", dir, "tmpfs", 0, "size=3m") == 0;
}

static bool exists(const char *dir, const char *name)
{
	char path[64];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	return access(path, F_OK) == 0;
}

/* Until the disk is full for good: the reserve gives room for some more after a refusal. */
static void fill(void *db)
{
	int n_refused = 0;

	while (n_refused < 5)
		n_refused = ledger_write(&ledger, db) ? 0 : n_refused + 1;
}

static void fill_small_disk(const char *dir)
{
	struct error err;
	char filler[64];
	void *db = store_sqlite.open(dir, &err);
	int n_at_full, descriptor;

	assert(db && exists(dir, "reserve"));
	snprintf(filler, sizeof filler, "%s/filler", dir);
	descriptor = open(filler, O_WRONLY | O_CREAT, 0600);
	assert(descriptor >= 0 && posix_fallocate(descriptor, 0, 1740 * 1024) == 0);
	close(descriptor);

	ledger_start(&ledger);
	fill(db);
	n_at_full = ledger.n;
	if (exists(dir, "reserve"))
		wrong("the reserve is still there", "small disk", 0, ledger.n);
	if (ledger_find(&ledger, db) != ledger.n)
		wrong("reading on a full disk", "small disk", 0, ledger_find(&ledger, db));

	unlink(filler);
	if (!write_until(db, n_at_full + 10))
		wrong("a batch once there is room", "small disk", 0, ledger_find(&ledger, db));
	if (!exists(dir, "reserve"))
		wrong("the reserve was not made again", "small disk", 0, ledger.n);
	store_sqlite.close(db);
	if (ledger_find_in(&ledger, dir) != ledger.n)
		wrong("after closing", "small disk", 0, ledger_find_in(&ledger, dir));
	printf("failing_disk: 3 MiB tmpfs: full after %d batches, reserve given up, 10 more once "
	       "there was room, reserve back\n",
	       n_at_full);
}

int main(void)
{
	char dir[32];

	/* Above the highest level: hundreds of faults are meant. */
	log_start(LOG_FORMAT_TEXT, (enum log_level)(LOG_LEVEL_ERROR + 1));
	fail_everywhere();
	ledger_make_folder(dir);
	if (mount_small(dir))
		fill_small_disk(dir);
	else
		printf("failing_disk: skipped the small tmpfs: mounting it needs root\n");
	umount(dir);
	ledger_remove_folder(dir);
	return 0;
}
