/*
 * One log-in, on its way over three threads.
 */
#include "ws/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/limits.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/server.h"
#include "ws/worker.h"

#define MINUTE_MS (60 * 1000LL)

/* A hash that no password is known for, of the cost of a real one. */
static const char nobodys_hash[] = "$argon2id$v=19$m=65536,t=2,p=1$YWFhYWFhYWFhYWFhYWFhYQ$"
				   "Y2FubmV2ZXJtYXRjaGFueXRoaW5ncGFzc3dvcmQxMjM";

struct login {
	struct task task; /* first: what the queues carry */
	struct service *service;
	uint64_t origin;
	void (*take)(const struct service *service, uint64_t origin,
		     const struct login_result *result);
	char *address;  /* it comes from there */
	char *password; /* NULL: by token */
	struct token token;
	struct agent_row agent;
	enum found found;
	struct login_result result;
};

static struct login *login_create(const struct login_asker *asker)
{
	struct login *login = mem_new(sizeof *login);

	login->service = asker->service;
	login->origin = asker->origin;
	login->address = mem_text(asker->address);
	login->take = asker->take;
	login->result.outcome = LOGIN_FAILED;
	return login;
}

/* --- loop thread, at the end ------------------------------------------------------ */

static void finish(struct task *task)
{
	struct login *login = (struct login *)task;

	if (login->password && login->result.outcome == LOGIN_DONE) {
		attempts_forget(login->service->logins, login->token.user);
		attempts_give_back(login->service->logins, login->address);
	}
	login->take(login->service, login->origin, &login->result);
	if (login->password)
		crypto_forget(login->password, strlen(login->password));
	free(login->password);
	free(login->address);
	free(login);
}

static void send_back(struct login *login)
{
	login->task.run = finish;
	server_post(login->service->server, MESSAGE_TASK, login);
}

static void give_up(struct login *login, enum login_outcome outcome)
{
	login->result.outcome = outcome;
	finish(&login->task);
}

/* --- the other threads ------------------------------------------------------------ */

/* In a transaction of its own, which refuses an account that may not come in any more. */
static enum login_outcome visit(struct login *login, enum visit visit)
{
	struct event *event = event_create(EVENT_VISIT, login->origin);
	struct output_list outputs = {0};
	const struct output *answer;
	enum login_outcome outcome = LOGIN_BUSY;

	event->visit = visit;
	event->name = mem_text(login->token.user);
	event->stamp = mem_text(login->token.subject);
	event->text = mem_text(login->address);
	bot_run(bot_thread_bot(login->service->bot_thread), &event, 1, &outputs);
	answer = outputs.items[0];
	if (answer->kind == OUTPUT_VISIT)
		outcome = LOGIN_DONE;
	else if (!strcmp(answer->code, "disabled"))
		outcome = LOGIN_FAILED;
	else if (!strcmp(answer->code, "idle"))
		outcome = LOGIN_IDLE;
	output_list_finish(&outputs);
	event_destroy(event);
	return outcome;
}

/* On the bot thread, with what the password or the token has shown so far. */
static void put_on_record(struct task *task)
{
	struct login *login = (struct login *)task;
	struct login_result *result = &login->result;

	if (result->outcome == LOGIN_DONE)
		result->outcome = visit(login, login->password ? VISIT_BEGUN : VISIT_RESUMED);
	if (result->outcome == LOGIN_FAILED && visit(login, VISIT_REFUSED) != LOGIN_DONE)
		result->outcome = LOGIN_BUSY;
	if (result->outcome == LOGIN_DONE) {
		result->agent = login->agent.row;
		result->role = (enum role)login->agent.role;
		result->token = login->token;
	}
	send_back(login);
}

static int64_t login_life_ms(const struct service *service)
{
	return service->config->desk_token_minutes * MINUTE_MS;
}

static void check_password(struct task *task)
{
	struct login *login = (struct login *)task;
	const char *hash = login->found == FOUND ? login->agent.password_hash : nobodys_hash;

	if (crypto_password_matches(hash, login->password) && login->found == FOUND) {
		agent_stamp(login->service->keys, &login->agent, login->token.subject);
		login->token.expires_ms = clock_now_ms(login->service->clock) +
					  login_life_ms(login->service);
		login->result.outcome = LOGIN_DONE;
	}
	login->task.run = put_on_record;
	if (bot_thread_run(login->service->bot_thread, &login->task))
		return;
	login->result.outcome = LOGIN_BUSY;
	send_back(login);
}

static void look_up(struct task *task)
{
	struct login *login = (struct login *)task;
	struct bot *bot = bot_thread_bot(login->service->bot_thread);

	login->found = bot_agent(bot, login->token.user, &login->agent, NULL);
	if (!login->password) {
		login->result.outcome = LOGIN_DONE; /* the token is ours */
		put_on_record(task);
		return;
	}
	login->task.run = check_password;
	if (worker_offer(login->service->worker, &login->task))
		return;
	metrics_limit(login->service->metrics, LIMIT_LOGINS_WAITING);
	login->result.outcome = LOGIN_BUSY;
	send_back(login);
}

/* --- loop thread, at the beginning ------------------------------------------------ */

static void start(struct login *login, void (*step)(struct task *task))
{
	login->task.run = step;
	if (!bot_thread_run(login->service->bot_thread, &login->task))
		give_up(login, LOGIN_BUSY);
}

/* Names and addresses share no spelling, so one table counts both. */
static bool take_try(struct login *login, const char *name, long long most)
{
	const struct service *service = login->service;
	const struct attempts_limit limit = {(size_t)most,
					     service->config->login_window_minutes * MINUTE_MS};

	if (attempts_take(service->logins, name, &limit, monotonic_ms(), &login->result.wait_ms))
		return true;
	metrics_limit(service->metrics, LIMIT_LOGIN_TRIES);
	return false;
}

void login_start(const struct login_asker *asker, const char *name, const char *password)
{
	const struct config *config = asker->service->config;
	struct login *login = login_create(asker);

	const bool could_be = token_word(name);

	if ((could_be && !take_try(login, name, config->login_tries)) ||
	    !take_try(login, login->address, config->address_login_tries)) {
		give_up(login, LOGIN_LIMITED);
	} else if (!could_be) {
		start(login, put_on_record);
	} else {
		login->password = mem_text(password);
		strcpy(login->token.user, name);
		start(login, look_up);
	}
}

/* What is none of ours, or no log-in at all, is refused; a row each in the audit log is only for as many
 * as an address has log-ins, counted apart from those: when keys change, a whole office comes
 * with tokens of before, and a page that is out of date must not lock it out. */
static void refuse_unread(struct login *login, const char *what)
{
	char name[128];

	login->token = (struct token){0}; /* what it says is nobody's word */
	snprintf(name, sizeof name, "%s %s", what, login->address);
	if (take_try(login, name, login->service->config->address_login_tries))
		start(login, put_on_record);
	else
		give_up(login, LOGIN_FAILED);
}

static void take_nothing(const struct service *service, uint64_t origin,
			 const struct login_result *result)
{
	(void)service;
	(void)origin;
	(void)result;
}

void login_malformed(struct service *service, const char *address)
{
	const struct login_asker asker = {service, 0, address, take_nothing};

	refuse_unread(login_create(&asker), "frame");
}

void login_resume(const struct login_asker *asker, const char *token)
{
	const struct service *service = asker->service;
	struct login *login = login_create(asker);

	if (!token_read(token, service->keys, TOKEN_DESK, &login->token)) {
		refuse_unread(login, "token");
	} else if (clock_now_ms(service->clock) >= login->token.expires_ms) {
		give_up(login, LOGIN_EXPIRED);
	} else {
		start(login, look_up);
	}
}
