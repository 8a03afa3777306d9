/*
 * The lines of a case's summary as JSON, in every language from the same facts, each with its
 * sources. The form is told in ws/WIRE.md.
 */
#ifndef FUJI_BOT_SUMMARY_LINES_H
#define FUJI_BOT_SUMMARY_LINES_H

#include "base/buffer.h"
#include "base/language.h"
#include "knowledge/knowledge.h"

/** Zeroed is empty and ready. */
struct summary_lines {
	struct buffer json; /* those that are whole, comma-separated */

	/* Of the line that is being written: its items, and where they come from. */
	struct buffer text[N_LANGUAGES], sources;
};

void summary_lines_finish(struct summary_lines *lines);

/** One more item of the line. */
void summary_item(struct summary_lines *lines, const char *const text[N_LANGUAGES]);

/** Ends the line; one without items is none. */
void summary_line_end(struct summary_lines *lines, const char *section,
		      const char *const title[N_LANGUAGES]);

/** One more source, unless it is there: an activity by its seq; what the operator answered to
 *  such a call and when; a row of policies; a cause of the table; the case itself. */
void source_message(struct buffer *sources, int64_t seq);
void source_record(struct buffer *sources, const char *call, int64_t at_ms);
void source_policy(struct buffer *sources, const struct policy *policy);
void source_cause(struct buffer *sources, const char *code);
void source_case(struct buffer *sources, const char *id);

/** Some that were printed before. */
void source_printed(struct buffer *sources, const char *printed);

#endif
