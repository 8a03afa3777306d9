/*
 * Sentences about what went wrong.
 */
#include "base/error.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/mem.h"

struct problems {
	char **lines;
	size_t n, room;
};

bool error_set(struct error *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return false;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return false;
}

struct problems *problems_create(void)
{
	return mem_new(sizeof(struct problems));
}

void problems_destroy(struct problems *problems)
{
	if (!problems)
		return;
	for (size_t i = 0; i < problems->n; i++)
		free(problems->lines[i]);
	free(problems->lines);
	free(problems);
}

static void append(struct problems *problems, char *line)
{
	if (problems->n == problems->room) {
		problems->room = problems->room ? 2 * problems->room : 16;
		problems->lines = mem_resize(problems->lines, problems->room,
					     sizeof *problems->lines);
	}
	problems->lines[problems->n++] = line;
}

bool problems_add(struct problems *problems, const char *file, size_t line, size_t column,
		  const char *format, ...)
{
	struct buffer text = {0};
	va_list args;

	buffer_text(&text, file);
	if (line > 0)
		buffer_format(&text, ":%zu:%zu", line, column);
	buffer_text(&text, ": ");
	va_start(args, format);
	buffer_format_list(&text, format, args);
	va_end(args);
	append(problems, buffer_take(&text));
	return false;
}

size_t problems_count(const struct problems *problems)
{
	return problems->n;
}

const char *problems_line(const struct problems *problems, size_t i)
{
	return problems->lines[i];
}

void problems_print(const struct problems *problems, FILE *out)
{
	for (size_t i = 0; i < problems->n; i++)
		fprintf(out, "%s\n", problems->lines[i]);
}
