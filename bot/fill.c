/*
 * Fill texts sentence by sentence.
 */
#include "bot/fill.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"

#define NAME_SIZE 64 /* of a placeholder; what is longer is none */

static bool starts(const char *at, const char *mark)
{
	return !strncmp(at, mark, strlen(mark));
}

size_t fill_sentence_length(const char *text)
{
	static const char *const ends[] = {"。", "！", "？", "\n", ". ", "! ", "? "};
	static const char firsts[] = "\xe3\xef\n.!?"; /* what these begin with */
	size_t at = 0;

	while (text[at += strcspn(text + at, firsts)]) {
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
			if (starts(text + at, ends[i])) {
				at += strlen(ends[i]);
				return at + strspn(text + at, " \n");
			}
		}
		at++;
	}
	return at;
}

/* False when a placeholder in it has no value. */
static bool fill_sentence(struct buffer *out, const char *sentence, size_t length,
			  fill_value *value, void *context)
{
	const char *end = sentence + length, *open, *close;

	while ((open = memchr(sentence, '{', (size_t)(end - sentence))) &&
	       (close = memchr(open, '}', (size_t)(end - open)))) {
		char name[NAME_SIZE];
		size_t name_length = (size_t)(close - open) - 1;
		const char *filled;

		if (name_length >= sizeof name) {
			buffer_add(out, sentence, (size_t)(open - sentence) + 1);
			sentence = open + 1;
			continue;
		}
		memcpy(name, open + 1, name_length);
		name[name_length] = '\0';
		filled = value(context, name);
		if (!filled)
			return false;
		buffer_add(out, sentence, (size_t)(open - sentence));
		buffer_text(out, filled);
		sentence = close + 1;
	}
	buffer_add(out, sentence, (size_t)(end - sentence));
	return true;
}

const char *fill_text(const char *text, fill_value *value, void *context, struct arena *arena)
{
	struct buffer out = {0};
	const char *filled;

	while (*text) {
		size_t length = fill_sentence_length(text);
		size_t before = out.length;

		if (!fill_sentence(&out, text, length, value, context)) {
			out.length = before;
			if (out.data)
				out.data[before] = '\0';
		}
		text += length;
	}
	while (out.length && strchr(" \n", out.data[out.length - 1]))
		out.data[--out.length] = '\0';
	filled = arena_text_n(arena, out.data ? out.data : "", out.length);
	buffer_finish(&out);
	return filled;
}

const char *fill_amount(int64_t fen, enum language language, struct arena *arena)
{
	return arena_format(arena, "%s%lld.%02lld%s", fen < 0 ? "-" : "",
			    llabs((long long)fen) / 100, llabs((long long)fen) % 100,
			    language == LANGUAGE_ZH ? "元" : " yuan");
}

const char *fill_months(int64_t n, enum language language, struct arena *arena)
{
	return arena_format(arena, "%lld%s", (long long)n,
			    language == LANGUAGE_ZH ? "个月"
			    : n == 1                ? " month"
						    : " months");
}

static const char *const months[] = {"January",   "February", "March",    "April",
				     "May",       "June",     "July",     "August",
				     "September", "October",  "November", "December"};

const char *fill_date(int64_t at_ms, int64_t now_ms, int zone_minutes, enum language language,
		      struct arena *arena)
{
	struct civil at, now;

	clock_civil(at_ms, zone_minutes, &at);
	clock_civil(now_ms, zone_minutes, &now);
	if (language == LANGUAGE_ZH)
		return at.year == now.year
			       ? arena_format(arena, "%d月%d日", at.month, at.day)
			       : arena_format(arena, "%d年%d月%d日", at.year, at.month, at.day);
	return at.year == now.year
		       ? arena_format(arena, "%d %s", at.day, months[at.month - 1])
		       : arena_format(arena, "%d %s %d", at.day, months[at.month - 1], at.year);
}

const char *fill_time(int64_t at_ms, int64_t now_ms, int zone_minutes, enum language language,
		      struct arena *arena)
{
	struct civil at;

	clock_civil(at_ms, zone_minutes, &at);
	return arena_format(arena, "%s%s%02d:%02d",
			    fill_date(at_ms, now_ms, zone_minutes, language, arena),
			    language == LANGUAGE_ZH ? " " : ", ", at.hour, at.minute);
}

const char *fill_hours(int64_t from_ms, int64_t to_ms, int64_t now_ms, int zone_minutes,
		       enum language language, struct arena *arena)
{
	struct civil to;

	clock_civil(to_ms, zone_minutes, &to);
	return arena_format(arena, "%s-%02d:%02d",
			    fill_time(from_ms, now_ms, zone_minutes, language, arena),
			    to.hour || to.minute ? to.hour : 24, to.minute);
}
