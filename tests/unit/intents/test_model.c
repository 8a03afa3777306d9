/*
 * The model carries what no rule says, from the packs' own examples, and is kept between loads.
 */
#include "fixture.h"

#include <dirent.h>

#include "intents/gate.h"
#include "intents/packs.h"

static const char PAY[] =
	"intent: pay\nkind: errand\nrules:\n  - match: 缴费\n"
	"examples:\n"
	"  zh: [缴费, 怎么交话费, 话费在哪交, 想充话费, 充点话费, 话费能网上交吗, 给手机交话费, 交一下话费,\n"
	"       帮我充值话费, 充话费的地方]\n"
	"  en: [how do I pay my bill, where can I pay the bill, pay my phone bill]\n";
static const char LOST[] =
	"intent: lost\nkind: errand\n"
	"examples:\n"
	"  zh: [手机丢了, 我的卡丢了, 手机被偷了, 卡找不到了, 丢了手机怎么办, 手机卡丢了怎么办,\n"
	"       手机昨天丢了, 偷了我手机, 把卡弄丢了]\n"
	"  en: [I lost my phone, my sim was stolen, someone stole my phone]\n";
static const char CHAT[] =
	"intent: chat\nkind: none\n"
	"examples:\n"
	"  zh: [今天天气好吗, 明天天气怎么样, 天气预报, 会下雨吗, 讲个笑话, 来个笑话听听,\n"
	"       说个笑话吧, 今天下雨吗, 唱首歌]\n"
	"  en: [tell me a joke, what is the weather, will it rain]\n";

static void load(struct fixture *fixture)
{
	fixture_start(fixture);
	fixture_file(fixture, "chat.yaml", CHAT);
	fixture_file(fixture, "lost.yaml", LOST);
	fixture_file(fixture, "pay.yaml", PAY);
	fixture_load(fixture, fixture->folder);
	problems_print(fixture->problems, stderr);
	assert_non_null(fixture->intents);
	assert_non_null(fixture->intents->model);
}

static void a_sentence_like_the_examples_is_understood_without_a_rule(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture);
	assert_string_equal(fixture_intents(&fixture, "我手机昨天弄丢了"), "lost");
	assert_string_equal(fixture_intents(&fixture, "话费怎么充"), "pay");
	assert_string_equal(fixture_intents(&fixture, "my phone was stolen"), "lost");
	assert_string_equal(fixture_intents(&fixture, "明天会下雨吗"), "chat");
	fixture_finish(&fixture);
}

static void a_sentence_like_none_of_them_is_no_errand(void **state)
{
	static const char *const texts[] = {"", "阿巴阿巴", "qwer zxcv", "😀"};
	struct fixture fixture;

	(void)state;
	load(&fixture);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		fixture_match(&fixture, texts[i]);
		assert_true(fixture.got.n_intents == 0 ||
			    fixture.got.intents[0].kind == INTENT_NONE);
	}
	fixture_finish(&fixture);
}

static void what_is_most_like_noise_is_not_understood(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "lost.yaml", LOST);
	fixture_file(&fixture, "pay.yaml", PAY);
	fixture_file(
		&fixture, "unclear.yaml",
		"intent: unclear\nkind: noise\nexamples:\n"
		"  zh: [那个卡, 就是那个卡, 卡那个, 我那个手机, 就是手机, 手机那个, 那个话费, 我那个话费]\n");
	fixture_load(&fixture, fixture.folder);
	problems_print(fixture.problems, stderr);
	assert_non_null(fixture.intents);
	assert_string_equal(fixture_intents(&fixture, "就是我那个卡"), "");
	assert_string_equal(fixture_intents(&fixture, "那个手机那个"), "");
	assert_string_equal(fixture_intents(&fixture, "手机昨天被偷了"), "lost");
	fixture_finish(&fixture);
}

static void a_rule_adds_to_what_the_model_says(void **state)
{
	struct fixture fixture;
	size_t n;

	(void)state;
	load(&fixture);
	fixture_match(&fixture, "缴费");
	const struct intent_score *scores = intent_matcher_scores(fixture.matcher, &n);

	assert_int_equal(n, 3);
	assert_string_equal(scores[2].name, "pay");
	assert_true(scores[2].rules > 0.79 && scores[2].rules < 0.81);
	assert_true(blend_confidence(&fixture.intents->blend, scores[2].model, 0) <
		    scores[2].confidence);
	fixture_finish(&fixture);
}

static void the_same_packs_give_the_same_model(void **state)
{
	struct fixture one, two;
	const struct model_weights *a, *b;

	(void)state;
	load(&one);
	load(&two);
	a = one.intents->model;
	b = two.intents->model;
	assert_int_equal(a->n_features, b->n_features);
	assert_memory_equal(a->hashes, b->hashes, a->n_features * sizeof *a->hashes);
	assert_memory_equal(a->weights, b->weights,
			    a->n_features * a->n_classes * sizeof *a->weights);
	assert_memory_equal(a->constants, b->constants, a->n_classes * sizeof *a->constants);
	assert_memory_equal(&one.intents->blend, &two.intents->blend, sizeof one.intents->blend);
	assert_memory_equal(&one.intents->gate, &two.intents->gate, sizeof one.intents->gate);
	fixture_finish(&one);
	fixture_finish(&two);
}

static void a_pack_with_few_examples_has_its_rules_alone(void **state)
{
	struct fixture fixture;
	size_t n;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "chat.yaml", CHAT);
	fixture_file(&fixture, "lost.yaml", LOST);
	fixture_file(&fixture, "roam.yaml",
		     "intent: roam\nkind: errand\nrules:\n  - match: 漫游\n    weight: 1\n"
		     "examples:\n  zh: [出国漫游]\n");
	fixture_load(&fixture, fixture.folder);
	assert_non_null(fixture.intents);
	assert_string_equal(fixture_intents(&fixture, "漫游"), "roam");
	const struct intent_score *scores = intent_matcher_scores(fixture.matcher, &n);

	assert_true(scores[2].model == 0 && scores[2].confidence == scores[2].rules);
	fixture_finish(&fixture);
}

/* --- the gate ------------------------------------------------------------- */

/* Sentences of which every second one wants an errand; all are taken for one, from 0 to 1. */
static void fill(struct gate_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct gate_row){(double)(i * 7 % n) / (double)n, true, i % 2 == 0};
}

static void an_errand_is_claimed_from_where_false_claims_are_few(void **state)
{
	struct intent_gate gate = GATE_DEFAULT;
	struct gate_row rows[1000];
	size_t n_false = 0;

	(void)state;
	fill(rows, 1000);
	for (size_t i = 0; i < 1000; i++)
		rows[i].confidence *= 0.4;
	gate_learn(&gate, rows, 1000, true);
	for (size_t i = 0; i < 1000; i++)
		n_false += !rows[i].wants_errand && rows[i].confidence > gate.claim;
	assert_int_equal(n_false, 27); /* 5.5 of a hundred of 500 */
	assert_true(gate.guess == GATE_DEFAULT.guess);
}

static void where_nothing_is_foreign_nearly_every_sentence_is_answered(void **state)
{
	struct intent_gate gate = GATE_DEFAULT;
	struct gate_row rows[1000];

	(void)state;
	fill(rows, 1000);
	for (size_t i = 0; i < 1000; i++)
		rows[i].confidence = 0.02 + rows[i].confidence / 2;
	gate_learn(&gate, rows, 1000, false);
	assert_true(gate.guess < 0.03);
	assert_true(gate.claim == GATE_DEFAULT.claim);
}

static void from_few_sentences_no_gate_is_learnt(void **state)
{
	struct intent_gate gate = GATE_DEFAULT;
	struct gate_row rows[100];

	(void)state;
	fill(rows, 100);
	gate_learn(&gate, rows, 100, true);
	gate_learn(&gate, rows, 100, false);
	assert_memory_equal(&gate, &GATE_DEFAULT, sizeof gate);
}

/* --- what is kept --------------------------------------------------------- */

struct cache {
	char folder[32];
	char file[64];
};

/* The one file in the cache. */
static void find_file(struct cache *cache)
{
	char folder[48];
	struct dirent *entry;

	snprintf(folder, sizeof folder, "%s/fuji", cache->folder);
	DIR *dir = opendir(folder);

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			snprintf(cache->file, sizeof cache->file, "%.40s/%.15s", folder,
				 entry->d_name);
	closedir(dir);
}

static void load_kept(struct cache *cache, struct fixture *fixture)
{
	fixture_start(fixture);
	setenv("XDG_CACHE_HOME", cache->folder, 1);
	fixture_file(fixture, "chat.yaml", CHAT);
	fixture_file(fixture, "lost.yaml", LOST);
	fixture_file(fixture, "pay.yaml", PAY);
	fixture_load(fixture, fixture->folder);
	assert_non_null(fixture->intents);
}

static void cache_start(struct cache *cache)
{
	struct fixture fixture;

	*cache = (struct cache){.folder = "/tmp/fuji-cache-XXXXXX"};
	assert_non_null(mkdtemp(cache->folder));
	load_kept(cache, &fixture);
	find_file(cache);
	fixture_finish(&fixture);
}

static void cache_finish(struct cache *cache)
{
	char folder[48];

	snprintf(folder, sizeof folder, "%s/fuji", cache->folder);
	unlink(cache->file);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(rmdir(cache->folder), 0);
}

/* Adds to a byte of the file, which is then another's or damaged. */
static void change_byte(const struct cache *cache, long at, int more)
{
	FILE *file = fopen(cache->file, "r+b");

	fseek(file, at, SEEK_SET);
	int c = getc(file);

	fseek(file, at, SEEK_SET);
	putc(c + more, file);
	fclose(file);
}

static void a_model_that_was_kept_is_the_one_that_was_trained(void **state)
{
	struct cache cache;
	struct fixture trained, kept;

	(void)state;
	cache_start(&cache);
	load(&trained);
	load_kept(&cache, &kept);
	const struct model_weights *a = trained.intents->model, *b = kept.intents->model;

	assert_int_equal(a->n_features, b->n_features);
	assert_memory_equal(a->weights, b->weights,
			    a->n_features * a->n_classes * sizeof *a->weights);
	assert_memory_equal(&trained.intents->blend, &kept.intents->blend,
			    sizeof kept.intents->blend);
	assert_string_equal(fixture_intents(&kept, "我手机昨天弄丢了"), "lost");
	fixture_finish(&trained);
	fixture_finish(&kept);
	cache_finish(&cache);
}

static void a_file_of_another_version_or_a_damaged_one_is_as_good_as_none(void **state)
{
	static const long places[] = {3, 10, 33, 41, 50, 73, 90, -1};
	struct cache cache;
	struct fixture fixture;

	(void)state;
	cache_start(&cache);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (places[i] >= 0)
			change_byte(&cache, places[i], 1);
		else
			assert_int_equal(truncate(cache.file, 100), 0);
		load_kept(&cache, &fixture);
		assert_string_equal(fixture_intents(&fixture, "我手机昨天弄丢了"), "lost");
		fixture_finish(&fixture);
	}
	cache_finish(&cache);
}

static void without_a_folder_nothing_is_kept_and_nothing_is_wrong(void **state)
{
	struct fixture fixture;
	const char *home = getenv("HOME");

	(void)state;
	load(&fixture);
	fixture_finish(&fixture);
	fixture_start(&fixture);
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	fixture_file(&fixture, "lost.yaml", LOST);
	fixture_load(&fixture, fixture.folder);
	assert_non_null(fixture.intents);
	setenv("HOME", home ? home : "/", 1);
	fixture_finish(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_like_the_examples_is_understood_without_a_rule),
		cmocka_unit_test(a_sentence_like_none_of_them_is_no_errand),
		cmocka_unit_test(what_is_most_like_noise_is_not_understood),
		cmocka_unit_test(a_rule_adds_to_what_the_model_says),
		cmocka_unit_test(the_same_packs_give_the_same_model),
		cmocka_unit_test(a_pack_with_few_examples_has_its_rules_alone),
		cmocka_unit_test(an_errand_is_claimed_from_where_false_claims_are_few),
		cmocka_unit_test(where_nothing_is_foreign_nearly_every_sentence_is_answered),
		cmocka_unit_test(from_few_sentences_no_gate_is_learnt),
		cmocka_unit_test(a_model_that_was_kept_is_the_one_that_was_trained),
		cmocka_unit_test(a_file_of_another_version_or_a_damaged_one_is_as_good_as_none),
		cmocka_unit_test(without_a_folder_nothing_is_kept_and_nothing_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
