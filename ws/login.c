/*
 * One log-in, on its way over three threads.
 */
#include "ws/login.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/hub.h"
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
	login_taker *take;
	char *password; /* NULL: by token */
	struct token token;
	struct agent_row agent;
	enum found found;
	struct login_result result;
};

static struct login *login_create(struct service *service, uint64_t origin, login_taker *take)
{
	struct login *login = mem_new(sizeof *login);

	login->service = service;
	login->origin = origin;
	login->take = take;
	login->result.outcome = LOGIN_FAILED;
	return login;
}

/* --- loop thread, at the end ------------------------------------------------------ */

static void finish(struct task *task)
{
	struct login *login = (struct login *)task;
	struct session *session = hub_find(login->service->hub, login->origin);

	if (login->password && login->result.outcome == LOGIN_DONE)
		attempts_forget(login->service->logins, login->token.user);
	if (session)
		login->take(session, &login->result);
	if (login->password)
		crypto_forget(login->password, strlen(login->password));
	free(login->password);
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

static void grant(struct login *login)
{
	login->result.outcome = LOGIN_DONE;
	login->result.agent = login->agent.row;
	login->result.role = (enum role)login->agent.role;
	login->result.token = login->token;
}

static bool may_come_in(const struct login *login)
{
	return login->found == FOUND && !login->agent.disabled;
}

static int64_t login_life_ms(const struct service *service)
{
	return service->config->desk_token_minutes * MINUTE_MS;
}

static void check_password(struct task *task)
{
	struct login *login = (struct login *)task;
	const char *hash = login->found == FOUND ? login->agent.password_hash : nobodys_hash;

	if (crypto_password_matches(hash, login->password) && may_come_in(login)) {
		agent_stamp(login->service->keys, &login->agent, login->token.subject);
		login->token.expires_ms = clock_now_ms(login->service->clock) +
					  login_life_ms(login->service);
		grant(login);
	}
	send_back(login);
}

static void check_token(struct login *login)
{
	char stamp[CRYPTO_ID_SIZE];

	agent_stamp(login->service->keys, &login->agent, stamp);
	if (may_come_in(login) && !strcmp(stamp, login->token.subject))
		grant(login);
	send_back(login);
}

static void look_up(struct task *task)
{
	struct login *login = (struct login *)task;
	struct bot *bot = bot_thread_bot(login->service->bot_thread);

	login->found = bot_agent(bot, login->token.user, &login->agent, NULL);
	if (!login->password) {
		check_token(login);
		return;
	}
	login->task.run = check_password;
	if (worker_offer(login->service->worker, &login->task))
		return;
	login->result.outcome = LOGIN_BUSY;
	send_back(login);
}

/* --- loop thread, at the beginning ------------------------------------------------ */

static void start(struct login *login)
{
	login->task.run = look_up;
	if (!bot_thread_run(login->service->bot_thread, &login->task))
		give_up(login, LOGIN_BUSY);
}

void login_start(struct service *service, uint64_t origin, const char *name, const char *password,
		 login_taker *take)
{
	struct login *login = login_create(service, origin, take);
	const struct attempts_limit limit = {(size_t)service->config->login_tries,
					     service->config->login_window_minutes * MINUTE_MS};

	if (!token_word(name)) {
		give_up(login, LOGIN_FAILED);
		return;
	}
	if (!attempts_take(service->logins, name, &limit, monotonic_ms())) {
		metric_add(&service->metrics->limits[LIMIT_LOGIN_TRIES], 1);
		give_up(login, LOGIN_FAILED);
		return;
	}
	login->password = mem_text(password);
	strcpy(login->token.user, name);
	start(login);
}

void login_resume(struct service *service, uint64_t origin, const char *token, login_taker *take)
{
	struct login *login = login_create(service, origin, take);

	if (!token_read(token, service->keys, TOKEN_DESK, &login->token))
		give_up(login, LOGIN_FAILED);
	else if (clock_now_ms(service->clock) >= login->token.expires_ms)
		give_up(login, LOGIN_EXPIRED);
	else
		start(login);
}
