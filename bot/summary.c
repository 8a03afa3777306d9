/*
 * The case told to the person who takes over, in at most 15 lines.
 *
 * It is made from facts only: what the subscriber wrote (quoted by message), what the operator's
 * record says, what was checked, told, refused and promised. "Subscriber says" and "system
 * shows" stand apart, each line names its sources, and zh and en are told from the same facts.
 * The same facts make the same bytes, so that a version is written only for new ones.
 */
#include "bot/summary.h"

#include <string.h>

#include "bot/case.h"
#include "bot/fill.h"

/* --- for the sections --------------------------------------------------------- */

struct buffer *summary_sources(struct summary *summary)
{
	return &summary->lines.sources;
}

void summary_put(struct summary *summary, teller *tell, const void *what)
{
	const char *text[N_LANGUAGES];

	for (enum language language = 0; language < N_LANGUAGES; language++)
		text[language] = tell(summary, what, language);
	summary_item(&summary->lines, text);
}

void summary_put_both(struct summary *summary, const char *zh, const char *en)
{
	const char *const text[N_LANGUAGES] = {[LANGUAGE_ZH] = zh, [LANGUAGE_EN] = en};

	summary_item(&summary->lines, text);
}

const char *summary_word(const struct summary *summary, const char *name, enum language language)
{
	const char *text = texts_find(summary->turn->bot->texts, "dialogue",
				      arena_format(summary->turn->arena, "summary.%s", name),
				      language);

	return text ? text : name;
}

const char *summary_time(const struct summary *summary, int64_t at_ms, enum language language)
{
	return fill_time(at_ms, summary->row->created_ms,
			 summary->turn->conversation->row.zone_minutes, language,
			 summary->turn->arena);
}

const struct proof *summary_proof(const struct summary *summary)
{
	const struct state *state = summary->state;

	for (size_t i = 0; i < state->n_proofs; i++)
		if (!strcmp(state->proofs[i].line, state->line))
			return &state->proofs[i];
	return NULL;
}

void summary_source_line(struct summary *summary)
{
	if (summary->state->line_seq)
		source_message(summary_sources(summary), summary->state->line_seq);
	else
		source_case(summary_sources(summary), summary->row->id);
}

/* A sign-in at the operator's app comes by itself. */
const char *summary_check(const char *method)
{
	return strcmp(method, "app_login") ? "check" : "app_login";
}

bool story_is(const struct story *story, const char *kind)
{
	return !strcmp(story->kind, kind);
}

/* --- the whole ---------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *title[N_LANGUAGES];
	void (*put)(struct summary *summary);
} sections[] = {
	{"case", {"案件", "Case"}, summary_put_case},
	{"who", {"客户", "Who"}, summary_put_who},
	{"holds", {"系统显示", "System shows"}, summary_put_holds},
	{"account", {"账务与日期", "Amounts and dates"}, summary_put_account},
	{"wants", {"客户说", "Subscriber says"}, summary_put_wants},
	{"details", {"客户补充", "Subscriber's details"}, summary_put_details},
	{"mood", {"客户情绪", "Mood, counted"}, summary_put_mood},
	{"done", {"已完成", "Done so far"}, summary_put_done},
	{"failed", {"未成功", "Not successful"}, summary_put_failed},
	{"open", {"未决", "Open"}, summary_put_open},
	{"reason", {"转人工原因", "Why a person"}, summary_put_reason},
	{"next", {"建议下一步", "Next step"}, summary_put_next},
	{"promises", {"已作承诺", "Promises made"}, summary_put_promises},
};

/* In the arena. */
static const char *lines_of(struct turn *turn, const struct case_row *row)
{
	struct summary summary = {.turn = turn, .state = turn->conversation->state, .row = row};
	const char *json;

	summary.has_record = *summary.state->record &&
			     carrier_line_read(summary.state->record, &summary.record, NULL);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		sections[i].put(&summary);
		summary_line_end(&summary.lines, sections[i].name, sections[i].title);
	}
	json = arena_text(turn->arena, summary.lines.json.data);
	summary_lines_finish(&summary.lines);
	return json;
}

const char *summary_text(struct turn *turn, const struct case_row *row, enum language language)
{
	const char *json = arena_format(turn->arena, "[%s]", lines_of(turn, row));
	const char *code = language_code(language), *text;
	cJSON *lines = json_read(json, strlen(json), turn->err), *line;
	struct buffer told = {0};

	buffer_text(&told, "");
	cJSON_ArrayForEach(line, lines)
	{
		buffer_format(&told, "%s%s: %s", told.length ? "\n" : "",
			      json_text(json_get(line, "title"), code),
			      json_text(json_get(line, "text"), code));
	}
	text = arena_text(turn->arena, told.data);
	buffer_finish(&told);
	cJSON_Delete(lines);
	return text;
}

/* Whether it is what the newest summary says; it is then the newest. */
static bool is_known(struct turn *turn, const struct case_row *row, const char *lines)
{
	struct state *state = turn->conversation->state;
	uint8_t hash[CRYPTO_HASH_SIZE];
	char mark[CRYPTO_HASH_SIZE * 2];

	keys_hash(turn->bot->keys, "summary", lines, strlen(lines), hash);
	crypto_base64(hash, sizeof hash, mark);
	if (!strcmp(state->summary, mark))
		return true;
	state->summary = arena_text(turn->arena, mark);
	if (strcmp(state->summary_case, row->id) != 0)
		state->summary_version = 0;
	state->summary_case = arena_text(turn->arena, row->id);
	state->summary_version++;
	return false;
}

void summary_refresh(struct turn *turn)
{
	struct case_row row;
	const char *lines;

	if (turn->failed || !turn->conversation->row.case_row || !case_of_conversation(turn, &row))
		return;
	lines = lines_of(turn, &row);
	if (is_known(turn, &row, lines))
		return;
	turn->tells_line = true;
	case_note(turn, &row, "summary", 0,
		  arena_format(turn->arena, "{\"version\":%lld,\"lines\":[%s]}",
			       (long long)turn->conversation->state->summary_version, lines));
	case_save(turn, &row);
}
