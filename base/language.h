/*
 * The languages that texts are written in. A new one is a row here and in language_code.
 */
#ifndef FUJI_BASE_LANGUAGE_H
#define FUJI_BASE_LANGUAGE_H

#include <string.h>

enum language { LANGUAGE_ZH, LANGUAGE_EN, N_LANGUAGES };

static inline const char *language_code(enum language language)
{
	static const char *const codes[N_LANGUAGES] = {"zh", "en"};

	return codes[language];
}

/** From a BCP 47 tag by its first part (`zh-Hant-TW` is zh); fallback for others or NULL. */
static inline enum language language_from(const char *tag, enum language fallback)
{
	if (tag && !strncmp(tag, "zh", 2))
		return LANGUAGE_ZH;
	if (tag && !strncmp(tag, "en", 2))
		return LANGUAGE_EN;
	return fallback;
}

#endif
