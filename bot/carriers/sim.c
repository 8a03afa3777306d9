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
#include "bot/ledger.h"

#define CODE_DIGITS 6
#define CODE_LIFE_MS (5 * 60 * 1000LL)
#define SMS_MOST 64
#define MINUTE_MS 60000LL
#define ORDER_MS (30 * 1000LL)
#define RESTORE_MS MINUTE_MS

struct owner {
	const char *name, *password, *id_tail, *contact;
};

struct sim_hold {
	struct carrier_hold hold;
	int64_t until_ms; /* 0: without end */
};

struct sim_line {
	struct carrier_line record; /* as the file has it, but for its holds */
	struct sim_hold holds[CARRIER_HOLDS_MOST];
	size_t n_holds;
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
	int64_t order_ms;   /* from an order to its being done */
	int64_t restore_ms; /* from a payment to its effect */
	double fail;        /* the share of calls that do not arrive */
	double lose;        /* the share of orders whose answer does not */
	const char *ledger_path;
	struct ledger *ledger; /* under the lock */

	pthread_mutex_t lock;     /* the demo's phone reads and pays on another thread */
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

static bool read_hold(const struct yaml *node, int64_t now_ms, struct sim_line *out,
		      struct problems *problems)
{
	static const char *const known[] = {"cause", "since", "until", NULL};
	struct sim_hold *hold = &out->holds[out->n_holds];

	if (out->n_holds == CARRIER_HOLDS_MOST)
		return yaml_problem(node, problems, "a line has at most %d holds",
				    CARRIER_HOLDS_MOST);
	out->n_holds++;
	return yaml_known_keys(node, known, problems) &&
	       copy_value(node, NULL, "cause", hold->hold.cause, sizeof hold->hold.cause,
			  problems) &&
	       read_time(node, "since", now_ms, &hold->hold.since_ms, problems) &&
	       read_time(node, "until", now_ms, &hold->until_ms, problems);
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
		if (!read_hold(holds->items[i], now_ms, out, problems))
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

static bool read_whole(const char *value, int64_t most, int64_t *out)
{
	char *end;

	*out = strtoll(value, &end, 10);
	return end != value && !*end && *out >= 0 && *out <= most;
}

static bool read_share(const char *value, double *out)
{
	char *end;

	*out = strtod(value, &end);
	return end != value && !*end && *out >= 0 && *out <= 1;
}

static bool read_option(struct carrier *sim, char *option, struct error *err)
{
	char *value = strchr(option, '=');
	const struct {
		const char *name;
		int64_t *out, most;
	} times[] = {{"latency_ms", &sim->latency_ms, 60000},
		     {"order_ms", &sim->order_ms, 7 * 24 * 60 * MINUTE_MS},
		     {"restore_ms", &sim->restore_ms, 7 * 24 * 60 * MINUTE_MS}};
	const struct {
		const char *name;
		double *out;
	} shares[] = {{"fail", &sim->fail}, {"lose", &sim->lose}};

	if (value)
		*value++ = '\0';
	if (value && !strcmp(option, "code") && strspn(value, "0123456789") == strlen(value) &&
	    strlen(value) >= 4 && strlen(value) <= 8) {
		strcpy(sim->fixed_code, value);
		return true;
	}
	if (value && *value && !strcmp(option, "ledger")) {
		sim->ledger_path = value;
		return true;
	}
	for (size_t i = 0; value && i < sizeof times / sizeof *times; i++)
		if (!strcmp(option, times[i].name) &&
		    read_whole(value, times[i].most, times[i].out))
			return true;
	for (size_t i = 0; value && i < sizeof shares / sizeof *shares; i++)
		if (!strcmp(option, shares[i].name) && read_share(value, shares[i].out))
			return true;
	return error_set(err,
			 "sim: option %s is not one of code=4 to 8 digits, latency_ms=0 to 60000, "
			 "order_ms, restore_ms=0 to a week, fail, lose=0 to 1, ledger=FILE",
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
	pthread_mutex_destroy(&sim->lock);
	ledger_close(sim->ledger);
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
	sim->order_ms = ORDER_MS;
	sim->restore_ms = RESTORE_MS;
	pthread_mutex_init(&sim->lock, NULL);
	path = arena_text(sim->arena, url + strlen("sim:"));
	options = strchr(path, '?');
	if (options)
		*options++ = '\0';
	if (!*path)
		path = arena_format(sim->arena, "%s/bot/carriers/demo.yaml", resources);
	fine = !options || read_options(sim, options, err);
	if (fine && !read_file(sim, path, problems))
		fine = error_set(err, "%s", problems_line(problems, 0));
	if (fine)
		sim->ledger = ledger_open(sim->ledger_path, err);
	problems_destroy(problems);
	if (sim->ledger)
		return sim;
	sim_close(sim);
	return NULL;
}

static struct sim_line *line_of(struct carrier *sim, const char *number)
{
	for (size_t i = 0; i < sim->n_lines; i++) {
		if (!strcmp(sim->lines[i].record.number, number))
			return &sim->lines[i];
	}
	return NULL;
}

/* --- the record as it is now --------------------------------------------------- */

static void add_hold(struct carrier_line *record, const char *cause, int64_t since_ms)
{
	struct carrier_hold *hold = &record->holds[record->n_holds];

	if (record->n_holds == CARRIER_HOLDS_MOST)
		return;
	snprintf(hold->cause, sizeof hold->cause, "%s", cause);
	hold->since_ms = since_ms;
	record->n_holds++;
}

static bool has_hold(const struct carrier_line *record, const char *cause)
{
	for (size_t i = 0; i < record->n_holds; i++)
		if (!strcmp(record->holds[i].cause, cause))
			return true;
	return false;
}

static void drop_hold(struct carrier_line *record, const char *cause)
{
	size_t kept = 0;

	for (size_t i = 0; i < record->n_holds; i++)
		if (strcmp(record->holds[i].cause, cause))
			record->holds[kept++] = record->holds[i];
	record->n_holds = kept;
}

static void drop_arrears(struct carrier_line *record)
{
	if (record->owed_fen > 0)
		return;
	drop_hold(record, "ARREARS_OUT");
	drop_hold(record, "ARREARS_FULL");
	drop_hold(record, "CREDIT_LIMIT");
}

static void take_payment(const struct carrier *sim, struct carrier_line *record,
			 const struct ledger_entry *entry)
{
	int64_t owed = record->owed_fen > 0 ? record->owed_fen : 0;
	int64_t settled = entry->fen < owed ? entry->fen : owed;

	record->paid_fen = entry->fen;
	record->paid_ms = entry->at_ms;
	if (owed > 0)
		record->owed_fen = owed - settled;
	if (entry->fen > settled)
		record->balance_fen = (record->balance_fen > 0 ? record->balance_fen : 0) +
				      entry->fen - settled;
	if (clock_now_ms(sim->clock) >= entry->at_ms + sim->restore_ms)
		drop_arrears(record);
}

static void do_order(const struct carrier *sim, struct carrier_line *record,
		     const struct ledger_entry *entry)
{
	int64_t done_ms = entry->at_ms + sim->order_ms, now_ms = clock_now_ms(sim->clock);

	if (now_ms < done_ms)
		return;
	if (!strcmp(entry->what, "resume"))
		drop_hold(record, "VOLUNTARY_HOLD");
	else if (!strcmp(entry->what, "unblock"))
		drop_hold(record, "LOST");
	else if (!strcmp(entry->what, "block"))
		add_hold(record, "LOST", done_ms);
	else if (!strcmp(entry->what, "hold") && now_ms >= entry->from_ms)
		add_hold(record, "VOLUNTARY_HOLD",
			 entry->from_ms > done_ms ? entry->from_ms : done_ms);
	else if (!strcmp(entry->what, "reconnect")) {
		drop_hold(record, "SYSTEM_FAULT");
		drop_arrears(record);
	}
}

/* What the file says, moved on by time, payments and orders. Under the lock. */
static struct carrier_line record_now(const struct carrier *sim, const struct sim_line *line)
{
	struct carrier_line record = line->record;
	int64_t now_ms = clock_now_ms(sim->clock);

	for (size_t i = 0; i < line->n_holds; i++) {
		const struct sim_hold *hold = &line->holds[i];

		if (hold->hold.since_ms <= now_ms && (!hold->until_ms || now_ms < hold->until_ms))
			add_hold(&record, hold->hold.cause, hold->hold.since_ms);
	}
	for (size_t i = 0; i < ledger_size(sim->ledger); i++) {
		const struct ledger_entry *entry = ledger_at(sim->ledger, i);

		if (strcmp(entry->line, record.number))
			continue;
		if (!strcmp(entry->what, "payment"))
			take_payment(sim, &record, entry);
		else
			do_order(sim, &record, entry);
	}
	return record;
}

/* --- orders ------------------------------------------------------------------- */

static const struct ledger_entry *order_with(const struct carrier *sim, const char *key)
{
	for (size_t i = ledger_size(sim->ledger); i > 0; i--)
		if (!strcmp(ledger_at(sim->ledger, i - 1)->key, key))
			return ledger_at(sim->ledger, i - 1);
	return NULL;
}

static void tell_order(const struct carrier *sim, const struct ledger_entry *entry,
		       struct carrier_answer *out)
{
	out->order = clock_now_ms(sim->clock) >= entry->at_ms + sim->order_ms ? ORDER_DONE
									      : ORDER_PENDING;
	snprintf(out->order_number, sizeof out->order_number, "%s", entry->number);
}

static bool owes(const struct carrier_line *record)
{
	return has_hold(record, "ARREARS_OUT") || has_hold(record, "ARREARS_FULL") ||
	       has_hold(record, "CREDIT_LIMIT");
}

/* A hold needs a line that works, its end one without arrears; a line is blocked once. */
static bool accepts(const struct carrier_line *record, const char *what)
{
	if (!strcmp(what, "hold"))
		return record->n_holds == 0;
	if (!strcmp(what, "resume"))
		return has_hold(record, "VOLUNTARY_HOLD") && !owes(record);
	if (!strcmp(what, "block"))
		return !has_hold(record, "LOST") && !has_hold(record, "CANCELLED");
	if (!strcmp(what, "unblock"))
		return has_hold(record, "LOST");
	return !strcmp(what, "reconnect") && record->owed_fen <= 0;
}

/* It does what it is told as often as it is told: who must not order twice is its client. */
static void take_order(struct carrier *sim, const struct carrier_call *call,
		       struct carrier_answer *out)
{
	const struct sim_line *line = line_of(sim, call->line);
	struct carrier_line record = line ? record_now(sim, line) : (struct carrier_line){0};
	struct ledger_entry entry = {.at_ms = clock_now_ms(sim->clock),
				     .from_ms = call->order.from_ms,
				     .months = call->order.months};

	if (!line || !accepts(&record, call->order.what)) {
		out->order = ORDER_REFUSED;
		return;
	}
	snprintf(entry.what, sizeof entry.what, "%s", call->order.what);
	snprintf(entry.key, sizeof entry.key, "%s", call->key);
	snprintf(entry.line, sizeof entry.line, "%s", call->line);
	snprintf(entry.number, sizeof entry.number, "S%08zu", ledger_size(sim->ledger) + 1);
	if (ledger_add(sim->ledger, &entry))
		tell_order(sim, &entry, out);
	else
		out->outcome = CALL_FAILED;
}

static void find_order(struct carrier *sim, const struct carrier_call *call,
		       struct carrier_answer *out)
{
	const struct ledger_entry *entry = order_with(sim, call->key);

	out->order = ORDER_ABSENT;
	if (entry)
		tell_order(sim, entry, out);
}

static bool sim_pay(struct carrier *sim, const char *number, int64_t fen)
{
	struct ledger_entry entry = {
		.what = "payment", .at_ms = clock_now_ms(sim->clock), .fen = fen};
	bool fine;

	pthread_mutex_lock(&sim->lock);
	snprintf(entry.line, sizeof entry.line, "%s", number);
	fine = line_of(sim, number) && fen > 0 && ledger_add(sim->ledger, &entry);
	pthread_mutex_unlock(&sim->lock);
	return fine;
}

/* --- answering ---------------------------------------------------------------- */

static void send_sms(struct carrier *sim, const char *number, const char *code)
{
	struct sms *sms;

	sms = &sim->sms[sim->n_sms++ % SMS_MOST];
	snprintf(sms->number, sizeof sms->number, "%s", number);
	snprintf(sms->text, sizeof sms->text,
		 "【演示运营商】验证码 %s，5 分钟内有效。工作人员不会向您索要验证码。"
		 "Your code is %s, valid for 5 minutes.",
		 code, code);
	sms->at_ms = clock_now_ms(sim->clock);
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

static bool happens(double share)
{
	uint32_t dice;

	crypto_random(&dice, sizeof dice);
	return dice < share * UINT32_MAX;
}

static void look_up(struct carrier *sim, const struct carrier_call *call,
		    struct carrier_answer *out)
{
	const struct sim_line *line = line_of(sim, call->line);

	if (line)
		out->line = record_now(sim, line);
	else
		out->line = (struct carrier_line){
			.owed_fen = -1, .balance_fen = -1, .paid_fen = -1};
}

static void answer(struct carrier *sim, const struct carrier_call *call, struct carrier_answer *out)
{
	switch (call->kind) {
	case CALL_LINE:
		look_up(sim, call, out);
		break;
	case CALL_CHECK_START:
		start_check(sim, call);
		break;
	case CALL_CHECK_VERIFY:
		out->check = verify(sim, call);
		break;
	case CALL_ORDER:
		take_order(sim, call, out);
		break;
	case CALL_ORDER_FIND:
		find_order(sim, call, out);
		break;
	case CALL_WAIT:
		break;
	}
}

static void sim_call(struct carrier *sim, const struct carrier_call *call,
		     struct carrier_answer *out)
{
	*out = (struct carrier_answer){.after_ms = sim->latency_ms};
	if (happens(sim->fail)) {
		out->outcome = CALL_FAILED;
		return;
	}
	pthread_mutex_lock(&sim->lock);
	answer(sim, call, out);
	pthread_mutex_unlock(&sim->lock);
	if (call->kind == CALL_ORDER && happens(sim->lose))
		out->outcome = CALL_FAILED;
}

static void sim_sms_list(struct carrier *sim, carrier_sms_taker *take, void *context)
{
	pthread_mutex_lock(&sim->lock);
	for (size_t i = sim->n_sms > SMS_MOST ? sim->n_sms - SMS_MOST : 0; i < sim->n_sms; i++) {
		const struct sms *sms = &sim->sms[i % SMS_MOST];

		take(context, sms->number, sms->text, sms->at_ms);
	}
	pthread_mutex_unlock(&sim->lock);
}

const struct carrier_kind carrier_sim = {
	.scheme = "sim",
	.demo_only = true,
	.open = sim_open,
	.close = sim_close,
	.call = sim_call,
	.sms_list = sim_sms_list,
	.pay = sim_pay,
};
