/*
 * Text that grows: a small one to four times its size, since most are on their way to a kilobyte,
 * a larger one to twice.
 */
#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SMALL 1024

static void grow(struct buffer *buffer, size_t more)
{
	size_t capacity = buffer->capacity ? buffer->capacity : 64;

	while (capacity - buffer->length <= more && capacity <= SIZE_MAX / 4)
		capacity *= capacity < SMALL ? 4 : 2;
	if (capacity - buffer->length <= more)
		mem_resize(NULL, capacity, 2); /* ends the process */
	buffer->data = mem_resize(buffer->data, capacity, 1);
	buffer->capacity = capacity;
}

/* Room for `more` bytes and the NUL behind them. */
static char *make_room(struct buffer *buffer, size_t more)
{
	if (buffer->capacity - buffer->length <= more)
		grow(buffer, more);
	return buffer->data + buffer->length;
}

void buffer_finish(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	if (buffer->data)
		buffer->data[0] = '\0';
}

char *buffer_extend(struct buffer *buffer, size_t length)
{
	char *end = make_room(buffer, length);

	end[length] = '\0';
	buffer->length += length;
	return end;
}

void buffer_add(struct buffer *buffer, const void *data, size_t length)
{
	char *end = buffer_extend(buffer, length);

	if (length > 0)
		memcpy(end, data, length);
}

void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

static const char pairs[] =
	"00010203040506070809101112131415161718192021222324252627282930313233343536373839"
	"40414243444546474849505152535455565758596061626364656667686970717273747576777879"
	"8081828384858687888990919293949596979899";

/* A tenth of what printf() takes. */
void buffer_integer(struct buffer *buffer, int64_t value)
{
	char digits[20], *const end = digits + sizeof digits; /* INT64_MIN has 19 and a sign */
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char *at = end;

	for (; rest >= 100; rest /= 100) {
		const char *two = pairs + 2 * (rest % 100);

		*--at = two[1];
		*--at = two[0];
	}
	if (rest >= 10)
		*--at = (char)('0' + rest % 10);
	*--at = (char)('0' + (rest >= 10 ? rest / 10 : rest));
	if (value < 0)
		*--at = '-';
	buffer_add(buffer, at, (size_t)(end - at));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buffer_format_list(buffer, format, args);
	va_end(args);
}

void buffer_format_list(struct buffer *buffer, const char *format, va_list args)
{
	va_list again;
	size_t length;

	va_copy(again, args);
	length = (size_t)vsnprintf(NULL, 0, format, args);
	vsnprintf(make_room(buffer, length), length + 1, format, again);
	buffer->length += length;
	va_end(again);
}

char *buffer_take(struct buffer *buffer)
{
	char *text = buffer->data ? buffer->data : mem_text("");

	*buffer = (struct buffer){0};
	return text;
}
