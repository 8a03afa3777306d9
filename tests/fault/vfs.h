/*
 * A disk that fails when told to, and that remembers what a power cut could take back.
 *
 * It stands between SQLite and the real disk as the default VFS of this process. The index
 * of the log (shared memory) passes it by: nothing of that outlives a process.
 */
#ifndef FUJI_TESTS_FAULT_VFS_H
#define FUJI_TESTS_FAULT_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** From here on new connections go through the disk. */
void disk_install(void);
/** New connections go straight to the real disk again; recorded acts are kept. */
void disk_uninstall(void);

/** The connection that was opened last, whoever opened it. */
sqlite3 *disk_connection(void);

/** The k-th write, cut or sync from now fails with `code`, and if for_good all after it. */
void disk_fail(int k, int code, bool for_good);
void disk_heal(void);
/** Whether the fault of disk_fail has come up. */
bool disk_failed(void);

/** Remembers all acts from now on, and forgets those before. */
void disk_record(void);
void disk_forget(void);

/** How many acts were recorded so far. */
size_t disk_moments(void);

/** Writes into the empty folder `dir` what the files could hold after a power cut behind the
 *  first `moment` acts: what was synced; of the rest each sector of 512 bytes new, old, or
 *  new up to a byte within. The same seed gives the same image. */
void disk_image(size_t moment, uint64_t seed, const char *dir);

#endif
