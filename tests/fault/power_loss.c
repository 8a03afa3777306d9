/*
 * A power cut takes back nothing that was acknowledged, and leaves nothing half.
 *
 * `power_loss [IMAGES]`; with `--synchronous=normal` instead the store is weakened on purpose:
 * then batches must get lost, or the test would be blind.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fault/ledger.h"
#include "tests/fault/vfs.h"

#define BATCHES 200
#define IMAGES 300 /* unless told otherwise */

static struct ledger ledger;
static size_t acknowledged_at[BATCHES + 1]; /* moment behind the i-th acknowledgement */

static void write_batches(bool weakened)
{
	char dir[32];
	struct error err;
	void *db;

	ledger_make_folder(dir);
	disk_install();
	disk_record();
	db = store_sqlite.open(dir, &err);
	assert(db);
	if (weakened)
		sqlite3_exec(disk_connection(), "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
	ledger_start(&ledger);
	while (ledger.n < BATCHES) {
		if (!ledger_write(&ledger, db))
			abort();
		acknowledged_at[ledger.n] = disk_moments();
	}
	store_sqlite.close(db);
	disk_uninstall();
	ledger_remove_folder(dir);
}

static int acknowledged_by(size_t moment)
{
	int n = 0;

	while (n < BATCHES && acknowledged_at[n + 1] <= moment)
		n++;
	return n;
}

struct tally {
	int lost, broken, most_lost;
};

/* At most one batch beyond the acknowledged ones was under way at the cut. */
static void look_at_image(size_t moment, uint64_t seed, struct tally *tally)
{
	int acknowledged = acknowledged_by(moment), found;
	char dir[32];

	ledger_make_folder(dir);
	disk_image(moment, seed, dir);
	found = ledger_find_in(&ledger, dir);
	ledger_remove_folder(dir);
	if (found < 0 || found > acknowledged + 1) {
		tally->broken++;
	} else if (found < acknowledged) {
		tally->lost++;
		if (acknowledged - found > tally->most_lost)
			tally->most_lost = acknowledged - found;
	}
}

int main(int argc, char **argv)
{
	bool weakened = argc > 1 && strcmp(argv[1], "--synchronous=normal") == 0;
	size_t n_images = argc > 1 && !weakened ? strtoul(argv[1], NULL, 10) : IMAGES;
	struct tally tally = {0};
	size_t n_moments;

	write_batches(weakened);
	n_moments = disk_moments();
	for (size_t i = 0; i < n_images; i++)
		look_at_image(i * n_moments / (n_images - 1), i + 1, &tally);
	disk_forget();

	printf("power_loss%s: images %zu, batches %d, acts %zu, lost %d, most lost %d, broken %d\n",
	       weakened ? " --synchronous=normal" : "", n_images, BATCHES, n_moments, tally.lost,
	       tally.most_lost, tally.broken);
	if (tally.broken > 0)
		return 1;
	/* Of a weakened store more than half, or the cuts hardly look at what is not synced. */
	return weakened ? 2 * (size_t)tally.lost <= n_images : tally.lost > 0;
}
