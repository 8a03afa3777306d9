/*
 * The lives of events and outputs.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/bot.h"
#include "bot/report_rollup.h"

struct event *event_create(enum event_kind kind, uint64_t origin)
{
	struct event *event = mem_new(sizeof *event);

	event->kind = kind;
	event->origin = origin;
	return event;
}

/* A message may be a code or a password: it does not stay in freed memory. */
static void forget_text(char *text)
{
	if (text)
		crypto_forget(text, strlen(text));
	free(text);
}

void event_destroy(struct event *event)
{
	if (!event)
		return;
	free(event->user);
	free(event->locale);
	free(event->as_line);
	free(event->type);
	free(event->name);
	forget_text(event->text);
	free(event->choice);
	free(event->client_id);
	free(event->address);
	free(event->reply_to);
	free(event->case_id);
	free(event->agent_name);
	free(event->team);
	free(event->errand);
	free(event->presence);
	free(event->reason);
	free(event->who);
	free(event->same_line);
	free(event->cause);
	free(event->language);
	free(event->state);
	free(event->step);
	free(event->order);
	free(event->from);
	free(event->tag);
	free(event->file);
	free(event->version);
	free(event->sort);
	free(event->target);
	free(event->password_hash);
	free(event->stamp);
	free(event->notice);
	free(event->upload_id);
	free(event->upload_name);
	crypto_forget(event->upload.key, sizeof event->upload.key);
	free(event->missed_rows);
	rollup_destroy(event->rollup);
	free(event->snapshot);
	free(event);
}

void output_destroy(struct output *output)
{
	if (!output)
		return;
	free(output->case_id);
	free(output->user);
	free(output->json);
	free(output->text);
	free(output->client_id);
	event_destroy(output->mend);
	forget_text(output->call_body.secret);
	forget_text(output->call_body.owner_name);
	free(output);
}

void output_list_finish(struct output_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		output_destroy(list->items[i]);
	free(list->items);
	*list = (struct output_list){0};
}

const char *desk_verb_name(enum desk_verb verb)
{
	static const char *const names[N_DESK_VERBS] = {
		[DESK_SNAPSHOT] = "desk.snapshot",
		[DESK_OPEN] = "desk.open",
		[DESK_EARLIER] = "desk.earlier",
		[DESK_LIST] = "desk.list",
		[DESK_BOARD] = "desk.board",
		[DESK_PRESENCE] = "desk.presence",
		[DESK_NEXT] = "desk.next",
		[DESK_CLAIM] = "desk.claim",
		[DESK_MESSAGE] = "desk.message",
		[DESK_TYPING] = "desk.typing",
		[DESK_REPLIES] = "desk.replies",
		[DESK_NOTE] = "desk.note",
		[DESK_TRANSFER] = "desk.transfer",
		[DESK_RETURN] = "desk.return",
		[DESK_TAG] = "desk.tag",
		[DESK_CLOSE] = "desk.close",
		[DESK_AUDIT] = "desk.audit",
		[DESK_REPORT] = "desk.report",
		[DESK_ACCOUNTS] = "account.list",
		[DESK_ACCOUNT_ADD] = "account.add",
		[DESK_ACCOUNT_PASSWORD] = "account.password",
		[DESK_ACCOUNT_DISABLE] = "account.disable",
		[DESK_ACCOUNT_ENABLE] = "account.enable",
		[DESK_ACCOUNT_WORK] = "account.work",
		[DESK_RULES_READ] = "rules.read",
		[DESK_RULES_SAVE] = "rules.save",
		[DESK_REVIEW_LIST] = "review.list",
		[DESK_REVIEW_SHOW] = "review.show",
		[DESK_REVIEW_MARK] = "review.mark",
		[DESK_REVIEW_EXAMPLE] = "review.example",
		[DESK_REVIEW_TEXT] = "review.text",
		[DESK_LOGOUT] = "desk.logout",
		[DESK_LOOKUP] = "desk.lookup",
		[DESK_REVEAL] = "desk.reveal",
		[DESK_STEP] = "desk.step",
		[DESK_ORDER] = "desk.order",
	};

	return names[verb];
}
