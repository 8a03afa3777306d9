/*
 * Each source writes over the one before it.
 */
#include "ws/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"

static const struct config built_in = {
	.listen = "127.0.0.1:8080",
	.data = "./data",
	.carrier = "sim:",
	.zone_minutes = 480,
	.connections_per_address = 200,
	.connections_per_conversation = 10,
	.identity = {.audience = "fuji"},
};

static bool read_list(const struct yaml *map, const char *key, const char *const **out,
		      size_t *out_n, struct arena *arena, struct problems *problems)
{
	const struct yaml *list = yaml_get(map, key);
	const char **texts;

	if (!list)
		return true;
	if (list->kind != YAML_LIST)
		return yaml_problem(list, problems, "%s is not a list", key);

	texts = arena_new(arena, list->n * sizeof *texts);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->kind != YAML_TEXT)
			return yaml_problem(list->items[i], problems, "an item of %s is not a text",
					    key);
		texts[i] = list->items[i]->text;
	}
	*out = texts;
	*out_n = list->n;
	return true;
}

static bool read_number(const struct yaml *map, const char *key, size_t *out,
			struct problems *problems)
{
	long long number = (long long)*out;
	bool good = yaml_read_integer(map, key, false, 1, 1000000, &number, problems);

	*out = (size_t)number;
	return good;
}

static bool read_keys(const struct yaml *map, struct assertion_rules *out, struct arena *arena,
		      struct problems *problems)
{
	const struct yaml *list = yaml_get(map, "keys");
	const char *const *texts = NULL;
	size_t n = 0;

	if (!read_list(map, "keys", &texts, &n, arena, problems))
		return false;
	if (n == 0 || n > ASSERTION_KEYS_MOST)
		return yaml_problem(list ? list : map, problems, "keys names 1 to %d public keys",
				    ASSERTION_KEYS_MOST);
	for (size_t i = 0; i < n; i++)
		if (!assertion_read_key(texts[i], out->keys[i]))
			return yaml_problem(list->items[i], problems,
					    "no Ed25519 key: 43 characters of base64url");
	out->n_keys = n;
	return true;
}

static bool read_strong(const struct yaml *map, struct assertion_rules *out, struct arena *arena,
			struct problems *problems)
{
	const char *const *texts = NULL;

	if (!read_list(map, "strong", &texts, &out->n_strong, arena, problems))
		return false;
	if (out->n_strong > ASSERTION_LEVELS_MOST)
		return yaml_problem(map, problems, "strong names more than %d levels",
				    ASSERTION_LEVELS_MOST);
	for (size_t i = 0; i < out->n_strong; i++)
		out->strong[i] = texts[i];
	return true;
}

static bool read_identity(const struct yaml *map, struct assertion_rules *out, struct arena *arena,
			  struct problems *problems)
{
	static const char *const known[] = {"issuer", "audience", "keys", "strong", NULL};

	return !map ||
	       (yaml_known_keys(map, known, problems) &&
		yaml_read_string(map, "issuer", true, &out->issuer, problems) &&
		yaml_read_string(map, "audience", false, &out->audience, problems) &&
		read_keys(map, out, arena, problems) && read_strong(map, out, arena, problems));
}

static bool read_file(const char *path, struct config *out, struct arena *arena,
		      struct problems *problems)
{
	static const char *const known[] = {"listen",
					    "data",
					    "carrier",
					    "origins",
					    "trusted_proxy",
					    "zone_minutes",
					    "demo",
					    "connections_per_address",
					    "connections_per_conversation",
					    "identity",
					    NULL};
	const struct yaml *map = yaml_read(path, arena, problems);
	long long zone = out->zone_minutes;

	if (!map || !yaml_known_keys(map, known, problems))
		return false;
	yaml_read_string(map, "listen", false, &out->listen, problems);
	yaml_read_string(map, "data", false, &out->data, problems);
	yaml_read_string(map, "carrier", false, &out->carrier, problems);
	yaml_read_integer(map, "zone_minutes", false, -840, 840, &zone, problems);
	yaml_read_boolean(map, "demo", false, &out->demo, problems);
	read_number(map, "connections_per_address", &out->connections_per_address, problems);
	read_number(map, "connections_per_conversation", &out->connections_per_conversation,
		    problems);
	read_list(map, "origins", &out->origins, &out->n_origins, arena, problems);
	read_list(map, "trusted_proxy", &out->trusted_proxies, &out->n_trusted_proxies, arena,
		  problems);
	read_identity(yaml_get(map, "identity"), &out->identity, arena, problems);
	out->zone_minutes = (int)zone;
	return problems_count(problems) == 0;
}

/* The first that says something. */
static const char *choose(const char *flag, const char *variable, const char *otherwise)
{
	const char *value = getenv(variable);

	if (flag)
		return flag;
	return value && *value ? value : otherwise;
}

bool config_read(struct config *out, const struct config_flags *flags, struct arena *arena,
		 struct problems *problems)
{
	*out = built_in;
	if (flags->file && !read_file(flags->file, out, arena, problems))
		return false;

	out->listen = choose(flags->listen, "FUJI_LISTEN", out->listen);
	out->data = choose(flags->data, "FUJI_DATA", out->data);
	out->carrier = choose(flags->carrier, "FUJI_CARRIER", out->carrier);
	out->demo = out->demo || flags->demo;
	return true;
}

bool config_trusts(const struct config *config, const char *address)
{
	for (size_t i = 0; i < config->n_trusted_proxies; i++) {
		if (!strcmp(config->trusted_proxies[i], address))
			return true;
	}
	return false;
}
