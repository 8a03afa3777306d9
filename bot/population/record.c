#include "bot/population/record.h"

#include <stdio.h>

#include "bot/conversation.h"

static void settle(struct record *record, bool fine)
{
	record->failed = record->failed || !fine;
}

/* Theirs is the same row in both tables of a new store, and the contact's number. */
static void add_conversation(void *context, const struct report_conversation *talk)
{
	struct record *record = context;
	struct person_row person = {.created_ms = talk->created_ms};
	uint8_t subject[CRYPTO_HASH_SIZE];
	struct conversation_row row = {
		.person = talk->row,
		.created_ms = talk->created_ms,
		.last_ms = talk->created_ms,
		.language = talk->language,
	};

	if (talk->subject.data) {
		conversation_subject(record->keys, talk->subject.data, subject);
		person.subject = (struct blob){subject, sizeof subject};
	}
	snprintf(row.id, sizeof row.id, "simulated%lld", (long long)talk->row);
	settle(record,
	       !record->failed && record->kind->person_add(record->db, &person, &record->err) &&
		       record->kind->conversation_add(record->db, &row, &record->err) &&
		       (row.row == talk->row || error_set(&record->err, "the store is not new")));
}

static void add_fact(void *context, const struct fact_row *fact)
{
	struct record *record = context;

	settle(record, !record->failed && record->kind->fact_add(record->db, fact, &record->err));
}

static enum found find_or_add_agent(struct record *record, const char *name, struct agent_row *out)
{
	enum found found = record->kind->agent_find(record->db, name, out, &record->err);

	if (found != NOT_FOUND)
		return found;
	*out = (struct agent_row){.disabled = true};
	snprintf(out->name, sizeof out->name, "%s", name);
	return record->kind->agent_add(record->db, out, &record->err) ? FOUND : FIND_FAILED;
}

static void add_case(void *context, const struct report_case *handled)
{
	struct record *record = context;
	struct agent_row agent;
	struct case_row row = {
		.conversation = handled->conversation,
		.state = CASE_CLOSED,
		.reason = "asked",
		.created_ms = handled->created_ms,
		.changed_ms = handled->closed_ms,
		.claimed_ms = handled->claimed_ms,
		.answered_ms = handled->answered_ms,
		.closed_ms = handled->closed_ms,
	};

	snprintf(row.id, sizeof row.id, "S%lld", (long long)handled->conversation);
	if (record->failed || find_or_add_agent(record, handled->agent, &agent) == FIND_FAILED) {
		settle(record, false);
		return;
	}
	row.agent = agent.row;
	settle(record, record->kind->case_add(record->db, &row, &record->err));
}

void record_init(struct record *record, const struct store_kind *kind, void *db,
		 const struct keys *keys)
{
	*record = (struct record){
		.kind = kind,
		.db = db,
		.keys = keys,
		.reader = {.context = record,
			   .conversation = add_conversation,
			   .fact = add_fact,
			   .handled = add_case},
	};
}

bool record_begin(struct record *record)
{
	settle(record, record->kind->begin(record->db, &record->err));
	return !record->failed;
}

bool record_commit(struct record *record)
{
	settle(record, !record->failed && record->kind->commit(record->db, &record->err));
	return !record->failed;
}
