/*
 * What is known, as a whole: policies first, for texts may quote them; the index last.
 */
#include "knowledge/knowledge.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "knowledge/parts.h"

struct knowledge {
	struct arena *arena;
	struct policy_table policies;
	struct cause_table causes;
	struct article_list articles;
	struct calendar calendar;
	struct team_list teams;
	struct due_table dues;
	struct tag_list tags;
	struct reply_list replies;
	struct search *search;
};

static bool read_parts(struct knowledge *knowledge, const char *dir, struct problems *problems)
{
	struct arena *arena = knowledge->arena;
	const char *policies = arena_format(arena, "%s/policies", dir);
	const char *causes = arena_format(arena, "%s/causes.yaml", dir);
	const char *articles = arena_format(arena, "%s/articles", dir);
	const char *calendar = arena_format(arena, "%s/calendar.yaml", dir);
	const char *teams = arena_format(arena, "%s/teams.yaml", dir);
	const char *dues = arena_format(arena, "%s/due.yaml", dir);
	const char *tags = arena_format(arena, "%s/tags.yaml", dir);
	const char *replies = arena_format(arena, "%s/replies.yaml", dir);
	struct policy_table *quoted = NULL;

	/* A table with faults may lack rows: no text is blamed for quoting those. */
	if (policies_read(policies, arena, &knowledge->policies, problems))
		quoted = &knowledge->policies;

	bool links_fine = quoted && policies_check_links(quoted, arena, problems);
	bool causes_fine = causes_read(causes, arena, quoted, &knowledge->causes, problems);
	bool articles_fine = articles_read(articles, arena, quoted, &knowledge->articles, problems);
	bool calendar_fine = calendar_read(calendar, arena, &knowledge->calendar, problems);
	bool teams_fine = teams_read(teams, arena, causes_fine ? &knowledge->causes : NULL,
				     &knowledge->teams, problems);
	bool dues_fine = dues_read(dues, arena, teams_fine ? &knowledge->teams : NULL,
				   &knowledge->dues, problems);
	bool tags_fine = tags_read(tags, arena, &knowledge->tags, problems);
	const struct reply_sources sources = {causes_fine ? &knowledge->causes : NULL, quoted};
	bool replies_fine = replies_read(replies, arena, &sources, &knowledge->replies, problems);

	return links_fine && causes_fine && articles_fine && calendar_fine && teams_fine &&
	       dues_fine && tags_fine && replies_fine;
}

struct knowledge *knowledge_load(const char *dir, struct problems *problems)
{
	struct knowledge *knowledge = mem_new(sizeof *knowledge);

	knowledge->arena = arena_create();
	if (read_parts(knowledge, dir, problems))
		knowledge->search = search_create(&knowledge->articles, problems);
	if (knowledge->search)
		return knowledge;

	knowledge_destroy(knowledge);
	return NULL;
}

const char *knowledge_quote_fault(struct knowledge *knowledge, const char *policy,
				  struct arena *arena)
{
	return policy_fault(&knowledge->policies, policy, arena);
}

const char *knowledge_link_fault(const struct knowledge *knowledge, const char *text, size_t *at,
				 struct arena *arena)
{
	return link_fault(&knowledge->policies, text, at, arena);
}

bool knowledge_check_quoted(const struct knowledge *knowledge, struct problems *problems)
{
	return policies_check_quoted(&knowledge->policies, problems);
}

void knowledge_destroy(struct knowledge *knowledge)
{
	if (!knowledge)
		return;
	search_destroy(knowledge->search);
	arena_destroy(knowledge->arena);
	free(knowledge);
}

bool knowledge_check_day(const char *dir, int64_t at_ms, int zone_minutes,
			 struct problems *problems)
{
	struct arena *arena = arena_create();
	const char *days = arena_format(arena, "%s/calendar.yaml", dir);
	const struct reply_sources sources = {0};
	struct policy_table policies = {0};
	struct calendar calendar = {0};
	struct reply_list replies = {0};
	char today[DAY_SIZE];
	bool policies_fine = policies_read(arena_format(arena, "%s/policies", dir), arena,
					   &policies, problems) &&
			     policies_check_day(&policies, at_ms, zone_minutes, problems);
	bool calendar_fine = calendar_read(days, arena, &calendar, problems) &&
			     calendar_check_day(&calendar, days, at_ms, zone_minutes, problems);
	bool replies_fine = replies_read(arena_format(arena, "%s/replies.yaml", dir), arena,
					 &sources, &replies, problems);

	day_of(at_ms, zone_minutes, today);
	replies_fine = replies_fine && replies_check_day(&replies, today, problems);
	arena_destroy(arena);
	return policies_fine && calendar_fine && replies_fine;
}

const struct cause *knowledge_cause(const struct knowledge *knowledge, const char *code)
{
	return causes_find(&knowledge->causes, code);
}

size_t knowledge_n_causes(const struct knowledge *knowledge)
{
	return knowledge->causes.n;
}

const struct cause *knowledge_cause_at(const struct knowledge *knowledge, size_t i)
{
	return &knowledge->causes.causes[i];
}

const struct policy *knowledge_policy(const struct knowledge *knowledge, const char *name,
				      const char *carrier, const char *province, int64_t at_ms,
				      int zone_minutes)
{
	return policies_find(&knowledge->policies, name, carrier, province, at_ms, zone_minutes);
}

const struct article *knowledge_article(const struct knowledge *knowledge, const char *id)
{
	for (size_t i = 0; i < knowledge->articles.n; i++)
		if (!strcmp(knowledge->articles.articles[i].id, id))
			return &knowledge->articles.articles[i];
	return NULL;
}

const struct article *knowledge_search(struct knowledge *knowledge,
				       const struct text_normal *question, enum language language)
{
	return search_best(knowledge->search, question, language);
}

const struct team *knowledge_team_for(const struct knowledge *knowledge,
				      const struct team_matter *matter)
{
	return teams_find(&knowledge->teams, matter);
}

const struct team *knowledge_team(const struct knowledge *knowledge, const char *id)
{
	return teams_named(&knowledge->teams, id);
}

size_t knowledge_n_teams(const struct knowledge *knowledge)
{
	return knowledge->teams.n;
}

const struct team *knowledge_team_at(const struct knowledge *knowledge, size_t i)
{
	return &knowledge->teams.teams[i];
}

bool knowledge_team_hours(const struct knowledge *knowledge, const struct team *team, int64_t at_ms,
			  int zone_minutes, int64_t *from_ms, int64_t *to_ms)
{
	return team_hours(team, &knowledge->calendar, at_ms, zone_minutes, from_ms, to_ms);
}

bool knowledge_team_is_open(const struct knowledge *knowledge, const struct team *team,
			    int64_t at_ms, int zone_minutes)
{
	int64_t from_ms, to_ms;

	return knowledge_team_hours(knowledge, team, at_ms, zone_minutes, &from_ms, &to_ms) &&
	       from_ms <= at_ms;
}

bool knowledge_is_day_off(const struct knowledge *knowledge, int64_t at_ms, int zone_minutes)
{
	return calendar_is_off(&knowledge->calendar, at_ms, zone_minutes);
}

int64_t knowledge_due_ms(const struct knowledge *knowledge, const struct team *team,
			 const struct due_clock *clock, int zone_minutes)
{
	return due_ms(&knowledge->dues, team, &knowledge->calendar, clock, zone_minutes);
}

void knowledge_each_team_word(const struct knowledge *knowledge, team_word_taker *take,
			      void *context)
{
	teams_each_word(&knowledge->teams, take, context);
}

size_t knowledge_n_tags(const struct knowledge *knowledge)
{
	return knowledge->tags.n;
}

const struct tag *knowledge_tag_at(const struct knowledge *knowledge, size_t i)
{
	return &knowledge->tags.tags[i];
}

bool knowledge_has_tag(const struct knowledge *knowledge, const char *id)
{
	for (size_t i = 0; i < knowledge->tags.n; i++)
		if (!strcmp(knowledge->tags.tags[i].id, id))
			return true;
	return false;
}

size_t knowledge_n_replies(const struct knowledge *knowledge)
{
	return knowledge->replies.n;
}

const struct reply *knowledge_reply_at(const struct knowledge *knowledge, size_t i)
{
	return &knowledge->replies.replies[i];
}
