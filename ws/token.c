/*
 * A token is read by printing it again: what does not come out the same is not ours.
 */
#include "ws/token.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MAC_SIZE 24
#define MAC_TEXT_SIZE ((MAC_SIZE * 4 + 2) / 3 + 1)
#define WORD_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

static const char *const purposes[] = {
	[TOKEN_CHAT] = "tok.chat", [TOKEN_DIRECT_LINE] = "tok.dl", [TOKEN_STREAM] = "tok.dls",
	[TOKEN_FILE] = "tok.file", [TOKEN_DESK] = "tok.desk",
};

bool token_word(const char *text)
{
	size_t length = strlen(text);

	return length >= 1 && length < TOKEN_USER_SIZE && strspn(text, WORD_CHARACTERS) == length;
}

void token_print(struct buffer *buffer, const struct keys *keys, enum token_use use,
		 const struct token *token)
{
	size_t start = buffer->length;
	uint8_t mac[CRYPTO_HASH_SIZE];
	char text[MAC_TEXT_SIZE];

	buffer_format(buffer, "v1.%s.%s.%s.%" PRId64, keys_id(keys), token->subject, token->user,
		      token->expires_ms / 1000);
	if (*token->origins)
		buffer_format(buffer, ".%s", token->origins);
	keys_hash(keys, purposes[use], buffer->data + start, buffer->length - start, mac);
	crypto_base64(mac, MAC_SIZE, text);
	buffer_format(buffer, ".%s", text);
}

/* Copies up to the next dot; NULL when the part is no word or does not fit. */
static const char *take_part(const char *text, char *out, size_t size)
{
	size_t length = strcspn(text, ".");

	if (text[length] != '.' || length >= size)
		return NULL;
	memcpy(out, text, length);
	out[length] = '\0';
	return length && strspn(out, WORD_CHARACTERS) == length ? text + length + 1 : NULL;
}

static bool take_parts(const char *text, struct token *out)
{
	char version[3], key[16], expiry[16], *end;

	text = take_part(text, version, sizeof version);
	text = text ? take_part(text, key, sizeof key) : NULL;
	text = text ? take_part(text, out->subject, sizeof out->subject) : NULL;
	text = text ? take_part(text, out->user, sizeof out->user) : NULL;
	text = text ? take_part(text, expiry, sizeof expiry) : NULL;
	if (!text)
		return false;

	out->expires_ms = strtoll(expiry, &end, 10) * 1000;
	*out->origins = '\0';
	if (strchr(text, '.'))
		text = take_part(text, out->origins, sizeof out->origins);
	return text && *end == '\0';
}

static void stamp(const struct keys *keys, const char *origin, char out[TOKEN_ORIGIN_STAMP + 1])
{
	uint8_t hash[CRYPTO_HASH_SIZE];

	keys_hash(keys, "tok.site", origin, strlen(origin), hash);
	crypto_base64(hash, 8, out);
}

bool token_trust_origin(struct token *token, const struct keys *keys, const char *origin)
{
	size_t length = strlen(token->origins);

	if (length + TOKEN_ORIGIN_STAMP >= sizeof token->origins)
		return false;
	stamp(keys, origin, token->origins + length);
	return true;
}

bool token_trusts(const struct token *token, const struct keys *keys, const char *origin)
{
	char ours[TOKEN_ORIGIN_STAMP + 1];

	if (!*token->origins || !*origin)
		return true;
	stamp(keys, origin, ours);
	for (const char *at = token->origins; *at; at += TOKEN_ORIGIN_STAMP) {
		if (!strncmp(at, ours, TOKEN_ORIGIN_STAMP))
			return true;
	}
	return false;
}

bool token_is_secret(const char *text, const struct keys *keys, const char *secret)
{
	uint8_t ours[CRYPTO_HASH_SIZE], theirs[CRYPTO_HASH_SIZE];

	keys_hash(keys, "secret", secret, strlen(secret), ours);
	keys_hash(keys, "secret", text, strlen(text), theirs);
	return *secret && crypto_equal(ours, theirs, sizeof ours);
}

bool token_read(const char *text, const struct keys *keys, enum token_use use, struct token *out)
{
	struct buffer ours = {0};
	bool same;

	if (!take_parts(text, out))
		return false;
	token_print(&ours, keys, use, out);
	same = ours.length == strlen(text) && crypto_equal(ours.data, text, ours.length);
	buffer_finish(&ours);
	return same;
}
