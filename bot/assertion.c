/*
 * Read an assertion. The signature comes first: until it fits, the text is a stranger's, and
 * of a stranger's claims none is looked at.
 */
#include "bot/assertion.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

#define CLOCKS_DIFFER_MS (30 * 1000LL)
#define FRESH_LOGIN_MS (15 * 60 * 1000LL) /* as long as a proof lasts unused */
#define HEADER_MOST 512
#define CLAIMS_MOST 3072

static bool refuse(struct error *err, const char *why)
{
	return error_set(err, "%s", why);
}

/* --- the envelope --------------------------------------------------------------- */

struct part {
	const char *text;
	size_t length;
};

/* Three parts and two dots, no more: RFC 7515 section 3.1. */
static bool split(const char *text, struct part out[3])
{
	for (int i = 0; i < 3; i++) {
		out[i] = (struct part){text, strcspn(text, ".")};
		text += out[i].length;
		if (out[i].length == 0 || (*text == '.') != (i < 2))
			return false;
		text++;
	}
	return true;
}

static cJSON *read_object(const struct part *part, size_t most, struct error *err)
{
	char json[CLAIMS_MOST];
	size_t length;
	cJSON *root;

	if (!crypto_base64_read(part->text, part->length, json, most, &length)) {
		refuse(err, "a part is no base64url, or too long");
		return NULL;
	}
	root = json_read(json, length, NULL);
	crypto_forget(json, sizeof json);
	if (cJSON_IsObject(root))
		return root;
	cJSON_Delete(root);
	refuse(err, "a part is no JSON object");
	return NULL;
}

/* `none` and every algorithm but ours is refused by name, and a key that the token brings along
 * is not looked at: RFC 8725 sections 3.1 and 3.10. `Ed25519` is RFC 9864's name for the same. */
static bool check_header(const cJSON *header, struct error *err)
{
	const char *algorithm = json_text(header, "alg"), *type = json_text(header, "typ");

	if (!algorithm || (strcmp(algorithm, "EdDSA") && strcmp(algorithm, "Ed25519")))
		return refuse(err, "alg is not EdDSA");
	if (json_get(header, "crit"))
		return refuse(err, "crit asks for what is not known here");
	if (json_get(header, "typ") && (!type || strcmp(type, "JWT")))
		return refuse(err, "typ is not JWT");
	return true;
}

static bool read_header(const struct part *part, struct error *err)
{
	cJSON *header = read_object(part, HEADER_MOST, err);
	bool good = header && check_header(header, err);

	cJSON_Delete(header);
	return good;
}

static bool check_signature(const struct part parts[3], const struct assertion_rules *rules,
			    struct error *err)
{
	uint8_t signature[CRYPTO_SIGNATURE_SIZE];
	size_t signed_length = parts[0].length + 1 + parts[1].length, n;

	if (!crypto_base64_read(parts[2].text, parts[2].length, signature, sizeof signature, &n) ||
	    n != sizeof signature)
		return refuse(err, "the signature is none of Ed25519");
	for (size_t i = 0; i < rules->n_keys; i++)
		if (crypto_signature_fits(rules->keys[i], parts[0].text, signed_length, signature))
			return true;
	return refuse(err, "the signature fits no key");
}

/* --- claims --------------------------------------------------------------------- */

static bool is_for(const cJSON *audience, const char *us)
{
	const cJSON *item;
	bool found = false;

	if (cJSON_IsString(audience))
		return !strcmp(audience->valuestring, us);
	if (!cJSON_IsArray(audience))
		return false;
	cJSON_ArrayForEach(item, audience)
	{
		if (!cJSON_IsString(item))
			return false;
		found |= !strcmp(item->valuestring, us);
	}
	return found;
}

static bool check_parties(const cJSON *claims, const struct assertion_rules *rules,
			  struct error *err)
{
	const char *issuer = json_text(claims, "iss");

	if (!issuer || strcmp(issuer, rules->issuer))
		return refuse(err, "iss is another one");
	if (!is_for(json_get(claims, "aud"), rules->audience))
		return refuse(err, "aud is another one");
	return true;
}

/* Whole seconds. False when it is missing or anything else. */
static bool read_time(const cJSON *claims, const char *name, int64_t *out_ms)
{
	int64_t seconds = json_integer(claims, name, -1);

	*out_ms = seconds * 1000;
	return seconds >= 0;
}

static bool read_times(const cJSON *claims, int64_t now_ms, struct assertion *out,
		       struct error *err)
{
	int64_t from_ms;

	if (!read_time(claims, "iat", &out->since_ms))
		return refuse(err, "iat is no time");
	if (out->since_ms > now_ms + CLOCKS_DIFFER_MS)
		return refuse(err, "iat is to come");
	if (!read_time(claims, "exp", &out->until_ms))
		return refuse(err, "exp is no time");
	if (out->until_ms > out->since_ms + ASSERTION_LIFE_MS)
		out->until_ms = out->since_ms + ASSERTION_LIFE_MS;
	if (out->until_ms <= now_ms)
		return refuse(err, "it has expired");
	if (json_get(claims, "nbf") &&
	    (!read_time(claims, "nbf", &from_ms) || from_ms > now_ms + CLOCKS_DIFFER_MS))
		return refuse(err, "nbf is no time, or to come");
	if (!read_time(claims, "auth_time", &out->login_ms))
		return refuse(err, "auth_time is no time");
	if (out->login_ms > out->since_ms)
		return refuse(err, "auth_time is behind iat");
	return true;
}

/* E.164 with or without its plus, or as the number is dialled at home. */
static bool read_number(const char *text, char out[12])
{
	text += *text == '+';
	if (strlen(text) == 13 && !strncmp(text, "86", 2))
		text += 2;
	if (strlen(text) != 11 || strspn(text, "0123456789") != 11 || *text != '1')
		return false;
	strcpy(out, text);
	return true;
}

/* OpenID Connect's claims: a number that the operator has not verified asserts nothing. */
static bool read_line(const cJSON *claims, struct assertion *out, struct error *err)
{
	const char *from = json_get(claims, "phone_number") ? "phone_number" : "sub";
	const char *number = json_text(claims, from);

	if (!number || !read_number(number, out->line))
		return refuse(err, "neither phone_number nor sub is a mobile number");
	if (json_get(claims, "phone_number_verified") &&
	    !json_is_true(claims, "phone_number_verified"))
		return refuse(err, "phone_number is not verified");
	return true;
}

/* False also for one that is no text, or longer than there is room. */
static bool read_word(const cJSON *claims, const char *name, char *out, size_t size)
{
	const char *text = json_text(claims, name);

	if (!text || !*text || strlen(text) >= size)
		return false;
	strcpy(out, text);
	return true;
}

static bool read_claims(const cJSON *claims, const struct assertion_rules *rules, int64_t now_ms,
			struct assertion *out, struct error *err)
{
	if (!check_parties(claims, rules, err) || !read_times(claims, now_ms, out, err) ||
	    !read_line(claims, out, err))
		return false;
	read_word(claims, "sub", out->subject, sizeof out->subject);
	if (!read_word(claims, "jti", out->id, sizeof out->id))
		return refuse(err, "jti is missing or too long");
	if (json_get(claims, "acr") && !read_word(claims, "acr", out->level, sizeof out->level))
		return refuse(err, "acr is no text or too long");
	if (json_get(claims, "nonce") && !read_word(claims, "nonce", out->nonce, sizeof out->nonce))
		return refuse(err, "nonce is no text or too long");
	out->passed = json_is_true(claims, "passed");
	return true;
}

bool assertion_read(const char *text, const struct assertion_rules *rules, int64_t now_ms,
		    struct assertion *out, struct error *err)
{
	struct part parts[3];
	cJSON *claims;
	bool good;

	*out = (struct assertion){0};
	if (strlen(text) > ASSERTION_MOST || !split(text, parts))
		return refuse(err, "it is no JWT in three parts, or too long");
	if (!read_header(&parts[0], err) || !check_signature(parts, rules, err))
		return false;
	claims = read_object(&parts[1], CLAIMS_MOST, err);
	good = claims && read_claims(claims, rules, now_ms, out, err);
	cJSON_Delete(claims);
	return good;
}

bool assertion_is_fresh(const struct assertion *assertion)
{
	return assertion->since_ms - assertion->login_ms <= FRESH_LOGIN_MS;
}

bool assertion_is_strong(const struct assertion *assertion, const struct assertion_rules *rules)
{
	if (!assertion_is_fresh(assertion))
		return false;
	for (size_t i = 0; i < rules->n_strong; i++)
		if (!strcmp(rules->strong[i], assertion->level))
			return true;
	return false;
}

bool assertion_read_key(const char *text, uint8_t out[CRYPTO_PUBLIC_SIZE])
{
	size_t n;

	return crypto_base64_read(text, strlen(text), out, CRYPTO_PUBLIC_SIZE, &n) &&
	       n == CRYPTO_PUBLIC_SIZE;
}
