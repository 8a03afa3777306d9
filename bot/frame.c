/*
 * Members that many frames have.
 */
#include "bot/frame.h"

#include "base/clock.h"
#include "base/json.h"

void frame_put_texts(struct buffer *json, const char *name, const char *const text[N_LANGUAGES])
{
	json_put_name(json, name);
	buffer_char(json, '{');
	for (enum language language = 0; language < N_LANGUAGES; language++)
		json_put_member(json, language_code(language), text[language]);
	buffer_char(json, '}');
}

void frame_put_time(struct buffer *json, const char *name, int64_t at_ms)
{
	char at[25] = "";

	if (at_ms)
		clock_print(at_ms, at);
	json_put_member(json, name, at);
}
