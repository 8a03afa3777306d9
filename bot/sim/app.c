/*
 * Sign assertions as an operator would.
 */
#include "bot/sim/app.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#define HEADER "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}"

void sim_app_start(struct sim_app *app, struct assertion_rules *rules)
{
	*rules = (struct assertion_rules){
		.n_keys = 1,
		.issuer = "https://app.example",
		.audience = "fuji",
		.strong = {"face"},
		.n_strong = 1,
	};
	app->rules = rules;
	crypto_signing_pair(rules->keys[0], app->secret);
}

static void add_base64(const void *data, size_t length, struct buffer *out)
{
	char *text = mem_new((length * 4 + 2) / 3 + 1);

	crypto_base64(data, length, text);
	buffer_text(out, text);
	free(text);
}

void sim_app_sign_text(const struct sim_app *app, const char *claims, struct buffer *out)
{
	uint8_t signature[CRYPTO_SIGNATURE_SIZE];
	size_t start = out->length;

	add_base64(HEADER, strlen(HEADER), out);
	buffer_char(out, '.');
	add_base64(claims, strlen(claims), out);
	crypto_signature(app->secret, out->data + start, out->length - start, signature);
	buffer_char(out, '.');
	add_base64(signature, sizeof signature, out);
}

void sim_app_sign(const struct sim_app *app, const struct sim_claims *claims, int64_t now_ms,
		  struct buffer *out)
{
	const char *audience = claims->audience ? claims->audience : app->rules->audience;
	int64_t login_ms = claims->login_ms ? claims->login_ms : now_ms;
	struct buffer json = {0};
	char id[CRYPTO_ID_SIZE];

	crypto_id(id);
	buffer_char(&json, '{');
	json_put_member(&json, "iss", app->rules->issuer);
	json_put_member(&json, "aud", audience);
	json_put_member(&json, "sub", claims->line);
	json_put_member(&json, "jti", id);
	json_put_member(&json, "acr", claims->level);
	json_put_member(&json, "nonce", claims->nonce);
	if (claims->nonce)
		json_put_boolean(&json, "passed", claims->passed);
	json_put_integer(&json, "auth_time", login_ms / 1000);
	json_put_integer(&json, "iat", now_ms / 1000);
	json_put_integer(&json, "exp", (now_ms + ASSERTION_LIFE_MS) / 1000);
	buffer_char(&json, '}');
	sim_app_sign_text(app, json.data, out);
	buffer_finish(&json);
}
