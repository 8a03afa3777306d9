/*
 * Read values.
 */
#include "bot/tmf/read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"

#define BLANKS " \t\r\n"
#define FEN_MOST 10000000000000LL /* a hundred thousand million yuan */

bool tmf_same(const char *text, const char *word)
{
	size_t length;

	if (!text)
		return false;
	text += strspn(text, BLANKS);
	length = strlen(text);
	while (length && strchr(BLANKS, text[length - 1]))
		length--;
	return length == strlen(word) && !strncasecmp(text, word, length);
}

bool tmf_is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++) {
		if (tmf_same(text, *words))
			return true;
	}
	return false;
}

const cJSON *tmf_characteristic(const cJSON *resource, const char *name)
{
	static const char *const lists[] = {"productCharacteristic", "serviceCharacteristic",
					    "characteristic"};
	const cJSON *list = NULL, *item;

	for (size_t i = 0; i < sizeof lists / sizeof *lists && !list; i++)
		list = json_get(resource, lists[i]);
	cJSON_ArrayForEach(item, list)
	{
		if (tmf_same(json_text(item, "name"), name))
			return json_get(item, "value");
	}
	return NULL;
}

const char *tmf_characteristic_text(const cJSON *resource, const char *name)
{
	const cJSON *value = tmf_characteristic(resource, name);

	return cJSON_IsString(value) ? value->valuestring : NULL;
}

const cJSON *tmf_field_of(const cJSON *resource, const struct tmf_field *field)
{
	return field->is_characteristic ? tmf_characteristic(resource, field->name)
					: json_get(resource, field->name);
}

int64_t tmf_time_of(const char *text)
{
	int64_t at_ms;

	return text && clock_parse(text, &at_ms) ? at_ms : 0;
}

int64_t tmf_time(const cJSON *object, const char *name)
{
	return tmf_time_of(json_text(object, name));
}

/* --- money -------------------------------------------------------------------- */

/* `128`, `128.5`, `-0.50`, `128.000`; nothing of a fen may be left. */
static bool read_decimal(const char *text, int64_t *out_fen)
{
	bool is_negative = *text == '-';
	const char *at = text + is_negative;
	int64_t fen = 0;
	int n_digits = 0;

	for (; *at >= '0' && *at <= '9' && fen < FEN_MOST; at++, n_digits++)
		fen = fen * 10 + (*at - '0');
	if (!n_digits || fen >= FEN_MOST)
		return false;
	if (*at == '.')
		at++;
	for (int i = 0; i < 2; i++)
		fen = fen * 10 + (*at >= '0' && *at <= '9' ? *at++ - '0' : 0);
	at += strspn(at, "0");
	*out_fen = is_negative ? -fen : fen;
	return !*at;
}

/* A decimal of up to 15 digits comes out of a double as it went in (DBL_DIG), so that what was
 * written is read, and nothing is calculated with fractions. */
static bool read_amount(const cJSON *value, int64_t *out_fen)
{
	char text[40];

	if (cJSON_IsString(value))
		return read_decimal(value->valuestring, out_fen);
	if (!cJSON_IsNumber(value) || fabs(value->valuedouble) >= 1e13)
		return false;
	snprintf(text, sizeof text, "%.15g", value->valuedouble);
	return read_decimal(text, out_fen);
}

static bool is_currency(const struct tmf_mapping *mapping, const char *unit)
{
	for (size_t i = 0; i < mapping->n_currencies; i++) {
		if (tmf_same(unit, mapping->currencies[i]))
			return true;
	}
	return false;
}

bool tmf_money(const struct tmf_mapping *mapping, const cJSON *money, int64_t *out_fen)
{
	const char *unit = json_text(money, "unit");
	const cJSON *value = json_get(money, "value");

	if (!unit)
		unit = json_text(money, "units");
	if (!value)
		value = json_get(money, "amount");
	return is_currency(mapping, unit) && read_amount(value, out_fen);
}

/* --- numbers ------------------------------------------------------------------ */

bool tmf_is_number(const struct tmf_mapping *mapping, const cJSON *value, const char *line)
{
	const char *text = cJSON_IsString(value) ? value->valuestring : "";
	size_t prefix = strlen(mapping->number_prefix);

	return !strcmp(text, line) ||
	       (!strncmp(text, mapping->number_prefix, prefix) && !strcmp(text + prefix, line));
}
