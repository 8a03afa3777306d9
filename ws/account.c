/*
 * Requests about accounts.
 */
#include "ws/account.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/access.h"
#include "ws/request.h"
#include "ws/token.h"

static const struct {
	const char *verb;
	const char *endpoint;
	enum account_verb account;
	bool names_one, sets_password;
} verbs[] = {
	{"agent.add", "account.add", ACCOUNT_ADD, true, true},
	{"agent.passwd", "account.password", ACCOUNT_PASSWORD, true, true},
	{"agent.disable", "account.disable", ACCOUNT_DISABLE, true, false},
	{"agent.set", "account.work", ACCOUNT_WORK, true, false},
	{"agent.list", "account.list", ACCOUNT_LIST, false, false},
};

#define CAPACITY_MOST 99
#define N_VERBS (sizeof verbs / sizeof *verbs)

/* Whoever can open the control socket or the data folder is its administrator. */
static size_t find_verb(const char *name)
{
	size_t i = 0;

	while (i < N_VERBS && !(name && !strcmp(verbs[i].verb, name) &&
				access_allows(ROLE_ADMIN, verbs[i].endpoint)))
		i++;
	return i;
}

const char *account_endpoint_at(size_t i)
{
	return i < N_VERBS ? verbs[i].endpoint : NULL;
}

static bool is_hash(const char *text)
{
	return text && !strncmp(text, "$argon2id$", 10) && strlen(text) < CRYPTO_PASSWORD_HASH_SIZE;
}

struct event *account_event(const cJSON *request, struct error *err)
{
	size_t verb = find_verb(json_text(request, "verb"));
	const char *name = json_text(request, "name"), *hash = json_text(request, "hash");
	const char *role_text = json_text(request, "role");
	int64_t capacity = json_integer(request, "capacity", 0);
	enum role role = ROLE_AGENT;
	struct event *event;

	if (verb == N_VERBS)
		error_set(err, "no such request");
	else if (verbs[verb].names_one && !(name && token_word(name)))
		error_set(err, "a name is 1 to 64 of the characters A-Za-z0-9_-");
	else if (verbs[verb].sets_password && !is_hash(hash))
		error_set(err, "the password is not hashed");
	else if (role_text && (!role_from(role_text, &role) || role < ROLE_AGENT))
		error_set(err, "there is no role %s: agent, supervisor, auditor or admin",
			  role_text);
	else if (capacity < 0 || capacity > CAPACITY_MOST)
		error_set(err, "a capacity is 1 to %d cases", CAPACITY_MOST);
	else {
		event = event_create(EVENT_ACCOUNT, REQUEST_ORIGIN);
		event->account = verbs[verb].account;
		event->name = mem_text(name);
		event->password_hash = mem_text(hash);
		event->role = role;
		event->team = mem_text(json_text(request, "teams"));
		event->language = mem_text(json_text(request, "languages"));
		event->capacity = (int)capacity;
		return event;
	}
	return NULL;
}

void account_put(struct buffer *buffer, const char *verb, const struct account_request *request)
{
	buffer_char(buffer, '{');
	json_put_member(buffer, "verb", verb);
	json_put_member(buffer, "name", request->name);
	json_put_member(buffer, "hash", request->hash);
	json_put_member(buffer, "role", request->role);
	json_put_member(buffer, "teams", request->teams);
	json_put_member(buffer, "languages", request->languages);
	if (request->capacity)
		json_put_integer(buffer, "capacity", strtoll(request->capacity, NULL, 10));
	buffer_char(buffer, '}');
}
