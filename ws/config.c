/*
 * Each source writes over the one before it, all through `take_text`: wherever a value stands,
 * the same is asked of it.
 */
#include "ws/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"

#define OPTION_FILE 256
#define OPTION_FIRST 257 /* of the settings' */
#define MINUTE_MS (60 * 1000LL)
#define DAY_MS (24 * 60 * MINUTE_MS)

/* Where a value stands: in a file, or under a name. */
struct place {
	const char *name;
	size_t line, column; /* 0: no file */
};

struct reading {
	struct config *config;
	struct arena *arena;
	struct problems *problems;
};

/* --- one value -------------------------------------------------------------------- */

static void *member(struct config *config, const struct setting *setting)
{
	return (char *)config + setting->offset;
}

static bool refuse(struct reading *reading, const struct setting *setting,
		   const struct place *place, const char *value)
{
	struct buffer expected = {0};

	setting_print_expected(setting, &expected);
	problems_add(reading->problems, place->name, place->line, place->column,
		     "%s must be %s, not \"%s\"", setting->name, expected.data,
		     setting->kind == SETTING_SECRET ? "***" : value);
	buffer_finish(&expected);
	return false;
}

static bool read_number(const struct setting *setting, const char *value, long long *out)
{
	char *end;

	errno = 0;
	*out = strtoll(value, &end, 10);
	return *value && !*end && !errno && *out >= setting->least && *out <= setting->most;
}

static bool read_switch(const char *value, bool *out)
{
	*out = !strcmp(value, "true");
	return *out || !strcmp(value, "false");
}

static bool fits(const struct setting *setting, const char *value)
{
	return !setting->fits || setting->fits(value);
}

/* `a,b , c` */
static struct text_list cut_list(const char *value, struct arena *arena)
{
	char *rest = arena_text(arena, value), *item;
	const char **items = arena_new(arena, (strlen(value) + 1) * sizeof *items);
	size_t n = 0;

	while ((item = strtok_r(n ? NULL : rest, ", ", &rest)))
		items[n++] = item;
	return (struct text_list){items, n};
}

static bool take_list(struct reading *reading, const struct setting *setting,
		      const struct place *place, struct text_list list)
{
	for (size_t i = 0; i < list.n; i++) {
		if (!fits(setting, list.items[i]))
			return refuse(reading, setting, place, list.items[i]);
	}
	*(struct text_list *)member(reading->config, setting) = list;
	return true;
}

static bool take_text(struct reading *reading, const struct setting *setting,
		      const struct place *place, const char *value)
{
	void *out = member(reading->config, setting);
	bool good = true;

	switch (setting->kind) {
	case SETTING_NUMBER:
		good = read_number(setting, value, out);
		break;
	case SETTING_SWITCH:
		good = read_switch(value, out);
		break;
	case SETTING_TEXT:
	case SETTING_SECRET:
		good = fits(setting, value);
		*(const char **)out = value;
		break;
	case SETTING_LIST:
		return take_list(reading, setting, place, cut_list(value, reading->arena));
	}
	return good || refuse(reading, setting, place, value);
}

/* --- sources ---------------------------------------------------------------------- */

static void take_built_in(struct reading *reading)
{
	const struct place place = {.name = "built in"};
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		take_text(reading, setting, &place, setting->built_in);
		reading->config->from[i] = place.name;
	}
}

static bool take_node_list(struct reading *reading, const struct setting *setting,
			   const struct place *place, const struct yaml *node)
{
	const char **items = arena_new(reading->arena, (node->n + 1) * sizeof *items);

	for (size_t i = 0; i < node->n; i++) {
		const struct yaml *item = node->items[i];

		if (item->kind != YAML_TEXT || !fits(setting, item->text))
			return refuse(reading, setting,
				      &(struct place){item->file, item->line, item->column},
				      item->kind == YAML_TEXT ? item->text : "a list");
		items[i] = item->text;
	}
	return take_list(reading, setting, place, (struct text_list){items, node->n});
}

static void take_node(struct reading *reading, size_t i, const struct yaml *node)
{
	const struct setting *setting = setting_at(i);
	const struct place place = {node->file, node->line, node->column};

	if (setting->kind == SETTING_LIST && node->kind == YAML_LIST)
		take_node_list(reading, setting, &place, node);
	else if (setting->kind == SETTING_LIST || node->kind != YAML_TEXT)
		refuse(reading, setting, &place,
		       node->kind == YAML_LIST  ? "a list"
		       : node->kind == YAML_MAP ? "a map"
						: node->text);
	else
		take_text(reading, setting, &place, node->text);
	reading->config->from[i] = arena_format(reading->arena, "%s:%zu:%zu", node->file,
						node->line, node->column);
}

static void take_file(struct reading *reading, const char *path)
{
	const struct yaml *map = yaml_read(path, reading->arena, reading->problems);
	const char *known[SETTINGS_MOST + 1] = {0};
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++)
		known[i] = setting->name;
	if (!map)
		return;
	yaml_known_keys(map, known, reading->problems);
	for (size_t i = 0; (setting = setting_at(i)); i++) {
		const struct yaml *node = yaml_get(map, setting->name);

		if (node)
			take_node(reading, i, node);
	}
}

/* An empty variable says nothing. */
static void take_environment(struct reading *reading)
{
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		char name[SETTING_NAME_SIZE];
		const char *value;

		setting_print_variable(setting, name);
		value = getenv(name);
		if (!value || !*value)
			continue;
		take_text(reading, setting, &(struct place){.name = name}, value);
		reading->config->from[i] = arena_text(reading->arena, name);
	}
}

static void take_flags(struct reading *reading, const struct config_flags *flags)
{
	const struct setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		char name[SETTING_NAME_SIZE];

		if (!flags->values[i])
			continue;
		setting_print_flag(setting, name);
		reading->config->from[i] = arena_format(reading->arena, "--%s", name);
		take_text(reading, setting, &(struct place){.name = reading->config->from[i]},
			  flags->values[i]);
	}
}

static bool is_short(struct reading *reading, const char *name, struct text_list list, size_t most)
{
	return list.n <= most ||
	       problems_add(reading->problems, name, 0, 0, "must be %zu at most", most);
}

static void make_identity(struct reading *reading)
{
	struct config *config = reading->config;
	struct assertion_rules *rules = &config->identity;
	struct text_list keys = config->identity_keys, strong = config->identity_strong;

	if (!is_short(reading, "identity_keys", keys, ASSERTION_KEYS_MOST) ||
	    !is_short(reading, "identity_strong", strong, ASSERTION_LEVELS_MOST))
		return;
	if (!keys.n != !*config->identity_issuer)
		problems_add(reading->problems, "identity_keys", 0, 0,
			     "and identity_issuer are set both or neither");
	rules->issuer = config->identity_issuer;
	rules->audience = config->identity_audience;
	rules->face_page = *config->face_page ? config->face_page : NULL;
	for (size_t i = 0; i < keys.n; i++)
		assertion_read_key(keys.items[i], rules->keys[rules->n_keys++]);
	for (size_t i = 0; i < strong.n; i++)
		rules->strong[rules->n_strong++] = strong.items[i];
}

static void need_both(struct reading *reading, const char *certificate, const char *key,
		      const char *prefix)
{
	if (!*certificate != !*key)
		problems_add(reading->problems,
			     arena_format(reading->arena, "%s_certificate", prefix), 0, 0,
			     "and %s_key are set both or neither", prefix);
}

static void compare_carrier(struct reading *reading)
{
	const struct config *config = reading->config;

	if (!*config->carrier_token_url != !*config->carrier_client_id ||
	    !*config->carrier_token_url != !*config->carrier_client_secret)
		problems_add(reading->problems, "carrier_token_url", 0, 0,
			     "carrier_client_id and carrier_client_secret are set all or none");
	need_both(reading, config->carrier_certificate, config->carrier_key, "carrier");
}

static void make_rules(struct config *config, struct arena *arena)
{
	if (!*config->key_file)
		config->key_file = arena_format(arena, "%s/key", config->data);
	config->reminder_rules = (struct reminder_rules){
		.on = config->reminders,
		.asked_only = config->reminders_asked_only,
		.per_week = (int)config->reminders_per_week,
		.from_hour = (int)config->reminder_from_hour,
		.to_hour = (int)config->reminder_to_hour,
		.off_from_hour = (int)config->reminder_off_from_hour,
		.off_to_hour = (int)config->reminder_off_to_hour,
		.by_sms = *config->sms_url,
		.honours_keys = config->sms_honours_keys ||
				!strcmp(config->sms_url, SMS_OF_OPERATOR),
	};
	config->retention = (struct retention_rules){
		.conversation_ms = config->conversation_days * DAY_MS,
		.case_ms = config->case_days * DAY_MS,
	};
	config->check_rules = (struct check_rules){
		.tries = config->check_tries,
		.per_day = config->checks_per_day,
		.codes_per_day = config->codes_per_day,
		.failed_in_a_row = config->failed_checks_in_a_row,
		.all_per_day = config->failed_checks_per_day,
		.all_codes_per_day = config->all_codes_per_day,
		.address_per_hour = config->address_checks_per_hour,
		.face_ms = config->face_minutes * MINUTE_MS,
		.proof_idle_ms = config->proof_idle_minutes * MINUTE_MS,
		.proof_ms = config->proof_minutes * MINUTE_MS,
	};
	config->uploads = (struct upload_rules){
		.life_ms = config->upload_days * DAY_MS,
		.of_conversation = config->uploads_per_conversation,
		.bytes = config->uploads_total_bytes,
	};
}

static void need_secret(struct reading *reading, const char *url, const char *secret,
			const char *prefix)
{
	if (*url && !*secret)
		problems_add(reading->problems, arena_format(reading->arena, "%s_secret", prefix),
			     0, 0, "is needed with %s_url: what is not signed nobody can believe",
			     prefix);
}

/* What no value can say by itself. */
static void compare(struct reading *reading)
{
	const struct config *config = reading->config;

	make_identity(reading);
	compare_carrier(reading);
	need_both(reading, config->tls_certificate, config->tls_key, "tls");
	make_rules(reading->config, reading->arena);
	need_secret(reading, config->webhook_url, config->webhook_secret, "webhook");
	need_secret(reading, config->push_url, config->push_secret, "push");
	if (config->idle_cut_seconds <= config->idle_ping_seconds)
		problems_add(reading->problems, "idle_cut_seconds", 0, 0,
			     "must be more than idle_ping_seconds (%lld), not %lld",
			     config->idle_ping_seconds, config->idle_cut_seconds);
}

bool config_read(struct config *out, const struct config_flags *flags, struct arena *arena,
		 struct problems *problems)
{
	struct reading reading = {out, arena, problems};
	const char *file = flags->file ? flags->file : getenv("FUJI_CONFIG");

	*out = (struct config){0};
	take_built_in(&reading);
	if (file && *file)
		take_file(&reading, file);
	take_environment(&reading);
	take_flags(&reading, flags);
	if (problems_count(problems) == 0)
		compare(&reading);
	return problems_count(problems) == 0;
}

/* --- flags ------------------------------------------------------------------------ */

const struct option *config_options(const struct option *own, struct arena *arena)
{
	struct option *options;
	const struct setting *setting;
	size_t n = 0;

	while (own[n].name)
		n++;
	options = arena_new(arena, (n + SETTINGS_MOST + 2) * sizeof *options);
	memcpy(options, own, n * sizeof *options);
	options[n++] = (struct option){"config", required_argument, NULL, OPTION_FILE};
	for (size_t i = 0; (setting = setting_at(i)); i++) {
		char name[SETTING_NAME_SIZE];

		setting_print_flag(setting, name);
		options[n++] = (struct option){arena_text(arena, name),
					       setting->kind == SETTING_SWITCH ? optional_argument
									       : required_argument,
					       NULL, OPTION_FIRST + (int)i};
	}
	options[n] = (struct option){0};
	return options;
}

bool config_take_flag(struct config_flags *flags, int option, const char *value)
{
	if (option == OPTION_FILE)
		flags->file = value;
	else if (option >= OPTION_FIRST)
		flags->values[option - OPTION_FIRST] = value ? value : "true";
	return option >= OPTION_FILE;
}

/* --- telling ---------------------------------------------------------------------- */

/* The user in front of a host and all that stands behind `?` may be secrets. */
static void print_masked(const char *text, struct buffer *out)
{
	const char *host = strstr(text, "://"), *at = host ? strchr(host, '@') : NULL;

	if (at) {
		buffer_add(out, text, (size_t)(host + 3 - text));
		buffer_text(out, "***");
		text = at;
	}
	buffer_add(out, text, strcspn(text, "?"));
	if (strchr(text, '?'))
		buffer_text(out, "?***");
}

void config_print_value(const struct config *config, const struct setting *setting,
			struct buffer *out)
{
	const void *value = (const char *)config + setting->offset;
	const struct text_list *list = value;

	switch (setting->kind) {
	case SETTING_NUMBER:
		buffer_format(out, "%lld", *(const long long *)value);
		break;
	case SETTING_SWITCH:
		buffer_text(out, *(const bool *)value ? "true" : "false");
		break;
	case SETTING_SECRET:
		buffer_text(out, **(const char *const *)value ? "***" : "");
		break;
	case SETTING_TEXT:
		print_masked(*(const char *const *)value, out);
		break;
	case SETTING_LIST:
		for (size_t i = 0; i < list->n; i++)
			buffer_format(out, "%s%s", i ? "," : "", list->items[i]);
		break;
	}
}

bool config_has_tls(const struct config *config)
{
	return *config->tls_certificate;
}

bool config_trusts(const struct config *config, const char *address)
{
	for (size_t i = 0; i < config->trusted_proxy.n; i++) {
		if (!strcmp(config->trusted_proxy.items[i], address))
			return true;
	}
	return false;
}
