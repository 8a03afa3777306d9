/*
 * Read a mapping file.
 */
#include "bot/tmf/mapping.h"

#include <string.h>

#include "base/yaml.h"
#include "bot/carrier_requests.h"

#define HUB_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const char *const api_names[] = {"product",     "service", "customer", "account", "bill",
					"prepay",      "payment", "problem",  "order",   "ticket",
					"interaction", "message", "identity"};

const char *tmf_api_name(enum tmf_api api)
{
	return api_names[api];
}

static bool need(const struct yaml *map, const char *key, enum yaml_kind kind,
		 const struct yaml **out, struct problems *problems)
{
	static const char *const names[] = {"text", "list", "map"};

	*out = yaml_get(map, key);
	if (*out && (*out)->kind == kind)
		return true;
	return yaml_problem(*out ? *out : map, problems, "%s must be there and be a %s", key,
			    names[kind]);
}

static bool read_apis(const struct yaml *root, struct tmf_mapping *out, struct problems *problems)
{
	const char *known[N_TMF_APIS + 1] = {0};
	const struct yaml *apis;
	bool fine = need(root, "apis", YAML_MAP, &apis, problems);

	memcpy(known, api_names, sizeof api_names);
	fine = fine && yaml_known_keys(apis, known, problems);
	for (size_t i = 0; fine && i < N_TMF_APIS; i++) {
		fine = yaml_read_string(apis, api_names[i],
					i == TMF_PRODUCT || i == TMF_ORDER || i == TMF_IDENTITY,
					&out->paths[i], problems);
		if (fine && out->paths[i] && out->paths[i][0] != '/')
			fine = yaml_problem(yaml_get(apis, api_names[i]), problems,
					    "a path begins with /");
	}
	return fine;
}

/* Of what is not named it is 4; what is ours has none. */
static bool read_versions(const struct yaml *root, struct tmf_mapping *out,
			  struct problems *problems)
{
	const char *const known[] = {api_names[TMF_PRODUCT], api_names[TMF_SERVICE], NULL};
	const struct yaml *versions;

	for (enum tmf_api i = 0; i < TMF_IDENTITY; i++)
		out->versions[i] = 4;
	if (!yaml_get(root, "versions"))
		return true;
	if (!need(root, "versions", YAML_MAP, &versions, problems) ||
	    !yaml_known_keys(versions, known, problems))
		return false;
	for (enum tmf_api i = TMF_PRODUCT; i <= TMF_SERVICE; i++) {
		long long version = 4;

		if (!yaml_read_integer(versions, api_names[i], false, 4, 5, &version, problems))
			return false;
		out->versions[i] = (int)version;
	}
	return true;
}

static bool read_field(const struct yaml *map, struct tmf_field *out, struct problems *problems)
{
	const char *attribute = NULL, *characteristic = NULL;

	if (!yaml_read_string(map, "attribute", false, &attribute, problems) ||
	    !yaml_read_string(map, "characteristic", false, &characteristic, problems))
		return false;
	if (!attribute == !characteristic)
		return yaml_problem(map, problems, "needs either attribute or characteristic");
	out->is_characteristic = characteristic;
	out->name = attribute ? attribute : characteristic;
	return true;
}

static bool read_number(const struct yaml *root, struct tmf_mapping *out, struct problems *problems)
{
	static const char *const known[] = {"attribute", "characteristic", "prefix", NULL};
	const struct yaml *number;

	out->number_prefix = "";
	return need(root, "number", YAML_MAP, &number, problems) &&
	       yaml_known_keys(number, known, problems) &&
	       read_field(number, &out->number, problems) &&
	       yaml_read_string(number, "prefix", false, &out->number_prefix, problems);
}

static bool read_currencies(const struct yaml *root, struct tmf_mapping *out, struct arena *arena,
			    struct problems *problems)
{
	const struct yaml *list;

	if (!need(root, "currencies", YAML_LIST, &list, problems))
		return false;
	out->currencies = arena_new(arena, list->n * sizeof *out->currencies + 1);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->kind != YAML_TEXT)
			return yaml_problem(list->items[i], problems, "a unit is a text");
		out->currencies[out->n_currencies++] = list->items[i]->text;
	}
	return true;
}

/* --- causes ------------------------------------------------------------------- */

static bool read_meanings(const struct yaml *node, struct tmf_place *out, struct arena *arena,
			  struct problems *problems)
{
	const struct yaml *values;

	if (!need(node, "values", YAML_MAP, &values, problems))
		return false;
	out->meanings = arena_new(arena, values->n * sizeof *out->meanings + 1);
	for (size_t i = 0; i < values->n; i++) {
		if (values->items[i]->kind != YAML_TEXT)
			return yaml_problem(values->items[i], problems,
					    "a value means a cause, none or stopped");
		out->meanings[out->n_meanings++] = (struct tmf_meaning){values->keys[i],
									values->items[i]->text};
	}
	return true;
}

static bool read_place_api(const struct yaml *node, enum tmf_api *out, struct problems *problems)
{
	const char *name = NULL;

	if (!yaml_read_string(node, "in", true, &name, problems))
		return false;
	for (*out = TMF_PRODUCT; *out <= TMF_ACCOUNT; (*out)++) {
		if (!strcmp(api_names[*out], name))
			return true;
	}
	return yaml_problem(node, problems,
			    "causes are in product, service, customer or account, not in %s", name);
}

static bool read_places(const struct yaml *root, struct tmf_mapping *out, struct arena *arena,
			struct problems *problems)
{
	static const char *const known[] = {
		"in", "attribute", "characteristic", "since", "until", "values", NULL};
	const struct yaml *list;

	if (!need(root, "causes", YAML_LIST, &list, problems))
		return false;
	out->places = arena_new(arena, list->n * sizeof *out->places + 1);
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml *node = list->items[i];
		struct tmf_place *place = &out->places[out->n_places++];

		if (!yaml_known_keys(node, known, problems) ||
		    !read_place_api(node, &place->api, problems) ||
		    !read_field(node, &place->field, problems) ||
		    !yaml_read_string(node, "since", false, &place->since, problems) ||
		    !yaml_read_string(node, "until", false, &place->until, problems) ||
		    !read_meanings(node, place, arena, problems))
			return false;
	}
	return true;
}

/* --- orders ------------------------------------------------------------------- */

static bool read_orders(const struct yaml *root, struct tmf_mapping *out, struct arena *arena,
			struct problems *problems)
{
	static const char *const whats[] = {"hold",    "resume",    "block",
					    "unblock", "reconnect", NULL};
	static const char *const known[] = {"status", "reason", NULL};
	const struct yaml *orders;

	if (!need(root, "orders", YAML_MAP, &orders, problems) ||
	    !yaml_known_keys(orders, whats, problems))
		return false;
	out->orders = arena_new(arena, orders->n * sizeof *out->orders + 1);
	for (size_t i = 0; i < orders->n; i++) {
		struct tmf_order *order = &out->orders[out->n_orders++];

		order->what = orders->keys[i];
		if (!yaml_known_keys(orders->items[i], known, problems) ||
		    !yaml_read_string(orders->items[i], "status", true, &order->status, problems) ||
		    !yaml_read_string(orders->items[i], "reason", true, &order->reason, problems))
			return false;
	}
	return true;
}

static bool read_names(const struct yaml *root, struct tmf_mapping *out, struct problems *problems)
{
	static const char *const known[] = {"brand",  "province", "region", "repair_by",
					    "reason", "months",   NULL};
	const struct {
		const char *key;
		const char **out;
	} names[] = {{"brand", &out->brand},   {"province", &out->province},
		     {"region", &out->region}, {"repair_by", &out->repair_by},
		     {"reason", &out->reason}, {"months", &out->months}};
	const struct yaml *map;
	bool fine = need(root, "characteristics", YAML_MAP, &map, problems) &&
		    yaml_known_keys(map, known, problems);

	for (size_t i = 0; fine && i < sizeof names / sizeof *names; i++)
		fine = yaml_read_string(map, names[i].key, true, names[i].out, problems);
	return fine;
}

/* --- hubs --------------------------------------------------------------------- */

static bool read_hub(const struct yaml *hubs, size_t i, struct tmf_mapping *out,
		     struct problems *problems)
{
	struct tmf_hub *hub = &out->hubs[out->n_hubs++];

	hub->name = hubs->keys[i];
	if (strspn(hub->name, HUB_LETTERS) != strlen(hub->name))
		return yaml_problem(hubs->items[i], problems, "the name of a hub is of letters");
	return yaml_read_string(hubs, hub->name, true, &hub->path, problems) &&
	       (hub->path[0] == '/' ||
		yaml_problem(hubs->items[i], problems, "a path begins with /"));
}

static bool read_hubs(const struct yaml *root, struct tmf_mapping *out, struct arena *arena,
		      struct problems *problems)
{
	const struct yaml *hubs;
	bool fine = true;

	if (!yaml_get(root, "hubs"))
		return true;
	if (!need(root, "hubs", YAML_MAP, &hubs, problems))
		return false;
	if (hubs->n > CARRIER_REQUESTS_MOST)
		return yaml_problem(hubs, problems, "hubs are %d at most", CARRIER_REQUESTS_MOST);
	out->hubs = arena_new(arena, hubs->n * sizeof *out->hubs + 1);
	for (size_t i = 0; fine && i < hubs->n; i++)
		fine = read_hub(hubs, i, out, problems);
	return fine;
}

const struct tmf_mapping *tmf_mapping_read(const char *path, struct arena *arena,
					   struct problems *problems)
{
	static const char *const known[] = {
		"apis",   "versions", "number", "currencies", "characteristics",
		"causes", "orders",   "hubs",   NULL};
	const struct yaml *root = yaml_read(path, arena, problems);
	struct tmf_mapping *mapping = arena_new(arena, sizeof *mapping);

	if (root && yaml_known_keys(root, known, problems) && read_apis(root, mapping, problems) &&
	    read_versions(root, mapping, problems) && read_number(root, mapping, problems) &&
	    read_currencies(root, mapping, arena, problems) &&
	    read_names(root, mapping, problems) && read_places(root, mapping, arena, problems) &&
	    read_orders(root, mapping, arena, problems) &&
	    read_hubs(root, mapping, arena, problems))
		return mapping;
	return NULL;
}
