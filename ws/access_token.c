/*
 * Fetch and keep a token. Who waits for it, and whether it is being fetched, is under the lock.
 */
#include "ws/access_token.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "ws/monotonic.h"

#define MARGIN_MS 30000
#define LIFE_S 300 /* where the server does not say */

struct waiter {
	access_token_taker *take;
	void *context;
	struct waiter *next;
};

struct access_token {
	struct access_token_source source;
	pthread_mutex_t lock;
	char *authorization; /* NULL: there is none */
	int64_t until_ms;    /* monotonic */
	bool is_fetching;
	struct waiter *waiting;
};

/* --- fetching --------------------------------------------------------------------- */

static char *read_answer(const struct http_answer *answer, int64_t *out_until_ms)
{
	cJSON *root = NULL;
	const char *text;
	struct buffer line = {0};

	if (answer->outcome == HTTP_ANSWERED && answer->status == 200)
		root = json_read(answer->body, answer->length, NULL);
	text = json_text(root, "access_token");
	/* It becomes a line of a header, and must not become two. */
	if (text && text[strcspn(text, "\r\n")] == '\0')
		buffer_format(&line, "Authorization: Bearer %s", text);
	*out_until_ms = monotonic_ms() - MARGIN_MS +
			1000 * json_integer(root, "expires_in", LIFE_S);
	cJSON_Delete(root);
	return line.data;
}

static void forget_text(char *authorization)
{
	if (authorization)
		crypto_forget(authorization, strlen(authorization));
	free(authorization);
}

/* Keeps it, and takes over who waits. */
static struct waiter *keep(struct access_token *token, const char *authorization, int64_t until_ms)
{
	struct waiter *waiting;

	pthread_mutex_lock(&token->lock);
	forget_text(token->authorization);
	token->authorization = mem_text(authorization);
	token->until_ms = authorization ? until_ms : 0;
	token->is_fetching = false;
	waiting = token->waiting;
	token->waiting = NULL;
	pthread_mutex_unlock(&token->lock);
	return waiting;
}

static void take_answer(void *context, const struct http_answer *answer)
{
	struct access_token *token = context;
	int64_t until_ms;
	char *authorization = read_answer(answer, &until_ms);
	struct waiter *waiting = keep(token, authorization, until_ms), *next;

	if (!authorization)
		log_write(LOG_LEVEL_ERROR, "no token was given", "url", token->source.url, NULL);
	for (; waiting; waiting = next) {
		next = waiting->next;
		waiting->take(waiting->context, authorization != NULL, authorization);
		free(waiting);
	}
	forget_text(authorization);
}

/* As in a form: RFC 6749, appendix B. */
static void put_encoded(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("-._", *text) || (*text >= '0' && *text <= '9') ||
		    (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z'))
			buffer_char(out, *text);
		else
			buffer_format(out, "%%%02X", (unsigned char)*text);
	}
}

static void fetch(struct access_token *token)
{
	static const char *const headers[] = {"Content-Type: application/x-www-form-urlencoded",
					      "Accept: application/json", NULL};
	const struct access_token_source *source = &token->source;
	struct buffer body = {0};

	buffer_text(&body, "grant_type=client_credentials&client_id=");
	put_encoded(&body, source->client_id);
	buffer_text(&body, "&client_secret=");
	put_encoded(&body, source->client_secret);
	http_client_send(source->http,
			 &(struct http_request){.method = "POST",
						.url = source->url,
						.headers = headers,
						.body = body.data,
						.length = body.length,
						.trust = &source->trust},
			 take_answer, token);
	crypto_forget(body.data, body.length);
	buffer_finish(&body);
}

/* --- who wants it ----------------------------------------------------------------- */

/* Under the lock. */
static void wait_for(struct access_token *token, access_token_taker *take, void *context)
{
	struct waiter *waiter = mem_new(sizeof *waiter);

	*waiter = (struct waiter){take, context, token->waiting};
	token->waiting = waiter;
}

void access_token_get(struct access_token *token, access_token_taker *take, void *context)
{
	char *authorization = NULL;
	bool fetches = false;

	if (!*token->source.url) {
		take(context, true, NULL);
		return;
	}
	pthread_mutex_lock(&token->lock);
	if (monotonic_ms() < token->until_ms) {
		authorization = mem_text(token->authorization);
	} else {
		wait_for(token, take, context);
		fetches = !token->is_fetching;
		token->is_fetching = true;
	}
	pthread_mutex_unlock(&token->lock);
	if (authorization)
		take(context, true, authorization);
	else if (fetches)
		fetch(token);
	forget_text(authorization);
}

void access_token_forget(struct access_token *token)
{
	pthread_mutex_lock(&token->lock);
	token->until_ms = 0;
	pthread_mutex_unlock(&token->lock);
}

struct access_token *access_token_create(const struct access_token_source *source)
{
	struct access_token *token = mem_new(sizeof *token);

	token->source = *source;
	pthread_mutex_init(&token->lock, NULL);
	return token;
}

void access_token_destroy(struct access_token *token)
{
	if (!token)
		return;
	forget_text(token->authorization);
	pthread_mutex_destroy(&token->lock);
	free(token);
}
