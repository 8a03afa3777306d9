/*
 * Two tables of chains. Conversation ids are random, so any of their bits make a hash.
 */
#include "ws/hub.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ws/channels/channel.h"

#define N_CHAINS 4096

struct follow {
	struct follow *next_in_chain, *next_of_session;
	struct session *session;
	char conversation[CRYPTO_ID_SIZE];
	char case_id[16];
};

struct hub {
	struct session *by_origin[N_CHAINS];
	struct asker *askers[N_CHAINS]; /* by origin too */
	struct follow *by_conversation[N_CHAINS];
	struct asker *listening[N_CHAINS]; /* by conversation */
	struct session *hearing;           /* those that get what is for no one conversation */
	uint64_t last_origin;
	size_t n_sessions;
};

struct hub *hub_create(void)
{
	return mem_new(sizeof(struct hub));
}

void hub_destroy(struct hub *hub)
{
	free(hub);
}

static size_t chain_of(const char *conversation)
{
	size_t hash = 0;

	for (; *conversation; conversation++)
		hash = hash * 31 + (unsigned char)*conversation;
	return hash % N_CHAINS;
}

void hub_add(struct hub *hub, struct session *session)
{
	struct session **chain;

	session->origin = ++hub->last_origin;
	chain = &hub->by_origin[session->origin % N_CHAINS];
	session->next_by_origin = *chain;
	*chain = session;
	hub->n_sessions++;
	if (session->channel->hears_all) {
		session->next_hearing = hub->hearing;
		hub->hearing = session;
	}
}

static void unfollow(struct hub *hub, struct follow *follow)
{
	struct follow **link = &hub->by_conversation[chain_of(follow->conversation)];

	while (*link != follow)
		link = &(*link)->next_in_chain;
	*link = follow->next_in_chain;
	free(follow);
}

void hub_remove(struct hub *hub, struct session *session)
{
	struct session **link = &hub->by_origin[session->origin % N_CHAINS];

	while (session->follows) {
		struct follow *follow = session->follows;

		session->follows = follow->next_of_session;
		unfollow(hub, follow);
	}
	while (*link != session)
		link = &(*link)->next_by_origin;
	*link = session->next_by_origin;
	hub->n_sessions--;
	if (session->channel->hears_all) {
		link = &hub->hearing;
		while (*link != session)
			link = &(*link)->next_hearing;
		*link = session->next_hearing;
	}
}

struct session *hub_find(const struct hub *hub, uint64_t origin)
{
	struct session *session = hub->by_origin[origin % N_CHAINS];

	while (session && session->origin != origin)
		session = session->next_by_origin;
	return session;
}

void hub_add_asker(struct hub *hub, struct asker *asker)
{
	struct asker **chain;

	asker->origin = ++hub->last_origin;
	chain = &hub->askers[asker->origin % N_CHAINS];
	asker->next = *chain;
	*chain = asker;
}

/* The link to the asker, or the NULL link at the end of its chain. */
static struct asker **find_asker(struct hub *hub, uint64_t origin)
{
	struct asker **link = &hub->askers[origin % N_CHAINS];

	while (*link && (*link)->origin != origin)
		link = &(*link)->next;
	return link;
}

void hub_listen(struct hub *hub, struct asker *asker, const char *conversation)
{
	struct asker **chain = &hub->listening[chain_of(conversation)];

	asker->conversation = conversation;
	asker->next_listening = *chain;
	*chain = asker;
}

struct asker *hub_find_asker(struct hub *hub, uint64_t origin)
{
	return *find_asker(hub, origin);
}

void hub_remove_asker(struct hub *hub, struct asker *asker)
{
	*find_asker(hub, asker->origin) = asker->next;
	if (asker->conversation) {
		struct asker **link = &hub->listening[chain_of(asker->conversation)];

		while (*link != asker)
			link = &(*link)->next_listening;
		*link = asker->next_listening;
	}
}

static struct follow *find_follow(const struct session *session, const char *conversation)
{
	struct follow *follow = session->follows;

	while (follow && strcmp(follow->conversation, conversation) != 0)
		follow = follow->next_of_session;
	return follow;
}

/* Borrowed texts of bounded length; ids that do not fit are cut and then match nothing. */
static void copy_id(char *out, size_t size, const char *id)
{
	size_t length = strlen(id) < size ? strlen(id) : size - 1;

	memcpy(out, id, length);
	out[length] = '\0';
}

void hub_follow(struct hub *hub, struct session *session, const char *conversation,
		const char *case_id)
{
	struct follow *follow = find_follow(session, conversation);
	struct follow **chain = &hub->by_conversation[chain_of(conversation)];

	if (!follow) {
		follow = mem_new(sizeof *follow);
		follow->session = session;
		follow->next_of_session = session->follows;
		session->follows = follow;
		follow->next_in_chain = *chain;
		*chain = follow;
		copy_id(follow->conversation, sizeof follow->conversation, conversation);
	}
	copy_id(follow->case_id, sizeof follow->case_id, case_id);
}

size_t hub_followers(const struct hub *hub, const struct channel *channel, const char *conversation)
{
	const struct follow *follow = hub->by_conversation[chain_of(conversation)];
	size_t n = 0;

	for (; follow; follow = follow->next_in_chain)
		n += follow->session->channel == channel &&
		     !strcmp(follow->conversation, conversation);
	return n;
}

bool hub_is_attended(const struct hub *hub, const char *conversation)
{
	const struct follow *follow = hub->by_conversation[chain_of(conversation)];

	while (follow && (follow->session->channel->hears_all ||
			  strcmp(follow->conversation, conversation) != 0))
		follow = follow->next_in_chain;
	return follow;
}

bool hub_follows_case(const struct session *session, const char *case_id)
{
	const struct follow *follow = session->follows;

	while (follow && strcmp(follow->case_id, case_id) != 0)
		follow = follow->next_of_session;
	return follow;
}

bool hub_hears(const struct hub *hub, session_check *fits, int64_t which)
{
	const struct session *session = hub->hearing;

	while (session && !fits(session, which))
		session = session->next_hearing;
	return session;
}

static void deliver(struct session *session, const struct output *output)
{
	const struct follow *follow = find_follow(session, output->conversation);

	session->channel->output(session, output, follow ? follow->case_id : "");
}

static void deliver_to_followers(struct hub *hub, const struct output *output)
{
	const struct follow *follow = hub->by_conversation[chain_of(output->conversation)];

	for (; follow; follow = follow->next_in_chain) {
		if (!strcmp(follow->conversation, output->conversation))
			follow->session->channel->output(follow->session, output, follow->case_id);
	}
}

static void deliver_to_listeners(struct hub *hub, const struct output *output)
{
	struct asker *asker = hub->listening[chain_of(output->conversation)];

	for (; asker; asker = asker->next_listening) {
		if (!strcmp(asker->conversation, output->conversation))
			asker->take(asker, output);
	}
}

void hub_deliver(struct hub *hub, const struct output *output)
{
	if (output->origin) {
		struct session *session = hub_find(hub, output->origin);
		struct asker *asker = *find_asker(hub, output->origin);

		if (session)
			deliver(session, output);
		else if (asker)
			asker->take(asker, output);
	} else if (output->kind == OUTPUT_ACTIVITIES || output->kind == OUTPUT_EVENT ||
		   output->kind == OUTPUT_TYPING || output->kind == OUTPUT_ERASED) {
		deliver_to_followers(hub, output);
		deliver_to_listeners(hub, output);
	} else {
		for (struct session *session = hub->hearing; session;
		     session = session->next_hearing)
			deliver(session, output);
	}
}

size_t hub_close_some(struct hub *hub, enum close_code code, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < N_CHAINS; i++) {
		for (struct session *session = hub->by_origin[i]; session && n < most;
		     session = session->next_by_origin) {
			n += !session->closing;
			session_close(session, code);
		}
	}
	return n;
}

size_t hub_n_sessions(const struct hub *hub)
{
	return hub->n_sessions;
}
