/*
 * The audit log's last row, named in a file beside the database.
 *
 * The file is one line of fixed length, overwritten in place: after a power cut it holds one
 * of the rows that were last, and a log that goes on behind it is whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "bot/audit.h"
#include "bot/core.h"

#define HEAD_LENGTH 64 /* row, space, hash, newline */

struct audit {
	int file; /* -1: the head and the log do not fit, so it is not moved on */
	struct audit_head head;
	bool may_be_behind;
};

static void path_of(const char *dir, struct buffer *out)
{
	buffer_format(out, "%s/audit.head", dir);
}

static bool parse(const char line[HEAD_LENGTH + 1], struct audit_head *out)
{
	char hash[CRYPTO_BASE64_SIZE(CRYPTO_HASH_SIZE)];

	return sscanf(line, "%19" SCNd64 " %43s", &out->row, hash) == 2 &&
	       audit_hash_read(hash, out->hash);
}

static bool read_head(int file, const char *path, struct audit_head *out, struct error *err)
{
	char line[HEAD_LENGTH + 1] = "";

	if (file < 0)
		return error_set(err, "cannot read %s: %s", path, strerror(errno));
	return (pread(file, line, HEAD_LENGTH, 0) == HEAD_LENGTH && parse(line, out)) ||
	       error_set(err, "%s does not name a row of the audit log", path);
}

bool audit_head_read(const char *dir, struct audit_head *out, struct error *err)
{
	struct buffer path = {0};
	bool fine;
	int file;

	path_of(dir, &path);
	file = open(path.data, O_RDONLY | O_CLOEXEC);
	fine = read_head(file, path.data, out, err);
	if (file >= 0)
		close(file);
	buffer_finish(&path);
	return fine;
}

static bool write_head(int file, const struct audit_head *head)
{
	char hash[CRYPTO_BASE64_SIZE(CRYPTO_HASH_SIZE)], line[HEAD_LENGTH + 1];

	crypto_base64(head->hash, sizeof head->hash, hash);
	snprintf(line, sizeof line, "%019" PRId64 " %s\n", head->row, hash);
	return pwrite(file, line, HEAD_LENGTH, 0) == HEAD_LENGTH;
}

/* --- beside the log ------------------------------------------------------------- */

static bool take_row(void *context, const struct audit_row *row)
{
	*(struct audit_row *)context = *row;
	return false;
}

/* Whether the log still has the row that the head names. */
static bool head_fits(const struct audit_head *head, const struct store *store)
{
	struct audit_row row = {0};

	return head->row == 0 ||
	       (store->kind->audit_list(store->db, head->row - 1, 1, take_row, &row, NULL) &&
		row.row == head->row && crypto_equal(row.hash, head->hash, sizeof row.hash));
}

static bool find_last(const struct store *store, struct audit_head *out)
{
	struct audit_row last = {0};

	if (store->kind->audit_last(store->db, &last, NULL) == FIND_FAILED)
		return false;
	out->row = last.row;
	memcpy(out->hash, last.hash, sizeof out->hash);
	return true;
}

static void give_up(struct audit *audit)
{
	log_write(LOG_LEVEL_ERROR, "the audit log and its head do not fit", "see",
		  "fuji audit verify", NULL);
	if (audit->file >= 0)
		close(audit->file);
	audit->file = -1;
}

/* Only an empty log may have no head yet. */
static bool make_head(struct audit *audit, const char *path, const struct store *store)
{
	struct audit_head last;

	if (!find_last(store, &last) || last.row != 0)
		return false;
	audit->file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return audit->file >= 0 && write_head(audit->file, &audit->head) && !fsync(audit->file);
}

struct audit *audit_open(const char *dir, const struct store *store)
{
	struct audit *audit = mem_new(sizeof *audit);
	struct buffer path = {0};
	struct error err;
	bool fine;

	path_of(dir, &path);
	audit->file = open(path.data, O_RDWR | O_CLOEXEC);
	if (audit->file < 0 && errno == ENOENT)
		fine = make_head(audit, path.data, store);
	else
		fine = read_head(audit->file, path.data, &audit->head, &err);
	if (!fine || !head_fits(&audit->head, store))
		give_up(audit);
	buffer_finish(&path);
	audit->may_be_behind =
		true; /* who wrote last may have been killed between COMMIT and this file */
	return audit;
}

void audit_close(struct audit *audit)
{
	if (!audit)
		return;
	if (audit->file >= 0)
		close(audit->file);
	free(audit);
}

void audit_note_row(struct audit *audit)
{
	audit->may_be_behind = true;
}

void audit_keep_head(struct audit *audit, const struct store *store)
{
	struct audit_head last;

	if (audit->file < 0 || !audit->may_be_behind || !find_last(store, &last))
		return;
	audit->may_be_behind = false;
	if (last.row == audit->head.row)
		return;
	if (!head_fits(&audit->head, store) || !write_head(audit->file, &last))
		give_up(audit);
	else
		audit->head = last;
}
