/*
 * The rules that desks work by, at an administrator's desk: teams and their hours, holidays, canned
 * replies, tags and clocks. They are files of the knowledge, and stay files: what is saved is
 * tried with all that is known first, then it stands in the file, and works from then on.
 */
#include <errno.h>
#include <string.h>

#include "base/file_change.h"
#include "base/json.h"
#include "bot/desk.h"
#include "bot/queue.h"

#define VERSION_BYTES 16
#define VERSION_SIZE 23 /* in base64, with NUL */
#define TOLD_MOST 5     /* problems */

struct rules {
	const char *dir, *name;
	struct buffer text;
	char version[VERSION_SIZE];
};

/* --- one file ------------------------------------------------------------------- */

static bool is_rules(const char *name)
{
	static const char *const names[] = {"teams", "calendar", "replies", "tags", "due"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static void print_version(const struct buffer *text, const struct keys *keys,
			  char out[VERSION_SIZE])
{
	uint8_t hash[CRYPTO_HASH_SIZE];

	keys_hash(keys, "rules", text->data, text->length, hash);
	crypto_base64(hash, VERSION_BYTES, out);
}

/* The text is to be finished, also after a failure. */
static bool read_rules(struct desk *desk, struct rules *out)
{
	struct turn *turn = desk->turn;
	const char *file = turn->event->file;

	*out = (struct rules){
		.dir = arena_format(turn->arena, "%s/knowledge", turn->bot->resources),
		.name = arena_format(turn->arena, "%s.yaml", file),
	};
	if (!is_rules(file))
		return desk_refuse(desk, "no_such_rules", "there are no rules of that name");
	if (!file_read(arena_format(turn->arena, "%s/%s", out->dir, out->name), &out->text)) {
		*desk->code = "rules_unreadable";
		return error_set(desk->err, "cannot read %s/%s: %s", out->dir, out->name,
				 strerror(errno));
	}
	print_version(&out->text, turn->bot->keys, out->version);
	return true;
}

static void send_rules(struct desk *desk, const struct buffer *text, const char *version)
{
	struct buffer frame = {0};

	buffer_text(&frame, "{\"type\":\"rules\"");
	json_put_member(&frame, "file", desk->turn->event->file);
	json_put_name(&frame, "text");
	json_put_text_n(&frame, text->data, text->length);
	json_put_member(&frame, "version", version);
	buffer_char(&frame, '}');
	desk_send(desk->turn, &frame);
}

bool desk_rules_read(struct desk *desk)
{
	struct rules rules;
	bool fine = read_rules(desk, &rules);

	if (fine)
		send_rules(desk, &rules.text, rules.version);
	buffer_finish(&rules.text);
	return fine;
}

/* --- another text ----------------------------------------------------------------- */

struct trial {
	const struct bot *bot;
	struct knowledge *knowledge; /* as it would be */
};

static bool try_knowledge(void *context, const char *dir, struct problems *problems)
{
	struct trial *trial = context;

	trial->knowledge = knowledge_load(dir, problems);
	if (trial->knowledge) {
		names_check_texts(trial->bot->texts, trial->knowledge, problems);
		names_check_teams(trial->bot->intents, trial->knowledge, problems);
	}
	return problems_count(problems) == 0;
}

/* Without the folder, which says nothing to who looks at one file. */
static bool refuse_unsound(struct desk *desk, const char *dir, const struct problems *problems)
{
	const size_t skipped = strlen(dir) + 1;
	struct buffer told = {0};

	for (size_t i = 0; i < problems_count(problems) && i < TOLD_MOST; i++)
		buffer_format(&told, "%s%s", i ? "\n" : "", problems_line(problems, i) + skipped);
	desk_refuse(desk, "rules_unsound", told.data);
	buffer_finish(&told);
	return false;
}

static void use_knowledge(struct turn *turn, struct trial *trial)
{
	struct bot *bot = turn->bot;
	struct knowledge *old = bot->knowledge;

	bot->knowledge = trial->knowledge;
	trial->knowledge = old;
	bot->rules_saved++;
	queue_words_changed(bot);
}

static bool change_file(struct desk *desk, const struct rules *rules, const struct buffer *text)
{
	struct turn *turn = desk->turn;
	struct problems *problems = problems_create();
	struct trial trial = {.bot = turn->bot};
	const struct file_changing changing = {rules->dir, rules->name,   &rules->text,
					       text,       try_knowledge, &trial};
	enum file_change result = file_change(&changing, turn->arena, problems, desk->err);

	if (result == FILE_CHANGED)
		use_knowledge(turn, &trial);
	else if (problems_count(problems))
		refuse_unsound(desk, rules->dir, problems);
	else
		*desk->code = result == FILE_REFUSED ? "rules_changed" : "rules_unwritten";
	knowledge_destroy(trial.knowledge);
	problems_destroy(problems);
	return result == FILE_CHANGED;
}

/* What is there already was saved: by a first try whose answer was lost. */
static bool save(struct desk *desk, const struct rules *rules, const struct buffer *text)
{
	const char *asked = desk->turn->event->version;
	char version[VERSION_SIZE];

	print_version(text, desk->turn->bot->keys, version);
	if (strcmp(version, rules->version) != 0) {
		if (strcmp(asked, rules->version) != 0)
			return desk_refuse(desk, "rules_changed",
					   "somebody else has changed them meanwhile: read them "
					   "again first");
		if (!change_file(desk, rules, text))
			return false;
	}
	desk->turn->audited = rules->name;
	send_rules(desk, text, version);
	return true;
}

bool desk_rules_save(struct desk *desk)
{
	const char *words = desk->turn->event->text;
	struct buffer text = {0};
	struct rules rules;
	bool fine = read_rules(desk, &rules);

	buffer_text(&text, words);
	fine = fine && save(desk, &rules, &text);
	buffer_finish(&text);
	buffer_finish(&rules.text);
	return fine;
}
