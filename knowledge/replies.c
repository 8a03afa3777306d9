/*
 * Canned replies: what agents write every day, said once and well.
 *
 * A reply may rest on what the subscriber has proven, be about some causes only, and end on a
 * day; who offers it asks whether it fits.
 */
#include <string.h>

#include "knowledge/parts.h"

static const char *const proofs[] = {"none", "low", "strong"};
#define N_PROOFS (sizeof proofs / sizeof *proofs)

static bool read_proof(const struct yaml *map, int *out, struct problems *problems)
{
	const char *name = proofs[0];
	size_t i = 0;

	if (!yaml_read_string(map, "proof", false, &name, problems))
		return false;
	while (i < N_PROOFS && strcmp(proofs[i], name) != 0)
		i++;
	*out = (int)i;
	return i < N_PROOFS ||
	       yaml_problem(yaml_get(map, "proof"), problems, "a proof is none, low or strong");
}

static bool read_causes(const struct yaml *map, const struct cause_table *causes,
			const struct yaml **out, struct problems *problems)
{
	const struct yaml *list = yaml_get(map, "causes");
	bool fine = true;

	*out = list;
	if (list && (list->kind != YAML_LIST || list->n == 0))
		return yaml_problem(list, problems, "`causes` is a list of names");
	for (size_t i = 0; list && i < list->n; i++) {
		const struct yaml *item = list->items[i];

		if (item->kind != YAML_TEXT)
			fine = yaml_problem(item, problems, "a name is expected");
		else if (causes && !causes_find(causes, item->text))
			fine = yaml_problem(item, problems, "causes.yaml has no cause `%s`",
					    item->text);
	}
	return fine;
}

static bool check_placeholders(const struct yaml *map, const struct reply *reply,
			       struct policy_table *policies, struct arena *arena,
			       struct problems *problems)
{
	static const char *const values[] = {"line", "case", "agent", "hours", "policy"};
	const struct vocabulary vocabulary = {values, sizeof values / sizeof *values, policies};
	bool fine = true;

	for (enum language language = 0; language < N_LANGUAGES; language++) {
		const struct yaml *text = yaml_get(yaml_get(map, "text"), language_code(language));
		size_t at = 0;
		const char *fault = text_fault(&vocabulary, reply->text[language], &at, arena);

		if (fault)
			fine = yaml_problem_at(text, at, problems, fault);
	}
	return fine;
}

static bool read_reply(const struct yaml *root, const struct reply_sources *sources,
		       struct arena *arena, struct reply_list *list, struct problems *problems)
{
	static const char *const keys[] = {"id",     "title",       "text", "proof",
					   "causes", "valid_until", NULL};
	const struct yaml *map = root->items[list->n];
	struct reply *reply = &list->replies[list->n];
	bool fine = yaml_known_keys(map, keys, problems);

	reply->place = map;
	reply->valid_until = "";
	fine = id_read(root, list->n, "reply", &reply->id, problems) && fine;
	fine = texts_read(map, "title", reply->title, problems) && fine;
	fine = texts_read(map, "text", reply->text, problems) && fine;
	fine = read_proof(map, &reply->proof, problems) && fine;
	fine = read_causes(map, sources->causes, &reply->causes, problems) && fine;
	fine = day_read(map, "valid_until", false, &reply->valid_until, problems) && fine;
	list->n++;
	return fine && check_placeholders(map, reply, sources->policies, arena, problems);
}

bool replies_read(const char *path, struct arena *arena, const struct reply_sources *sources,
		  struct reply_list *out, struct problems *problems)
{
	const struct yaml *root = yaml_read(path, arena, problems);
	bool fine = true;

	if (!root)
		return false;
	if (root->kind != YAML_LIST)
		return yaml_problem(root, problems, "a list of replies is expected");
	out->replies = arena_new(arena, (root->n + 1) * sizeof *out->replies);
	for (size_t i = 0; i < root->n; i++)
		fine = read_reply(root, sources, arena, out, problems) && fine;
	return fine;
}

static bool has_ended(const struct reply *reply, const char *today)
{
	return *reply->valid_until && strcmp(reply->valid_until, today) < 0;
}

bool replies_check_day(const struct reply_list *list, const char *today, struct problems *problems)
{
	bool fine = true;

	for (size_t i = 0; i < list->n; i++)
		if (has_ended(&list->replies[i], today))
			fine = yaml_problem(list->replies[i].place, problems,
					    "the reply %s ended on %s", list->replies[i].id,
					    list->replies[i].valid_until);
	return fine;
}

bool knowledge_reply_fits(const struct reply *reply, const char *cause, int proof, int64_t at_ms,
			  int zone_minutes)
{
	char today[DAY_SIZE];

	day_of(at_ms, zone_minutes, today);
	if (has_ended(reply, today) || proof < reply->proof)
		return false;
	for (size_t i = 0; reply->causes && i < reply->causes->n; i++)
		if (!strcmp(reply->causes->items[i]->text, cause))
			return true;
	return !reply->causes;
}
