/*
 * What a line of a dialogue script does. It is done at once; what is hard is only to tell a failed
 * expectation (noted, the rest of that dialogue is skipped) from a faulty script.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/mem.h"
#include "ws/talk_player.h"

#define START_MS 1764036000000LL /* 2025-11-25T10:00+08:00, unless the script says */

/* The bot did not do what the script expects. */
static bool unmet(struct talk_player *player, const char *sentence, const char *what)
{
	static const char *const ways[N_TALK_WAYS] = {"", " (restarted between lines)"};

	problems_add(player->problems, player->path, player->line, 1,
		     "%s%s: %s %s\n    it said: %s    it offered: %s", player->name,
		     ways[player->way], sentence, what,
		     player->said.data ? player->said.data : "\n",
		     player->offered.data ? player->offered.data : "\n");
	if (!player->failed)
		player->score->n_failed++;
	player->failed = true;
	return true;
}

/* --- the subscriber -------------------------------------------------------------- */

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
		return talk_faulty(player, err.text, "");
	}
	talk_be_deaf(player);
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
static bool send_file(struct talk_player *player, char *name)
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

static bool sign_in(struct talk_player *player, char *what)
{
	struct event *event;
	char line[16] = "", how[16] = "";

	if (sscanf(what, "%15[0-9] %15s", line, how) < 1 || !sign(player, line, how))
		return talk_faulty(player,
				   "identity takes a number and maybe stale, foreign, again, face, "
				   "face_long_ago, not ",
				   what);
	event = event_create(EVENT_ACTIVITY, 1);
	event->type = mem_text("event");
	event->name = mem_text("identity");
	event->text = mem_text(player->identity.data);
	return send(player, event);
}

/* --- what is expected ------------------------------------------------------------ */

static bool expect_text(struct talk_player *player, const char *text, bool wanted)
{
	bool said = player->said.data && strstr(player->said.data, text);

	if (said != wanted)
		unmet(player, wanted ? "did not say" : "said", text);
	return true;
}

static bool expect(struct talk_player *player, char *text)
{
	return expect_text(player, text, true);
}

static bool expect_not(struct talk_player *player, char *text)
{
	return expect_text(player, text, false);
}

static bool expect_once(struct talk_player *player, char *text)
{
	const char *said = player->said.data ? strstr(player->said.data, text) : NULL;

	if (said && strstr(said + 1, text))
		unmet(player, "said more than once", text);
	return expect_text(player, text, true);
}

static bool expect_offer(struct talk_player *player, char *title)
{
	char *choice = choice_titled(player, title);

	if (!choice)
		unmet(player, "did not offer", title);
	free(choice);
	return true;
}

static bool expect_owner(struct talk_player *player, char *owner)
{
	if (strcmp(player->owner, owner))
		unmet(player, "has another owner than", owner);
	return true;
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

static bool expect_sms_or_none(struct talk_player *player, const char *number, bool wanted)
{
	struct sms_seen seen = {.number = number, .since = player->n_sms_before};

	local_sms(player->local, look_at_sms, &seen);
	if (seen.found != wanted)
		unmet(player, wanted ? "sent no text message to" : "sent a text message to",
		      number);
	return true;
}

static bool expect_sms(struct talk_player *player, char *number)
{
	return expect_sms_or_none(player, number, true);
}

static bool expect_no_sms(struct talk_player *player, char *number)
{
	return expect_sms_or_none(player, number, false);
}

static void take_fault(void *context, const char *sentence, const char *what)
{
	struct talk_player *player = context;
	char told[128];

	snprintf(told, sizeof told, "the summary %s", sentence);
	unmet(player, told, what);
}

static bool expect_summary(struct talk_player *player, char *name)
{
	talk_summary_check(player->summary, player->path, name, take_fault, player);
	return true;
}

/* --- what happens meanwhile ------------------------------------------------------- */

static bool wait_for(struct talk_player *player, char *duration)
{
	char *end;
	long long n = strtoll(duration, &end, 10);
	int64_t unit_ms = *end == 's'   ? 1000
			  : *end == 'm' ? 60000
			  : *end == 'h' ? 3600000
			  : *end == 'd' ? 86400000
					: 0;

	if (!unit_ms || end[1])
		return talk_faulty(player, "wait takes a number and s, m, h or d, not ", duration);
	talk_be_deaf(player);
	local_pass_time(player->local, player->clock.manual_ms + n * unit_ms);
	return true;
}

/* `13800000003 128.00` */
static bool pay(struct talk_player *player, char *what)
{
	char line[16];
	long long yuan = 0;
	int cents = 0;

	if (sscanf(what, "%15[0-9] %lld.%2d", line, &yuan, &cents) != 3)
		return talk_faulty(player, "pay takes a number and yuan with two decimals, not ",
				   what);
	return local_pay(player->local, line, yuan * 100 + cents) ||
	       talk_faulty(player, "nobody can pay for ", line);
}

/* `13800000003 passed`: whose face the operator's page has seen, and how it went. */
static bool show_face(struct talk_player *player, char *what)
{
	struct event *event = event_create(EVENT_CHECKED, 1);
	char line[16], how[8];
	struct sim_claims claims = {.line = line, .level = "face", .nonce = player->check};
	struct buffer result = {0};

	if (sscanf(what, "%15[0-9] %7s", line, how) != 2) {
		event_destroy(event);
		return talk_faulty(player, "face takes a number, and passed or failed, not ", what);
	}
	claims.passed = !strcmp(how, "passed");
	local_sign(player->local, &claims, player->clock.manual_ms, &result);
	event->text = buffer_take(&result);
	return send(player, event);
}

/* --- before it begins -------------------------------------------------------------- */

static bool set(struct talk_player *player, char *out, size_t size, const char *value)
{
	if (player->begun)
		return talk_faulty(player, "settings stand before the first message", "");
	snprintf(out, size, "%s", value);
	return true;
}

/* An operator's file lies beside the script that names it. */
static bool set_carrier(struct talk_player *player, char *url)
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

static bool set_pay_links(struct talk_player *player, char *host)
{
	return set(player, player->pay_host, sizeof player->pay_host, host);
}

static bool set_locale(struct talk_player *player, char *locale)
{
	return set(player, player->locale, sizeof player->locale, locale);
}

static bool set_line(struct talk_player *player, char *line)
{
	return set(player, player->as_line, sizeof player->as_line, line);
}

bool talk_start(struct talk_player *player, char *name)
{
	player->begun = player->failed = false;
	player->clock.manual_ms = START_MS;
	strcpy(player->carrier, "sim:?code=135790");
	*player->locale = *player->as_line = *player->pay_host = '\0';
	talk_be_deaf(player);
	snprintf(player->name, sizeof player->name, "%s", name);
	return true;
}

static bool set_clock(struct talk_player *player, char *value)
{
	if (player->begun)
		return talk_faulty(player, "settings stand before the first message", "");
	return clock_parse(value, &player->clock.manual_ms) ||
	       talk_faulty(player, "no time: ", value);
}

/* The conversation opens at the first line that says or expects something. */
static bool begin(struct talk_player *player)
{
	struct local_options options = talk_options(player);
	struct error err;

	if (player->begun)
		return true;
	if (!*player->name)
		return talk_faulty(player, "a script begins with `dialogue: NAME`", "");
	player->begun = true;
	player->score->n_played++;
	strcpy(player->owner, "bot");
	talk_summary_reset(player->summary);
	if (!local_begin(player->local, &options, &err))
		return talk_faulty(player, err.text, "");
	/* An operator of tests/operator/ begins when it is first asked something. */
	note_sms(player);
	return true;
}

/* --- which --------------------------------------------------------------------------- */

/* What a line begins with; the first that fits. */
static const struct {
	const char *word;
	bool (*run)(struct talk_player *player, char *rest);
	bool opens; /* the conversation, if nothing has yet */
} acts[] = {
	{"dialogue:", talk_start, false},
	{"carrier:", set_carrier, false},
	{"locale:", set_locale, false},
	{"pay_links:", set_pay_links, false},
	{"as:", set_line, false},
	{"clock:", set_clock, false},
	{">", say, true},
	{"<", expect, true},
	{"!sms:", expect_no_sms, true},
	{"!", expect_not, true},
	{"?", expect_offer, true},
	{"once:", expect_once, true},
	{"sms:", expect_sms, true},
	{"owner:", expect_owner, true},
	{"wait:", wait_for, true},
	{"upload:", send_file, true},
	{"identity:", sign_in, true},
	{"face:", show_face, true},
	{"pay:", pay, true},
	{"summary:", expect_summary, true},
};
#define N_ACTS (sizeof acts / sizeof *acts)

static bool fits_none(struct talk_player *player, const char *line)
{
	struct buffer sentence = {0};

	buffer_text(&sentence, "a line begins with one of ");
	for (size_t i = 0; i < N_ACTS; i++)
		buffer_format(&sentence, "%s ", acts[i].word);
	buffer_text(&sentence, "#, not ");
	talk_faulty(player, sentence.data, line);
	buffer_finish(&sentence);
	return false;
}

bool talk_act(struct talk_player *player, char *line)
{
	size_t i = 0, length;

	while (i < N_ACTS && strncmp(line, acts[i].word, strlen(acts[i].word)) != 0)
		i++;
	if (i == N_ACTS)
		return fits_none(player, line);
	if (acts[i].opens && !begin(player))
		return false;
	if (acts[i].opens && player->failed)
		return true;
	length = strlen(acts[i].word);
	return acts[i].run(player, line + length + strspn(line + length, " "));
}
