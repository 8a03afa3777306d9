/*
 * 停机保号 becomes 停机 机保 保号, and 号 in a document.
 *
 * FTS5's own tokenizers cannot find 停机: one takes a whole sentence for a word, the other
 * needs three characters.
 */
#include "knowledge/pairs.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define MAX_WORD 64 /* bytes; of a longer word only so many count */

typedef int take_token(void *context, int flags, const char *token, int length, int from, int to);

enum kind { SEPARATOR, HAN, WORD };

struct cutter {
	const char *text;
	size_t length;
	bool is_query;
	take_token *take;
	void *context;
};

static bool is_between(uint32_t c, uint32_t first, uint32_t last)
{
	return c >= first && c <= last;
}

/* The blocks of Unified Ideographs, and 〇, which stands outside them. */
static enum kind kind_of(uint32_t c)
{
	if (is_between(c, '0', '9') || is_between(c, 'A', 'Z') || is_between(c, 'a', 'z'))
		return WORD;
	if (c == 0x3007 || is_between(c, 0x3400, 0x4DBF) || is_between(c, 0x4E00, 0x9FFF) ||
	    is_between(c, 0xF900, 0xFAFF) || is_between(c, 0x20000, 0x323AF))
		return HAN;
	return SEPARATOR;
}

/* The end of the run of one kind that begins at `from`. */
static size_t run_end(const struct cutter *cutter, size_t from, enum kind *out_kind)
{
	size_t next = from;
	size_t end;

	*out_kind = kind_of(text_next(cutter->text, cutter->length, &next));
	do {
		end = next;
	} while (end < cutter->length &&
		 kind_of(text_next(cutter->text, cutter->length, &next)) == *out_kind);
	return end;
}

static int take_pairs(const struct cutter *cutter, size_t from, size_t end)
{
	size_t begin = from;
	int result = SQLITE_OK;

	while (from < end && result == SQLITE_OK) {
		size_t second = from;

		text_next(cutter->text, end, &second);

		size_t behind = second;

		if (second < end)
			text_next(cutter->text, end, &behind);
		else if (cutter->is_query && from > begin)
			break;
		result = cutter->take(cutter->context, 0, cutter->text + from, (int)(behind - from),
				      (int)from, (int)behind);
		from = second;
	}
	return result;
}

static int take_word(const struct cutter *cutter, size_t from, size_t end)
{
	char word[MAX_WORD];
	size_t n = 0;

	for (size_t i = from; i < end && n < sizeof word; i++) {
		char c = cutter->text[i];

		word[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return cutter->take(cutter->context, 0, word, (int)n, (int)from, (int)end);
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text,
		    int length, take_token *take)
{
	const struct cutter cutter = {text, (size_t)length, flags & FTS5_TOKENIZE_QUERY, take,
				      context};
	int result = SQLITE_OK;

	(void)tokenizer;
	for (size_t from = 0, end; from < cutter.length && result == SQLITE_OK; from = end) {
		enum kind kind;

		end = run_end(&cutter, from, &kind);
		if (kind == HAN)
			result = take_pairs(&cutter, from, end);
		else if (kind == WORD)
			result = take_word(&cutter, from, end);
	}
	return result;
}

/* FTS5 wants an instance that is not NULL; the context that it hands over will do. */
static int create(void *context, const char **arguments, int n, Fts5Tokenizer **out)
{
	(void)arguments;
	(void)n;
	*out = context;
	return SQLITE_OK;
}

static void destroy(Fts5Tokenizer *tokenizer)
{
	(void)tokenizer;
}

const fts5_tokenizer pairs_tokenizer = {create, destroy, tokenize};
