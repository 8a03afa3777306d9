/*
 * What the systems show: the case, who asks and how that was proven, the operator's record, and
 * what the table of causes has an agent do next.
 */
#include "bot/summary.h"

#include <string.h>

static const char *tell_case(const struct summary *summary, const void *what,
			     enum language language)
{
	const struct case_row *row = summary->row;
	bool is_zh = row->language == LANGUAGE_ZH;

	(void)what;
	return arena_format(summary->turn->arena,
			    IN(language, "%s，%s，%s，在线聊天，优先级 %d",
			       "%s, %s, %s, web chat, priority %d"),
			    row->id, summary_time(summary, row->created_ms, language),
			    is_zh ? IN(language, "中文", "Chinese")
				  : IN(language, "英文", "English"),
			    row->priority);
}

void summary_put_case(struct summary *summary)
{
	summary_put(summary, tell_case, NULL);
	source_case(summary_sources(summary), summary->row->id);
}

static const char *tell_proof(const struct summary *summary, const void *what,
			      enum language language)
{
	const struct proof *proof = what;

	return arena_format(summary->turn->arena,
			    IN(language, "已验证：%s，%s", "verified by %s, %s"),
			    summary_word(summary, proof->method, language),
			    summary_time(summary, proof->since_ms, language));
}

void summary_put_who(struct summary *summary)
{
	const struct proof *proof = summary_proof(summary);
	const char *line = text_mask_number(summary->state->line, summary->turn->arena);

	if (*line)
		summary_put_both(summary, line, line);
	else
		summary_put_both(summary, "未提供号码", "no number given");
	summary_source_line(summary);
	if (!proof) {
		summary_put_both(summary, "未验证身份", "not verified");
		return;
	}
	summary_put(summary, tell_proof, proof);
	source_record(summary_sources(summary), summary_check(proof->method), proof->since_ms);
}

static const char *tell_hold(const struct summary *summary, const void *what,
			     enum language language)
{
	const struct carrier_hold *hold = what;
	const struct cause *cause = knowledge_cause(summary->turn->bot->knowledge, hold->cause);
	const char *name = cause ? cause->name[language] : IN(language, "未知", "unknown");

	if (hold->since_ms <= 0)
		return arena_format(summary->turn->arena, "%s (%s)", name, hold->cause);
	return arena_format(summary->turn->arena,
			    IN(language, "%s (%s)，自 %s", "%s (%s), since %s"), name, hold->cause,
			    summary_time(summary, hold->since_ms, language));
}

void summary_put_holds(struct summary *summary)
{
	const struct carrier_line *record = &summary->record;

	if (!summary->has_record)
		return;
	for (size_t i = 0; i < record->n_holds; i++)
		summary_put(summary, tell_hold, &record->holds[i]);
	if (!record->exists)
		summary_put_both(summary, "运营商没有这个号码的记录",
				 "the operator has no record of this number");
	else if (record->n_holds == 0)
		summary_put_both(summary, "没有停机原因", "no hold");
	source_record(summary_sources(summary), "line", summary->state->record_ms);
}

/* `欠费 {owed}`: nothing when the record does not say it. */
static const char *tell_value(const struct summary *summary, const void *what,
			      enum language language)
{
	return turn_filled_in(summary->turn, summary_word(summary, what, language), language);
}

static const char *tell_contact(const struct summary *summary, const void *what,
				enum language language)
{
	return arena_format(summary->turn->arena, IN(language, "可联系号码 %s", "reachable at %s"),
			    (const char *)what);
}

void summary_put_account(struct summary *summary)
{
	static const char *const values[] = {
		"record.owed",         "record.balance", "record.paid",
		"record.paid_at",      "record.due",     "record.repair_by",
		"record.contract_end", "record.cancel",  "record.region",
	};
	const struct carrier_line *before = summary->turn->record;

	if (!summary->has_record || !summary->record.exists)
		return;
	summary->turn->record = &summary->record;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (*tell_value(summary, values[i], LANGUAGE_ZH))
			summary_put(summary, tell_value, values[i]);
	summary->turn->record = before;
	if (*summary->record.contact_masked)
		summary_put(summary, tell_contact, summary->record.contact_masked);
	source_record(summary_sources(summary), "line", summary->state->record_ms);
}

/* The cause that is to be lifted first: of the record, else the one that was told last. */
static const struct cause *first_cause(const struct summary *summary)
{
	if (summary->has_record)
		return turn_first_cause(summary->turn, &summary->record);
	return knowledge_cause(summary->turn->bot->knowledge, summary->row->cause);
}

static const char *tell_next(const struct summary *summary, const void *what,
			     enum language language)
{
	const struct cause *cause = what;

	(void)summary;
	return cause->agent_next[language];
}

void summary_put_next(struct summary *summary)
{
	const struct cause *cause = first_cause(summary);

	if (cause) {
		summary_put(summary, tell_next, cause);
		source_cause(summary_sources(summary), cause->code);
		return;
	}
	if (summary->has_record && summary->record.exists && summary->record.n_holds == 0)
		summary_put_both(
			summary, "记录显示没有停机：确认能用，再看还缺什么",
			"the record shows no hold: confirm that it works and see what is left");
	else
		summary_put_both(summary, "先核实号码和身份，再查停机原因",
				 "confirm the number and who is asking, then look up the cause");
	source_case(summary_sources(summary), summary->row->id);
}
