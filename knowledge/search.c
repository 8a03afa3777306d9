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
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "base/text.h"
#include "knowledge/pairs.h"
#include "knowledge/parts.h"

#define MAX_TERMS 64 /* of a question; FTS5 bounds the size of an expression */
#define WORDS_COLUMN 0

/* What any question may hold. It tells no article from another, so it is not searched for. */
static const char fillers[] =
	" 怎么 什么 么办 么怎 怎样 如何 多少 少钱 几个 哪个 哪些 哪里 在哪 有哪 有什 是什 为什 时候 请问 可以 能不 不能"
	" 是不 不是 有没 没有 现在 这个 那个 一个 个月 一下 给我 帮我 我要 我想 我的 你们 手机 机号 号码 电话"
	" a again an and any are at be been but by can could did do does don for from get got had has have how i if"
	" in is it its lifted me much my need new not number of on or phone please s should so t tell that the then"
	" there this to try us want was we what when where which who why will with would you your ";

static const char create_sql[] =
	/* porter takes the endings off English words and leaves Chinese alone. The texts are not kept a
	 * second time: which article it is, and in which language, is the number of its row. */
	"CREATE VIRTUAL TABLE article USING"
	" fts5(words, title, body, content = '', tokenize = 'porter pairs')";

static const char insert_sql[] =
	"INSERT INTO article(rowid, words, title, body) VALUES (?1, ?2, ?3, ?4)";

static const char best_sql[] =
	"SELECT rowid / ?3 FROM article WHERE article MATCH ?1 AND rowid % ?3 = ?2 AND fit(article) > 0.25"
	" ORDER BY bm25(article, 20.0, 5.0, 0.5) LIMIT 1";

struct search {
	const struct article_list *list;
	sqlite3 *database;
	sqlite3_stmt *best;
	struct text_reader *reader;
	struct arena *arena; /* of one question */
};

/* SQL: fit(index) is the share of the question's terms that the row holds, 0 unless one
 * of them is among its words. */
static void fit(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *result,
		int n_arguments, sqlite3_value **arguments)
{
	int n_terms = api->xPhraseCount(context);
	int n_found = 0;
	bool in_words = false;

	(void)n_arguments;
	(void)arguments;
	for (int i = 0; i < n_terms; i++) {
		Fts5PhraseIter columns;
		int first_column = -1;

		api->xPhraseFirstColumn(context, i, &columns, &first_column);
		n_found += first_column >= 0;
		in_words = in_words || first_column == WORDS_COLUMN;
	}
	sqlite3_result_double(result, in_words ? (double)n_found / n_terms : 0.0);
}

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

static bool open_database(struct search *search)
{
	fts5_tokenizer tokenizer = pairs_tokenizer;

	if (sqlite3_open_v2(":memory:", &search->database,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return false;

	fts5_api *api = fts5_of(search->database);

	return api && api->xCreateTokenizer(api, "pairs", search, &tokenizer, NULL) == SQLITE_OK &&
	       api->xCreateFunction(api, "fit", NULL, fit, NULL) == SQLITE_OK &&
	       sqlite3_exec(search->database, create_sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool insert_article(sqlite3_stmt *insert, const struct article *article, size_t place,
			   enum language language)
{
	sqlite3_bind_int64(insert, 1, (sqlite3_int64)(place * N_LANGUAGES + language));
	sqlite3_bind_text(insert, 2, article->words[language], -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 3, article->title[language], -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 4, article->body[language], -1, SQLITE_STATIC);
	sqlite3_step(insert);
	return sqlite3_reset(insert) == SQLITE_OK;
}

/* All at once: each transaction would be an index of its own, and a question be looked up in
 * every one of them. */
static bool insert_articles(struct search *search)
{
	sqlite3_stmt *insert = NULL;
	bool fine = sqlite3_exec(search->database, "BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
		    sqlite3_prepare_v2(search->database, insert_sql, -1, &insert, NULL) ==
			    SQLITE_OK;

	for (size_t i = 0; i < search->list->n; i++)
		for (enum language language = 0; fine && language < N_LANGUAGES; language++)
			fine = insert_article(insert, &search->list->articles[i], i, language);
	sqlite3_finalize(insert);
	return fine && sqlite3_exec(search->database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

struct search *search_create(const struct article_list *list, struct problems *problems)
{
	struct search *search = mem_new(sizeof *search);
	struct error err = {""};

	search->list = list;
	search->arena = arena_create();
	search->reader = text_reader_create(&err);
	if (search->reader &&
	    (!open_database(search) || !insert_articles(search) ||
	     sqlite3_prepare_v2(search->database, best_sql, -1, &search->best, NULL) != SQLITE_OK))
		error_set(&err, "%s", sqlite3_errmsg(search->database));
	if (search->best)
		return search;

	problems_add(problems, "the search of articles", 0, 0, "%s", err.text);
	search_destroy(search);
	return NULL;
}

void search_destroy(struct search *search)
{
	if (!search)
		return;
	sqlite3_finalize(search->best);
	sqlite3_close(search->database);
	text_reader_destroy(search->reader);
	arena_destroy(search->arena);
	free(search);
}

struct expression {
	struct buffer text;
	size_t n_terms;
};

static bool is_filler(const char *token, int length)
{
	char word[80]; /* no token is longer, but for the two blanks */

	snprintf(word, sizeof word, " %.*s ", length, token);
	return strstr(fillers, word);
}

/* Appends a term as a quoted phrase. It holds letters, digits or Chinese only, so there is
 * nothing to escape. A single Chinese character stands for all tokens that begin with it. */
static int add_term(void *context, int flags, const char *token, int length, int from, int to)
{
	struct expression *expression = context;
	bool is_prefix = (token[0] & 0x80) && text_characters(token, (size_t)length) == 1;

	(void)flags;
	(void)from;
	(void)to;
	if (is_filler(token, length))
		return SQLITE_OK;
	if (expression->n_terms == MAX_TERMS)
		return SQLITE_DONE;
	buffer_format(&expression->text, "%s\"%.*s\"%s", expression->n_terms ? " OR " : "", length,
		      token, is_prefix ? " *" : "");
	expression->n_terms++;
	return SQLITE_OK;
}

static const struct article *best_match(struct search *search, const char *expression,
					enum language language)
{
	const struct article *best = NULL;

	sqlite3_bind_text(search->best, 1, expression, -1, SQLITE_STATIC);
	sqlite3_bind_int(search->best, 2, (int)language);
	sqlite3_bind_int(search->best, 3, N_LANGUAGES);
	if (sqlite3_step(search->best) == SQLITE_ROW)
		best = &search->list->articles[sqlite3_column_int64(search->best, 0)];
	sqlite3_reset(search->best);
	sqlite3_clear_bindings(search->best);
	return best;
}

const struct article *search_best(struct search *search, const char *question,
				  enum language language)
{
	struct text_normal normal;
	struct expression expression = {{0}, 0};
	const struct article *best = NULL;

	arena_reset(search->arena);
	if (!text_normalize(search->reader, question, strlen(question), search->arena, &normal,
			    NULL))
		return NULL;

	pairs_tokenizer.xTokenize(NULL, &expression, FTS5_TOKENIZE_QUERY, normal.text,
				  (int)normal.length, add_term);
	if (expression.n_terms)
		best = best_match(search, expression.text.data, language);
	buffer_finish(&expression.text);
	return best;
}
