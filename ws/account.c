/*
 * Requests about accounts.
 */
#include "ws/account.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "bot/access.h"
#include "ws/request.h"
#include "ws/token.h"

static const struct verb {
	const char *verb; /* of a request */
	const char *endpoint;
	enum account_verb account;
	bool names_one, sets_password;
} verbs[] = {
	{"agent.add", "account.add", ACCOUNT_ADD, true, true},
	{"agent.passwd", "account.password", ACCOUNT_PASSWORD, true, true},
	{"agent.disable", "account.disable", ACCOUNT_DISABLE, true, false},
	{"agent.enable", "account.enable", ACCOUNT_ENABLE, true, false},
	{"agent.set", "account.work", ACCOUNT_WORK, true, false},
	{"agent.list", "account.list", ACCOUNT_LIST, false, false},
};

#define CAPACITY_MOST 99
#define N_VERBS (sizeof verbs / sizeof *verbs)

/* Whoever can open the control socket or the data folder is its administrator. */
static const struct verb *find_request(const char *name)
{
	for (size_t i = 0; name && i < N_VERBS; i++)
		if (!strcmp(verbs[i].verb, name))
			return access_allows(ROLE_ADMIN, verbs[i].endpoint) ? &verbs[i] : NULL;
	return NULL;
}

static const struct verb *find_endpoint(const char *name)
{
	for (size_t i = 0; i < N_VERBS; i++)
		if (!strcmp(verbs[i].endpoint, name))
			return &verbs[i];
	return NULL;
}

const char *account_endpoint_at(size_t i)
{
	return i < N_VERBS ? verbs[i].endpoint : NULL;
}

static bool is_hash(const char *text)
{
	return text && !strncmp(text, "$argon2id$", 10) && strlen(text) < CRYPTO_PASSWORD_HASH_SIZE;
}

static bool read_facts(const cJSON *json, const struct verb *verb, struct event *event,
		       struct error *err)
{
	const char *name = json_text(json, "name"), *role = json_text(json, "role");
	int64_t capacity = json_integer(json, "capacity", 0);

	event->account = verb->account;
	event->role = ROLE_AGENT;
	if (verb->names_one && !(name && token_word(name)))
		return error_set(err, "a name is 1 to 64 of the characters A-Za-z0-9_-");
	if (role && (!role_from(role, &event->role) || event->role < ROLE_AGENT))
		return error_set(err, "there is no role %s: agent, supervisor, auditor or admin",
				 role);
	if (capacity < 0 || capacity > CAPACITY_MOST)
		return error_set(err, "a capacity is 1 to %d cases", CAPACITY_MOST);
	event->name = mem_text(name);
	event->team = mem_text(json_text(json, "teams"));
	event->language = mem_text(json_text(json, "languages"));
	event->capacity = (int)capacity;
	return true;
}

struct event *account_event(const cJSON *request, struct error *err)
{
	const struct verb *verb = find_request(json_text(request, "verb"));
	const char *hash = json_text(request, "hash");
	struct event *event = event_create(EVENT_ACCOUNT, REQUEST_ORIGIN);

	if (!verb)
		error_set(err, "no such request");
	else if (verb->sets_password && !is_hash(hash))
		error_set(err, "the password is not hashed");
	else if (read_facts(request, verb, event, err)) {
		event->password_hash = mem_text(hash);
		return event;
	}
	event_destroy(event);
	return NULL;
}

bool account_read(const cJSON *frame, struct event *event, char **password, struct error *err)
{
	const struct verb *verb = find_endpoint(desk_verb_name(event->verb));
	const char *text = json_text(frame, "password");
	size_t length = text ? strlen(text) : 0;
	size_t characters = text ? text_characters(text, length) : 0;

	if (verb->sets_password && (characters < PASSWORD_LEAST || length > PASSWORD_MOST))
		return error_set(err, "a password has %d to %d characters", PASSWORD_LEAST,
				 PASSWORD_MOST);
	if (verb->sets_password)
		*password = mem_text(text);
	return read_facts(frame, verb, event, err);
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
