/*
 * What a turn says, to whom, and what it offers with it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bot/case.h"
#include "bot/hooks.h"

#define PROMPTS_MOST 3

void turn_append(struct turn *turn, const struct activity *activity)
{
	size_t before = turn->printed.length;

	if (turn->failed)
		return;
	if (!turn->spoken)
		turn->spoken = turn_output(turn, OUTPUT_ACTIVITIES, 0);
	activity = script_write(turn, activity);
	if (turn_stored(turn, conversation_append(&turn->bot->store, turn->conversation, activity,
						  turn->now_ms, &turn->printed, turn->err)))
		hook_put_activity(turn, activity, turn->printed.data + before + (before > 0));
	if (activity->speaker != SPEAKER_SUBSCRIBER)
		turn->conversation->state->unanswered = "";
}

static bool is_with_person(const struct turn *turn)
{
	return turn->conversation->row.owner == OWNER_WAITING ||
	       turn->conversation->row.owner == OWNER_AGENT;
}

/* What a watch has to tell while a person has the conversation is for that person to tell. */
static void note_in_case(struct turn *turn, const char *text)
{
	struct case_row row;

	if (!case_of_conversation(turn, &row))
		return;
	case_note(turn, &row, "watch", 0, text);
	case_save(turn, &row);
}

/* What helps against certain holds is offered only where the record has one of them. */
static bool is_offered(const struct turn *turn, const struct slot_choice *choice)
{
	if (!choice_is_there(turn, choice))
		return false;
	for (size_t i = 0; choice->causes[i]; i++)
		if (turn->record && turn_has_hold(turn->record, choice->causes[i]))
			return true;
	return !choice->causes[0];
}

/* What nobody has just spoken to is said beside the talk: what was asked stays so, with its
 * choices, and hidden if it is a secret. */
static const struct slot *still_asked(const struct turn *turn)
{
	return turn->message_seq ? NULL : turn_open_prompt(turn);
}

/* The link to pay by stands last, so that the second choice stays the second. */
static void put_choices(struct turn *turn, const struct slot *offer, struct activity *activity)
{
	enum language language = turn_language(turn);
	const char *url = turn_pay_url(turn);

	for (size_t i = 0; i < offer->n_choices; i++)
		if (is_offered(turn, &offer->choices[i]))
			activity->choices[activity->n_choices++] = (struct choice){
				.value = offer->choices[i].value,
				.title = offer->choices[i].title[language]};
	if (url && activity->n_choices < CHOICES_MOST)
		activity->choices[activity->n_choices++] = (struct choice){
			.title = turn_filled(turn, turn_common(turn, "pay_button")), .url = url};
}

/* Which text it was, for who looks at the answer later. */
static void note_said(struct turn *turn, const char *template)
{
	const struct written *written = texts_written(turn->bot->texts, template);
	const char *name = written ? written_name(written, turn->arena) : NULL;

	if (name)
		turn_add_fact(turn, turn->conversation->row.seq, "said", name, NULL, 0);
}

static void say(struct turn *turn, enum speaker speaker, const char *template,
		const struct slot *offered, bool asks_thumb)
{
	const struct slot *offer = offered ? offered : still_asked(turn);
	struct activity activity = {
		.speaker = speaker,
		.from_id = speaker == SPEAKER_BOT ? "fuji" : "system",
		.from_name = speaker == SPEAKER_BOT ? "Fuji" : NULL,
		.type = "message",
		.text = turn_filled(turn, template),
		.language = turn_language(turn),
		.reply_to = turn->message_seq,
		.expects_secret = offer && offer->secret,
		.expects_upload = offer && offer->kind == SLOT_PHOTO,
		.asks_thumb = asks_thumb,
	};

	if (!*activity.text)
		return;
	if (turn->watches && is_with_person(turn)) {
		note_in_case(turn, activity.text);
		return;
	}
	if (offer)
		put_choices(turn, offer, &activity);
	turn_append(turn, &activity);
	note_said(turn, template);
	turn->has_text = true;
	if (turn->watches && !turn->news)
		turn->news = "push_order";
}

void turn_say_offer(struct turn *turn, const char *template, const struct slot *offer)
{
	say(turn, SPEAKER_BOT, template, offer, false);
}

/* With nothing said beside it a question is put three times, in whatever words: whoever that does
 * not bring further is brought to a person. */
void turn_put_prompt(struct turn *turn, const char *template, const struct slot *slot)
{
	struct state *state = turn->conversation->state;
	const char *text = turn_filled(turn, slot->ask[turn_language(turn)]);
	bool same = !turn->has_text && !strcmp(text, state->prompt);

	state->prompt = text;
	state->prompts = same ? state->prompts + 1 : 1;
	if (state->prompts <= PROMPTS_MOST) {
		turn_say_offer(turn, template, slot);
		return;
	}
	turn_say_common(turn, "not_understood_person");
	handoff_request(turn, "not_understood");
}

/* Start-up has checked that the names fit. */
const char *turn_common(const struct turn *turn, const char *name)
{
	return texts_find(turn->bot->texts, "dialogue", name, turn_language(turn));
}

void turn_say_common(struct turn *turn, const char *text)
{
	say(turn, SPEAKER_BOT, turn_common(turn, text), NULL, false);
}

void turn_say_as_system(struct turn *turn, const char *text)
{
	say(turn, SPEAKER_SYSTEM, turn_common(turn, text), NULL, false);
}

void turn_offer_common(struct turn *turn, const char *slot)
{
	const struct slot *offer = texts_slot(turn->bot->texts, "dialogue", slot);

	turn_put_prompt(turn, offer->ask[turn_language(turn)], offer);
}

void turn_say_article_once(struct turn *turn, const char *id)
{
	const struct article *article = knowledge_article(turn->bot->knowledge, id);

	if (!article || journal_find(turn->running, ENTRY_SAID, id))
		return;
	journal_add(turn->running, ENTRY_SAID, id, "");
	turn_say_article(turn, article);
}

void turn_say_article(struct turn *turn, const struct article *article)
{
	enum language language = turn_language(turn);

	say(turn, SPEAKER_BOT,
	    arena_format(turn->arena, "%s\n%s", article->title[language], article->body[language]),
	    NULL, true);
	turn_fact_said(turn, "told", "article", article->id);
}

static bool say_once(struct turn *turn, const char *mark, const char *template, bool asks_thumb)
{
	if (journal_find(turn->running, ENTRY_SAID, mark))
		return false;
	journal_add(turn->running, ENTRY_SAID, mark, "");
	say(turn, SPEAKER_BOT, template, NULL, asks_thumb);
	turn_trace(turn, STEP_SAID, mark, NULL);
	return true;
}

bool turn_say_once(struct turn *turn, const char *mark, const char *template)
{
	return say_once(turn, mark, template, false);
}

bool turn_explain_once(struct turn *turn, const char *mark, const char *template)
{
	return say_once(turn, mark, template, true);
}

void turn_say(struct turn *turn, const char *text)
{
	turn_say_once(turn, text,
		      texts_find(turn->bot->texts, turn->running->flow, text, turn_language(turn)));
}

void turn_say_again(struct turn *turn, const char *text)
{
	say(turn, SPEAKER_BOT,
	    texts_find(turn->bot->texts, turn->running->flow, text, turn_language(turn)), NULL,
	    false);
}

#define OWNER_EVENT "fuji.owner"

static const char *print_owner(struct turn *turn)
{
	struct buffer value = {0};
	const char *text;

	buffer_char(&value, '{');
	json_put_member(&value, "owner", owner_name(turn->conversation->row.owner));
	json_put_member(&value, "caseId", turn->case_id);
	json_put_member(&value, "agent", turn->agent_name);
	if (turn->conversation->row.owner == OWNER_WAITING)
		json_put_integer(&value, "ahead", turn->ahead);
	buffer_char(&value, '}');
	text = arena_text_n(turn->arena, value.data, value.length);
	buffer_finish(&value);
	return text;
}

void turn_announce_owner(struct turn *turn)
{
	const struct activity activity = {
		.speaker = SPEAKER_SYSTEM,
		.from_id = "system",
		.type = "event",
		.name = OWNER_EVENT,
		.value_json = print_owner(turn),
		.language = turn_language(turn),
	};

	turn_append(turn, &activity);
}

void turn_tell_owner(struct turn *turn)
{
	turn_send_event(turn, turn->event->origin, OWNER_EVENT, print_owner(turn));
}

struct output *turn_send_event(struct turn *turn, uint64_t origin, const char *name,
			       const char *value_json)
{
	struct output *output = turn_output(turn, OUTPUT_EVENT, origin);
	struct buffer json = {0};

	buffer_format(&json,
		      "{\"type\":\"event\",\"name\":\"%s\",\"from\":{\"id\":\"system\","
		      "\"role\":\"channel\"},\"value\":%s}",
		      name, value_json);
	output->json_length = json.length;
	output->json = buffer_take(&json);
	return output;
}

void turn_rate(struct turn *turn, const char *slot)
{
	const char *rating = turn_answer(turn, slot);

	if (journal_find(turn->running, ENTRY_SAID, "rated"))
		return;
	journal_add(turn->running, ENTRY_SAID, "rated", "");
	turn_fact(turn, "rated", "service", rating, strtoll(rating, NULL, 10));
	review_rating(turn, strtoll(rating, NULL, 10));
}

void turn_rate_in_words(struct turn *turn)
{
	if (turn->in_words && !turn->secret)
		review_comment(turn);
}
