/*
 * Hold a summary against what was said, what the operator answered and what policies state. All
 * of it was heard beside the bot, so that nothing is proven by what the bot itself keeps.
 */
#include "ws/talk_summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "knowledge/knowledge.h"

#define LINES_MOST 15
#define LINE_MOST 1024
#define LONG_NUMBER 7 /* digits in a row that are no amount and no year */

struct heard_answer {
	enum call_kind kind;
	struct carrier_answer answer;
	int64_t at_ms;
};

struct talk_summary {
	const char *resources;
	struct knowledge *knowledge; /* loaded when it is first needed */
	struct arena *arena;
	char **messages; /* by seq - 1; NULL for an event */
	size_t n_messages;
	struct heard_answer *answers;
	size_t n_answers;
	char case_id[16];
	cJSON *newest; /* the summary, or NULL */

	fault_taker *take; /* while it is checked */
	void *context;
};

struct talk_summary *talk_summary_create(const char *resources)
{
	struct talk_summary *summary = mem_new(sizeof *summary);

	summary->resources = resources;
	summary->arena = arena_create();
	return summary;
}

void talk_summary_reset(struct talk_summary *summary)
{
	for (size_t i = 0; i < summary->n_messages; i++)
		free(summary->messages[i]);
	free(summary->messages);
	free(summary->answers);
	cJSON_Delete(summary->newest);
	summary->messages = NULL;
	summary->answers = NULL;
	summary->newest = NULL;
	summary->n_messages = summary->n_answers = 0;
	*summary->case_id = '\0';
	arena_reset(summary->arena);
}

void talk_summary_destroy(struct talk_summary *summary)
{
	if (!summary)
		return;
	talk_summary_reset(summary);
	knowledge_destroy(summary->knowledge);
	arena_destroy(summary->arena);
	free(summary);
}

/* --- hearing ------------------------------------------------------------------ */

static void hear_activities(struct talk_summary *summary, const char *json)
{
	struct buffer list = {0};
	const cJSON *activity;
	cJSON *activities;

	buffer_format(&list, "[%s]", json ? json : "");
	activities = json_read(list.data, list.length, NULL);
	cJSON_ArrayForEach(activity, activities)
	{
		int64_t seq = json_integer(json_get(activity, "channelData"), "webchat:sequence-id",
					   0);

		if (seq != (int64_t)summary->n_messages + 1)
			continue;
		summary->messages = mem_resize(summary->messages, (size_t)seq,
					       sizeof *summary->messages);
		summary->messages[summary->n_messages++] = mem_text(json_text(activity, "text"));
	}
	cJSON_Delete(activities);
	buffer_finish(&list);
}

static void hear_log(struct talk_summary *summary, const struct output *output)
{
	cJSON *frame = json_read(output->json, output->json_length, NULL);
	const cJSON *entry;

	snprintf(summary->case_id, sizeof summary->case_id, "%s", output->case_id);
	cJSON_ArrayForEach(entry, json_get(frame, "entries"))
	{
		const cJSON *content = json_get(entry, "summary");

		if (!content)
			continue;
		cJSON_Delete(summary->newest);
		summary->newest = cJSON_Duplicate(content, true);
	}
	cJSON_Delete(frame);
}

void talk_summary_hear(struct talk_summary *summary, const struct output *output)
{
	if (output->kind == OUTPUT_CASE_LOG)
		hear_log(summary, output);
	else if (output->kind == OUTPUT_ACTIVITIES || output->kind == OUTPUT_WELCOME)
		hear_activities(summary, output->json);
}

void talk_summary_hear_answer(struct talk_summary *summary, const struct carrier_call *call,
			      const struct carrier_answer *answer, int64_t at_ms)
{
	summary->answers = mem_resize(summary->answers, summary->n_answers + 1,
				      sizeof *summary->answers);
	summary->answers[summary->n_answers++] = (struct heard_answer){call->kind, *answer, at_ms};
}

/* --- the sources of a line ---------------------------------------------------- */

static void fault(struct talk_summary *summary, const char *sentence, const char *what)
{
	summary->take(summary->context, sentence, what);
}

static const char *text_in(const cJSON *line, enum language language)
{
	const char *text = json_text(json_get(line, "text"), language_code(language));

	return text ? text : "";
}

static bool is_section(const cJSON *line, const char *section)
{
	const char *name = json_text(line, "section");

	return name && !strcmp(name, section);
}

/* The words between masks, ends and blanks stand in the message. */
static void check_quote(struct talk_summary *summary, const char *quote, size_t length,
			long long seq)
{
	char *words = mem_text_n(quote, length), *rest = words;
	const char *message = seq > 0 && seq <= (long long)summary->n_messages
				      ? summary->messages[seq - 1]
				      : NULL;

	for (char *word; (word = strtok_r(rest, "* \t", &rest));)
		if (!message || !strstr(message, word))
			fault(summary, "quotes what was not written", word);
	free(words);
}

/* `“words” (#12)`, any number of them. */
static void check_quotes(struct talk_summary *summary, const cJSON *line)
{
	static const char open[] = "“", close[] = "” (#";

	if (!is_section(line, "wants"))
		return;
	for (const char *at = text_in(line, LANGUAGE_ZH); (at = strstr(at, open));) {
		const char *end = strstr(at += strlen(open), close);

		if (!end)
			return;
		check_quote(summary, at, (size_t)(end - at), atoll(end + strlen(close)));
		at = end;
	}
}

static void check_message(struct talk_summary *summary, int64_t seq)
{
	if (seq < 1 || seq > (int64_t)summary->n_messages)
		fault(summary, "names a message that is not there", "");
}

static bool is_kind(enum call_kind kind, const char *call)
{
	switch (kind) {
	case CALL_LINE:
		return !strcmp(call, "line");
	case CALL_CHECK_START:
		return !strcmp(call, "code_sent");
	case CALL_CHECK_VERIFY:
		return !strcmp(call, "check");
	case CALL_ORDER:
	case CALL_ORDER_FIND:
		return !strcmp(call, "order");
	case CALL_WAIT:
	case CALL_TICKET:
	case CALL_TICKET_FIND:
	case CALL_TALK:
	case CALL_TALK_FIND:
	case CALL_MESSAGE:
	case CALL_MESSAGE_FIND:
	case CALL_PAY_LINK:
	case N_CALL_KINDS:
		break;
	}
	return false;
}

static bool holds_amount(const struct carrier_line *record, int64_t fen)
{
	return record->owed_fen == fen || record->balance_fen == fen || record->paid_fen == fen;
}

/* Each amount of the text is one of the record. */
static void check_amounts(struct talk_summary *summary, const char *text,
			  const struct carrier_line *record)
{
	for (const char *at = text; (at = strpbrk(at, "0123456789"));) {
		long long yuan = strtoll(at, NULL, 10);
		const char *from = at;

		at += strspn(at, "0123456789");
		if (*at != '.' || strspn(at + 1, "0123456789") != 2)
			continue;
		if (!holds_amount(record, yuan * 100 + (at[1] - '0') * 10 + (at[2] - '0')))
			fault(summary, "has an amount that the record has not", from);
		at += 3;
	}
}

/* The holds of the text are those of the record. */
static void check_holds(struct talk_summary *summary, const char *text,
			const struct carrier_line *record)
{
	size_t n = 0;

	for (size_t i = 0; i < record->n_holds; i++)
		if (!strstr(text, record->holds[i].cause))
			fault(summary, "lacks a hold of the record", record->holds[i].cause);
	for (const char *at = text; (at = strchr(at, '(')); at++)
		n += at[1] >= 'A' && at[1] <= 'Z';
	if (n != record->n_holds)
		fault(summary, "has holds that the record has not", text);
}

static void check_answer(struct talk_summary *summary, const cJSON *line,
			 const struct heard_answer *heard)
{
	const struct carrier_answer *answer = &heard->answer;

	for (enum language language = 0; language < N_LANGUAGES; language++) {
		const char *text = text_in(line, language);

		if (is_section(line, "holds"))
			check_holds(summary, text, &answer->line);
		if (is_section(line, "account"))
			check_amounts(summary, text, &answer->line);
		if (heard->kind == CALL_ORDER && is_section(line, "done") &&
		    !strstr(text, answer->order_number))
			fault(summary, "lacks the order's number", answer->order_number);
	}
}

/* What is told as failed did fail, and the other way round. */
static bool ended_so(const cJSON *line, const struct heard_answer *heard)
{
	bool failed = heard->answer.outcome == CALL_FAILED ||
		      (heard->kind == CALL_CHECK_VERIFY && heard->answer.check != CHECK_PASSED);

	return failed == is_section(line, "failed");
}

static void check_record(struct talk_summary *summary, const cJSON *line, const char *call,
			 const char *at)
{
	int64_t at_ms = 0;

	if (!at || !clock_parse(at, &at_ms))
		fault(summary, "names a record without its time", call);
	for (size_t i = 0; i < summary->n_answers; i++) {
		const struct heard_answer *heard = &summary->answers[i];

		if (heard->at_ms != at_ms || !is_kind(heard->kind, call) || !ended_so(line, heard))
			continue;
		check_answer(summary, line, heard);
		return;
	}
	fault(summary, "names an answer that the operator never gave", at);
}

/* The operator whose row it is. */
static const struct carrier_line *last_record(const struct talk_summary *summary)
{
	for (size_t i = summary->n_answers; i > 0; i--)
		if (summary->answers[i - 1].kind == CALL_LINE)
			return &summary->answers[i - 1].answer.line;
	return NULL;
}

static const struct policy *policy_row(struct talk_summary *summary, const char *name,
				       const char *valid_from)
{
	const struct carrier_line *record = last_record(summary);
	const struct policy *row = NULL;
	int64_t day;

	if (!valid_from || !clock_parse(valid_from, &day))
		return NULL;
	if (record)
		row = knowledge_policy(summary->knowledge, name, record->carrier, record->province,
				       day, 0);
	return row ? row : knowledge_policy(summary->knowledge, name, "", "", day, 0);
}

static void check_policy(struct talk_summary *summary, const cJSON *line, const char *name,
			 const char *valid_from)
{
	const struct policy *row = policy_row(summary, name, valid_from);

	if (!row) {
		fault(summary, "names a policy that is not there", name);
		return;
	}
	for (enum language language = 0; language < N_LANGUAGES; language++)
		if (!strstr(text_in(line, language), row->value[language]))
			fault(summary, "does not say what the policy says", row->value[language]);
}

static void check_cause(struct talk_summary *summary, const cJSON *line, const char *code)
{
	const struct cause *cause = knowledge_cause(summary->knowledge, code);

	if (!cause || !strstr(text_in(line, LANGUAGE_ZH), cause->agent_next[LANGUAGE_ZH]) ||
	    !strstr(text_in(line, LANGUAGE_EN), cause->agent_next[LANGUAGE_EN]))
		fault(summary, "is not what the table of causes says", code);
}

static void check_source(struct talk_summary *summary, const cJSON *line, const cJSON *source)
{
	const char *name;

	if (json_get(source, "message"))
		check_message(summary, json_integer(source, "message", 0));
	else if ((name = json_text(source, "record")))
		check_record(summary, line, name, json_text(source, "at"));
	else if ((name = json_text(source, "policy")))
		check_policy(summary, line, name, json_text(source, "valid_from"));
	else if ((name = json_text(source, "cause")))
		check_cause(summary, line, name);
	else if (!(name = json_text(source, "case")) || strcmp(name, summary->case_id) != 0)
		fault(summary, "names a source of no kind that there is", "");
}

/* --- the whole ---------------------------------------------------------------- */

/* Numbers of cases and orders have a letter before them. */
static void check_masked(struct talk_summary *summary, const char *text)
{
	if (strcmp(text_mask_numbers(text, summary->arena), text) != 0)
		fault(summary, "shows a number", text);
	for (const char *at = text; (at = strpbrk(at, "0123456789"));) {
		size_t length = strspn(at, "0123456789");

		if (length >= LONG_NUMBER && (at == text || at[-1] < 'A' || at[-1] > 'Z'))
			fault(summary, "shows a long number", at);
		at += length;
	}
	if (strpbrk(text, "<>\n"))
		fault(summary, "has markup in it", text);
}

static void check_line(struct talk_summary *summary, const cJSON *line)
{
	const cJSON *source;

	for (enum language language = 0; language < N_LANGUAGES; language++) {
		if (!*text_in(line, language))
			fault(summary, "has an empty line", language_code(language));
		check_masked(summary, text_in(line, language));
	}
	if (cJSON_GetArraySize(json_get(line, "sources")) == 0)
		fault(summary, "has a line without a source", text_in(line, LANGUAGE_EN));
	cJSON_ArrayForEach(source, json_get(line, "sources"))
	{
		check_source(summary, line, source);
	}
	check_quotes(summary, line);
}

static void check_lines(struct talk_summary *summary)
{
	const cJSON *lines = json_get(summary->newest, "lines"), *line;

	if (cJSON_GetArraySize(lines) < 1 || cJSON_GetArraySize(lines) > LINES_MOST)
		fault(summary, "has too few or too many lines", "");
	cJSON_ArrayForEach(line, lines)
	{
		check_line(summary, line);
	}
}

static bool says(const struct talk_summary *summary, const char *section, const char *text)
{
	const cJSON *line;

	cJSON_ArrayForEach(line, json_get(summary->newest, "lines"))
	{
		if ((!section || is_section(line, section)) &&
		    (strstr(text_in(line, LANGUAGE_ZH), text) ||
		     strstr(text_in(line, LANGUAGE_EN), text)))
			return true;
	}
	return false;
}

static void check_fact(struct talk_summary *summary, char *fact)
{
	char *text = strstr(fact, ": ");

	if (!text) {
		fault(summary, "cannot be held against", fact);
		return;
	}
	*text = '\0';
	text += strlen(": ");
	if (!strcmp(fact, "not")) {
		if (says(summary, NULL, text))
			fault(summary, "holds", text);
	} else if (!strcmp(fact, "version")) {
		if (json_integer(summary->newest, "version", 0) != atoll(text))
			fault(summary, "is not version", text);
	} else if (!says(summary, fact, text)) {
		fault(summary, arena_format(summary->arena, "lacks in `%s`", fact), text);
	}
}

/* The lines of one block; false when there is none of that name. */
static bool check_facts(struct talk_summary *summary, FILE *file, const char *name)
{
	static const char head[] = "facts: ";
	char line[LINE_MOST];
	bool inside = false, found = false;

	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!strncmp(line, head, strlen(head))) {
			inside = !strcmp(line + strlen(head), name);
			found = found || inside;
		} else if (inside && *line && *line != '#') {
			check_fact(summary, line);
		}
	}
	return found;
}

/* `causes.facts` beside `causes.talk`. */
static FILE *open_facts(struct talk_summary *summary, const char *script)
{
	const char *dot = strrchr(script, '.');

	return fopen(arena_format(summary->arena, "%.*s.facts", (int)(dot - script), script), "r");
}

static bool load_knowledge(struct talk_summary *summary)
{
	struct problems *problems;

	if (summary->knowledge)
		return true;
	problems = problems_create();
	summary->knowledge = knowledge_load(
		arena_format(summary->arena, "%s/knowledge", summary->resources), problems);
	problems_destroy(problems);
	return summary->knowledge != NULL;
}

void talk_summary_check(struct talk_summary *summary, const char *script, const char *name,
			fault_taker *take, void *context)
{
	FILE *file;

	summary->take = take;
	summary->context = context;
	if (!summary->newest || !load_knowledge(summary)) {
		fault(summary, "is not there", name);
		return;
	}
	file = open_facts(summary, script);
	if (!file || !check_facts(summary, file, name))
		fault(summary, "has no facts that it should hold:", name);
	if (file)
		fclose(file);
	check_lines(summary);
}
