/*
 * Chinese in traditional characters, by OpenCC.
 *
 * In the forms of Taiwan, as the standard has them: `zh-Hant` without a region is `zh-Hant-TW` by the
 * likely subtags of Unicode's CLDR, and readers of Hong Kong and Macau read them as well, while
 * theirs (裏, 着, 説) look odd elsewhere. Characters only (s2tw), and not the words of Taiwan
 * (s2twp): what stands on the operator's own screens and in its text messages must be found again.
 */
#include "base/text.h"

#include <opencc/opencc.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct text_writer {
	opencc_t opencc;
};

struct text_writer *text_writer_create(struct error *err)
{
	const opencc_t none = (opencc_t)-1;
	struct text_writer *writer = mem_new(sizeof *writer);

	writer->opencc = opencc_open("s2tw.json");
	if (writer->opencc != none)
		return writer;
	error_set(err, "open OpenCC's s2tw.json: %s", opencc_error());
	free(writer);
	return NULL;
}

void text_writer_destroy(struct text_writer *writer)
{
	if (!writer)
		return;
	opencc_close(writer->opencc);
	free(writer);
}

const char *text_traditional(struct text_writer *writer, const char *text, struct arena *arena)
{
	char *written = opencc_convert_utf8(writer->opencc, text, strlen(text));
	const char *copy = arena_text(arena, written ? written : text);

	if (written)
		opencc_convert_utf8_free(written);
	return copy;
}
