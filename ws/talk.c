/*
 * Play dialogue scripts. A script is read line by line and acted on at once; what is hard is
 * only to tell a failed expectation (noted, the rest of that dialogue is skipped) from a
 * faulty script.
 */
#include "ws/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "ws/talk_summary.h"

#define LINE_MOST 8192
#define START_MS 1764036000000LL /* 2025-11-25T10:00+08:00, unless the script says */
#define SMS_MOST 64

struct talk_player {
	const char *resources;
	struct clock clock;
	struct local *local;
	struct talk_summary *summary;

	/* Of the dialogue that is played. */
	const char *over; /* NULL: the scripts' own operators */
	char carrier_over[768];
	char carrier[512], locale[16], as_line[16], name[256];
	bool begun, failed;
	size_t n_sms_before;    /* ever sent when the last message was said */
	struct buffer identity; /* the assertion that the app handed over last */
	char check[65];         /* the last link's, to the operator's page for face checks */

	/* Of the last turn. */
	struct buffer said;    /* what the bot said, a line a message */
	struct buffer offered; /* titles of quick replies, each on a line of its own */
	struct buffer choices; /* their values, in the same order */
	char owner[16];

	/* Of the file. */
	const char *path;
	size_t line;
	enum talk_way way;
	struct talk_score *score;
	struct problems *problems;
};

/* --- listening ---------------------------------------------------------------- */

static void hear_activity(struct talk_player *player, const cJSON *activity)
{
	const cJSON *action;
	const char *text = json_text(activity, "text");
	const char *speaker = json_text(json_get(activity, "channelData"), "fuji:speaker");
	const char *name = json_text(activity, "name");

	if (name && !strcmp(name, "fuji.owner"))
		snprintf(player->owner, sizeof player->owner, "%s",
			 json_text(json_get(activity, "value"), "owner"));
	if (!text || !speaker || !strcmp(speaker, "subscriber"))
		return;
	buffer_format(&player->said, "%s\n", text);
	if (strstr(text, "?state="))
		sscanf(strstr(text, "?state="), "?state=%64[a-z0-9.]", player->check);
	cJSON_ArrayForEach(action, json_get(json_get(activity, "suggestedActions"), "actions"))
	{
		buffer_format(&player->offered, "%s\n", json_text(action, "title"));
		buffer_format(&player->choices, "%s\n",
			      json_text(json_get(action, "value"), "choice"));
	}
}

static void hear(void *context, const struct output *output)
{
	struct talk_player *player = context;
	struct buffer list = {0};
	cJSON *activities;
	const cJSON *activity;

	talk_summary_hear(player->summary, output);
	if (output->kind == OUTPUT_ERROR)
		buffer_format(&player->said, "error %s: %s\n", output->code, output->text);
	if (output->kind != OUTPUT_ACTIVITIES && output->kind != OUTPUT_WELCOME)
		return;
	buffer_format(&list, "[%s]", output->json ? output->json : "");
	activities = json_read(list.data, list.length, NULL);
	cJSON_ArrayForEach(activity, activities)
	{
		hear_activity(player, activity);
	}
	cJSON_Delete(activities);
	buffer_finish(&list);
}

static void hear_answer(void *context, const struct carrier_call *call,
			const struct carrier_answer *answer, int64_t at_ms)
{
	talk_summary_hear_answer(((struct talk_player *)context)->summary, call, answer, at_ms);
}

static void be_deaf(struct talk_player *player)
{
	buffer_clear(&player->said);
	buffer_clear(&player->offered);
	buffer_clear(&player->choices);
}

/* --- failing ------------------------------------------------------------------ */

/* The script itself is wrong. */
static bool faulty(struct talk_player *player, const char *sentence, const char *what)
{
	return problems_add(player->problems, player->path, player->line, 1, "%s%s", sentence,
			    what);
}

/* The bot did not do what the script expects. */
static bool unmet(struct talk_player *player, const char *sentence, const char *what)
{
	static const char *const ways[N_TALK_WAYS] = {"", " (restarted between lines)"};

	problems_add(player->problems, player->path, player->line, 1,
		     "%s%s%s: %s %s\n    it said: %s    it offered: %s", player->name,
		     ways[player->way], "", sentence, what,
		     player->said.data ? player->said.data : "\n",
		     player->offered.data ? player->offered.data : "\n");
	if (!player->failed)
		player->score->n_failed++;
	player->failed = true;
	return true;
}

/* --- acting ------------------------------------------------------------------- */

/* `sim:tests/talk/days.yaml?code=135790` is `tmf:…/ID/days.yaml;code=135790` there. */
static void put_over(const struct talk_player *player, char *out, size_t size)
{
	const char *sim = player->carrier + strlen("sim:");
	const char *file = sim + strcspn(sim, "?");
	char id[CRYPTO_ID_SIZE];
	int length;

	crypto_id(id);
	length = snprintf(out, size, "%s/%s/%s", player->over, id, file == sim ? "demo" : "");
	while (file > sim && file[-1] != '/')
		file--;
	snprintf(out + length, size - (size_t)length, "%s", file);
	for (char *c = out + length; *c; c++)
		*c = *c == '?' || *c == '&' ? ';' : *c;
}

static struct local_options options_of(struct talk_player *player)
{
	if (player->over)
		put_over(player, player->carrier_over, sizeof player->carrier_over);
	return (struct local_options){
		.resources = player->resources,
		.carrier_url = player->over ? player->carrier_over : player->carrier,
		.face_page = strstr(player->carrier, "face=1") ? "https://face.demo-mobile.example"
							       : NULL,
		.clock = &player->clock,
		.locale = *player->locale ? player->locale : NULL,
		.as_line = *player->as_line ? player->as_line : NULL,
	};
}

static void count_sms(void *context, const char *number, const char *text, int64_t at_ms)
{
	(void)number, (void)text, (void)at_ms;
	++*(size_t *)context;
}

static void note_sms(struct talk_player *player)
{
	player->n_sms_before = 0;
	local_sms(player->local, count_sms, &player->n_sms_before);
}

/* The conversation opens at the first line that says or expects something. */
static bool begin(struct talk_player *player)
{
	struct local_options options = options_of(player);
	struct error err;

	if (player->begun)
		return true;
	if (!*player->name)
		return faulty(player, "a script begins with `dialogue: NAME`", "");
	player->begun = true;
	player->score->n_played++;
	strcpy(player->owner, "bot");
	talk_summary_reset(player->summary);
	if (!local_begin(player->local, &options, &err))
		return faulty(player, err.text, "");
	/* An operator of tests/operator/ begins when it is first asked something. */
	note_sms(player);
	return true;
}

/* The value of the offered choice with that title. */
static char *choice_titled(struct talk_player *player, const char *title)
{
	char *titles = player->offered.data, *values = player->choices.data;
	size_t length = strlen(title);

	while (titles && *titles) {
		char *end = strchr(values, '\n');

		if (!strncmp(titles, title, length) && titles[length] == '\n')
			return mem_text_n(values, (size_t)(end - values));
		titles = strchr(titles, '\n') + 1;
		values = end + 1;
	}
	return NULL;
}

static bool send(struct talk_player *player, struct event *event)
{
	struct error err;

	if (player->way == TALK_RESTARTED && !local_restart(player->local, &err)) {
		event_destroy(event);
		return faulty(player, err.text, "");
	}
	be_deaf(player);
	note_sms(player);
	local_run(player->local, event);
	return true;
}

static bool say(struct talk_player *player, char *text)
{
	struct event *event = event_create(EVENT_ACTIVITY, 1);
	size_t length = strlen(text);

	event->type = mem_text("message");
	if (text[0] == '[' && length > 1 && text[length - 1] == ']') {
		text[length - 1] = '\0';
		text++;
		event->choice = choice_titled(player, text);
		if (!event->choice)
			unmet(player, "did not offer", text);
	}
	event->text = mem_text(text);
	return send(player, event);
}

/* Only that the file was taken, told by the end of its name: what is in it nobody here reads. */
static bool send_file(struct talk_player *player, const char *name)
{
	const char *end = strrchr(name, '.');
	struct event *taken = event_create(EVENT_UPLOAD, 1);
	struct event *event = event_create(EVENT_ACTIVITY, 1);
	enum filetype type = FILETYPE_JPEG;

	while (type < FILETYPE_PDF && (!end || strcmp(end + 1, filetype_extension(type)) != 0))
		type++;
	crypto_id(taken->upload.id);
	taken->upload.type = type;
	taken->upload.size = 1;
	event->type = mem_text("message");
	event->upload_id = mem_text(taken->upload.id);
	event->upload_name = mem_text(name);
	local_run(player->local, taken);
	return send(player, event);
}

/* `13800000003`, and perhaps what is special about the assertion. */
static bool sign(struct talk_player *player, const char *line, const char *how)
{
	struct sim_claims claims = {.line = line};
	int64_t at_ms = player->clock.manual_ms;

	if (!strcmp(how, "again"))
		return player->identity.length > 0;
	if (!strncmp(how, "face", 4))
		claims.level = "face";
	if (!strcmp(how, "stale"))
		at_ms -= ASSERTION_LIFE_MS;
	else if (!strcmp(how, "foreign"))
		claims.audience = "another";
	else if (!strcmp(how, "face_long_ago"))
		claims.login_ms = at_ms - 60 * 60 * 1000LL;
	else if (*how && strcmp(how, "face"))
		return false;
	buffer_clear(&player->identity);
	local_sign(player->local, &claims, at_ms, &player->identity);
	return true;
}

static bool sign_in(struct talk_player *player, const char *what)
{
	struct event *event;
	char line[16] = "", how[16] = "";

	if (sscanf(what, "%15[0-9] %15s", line, how) < 1 || !sign(player, line, how))
		return faulty(player,
			      "identity takes a number and maybe stale, foreign, again, face, "
			      "face_long_ago, not ",
			      what);
	event = event_create(EVENT_ACTIVITY, 1);
	event->type = mem_text("event");
	event->name = mem_text("identity");
	event->text = mem_text(player->identity.data);
	return send(player, event);
}

static bool expect(struct talk_player *player, const char *text, bool wanted)
{
	bool said = player->said.data && strstr(player->said.data, text);

	if (said != wanted)
		unmet(player, wanted ? "did not say" : "said", text);
	return true;
}

static bool expect_offer(struct talk_player *player, const char *title)
{
	char *choice = choice_titled(player, title);

	if (!choice)
		unmet(player, "did not offer", title);
	free(choice);
	return true;
}

static bool expect_owner(struct talk_player *player, const char *owner)
{
	if (strcmp(player->owner, owner))
		unmet(player, "has another owner than", owner);
	return true;
}

static void take_fault(void *context, const char *sentence, const char *what)
{
	struct talk_player *player = context;
	char told[128];

	snprintf(told, sizeof told, "the summary %s", sentence);
	unmet(player, told, what);
}

struct sms_seen {
	const char *number;
	size_t at, since;
	bool found;
};

static void look_at_sms(void *context, const char *number, const char *text, int64_t at_ms)
{
	struct sms_seen *seen = context;

	(void)text, (void)at_ms;
	if (seen->at++ >= seen->since && !strcmp(seen->number, number))
		seen->found = true;
}

static bool expect_sms(struct talk_player *player, const char *number, bool wanted)
{
	struct sms_seen seen = {.number = number, .since = player->n_sms_before};

	local_sms(player->local, look_at_sms, &seen);
	if (seen.found != wanted)
		unmet(player, wanted ? "sent no text message to" : "sent a text message to",
		      number);
	return true;
}

static bool wait_for(struct talk_player *player, const char *duration)
{
	char *end;
	long long n = strtoll(duration, &end, 10);
	int64_t unit_ms = *end == 's'   ? 1000
			  : *end == 'm' ? 60000
			  : *end == 'h' ? 3600000
			  : *end == 'd' ? 86400000
					: 0;

	if (!unit_ms || end[1] || n < 0)
		return faulty(player, "wait takes a number and s, m, h or d, not ", duration);
	be_deaf(player);
	local_pass_time(player->local, player->clock.manual_ms + n * unit_ms);
	return true;
}

/* `13800000003 128.00` */
static bool pay(struct talk_player *player, const char *what)
{
	char line[16];
	long long yuan = 0;
	int cents = 0;

	if (sscanf(what, "%15[0-9] %lld.%2d", line, &yuan, &cents) != 3)
		return faulty(player, "pay takes a number and yuan with two decimals, not ", what);
	return local_pay(player->local, line, yuan * 100 + cents) ||
	       faulty(player, "nobody can pay for ", line);
}

/* `13800000003 passed`: whose face the operator's page has seen, and how it went. */
static bool show_face(struct talk_player *player, const char *what)
{
	struct event *event = event_create(EVENT_CHECKED, 1);
	char line[16], how[8];
	struct sim_claims claims = {.line = line, .level = "face", .nonce = player->check};
	struct buffer result = {0};

	if (sscanf(what, "%15[0-9] %7s", line, how) != 2) {
		event_destroy(event);
		return faulty(player, "face takes a number, and passed or failed, not ", what);
	}
	claims.passed = !strcmp(how, "passed");
	local_sign(player->local, &claims, player->clock.manual_ms, &result);
	event->text = buffer_take(&result);
	return send(player, event);
}

/* --- reading ------------------------------------------------------------------ */

static bool set(struct talk_player *player, char *out, size_t size, const char *value)
{
	if (player->begun)
		return faulty(player, "settings stand before the first message", "");
	snprintf(out, size, "%s", value);
	return true;
}

/* An operator's file lies beside the script that names it. */
static bool set_carrier(struct talk_player *player, const char *url)
{
	char beside[sizeof player->carrier];
	const char *slash = strrchr(player->path, '/');
	const char *file = url + strlen("sim:");

	if (strncmp(url, "sim:", strlen("sim:")) != 0 || !*file || *file == '?' || *file == '/' ||
	    !slash)
		return set(player, player->carrier, sizeof player->carrier, url);
	snprintf(beside, sizeof beside, "sim:%.*s%s", (int)(slash + 1 - player->path), player->path,
		 file);
	return set(player, player->carrier, sizeof player->carrier, beside);
}

static bool start_dialogue(struct talk_player *player, const char *name)
{
	player->begun = player->failed = false;
	player->clock.manual_ms = START_MS;
	strcpy(player->carrier, "sim:?code=135790");
	*player->locale = *player->as_line = '\0';
	be_deaf(player);
	snprintf(player->name, sizeof player->name, "%s", name);
	return true;
}

static bool set_clock(struct talk_player *player, const char *value)
{
	if (player->begun)
		return faulty(player, "settings stand before the first message", "");
	return clock_parse(value, &player->clock.manual_ms) || faulty(player, "no time: ", value);
}

static const char *after(const char *line, const char *word)
{
	size_t length = strlen(word);

	return strncmp(line, word, length) ? NULL : line + length + strspn(line + length, " ");
}

static bool act(struct talk_player *player, char *line)
{
	const char *rest;

	if ((rest = after(line, "dialogue:")))
		return start_dialogue(player, rest);
	if ((rest = after(line, "carrier:")))
		return set_carrier(player, rest);
	if ((rest = after(line, "locale:")))
		return set(player, player->locale, sizeof player->locale, rest);
	if ((rest = after(line, "as:")))
		return set(player, player->as_line, sizeof player->as_line, rest);
	if ((rest = after(line, "clock:")))
		return set_clock(player, rest);
	if (!begin(player))
		return false;
	if (player->failed)
		return true;
	if (line[0] == '>')
		return say(player, line + 1 + strspn(line + 1, " "));
	if ((rest = after(line, "<")))
		return expect(player, rest, true);
	if ((rest = after(line, "!sms:")))
		return expect_sms(player, rest, false);
	if ((rest = after(line, "!")))
		return expect(player, rest, false);
	if ((rest = after(line, "?")))
		return expect_offer(player, rest);
	if ((rest = after(line, "sms:")))
		return expect_sms(player, rest, true);
	if ((rest = after(line, "owner:")))
		return expect_owner(player, rest);
	if ((rest = after(line, "wait:")))
		return wait_for(player, rest);
	if ((rest = after(line, "upload:")))
		return send_file(player, rest);
	if ((rest = after(line, "identity:")))
		return sign_in(player, rest);
	if ((rest = after(line, "face:")))
		return show_face(player, rest);
	if ((rest = after(line, "pay:")))
		return pay(player, rest);
	if ((rest = after(line, "summary:"))) {
		talk_summary_check(player->summary, player->path, rest, take_fault, player);
		return true;
	}
	return faulty(player,
		      "a line begins with one of > < ! ? dialogue: carrier: locale: as: clock: "
		      "owner: sms: !sms: wait: pay: identity: face: upload: summary: #, not ",
		      line);
}

bool talk_play(struct talk_player *player, const char *path, enum talk_way way,
	       struct talk_score *score, struct problems *problems)
{
	char line[LINE_MOST];
	FILE *file = fopen(path, "r");
	bool fine = true;

	player->path = path;
	player->line = 0;
	player->way = way;
	player->score = score;
	player->problems = problems;
	*player->name = '\0';
	player->begun = player->failed = false;
	if (!file)
		return problems_add(problems, path, 0, 0, "cannot be read");
	while (fine && fgets(line, sizeof line, file)) {
		player->line++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#')
			fine = act(player, line);
	}
	fclose(file);
	return fine;
}

struct talk_player *talk_player_create(const char *resources, struct problems *problems,
				       struct error *err)
{
	struct talk_player *player = mem_new(sizeof *player);
	struct local_options options;

	player->resources = resources;
	player->summary = talk_summary_create(resources);
	player->clock = clock_manual(START_MS);
	start_dialogue(player, "");
	options = options_of(player);
	player->local = local_open(&options, hear, player, problems, err);
	if (player->local) {
		local_answers(player->local, hear_answer);
		return player;
	}
	talk_player_destroy(player);
	return NULL;
}

void talk_player_trace(struct talk_player *player, step_taker *take, void *context)
{
	local_trace(player->local, take, context);
}

void talk_player_over(struct talk_player *player, const char *carrier)
{
	player->over = carrier;
}

void talk_player_destroy(struct talk_player *player)
{
	if (!player)
		return;
	local_close(player->local);
	buffer_finish(&player->identity);
	talk_summary_destroy(player->summary);
	buffer_finish(&player->said);
	buffer_finish(&player->offered);
	buffer_finish(&player->choices);
	free(player);
}
