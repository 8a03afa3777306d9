/*
 * Tags: what agents put on cases, to find them by.
 *
 * The list may be empty. One that is taken from it stays on the cases that have it.
 */
#include "knowledge/parts.h"

static bool read_tag(const struct yaml *root, struct tag_list *list, struct problems *problems)
{
	static const char *const keys[] = {"id", "name", NULL};
	const struct yaml *map = root->items[list->n];
	struct tag *tag = &list->tags[list->n];
	bool fine = yaml_known_keys(map, keys, problems);

	fine = id_read(root, list->n, "tag", &tag->id, problems) && fine;
	fine = texts_read(map, "name", tag->name, problems) && fine;
	list->n++;
	return fine;
}

bool tags_read(const char *path, struct arena *arena, struct tag_list *out,
	       struct problems *problems)
{
	const struct yaml *root = yaml_read(path, arena, problems);
	bool fine = true;

	if (!root)
		return false;
	if (root->kind != YAML_LIST)
		return yaml_problem(root, problems, "a list of tags is expected");
	out->tags = arena_new(arena, (root->n + 1) * sizeof *out->tags);
	for (size_t i = 0; i < root->n; i++)
		fine = read_tag(root, out, problems) && fine;
	return fine;
}
