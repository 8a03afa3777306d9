/*
 * Whether all names fit: what the code says and asks is in the texts, what flows are for is
 * in the packs. Checked at start-up, so that a missing text is no surprise for a subscriber.
 */
#include <string.h>

#include "bot/core.h"
#include "bot/values.h"

static const char *const common_texts[] = {
	"abuse",
	"agent_joined",
	"agent_lost",
	"app_login",
	"app_login_refused",
	"are_you_bot",
	"bye",
	"callback_due",
	"check_locked",
	"check_lost",
	"check_person",
	"check_same",
	"check_wrong",
	"checks_paused",
	"checks_paused_there",
	"closed",
	"code_expired",
	"codes_paused",
	"codes_used_up",
	"declined",
	"despair",
	"dropped",
	"emergency",
	"face_expired",
	"face_failed",
	"feedback",
	"file_kept",
	"first_of_several",
	"greet",
	"handed",
	"help",
	"line_changed",
	"language_changed",
	"left_line",
	"moved_on",
	"next_need",
	"no_flow",
	"nobody_there",
	"noted",
	"not_understood",
	"not_understood_again",
	"not_answered_again",
	"not_understood_person",
	"order_refused",
	"order_unknown",
	"ordered_block",
	"ordered_hold",
	"ordered_reconnect",
	"ordered_resume",
	"ordered_unblock",
	"one_by_one",
	"opened_elsewhere",
	"operator_slow",
	"operator_down",
	"pay_link",
	"pay_link_none",
	"pay_button",
	"other_telecom",
	"out_of_scope",
	"promise_due",
	"push_agent_joined",
	"push_agent_message",
	"push_callback_due",
	"push_check",
	"push_line_restored",
	"push_order",
	"push_promise_due",
	"push_ticket_resolved",
	"push_reminder",
	"restarted",
	"returned",
	"scam",
	"silence_first",
	"silence_last",
	"silence_second",
	"sms_line_restored",
	"sms_promise_due",
	"still_held",
	"several",
	"still_waiting",
	"thanks",
	"ticket_resolved",
	"told_already",
	"unknown_cause",
	"withdrawn",
	"write_meanwhile",
	NULL,
};
static const char *const common_words[] = {"code_texts", "how_long", "name_labels",
					   "no_name",    "question", "question_ends",
					   "reminders",  "surnames", NULL};
static const char *const common_slots[] = {"greeting", "instead",   "menu",
					   "place",    "unchecked", NULL};

static void check_flow(const struct texts *texts, const char *flow, const char *const *says,
		       const char *const *asks, struct problems *problems)
{
	const char *folder = strcmp(flow, "dialogue") ? "bot/flows" : "bot";

	for (size_t i = 0; says[i]; i++) {
		if (!texts_find(texts, flow, says[i], LANGUAGE_ZH))
			problems_add(problems, folder, 0, 0, "%s.yaml has no text %s", flow,
				     says[i]);
	}
	for (size_t i = 0; asks[i]; i++) {
		if (!texts_slot(texts, flow, asks[i]))
			problems_add(problems, folder, 0, 0, "%s.yaml has no slot %s", flow,
				     asks[i]);
	}
}

/* --- what texts hold ---------------------------------------------------------- */

struct checking {
	const struct texts *texts;
	struct knowledge *knowledge;
	struct problems *problems;
	struct arena *arena;
};

static const char *near_name(const struct checking *checking, const char *flow, const char *name)
{
	const char *near = value_near(name);

	return near ? near : texts_slot_near(checking->texts, flow, name);
}

/* A sentence with a placeholder that nothing fills would be left out in silence, for ever. */
static const char *name_fault(const struct checking *checking, const char *flow, const char *name)
{
	const struct slot *slot = texts_slot(checking->texts, flow, name);
	const char *near;

	if (!strncmp(name, POLICY_PREFIX, strlen(POLICY_PREFIX)))
		return knowledge_quote_fault(checking->knowledge, name + strlen(POLICY_PREFIX),
					     checking->arena);
	if (value_exists(name) || (slot && !slot->secret))
		return NULL;
	if (slot)
		return arena_format(checking->arena, "{%s} is a secret, which is never told", name);
	near = near_name(checking, flow, name);
	return near ? arena_format(checking->arena, "nothing fills {%s}, did you mean {%s}?", name,
				   near)
		    : arena_format(checking->arena, "nothing fills {%s}", name);
}

static const char *placeholder_fault(const struct checking *checking, const struct written *written,
				     const char *brace)
{
	size_t length = strspn(brace + 1, "abcdefghijklmnopqrstuvwxyz_.");

	if (written->use == TEXT_TITLE)
		return "a title is shown as it stands: nothing is filled in";
	if (length == 0 || brace[1 + length] != '}')
		return "`{` is not followed by a name and `}`";
	return name_fault(checking, written->flow,
			  arena_text_n(checking->arena, brace + 1, length));
}

/* The names that bound an answer: a wrong one would bound nothing, in silence. */
static void check_bounds(const struct checking *checking, const struct written *written)
{
	static const char *const bounds[] = {"least_policy", "most_policy"};
	const struct yaml *from = yaml_get(written->entry, "counted_from");

	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		const struct yaml *bound = yaml_get(written->entry, bounds[i]);
		const char *fault = bound ? name_fault(checking, written->flow,
						       arena_format(checking->arena,
								    POLICY_PREFIX "%s",
								    bound->text))
					  : NULL;

		if (fault)
			yaml_problem(bound, checking->problems, "%s", fault);
	}
	if (from && !texts_slot(checking->texts, written->flow, from->text))
		yaml_problem(from, checking->problems, "there is no slot %s to count from",
			     from->text);
}

static void check_written(void *context, const struct written *written)
{
	const struct checking *checking = context;
	const char *text = written->node->text;
	const char *fault;

	if (written->use == TEXT_ASKED && written->language == LANGUAGE_ZH) /* once each */
		check_bounds(checking, written);
	for (const char *brace = strchr(text, '{'); brace; brace = strchr(brace + 1, '{')) {
		fault = placeholder_fault(checking, written, brace);
		if (fault)
			yaml_problem_at(written->node, (size_t)(brace - text), checking->problems,
					fault);
	}
	for (size_t at = 0;
	     (fault = knowledge_link_fault(checking->knowledge, text, &at, checking->arena)); at++)
		yaml_problem_at(written->node, at, checking->problems, fault);
}

void names_check_texts(const struct texts *texts, struct knowledge *knowledge,
		       struct problems *problems)
{
	struct checking checking = {texts, knowledge, problems, arena_create()};

	texts_each(texts, check_written, &checking);
	arena_destroy(checking.arena);
	knowledge_check_quoted(knowledge, problems);
}

struct team_check {
	const struct intents *intents;
	struct problems *problems;
};

static void check_team_word(void *context, const char *kind, const struct yaml *word)
{
	const struct team_check *check = context;

	if (!strcmp(kind, "intents") && !intents_know(check->intents, word->text))
		yaml_problem(word, check->problems, "no pack defines the intent %s", word->text);
}

void names_check_teams(const struct intents *intents, const struct knowledge *knowledge,
		       struct problems *problems)
{
	struct team_check check = {intents, problems};

	knowledge_each_team_word(knowledge, check_team_word, &check);
}

/* --- names that the code and the files share ---------------------------------- */

static bool is_among(const char *name, const char *const *names)
{
	while (*names && strcmp(*names, name))
		names++;
	return *names != NULL;
}

static bool is_said(const struct written *written)
{
	const struct flow *flow = flow_named(written->flow);

	if (flow)
		return is_among(written->name, flow->texts);
	/* The case's summary finds its words by what has happened. */
	return is_among(written->name, common_texts) || !strncmp(written->name, "summary.", 8);
}

static bool is_asked(const struct written *written)
{
	const struct flow *flow = flow_named(written->flow);

	return is_among(written->name, flow ? flow->slots : common_slots);
}

/* Dead words: somebody would polish them, and nobody would ever read them. */
static void check_used(void *context, const struct written *written)
{
	const struct yaml *entry = written->entry;
	bool text = written->use == TEXT_SAID;

	if (written->language != LANGUAGE_ZH || (!text && written->use != TEXT_ASKED))
		return; /* once each */
	if (!(text ? is_said : is_asked)(written))
		problems_add(context, entry->file, entry->key_line, entry->key_column,
			     text ? "nothing says %s" : "nothing asks %s", written->name);
}

void names_check(const struct intents *intents, const struct texts *texts,
		 struct problems *problems)
{
	check_flow(texts, "dialogue", common_texts, common_slots, problems);
	for (size_t i = 0; common_words[i]; i++) {
		if (!texts_words(texts, common_words[i]))
			problems_add(problems, "bot", 0, 0, "dialogue.yaml has no words %s",
				     common_words[i]);
	}
	texts_each(texts, check_used, problems);
	for (size_t i = 0; flow_names()[i]; i++) {
		const struct flow *flow = flow_named(flow_names()[i]);

		check_flow(texts, flow->name, flow->texts, flow->slots, problems);
		for (size_t k = 0; flow->intents[k]; k++) {
			if (!intents_know(intents, flow->intents[k]))
				problems_add(problems, "bot/flows", 0, 0,
					     "flow %s is for intent %s, which no pack defines",
					     flow->name, flow->intents[k]);
		}
	}
}
