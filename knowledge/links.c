/*
 * Links in texts.
 *
 * Subscribers are told to tap no links in messages, because look-alikes are how they are
 * robbed. So the few that are ours stand beyond doubt: https, and a host that a policy row
 * `link_hosts` names.
 */
#include <string.h>

#include "knowledge/parts.h"

#define ALLOW_LIST "link_hosts"

/* With those of a user name before the host, by which a link looks like another's. */
#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~%:@"

/* The value of a row is one host, or several with blanks between them. */
static bool names_host(const char *list, const char *host, size_t length)
{
	for (const char *at = list; *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");

		if (n == length && !strncmp(at, host, length))
			return true;
		at += n;
	}
	return false;
}

static bool is_allowed(const struct policy_table *table, const char *host, size_t length)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct policy *policy = &table->rows[i].policy;

		if (!strcmp(policy->name, ALLOW_LIST) &&
		    names_host(policy->value[LANGUAGE_ZH], host, length))
			return true;
	}
	return false;
}

/* The first mark of a link from there on: `://`, or `www.` that has no scheme. */
static const char *next_mark(const char *text)
{
	const char *scheme = strstr(text, "://"), *www = strstr(text, "www.");

	return !scheme || (www && www < scheme) ? www : scheme;
}

const char *link_fault(const struct policy_table *table, const char *text, size_t *at,
		       struct arena *arena)
{
	const char *mark = text + *at;

	while ((mark = next_mark(mark))) {
		const char *host = mark + strlen("://");
		size_t length = strspn(host, HOST_CHARACTERS);

		*at = (size_t)(mark - text);
		if (*at < strlen("https") || strncmp(mark - strlen("https"), "https://", 8) != 0)
			return "a link begins with https://";
		if (!is_allowed(table, host, length))
			return arena_format(arena, "no policy row " ALLOW_LIST " names the host %s",
					    arena_text_n(arena, host, length));
		mark = host + length;
	}
	return NULL;
}

bool policies_check_links(struct policy_table *table, struct arena *arena,
			  struct problems *problems)
{
	bool fine = true;

	policies_quote(table, ALLOW_LIST);
	for (size_t i = 0; i < table->n; i++) {
		for (enum language language = 0; language < N_LANGUAGES; language++) {
			const char *fault;

			for (size_t at = 0;
			     (fault = link_fault(table, table->rows[i].policy.value[language], &at,
						 arena));
			     at++)
				fine = yaml_problem(table->rows[i].place, problems, "%s", fault);
		}
	}
	return fine;
}
