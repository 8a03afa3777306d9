#include "bot/insight/usage_store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/sealed_file.h"

#define FOLDER_SIZE 512

struct day_rows {
	int day;
	struct buffer text;
};

struct importing {
	struct day_rows *days;
	size_t n, room, rows;
};

static bool print_folder(const char *data, char out[FOLDER_SIZE], struct error *err)
{
	return snprintf(out, FOLDER_SIZE, "%s/usage", data) < FOLDER_SIZE ||
	       error_set(err, "%s: the name is too long", data);
}

static void key_of(const struct keys *keys, const char *day, uint8_t out[CRYPTO_KEY_SIZE])
{
	keys_hash(keys, "usage", day, strlen(day), out);
}

/* --- the days that are there ------------------------------------------------------ */

static int by_day(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* No folder is no days. The caller frees the list. */
static bool list_days(const char *folder, int **out, size_t *out_n, struct error *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t room = 0;

	*out = NULL;
	*out_n = 0;
	if (!dir)
		return errno == ENOENT ||
		       error_set(err, "%s cannot be read: %s", folder, strerror(errno));
	while ((entry = readdir(dir))) {
		int day;

		if (!usage_read_day(entry->d_name, &day))
			continue;
		if (*out_n == room) {
			room = room ? room * 2 : 64;
			*out = mem_resize(*out, room, sizeof **out);
		}
		(*out)[(*out_n)++] = day;
	}
	closedir(dir);
	if (*out_n > 0)
		qsort(*out, *out_n, sizeof **out, by_day);
	return true;
}

static bool drop_old_days(const char *folder, struct error *err)
{
	char day[DAY_TEXT_SIZE], path[FOLDER_SIZE + DAY_TEXT_SIZE + 1];
	int *days;
	size_t n;

	if (!list_days(folder, &days, &n, err))
		return false;
	for (size_t i = 0; i < n && days[i] <= days[n - 1] - USAGE_DAYS; i++) {
		usage_print_day(days[i], day);
		snprintf(path, sizeof path, "%s/%s", folder, day);
		unlink(path);
	}
	free(days);
	return true;
}

/* --- importing -------------------------------------------------------------------- */

static struct buffer *rows_of(struct importing *importing, int day)
{
	for (size_t i = importing->n; i > 0; i--)
		if (importing->days[i - 1].day == day)
			return &importing->days[i - 1].text;
	if (importing->n == importing->room) {
		importing->room = importing->room ? importing->room * 2 : 64;
		importing->days = mem_resize(importing->days, importing->room,
					     sizeof *importing->days);
	}
	importing->days[importing->n] = (struct day_rows){.day = day};
	buffer_text(&importing->days[importing->n].text, USAGE_HEADER);
	return &importing->days[importing->n++].text;
}

static bool take_row(void *context, const struct usage_row *row, struct error *err)
{
	struct importing *importing = context;

	(void)err;
	usage_print(row, rows_of(importing, row->day));
	importing->rows++;
	return true;
}

static bool write_days(const struct importing *importing, const char *folder,
		       const struct keys *keys, struct error *err)
{
	char day[DAY_TEXT_SIZE];
	uint8_t key[CRYPTO_KEY_SIZE];

	for (size_t i = 0; i < importing->n; i++) {
		const struct buffer *text = &importing->days[i].text;

		usage_print_day(importing->days[i].day, day);
		key_of(keys, day, key);
		if (!sealed_file_write(folder, day, key, text->data, text->length, err))
			return false;
	}
	return true;
}

bool usage_store_import(const char *data, const struct keys *keys, const char *name, char *text,
			size_t *rows, size_t *days, struct error *err)
{
	struct importing importing = {0};
	char folder[FOLDER_SIZE];
	bool fine = print_folder(data, folder, err) &&
		    usage_read(name, text, take_row, &importing, err) &&
		    write_days(&importing, folder, keys, err) && drop_old_days(folder, err);

	*rows = importing.rows;
	*days = importing.n;
	for (size_t i = 0; i < importing.n; i++)
		buffer_finish(&importing.days[i].text);
	free(importing.days);
	return fine;
}

/* --- reading ---------------------------------------------------------------------- */

static bool read_one_day(const char *folder, const struct keys *keys, int day, usage_taker *take,
			 void *context, struct error *err)
{
	char name[DAY_TEXT_SIZE];
	uint8_t key[CRYPTO_KEY_SIZE];
	struct buffer text = {0};
	bool fine;

	usage_print_day(day, name);
	key_of(keys, name, key);
	fine = sealed_file_read(folder, name, key, &text, err) &&
	       usage_read(name, text.data, take, context, err);
	buffer_finish(&text);
	return fine;
}

bool usage_store_read(const char *data, const struct keys *keys, int until_day, usage_taker *take,
		      void *context, struct error *err)
{
	char folder[FOLDER_SIZE];
	bool fine = true;
	int *days;
	size_t n;

	if (!print_folder(data, folder, err) || !list_days(folder, &days, &n, err))
		return false;
	for (size_t i = 0; fine && i < n && (!until_day || days[i] <= until_day); i++)
		fine = read_one_day(folder, keys, days[i], take, context, err);
	free(days);
	return fine;
}

/* --- one line's end --------------------------------------------------------------- */

/* The rows that are not the line's. False when none is. */
static bool leave_out(const char *text, const char *line, struct buffer *out)
{
	size_t length = strlen(line);
	bool found = false;

	while (*text) {
		size_t row = strcspn(text, "\n");
		bool is_its = !strncmp(text, line, length) && text[length] == ',';

		row += text[row] == '\n';
		if (!is_its)
			buffer_add(out, text, row);
		found = found || is_its;
		text += row;
	}
	return found;
}

static bool forget_in(const char *folder, const struct keys *keys, int day, const char *line,
		      struct error *err)
{
	struct buffer text = {0}, rest = {0};
	uint8_t key[CRYPTO_KEY_SIZE];
	char name[DAY_TEXT_SIZE];
	bool fine;

	usage_print_day(day, name);
	key_of(keys, name, key);
	fine = sealed_file_read(folder, name, key, &text, err) &&
	       (!leave_out(text.data, line, &rest) ||
		sealed_file_write(folder, name, key, rest.data, rest.length, err));
	buffer_finish(&text);
	buffer_finish(&rest);
	return fine;
}

bool usage_store_forget(const char *data, const struct keys *keys, const char *line,
			struct error *err)
{
	char folder[FOLDER_SIZE];
	bool fine = true;
	int *days;
	size_t n;

	if (!print_folder(data, folder, err) || !list_days(folder, &days, &n, err))
		return false;
	for (size_t i = 0; fine && i < n; i++)
		fine = forget_in(folder, keys, days[i], line, err);
	free(days);
	return fine;
}
