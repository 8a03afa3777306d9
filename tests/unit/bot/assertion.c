/*
 * What is believed of an assertion: the traps of RFC 7515, 7519 and 8725 in one table. Each
 * row changes one thing of a good one, and names the rule that must refuse it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/assertion.h"
#include "bot/sim/app.h"

#define NOW_MS 1764036000000LL
#define HEADER "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}"
#define WHO "\"iss\":\"https://app.example\",\"aud\":\"fuji\",\"sub\":\"13800000003\""
#define WHEN "\"iat\":1764035990,\"exp\":1764036100,\"auth_time\":1764035900"
#define ID "\"jti\":\"one\""
#define CLAIMS "{" WHO "," WHEN "," ID "}"

static struct sim_app app;
static struct assertion_rules rules;

static void add_part(struct buffer *out, const void *data, size_t length)
{
	char *text = mem_new((length * 4 + 2) / 3 + 1);

	crypto_base64(data, length, text);
	buffer_text(out, text);
	free(text);
}

/* Signed by the app, whatever it says. */
static struct buffer made(const char *header, const char *claims)
{
	uint8_t signature[CRYPTO_SIGNATURE_SIZE];
	struct buffer out = {0};

	add_part(&out, header, strlen(header));
	buffer_char(&out, '.');
	add_part(&out, claims, strlen(claims));
	crypto_signature(app.secret, out.data, out.length, signature);
	buffer_char(&out, '.');
	add_part(&out, signature, sizeof signature);
	return out;
}

static void assert_refused(const char *text, const char *why)
{
	struct assertion assertion;
	struct error err = {"it was believed"};

	if (assertion_read(text, &rules, NOW_MS, &assertion, &err) || !strstr(err.text, why))
		fail_msg("%s: expected \"%s\", got \"%s\"", text, why, err.text);
}

static void assert_believed(const char *claims, const char *line)
{
	struct buffer text = made(HEADER, claims);
	struct assertion assertion;
	struct error err = {0};

	if (!assertion_read(text.data, &rules, NOW_MS, &assertion, &err))
		fail_msg("%s: %s", claims, err.text);
	assert_string_equal(assertion.line, line);
	buffer_finish(&text);
}

static void a_good_one_tells_who_and_when(void **state)
{
	struct buffer text = made(HEADER, "{" WHO "," WHEN "," ID ",\"acr\":\"face\"}");
	struct assertion assertion;

	(void)state;
	assert_true(assertion_read(text.data, &rules, NOW_MS, &assertion, NULL));
	assert_string_equal(assertion.line, "13800000003");
	assert_string_equal(assertion.id, "one");
	assert_string_equal(assertion.level, "face");
	assert_int_equal(assertion.until_ms, 1764036100000LL);
	assert_int_equal(assertion.login_ms, 1764035900000LL);
	buffer_finish(&text);
}

static void the_app_s_own_is_believed(void **state)
{
	struct sim_claims claims = {.line = "13800000003"};
	struct assertion assertion;
	struct buffer text = {0};

	(void)state;
	sim_app_sign(&app, &claims, NOW_MS, &text);
	assert_true(assertion_read(text.data, &rules, NOW_MS, &assertion, NULL));
	buffer_finish(&text);
}

static void a_wrong_header_is_refused(void **state)
{
	static const struct {
		const char *header, *why;
	} rows[] = {
		{"{\"alg\":\"none\"}", "alg"},
		{"{\"alg\":\"NONE\"}", "alg"},
		{"{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "alg"},
		{"{\"alg\":\"RS256\"}", "alg"},
		{"{\"alg\":\"ES256\"}", "alg"},
		{"{\"alg\":\"eddsa\"}", "alg"},
		{"{\"alg\":[\"EdDSA\"]}", "alg"},
		{"{\"typ\":\"JWT\"}", "alg"},
		{"{\"alg\":\"EdDSA\",\"alg\":\"none\"}", "JSON"},
		{"{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}", "typ"},
		{"{\"alg\":\"EdDSA\",\"typ\":7}", "typ"},
		{"{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"b64\":false}", "crit"},
		{"[\"EdDSA\"]", "JSON"},
		{"\"EdDSA\"", "JSON"},
		{"\xef\xbb\xbf{\"alg\":\"EdDSA\"}", "JSON"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buffer text = made(rows[i].header, CLAIMS);

		assert_refused(text.data, rows[i].why);
		buffer_finish(&text);
	}
}

static void wrong_claims_are_refused(void **state)
{
	static const struct {
		const char *claims, *why;
	} rows[] = {
		{"{\"aud\":\"fuji\",\"sub\":\"13800000003\"," WHEN "," ID "}", "iss"},
		{"{\"iss\":\"https://app.example/\",\"aud\":\"fuji\"," WHEN "," ID "}", "iss"},
		{"{\"iss\":\"https://app.example\"," WHEN "," ID "}", "aud"},
		{"{\"iss\":\"https://app.example\",\"aud\":\"fuji2\"," WHEN "}", "aud"},
		{"{\"iss\":\"https://app.example\",\"aud\":[\"other\"]}", "aud"},
		{"{\"iss\":\"https://app.example\",\"aud\":[]}", "aud"},
		{"{\"iss\":\"https://app.example\",\"aud\":[[\"fuji\"]]}", "aud"},
		{"{\"iss\":\"https://app.example\",\"aud\":[\"fuji\",1]}", "aud"},
		{"{\"iss\":\"https://app.example\",\"aud\":{\"fuji\":true}}", "aud"},
		{"{" WHO ",\"exp\":1764036100,\"auth_time\":1764035900," ID "}", "iat"},
		{"{" WHO ",\"iat\":\"1764035990\",\"exp\":1764036100," ID "}", "iat"},
		{"{" WHO ",\"iat\":-1,\"exp\":1764036100," ID "}", "iat"},
		{"{" WHO ",\"iat\":1764036031,\"exp\":1764036100," ID "}", "iat is to come"},
		{"{" WHO ",\"iat\":1764036000000,\"exp\":1764036100000," ID "}", "iat is to come"},
		{"{" WHO ",\"iat\":1764035990,\"auth_time\":1764035900," ID "}", "exp"},
		{"{" WHO ",\"iat\":1764035990,\"exp\":null," ID "}", "exp"},
		{"{" WHO ",\"iat\":1764035990,\"exp\":1764036100.5," ID "}", "exp"},
		{"{" WHO ",\"iat\":1764035990,\"exp\":1e300," ID "}", "exp"},
		{"{" WHO ",\"iat\":1764035990,\"exp\":1764036000,\"auth_time\":1," ID "}",
		 "expired"},
		{"{" WHO ",\"iat\":1764035700,\"exp\":1964036000,\"auth_time\":1," ID "}",
		 "expired"},
		{"{" WHO "," WHEN "," ID ",\"nbf\":1764036031}", "nbf"},
		{"{" WHO "," WHEN "," ID ",\"nbf\":\"0\"}", "nbf"},
		{"{" WHO ",\"iat\":1764035990,\"exp\":1764036100," ID "}", "auth_time"},
		{"{" WHO ",\"iat\":1764035990,\"exp\":1764036100,\"auth_time\":1764035991," ID "}",
		 "auth_time"},
		{"{" WHO "," WHEN "}", "jti"},
		{"{" WHO "," WHEN ",\"jti\":\"\"}", "jti"},
		{"{" WHO "," WHEN ",\"jti\":1}", "jti"},
		{"{" WHO "," WHEN "," ID ",\"acr\":1}", "acr"},
		{"{" WHO "," WHEN "," ID ",\"acr\":\"012345678901234567890123456789012\"}", "acr"},
		{"{" WHO "," WHEN "," ID ",\"phone_number\":\"13900000000x\"}", "phone_number"},
		{"{" WHO "," WHEN "," ID ",\"phone_number\":13900000000}", "phone_number"},
		{"{" WHO "," WHEN "," ID ",\"phone_number\":\"+1 13900000000\"}", "phone_number"},
		{"{" WHO "," WHEN "," ID ",\"phone_number_verified\":false}", "not verified"},
		{"{" WHO "," WHEN "," ID ",\"sub\":\"13800000002\"}", "JSON"},
		{"{" WHO "," WHEN "," ID "}}", "JSON"},
		{"{" WHO "," WHEN "," ID ",\"x\":\"\\u0000\"}", "JSON"},
		{"{" WHO "," WHEN "," ID ",\"x\":\"\xff\"}", "JSON"},
		{"[" CLAIMS "]", "JSON"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buffer text = made(HEADER, rows[i].claims);

		assert_refused(text.data, rows[i].why);
		buffer_finish(&text);
	}
}

static void the_ways_to_say_a_number_and_an_audience_are_believed(void **state)
{
	(void)state;
	assert_believed(CLAIMS, "13800000003");
	assert_believed("{" WHO "," WHEN "," ID ",\"phone_number\":\"+8613900000000\"}",
			"13900000000");
	assert_believed("{" WHO "," WHEN "," ID ",\"phone_number\":\"8613900000000\","
			"\"phone_number_verified\":true}",
			"13900000000");
	assert_believed("{\"iss\":\"https://app.example\",\"aud\":[\"a\",\"fuji\"],"
			"\"sub\":\"13800000003\"," WHEN "," ID "}",
			"13800000003");
	assert_believed("{" WHO ",\"iat\":1764036030,\"exp\":1764036100,\"auth_time\":1," ID "}",
			"13800000003");
}

/* A copy of the good one with one character at `at` exchanged. */
static void assert_refused_with(const struct buffer *good, size_t at, char c)
{
	char *text = mem_text(good->data);

	if (text[at] != c) {
		text[at] = c;
		assert_refused(text, "");
	}
	free(text);
}

static void one_in_which_any_character_was_changed_is_refused(void **state)
{
	struct buffer good = made(HEADER, CLAIMS);

	(void)state;
	for (size_t at = 0; at < good.length; at++) {
		assert_refused_with(&good, at, 'A');
		assert_refused_with(&good, at, '.');
		assert_refused_with(&good, at, '+');
		assert_refused_with(&good, at, '=');
	}
	buffer_finish(&good);
}

static void one_that_was_cut_or_lengthened_is_refused(void **state)
{
	static const char *const tails[] = {".", "=", "A", "AAAA", " ", "\n", ".e30", "=="};
	struct buffer good = made(HEADER, CLAIMS);

	(void)state;
	for (size_t length = 0; length < good.length; length++) {
		char *text = mem_text_n(good.data, length);

		assert_refused(text, "");
		free(text);
	}
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		char text[ASSERTION_MOST];

		snprintf(text, sizeof text, "%s%s", good.data, tails[i]);
		assert_refused(text, "");
		snprintf(text, sizeof text, "%s%s", tails[i], good.data);
		assert_refused(text, "");
	}
	buffer_finish(&good);
}

static void one_without_a_signature_is_refused(void **state)
{
	struct buffer good = made(HEADER, CLAIMS);

	(void)state;
	strrchr(good.data, '.')[1] = '\0';
	assert_refused(good.data, "three parts");
	assert_refused("", "three parts");
	assert_refused("..", "three parts");
	assert_refused("a.b", "three parts");
	buffer_finish(&good);
}

/* Key confusion: neither the public key as a shared secret's stand-in nor a key that the token
 * brings along counts. */
static void a_key_that_is_not_ours_does_not_sign(void **state)
{
	struct sim_app stranger;
	struct assertion_rules his;
	struct sim_claims claims = {.line = "13800000003"};
	struct buffer text = {0}, header = {0};
	char key[CRYPTO_PUBLIC_SIZE * 2];

	(void)state;
	sim_app_start(&stranger, &his);
	sim_app_sign(&stranger, &claims, NOW_MS, &text);
	assert_refused(text.data, "fits no key");

	crypto_base64(his.keys[0], CRYPTO_PUBLIC_SIZE, key);
	buffer_format(
		&header,
		"{\"alg\":\"EdDSA\",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}}",
		key);
	buffer_finish(&text);
	memcpy(app.secret, stranger.secret, sizeof app.secret);
	text = made(header.data, CLAIMS);
	assert_refused(text.data, "fits no key");
	sim_app_start(&app, &rules);
	buffer_finish(&text);
	buffer_finish(&header);
}

static void a_huge_one_is_refused_unread(void **state)
{
	char *text = mem_new(100001);
	struct buffer claims = {0}, long_one;

	(void)state;
	memset(text, 'A', 100000);
	assert_refused(text, "too long");
	free(text);
	buffer_text(&claims, "{" WHO "," WHEN "," ID ",\"x\":\"");
	for (int i = 0; i < 2900; i++)
		buffer_char(&claims, 'x');
	buffer_text(&claims, "\"}");
	long_one = made(HEADER, claims.data);
	assert_refused(long_one.data, "too long");
	buffer_finish(&claims);
	buffer_finish(&long_one);
}

static void another_key_goes_on_working_while_keys_change(void **state)
{
	struct buffer text = made(HEADER, CLAIMS);
	struct assertion_rules both = rules;
	struct assertion assertion;

	(void)state;
	memcpy(both.keys[1], rules.keys[0], CRYPTO_PUBLIC_SIZE);
	memset(both.keys[0], 7, CRYPTO_PUBLIC_SIZE);
	both.n_keys = 2;
	assert_true(assertion_read(text.data, &both, NOW_MS, &assertion, NULL));
	both.n_keys = 0;
	assert_false(assertion_read(text.data, &both, NOW_MS, &assertion, NULL));
	buffer_finish(&text);
}

static void only_a_fresh_check_that_the_settings_name_is_strong(void **state)
{
	struct assertion assertion = {.level = "face", .since_ms = NOW_MS, .login_ms = NOW_MS};
	struct assertion_rules none = rules;

	(void)state;
	none.n_strong = 0;
	assert_true(assertion_is_strong(&assertion, &rules));
	assert_false(assertion_is_strong(&assertion, &none));
	assertion.login_ms = NOW_MS - 15 * 60 * 1000 - 1;
	assert_false(assertion_is_strong(&assertion, &rules));
	assertion.login_ms = NOW_MS;
	strcpy(assertion.level, "fac");
	assert_false(assertion_is_strong(&assertion, &rules));
	strcpy(assertion.level, "");
	assert_false(assertion_is_strong(&assertion, &rules));
}

static void a_key_is_read_whole_or_not_at_all(void **state)
{
	uint8_t key[CRYPTO_PUBLIC_SIZE];

	(void)state;
	/* RFC 8037 appendix A.2 */
	assert_true(assertion_read_key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", key));
	assert_int_equal(key[0], 0xd7);
	assert_false(assertion_read_key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR", key));
	assert_false(assertion_read_key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURoA", key));
	assert_false(assertion_read_key("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo", key));
	assert_false(assertion_read_key("", key));
}

static int start(void **state)
{
	(void)state;
	crypto_start();
	sim_app_start(&app, &rules);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_one_tells_who_and_when),
		cmocka_unit_test(the_app_s_own_is_believed),
		cmocka_unit_test(a_wrong_header_is_refused),
		cmocka_unit_test(wrong_claims_are_refused),
		cmocka_unit_test(the_ways_to_say_a_number_and_an_audience_are_believed),
		cmocka_unit_test(one_in_which_any_character_was_changed_is_refused),
		cmocka_unit_test(one_that_was_cut_or_lengthened_is_refused),
		cmocka_unit_test(one_without_a_signature_is_refused),
		cmocka_unit_test(a_key_that_is_not_ours_does_not_sign),
		cmocka_unit_test(a_huge_one_is_refused_unread),
		cmocka_unit_test(another_key_goes_on_working_while_keys_change),
		cmocka_unit_test(only_a_fresh_check_that_the_settings_name_is_strong),
		cmocka_unit_test(a_key_is_read_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
