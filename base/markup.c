/*
 * Find markup, and say where it is.
 */
#include "base/markup.h"

#include <string.h>

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

	return !fault || yaml_problem_at(node, at, problems, fault);
}
