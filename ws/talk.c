/*
 * A player of dialogue scripts: it reads one line after the other, and hears what the bot says.
 */
#include "ws/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "ws/talk_player.h"

#define LINE_MOST 8192

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
		const char *choice = json_text(json_get(action, "value"), "choice");

		buffer_format(&player->offered, "%s\n", json_text(action, "title"));
		buffer_format(&player->choices, "%s\n", choice ? choice : "");
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

void talk_be_deaf(struct talk_player *player)
{
	buffer_clear(&player->said);
	buffer_clear(&player->offered);
	buffer_clear(&player->choices);
}

/* --- reading ------------------------------------------------------------------ */

bool talk_faulty(struct talk_player *player, const char *sentence, const char *what)
{
	return problems_add(player->problems, player->path, player->line, 1, "%s%s", sentence,
			    what);
}

/* `sim:tests/talk/days.yaml?code=135790` is `tmf:…/ID/days.yaml;code=135790` there. */
static void put_over(const struct talk_player *player, char *out, size_t size)
{
	const char *sim = player->carrier + strlen("sim:");
	const char *file = sim + strcspn(sim, "?");
	const char *option = player->over + strcspn(player->over, "?");
	char id[CRYPTO_ID_SIZE];
	int length;

	crypto_id(id);
	length = snprintf(out, size, "%.*s/%s/%s", (int)(option - player->over), player->over, id,
			  file == sim ? "demo" : "");
	while (file > sim && file[-1] != '/')
		file--;
	snprintf(out + length, size - (size_t)length, "%s", file);
	for (char *c = out + length; *c; c++)
		*c = *c == '?' || *c == '&' ? ';' : *c;
	length = (int)strlen(out);
	snprintf(out + length, size - (size_t)length, "%s", option);
}

struct local_options talk_options(struct talk_player *player)
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
		.pay_host = *player->pay_host ? player->pay_host : NULL,
	};
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
			fine = talk_act(player, line);
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
	player->clock = clock_manual(0);
	talk_start(player, (char[]){""});
	options = talk_options(player);
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
