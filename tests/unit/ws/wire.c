/*
 * Frames in and out.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "ws/wire.h"

static const char *fault_of_chat(const char *text, struct wire_fault *fault)
{
	struct wire_frame frame;
	bool good = wire_read_chat(text, strlen(text), &frame, fault);

	wire_frame_finish(&frame);
	return good ? "" : fault->code;
}

static void a_hello_may_be_bare_or_full(void **state)
{
	static const char bare[] = "{\"type\":\"event\",\"name\":\"hello\"}";
	static const char full[] =
		"{\"type\":\"event\",\"name\":\"hello\",\"value\":{\"token\":\"t\","
		"\"watermark\":\"9007199254740993\",\"locale\":\"en\"}}";
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	assert_true(wire_read_chat(bare, strlen(bare), &frame, &fault));
	assert_int_equal(frame.event->kind, EVENT_HELLO);
	assert_null(frame.token);
	wire_frame_finish(&frame);

	assert_true(wire_read_chat(full, strlen(full), &frame, &fault));
	assert_string_equal(frame.token, "t");
	assert_string_equal(frame.event->locale, "en");
	assert_int_equal(frame.event->watermark, 9007199254740993);
	wire_frame_finish(&frame);
}

static void a_hello_brings_a_code_in_place_of_a_token(void **state)
{
	static const char code[] = "{\"type\":\"event\",\"name\":\"hello\",\"value\":{"
				   "\"code\":\"BCDF-GHJK\"}}";
	static const char both[] = "{\"type\":\"event\",\"name\":\"hello\",\"value\":{"
				   "\"code\":\"BCDF-GHJK\",\"token\":\"t\"}}";
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	assert_true(wire_read_chat(code, strlen(code), &frame, &fault));
	assert_string_equal(frame.code, "BCDF-GHJK");
	wire_frame_finish(&frame);

	assert_false(wire_read_chat(both, strlen(both), &frame, &fault));
	assert_string_equal(fault.code, "bad_activity");
}

static void the_end_of_a_conversation_and_what_stands_in_front_are_asked_for(void **state)
{
	static const char hello[] =
		"{\"type\":\"event\",\"name\":\"hello\",\"value\":{\"newest\":50}}";
	static const char resume[] = "{\"type\":\"event\",\"name\":\"hello\",\"value\":{"
				     "\"newest\":50,\"watermark\":\"9\"}}";
	static const char back[] = "{\"type\":\"event\",\"name\":\"earlier\",\"value\":{"
				   "\"before\":\"81\",\"limit\":30},\"channelData\":{"
				   "\"clientActivityID\":\"e-1\"}}";
	static const char *const bad[] = {
		"{\"type\":\"event\",\"name\":\"hello\",\"value\":{\"newest\":201}}",
		"{\"type\":\"event\",\"name\":\"hello\",\"value\":{\"newest\":true}}",
		"{\"type\":\"event\",\"name\":\"earlier\"}",
		"{\"type\":\"event\",\"name\":\"earlier\",\"value\":{\"before\":\"0\"}}",
		"{\"type\":\"event\",\"name\":\"earlier\",\"value\":{\"before\":\"9\",\"limit\":0}}",
		"{\"type\":\"event\",\"name\":\"earlier\",\"value\":{\"before\":\"9\",\"limit\":2.5}}",
	};
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	assert_true(wire_read_chat(hello, strlen(hello), &frame, &fault));
	assert_true(frame.event->newest);
	assert_int_equal(frame.event->most, 50);
	wire_frame_finish(&frame);

	assert_true(wire_read_chat(resume, strlen(resume), &frame, &fault));
	assert_false(frame.event->newest);
	assert_int_equal(frame.event->watermark, 9);
	wire_frame_finish(&frame);

	assert_true(wire_read_chat(back, strlen(back), &frame, &fault));
	assert_int_equal(frame.event->kind, EVENT_EARLIER);
	assert_int_equal(frame.event->before, 81);
	assert_int_equal(frame.event->most, 30);
	assert_string_equal(frame.event->client_id, "e-1");
	wire_frame_finish(&frame);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(wire_read_chat(bad[i], strlen(bad[i]), &frame, &fault));
		assert_string_equal(fault.code, "bad_activity");
	}
}

static void a_page_in_front_says_so_and_moves_no_watermark(void **state)
{
	static char json[] = "{\"text\":\"13800000001\"}";
	const struct output page = {.json = json, .before = 81, .more = true};
	struct buffer chat = {0}, desk = {0};

	(void)state;
	wire_put_set(&chat, &page);
	assert_string_equal(chat.data, "{\"activities\":[{\"text\":\"13800000001\"}],"
				       "\"before\":\"81\",\"more\":true}");
	wire_put_case_activities(&desk, "F1", &page);
	assert_string_equal(desk.data,
			    "{\"type\":\"earlier\",\"case\":\"F1\",\"activities\":["
			    "{\"text\":\"138****0001\"}],\"before\":\"81\",\"more\":true}");
	buffer_finish(&chat);
	buffer_finish(&desk);
}

static void an_assertion_comes_in_a_hello_or_by_itself(void **state)
{
	static const char hello[] = "{\"type\":\"event\",\"name\":\"hello\",\"value\":{"
				    "\"identity\":\"a.b.c\"}}";
	static const char later[] = "{\"type\":\"event\",\"name\":\"identity\",\"value\":{"
				    "\"identity\":\"a.b.c\"}}";
	static const char none[] = "{\"type\":\"event\",\"name\":\"identity\",\"text\":\"a\"}";
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	assert_true(wire_read_chat(hello, strlen(hello), &frame, &fault));
	assert_int_equal(frame.event->kind, EVENT_HELLO);
	assert_string_equal(frame.identity->name, "identity");
	assert_string_equal(frame.identity->text, "a.b.c");
	wire_frame_finish(&frame);

	assert_true(wire_read_chat(later, strlen(later), &frame, &fault));
	assert_int_equal(frame.event->kind, EVENT_ACTIVITY);
	assert_string_equal(frame.event->text, "a.b.c");
	assert_null(frame.identity);
	wire_frame_finish(&frame);

	assert_false(wire_read_chat(none, strlen(none), &frame, &fault));
}

static void a_message_keeps_its_text_choice_and_name(void **state)
{
	static const char text[] =
		"{\"type\":\"message\",\"text\":\"服务密码\",\"value\":{\"choice\":"
		"\"service_password\"},\"channelData\":{\"clientActivityID\":"
		"\"c-2\"}}";
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	assert_true(wire_read_chat(text, strlen(text), &frame, &fault));
	assert_int_equal(frame.event->kind, EVENT_ACTIVITY);
	assert_string_equal(frame.event->text, "服务密码");
	assert_string_equal(frame.event->choice, "service_password");
	assert_string_equal(frame.event->client_id, "c-2");
	wire_frame_finish(&frame);
}

#define FILES(list) "{\"type\":\"message\",\"attachments\":" list "}"
#define FILE_NAMED(id) "{\"name\":\"a.jpg\",\"content\":{\"uploadId\":" id "}}"

static void a_message_brings_one_file_at_most(void **state)
{
	static const char one[] = FILES("[" FILE_NAMED("\"abc\"") "]");
	static const char *const bad[] = {
		FILES("7"),
		FILES("[7]"),
		FILES("[{}]"),
		FILES("[{\"content\":\"abc\"}]"),
		FILES("[" FILE_NAMED("7") "]"),
		FILES("[" FILE_NAMED("\"abcdefghijklmnopqrstuvwxyz2\"") "]"),
		FILES("[" FILE_NAMED("\"abc\"") "," FILE_NAMED("\"abd\"") "]"),
	};
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	assert_true(wire_read_chat(one, strlen(one), &frame, &fault));
	assert_string_equal(frame.event->upload_id, "abc");
	assert_string_equal(frame.event->upload_name, "a.jpg");
	wire_frame_finish(&frame);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_string_equal(fault_of_chat(bad[i], &fault), "bad_activity");
	assert_string_equal(fault_of_chat(FILES("[]"), &fault), "text_empty");
}

static void a_refused_message_is_still_named(void **state)
{
	struct wire_fault fault;

	(void)state;
	assert_string_equal(fault_of_chat("{\"type\":\"message\",\"text\":7,\"channelData\":{"
					  "\"clientActivityID\":\"c-3\"}}",
					  &fault),
			    "bad_activity");
	assert_string_equal(fault.client_id, "c-3");
	assert_string_equal(fault.detail.text, "text is not a string");
}

static void texts_are_counted_in_characters(void **state)
{
	struct buffer frame = {0};
	struct wire_fault fault;

	(void)state;
	for (int most = WIRE_TEXT_MOST; most <= WIRE_TEXT_MOST + 1; most++) {
		buffer_clear(&frame);
		buffer_text(&frame, "{\"type\":\"message\",\"text\":\"");
		for (int i = 0; i < most; i++)
			buffer_text(&frame, "𠮷");
		buffer_text(&frame, "\"}");
		assert_string_equal(fault_of_chat(frame.data, &fault),
				    most == WIRE_TEXT_MOST ? "" : "text_too_long");
	}
	buffer_finish(&frame);
}

static void every_verb_of_a_desk_is_read(void **state)
{
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	for (int verb = 0; verb < N_DESK_VERBS; verb++) {
		bool accounts = verb >= DESK_ACCOUNTS && verb <= DESK_ACCOUNT_WORK;
		bool rules = verb == DESK_RULES_READ || verb == DESK_RULES_SAVE;
		bool review = verb >= DESK_REVIEW_LIST && verb <= DESK_REVIEW_TEXT;
		bool filters = verb == DESK_LIST || verb == DESK_AUDIT || accounts || rules ||
			       review;
		struct buffer text = {0};

		buffer_format(
			&text,
			"{\"type\":\"%s\",\"case\":\"F1\",\"text\":\"x\",\"watermark\":\"3\","
			"\"log_watermark\":\"4\",\"before\":\"5\",\"after\":{\"priority\":2,\"row\":9},"
			"\"filter\":{\"case\":\"F1\",\"object\":\"F1\",\"state\":\"done\"},\"presence\":\"away\",\"agent\":\"li\","
			"\"order\":\"resume\",\"step\":\"payment_found\",\"state\":\"done\","
			"\"clientActivityID\":\"c-1\",\"add\":\"abroad\",\"name\":\"wang\","
			"\"password\":\"12345678\",\"file\":\"teams\",\"version\":\"v\",\"days\":7,"
			"\"number\":3,\"intent\":\"stop\",\"language\":\"zh\"}",
			desk_verb_name((enum desk_verb)verb));
		assert_true(wire_read_desk(text.data, text.length, &frame, &fault));
		assert_int_equal(frame.event->verb, verb);
		assert_string_equal(accounts ? frame.event->name
				    : rules  ? frame.event->file
				    : review ? frame.event->state
					     : frame.event->case_id,
				    accounts ? "wang"
				    : rules  ? "teams"
				    : review ? "done"
					     : "F1");
		assert_int_equal(frame.event->watermark, filters ? 0 : 3);
		assert_int_equal(frame.event->log_watermark, filters ? 0 : 4);
		assert_int_equal(frame.event->before, filters ? 0 : 5);
		assert_int_equal(frame.event->page_priority, 2);
		assert_int_equal(frame.event->page_row, 9);
		wire_frame_finish(&frame);
		buffer_finish(&text);
	}
}

static void a_log_in_is_no_event(void **state)
{
	static const char text[] = "{\"type\":\"login\",\"name\":\"li\",\"password\":\"p\"}";
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	assert_true(wire_read_desk(text, strlen(text), &frame, &fault));
	assert_true(frame.login);
	assert_null(frame.event);
	assert_string_equal(frame.password, "p");
	wire_frame_finish(&frame);
}

/* Every frame cut at every byte, and with every byte replaced: refused or read, no more. */
static void damaged_frames_do_no_harm(void **state)
{
	static const char whole[] =
		"{\"type\":\"message\",\"text\":\"停机\",\"value\":{\"choice\":\"a\"},"
		"\"channelData\":{\"clientActivityID\":\"c\"},\"locale\":\"zh\"}";
	char copy[sizeof whole];
	struct wire_frame frame;
	struct wire_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof whole; i++) {
		wire_read_chat(whole, i, &frame, &fault);
		wire_frame_finish(&frame);
		memcpy(copy, whole, sizeof whole);
		for (int byte = 1; byte < 256; byte++) {
			copy[i] = (char)byte;
			wire_read_chat(copy, sizeof whole - 1, &frame, &fault);
			wire_frame_finish(&frame);
			wire_read_desk(copy, sizeof whole - 1, &frame, &fault);
			wire_frame_finish(&frame);
		}
	}
}

static void errors_are_valid_json_and_say_who_is_meant(void **state)
{
	struct buffer frame = {0};
	struct error err;
	cJSON *json;

	(void)state;
	wire_put_chat_error(&frame,
			    &(struct wire_error){"too_fast",
						 wire_sentence("too_fast", LANGUAGE_EN, false),
						 "c-9", 200});
	json = json_read(frame.data, frame.length, &err);
	assert_non_null(json);
	assert_non_null(strstr(frame.data, "\"clientActivityID\":\"c-9\""));
	assert_non_null(strstr(frame.data, "\"retry_after_ms\":200"));
	cJSON_Delete(json);
	buffer_finish(&frame);
}

static void assert_thumb(const char *text, enum thumb thumb, const char *reply_to)
{
	struct wire_frame frame;
	struct wire_fault fault;

	assert_true(wire_read_activity(text, strlen(text), &frame, &fault));
	assert_int_equal(frame.event->thumb, thumb);
	assert_string_equal(frame.event->reply_to, reply_to);
	wire_frame_finish(&frame);
}

static void a_thumb_comes_as_an_event_or_as_an_invoke(void **state)
{
	static const char odd[] = "{\"type\":\"invoke\",\"name\":\"message/submitAction\","
				  "\"replyToId\":\"c.7\",\"value\":{\"actionValue\":{"
				  "\"reaction\":\"laugh\"}}}";
	struct wire_fault fault;

	(void)state;
	assert_thumb(
		"{\"type\":\"event\",\"name\":\"webchat:activity-status/feedback\",\"entities\":["
		"{\"@type\":\"DislikeAction\",\"@id\":\"c.7#DislikeAction\"}]}",
		THUMB_DOWN, "c.7");
	assert_thumb(
		"{\"type\":\"invoke\",\"name\":\"message/submitAction\",\"replyToId\":\"c.7\","
		"\"value\":{\"actionName\":\"feedback\",\"actionValue\":{\"reaction\":\"like\","
		"\"feedback\":\"\"}}}",
		THUMB_UP, "c.7");
	assert_string_equal(fault_of_chat(odd, &fault), "bad_activity");
}

static void sentences_are_the_same_in_traditional_characters(void **state)
{
	struct error err;
	struct text_writer *writer = text_writer_create(&err);
	struct arena *arena = arena_create();
	const char *code;

	(void)state;
	assert_non_null(writer);
	for (size_t i = 0; (code = wire_sentence_code(i)); i++) {
		assert_string_equal(
			wire_sentence(code, LANGUAGE_ZH, true),
			text_traditional(writer, wire_sentence(code, LANGUAGE_ZH, false), arena));
	}
	arena_destroy(arena);
	text_writer_destroy(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_are_the_same_in_traditional_characters),
		cmocka_unit_test(a_hello_may_be_bare_or_full),
		cmocka_unit_test(a_thumb_comes_as_an_event_or_as_an_invoke),
		cmocka_unit_test(a_hello_brings_a_code_in_place_of_a_token),
		cmocka_unit_test(the_end_of_a_conversation_and_what_stands_in_front_are_asked_for),
		cmocka_unit_test(a_page_in_front_says_so_and_moves_no_watermark),
		cmocka_unit_test(an_assertion_comes_in_a_hello_or_by_itself),
		cmocka_unit_test(a_message_keeps_its_text_choice_and_name),
		cmocka_unit_test(a_message_brings_one_file_at_most),
		cmocka_unit_test(a_refused_message_is_still_named),
		cmocka_unit_test(texts_are_counted_in_characters),
		cmocka_unit_test(every_verb_of_a_desk_is_read),
		cmocka_unit_test(a_log_in_is_no_event),
		cmocka_unit_test(damaged_frames_do_no_harm),
		cmocka_unit_test(errors_are_valid_json_and_say_who_is_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
