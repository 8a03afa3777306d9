/*
 * The case told to the person who takes over, in at most 15 lines.
 *
 * It is made from facts only: what the subscriber wrote (quoted by message), what the
 * operator's record says, what was checked, told and refused. "Subscriber says" and "system
 * shows" stand apart, and each line names its source.
 */
#include <stdarg.h>
#include <string.h>

#include "base/json.h"
#include "bot/core.h"
#include "bot/fill.h"

struct summary {
	struct turn *turn;
	enum language language;
	struct buffer lines;
};

static const char *in(const struct summary *summary, const char *zh, const char *en)
{
	return summary->language == LANGUAGE_ZH ? zh : en;
}

static void put_line(struct summary *summary, const char *title, const char *text)
{
	if (!*text)
		return;
	if (summary->lines.length)
		buffer_char(&summary->lines, '\n');
	buffer_text(&summary->lines, title);
	buffer_text(&summary->lines, in(summary, "：", ": "));
	buffer_text(&summary->lines, text);
}

/* The pieces up to NULL as one text, in the arena. */
static const char *joined(const struct summary *summary, const char *first, ...)
{
	struct buffer text = {0};
	const char *whole;
	va_list pieces;

	va_start(pieces, first);
	for (const char *piece = first; piece; piece = va_arg(pieces, const char *))
		buffer_text(&text, piece);
	va_end(pieces);
	whole = arena_text_n(summary->turn->arena, text.data, text.length);
	buffer_finish(&text);
	return whole;
}

/* One more item of a list. */
static void put_item(struct summary *summary, struct buffer *list, const char *item)
{
	if (list->length)
		buffer_text(list, in(summary, "；", "; "));
	buffer_text(list, item);
}

static const char *time_of(const struct summary *summary, int64_t at_ms)
{
	return fill_time(at_ms, summary->turn->now_ms,
			 summary->turn->conversation->row.zone_minutes, summary->language,
			 summary->turn->arena);
}

/* Names of methods, reasons and the like: bot/dialogue.yaml, `summary.<name>`; a name without
 * a text stands for itself. */
static const char *word(const struct summary *summary, const char *name)
{
	const char *text = texts_find(summary->turn->bot->texts, "dialogue",
				      arena_format(summary->turn->arena, "summary.%s", name),
				      summary->language);

	return text ? text : name;
}

static const char *who(const struct summary *summary)
{
	const struct state *state = summary->turn->conversation->state;
	const char *line = *state->line ? text_mask_number(state->line, summary->turn->arena)
					: in(summary, "未提供号码", "no number given");

	for (size_t i = 0; i < state->n_proofs; i++) {
		const struct proof *proof = &state->proofs[i];

		if (!strcmp(proof->line, state->line))
			return joined(summary, line, in(summary, "，已验证：", ", verified by "),
				      word(summary, proof->method), in(summary, "，", ", "),
				      time_of(summary, proof->since_ms), NULL);
	}
	return joined(summary, line, in(summary, "，未验证身份", ", not verified"), NULL);
}

static const char *hold_told(const struct summary *summary, const struct carrier_hold *hold)
{
	const struct cause *cause = knowledge_cause(summary->turn->bot->knowledge, hold->cause);
	const char *name = cause ? cause->name[summary->language] : "?";

	if (hold->since_ms <= 0)
		return joined(summary, name, " (", hold->cause, ")", NULL);
	return joined(summary, name, " (", hold->cause, ")", in(summary, "，自 ", ", since "),
		      time_of(summary, hold->since_ms), NULL);
}

static void put_holds(struct summary *summary, const struct carrier_line *line)
{
	struct buffer list = {0};

	for (size_t i = 0; i < line->n_holds; i++)
		put_item(summary, &list, hold_told(summary, &line->holds[i]));
	if (line->n_holds == 0)
		put_item(summary, &list, in(summary, "没有停机原因", "no hold"));
	put_line(summary, in(summary, "系统显示", "System shows"),
		 joined(summary, list.data, in(summary, "（运营商记录，", " (operator's record, "),
			time_of(summary, summary->turn->conversation->state->record_ms),
			in(summary, "）", ")"), NULL));
	buffer_finish(&list);
}

static const char *amount(const struct summary *summary, int64_t fen)
{
	return fill_amount(fen, summary->language, summary->turn->arena);
}

static void put_amounts(struct summary *summary, const struct carrier_line *line)
{
	struct buffer list = {0};

	if (line->owed_fen > 0)
		put_item(summary, &list,
			 joined(summary, in(summary, "欠费 ", "owes "),
				amount(summary, line->owed_fen), NULL));
	if (line->paid_fen >= 0)
		put_item(summary, &list,
			 joined(summary, in(summary, "已缴 ", "paid "),
				amount(summary, line->paid_fen), in(summary, "，", ", "),
				time_of(summary, line->paid_ms), NULL));
	if (line->cancel_ms > 0)
		put_item(summary, &list,
			 joined(summary, in(summary, "销号日 ", "cancellation "),
				time_of(summary, line->cancel_ms), NULL));
	if (list.length)
		put_line(summary, in(summary, "账务与日期", "Amounts and dates"), list.data);
	buffer_finish(&list);
}

static void put_record(struct summary *summary)
{
	const char *record = summary->turn->conversation->state->record;
	struct carrier_line line;

	if (!*record || !carrier_line_read(record, &line, NULL))
		return;
	if (!line.exists) {
		put_line(summary, in(summary, "系统显示", "System shows"),
			 in(summary, "运营商没有这个号码的记录",
			    "the operator has no record of this number"));
		return;
	}
	put_holds(summary, &line);
	put_amounts(summary, &line);
	put_line(summary, in(summary, "可联系号码", "Reachable at"), line.contact_masked);
}

static const char *step(const struct summary *summary, const struct story *story)
{
	return joined(summary, word(summary, story->kind), " ", word(summary, story->name),
		      *story->value ? " " : "", word(summary, story->value), " (#",
		      arena_format(summary->turn->arena, "%lld", (long long)story->seq), ")", NULL);
}

static bool went_wrong(const struct story *story)
{
	return !strcmp(story->value, "wrong") || !strcmp(story->value, "unavailable") ||
	       !strcmp(story->kind, "missed");
}

static bool is_step(const struct story *story)
{
	return strcmp(story->kind, "handed") && strcmp(story->kind, "understood") &&
	       strcmp(story->kind, "answered") && strcmp(story->kind, "promised");
}

#define STEPS_MOST 8

static void put_steps(struct summary *summary, bool wrong, const char *title)
{
	const struct state *state = summary->turn->conversation->state;
	struct buffer list = {0};
	size_t n = 0;

	for (size_t i = 0; i < state->n_story && n < STEPS_MOST; i++) {
		if (!is_step(&state->story[i]) || went_wrong(&state->story[i]) != wrong)
			continue;
		put_item(summary, &list, step(summary, &state->story[i]));
		n++;
	}
	if (n > 0)
		put_line(summary, title, list.data);
	buffer_finish(&list);
}

/* What was told of the matter; the answers to what a flow asks. */
static void put_answers(struct summary *summary)
{
	const struct state *state = summary->turn->conversation->state;
	struct buffer list = {0};

	for (size_t i = 0; i < state->n_story; i++) {
		const struct story *story = &state->story[i];

		if (!strcmp(story->kind, "answered"))
			put_item(summary, &list,
				 joined(summary, word(summary, story->name), " ",
					word(summary, story->value), " (#",
					arena_format(summary->turn->arena, "%lld",
						     (long long)story->seq),
					")", NULL));
	}
	if (list.length)
		put_line(summary, in(summary, "客户补充", "Subscriber's details"), list.data);
	buffer_finish(&list);
}

static void put_promises(struct summary *summary)
{
	const struct state *state = summary->turn->conversation->state;
	struct buffer list = {0};

	for (size_t i = 0; i < state->n_story; i++)
		if (!strcmp(state->story[i].kind, "promised"))
			put_item(summary, &list, state->story[i].value);
	put_line(summary, in(summary, "已作承诺", "Promises made"),
		 list.length ? list.data : in(summary, "无", "none"));
	buffer_finish(&list);
}

static const char *next_step(const struct summary *summary, const struct case_row *row)
{
	const struct cause *cause = knowledge_cause(summary->turn->bot->knowledge, row->cause);

	return cause ? cause->agent_next[summary->language]
		     : in(summary, "先核实号码和身份，再查停机原因",
			  "confirm the number and who is asking, then look up the cause");
}

static const char *wish(const struct summary *summary)
{
	const struct turn *turn = summary->turn;
	int64_t seq = turn->conversation->state->want_seq;
	struct buffer json = {0};
	const char *text = "";
	cJSON *activity = NULL;

	if (seq &&
	    conversation_activity(&turn->bot->store, turn->conversation, seq, &json, turn->err))
		activity = json_read(json.data, json.length, NULL);
	if (json_text(activity, "text"))
		text = joined(summary, in(summary, "“", "\""), json_text(activity, "text"),
			      in(summary, "”", "\""), " (#",
			      arena_format(turn->arena, "%lld", (long long)seq), ")", NULL);
	cJSON_Delete(activity);
	buffer_finish(&json);
	return text;
}

const char *summary_write(struct turn *turn, const struct case_row *row, enum language language)
{
	struct summary summary = {.turn = turn, .language = language};
	const char *text;

	put_line(&summary, in(&summary, "案件", "Case"),
		 joined(&summary, row->id, ", ", time_of(&summary, row->created_ms),
			in(&summary, "，在线聊天，优先级 ", ", web chat, priority "),
			arena_format(turn->arena, "%d", row->priority), NULL));
	put_line(&summary, in(&summary, "客户", "Who"), who(&summary));
	put_record(&summary);
	put_line(&summary, in(&summary, "客户说", "Subscriber says"), wish(&summary));
	put_answers(&summary);
	put_steps(&summary, false, in(&summary, "已完成", "Done so far"));
	put_steps(&summary, true, in(&summary, "未成功", "Not successful"));
	put_line(&summary, in(&summary, "转人工原因", "Why a person"), word(&summary, row->reason));
	put_line(&summary, in(&summary, "建议下一步", "Next step"), next_step(&summary, row));
	put_promises(&summary);
	text = text_mask_numbers(summary.lines.data, turn->arena);
	buffer_finish(&summary.lines);
	return text;
}
