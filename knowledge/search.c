/*
 * Find the article that answers a question.
 *
 * The question is cut into pairs of characters and words; what any question may hold is
 * left out. The articles that hold any of the rest are ranked by bm25, their words counting
 * most, and how often a word stands in an article hardly at all. An article fits only if
 * enough of the question is in it, and one piece among its words. Enough is more than a
 * quarter: half of the pairs of a Chinese question straddle two words, and find nothing. With
 * a sixth, half of the messages about other matters found an article; now a quarter of them do
 * in Chinese.
 *
 * FTS5 ranks the same but takes ten times as long: it is made for millions of texts, and reads from
 * its tables what is counted here once. Only its porter is used, which takes the endings off
 * English words and leaves Chinese alone.
 */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "base/text.h"
#include "knowledge/pairs.h"
#include "knowledge/parts.h"

#define MAX_TERMS 64 /* of a question */
#define LEAST_FIT 0.25

/* Longer than any token of pairs_tokenizer and of the porter. */
#define TOKEN_BYTES 80

enum column { WORDS, TITLE, BODY, N_COLUMNS };

static const double COLUMN_WEIGHTS[N_COLUMNS] = {20, 5, 0.5};

/* Of bm25: how soon more of the same term counts no more, and how much a long text makes up for. */
static const double SATURATION = 1.2, LENGTH_SHARE = 0.75;

/* Even of a term that most texts hold. */
static const double LEAST_RARITY = 1e-6;

/* What any question may hold. It tells no article from another, so it is not searched for. */
static const char fillers[] =
	" 怎么 什么 么办 么怎 怎样 如何 多少 少钱 几个 哪个 哪些 哪里 在哪 有哪 有什 是什 为什 时候 请问 可以 能不 不能"
	" 是不 不是 有没 没有 现在 这个 那个 一个 个月 一下 给我 帮我 我要 我想 我的 你们 手机 机号 号码 电话"
	" a again an and any are at be been but by can could did do does don for from get got had has have how i if"
	" in is it its lifted me much my need new not number of on or phone please s should so t tell that the then"
	" there this to try us want was we what when where which who why will with would you your ";

/* How a term stands in a text. */
struct posting {
	size_t text;
	double weight; /* each time as much as its column counts */
	bool in_words;
};

/* The texts that hold a term, in ascending order. */
struct postings {
	struct posting *items;
	size_t n;
	double rarity;
};

/* A text is an article in a language: article * N_LANGUAGES + language. */
struct search {
	const struct article_list *list;
	sqlite3 *database; /* has no tables; the porter is its */
	fts5_tokenizer porter;
	Fts5Tokenizer *stemmer;
	struct arena *arena; /* of one question */
	struct names *terms; /* a single Chinese character stands for all that begin with it */
	struct postings *postings; /* by the term's number */
	size_t n_postings;         /* that there is room for */
	size_t n_texts;
	double *spreads; /* by text: what bm25 sets against a weight, more where the text is long */
};

/* --- the porter ----------------------------------------------------------- */

static fts5_api *fts5_of(sqlite3 *database)
{
	fts5_api *api = NULL;
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(statement);
	}
	sqlite3_finalize(statement);
	return api;
}

static bool open_porter(struct search *search)
{
	static const char *arguments[] = {"pairs"};
	fts5_tokenizer pairs = pairs_tokenizer;
	void *context;

	if (sqlite3_open_v2(":memory:", &search->database,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return false;

	fts5_api *api = fts5_of(search->database);

	return api && api->xCreateTokenizer(api, "pairs", search, &pairs, NULL) == SQLITE_OK &&
	       api->xFindTokenizer(api, "porter", &context, &search->porter) == SQLITE_OK &&
	       search->porter.xCreate(context, arguments, 1, &search->stemmer) == SQLITE_OK;
}

static bool is_chinese(const char *token)
{
	return token[0] & 0x80;
}

/* --- the index ------------------------------------------------------------ */

struct indexing {
	struct search *search;
	size_t text;
	enum column column;
	double *lengths; /* by text: its tokens */
};

static struct postings *postings_of(struct search *search, const char *term)
{
	size_t number = (size_t)names_number(search->terms, term);

	if (number == search->n_postings) {
		search->n_postings = number ? number * 2 : 1024;
		search->postings = mem_resize(search->postings, search->n_postings,
					      sizeof *search->postings);
		memset(search->postings + number, 0,
		       (search->n_postings - number) * sizeof *search->postings);
	}
	return &search->postings[number];
}

static void add_posting(const struct indexing *indexing, const char *term)
{
	struct postings *postings = postings_of(indexing->search, term);
	struct posting *last = postings->n ? postings->items + postings->n - 1 : NULL;

	if (!last || last->text != indexing->text) {
		postings->items = mem_resize(postings->items, ++postings->n,
					     sizeof *postings->items);
		last = postings->items + postings->n - 1;
		*last = (struct posting){.text = indexing->text};
	}
	last->weight += COLUMN_WEIGHTS[indexing->column];
	last->in_words = last->in_words || indexing->column == WORDS;
}

static int index_token(void *context, int flags, const char *token, int length, int from, int to)
{
	const struct indexing *indexing = context;
	char term[TOKEN_BYTES];

	(void)flags;
	(void)from;
	(void)to;
	indexing->lengths[indexing->text]++;
	snprintf(term, sizeof term, "%.*s", length, token);
	if (!is_chinese(term) || text_characters(term, strlen(term)) > 1)
		add_posting(indexing, term);
	if (is_chinese(term)) {
		term[text_bytes_of(term, strlen(term), 1)] = '\0';
		add_posting(indexing, term);
	}
	return SQLITE_OK;
}

static void index_article(struct indexing *indexing, const struct article *article,
			  enum language language)
{
	const char *const columns[N_COLUMNS] = {article->words[language], article->title[language],
						article->body[language]};
	struct search *search = indexing->search;

	for (enum column column = 0; column < N_COLUMNS; column++) {
		indexing->column = column;
		search->porter.xTokenize(search->stemmer, indexing, FTS5_TOKENIZE_DOCUMENT,
					 columns[column], (int)strlen(columns[column]),
					 index_token);
	}
}

static void measure_texts(struct search *search, const double *lengths)
{
	double mean = 0;

	for (size_t i = 0; i < search->n_texts; i++)
		mean += lengths[i] / (double)search->n_texts;
	search->spreads = mem_new((search->n_texts + 1) * sizeof *search->spreads);
	for (size_t i = 0; i < search->n_texts; i++)
		search->spreads[i] = SATURATION *
				     (1 - LENGTH_SHARE + LENGTH_SHARE * lengths[i] / mean);
}

static void measure_terms(struct search *search)
{
	for (size_t i = 0; i < names_count(search->terms); i++) {
		struct postings *postings = &search->postings[i];
		double n = (double)postings->n;

		postings->rarity = fmax(log(((double)search->n_texts - n + 0.5) / (n + 0.5)),
					LEAST_RARITY);
	}
}

static void index_articles(struct search *search)
{
	struct indexing indexing = {.search = search};

	search->terms = names_create();
	search->n_texts = search->list->n * N_LANGUAGES;
	indexing.lengths = mem_new((search->n_texts + 1) * sizeof *indexing.lengths);
	for (size_t i = 0; i < search->list->n; i++) {
		for (enum language language = 0; language < N_LANGUAGES; language++) {
			index_article(&indexing, &search->list->articles[i], language);
			indexing.text++;
		}
	}
	measure_texts(search, indexing.lengths);
	measure_terms(search);
	free(indexing.lengths);
}

struct search *search_create(const struct article_list *list, struct problems *problems)
{
	struct search *search = mem_new(sizeof *search);

	search->list = list;
	search->arena = arena_create();
	if (open_porter(search)) {
		index_articles(search);
		return search;
	}
	problems_add(problems, "the search of articles", 0, 0, "%s",
		     sqlite3_errmsg(search->database));
	search_destroy(search);
	return NULL;
}

void search_destroy(struct search *search)
{
	if (!search)
		return;
	if (search->stemmer)
		search->porter.xDelete(search->stemmer);
	sqlite3_close(search->database);
	arena_destroy(search->arena);
	for (size_t i = 0; search->terms && i < names_count(search->terms); i++)
		free(search->postings[i].items);
	names_destroy(search->terms);
	free(search->postings);
	free(search->spreads);
	free(search);
}

/* --- a question ----------------------------------------------------------- */

struct question {
	const struct search *search;
	const struct postings *terms[MAX_TERMS]; /* NULL: in no text */
	size_t n_terms;
};

static bool is_filler(const char *token, int length)
{
	char word[TOKEN_BYTES + 2];

	snprintf(word, sizeof word, " %.*s ", length, token);
	return strstr(fillers, word);
}

static int add_term(void *context, int flags, const char *token, int length, int from, int to)
{
	struct question *question = context;
	const struct search *search = question->search;
	char term[TOKEN_BYTES];

	(void)flags;
	(void)from;
	(void)to;
	snprintf(term, sizeof term, "%.*s", length, token);
	int number = names_find(search->terms, term);

	question->terms[question->n_terms++] = number < 0 ? NULL : &search->postings[number];
	return SQLITE_OK;
}

static int take_token(void *context, int flags, const char *token, int length, int from, int to)
{
	struct question *question = context;
	const struct search *search = question->search;

	(void)flags;
	(void)from;
	(void)to;
	if (is_filler(token, length))
		return SQLITE_OK;
	if (question->n_terms == MAX_TERMS)
		return SQLITE_DONE;
	return search->porter.xTokenize(search->stemmer, question, FTS5_TOKENIZE_QUERY, token,
					length, add_term);
}

/* What a question has found of a text. */
struct standing {
	double score;
	size_t n_terms;
	bool in_words;
};

static void count_term(const struct search *search, const struct postings *term,
		       struct standing *standings)
{
	for (size_t i = 0; i < term->n; i++) {
		const struct posting *posting = &term->items[i];
		struct standing *standing = &standings[posting->text];

		standing->score += term->rarity * posting->weight * (SATURATION + 1) /
				   (posting->weight + search->spreads[posting->text]);
		standing->n_terms++;
		standing->in_words = standing->in_words || posting->in_words;
	}
}

static const struct article *best_of(const struct question *question, enum language language)
{
	const struct search *search = question->search;
	struct standing *standings = arena_new(search->arena,
					       (search->n_texts + 1) * sizeof *standings);
	const double least = LEAST_FIT * (double)question->n_terms;
	const struct article *best = NULL;
	double score = 0;

	for (size_t i = 0; i < question->n_terms; i++)
		if (question->terms[i])
			count_term(search, question->terms[i], standings);
	for (size_t i = 0; i < search->list->n; i++) {
		const struct standing *standing = &standings[i * N_LANGUAGES + language];

		if (!standing->in_words || (double)standing->n_terms <= least ||
		    standing->score <= score)
			continue;
		best = &search->list->articles[i];
		score = standing->score;
	}
	return best;
}

const struct article *search_best(struct search *search, const struct text_normal *question,
				  enum language language)
{
	struct question asked = {.search = search};

	arena_reset(search->arena);
	pairs_tokenizer.xTokenize(NULL, &asked, FTS5_TOKENIZE_QUERY, question->text,
				  (int)question->length, take_token);
	return best_of(&asked, language);
}
