/*
 * What a speaker did not mean is not seen by rules and model, and leads back to where it was.
 */
#include "fixture.h"

#include "intents/subject.h"

static struct text_reader *reader;
static struct arena *arena;

static struct subject subject_of(const char *text, struct text_normal *normal)
{
	struct subject subject;

	assert_true(text_normalize(reader, text, strlen(text), arena, normal, NULL));
	subject_read(normal, arena, &subject);
	assert_int_equal(strlen(subject.text), subject.length);
	return subject;
}

struct row {
	const char *text, *seen;
};

static void check(const struct row *rows, size_t n)
{
	struct text_normal normal;

	for (size_t i = 0; i < n; i++)
		assert_string_equal(subject_of(rows[i].text, &normal).text, rows[i].seen);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

static void a_stutter_is_said_once(void **state)
{
	static const struct row rows[] = {
		{"我我那个", "我"},
		{"停停停机", "停机"},
		{"停停机了", "停机了"},
		{"停 停 停 机", "停机"},
		{"就是就是停机了", "就是停机了"},
		{"转人工转人工转人工", "转人工"},
		{"我的我的手机", "我的手机"},
		{"啊啊啊啊", "啊"},
		{"快快快开机", "快开机"},
		{"还没没没通", "还没通"},
		{"the the phone is is dead", "the phone is dead"},
		{"w-w-what happened", "what happened"},
		{"soooo slow nooo", "so slow no"},
		{"停机了！！！！", "停机了!"},
		{"为什么？？？", "为什么?"},
		{"。。。", "。"},
		{"😂😂😂", "😂"},
	};

	(void)state;
	CHECK(rows);
}

static void what_is_doubled_on_purpose_stays(void **state)
{
	static const struct row rows[] = {
		{"天天停机", "天天停机"},
		{"妈妈的号", "妈妈的号"},
		{"常常没信号", "常常没信号"},
		{"帮我看看", "帮我看看"},
		{"谢谢", "谢谢"},
		{"谢谢谢谢", "谢谢"},
		{"试试慢慢星星刚刚", "试试慢慢星星刚刚"},
		{"爸爸哥哥拜拜", "爸爸哥哥拜拜"},
		{"好好的就停了", "好好的就停了"},
		{"能不能不停机", "能不能不停机"},
		{"是不是不能用", "是不是不能用"},
		{"good book, see you soon", "good book, see you soon"},
		{"goood", "good"},
		{"bye bye", "bye bye"},
		{"that is a address", "that is a address"},
		{"https://a.b", "https://a.b"},
		{"嗯", "嗯"},
	};

	(void)state;
	CHECK(rows);
}

static void numbers_are_never_touched(void **state)
{
	static const struct row rows[] = {
		{"打10000和10086", "打10000和10086"},
		{"88元", "88元"},
		{"牛666", "牛666"},
		{"验证码000111", "验证码000111"},
		{"尾号****1234", "尾号****1234"},
		{"幺三八零零零零一一一一", "幺三八零零零零一一一一"},
		{"充了一百一百", "充了一百一百"},
		{"3...5块", "3...5块"},
	};

	(void)state;
	CHECK(rows);
}

static void a_filler_inside_is_not_seen(void **state)
{
	static const struct row rows[] = {
		{"我想嗯查一下呃话费", "我想查一下话费"},
		{"我那个想问停机", "我想问停机"},
		{"帮我那个那个转人工", "帮我转人工"},
		{"我手机就是说停机了", "我手机停机了"},
		{"i um want uh, to pay", "i want to pay"},
		/* These mean something. */
		{"我那个号码停了", "我那个号码停了"},
		{"查这个月话费", "查这个月话费"},
		{"余额多少", "余额多少"},
		{"要那个", "要那个"},
		{"就是我那个", "就是我那个"},
		{"wo er zi", "wo er zi"},
	};

	(void)state;
	CHECK(rows);
}

static void a_message_of_hesitation_is_no_empty_one(void **state)
{
	static const char *const texts[] = {"嗯", "嗯嗯嗯", "那个那个", "啊", "👍", "？？？", "um"};
	struct text_normal normal;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_true(subject_of(texts[i], &normal).core_length > 0);
}

static void what_is_kept_leads_back_to_the_original(void **state)
{
	static const struct {
		const char *text, *part, *origin;
	} rows[] = {
		{"喂喂喂我我手機停停停機了！！", "停机", "停機"},
		{"喂喂喂我我手機停停停機了！！", "手机停机", "手機停停停機"},
		{"我想嗯查話費", "想查", "想嗯查"},
		{"我想嗯查話費", "话费", "話費"},
		{"the the phone", "the", "the"},
		{"轉人工轉人工", "转人工", "轉人工"},
	};
	struct text_normal normal;
	size_t from, length;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct subject subject = subject_of(rows[i].text, &normal);
		const char *found = strstr(subject.text, rows[i].part);

		assert_non_null(found);
		subject_origin(&subject, &normal, (size_t)(found - subject.text),
			       strlen(rows[i].part), &from, &length);
		assert_string_equal(arena_text_n(arena, rows[i].text + from, length),
				    rows[i].origin);
	}
}

/* Pieces that meet in surprising ways. */
static void any_text_keeps_its_places_in_order(void **state)
{
	static const char *const pieces[] = {"那个", "我",  "就是说", "嗯", "w-w",
					     " ",    "the", "!",      "停", "谢",
					     "不",   "是",  "um ",    "o",  "\xf0\xa0\xae\xb6"};
	uint32_t seed = 3;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[128] = "";
		struct text_normal normal;

		for (int j = 0; j < 8; j++) {
			seed = seed * 1664525 + 1013904223;
			strcat(text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
		}
		struct subject subject = subject_of(text, &normal);

		assert_true(text_is_utf8(subject.text, subject.length));
		assert_true(subject.length > 0 || strspn(text, " ") == strlen(text));
		for (size_t at = 0; at < subject.length; at++) {
			assert_true(subject.places[at] < subject.places[at + 1]);
			if (subject.text[at] != ' ')
				assert_int_equal(subject.text[at], normal.text[subject.places[at]]);
		}
		arena_reset(arena);
	}
}

static int create(void **state)
{
	(void)state;
	reader = text_reader_create(NULL);
	arena = arena_create();
	return reader ? 0 : -1;
}

static int destroy(void **state)
{
	(void)state;
	text_reader_destroy(reader);
	arena_destroy(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stutter_is_said_once),
		cmocka_unit_test(what_is_doubled_on_purpose_stays),
		cmocka_unit_test(numbers_are_never_touched),
		cmocka_unit_test(a_filler_inside_is_not_seen),
		cmocka_unit_test(a_message_of_hesitation_is_no_empty_one),
		cmocka_unit_test(what_is_kept_leads_back_to_the_original),
		cmocka_unit_test(any_text_keeps_its_places_in_order),
	};

	return cmocka_run_group_tests(tests, create, destroy);
}
