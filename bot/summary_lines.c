/*
 * Lines of a summary.
 */
#include "bot/summary_lines.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "bot/frame.h"

void summary_lines_finish(struct summary_lines *lines)
{
	buffer_finish(&lines->json);
	buffer_finish(&lines->sources);
	for (enum language language = 0; language < N_LANGUAGES; language++)
		buffer_finish(&lines->text[language]);
}

void summary_item(struct summary_lines *lines, const char *const text[N_LANGUAGES])
{
	static const char *const separators[N_LANGUAGES] = {"；", "; "};

	for (enum language language = 0; language < N_LANGUAGES; language++) {
		if (lines->text[language].length)
			buffer_text(&lines->text[language], separators[language]);
		buffer_text(&lines->text[language], text[language]);
	}
}

void summary_line_end(struct summary_lines *lines, const char *section,
		      const char *const title[N_LANGUAGES])
{
	const char *text[N_LANGUAGES];

	if (lines->text[0].length) {
		for (enum language language = 0; language < N_LANGUAGES; language++)
			text[language] = lines->text[language].data;
		if (lines->json.length)
			buffer_char(&lines->json, ',');
		buffer_char(&lines->json, '{');
		json_put_member(&lines->json, "section", section);
		frame_put_texts(&lines->json, "title", title);
		frame_put_texts(&lines->json, "text", text);
		buffer_format(&lines->json, ",\"sources\":[%s]}", lines->sources.data);
	}
	buffer_clear(&lines->sources);
	for (enum language language = 0; language < N_LANGUAGES; language++)
		buffer_clear(&lines->text[language]);
}

/* --- sources ------------------------------------------------------------------ */

/* Takes the printed source. */
static void add(struct buffer *sources, struct buffer *source)
{
	buffer_char(source, '}');
	if (!sources->length || !strstr(sources->data, source->data)) {
		if (sources->length)
			buffer_char(sources, ',');
		buffer_add(sources, source->data, source->length);
	}
	buffer_finish(source);
}

void source_message(struct buffer *sources, int64_t seq)
{
	struct buffer source = {0};

	buffer_char(&source, '{');
	json_put_integer(&source, "message", seq);
	add(sources, &source);
}

void source_record(struct buffer *sources, const char *call, int64_t at_ms)
{
	struct buffer source = {0};
	char at[25];

	clock_print(at_ms, at);
	buffer_char(&source, '{');
	json_put_member(&source, "record", call);
	json_put_member(&source, "at", at);
	add(sources, &source);
}

void source_policy(struct buffer *sources, const struct policy *policy)
{
	struct buffer source = {0};

	buffer_char(&source, '{');
	json_put_member(&source, "policy", policy->name);
	json_put_member(&source, "valid_from", policy->valid_from);
	json_put_member(&source, "source", policy->source);
	add(sources, &source);
}

void source_cause(struct buffer *sources, const char *code)
{
	struct buffer source = {0};

	buffer_char(&source, '{');
	json_put_member(&source, "cause", code);
	add(sources, &source);
}

void source_case(struct buffer *sources, const char *id)
{
	struct buffer source = {0};

	buffer_char(&source, '{');
	json_put_member(&source, "case", id);
	add(sources, &source);
}

void source_printed(struct buffer *sources, const char *printed)
{
	if (sources->length)
		buffer_char(sources, ',');
	buffer_text(sources, printed);
}
