/*
 * Calls to the operator: a row in the transaction of the turn that wants it, an output once
 * that has committed. The row holds no secret, only its handle. Its answer goes into the
 * journal entry that waits for it. A time that is waited for is a call to nobody.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/core.h"

#define BOUND_SIZE 96

static void call_bound(const char *key, char out[BOUND_SIZE])
{
	snprintf(out, BOUND_SIZE, "call/%s", key);
}

static void put_matter(struct buffer *json, const struct carrier_matter *matter)
{
	json_put_name(json, "matter");
	buffer_char(json, '{');
	json_put_member(json, "reason", matter->reason);
	json_put_member(json, "cause", matter->cause);
	json_put_member(json, "product", matter->product);
	json_put_member(json, "ticket", matter->ticket);
	json_put_integer(json, "begun_ms", matter->begun_ms);
	json_put_integer(json, "ended_ms", matter->ended_ms);
	json_put_integer(json, "priority", matter->priority);
	buffer_char(json, '}');
}

static const char *print_body(const struct turn *turn, const char *name,
			      const struct carrier_call *call)
{
	struct buffer json = {0};
	const char *text;

	buffer_char(&json, '{');
	json_put_integer(&json, "kind", call->kind);
	json_put_member(&json, "line", call->line);
	json_put_member(&json, "method", call->method);
	json_put_boolean(&json, "to_contact", call->to_contact);
	json_put_member(&json, "secret", call->secret);
	json_put_member(&json, "owner_name", call->owner_name);
	json_put_member(&json, "what", call->order.what);
	json_put_integer(&json, "from_ms", call->order.from_ms);
	json_put_integer(&json, "months", call->order.months);
	json_put_member(&json, "reason", call->order.reason);
	json_put_member(&json, "text", call->text);
	if (*call->matter.reason)
		put_matter(&json, &call->matter);
	json_put_member(&json, "order_key", call->key);
	json_put_integer(&json, "wake_ms", call->wake_ms);
	json_put_integer(&json, "fen", call->fen);
	json_put_integer(&json, "instance", turn->running ? turn->running->number : 0);
	json_put_member(&json, "name", name);
	buffer_char(&json, '}');
	text = arena_text(turn->arena, json.data);
	buffer_finish(&json);
	return text;
}

/* The handle becomes the secret; false when it is gone. */
static bool fetch_secret(struct bot *bot, const char *handle, struct carrier_call *call)
{
	const char *secret;

	if (!handle)
		return true;
	secret = vault_get(bot->vault, handle, clock_now_ms(bot->clock));
	call->secret = mem_text(secret);
	return secret != NULL;
}

const char *call_order_key(struct turn *turn, const char *name)
{
	return arena_format(turn->arena, "%s.%lld.%s", turn->conversation->row.id,
			    (long long)(turn->running ? turn->running->number : 0), name);
}

/* An order's key is its errand and name: whatever is retried, it is the same order. Anything
 * else may be asked again, and is then another call. */
static void write_key(struct turn *turn, const char *name, const struct carrier_call *call,
		      char out[64])
{
	const char *key = call_order_key(turn, name);

	if (*call->key && call->kind != CALL_ORDER_FIND)
		snprintf(out, 64, "%s", call->key);
	else if (call->kind == CALL_ORDER)
		snprintf(out, 64, "%s", key);
	else
		snprintf(out, 64, "%s.%lld", key, (long long)turn->conversation->row.seq);
}

/* The journal of the running errand waits for the answer. */
static void await(struct turn *turn, const char *name, const struct carrier_call *call,
		  const char *key)
{
	enum entry_kind kind = call->kind == CALL_ORDER ? ENTRY_ORDER : ENTRY_LOOKUP;
	struct entry *entry = journal_add(turn->running, kind, name, arena_text(turn->arena, key));

	entry->lookup = LOOKUP_WAITING;
}

int64_t call_send(struct turn *turn, const char *name, const struct carrier_call *call)
{
	struct bot *bot = turn->bot;
	struct call_row row = {
		.conversation = turn->conversation->row.row,
		.created_ms = turn->now_ms,
	};
	char bound[BOUND_SIZE];
	struct output *output;

	write_key(turn, name, call, row.key);
	if (turn->running)
		await(turn, name, call, row.key);
	call_bound(row.key, bound);
	row.sealed_body = conversation_seal(turn->conversation, bound, print_body(turn, name, call),
					    turn->arena);
	if (turn->failed ||
	    !turn_stored(turn, bot->store.kind->call_add(bot->store.db, &row, turn->err)))
		return 0;
	if (turn->watches)
		notice_await(turn, row.row);
	output = turn_output(turn, OUTPUT_CALL, 0);
	output->call = row.row;
	output->call_body = *call;
	output->call_body.secret = NULL;
	output->call_body.owner_name = mem_text(call->owner_name);
	output->call_body.text = mem_text(call->text);
	if (call->kind != CALL_ORDER_FIND)
		strcpy(output->call_body.key, row.key);
	fetch_secret(bot, call->secret, &output->call_body);
	return row.row;
}

static void copy_member(const cJSON *root, const char *name, char *out, size_t size)
{
	const char *text = json_text(root, name);

	snprintf(out, size, "%s", text ? text : "");
}

static void read_matter(const cJSON *json, struct carrier_matter *out)
{
	copy_member(json, "reason", out->reason, sizeof out->reason);
	copy_member(json, "cause", out->cause, sizeof out->cause);
	copy_member(json, "product", out->product, sizeof out->product);
	copy_member(json, "ticket", out->ticket, sizeof out->ticket);
	out->begun_ms = json_integer(json, "begun_ms", 0);
	out->ended_ms = json_integer(json, "ended_ms", 0);
	out->priority = (int)json_integer(json, "priority", 0);
}

bool call_open(struct bot *bot, const struct conversation *conversation, const struct call_row *row,
	       struct arena *arena, struct call_target *target, struct carrier_call *call,
	       struct error *err)
{
	char bound[BOUND_SIZE];
	const char *json;
	cJSON *root;
	bool whole;

	call_bound(row->key, bound);
	json = conversation_open(conversation, bound, row->sealed_body, arena);
	if (!json)
		return error_set(err, "call %s in the outbox was changed outside", row->key);
	root = json_read(json, strlen(json), err);
	if (!root)
		return false;
	*call = (struct carrier_call){
		.kind = (enum call_kind)json_integer(root, "kind", CALL_LINE),
		.to_contact = json_is_true(root, "to_contact"),
		.owner_name = mem_text(json_text(root, "owner_name")),
		.text = mem_text(json_text(root, "text")),
		.order = {.from_ms = json_integer(root, "from_ms", 0),
			  .months = json_integer(root, "months", 0)},
		.maybe_sent = true,
		.wake_ms = json_integer(root, "wake_ms", 0),
		.fen = json_integer(root, "fen", 0),
	};
	strcpy(call->key, row->key);
	if (call->kind == CALL_ORDER_FIND)
		copy_member(root, "order_key", call->key, sizeof call->key);
	copy_member(root, "what", call->order.what, sizeof call->order.what);
	copy_member(root, "reason", call->order.reason, sizeof call->order.reason);
	copy_member(root, "line", call->line, sizeof call->line);
	copy_member(root, "method", call->method, sizeof call->method);
	read_matter(json_get(root, "matter"), &call->matter);
	whole = fetch_secret(bot, json_text(root, "secret"), call);
	target->instance = json_integer(root, "instance", 0);
	target->name = arena_text(arena, json_text(root, "name") ? json_text(root, "name") : "");
	target->secret_lost = !whole;
	cJSON_Delete(root);
	return true;
}

const char *call_kind_name(enum call_kind kind)
{
	static const char *const names[] = {"line",    "code_sent", "check",   "order", "order",
					    "wait",    "ticket",    "ticket",  "talk",  "talk",
					    "message", "message",   "pay_link"};

	return names[kind];
}

/* --- answers ------------------------------------------------------------------ */

static const char *print_line(struct turn *turn, const struct carrier_line *line)
{
	struct buffer json = {0};
	const char *text;

	carrier_line_print(&json, line);
	text = arena_text(turn->arena, json.data);
	buffer_finish(&json);
	return text;
}

const char *call_print_answer(struct turn *turn, enum call_kind kind,
			      const struct carrier_answer *answer)
{
	static const char *const results[] = {"passed", "wrong", "expired", "lost"};
	static const char *const orders[] = {"absent", "pending", "done", "refused"};

	switch (kind) {
	case CALL_LINE:
		turn->conversation->state->record_ms = turn->now_ms;
		return print_line(turn, &answer->line);
	case CALL_CHECK_VERIFY:
		return results[answer->check];
	case CALL_ORDER:
	case CALL_ORDER_FIND:
	case CALL_TICKET:
	case CALL_TICKET_FIND:
	case CALL_TALK:
	case CALL_TALK_FIND:
	case CALL_MESSAGE:
	case CALL_MESSAGE_FIND:
		return arena_format(turn->arena, "%s %s", orders[answer->order],
				    answer->order_number);
	case CALL_PAY_LINK:
		return pay_link_kept(turn, &answer->pay_link);
	case CALL_CHECK_START:
	case CALL_WAIT:
	case N_CALL_KINDS:
		break;
	}
	return "";
}

static struct entry *entry_waiting(struct instance *instance, const char *name, const char *key)
{
	struct entry *lookup = journal_find(instance, ENTRY_LOOKUP, name);
	struct entry *entry = lookup ? lookup : journal_find(instance, ENTRY_ORDER, name);

	return entry && entry->lookup == LOOKUP_WAITING && !strcmp(entry->value, key) ? entry
										      : NULL;
}

void call_take_answer(struct turn *turn, struct instance *instance, const char *name,
		      enum call_kind kind, const char *key, const struct carrier_answer *answer)
{
	struct entry *entry = entry_waiting(instance, name, key);

	if (!entry)
		return;
	if (answer->outcome == CALL_FAILED) {
		entry->lookup = LOOKUP_UNAVAILABLE;
		turn_fact(turn, "looked_up", call_kind_name(kind), "unavailable", 0);
		return;
	}
	entry->lookup = LOOKUP_READY;
	entry->value = call_print_answer(turn, kind, answer);
}

void call_forget(struct carrier_call *call)
{
	if (call->secret)
		crypto_forget(call->secret, strlen(call->secret));
	free(call->secret);
	free(call->owner_name);
	free(call->text);
}
