#include "bot/insight/usage.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)
#define COLUMNS 13
#define LAST_COLUMN ",hold\n" /* which older exports have not */

void usage_print_day(int day, char out[DAY_TEXT_SIZE])
{
	struct civil civil;

	clock_civil(day * DAY_MS, 0, &civil);
	snprintf(out, DAY_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)civil.year % 10000,
		 (unsigned)civil.month % 100, (unsigned)civil.day % 100);
}

bool usage_read_day(const char *text, int *out)
{
	int64_t at_ms;

	if (strlen(text) != DAY_TEXT_SIZE - 1 || !clock_parse(text, &at_ms) || at_ms < DAY_MS)
		return false;
	*out = (int)(at_ms / DAY_MS);
	return true;
}

/* --- printing --------------------------------------------------------------------- */

static void put_money(struct buffer *out, int64_t fen)
{
	int64_t size = fen < 0 ? -fen : fen;

	buffer_format(out, ",%s%lld.%02lld", fen < 0 ? "-" : "", (long long)(size / 100),
		      (long long)(size % 100));
}

static void put_day(struct buffer *out, int day)
{
	char text[DAY_TEXT_SIZE] = "";

	if (day)
		usage_print_day(day, text);
	buffer_char(out, ',');
	buffer_text(out, text);
}

void usage_print(const struct usage_row *row, struct buffer *out)
{
	buffer_text(out, row->line);
	put_day(out, row->day);
	buffer_format(out, ",%s,%s", row->region, row->prepaid ? "prepaid" : "postpaid");
	put_money(out, row->balance_fen);
	put_money(out, row->used_fen);
	put_money(out, row->owed_fen);
	put_day(out, row->due_day);
	put_day(out, row->document_day);
	put_day(out, row->contract_day);
	buffer_format(out, ",%s,%s", row->flagged ? "yes" : "no", row->stopped);
	put_day(out, row->hold_day);
	buffer_char(out, '\n');
}

/* --- reading ---------------------------------------------------------------------- */

static bool read_money(const char *text, int64_t *out)
{
	bool negative = *text == '-';
	char *end;
	long long yuan;

	text += negative;
	if (!isdigit((unsigned char)*text) || strlen(text) > 15)
		return false;
	yuan = strtoll(text, &end, 10);
	*out = yuan * 100;
	if (*end == '.') {
		if (!isdigit((unsigned char)end[1]) || !isdigit((unsigned char)end[2]) || end[3])
			return false;
		*out += (end[1] - '0') * 10 + end[2] - '0';
	} else if (*end) {
		return false;
	}
	*out = negative ? -*out : *out;
	return true;
}

static bool read_day_or_none(const char *text, int *out)
{
	*out = 0;
	return !*text || usage_read_day(text, out);
}

static bool read_choice(const char *text, const char *yes, const char *no, bool *out)
{
	*out = !strcmp(text, yes);
	return *out || !strcmp(text, no);
}

static bool read_text(const char *text, char *out, size_t size)
{
	if (strlen(text) >= size)
		return false;
	strcpy(out, text);
	return true;
}

static bool read_number(const char *text, char *out, size_t size)
{
	return *text && strspn(text, "0123456789") == strlen(text) && read_text(text, out, size);
}

/* The column that is not as it should be; NULL: all are. */
static const char *read_columns(const char *const columns[COLUMNS], struct usage_row *out)
{
	return !read_number(columns[0], out->line, sizeof out->line)            ? "line"
	       : !usage_read_day(columns[1], &out->day)                         ? "day"
	       : !read_text(columns[2], out->region, sizeof out->region)        ? "region"
	       : !read_choice(columns[3], "prepaid", "postpaid", &out->prepaid) ? "kind"
	       : !read_money(columns[4], &out->balance_fen)                     ? "balance"
	       : !read_money(columns[5], &out->used_fen) || out->used_fen < 0   ? "used"
	       : !read_money(columns[6], &out->owed_fen) || out->owed_fen < 0   ? "owed"
	       : !read_day_or_none(columns[7], &out->due_day)                   ? "due"
	       : !read_day_or_none(columns[8], &out->document_day)              ? "document"
	       : !read_day_or_none(columns[9], &out->contract_day)              ? "contract"
	       : !read_choice(columns[10], "yes", "no", &out->flagged)          ? "flagged"
	       : !read_text(columns[11], out->stopped, sizeof out->stopped)     ? "stopped"
	       : !read_day_or_none(columns[12], &out->hold_day)                 ? "hold"
										: NULL;
}

static size_t cut(char *line, const char *columns[COLUMNS])
{
	size_t n = 0;

	for (char *at = line; at; n++) {
		char *comma = strchr(at, ',');

		if (comma)
			*comma = '\0';
		if (n < COLUMNS)
			columns[n] = at;
		at = comma ? comma + 1 : NULL;
	}
	return n;
}

struct place {
	const char *name; /* of the file */
	size_t number;    /* of the line */
	size_t columns;   /* that its header has */
};

static bool read_row(const struct place *place, char *line, struct usage_row *out,
		     struct error *err)
{
	const char *columns[COLUMNS] = {[COLUMNS - 1] = ""};
	size_t n = cut(line, columns);
	const char *wrong;

	if (n != place->columns)
		return error_set(err, "%s:%zu: %zu columns instead of %zu", place->name,
				 place->number, n, place->columns);
	wrong = read_columns(columns, out);
	return !wrong || error_set(err, "%s:%zu: %s is not as bot/insight/usage.h says",
				   place->name, place->number, wrong);
}

/* Of the header with which the text begins; 0: it is none. */
static size_t count_columns(const char *text)
{
	size_t whole = strlen(USAGE_HEADER), older = whole - strlen(LAST_COLUMN);

	return !strncmp(text, USAGE_HEADER, whole)                          ? COLUMNS
	       : !strncmp(text, USAGE_HEADER, older) && text[older] == '\n' ? COLUMNS - 1
									    : 0;
}

bool usage_read(const char *name, char *text, usage_taker *take, void *context, struct error *err)
{
	struct place place = {name, 1, count_columns(text)};
	struct usage_row row;

	if (!place.columns)
		return error_set(err, "%s:1: the first line is not %.*s", name,
				 (int)strlen(USAGE_HEADER) - 1, USAGE_HEADER);
	for (char *line = strchr(text, '\n') + 1; *line;) {
		char *end = line + strcspn(line, "\n");
		bool last = !*end;

		*end = '\0';
		place.number++;
		if (!read_row(&place, line, &row, err) || !take(context, &row, err))
			return false;
		line = end + !last;
	}
	return true;
}
