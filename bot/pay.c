/*
 * A link to the page on which a line's bill is paid, for who has proven the line.
 *
 * It comes from outside, and subscribers are told to tap no strange links: one that is not https, or
 * whose host no policy row `link_hosts` names, is none. Without a link there are other ways to pay,
 * and these are said.
 */
#include "bot/pay.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "bot/core.h"

#define LINK "pay_link"

/* RFC 3986, 2; a space or a quote would end the link where it is shown. */
#define URL_CHARACTERS                                                   \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" \
	"-._~:/?#[]@!$&'()*+,;=%"

const char *pay_link_fault(const struct knowledge *knowledge, const char *url, struct arena *arena)
{
	size_t at = 0;

	if (strncmp(url, "https://", strlen("https://")) != 0)
		return "a link begins with https://";
	if (url[strspn(url, URL_CHARACTERS)])
		return "it holds what no address holds";
	return knowledge_link_fault(knowledge, url, &at, arena);
}

const char *pay_link_kept(struct turn *turn, const struct pay_link *link)
{
	const char *fault = pay_link_fault(turn->bot->knowledge, link->url, turn->arena);

	if (!fault)
		return arena_format(turn->arena, "%lld %s", (long long)link->until_ms, link->url);
	log_write(LOG_LEVEL_WARNING, "pay link not told", "reason", fault, NULL);
	turn_fact(turn, "looked_up", LINK, "refused", 0);
	return "";
}

/* What was kept, `UNTIL URL`, is a link. */
static bool is_link(const struct entry *entry)
{
	return entry && entry->lookup == LOOKUP_READY && *entry->value;
}

static bool is_over(const struct turn *turn, const struct entry *entry)
{
	int64_t until_ms = is_link(entry) ? strtoll(entry->value, NULL, 10) : 0;

	return until_ms && turn->now_ms >= until_ms;
}

static const char *kept(const struct turn *turn)
{
	const struct entry *entry = turn->running ? journal_find(turn->running, ENTRY_LOOKUP, LINK)
						  : NULL;

	return is_link(entry) && !is_over(turn, entry) ? entry->value : NULL;
}

const char *turn_pay_url(const struct turn *turn)
{
	const char *link = kept(turn);

	return link ? strchr(link, ' ') + 1 : NULL;
}

const char *turn_pay_host(const struct turn *turn)
{
	const char *url = turn_pay_url(turn);
	const char *host = url ? url + strlen("https://") : NULL;

	return host ? arena_text_n(turn->arena, host, strcspn(host, "/?#")) : NULL;
}

int64_t turn_pay_until_ms(const struct turn *turn)
{
	const char *link = kept(turn);

	return link ? strtoll(link, NULL, 10) : 0;
}

static void say_link(struct turn *turn, const struct entry *entry)
{
	if (!is_link(entry))
		turn_say_once(turn, "pay_link_none", turn_common(turn, "pay_link_none"));
	else if (kept(turn) && turn_say_once(turn, LINK, turn_common(turn, LINK)))
		turn_fact_said(turn, "told", LINK, turn_pay_host(turn));
}

/* A new one is said although one was before. */
static void ask_for_link(struct turn *turn, const struct carrier_line *line)
{
	struct carrier_call call = {.kind = CALL_PAY_LINK, .fen = line->owed_fen};
	struct entry *said = journal_find(turn->running, ENTRY_SAID, LINK);

	if (said)
		journal_drop(turn->running, said);
	strcpy(call.line, line->number);
	call_send(turn, LINK, &call);
}

bool turn_give_pay_link(struct turn *turn, const struct carrier_line *line)
{
	struct entry *entry = journal_find(turn->running, ENTRY_LOOKUP, LINK);

	if (!turn->bot->extras->pay_links || line->owed_fen <= 0 || !turn_paying_helps(turn, line))
		return true;
	if (entry && is_over(turn, entry) && turn_means(turn, "pay")) {
		journal_drop(turn->running, entry);
		entry = NULL;
	}
	if (!entry) {
		ask_for_link(turn, line);
		return false;
	}
	if (entry->lookup == LOOKUP_WAITING)
		return false;
	say_link(turn, entry);
	return true;
}
