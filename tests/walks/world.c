/*
 * What the walks know beforehand, read from the product's own files: the demo operator's lines
 * and owners, what packs hold for subscribers to say, and the wordings that give a cause away.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "tests/walks/walk.h"

#define UNKNOWN "13800000099"
#define MARK_LEAST 18 /* bytes: shorter ones are in other texts by chance */

static const char *text_of(const struct yaml *map, const char *key)
{
	const struct yaml *value = yaml_get(map, key);

	return value && value->kind == YAML_TEXT ? value->text : "";
}

/* --- the operator's lines ----------------------------------------------------- */

static size_t owner_named(const struct world *world, const char *name)
{
	size_t i = 0;

	while (i < world->n_owners && strcmp(world->owners[i].name, name))
		i++;
	return i;
}

static void read_line(struct world *world, const struct yaml *item, const char *default_owner)
{
	struct line *line = &world->lines[world->n_lines++];
	const char *amounts[] = {text_of(item, "owed"), text_of(item, "balance"),
				 text_of(yaml_get(item, "paid"), "amount")};
	const char *owner = text_of(item, "owner");
	size_t n = 0;

	line->number = text_of(item, "number");
	line->masked = text_mask_number(line->number, world->arena);
	line->owner = owner_named(world, *owner ? owner : default_owner);
	line->password_locked = yaml_get(item, "password_locked") != NULL;
	for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
		if (*amounts[i])
			line->amounts[n++] = amounts[i];
}

static bool read_operator(struct world *world, const char *resources, struct problems *problems)
{
	const char *path = arena_format(world->arena, "%s/bot/carriers/demo.yaml", resources);
	const struct yaml *root = yaml_read(path, world->arena, problems);
	const struct yaml *owners = yaml_get(root, "owners"), *lines = yaml_get(root, "lines");
	const char *default_owner = text_of(yaml_get(root, "defaults"), "owner");

	for (size_t i = 0; owners && i < owners->n; i++)
		world->owners[world->n_owners++] = (struct person){
			text_of(owners->items[i], "name"), text_of(owners->items[i], "password"),
			text_of(owners->items[i], "id_tail")};
	for (size_t i = 0; lines && i < lines->n; i++)
		read_line(world, lines->items[i], default_owner);
	world->lines[world->n_lines++] = (struct line){
		.number = UNKNOWN,
		.masked = text_mask_number(UNKNOWN, world->arena),
		.owner = world->n_owners};
	return root != NULL;
}

size_t world_line_in(const struct world *world, const char *text)
{
	size_t i = 0;

	while (i < world->n_lines && !strstr(text, world->lines[i].masked) &&
	       !strstr(text, world->lines[i].number))
		i++;
	return i;
}

/* --- what can be said --------------------------------------------------------- */

static void add_utterances(struct world *world, const struct yaml *pack, const char *code,
			   enum language language)
{
	const struct yaml *list = yaml_get(yaml_get(pack, "examples"), code);

	for (size_t i = 0; list && i < list->n; i++) {
		world->utterances = mem_resize(world->utterances, world->n_utterances + 1,
					       sizeof *world->utterances);
		world->utterances[world->n_utterances++] = (struct utterance){
			.text = list->items[i]->text,
			.intent = text_of(pack, "intent"),
			.language = language,
			.errand = !strcmp(text_of(pack, "kind"), "errand"),
		};
	}
}

static bool read_packs(struct world *world, const char *resources, struct problems *problems)
{
	const char *dir = arena_format(world->arena, "%s/intents/packs", resources);
	const char **files;
	size_t n = 0;
	bool fine = yaml_files(dir, ".yaml", world->arena, &files, &n, problems);

	for (size_t i = 0; fine && i < n; i++) {
		const struct yaml *pack = yaml_read(files[i], world->arena, problems);

		fine = pack != NULL;
		add_utterances(world, pack, "zh", LANGUAGE_ZH);
		add_utterances(world, pack, "en", LANGUAGE_EN);
	}
	return fine;
}

/* --- what gives a cause away -------------------------------------------------- */

static bool read_whole(struct buffer *out, const char *path)
{
	FILE *file = fopen(path, "r");
	char part[4096];
	size_t n;

	while (file && (n = fread(part, 1, sizeof part, file)) > 0)
		buffer_add(out, part, n);
	return file && !fclose(file);
}

static bool read_fixed(struct world *world, const char *resources, struct problems *problems)
{
	static const struct {
		const char *folder, *suffix;
	} places[] = {{"bot/flows", ".yaml"}, {"knowledge/articles", ".md"}, {"bot", ".yaml"}};
	bool fine = true;

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const char *dir = arena_format(world->arena, "%s/%s", resources, places[i].folder);
		const char **files;
		size_t n = 0;

		fine = yaml_files(dir, places[i].suffix, world->arena, &files, &n, problems) &&
		       fine;
		for (size_t k = 0; k < n; k++)
			fine = read_whole(&world->fixed, files[k]) && fine;
	}
	return fine;
}

static void add_mark(struct world *world, const char *text, size_t length)
{
	const char *mark = arena_text_n(world->arena, text, length);

	if (length >= MARK_LEAST && !strstr(world->fixed.data, mark) &&
	    world->n_marks < sizeof world->marks / sizeof *world->marks)
		world->marks[world->n_marks++] = mark;
}

/* The stretches of a text between its placeholders and the ends of its sentences. */
static void add_marks(struct world *world, const char *text)
{
	static const char *const ends[] = {"{", "}", "。", "，", ". ", ", "};
	size_t from = 0, at = 0;

	while (text[at]) {
		size_t end = 0;

		for (size_t i = 0; !end && i < sizeof ends / sizeof *ends; i++)
			end = strncmp(text + at, ends[i], strlen(ends[i])) ? 0 : strlen(ends[i]);
		if (end) {
			add_mark(world, text + from, at - from);
			from = at + end;
		}
		at += end ? end : 1;
	}
	add_mark(world, text + from, at - from);
}

static bool read_causes(struct world *world, const char *resources, struct problems *problems)
{
	const char *path = arena_format(world->arena, "%s/knowledge/causes.yaml", resources);
	const struct yaml *root = yaml_read(path, world->arena, problems);
	static const char *const codes[] = {"zh", "en"};

	for (size_t i = 0; root && i < root->n; i++) {
		for (size_t k = 0; k < 2; k++) {
			add_marks(world, text_of(yaml_get(root->items[i], "what"), codes[k]));
			add_marks(world, text_of(yaml_get(root->items[i], "name"), codes[k]));
		}
	}
	return root != NULL;
}

bool world_read(struct world *world, const char *resources, struct problems *problems)
{
	world->arena = arena_create();
	return read_operator(world, resources, problems) &&
	       read_packs(world, resources, problems) && read_fixed(world, resources, problems) &&
	       read_causes(world, resources, problems);
}

void world_finish(struct world *world)
{
	free(world->utterances);
	buffer_finish(&world->fixed);
	if (world->arena)
		arena_destroy(world->arena);
}
