/*
 * A report as Markdown for people, whole or as a digest, as CSV or JSON for programs.
 */
#ifndef FUJI_WS_REPORT_PRINT_H
#define FUJI_WS_REPORT_PRINT_H

#include "base/buffer.h"
#include "bot/report.h"

/** `before` is the report of the period before, NULL: there is nothing to compare with. In Markdown
 *  a report by groups shows a line of leading figures for each; all of them are in the others. */
void report_print_markdown(struct buffer *out, const struct report_query *query,
			   const struct report *report, const struct report *before);
void report_print_csv(struct buffer *out, const struct report_query *query,
		      const struct report *report, const struct report *before);
void report_print_json(struct buffer *out, const struct report_query *query,
		       const struct report *report, const struct report *before);

/** For whoever reads one a week: what is different from before, which must be there, where people
 *  left and what did not help. Of a report by nothing. */
void report_print_digest(struct buffer *out, const struct report_query *query,
			 const struct report *report, const struct report *before);

/** The head of a report in Markdown, and the leading figures. */
void report_put_leading(struct buffer *out, const struct report_query *query,
			const struct report_group *now, const struct report_group *before);

/** A member of a JSON object: its groups with all figures, or with the leading ones alone. */
void report_put_groups(struct buffer *out, const char *name, const struct report *report,
		       bool leading_only);

#endif
