/*
 * Text that grows. Always NUL-terminated once something was added.
 */
#ifndef FUJI_BASE_BUFFER_H
#define FUJI_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/** Zeroed is empty and ready. buffer_finish frees and zeroes again. */
struct buffer {
	char *data;
	size_t length;
	size_t capacity;
};

void buffer_finish(struct buffer *buffer);
void buffer_clear(struct buffer *buffer); /* keeps the room */
void buffer_add(struct buffer *buffer, const void *data, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_integer(struct buffer *buffer, int64_t value);

/** So many bytes more, which the caller fills at once. */
char *buffer_extend(struct buffer *buffer, size_t length);

/* Here, since JSON is printed by it a character at a time. */
static inline void buffer_char(struct buffer *buffer, char c)
{
	if (buffer->capacity - buffer->length <= 1) {
		*buffer_extend(buffer, 1) = c;
		return;
	}
	buffer->data[buffer->length++] = c;
	buffer->data[buffer->length] = '\0';
}

void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_format_list(struct buffer *buffer, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/** Hands the text over; the caller frees it, the buffer is empty again. Never NULL. */
char *buffer_take(struct buffer *buffer);

#endif
