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
#include "bot/carrier.h"
#include "bot/sim/world.h"

#define CODE_LIFE_MS (5 * 60 * 1000LL)
#define SMS_MOST 64
#define SMS_BYTES 512
#define MINUTE_MS 60000LL
#define ORDER_MS (30 * 1000LL)
#define RESTORE_MS MINUTE_MS

struct sms {
	char number[16];
	char text[SMS_BYTES];
	int64_t at_ms;
};

struct carrier {
	struct sim_world world; /* under the lock */
	const char *ledger_path;

	char fixed_code[9];
	int64_t latency_ms;
	double fail; /* the share of calls that do not arrive */
	bool extras; /* it takes tickets, entries of its log of talks and text messages */
	bool face;   /* it has a page for face checks */
	double lose; /* the share of orders whose answer does not */

	pthread_mutex_t lock;     /* the demo's phone reads and pays on another thread */
	struct sms sms[SMS_MOST]; /* a ring */
	size_t n_sms;             /* ever sent */
};

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
		     {"order_ms", &sim->world.order_ms, 7 * 24 * 60 * MINUTE_MS},
		     {"restore_ms", &sim->world.restore_ms, 7 * 24 * 60 * MINUTE_MS}};
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
	if (value && !strcmp(option, "face") && !strcmp(value, "1"))
		return sim->face = true;
	if (value && !strcmp(option, "extras") && !strcmp(value, "1"))
		return sim->extras = true;
	for (size_t i = 0; value && i < sizeof times / sizeof *times; i++)
		if (!strcmp(option, times[i].name) &&
		    read_whole(value, times[i].most, times[i].out))
			return true;
	for (size_t i = 0; value && i < sizeof shares / sizeof *shares; i++)
		if (!strcmp(option, shares[i].name) && read_share(value, shares[i].out))
			return true;
	return error_set(
		err,
		"sim: option %s is not one of code=4 to 8 digits, latency_ms=0 to 60000, "
		"order_ms, restore_ms=0 to a week, fail, lose=0 to 1, ledger=FILE, extras=1, face=1",
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
	ledger_close(sim->world.ledger);
	arena_destroy(sim->world.arena);
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

	sim->world.arena = arena_create();
	sim->world.clock = clock;
	sim->world.order_ms = ORDER_MS;
	sim->world.restore_ms = RESTORE_MS;
	pthread_mutex_init(&sim->lock, NULL);
	path = arena_text(sim->world.arena, url + strlen("sim:"));
	options = strchr(path, '?');
	if (options)
		*options++ = '\0';
	if (!*path)
		path = arena_format(sim->world.arena, "%s/bot/carriers/demo.yaml", resources);
	fine = !options || read_options(sim, options, err);
	if (fine && !sim_world_read(&sim->world, path, problems))
		fine = error_set(err, "%s", problems_line(problems, 0));
	if (fine)
		sim->world.ledger = ledger_open(sim->ledger_path, err);
	problems_destroy(problems);
	if (sim->world.ledger)
		return sim;
	sim_close(sim);
	return NULL;
}

/* --- orders ------------------------------------------------------------------- */

static const struct ledger_entry *order_with(const struct carrier *sim, const char *key)
{
	for (size_t i = ledger_size(sim->world.ledger); i > 0; i--)
		if (!strcmp(ledger_at(sim->world.ledger, i - 1)->key, key))
			return ledger_at(sim->world.ledger, i - 1);
	return NULL;
}

static void tell_order(const struct carrier *sim, const struct ledger_entry *entry,
		       struct carrier_answer *out)
{
	out->order = clock_now_ms(sim->world.clock) >= entry->at_ms + sim->world.order_ms
			     ? ORDER_DONE
			     : ORDER_PENDING;
	snprintf(out->order_number, sizeof out->order_number, "%s", entry->number);
}

static bool owes(const struct carrier_line *record)
{
	return sim_has_hold(record, "ARREARS_OUT") || sim_has_hold(record, "ARREARS_FULL") ||
	       sim_has_hold(record, "CREDIT_LIMIT");
}

/* An outage, a locked log-in or a faulty phone leave the line itself in order. */
static bool is_in_order(const struct carrier_line *record)
{
	static const char *const elsewhere[] = {"OUTAGE", "ACCOUNT_LOCK", "DEVICE_SIDE"};
	size_t n = 0;

	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		n += sim_has_hold(record, elsewhere[i]);
	return n == record->n_holds;
}

/* A hold needs a line that works, its end one without arrears; a line is blocked once. */
static bool accepts(const struct carrier_line *record, const char *what)
{
	if (!strcmp(what, "hold"))
		return is_in_order(record);
	if (!strcmp(what, "resume"))
		return sim_has_hold(record, "VOLUNTARY_HOLD") && !owes(record);
	if (!strcmp(what, "block"))
		return !sim_has_hold(record, "LOST") && !sim_has_hold(record, "CANCELLED");
	if (!strcmp(what, "unblock"))
		return sim_has_hold(record, "LOST");
	return !strcmp(what, "reconnect") && record->owed_fen <= 0;
}

static void put_in_ledger(struct carrier *sim, const char *what, const struct carrier_call *call,
			  struct carrier_answer *out)
{
	struct ledger_entry entry = {.at_ms = clock_now_ms(sim->world.clock),
				     .from_ms = call->order.from_ms,
				     .months = call->order.months};

	snprintf(entry.what, sizeof entry.what, "%s", what);
	snprintf(entry.key, sizeof entry.key, "%s", call->key);
	snprintf(entry.line, sizeof entry.line, "%s", call->line);
	snprintf(entry.number, sizeof entry.number, "S%08zu", ledger_size(sim->world.ledger) + 1);
	if (ledger_add(sim->world.ledger, &entry))
		tell_order(sim, &entry, out);
	else
		out->outcome = CALL_FAILED;
}

/* It does what it is told as often as it is told: who must not order twice is its client. */
static void take_order(struct carrier *sim, const struct carrier_call *call,
		       struct carrier_answer *out)
{
	const struct sim_line *line = sim_world_line(&sim->world, call->line);
	struct carrier_line record;

	if (line)
		record = sim_world_record(&sim->world, line);
	if (line && accepts(&record, call->order.what))
		put_in_ledger(sim, call->order.what, call, out);
	else
		out->order = ORDER_REFUSED;
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
		.what = "payment", .at_ms = clock_now_ms(sim->world.clock), .fen = fen};
	bool fine;

	pthread_mutex_lock(&sim->lock);
	snprintf(entry.line, sizeof entry.line, "%s", number);
	fine = sim_world_line(&sim->world, number) && fen > 0 &&
	       ledger_add(sim->world.ledger, &entry);
	pthread_mutex_unlock(&sim->lock);
	return fine;
}

/* --- answering ---------------------------------------------------------------- */

static void send_sms(struct carrier *sim, const char *number, const char *text)
{
	struct sms *sms = &sim->sms[sim->n_sms++ % SMS_MOST];

	snprintf(sms->number, sizeof sms->number, "%s", number);
	snprintf(sms->text, sizeof sms->text, "【演示运营商】%s", text);
	sms->at_ms = clock_now_ms(sim->world.clock);
}

static void send_code(struct carrier *sim, const char *number, const char *code)
{
	char text[SMS_BYTES];

	snprintf(text, sizeof text,
		 "验证码 %s，5 分钟内有效。工作人员不会向您索要验证码。"
		 "Your code is %s, valid for 5 minutes.",
		 code, code);
	send_sms(sim, number, text);
}

static void start_check(struct carrier *sim, const struct carrier_call *call)
{
	struct sim_line *line = sim_world_line(&sim->world, call->line);
	char code[SIM_CODE_DIGITS + 3];

	if (*sim->fixed_code)
		strcpy(code, sim->fixed_code);
	else
		crypto_digits(code, SIM_CODE_DIGITS);
	if (!line)
		return;
	strcpy(line->code, code);
	line->code_until_ms = clock_now_ms(sim->world.clock) + CODE_LIFE_MS;
	send_code(sim, call->to_contact ? line->owner->contact : line->record.number, code);
}

static enum check_result verify_code(struct carrier *sim, struct sim_line *line, const char *secret)
{
	if (!*line->code || strcmp(line->code, secret))
		return CHECK_WRONG;
	*line->code = '\0';
	return clock_now_ms(sim->world.clock) < line->code_until_ms ? CHECK_PASSED : CHECK_EXPIRED;
}

static enum check_result verify(struct carrier *sim, const struct carrier_call *call)
{
	struct sim_line *line = sim_world_line(&sim->world, call->line);
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
	const struct sim_line *line = sim_world_line(&sim->world, call->line);

	if (line)
		out->line = sim_world_record(&sim->world, line);
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
	case CALL_TICKET_FIND:
	case CALL_TALK_FIND:
	case CALL_MESSAGE_FIND:
		find_order(sim, call, out);
		break;
	case CALL_TICKET:
		put_in_ledger(sim, "ticket", call, out);
		break;
	case CALL_TALK:
		put_in_ledger(sim, "talk", call, out);
		break;
	case CALL_MESSAGE:
		send_sms(sim, call->line, call->text);
		put_in_ledger(sim, "message", call, out);
		break;
	case CALL_WAIT:
	case CALL_PAY_LINK:
	case N_CALL_KINDS:
		break;
	}
}

static void sim_call(struct carrier *sim, const struct carrier_call *call,
		     struct carrier_requests *requests, struct carrier_answer *out)
{
	(void)requests;
	*out = (struct carrier_answer){.after_ms = sim->latency_ms};
	if (happens(sim->fail)) {
		out->outcome = CALL_FAILED;
		return;
	}
	pthread_mutex_lock(&sim->lock);
	answer(sim, call, out);
	pthread_mutex_unlock(&sim->lock);
	if (call_gives(call->kind) && happens(sim->lose))
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

static const char *sim_face_page(const struct carrier *sim)
{
	return sim->face ? "https://face.demo-mobile.example" : NULL;
}

static struct carrier_extras sim_extras(const struct carrier *sim)
{
	return (struct carrier_extras){
		.tickets = sim->extras, .talks = sim->extras, .messages = sim->extras};
}

const struct carrier_kind carrier_sim = {
	.scheme = "sim",
	.demo_only = true,
	.open = sim_open,
	.close = sim_close,
	.call = sim_call,
	.extras = sim_extras,
	.sms_list = sim_sms_list,
	.face_page = sim_face_page,
	.pay = sim_pay,
};
