/*
 * The table of causes: what a hold means, who lifts it and what may be said.
 */
#include <string.h>

#include "knowledge/parts.h"

/* The values of an operator's record that texts may use. */
static const char *const record_values[] = {
	"owed",    "since",   "until",  "cancel_date",  "repair_by", "paid",
	"paid_at", "balance", "region", "contract_end", "policy",    NULL,
};

static const char *const cause_keys[] = {
	"lift_order", "pay",  "lifted_by", "suspends", "restricted", "values", "can",
	"source",     "name", "what",      "way_out",  "agent_next", "steps",  NULL,
};

static const char *const ability_keys[] = {
	[CAN_CALL_OUT] = "call_out",
	[CAN_RECEIVE_CALL] = "receive_call",
	[CAN_SEND_SMS] = "send_sms",
	[CAN_RECEIVE_SMS] = "receive_sms",
	[CAN_USE_DATA] = "use_data",
	[CAN_CALL_HOTLINE] = "call_hotline",
	[CAN_CALL_EMERGENCY] = "call_emergency",
	[N_ABILITIES] = NULL,
};

static const char *const abilities[] = {
	[ABILITY_UNKNOWN] = "unknown",
	[ABILITY_NO] = "no",
	[ABILITY_YES] = "yes",
};

static const char *const pay_effects[] = {
	[PAY_HELPS] = "helps",
	[PAY_HELPS_NOT] = "no",
	[PAY_MAY_HELP] = "maybe",
};

struct reader {
	struct arena *arena;
	struct policy_table *policies;
	struct problems *problems;
};

/* The place of the member's text among three words; -1 after adding a problem. */
static int read_choice(struct reader *reader, const struct yaml *map, const char *key,
		       const char *const words[3])
{
	const char *text = NULL;

	if (!yaml_read_string(map, key, true, &text, reader->problems))
		return -1;
	for (int i = 0; i < 3; i++)
		if (!strcmp(words[i], text))
			return i;
	yaml_problem(yaml_get(map, key), reader->problems, "%s is %s, %s or %s, not `%s`", key,
		     words[0], words[1], words[2], text);
	return -1;
}

static bool read_pay(struct reader *reader, const struct yaml *map, enum pay_effect *out)
{
	int choice = read_choice(reader, map, "pay", pay_effects);

	if (choice < 0)
		return false;
	*out = (enum pay_effect)choice;
	return true;
}

static bool read_abilities(struct reader *reader, const struct yaml *map,
			   enum ability out[N_ABILITIES])
{
	const struct yaml *can = yaml_get(map, "can");
	bool fine = true;

	if (!can)
		return yaml_problem(map, reader->problems, "can is missing");
	if (!yaml_known_keys(can, ability_keys, reader->problems))
		return false;
	for (size_t i = 0; i < N_ABILITIES; i++) {
		int choice = read_choice(reader, can, ability_keys[i], abilities);

		if (choice < 0)
			fine = false;
		else
			out[i] = (enum ability)choice;
	}
	return fine;
}

static bool is_record_value(const char *name)
{
	for (size_t i = 0; record_values[i]; i++)
		if (!strcmp(record_values[i], name))
			return true;
	return false;
}

static bool read_vocabulary(struct reader *reader, const struct yaml *map, struct vocabulary *out)
{
	const struct yaml *list = yaml_get(map, "values");

	if (!list || list->kind != YAML_LIST)
		return yaml_problem(list ? list : map, reader->problems,
				    "values is a list of what the texts may use, perhaps []");

	const char **values = arena_new(reader->arena, (list->n + 1) * sizeof *values);

	for (size_t i = 0; i < list->n; i++) {
		const struct yaml *item = list->items[i];

		if (item->kind != YAML_TEXT || !is_record_value(item->text))
			return yaml_problem(item, reader->problems, "no record holds such a value");
		values[i] = item->text;
	}
	*out = (struct vocabulary){values, list->n, reader->policies};
	return true;
}

static bool check_placeholders(struct reader *reader, const struct vocabulary *vocabulary,
			       const struct yaml *text)
{
	const char *fault;
	bool fine = true;

	for (size_t at = 0; (fault = text_fault(vocabulary, text->text, &at, reader->arena)); at++)
		fine = yaml_problem_at(text, at, reader->problems, fault);
	return fine;
}

static bool read_texts(struct reader *reader, const struct yaml *map,
		       const struct vocabulary *vocabulary, const char *key,
		       const char *out[N_LANGUAGES])
{
	const struct yaml *texts = yaml_get(map, key);
	bool fine = true;

	if (!texts_read(map, key, out, reader->problems))
		return false;
	for (size_t i = 0; i < texts->n; i++)
		fine = check_placeholders(reader, vocabulary, texts->items[i]) && fine;
	return fine;
}

static bool read_rule(struct reader *reader, const struct yaml *map, struct cause *out)
{
	struct problems *problems = reader->problems;
	bool fine = yaml_read_integer(map, "lift_order", true, 1, 99, &out->lift_order, problems);

	fine = read_pay(reader, map, &out->pay_effect) && fine;
	fine = yaml_read_boolean(map, "suspends", true, &out->suspends, problems) && fine;
	fine = yaml_read_boolean(map, "restricted", true, &out->restricted, problems) && fine;
	fine = read_abilities(reader, map, out->abilities) && fine;
	fine = yaml_read_string(map, "source", true, &out->source, problems) && fine;
	return fine;
}

/* What is told of any line that the cause holds: no value of a record stands in it. */
static bool read_plain(struct reader *reader, const struct yaml *map, const char *key,
		       const char *out[N_LANGUAGES])
{
	return read_texts(reader, map, &(struct vocabulary){0}, key, out);
}

/* What must be done before a case may be closed: a text each, by a name of its own. */
static bool read_steps(struct reader *reader, const struct yaml *map, struct cause *out)
{
	const struct yaml *list = yaml_get(map, "steps");
	struct cause_step *steps;
	bool fine = true;

	if (!list || list->kind != YAML_MAP || list->n == 0)
		return yaml_problem(list ? list : map, reader->problems,
				    "steps is a map of what is to be done before a case is closed");
	steps = arena_new(reader->arena, list->n * sizeof *steps);
	for (size_t i = 0; i < list->n; i++) {
		steps[i].id = list->keys[i];
		fine = read_plain(reader, list, steps[i].id, steps[i].text) && fine;
	}
	out->steps = steps;
	out->n_steps = list->n;
	return fine;
}

static bool read_words(struct reader *reader, const struct yaml *map, struct cause *out)
{
	struct vocabulary vocabulary;

	if (!read_vocabulary(reader, map, &vocabulary))
		return false;

	bool fine = read_texts(reader, map, &vocabulary, "name", out->name);

	fine = read_texts(reader, map, &vocabulary, "what", out->what) && fine;
	fine = read_texts(reader, map, &vocabulary, "way_out", out->way_out) && fine;
	fine = read_texts(reader, map, &vocabulary, "agent_next", out->agent_next) && fine;
	fine = read_plain(reader, map, "lifted_by", out->lifted_by) && fine;
	fine = read_steps(reader, map, out) && fine;
	return fine;
}

/* Two causes of one place would be told in an order that nobody chose. */
static bool check_order(struct reader *reader, const struct yaml *map,
			const struct cause_table *earlier, const struct cause *cause)
{
	for (size_t i = 0; i < earlier->n; i++)
		if (earlier->causes[i].lift_order == cause->lift_order)
			return yaml_problem(yaml_get(map, "lift_order"), reader->problems,
					    "lift_order %lld is that of %s already",
					    cause->lift_order, earlier->causes[i].code);
	return true;
}

static bool add_cause(struct reader *reader, const char *code, const struct yaml *map,
		      struct cause_table *table)
{
	struct cause *cause = &table->causes[table->n];

	if (!yaml_known_keys(map, cause_keys, reader->problems))
		return false;

	bool rule_fine = read_rule(reader, map, cause);
	bool words_fine = read_words(reader, map, cause);

	if (!rule_fine || !words_fine || !check_order(reader, map, table, cause))
		return false;
	cause->code = code;
	table->n++;
	return true;
}

bool causes_read(const char *path, struct arena *arena, struct policy_table *policies,
		 struct cause_table *out, struct problems *problems)
{
	struct reader reader = {arena, policies, problems};
	const struct yaml *map = yaml_read(path, arena, problems);
	bool fine = true;

	if (!map)
		return false;
	if (map->kind != YAML_MAP)
		return yaml_problem(map, problems, "a map of causes by code is expected");

	out->causes = arena_new(arena, (map->n + 1) * sizeof *out->causes);
	for (size_t i = 0; i < map->n; i++)
		fine = add_cause(&reader, map->keys[i], map->items[i], out) && fine;
	return fine;
}

const struct cause *causes_find(const struct cause_table *table, const char *code)
{
	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->causes[i].code, code))
			return &table->causes[i];
	return NULL;
}
