/*
 * Find markup, and say where it is.
 */
#include "base/markup.h"

#include <string.h>

#include "base/text.h"

const char *markup_fault(const char *text, size_t *at)
{
	const char *markup = strstr(text, "**");

	if (!markup)
		return NULL;
	*at = (size_t)(markup - text);
	return "the chat shows no bold type";
}

bool markup_check(const struct yaml *node, struct problems *problems)
{
	size_t at;
	const char *fault = markup_fault(node->text, &at);
	size_t column = node->column;

	if (!fault)
		return true;
	/* A text of several lines does not say where each begins. */
	if (!strchr(node->text, '\n'))
		column += node->quoted + text_characters(node->text, at);
	return problems_add(problems, node->file, node->line, column, "%s", fault);
}
