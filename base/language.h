/*
 * The languages that texts are written in. A new one is a row here and in language_code.
 */
#ifndef FUJI_BASE_LANGUAGE_H
#define FUJI_BASE_LANGUAGE_H

#include <stdbool.h>
#include <string.h>
#include <strings.h>

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

/** Whether a tag of Chinese asks for traditional characters: by its script, else by its region. */
static inline bool language_is_traditional(const char *tag)
{
	static const char *const subtags[] = {"-Hans", "-Hant", "-TW", "-HK", "-MO"};

	for (size_t i = 0; i < sizeof subtags / sizeof *subtags; i++) {
		size_t length = strlen(subtags[i]);

		for (const char *at = strchr(tag, '-'); at; at = strchr(at + 1, '-')) {
			if (!strncasecmp(at, subtags[i], length) &&
			    (!at[length] || at[length] == '-'))
				return i > 0;
		}
	}
	return false;
}

#endif
