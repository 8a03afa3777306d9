/*
 * handoff.initiate: what is handed to a person, as Bot Framework's handoff protocol has it
 * (microsoft/botframework-sdk, specs/botframework-handoff). Our own members of its value begin
 * with `fuji:`; hubs that do not know them pass over them.
 */
#include <string.h>

#include "base/json.h"
#include "bot/case.h"
#include "bot/hooks.h"

/* The last proof of the line that the case is about. */
static void put_verified(const struct turn *turn, struct buffer *buffer)
{
	static const char *const levels[] = {"none", "low", "strong"};
	const struct state *state = turn->conversation->state;
	char at[25];

	for (size_t i = state->n_proofs; i > 0; i--) {
		const struct proof *proof = &state->proofs[i - 1];

		if (strcmp(proof->line, state->line) != 0)
			continue;
		clock_print(proof->since_ms, at);
		json_put_name(buffer, "fuji:verified");
		buffer_char(buffer, '{');
		json_put_member(buffer, "level", levels[proof->trust]);
		json_put_member(buffer, "method", proof->method);
		json_put_member(buffer, "at", at);
		buffer_char(buffer, '}');
		return;
	}
}

static bool has_failed(const struct story *story)
{
	return !strcmp(story->kind, "looked_up") ||
	       (!strcmp(story->kind, "checked") && strcmp(story->value, "passed"));
}

static bool was_done(const struct story *story)
{
	return !strcmp(story->kind, "told") || !strcmp(story->kind, "ordered") ||
	       (!strcmp(story->kind, "checked") && !strcmp(story->value, "passed"));
}

/* Steps by name: `told:cause:ARREARS_FULL`, `checked:sms_code:passed`. */
static void put_steps(const struct turn *turn, const char *name,
		      bool (*counts)(const struct story *story), struct buffer *buffer)
{
	const struct state *state = turn->conversation->state;

	json_put_name(buffer, name);
	buffer_char(buffer, '[');
	for (size_t i = 0; i < state->n_story; i++) {
		const struct story *story = &state->story[i];

		if (!counts(story))
			continue;
		json_put_comma(buffer);
		json_put_text(buffer, arena_format(turn->arena, "%s:%s:%s", story->kind,
						   story->name, story->value));
	}
	buffer_char(buffer, ']');
}

static void put_value(const struct turn *turn, const struct case_row *row, struct buffer *buffer)
{
	buffer_char(buffer, '{');
	json_put_member(buffer, "fuji:case", row->id);
	json_put_member(buffer, "fuji:reason", row->reason);
	json_put_member(buffer, "fuji:cause", row->cause);
	json_put_member(buffer, "fuji:team", row->team);
	json_put_member(buffer, "fuji:skill", row->skill);
	json_put_integer(buffer, "fuji:priority", row->priority);
	json_put_member(buffer, "fuji:language", language_code((enum language)row->language));
	put_verified(turn, buffer);
	put_steps(turn, "fuji:done", was_done, buffer);
	put_steps(turn, "fuji:failed", has_failed, buffer);
	json_put_integer(buffer, "fuji:summaryVersion", turn->conversation->state->summary_version);
	buffer_char(buffer, '}');
}

static void put_activity(const struct turn *turn, const struct case_row *row, struct buffer *buffer)
{
	char at[25];

	clock_print(turn->now_ms, at);
	buffer_text(buffer, "{\"type\":\"event\",\"name\":\"handoff.initiate\"");
	json_put_member(buffer, "timestamp", at);
	json_put_name(buffer, "conversation");
	buffer_char(buffer, '{');
	json_put_member(buffer, "id", row->conversation_id);
	buffer_char(buffer, '}');
	json_put_name(buffer, "value");
	put_value(turn, row, buffer);
	buffer_char(buffer, '}');
}

static void send(struct turn *turn, const struct case_row *row)
{
	struct buffer frame = {0};
	struct output *output;
	size_t from;

	buffer_text(&frame, "{\"type\":\"handoff\"");
	json_put_member(&frame, "case", row->id);
	json_put_name(&frame, "activity");
	from = frame.length;
	put_activity(turn, row, &frame);
	hook_put(turn, "handoff.initiate", row->id, frame.data + from);
	buffer_char(&frame, '}');
	output = turn_output(turn, OUTPUT_DESK, 0);
	output->json_length = frame.length;
	output->json = buffer_take(&frame);
}

void initiate_send(struct turn *turn)
{
	struct case_row row;

	if (turn->hands_over && !turn->failed && case_of_conversation(turn, &row))
		send(turn, &row);
}
