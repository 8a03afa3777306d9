/*
 * Keep a simulated operator's ledger.
 */
#include "bot/sim/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/mem.h"

struct ledger {
	int file; /* -1: in memory only */
	struct ledger_entry *entries;
	size_t n;
};

static void keep(struct ledger *ledger, const struct ledger_entry *entry)
{
	ledger->entries = mem_resize(ledger->entries, ledger->n + 1, sizeof *ledger->entries);
	ledger->entries[ledger->n++] = *entry;
}

static void copy_member(const cJSON *root, const char *name, char *out, size_t size)
{
	const char *text = json_text(root, name);

	snprintf(out, size, "%s", text ? text : "");
}

static bool read_entry(struct ledger *ledger, const char *line, size_t length, struct error *err)
{
	cJSON *root = json_read(line, length, err);
	struct ledger_entry entry;

	if (!root)
		return false;
	entry = (struct ledger_entry){
		.at_ms = json_integer(root, "at_ms", 0),
		.from_ms = json_integer(root, "from_ms", 0),
		.months = json_integer(root, "months", 0),
		.fen = json_integer(root, "fen", 0),
	};
	copy_member(root, "what", entry.what, sizeof entry.what);
	copy_member(root, "key", entry.key, sizeof entry.key);
	copy_member(root, "line", entry.line, sizeof entry.line);
	copy_member(root, "number", entry.number, sizeof entry.number);
	cJSON_Delete(root);
	keep(ledger, &entry);
	return true;
}

static bool read_all(struct ledger *ledger, const char *path, struct error *err)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	off_t whole = 0;
	ssize_t n;
	bool fine = true;

	if (!file)
		return errno == ENOENT || error_set(err, "%s: %s", path, strerror(errno));
	while (fine && (n = getline(&line, &room, file)) > 0 && line[n - 1] == '\n') {
		fine = read_entry(ledger, line, (size_t)n, err);
		whole += n;
	}
	free(line);
	fclose(file);
	if (!fine)
		return error_set(err, "%s: line %zu is no entry of a ledger", path, ledger->n + 1);
	return truncate(path, whole) == 0 || error_set(err, "%s: %s", path, strerror(errno));
}

struct ledger *ledger_open(const char *path, struct error *err)
{
	struct ledger *ledger = mem_new(sizeof *ledger);

	ledger->file = -1;
	if (!path)
		return ledger;
	if (read_all(ledger, path, err)) {
		ledger->file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
		if (ledger->file >= 0)
			return ledger;
		error_set(err, "%s: %s", path, strerror(errno));
	}
	ledger_close(ledger);
	return NULL;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	if (ledger->file >= 0)
		close(ledger->file);
	free(ledger->entries);
	free(ledger);
}

static void print(const struct ledger_entry *entry, struct buffer *out)
{
	buffer_char(out, '{');
	json_put_member(out, "what", entry->what);
	json_put_member(out, "key", entry->key);
	json_put_member(out, "line", entry->line);
	json_put_member(out, "number", entry->number);
	json_put_integer(out, "at_ms", entry->at_ms);
	json_put_integer(out, "from_ms", entry->from_ms);
	json_put_integer(out, "months", entry->months);
	json_put_integer(out, "fen", entry->fen);
	buffer_text(out, "}\n");
}

bool ledger_add(struct ledger *ledger, const struct ledger_entry *entry)
{
	struct buffer line = {0};
	bool fine = true;

	print(entry, &line);
	if (ledger->file >= 0)
		fine = write(ledger->file, line.data, line.length) == (ssize_t)line.length &&
		       fdatasync(ledger->file) == 0;
	buffer_finish(&line);
	if (fine)
		keep(ledger, entry);
	return fine;
}

size_t ledger_size(const struct ledger *ledger)
{
	return ledger->n;
}

const struct ledger_entry *ledger_at(const struct ledger *ledger, size_t i)
{
	return &ledger->entries[i];
}
