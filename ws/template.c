/*
 * Fill a template. Values are escaped as in JSON, which changes nothing in what an address may hold.
 */
#include "ws/template.h"

#include <string.h>

#include "base/json.h"

static const struct template_place *place_at(const char *at, const struct template_place *places)
{
	for (; places->name; places++) {
		if (!strncmp(at, places->name, strlen(places->name)))
			return places;
	}
	return NULL;
}

static void put_value(struct buffer *out, const char *value)
{
	struct buffer quoted = {0};

	json_put_text(&quoted, value);
	buffer_add(out, quoted.data + 1, quoted.length - 2);
	buffer_finish(&quoted);
}

void template_fill(const char *template, const struct template_place *places, struct buffer *out)
{
	buffer_text(out, "");
	while (*template) {
		const struct template_place *place = place_at(template, places);

		if (place) {
			put_value(out, place->value);
			template += strlen(place->name);
		} else {
			buffer_char(out, *template ++);
		}
	}
}
