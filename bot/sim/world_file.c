/*
 * Read a simulated operator's file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/yaml.h"
#include "bot/sim/world.h"

#define MINUTE_MS 60000LL

/* `in 3h`, `20m ago`: in ms from now. */
static bool read_when(const struct yaml *node, int64_t now_ms, int64_t *out,
		      struct problems *problems)
{
	const char *text = node->text;
	bool ahead = node->kind == YAML_TEXT && !strncmp(text, "in ", 3);
	char *end;
	long long n;
	int64_t unit;

	if (node->kind != YAML_TEXT)
		return yaml_problem(node, problems, "a time is written `in 3h` or `20m ago`");
	n = strtoll(ahead ? text + 3 : text, &end, 10);
	unit = *end == 'm'   ? MINUTE_MS
	       : *end == 'h' ? 60 * MINUTE_MS
	       : *end == 'd' ? 24 * 60 * MINUTE_MS
			     : 0;
	if (!unit || n < 0 || n > 100000 || strcmp(end + 1, ahead ? "" : " ago"))
		return yaml_problem(node, problems,
				    "`%s` is no time: write `in 3h` or `20m ago`, with m, h or d",
				    text);
	*out = now_ms + (ahead ? n : -n) * unit;
	return true;
}

static bool read_time(const struct yaml *map, const char *key, int64_t now_ms, int64_t *out,
		      struct problems *problems)
{
	const struct yaml *node = yaml_get(map, key);

	return !node || read_when(node, now_ms, out, problems);
}

/* `128.00` without a detour over floating point. */
static bool read_amount(const struct yaml *map, const char *key, int64_t *out,
			struct problems *problems)
{
	const struct yaml *node = yaml_get(map, key);
	char *end;
	long long yuan;

	*out = -1;
	if (!node)
		return true;
	if (node->kind == YAML_TEXT) {
		yuan = strtoll(node->text, &end, 10);
		if (end != node->text && yuan >= 0 && yuan < 1000000000 && end[0] == '.' &&
		    strspn(end + 1, "0123456789") == 2 && !end[3]) {
			*out = yuan * 100 + (end[1] - '0') * 10 + (end[2] - '0');
			return true;
		}
	}
	return yaml_problem(node, problems, "an amount is yuan with two decimals, like 128.00");
}

static bool read_owner(const struct yaml *node, struct owner *out, struct problems *problems)
{
	static const char *const known[] = {"name", "password", "id_tail", "contact", NULL};

	return yaml_known_keys(node, known, problems) &&
	       yaml_read_string(node, "name", true, &out->name, problems) &&
	       yaml_read_string(node, "password", true, &out->password, problems) &&
	       yaml_read_string(node, "id_tail", true, &out->id_tail, problems) &&
	       yaml_read_string(node, "contact", true, &out->contact, problems);
}

static bool copy_value(const struct yaml *map, const struct yaml *defaults, const char *key,
		       char *out, size_t size, struct problems *problems)
{
	const char *value = "";

	if (!yaml_read_string(yaml_get(map, key) ? map : defaults, key, false, &value, problems))
		return false;
	if (strlen(value) >= size)
		return yaml_problem(map, problems, "%s is longer than %zu bytes", key, size - 1);
	strcpy(out, value);
	return true;
}

static bool read_hold(const struct yaml *node, int64_t now_ms, struct sim_line *out,
		      struct problems *problems)
{
	static const char *const known[] = {"cause", "since", "until", NULL};
	struct carrier_hold *hold = &out->holds[out->n_holds];

	if (out->n_holds == CARRIER_HOLDS_MOST)
		return yaml_problem(node, problems, "a line has at most %d holds",
				    CARRIER_HOLDS_MOST);
	out->n_holds++;
	return yaml_known_keys(node, known, problems) &&
	       copy_value(node, NULL, "cause", hold->cause, sizeof hold->cause, problems) &&
	       read_time(node, "since", now_ms, &hold->since_ms, problems) &&
	       read_time(node, "until", now_ms, &hold->until_ms, problems);
}

static const struct owner *owner_named(const struct sim_world *world, const char *name)
{
	for (size_t i = 0; i < world->n_owners; i++) {
		if (name && !strcmp(world->owners[i].name, name))
			return &world->owners[i];
	}
	return NULL;
}

static bool read_paid(const struct yaml *node, int64_t now_ms, struct carrier_line *out,
		      struct problems *problems)
{
	static const char *const known[] = {"amount", "at", NULL};

	out->paid_fen = -1;
	return !node || (yaml_known_keys(node, known, problems) &&
			 read_amount(node, "amount", &out->paid_fen, problems) &&
			 read_time(node, "at", now_ms, &out->paid_ms, problems));
}

static bool read_line(struct sim_world *world, const struct yaml *node, const struct yaml *defaults,
		      struct sim_line *out, struct problems *problems)
{
	static const char *const known[] = {
		"number",  "owner",     "carrier",      "province",        "region",
		"balance", "owed",      "due",          "holds",           "paid",
		"cancel",  "repair_by", "contract_end", "password_locked", "fee",
		NULL};
	int64_t now_ms = world->opened_ms;
	struct carrier_line *record = &out->record;
	const struct yaml *holds = yaml_get(node, "holds");
	const char *owner = NULL;
	bool fine;

	fine = yaml_known_keys(node, known, problems) &&
	       copy_value(node, NULL, "number", record->number, sizeof record->number, problems) &&
	       copy_value(node, defaults, "carrier", record->carrier, sizeof record->carrier,
			  problems) &&
	       copy_value(node, defaults, "province", record->province, sizeof record->province,
			  problems) &&
	       copy_value(node, defaults, "region", record->region, sizeof record->region,
			  problems) &&
	       read_amount(node, "balance", &record->balance_fen, problems) &&
	       read_amount(node, "owed", &record->owed_fen, problems) &&
	       read_amount(node, "fee", &out->fee_fen, problems) &&
	       read_paid(yaml_get(node, "paid"), now_ms, record, problems) &&
	       read_time(node, "due", now_ms, &record->due_ms, problems) &&
	       read_time(node, "cancel", now_ms, &record->cancel_ms, problems) &&
	       read_time(node, "repair_by", now_ms, &record->repair_by_ms, problems) &&
	       read_time(node, "contract_end", now_ms, &record->contract_end_ms, problems) &&
	       yaml_read_boolean(node, "password_locked", false, &out->password_locked, problems) &&
	       yaml_read_string(yaml_get(node, "owner") ? node : defaults, "owner", true, &owner,
				problems);
	if (!fine)
		return false;
	record->exists = true;
	out->owner = owner_named(world, owner);
	if (!out->owner)
		return yaml_problem(node, problems, "owner %s is not among the owners", owner);
	snprintf(record->contact_masked, sizeof record->contact_masked, "%s",
		 text_mask_number(out->owner->contact, world->arena));
	for (size_t i = 0; holds && i < holds->n; i++) {
		if (!read_hold(holds->items[i], now_ms, out, problems))
			return false;
	}
	return true;
}

bool sim_world_read(struct sim_world *world, const char *path, struct problems *problems)
{
	static const char *const known[] = {"owners", "defaults", "lines", NULL};
	const struct yaml *root = yaml_read(path, world->arena, problems);
	const struct yaml *owners = yaml_get(root, "owners");
	const struct yaml *lines = yaml_get(root, "lines");

	world->opened_ms = clock_now_ms(world->clock);
	if (!root || !yaml_known_keys(root, known, problems))
		return false;
	if (!owners || !lines || owners->kind != YAML_LIST || lines->kind != YAML_LIST)
		return yaml_problem(root, problems, "needs a list of owners and a list of lines");
	world->owners = arena_new(world->arena, owners->n * sizeof *world->owners + 1);
	for (; world->n_owners < owners->n; world->n_owners++) {
		if (!read_owner(owners->items[world->n_owners], &world->owners[world->n_owners],
				problems))
			return false;
	}
	world->lines = arena_new(world->arena, lines->n * sizeof *world->lines + 1);
	for (; world->n_lines < lines->n; world->n_lines++) {
		if (!read_line(world, lines->items[world->n_lines], yaml_get(root, "defaults"),
			       &world->lines[world->n_lines], problems))
			return false;
	}
	return true;
}
