/*
 * A simulated operator, kept in a YAML file: for demos, dialogues and tests.
 *
 * It is honest: codes are random, live five minutes and work once. What is hard is to be
 * silent: an unknown number must be answered like a known one, in the same time.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "bot/carrier.h"

#define CODE_DIGITS 6
#define CODE_LIFE_MS (5 * 60 * 1000LL)
#define SMS_MOST 64
#define MINUTE_MS 60000LL

struct owner {
	const char *name, *password, *id_tail, *contact;
};

struct sim_line {
	struct carrier_line record;
	const struct owner *owner;
	bool password_locked;
	char code[CODE_DIGITS + 3];
	int64_t code_until_ms;
};

struct sms {
	char number[16];
	char text[256];
	int64_t at_ms;
};

struct carrier {
	struct arena *arena; /* what the file says */
	const struct clock *clock;
	struct owner *owners;
	size_t n_owners;
	struct sim_line *lines;
	size_t n_lines;

	char fixed_code[9];
	int64_t latency_ms;
	double fail;

	pthread_mutex_t sms_lock; /* the demo's phone reads on another thread */
	struct sms sms[SMS_MOST]; /* a ring */
	size_t n_sms;             /* ever sent */
};

/* --- reading the file --------------------------------------------------------- */

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

static bool read_hold(const struct yaml *node, int64_t now_ms, struct carrier_line *out,
		      struct problems *problems)
{
	static const char *const known[] = {"cause", "since", NULL};
	struct carrier_hold *hold = &out->holds[out->n_holds];

	if (out->n_holds == CARRIER_HOLDS_MOST)
		return yaml_problem(node, problems, "a line has at most %d holds",
				    CARRIER_HOLDS_MOST);
	out->n_holds++;
	return yaml_known_keys(node, known, problems) &&
	       copy_value(node, NULL, "cause", hold->cause, sizeof hold->cause, problems) &&
	       read_time(node, "since", now_ms, &hold->since_ms, problems);
}

static const struct owner *owner_named(const struct carrier *sim, const char *name)
{
	for (size_t i = 0; i < sim->n_owners; i++) {
		if (name && !strcmp(sim->owners[i].name, name))
			return &sim->owners[i];
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

static bool read_line(struct carrier *sim, const struct yaml *node, const struct yaml *defaults,
		      struct sim_line *out, struct problems *problems)
{
	static const char *const known[] = {
		"number",    "owner",        "carrier",         "province", "region",
		"balance",   "owed",         "holds",           "paid",     "cancel",
		"repair_by", "contract_end", "password_locked", NULL};
	int64_t now_ms = clock_now_ms(sim->clock);
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
	       read_paid(yaml_get(node, "paid"), now_ms, record, problems) &&
	       read_time(node, "cancel", now_ms, &record->cancel_ms, problems) &&
	       read_time(node, "repair_by", now_ms, &record->repair_by_ms, problems) &&
	       read_time(node, "contract_end", now_ms, &record->contract_end_ms, problems) &&
	       yaml_read_boolean(node, "password_locked", false, &out->password_locked, problems) &&
	       yaml_read_string(yaml_get(node, "owner") ? node : defaults, "owner", true, &owner,
				problems);
	if (!fine)
		return false;
	record->exists = true;
	out->owner = owner_named(sim, owner);
	if (!out->owner)
		return yaml_problem(node, problems, "owner %s is not among the owners", owner);
	snprintf(record->contact_masked, sizeof record->contact_masked, "%s",
		 text_mask_number(out->owner->contact, sim->arena));
	for (size_t i = 0; holds && i < holds->n; i++) {
		if (!read_hold(holds->items[i], now_ms, record, problems))
			return false;
	}
	return true;
}

static bool read_file(struct carrier *sim, const char *path, struct problems *problems)
{
	static const char *const known[] = {"owners", "defaults", "lines", NULL};
	const struct yaml *root = yaml_read(path, sim->arena, problems);
	const struct yaml *owners = yaml_get(root, "owners");
	const struct yaml *lines = yaml_get(root, "lines");

	if (!root || !yaml_known_keys(root, known, problems))
		return false;
	if (!owners || !lines || owners->kind != YAML_LIST || lines->kind != YAML_LIST)
		return yaml_problem(root, problems, "needs a list of owners and a list of lines");
	sim->owners = arena_new(sim->arena, owners->n * sizeof *sim->owners + 1);
	for (; sim->n_owners < owners->n; sim->n_owners++) {
		if (!read_owner(owners->items[sim->n_owners], &sim->owners[sim->n_owners],
				problems))
			return false;
	}
	sim->lines = arena_new(sim->arena, lines->n * sizeof *sim->lines + 1);
	for (; sim->n_lines < lines->n; sim->n_lines++) {
		if (!read_line(sim, lines->items[sim->n_lines], yaml_get(root, "defaults"),
			       &sim->lines[sim->n_lines], problems))
			return false;
	}
	return true;
}

/* --- opening ------------------------------------------------------------------ */

static bool read_option(struct carrier *sim, char *option, struct error *err)
{
	char *value = strchr(option, '=');
	char *end = NULL;

	if (value)
		*value++ = '\0';
	if (value && !strcmp(option, "code") && strspn(value, "0123456789") == strlen(value) &&
	    strlen(value) >= 4 && strlen(value) <= 8) {
		strcpy(sim->fixed_code, value);
		return true;
	}
	if (value && !strcmp(option, "latency_ms")) {
		sim->latency_ms = strtoll(value, &end, 10);
		if (end != value && !*end && sim->latency_ms >= 0 && sim->latency_ms <= 60000)
			return true;
	}
	if (value && !strcmp(option, "fail")) {
		sim->fail = strtod(value, &end);
		if (end != value && !*end && sim->fail >= 0 && sim->fail <= 1)
			return true;
	}
	return error_set(err,
			 "sim: option %s is not one of code=4 to 8 digits, latency_ms=0 to 60000, "
			 "fail=0 to 1",
			 option);
}

static bool read_options(struct carrier *sim, char *options, struct error *err)
{
	char *rest = NULL;

	for (char *option = strtok_r(options, "&", &rest); option;
	     option = strtok_r(NULL, "&", &rest)) {
		if (!read_option(sim, option, err))
			return false;
	}
	return true;
}

static void sim_close(struct carrier *sim)
{
	if (!sim)
		return;
	pthread_mutex_destroy(&sim->sms_lock);
	arena_destroy(sim->arena);
	crypto_forget(sim, sizeof *sim);
	free(sim);
}

static struct carrier *sim_open(const char *url, const char *resources, const struct clock *clock,
				struct error *err)
{
	struct carrier *sim = mem_new(sizeof *sim);
	struct problems *problems = problems_create();
	char *path, *options;
	bool fine;

	sim->arena = arena_create();
	sim->clock = clock;
	pthread_mutex_init(&sim->sms_lock, NULL);
	path = arena_text(sim->arena, url + strlen("sim:"));
	options = strchr(path, '?');
	if (options)
		*options++ = '\0';
	if (!*path)
		path = arena_format(sim->arena, "%s/bot/carriers/demo.yaml", resources);
	fine = !options || read_options(sim, options, err);
	if (fine && !read_file(sim, path, problems))
		fine = error_set(err, "%s", problems_line(problems, 0));
	problems_destroy(problems);
	if (fine)
		return sim;
	sim_close(sim);
	return NULL;
}

/* --- answering ---------------------------------------------------------------- */

static struct sim_line *line_of(struct carrier *sim, const char *number)
{
	for (size_t i = 0; i < sim->n_lines; i++) {
		if (!strcmp(sim->lines[i].record.number, number))
			return &sim->lines[i];
	}
	return NULL;
}

static void send_sms(struct carrier *sim, const char *number, const char *code)
{
	struct sms *sms;

	pthread_mutex_lock(&sim->sms_lock);
	sms = &sim->sms[sim->n_sms++ % SMS_MOST];
	snprintf(sms->number, sizeof sms->number, "%s", number);
	snprintf(sms->text, sizeof sms->text,
		 "【演示运营商】验证码 %s，5 分钟内有效。工作人员不会向您索要验证码。"
		 "Your code is %s, valid for 5 minutes.",
		 code, code);
	sms->at_ms = clock_now_ms(sim->clock);
	pthread_mutex_unlock(&sim->sms_lock);
}

static void start_check(struct carrier *sim, const struct carrier_call *call)
{
	struct sim_line *line = line_of(sim, call->line);
	char code[CODE_DIGITS + 3];

	if (*sim->fixed_code)
		strcpy(code, sim->fixed_code);
	else
		crypto_digits(code, CODE_DIGITS);
	if (!line)
		return;
	strcpy(line->code, code);
	line->code_until_ms = clock_now_ms(sim->clock) + CODE_LIFE_MS;
	send_sms(sim, call->to_contact ? line->owner->contact : line->record.number, code);
}

static enum check_result verify_code(struct carrier *sim, struct sim_line *line, const char *secret)
{
	if (!*line->code || strcmp(line->code, secret))
		return CHECK_WRONG;
	*line->code = '\0';
	return clock_now_ms(sim->clock) < line->code_until_ms ? CHECK_PASSED : CHECK_EXPIRED;
}

static enum check_result verify(struct carrier *sim, const struct carrier_call *call)
{
	struct sim_line *line = line_of(sim, call->line);
	bool passed = false;

	if (!line || !call->secret)
		return CHECK_WRONG;
	if (!strcmp(call->method, "sms_code"))
		return verify_code(sim, line, call->secret);
	if (!strcmp(call->method, "service_password"))
		passed = !line->password_locked && !strcmp(line->owner->password, call->secret);
	else if (!strcmp(call->method, "id_tail"))
		passed = call->owner_name && !strcmp(line->owner->name, call->owner_name) &&
			 !strcmp(line->owner->id_tail, call->secret);
	return passed ? CHECK_PASSED : CHECK_WRONG;
}

static bool fails_now(const struct carrier *sim)
{
	uint32_t dice;

	crypto_random(&dice, sizeof dice);
	return dice < sim->fail * UINT32_MAX;
}

static void sim_call(struct carrier *sim, const struct carrier_call *call,
		     struct carrier_answer *out)
{
	const struct sim_line *line;

	*out = (struct carrier_answer){.after_ms = sim->latency_ms};
	if (fails_now(sim)) {
		out->outcome = CALL_FAILED;
		return;
	}
	switch (call->kind) {
	case CALL_LINE:
		line = line_of(sim, call->line);
		if (line)
			out->line = line->record;
		else
			out->line = (struct carrier_line){
				.owed_fen = -1, .balance_fen = -1, .paid_fen = -1};
		break;
	case CALL_CHECK_START:
		start_check(sim, call);
		break;
	case CALL_CHECK_VERIFY:
		out->check = verify(sim, call);
		break;
	}
}

static void sim_sms_list(struct carrier *sim, carrier_sms_taker *take, void *context)
{
	pthread_mutex_lock(&sim->sms_lock);
	for (size_t i = sim->n_sms > SMS_MOST ? sim->n_sms - SMS_MOST : 0; i < sim->n_sms; i++) {
		const struct sms *sms = &sim->sms[i % SMS_MOST];

		take(context, sms->number, sms->text, sms->at_ms);
	}
	pthread_mutex_unlock(&sim->sms_lock);
}

const struct carrier_kind carrier_sim = {
	.scheme = "sim",
	.demo_only = true,
	.open = sim_open,
	.close = sim_close,
	.call = sim_call,
	.sms_list = sim_sms_list,
};
