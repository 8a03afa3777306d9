/*
 * The table of roles and what they may use.
 */
#include "bot/access.h"

#include <string.h>

#define BIT(role) (1U << (role))
#define ANYONE                                                                                     \
	(BIT(ROLE_NONE) | BIT(ROLE_SUBSCRIBER) | BIT(ROLE_VERIFIED_SUBSCRIBER) | BIT(ROLE_AGENT) | \
	 BIT(ROLE_SUPERVISOR) | BIT(ROLE_AUDITOR) | BIT(ROLE_ADMIN))
#define SUBSCRIBERS (BIT(ROLE_SUBSCRIBER) | BIT(ROLE_VERIFIED_SUBSCRIBER))
#define READERS (BIT(ROLE_AGENT) | BIT(ROLE_SUPERVISOR) | BIT(ROLE_AUDITOR))
#define STAFF (READERS | BIT(ROLE_ADMIN))
#define TALKERS (BIT(ROLE_AGENT) | BIT(ROLE_SUPERVISOR))

struct row {
	const char *name;
	unsigned roles;
};

static const struct row table[] = {
	{"GET /", ANYONE},
	{"GET /healthz", ANYONE},
	{"GET /readyz", ANYONE},
	{"GET /demo/phone", ANYONE},          /* there only with --demo or on loopback */
	{"GET /demo/login", ANYONE},          /* the same, and with a simulated operator only */
	{"POST /checks/face/result", ANYONE}, /* what counts is who has signed it */
	{"POST /demo/operator/face", ANYONE}, /* as GET /demo/login */
	{"GET /chat", ANYONE},
	{"GET /desk", ANYONE},
	{"POST /chat/upload", SUBSCRIBERS},
	{"GET /chat/upload/{upload}", ANYONE},                   /* with a ticket */
	{"GET /desk/upload/{upload}", TALKERS},                  /* and only who has the case */
	{"POST /v3/directline/tokens/generate", BIT(ROLE_NONE)}, /* who knows the secret */
	{"POST /v3/directline/conversations", BIT(ROLE_NONE) | SUBSCRIBERS}, /* or has a token */
	{"POST /v3/directline/tokens/refresh", SUBSCRIBERS},
	{"GET /v3/directline/conversations/{conversation}", SUBSCRIBERS},
	{"GET /v3/directline/conversations/{conversation}/activities", SUBSCRIBERS},
	{"POST /v3/directline/conversations/{conversation}/activities", SUBSCRIBERS},
	{"POST /v3/directline/conversations/{conversation}/upload", SUBSCRIBERS},
	{"GET /v3/directline/conversations/{conversation}/stream", ANYONE}, /* with a ticket */
	{"POST /webhooks/rest/webhook", BIT(ROLE_NONE)}, /* who knows the secret */
	{"POST /tmf-listener/{hub}", ANYONE},            /* the same; with tmf: only */
	{"POST /tmf-listener/{hub}/listener/{event}", ANYONE},
	{"POST /api/v1/login", BIT(ROLE_NONE)},
	{"POST /api/v1/logout", STAFF},
	{"GET /api/v1/cases", READERS},
	{"GET /api/v1/cases/{case}", READERS},
	{"POST /api/v1/cases/{case}/claim", TALKERS},
	{"POST /api/v1/cases/{case}/message", TALKERS},
	{"POST /api/v1/cases/{case}/note", TALKERS},
	{"POST /api/v1/cases/{case}/transfer", TALKERS},
	{"POST /api/v1/cases/{case}/return", TALKERS},
	{"POST /api/v1/cases/{case}/close", TALKERS},
	{"POST /api/v1/next", TALKERS},
	{"POST /api/v1/presence", TALKERS},
	{"GET /api/v1/events", BIT(ROLE_SUPERVISOR) | BIT(ROLE_AUDITOR)},
	{"chat.hello", ANYONE},
	{"chat.join", ANYONE}, /* with the code that chat.move gives */
	{"chat.move", SUBSCRIBERS},
	{"chat.earlier", SUBSCRIBERS},
	{"chat.message", SUBSCRIBERS},
	{"chat.event", SUBSCRIBERS},
	{"chat.identity", SUBSCRIBERS},
	{"chat.typing", SUBSCRIBERS},
	{"desk.login", BIT(ROLE_NONE)},
	{"desk.hello", BIT(ROLE_NONE)},
	{"desk.snapshot", READERS},
	{"desk.open", READERS},
	{"desk.earlier", READERS},
	{"desk.list", READERS},
	{"desk.board", READERS},
	{"desk.presence", TALKERS},
	{"desk.next", TALKERS},
	{"desk.claim", TALKERS},
	{"desk.message", TALKERS},
	{"desk.typing", TALKERS},
	{"desk.note", TALKERS},
	{"desk.tag", TALKERS},
	{"desk.replies", TALKERS},
	{"desk.transfer", TALKERS},
	{"desk.return", TALKERS},
	{"desk.close", TALKERS},
	{"desk.audit", BIT(ROLE_AUDITOR)},
	{"desk.report", BIT(ROLE_SUPERVISOR) | BIT(ROLE_AUDITOR) | BIT(ROLE_ADMIN)},
	{"desk.lookup", TALKERS},
	{"desk.reveal", TALKERS},
	{"desk.order", TALKERS},
	{"desk.step", TALKERS},
	{"desk.logout", STAFF},
	{"account.add", BIT(ROLE_ADMIN)},
	{"account.password", BIT(ROLE_ADMIN)},
	{"account.disable", BIT(ROLE_ADMIN)},
	{"account.enable", BIT(ROLE_ADMIN)},
	{"account.work", BIT(ROLE_ADMIN)},
	{"account.list", BIT(ROLE_ADMIN)},
	{"rules.read", BIT(ROLE_ADMIN)},
	{"rules.save", BIT(ROLE_ADMIN)},
	{"review.list", BIT(ROLE_SUPERVISOR) | BIT(ROLE_ADMIN)},
	{"review.show", BIT(ROLE_SUPERVISOR) | BIT(ROLE_ADMIN)},
	{"review.mark", BIT(ROLE_SUPERVISOR) | BIT(ROLE_ADMIN)},
	{"review.example", BIT(ROLE_SUPERVISOR) | BIT(ROLE_ADMIN)},
	{"review.text", BIT(ROLE_SUPERVISOR) | BIT(ROLE_ADMIN)},
	{"missed.list", BIT(ROLE_ADMIN)},
	{"missed.mark", BIT(ROLE_ADMIN)},
	{"person.erase", BIT(ROLE_ADMIN)},
	{"person.hold", BIT(ROLE_ADMIN)},
	{"person.release", BIT(ROLE_ADMIN)},
	{"person.export", BIT(ROLE_ADMIN)},
	{"key.rotate", BIT(ROLE_ADMIN)},
	{"audit.list", BIT(ROLE_ADMIN)},
	{"webhook.list", BIT(ROLE_ADMIN)},
	{"webhook.retry", BIT(ROLE_ADMIN)},
	{"outreach.plan", BIT(ROLE_ADMIN)},
	{"outreach.stopped", BIT(ROLE_ADMIN)},
	{"outreach.list", BIT(ROLE_ADMIN)},
	{"outreach.stop", BIT(ROLE_ADMIN)},
	{"outreach.start", BIT(ROLE_ADMIN)},
};

#define N_ROWS (sizeof table / sizeof *table)

static const char *const names[N_ROLES] = {
	"none", "subscriber", "verified_subscriber", "agent", "supervisor", "auditor", "admin",
};

const char *role_name(enum role role)
{
	return names[role];
}

bool role_from(const char *name, enum role *out)
{
	for (int i = 0; i < N_ROLES; i++) {
		if (!strcmp(names[i], name)) {
			*out = (enum role)i;
			return true;
		}
	}
	return false;
}

const char *access_at(size_t i)
{
	return i < N_ROWS ? table[i].name : NULL;
}

bool access_allows(enum role role, const char *what)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (!strcmp(table[i].name, what))
			return table[i].roles & BIT(role);
	}
	return false;
}
