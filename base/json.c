/*
 * A scanner that knows the grammar of RFC 8259 and nothing else, cJSON behind it,
 * and a printer.
 *
 * The scanner builds nothing: it walks the text once and keeps where the names of the
 * open objects stand, to compare them.
 */
#include "base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* cJSON copies a number into 64 bytes and drops what is longer. */
#define NUMBER_ROOM 64
/* Every whole number up to here is a double of its own. */
#define EXACT_INTEGER 9007199254740992.0

struct scanner {
	const char *text; /* well-formed UTF-8 */
	size_t length, at;
	struct error *err;
};

/* --- scanning ------------------------------------------------------------------- */

static bool refuse(struct scanner *scanner, size_t at, const char *why)
{
	return error_set(scanner->err, "JSON, byte %zu: %s", at, why);
}

static bool unexpected(struct scanner *scanner, const char *wanted)
{
	bool at_end = scanner->at == scanner->length;

	return error_set(scanner->err, "JSON, byte %zu: %s is missing%s", scanner->at, wanted,
			 at_end ? ", the text ends" : "");
}

/* The byte at the scanner, NUL at the end: the text itself has none. */
static char peek(const struct scanner *scanner)
{
	return scanner->at < scanner->length ? scanner->text[scanner->at] : '\0';
}

static bool take(struct scanner *scanner, char c)
{
	if (peek(scanner) != c)
		return false;
	scanner->at++;
	return true;
}

static bool take_one_of(struct scanner *scanner, const char *set)
{
	char c = peek(scanner);

	return c != '\0' && strchr(set, c) && take(scanner, c);
}

static void skip_blanks(struct scanner *scanner)
{
	while (take_one_of(scanner, " \t\n\r"))
		;
}

static bool take_digits(struct scanner *scanner)
{
	size_t from = scanner->at;

	while (take_one_of(scanner, "0123456789"))
		;
	return scanner->at > from;
}

static bool scan_number(struct scanner *scanner)
{
	size_t from = scanner->at;
	char copy[NUMBER_ROOM] = {0};

	take(scanner, '-');
	if (!take(scanner, '0') && !take_digits(scanner))
		return unexpected(scanner, "a value");
	if (take(scanner, '.') && !take_digits(scanner))
		return unexpected(scanner, "a digit");
	if (take_one_of(scanner, "eE")) {
		take_one_of(scanner, "+-");
		if (!take_digits(scanner))
			return unexpected(scanner, "a digit");
	}
	if (scanner->at - from >= sizeof copy)
		return refuse(scanner, from, "the number is too long");
	memcpy(copy, scanner->text + from, scanner->at - from);
	if (!isfinite(strtod(copy, NULL)))
		return refuse(scanner, from, "the number is too large");
	return true;
}

static bool scan_hex(struct scanner *scanner, uint32_t *out)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";

	*out = 0;
	for (int i = 0; i < 4; i++) {
		char c = peek(scanner);

		if (!take_one_of(scanner, digits))
			return unexpected(scanner, "a hexadecimal digit");
		*out = *out * 16 + (uint32_t)(strchr(digits, c) - digits) % 16;
	}
	return true;
}

/* Behind `\u`. A character beyond U+FFFF takes two escapes, each a half of it. */
static bool scan_unicode_escape(struct scanner *scanner, uint32_t *out)
{
	size_t from = scanner->at - 2;
	uint32_t low;

	if (!scan_hex(scanner, out))
		return false;
	if (*out == 0)
		return refuse(scanner, from, "\\u0000 is not allowed");
	if (*out < 0xd800 || *out > 0xdfff)
		return true;
	if (*out > 0xdbff || !take(scanner, '\\') || !take(scanner, 'u'))
		return refuse(scanner, from, "half of a surrogate pair");
	if (!scan_hex(scanner, &low))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return refuse(scanner, from, "half of a surrogate pair");
	*out = 0x10000 + ((*out - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

static bool scan_escape(struct scanner *scanner, uint32_t *out)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	char c = peek(scanner);

	if (take(scanner, 'u'))
		return scan_unicode_escape(scanner, out);
	if (!take_one_of(scanner, letters))
		return refuse(scanner, scanner->at - 1, "no such escape");
	*out = (uint32_t)meanings[strchr(letters, c) - letters];
	return true;
}

/* One character of a string, escapes resolved. */
static bool scan_character(struct scanner *scanner, uint32_t *out)
{
	if (scanner->at == scanner->length)
		return unexpected(scanner, "the closing quote");
	if (take(scanner, '\\'))
		return scan_escape(scanner, out);
	if ((unsigned char)peek(scanner) < ' ')
		return refuse(scanner, scanner->at, "a control character in a string");
	*out = text_next(scanner->text, scanner->length, &scanner->at);
	return true;
}

static bool scan_string(struct scanner *scanner)
{
	uint32_t character;

	if (!take(scanner, '"'))
		return unexpected(scanner, "a string");
	while (!take(scanner, '"'))
		if (!scan_character(scanner, &character))
			return false;
	return true;
}

/* Whether the strings behind the quotes at a and b mean the same; both have been
 * scanned before. */
static bool same_name(const struct scanner *scanner, size_t a, size_t b)
{
	struct scanner one = *scanner, other = *scanner;
	uint32_t c, d;

	one.at = a + 1;
	other.at = b + 1;
	while (peek(&one) != '"' && peek(&other) != '"')
		if (!scan_character(&one, &c) || !scan_character(&other, &d) || c != d)
			return false;
	return peek(&one) == peek(&other);
}

static bool scan_value(struct scanner *scanner, int depth);

static bool scan_list(struct scanner *scanner, int depth)
{
	skip_blanks(scanner);
	if (take(scanner, ']'))
		return true;
	do {
		if (!scan_value(scanner, depth))
			return false;
	} while (take(scanner, ','));
	return take(scanner, ']') || unexpected(scanner, "`,` or `]`");
}

static bool scan_name(struct scanner *scanner, size_t *names, size_t *n)
{
	size_t from = scanner->at;

	if (*n == JSON_MAX_MEMBERS)
		return refuse(scanner, from, "too many members in an object");
	if (!scan_string(scanner))
		return false;
	for (size_t i = 0; i < *n; i++)
		if (same_name(scanner, names[i], from))
			return refuse(scanner, from, "the name stands twice in an object");
	names[(*n)++] = from;
	return true;
}

static bool scan_object(struct scanner *scanner, int depth)
{
	size_t names[JSON_MAX_MEMBERS], n = 0;

	skip_blanks(scanner);
	if (take(scanner, '}'))
		return true;
	do {
		skip_blanks(scanner);
		if (!scan_name(scanner, names, &n))
			return false;
		skip_blanks(scanner);
		if (!take(scanner, ':'))
			return unexpected(scanner, "`:`");
		if (!scan_value(scanner, depth))
			return false;
	} while (take(scanner, ','));
	return take(scanner, '}') || unexpected(scanner, "`,` or `}`");
}

static bool scan_word(struct scanner *scanner, const char *word)
{
	for (; *word; word++)
		if (!take(scanner, *word))
			return unexpected(scanner, "a value");
	return true;
}

static bool scan_bare_value(struct scanner *scanner, int depth)
{
	switch (peek(scanner)) {
	case '{':
	case '[':
		if (depth == JSON_MAX_DEPTH)
			return refuse(scanner, scanner->at, "nested too deeply");
		return take(scanner, '{') ? scan_object(scanner, depth + 1)
					  : take(scanner, '[') && scan_list(scanner, depth + 1);
	case '"':
		return scan_string(scanner);
	case 't':
		return scan_word(scanner, "true");
	case 'f':
		return scan_word(scanner, "false");
	case 'n':
		return scan_word(scanner, "null");
	default:
		return scan_number(scanner);
	}
}

/* depth is the number of objects and lists around the value. */
static bool scan_value(struct scanner *scanner, int depth)
{
	skip_blanks(scanner);
	if (!scan_bare_value(scanner, depth))
		return false;
	skip_blanks(scanner);
	return true;
}

static bool scan(struct scanner *scanner)
{
	size_t well_formed = text_utf8_bytes(scanner->text, scanner->length);

	if (well_formed < scanner->length)
		return refuse(scanner, well_formed, "not UTF-8, or a NUL");
	if (scanner->length >= 3 && memcmp(scanner->text, "\xef\xbb\xbf", 3) == 0)
		return refuse(scanner, 0, "a byte-order mark");
	if (!scan_value(scanner, 0))
		return false;
	if (scanner->at < scanner->length)
		return refuse(scanner, scanner->at, "more text behind the value");
	return true;
}

/* --- reading -------------------------------------------------------------------- */

/* Before main, as it is for all threads: an empty heap would look like text that is no JSON. */
__attribute__((constructor)) static void use_our_heap(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = mem_new, .free_fn = free});
}

cJSON *json_read_own(const char *text, size_t length, struct error *err)
{
	cJSON *value = cJSON_ParseWithLength(text, length);

	if (!value)
		error_set(err, "JSON: not understood");
	return value;
}

cJSON *json_read(const char *text, size_t length, struct error *err)
{
	struct scanner scanner = {.text = text, .length = length, .err = err};

	return scan(&scanner) ? json_read_own(text, length, err) : NULL;
}

const cJSON *json_get(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *json_text(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(json_get(object, name));
}

static bool is_whole(double number)
{
	return fabs(number) <= EXACT_INTEGER && number == floor(number);
}

int64_t json_integer(const cJSON *object, const char *name, int64_t fallback)
{
	const cJSON *member = json_get(object, name);

	if (!cJSON_IsNumber(member) || !is_whole(member->valuedouble))
		return fallback;
	return (int64_t)member->valuedouble;
}

bool json_is_true(const cJSON *object, const char *name)
{
	return cJSON_IsTrue(json_get(object, name));
}

/* --- printing ------------------------------------------------------------------- */

/* What may not stand as it is: controls (also U+007F to U+009F, which move a terminal's
 * cursor), what closes a string, what opens a tag or an entity in a page, and the line
 * ends that JavaScript knows and JSON does not. */
static bool must_escape(uint32_t character)
{
	switch (character) {
	case '"':
	case '\\':
	case '<':
	case '>':
	case '&':
	case 0x2028:
	case 0x2029:
		return true;
	default:
		return character < ' ' || (character >= 0x7f && character <= 0x9f);
	}
}

/* Bytes that a character which must be escaped may begin with: 0xc2 begins U+0080 to U+00BF, 0xe2
 * U+2000 to U+2FFF. */
static const bool may_escape[256] = {
	1,         1,          1,         1,         1,         1,          1,          1,
	1,         1,          1,         1,         1,         1,          1,          1,
	1,         1,          1,         1,         1,         1,          1,          1,
	1,         1,          1,         1,         1,         1,          1,          1,
	['"'] = 1, ['\\'] = 1, ['<'] = 1, ['>'] = 1, ['&'] = 1, [0x7f] = 1, [0xc2] = 1, [0xe2] = 1,
};

static void put_escape(struct buffer *buffer, uint32_t character)
{
	switch (character) {
	case '"':
		buffer_text(buffer, "\\\"");
		break;
	case '\\':
		buffer_text(buffer, "\\\\");
		break;
	case '\n':
		buffer_text(buffer, "\\n");
		break;
	default:
		buffer_format(buffer, "\\u%04x", (unsigned)character);
	}
}

/* The bytes up to the first that may have to be escaped. */
static size_t plain_bytes(const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t n = 0;

	for (; n + 4 <= length; n += 4)
		if (may_escape[at[n]] | may_escape[at[n + 1]] | may_escape[at[n + 2]] |
		    may_escape[at[n + 3]])
			break;
	while (n < length && !may_escape[at[n]])
		n++;
	return n;
}

static void put_escaped(struct buffer *buffer, const char *text, size_t length)
{
	size_t plain = 0, at = 0;

	while ((at += plain_bytes(text + at, length - at)) < length) {
		size_t from = at;
		uint32_t character = text_next(text, length, &at);

		if (!must_escape(character))
			continue;
		buffer_add(buffer, text + plain, from - plain);
		put_escape(buffer, character);
		plain = at;
	}
	buffer_add(buffer, text + plain, length - plain);
}

void json_put_text_n(struct buffer *buffer, const char *text, size_t length)
{
	if (plain_bytes(text, length) == length) {
		char *out = buffer_extend(buffer, length + 2);

		out[0] = out[length + 1] = '"';
		if (length > 0)
			memcpy(out + 1, text, length);
		return;
	}
	buffer_char(buffer, '"');
	put_escaped(buffer, text, length);
	buffer_char(buffer, '"');
}

void json_put_text(struct buffer *buffer, const char *text)
{
	if (text)
		json_put_text_n(buffer, text, strlen(text));
	else
		buffer_text(buffer, "null");
}

void json_put_comma(struct buffer *buffer)
{
	char last = buffer->length ? buffer->data[buffer->length - 1] : '[';

	if (last != '[' && last != '{')
		buffer_char(buffer, ',');
}

void json_put_name(struct buffer *buffer, const char *name)
{
	json_put_comma(buffer);
	json_put_text(buffer, name);
	buffer_char(buffer, ':');
}

void json_put_member(struct buffer *buffer, const char *name, const char *text)
{
	if (!text)
		return;
	json_put_name(buffer, name);
	json_put_text(buffer, text);
}

void json_put_integer(struct buffer *buffer, const char *name, int64_t value)
{
	json_put_name(buffer, name);
	buffer_integer(buffer, value);
}

void json_put_boolean(struct buffer *buffer, const char *name, bool value)
{
	json_put_name(buffer, name);
	buffer_text(buffer, value ? "true" : "false");
}

static void put_number(struct buffer *buffer, double number)
{
	if (is_whole(number))
		buffer_integer(buffer, (int64_t)number);
	else if (isfinite(number))
		buffer_format(buffer, "%.17g", number);
	else
		buffer_text(buffer, "null");
}

static void put_children(struct buffer *buffer, const cJSON *value, const char *brackets)
{
	const cJSON *child;

	buffer_char(buffer, brackets[0]);
	cJSON_ArrayForEach(child, value)
	{
		if (child->string)
			json_put_name(buffer, child->string);
		else
			json_put_comma(buffer);
		json_put_value(buffer, child);
	}
	buffer_char(buffer, brackets[1]);
}

void json_put_words(struct buffer *buffer, const char *name, const char *list)
{
	json_put_name(buffer, name);
	buffer_char(buffer, '[');
	while (*list) {
		size_t length = strcspn(list, " ");

		json_put_comma(buffer);
		json_put_text_n(buffer, list, length);
		list += length + (list[length] == ' ');
	}
	buffer_char(buffer, ']');
}

void json_put_value(struct buffer *buffer, const cJSON *value)
{
	if (cJSON_IsObject(value))
		put_children(buffer, value, "{}");
	else if (cJSON_IsArray(value))
		put_children(buffer, value, "[]");
	else if (cJSON_IsString(value))
		json_put_text(buffer, value->valuestring);
	else if (cJSON_IsNumber(value))
		put_number(buffer, value->valuedouble);
	else if (cJSON_IsBool(value))
		buffer_text(buffer, cJSON_IsTrue(value) ? "true" : "false");
	else
		buffer_text(buffer, "null");
}
