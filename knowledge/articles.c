/*
 * Articles: front matter between two lines `---`, then `## zh` and `## en`.
 *
 * The opening `---` is also YAML's own mark of a beginning, so the front matter is read
 * with it and its problems have the right lines.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/markup.h"
#include "base/text.h"
#include "knowledge/parts.h"

#define MAX_FILE (64 * 1024)
#define FENCE "---\n"
#define HEADING "\n## "

/* What an upset reader reads to the end: about 160 words of English. */
static const size_t most_characters[N_LANGUAGES] = {350, 1000};

/* An article quotes rules, never the record of a line. */
static const char *const article_values[] = {"policy"};

struct reader {
	struct arena *arena;
	struct vocabulary vocabulary;
	struct problems *problems;
	const char *path;
	const char *text; /* of the file at hand */
};

static const char *read_file(struct reader *reader)
{
	char text[MAX_FILE + 1];
	FILE *file = fopen(reader->path, "r");

	if (!file) {
		problems_add(reader->problems, reader->path, 0, 0, "%s", strerror(errno));
		return NULL;
	}

	size_t length = fread(text, 1, sizeof text, file);
	bool fine = !ferror(file);

	fclose(file);
	if (!fine || length > MAX_FILE || !text_is_utf8(text, length)) {
		problems_add(reader->problems, reader->path, 0, 0,
			     "no readable UTF-8 text of at most %d bytes", MAX_FILE);
		return NULL;
	}
	return arena_text_n(reader->arena, text, length);
}

/* Adds a problem at a place in the file's text. */
static bool problem_at(struct reader *reader, const char *at, const char *sentence)
{
	const char *begin = reader->text;
	size_t line = 1;

	for (const char *end; (end = strchr(begin, '\n')) && end < at; begin = end + 1)
		line++;
	return problems_add(reader->problems, reader->path, line,
			    1 + text_characters(begin, (size_t)(at - begin)), "%s", sentence);
}

/* The members `<prefix>_zh` and so on of the front matter. */
static bool read_each(struct reader *reader, const struct yaml *map, const char *prefix,
		      const char *out[N_LANGUAGES])
{
	bool fine = true;

	for (enum language language = 0; language < N_LANGUAGES; language++)
		fine = yaml_read_string(map,
					arena_format(reader->arena, "%s_%s", prefix,
						     language_code(language)),
					true, &out[language], reader->problems) &&
		       fine;
	return fine;
}

static bool read_head(struct reader *reader, size_t length, struct article *out)
{
	const struct yaml *map = yaml_read_text(reader->path, reader->text, length, reader->arena,
						reader->problems);
	static const char *const keys[] = {"id",       "title_zh", "title_en",
					   "words_zh", "words_en", NULL};

	if (!map || !yaml_known_keys(map, keys, reader->problems))
		return false;

	bool fine = yaml_read_string(map, "id", true, &out->id, reader->problems);

	fine = read_each(reader, map, "title", out->title) && fine;
	return read_each(reader, map, "words", out->words) && fine;
}

static bool check_placeholders(struct reader *reader, const char *begin, const char *body)
{
	const char *fault;
	bool fine = true;

	for (size_t at = 0; (fault = text_fault(&reader->vocabulary, body, &at, reader->arena));
	     at++)
		fine = problem_at(reader, begin + at, fault);
	return fine;
}

static bool check_form(struct reader *reader, const char *begin, const char *body,
		       enum language language)
{
	size_t at;
	const char *fault = markup_fault(body, &at);
	size_t n = text_characters(body, strlen(body));

	if (fault)
		return problem_at(reader, begin + at, fault);
	if (n > most_characters[language])
		return problem_at(reader, begin,
				  arena_format(reader->arena,
					       "the text has %zu characters, at most %zu fit", n,
					       most_characters[language]));
	return true;
}

static bool language_of(const char *name, size_t length, enum language *out)
{
	for (enum language language = 0; language < N_LANGUAGES; language++) {
		const char *code = language_code(language);

		if (length == strlen(code) && !strncmp(name, code, length)) {
			*out = language;
			return true;
		}
	}
	return false;
}

/* A section from its `##` to the end, which is the next one's or the file's. */
static bool read_section(struct reader *reader, const char *heading, const char *end,
			 struct article *out)
{
	const char *name = heading + strlen("## ");
	const char *begin = name + strcspn(name, "\n");
	enum language language;

	if (!language_of(name, (size_t)(begin - name), &language))
		return problem_at(reader, heading, "a section is `## zh` or `## en`");
	if (out->body[language])
		return problem_at(reader, heading, "this section is there twice");

	while (begin < end && *begin == '\n')
		begin++;
	while (end > begin && end[-1] == '\n')
		end--;
	if (begin == end)
		return true; /* told with the missing ones */
	out->body[language] = arena_text_n(reader->arena, begin, (size_t)(end - begin));

	bool form_fine = check_form(reader, begin, out->body[language], language);

	return check_placeholders(reader, begin, out->body[language]) && form_fine;
}

/* `body` is the newline that ends the front matter. */
static bool read_sections(struct reader *reader, const char *body, struct article *out)
{
	const char *heading = strstr(body, HEADING);
	size_t blank = strspn(body, "\n");
	bool fine = true;

	if (body[blank] && (!heading || body + blank < heading))
		fine = problem_at(reader, body + blank, "text before the first section");
	while (heading) {
		const char *next = strstr(heading + 1, HEADING);
		const char *end = next ? next : heading + strlen(heading);

		fine = read_section(reader, heading + 1, end, out) && fine;
		heading = next;
	}
	for (enum language language = 0; language < N_LANGUAGES; language++)
		if (!out->body[language])
			fine = problems_add(reader->problems, reader->path, 0, 0,
					    "section `## %s` is missing or empty",
					    language_code(language));
	return fine;
}

static bool read_article(struct reader *reader, struct article *out)
{
	reader->text = read_file(reader);
	if (!reader->text)
		return false;

	bool opens = !strncmp(reader->text, FENCE, strlen(FENCE));
	const char *close = opens ? strstr(reader->text + strlen(FENCE) - 1, "\n" FENCE) : NULL;

	if (!close)
		return problem_at(
			reader, reader->text,
			"an article begins with its id and titles between two lines `---`");

	bool head_fine = read_head(reader, (size_t)(close + 1 - reader->text), out);

	return read_sections(reader, close + strlen(FENCE), out) && head_fine;
}

static bool check_id(struct reader *reader, const struct article_list *list,
		     const struct article *article)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->articles[i].id, article->id))
			return problems_add(reader->problems, reader->path, 0, 0,
					    "another article has the id %s already", article->id);
	return true;
}

bool articles_read(const char *dir, struct arena *arena, struct policy_table *policies,
		   struct article_list *out, struct problems *problems)
{
	struct reader reader = {
		.arena = arena,
		.vocabulary = {article_values, 1, policies},
		.problems = problems,
	};
	const char **paths;
	size_t n;
	bool fine = true;

	if (!yaml_files(dir, ".md", arena, &paths, &n, problems))
		return false;
	out->articles = arena_new(arena, (n + 1) * sizeof *out->articles);
	for (size_t i = 0; i < n; i++) {
		struct article *article = &out->articles[out->n];

		*article = (struct article){0};
		reader.path = paths[i];
		if (read_article(&reader, article) && check_id(&reader, out, article))
			out->n++;
		else
			fine = false;
	}
	return fine;
}
