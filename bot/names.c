/*
 * Whether all names fit: what the code says and asks is in the texts, what flows are for is
 * in the packs. Checked at start-up, so that a missing text is no surprise for a subscriber.
 */
#include <string.h>

#include "bot/core.h"

static const char *const common_texts[] = {
	"abuse",
	"agent_joined",
	"are_you_bot",
	"bye",
	"check_locked",
	"check_lost",
	"check_wrong",
	"closed",
	"code_expired",
	"declined",
	"despair",
	"dropped",
	"emergency",
	"feedback",
	"first_of_several",
	"greet",
	"handed",
	"help",
	"line_changed",
	"language_changed",
	"left_line",
	"next_need",
	"no_flow",
	"not_understood",
	"not_understood_again",
	"not_understood_person",
	"order_refused",
	"order_unknown",
	"one_by_one",
	"operator_down",
	"other_telecom",
	"out_of_scope",
	"restarted",
	"returned",
	"scam",
	"silence_first",
	"silence_last",
	"silence_second",
	"several",
	"still_waiting",
	"thanks",
	"told_already",
	"unknown_cause",
	"withdrawn",
	NULL,
};
static const char *const common_slots[] = {"greeting", "menu", NULL};

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

struct quotes {
	struct knowledge *knowledge;
	struct problems *problems;
	struct arena *arena;
};

/* A sentence whose policy has no row would be left out in silence; a link may be a trap. */
static void take_text(void *context, const char *flow, const char *text)
{
	static const char prefix[] = "{policy.";
	const struct quotes *quotes = context;
	const char *fault = knowledge_link_fault(quotes->knowledge, text, quotes->arena);

	if (fault)
		problems_add(quotes->problems, "bot/flows", 0, 0, "%s.yaml: %s", flow, fault);

	for (const char *at = strstr(text, prefix); at; at = strstr(at, prefix)) {
		const char *name;

		at += strlen(prefix);
		name = arena_text_n(quotes->arena, at, strcspn(at, "}"));
		if (!knowledge_quote(quotes->knowledge, name))
			problems_add(quotes->problems, "bot/flows", 0, 0,
				     "%s.yaml: {policy.%s}: there is no such policy", flow, name);
	}
}

void names_check_policies(const struct texts *texts, struct knowledge *knowledge,
			  struct problems *problems)
{
	struct quotes quotes = {knowledge, problems, arena_create()};

	texts_each(texts, take_text, &quotes);
	arena_destroy(quotes.arena);
	knowledge_check_quoted(knowledge, problems);
}

void names_check(const struct intents *intents, const struct texts *texts,
		 struct problems *problems)
{
	check_flow(texts, "dialogue", common_texts, common_slots, problems);
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
