/*
 * What base/json.c prints, taken apart again.
 */
#include "base/json_walk.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define DIGITS_MOST 19 /* of an int64_t; as many fit into an uint64_t */

bool json_take(char **at, char c)
{
	if (**at != c)
		return false;
	++*at;
	return true;
}

/* Behind the `u`. Halves of surrogate pairs are never printed. */
static bool take_code_point(char **at, char **end)
{
	char digits[5] = {0}, *rest;
	long code_point;

	strncpy(digits, *at, 4);
	code_point = strtol(digits, &rest, 16);
	if (rest != digits + 4 || code_point <= 0)
		return false;
	*at += 4;
	*end += utf8proc_encode_char((int32_t)code_point, (uint8_t *)*end);
	return true;
}

/* Behind the backslash. What is meant is never longer than its escape. */
static bool take_escape(char **at, char **end)
{
	char c = *(*at)++;

	if (c == 'u')
		return take_code_point(at, end);
	*(*end)++ = c == 'n' ? '\n' : c;
	return c == 'n' || c == '"' || c == '\\';
}

char *json_take_text(char **at)
{
	char *text = *at + 1, *from = text, *end = text;

	if (**at != '"')
		return NULL;
	while (*from != '"') {
		if (*from == '\0')
			return NULL;
		if (*from != '\\') {
			*end++ = *from++;
			continue;
		}
		from++;
		if (!take_escape(&from, &end))
			return NULL;
	}
	*end = '\0';
	*at = from + 1;
	return text;
}

bool json_take_integer(char **at, int64_t *out)
{
	bool negative = json_take(at, '-');
	const char *from = *at;
	uint64_t number = 0;

	for (; **at >= '0' && **at <= '9'; ++*at)
		number = number * 10 + (uint64_t)(**at - '0');
	if (*at == from || *at - from > DIGITS_MOST || number > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - number) : (int64_t)number;
	return true;
}

static bool take_word(char **at, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*at, word, length) != 0)
		return false;
	*at += length;
	return true;
}

bool json_take_boolean(char **at, bool *out)
{
	*out = take_word(at, "true");
	return *out || take_word(at, "false");
}

bool json_skip(char **at)
{
	size_t depth = 0;

	do {
		char c = **at;

		if (c == '"') {
			if (!json_take_text(at))
				return false;
			continue;
		}
		if (c == '\0')
			return false;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		++*at;
	} while (depth || !strchr(",]}", **at));
	return true;
}
