/*
 * Find markup, and say where it is.
 */
#include "base/markup.h"

#include <string.h>

#include "base/text.h"

bool markup_check(const struct yaml *node, struct problems *problems)
{
	const char *markup = strstr(node->text, "**");
	size_t column = node->column;

	if (!markup)
		return true;
	/* A text of several lines does not say where each begins. */
	if (!strchr(node->text, '\n'))
		column += node->quoted + text_characters(node->text, (size_t)(markup - node->text));
	return problems_add(problems, node->file, node->line, column,
			    "the chat shows no bold type");
}
