#include "ws/moving.h"

#include <stdio.h>

#include "ws/limits.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"

#define MINUTE_MS (60 * 1000LL)

void moving_give(struct session *session, const struct move *move, const char *client_id)
{
	const struct service *service = session->service;
	struct buffer frame = {0};
	char code[MOVE_CODE_SIZE];

	if (!moves_give(service->moves, move, monotonic_ms(), code)) {
		session_refuse(session, "overloaded", client_id,
			       service->config->overloaded_retry_ms);
		return;
	}
	wire_put_move(&frame, code, MOVE_LIFE_MS / 1000);
	crypto_forget(code, sizeof code);
	session_send(session, &frame);
}

bool moving_take(struct session *session, const char *code, struct move *out)
{
	const struct service *service = session->service;
	const struct attempts_limit limit = {(size_t)service->config->address_login_tries,
					     service->config->login_window_minutes * MINUTE_MS};
	char name[128]; /* no address: log-ins are counted apart */
	int64_t wait_ms;

	snprintf(name, sizeof name, "code %s", session->address);
	if (!attempts_take(service->logins, name, &limit, monotonic_ms(), &wait_ms)) {
		metrics_limit(service->metrics, LIMIT_LOGIN_TRIES);
		session_refuse(session, "code_limited", NULL, wait_ms);
		return false;
	}
	if (!moves_take(service->moves, code, monotonic_ms(), out)) {
		session_refuse(session, "code_refused", NULL, 0);
		return false;
	}
	attempts_give_back(service->logins, name);
	return true;
}
