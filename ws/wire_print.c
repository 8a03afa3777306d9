/*
 * What is sent: sentences for errors, ActivitySets, frames of a desk.
 */
#include "ws/wire.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

/* --- errors --------------------------------------------------------------------- */

static const struct {
	const char *code;
	const char *text[N_LANGUAGES];
	const char *traditional; /* the Chinese one; a test holds it to what OpenCC writes */
} sentences[] = {
	{"bad_json",
	 {"消息格式有误，未能读取。", "The frame is not valid JSON."},
	 "消息格式有誤，未能讀取。"},
	{"bad_activity",
	 {"消息内容有误，未能处理。", "The frame is not as the protocol has it."},
	 "消息內容有誤，未能處理。"},
	{"text_too_long",
	 {"消息太长了，请控制在 4000 字以内，分几条发送。",
	  "That message is too long. Please keep each one under 4,000 characters."},
	 "消息太長了，請控制在 4000 字以內，分幾條發送。"},
	{"text_empty",
	 {"消息是空的，请输入内容再发送。", "That message is empty."},
	 "消息是空的，請輸入內容再發送。"},
	{"hello_first", {"请先打开会话。", "Say hello before anything else."}, "請先打開會話。"},
	{"hello_twice",
	 {"会话已经打开了。", "This connection has already said hello."},
	 "會話已經打開了。"},
	{"token_invalid",
	 {"会话凭证无效，请重新打开对话。", "This session is not valid. Please start again."},
	 "會話憑證無效，請重新打開對話。"},
	{"code_refused",
	 {"这个码不对，或者已经用过、过期了。请在原来的设备上再取一个。",
	  "This code is not right, or it was used or is too old. Please get another one on the "
	  "first device."},
	 "這個碼不對，或者已經用過、過期了。請在原來的設備上再取一個。"},
	{"code_limited",
	 {"输错的次数太多了，请过一会儿再试。",
	  "There were too many wrong codes. Please try again later."},
	 "輸錯的次數太多了，請過一會兒再試。"},
	{"token_expired",
	 {"会话已过期，请重新打开对话。", "This session has expired. Please start again."},
	 "會話已過期，請重新打開對話。"},
	{"too_fast",
	 {"消息发得太快了，请稍等一下再发。", "That is too fast. Please wait a moment."},
	 "消息發得太快了，請稍等一下再發。"},
	{"too_many_connections",
	 {"当前打开的会话过多，请稍后再试。",
	  "Too many connections are open at the moment. Please try again shortly."},
	 "當前打開的會話過多，請稍後再試。"},
	{"too_many_conversations",
	 {"您所在的网络刚刚新开的对话太多了，请稍后再试。急的话，请拨打运营商的客服热线。",
	  "Too many conversations have just been begun from your network. Please try again later; if "
	  "it is urgent, please call your operator's hotline."},
	 "您所在的網絡剛剛新開的對話太多了，請稍後再試。急的話，請撥打運營商的客服熱線。"},
	{"overloaded",
	 {"现在咨询的人较多，这条消息没有发出，请稍后再发。",
	  "We are very busy; this message was not sent. Please send it again in a moment."},
	 "現在諮詢的人較多，這條消息沒有發出，請稍後再發。"},
	{"login_failed",
	 {"用户名或密码不对，或者账号已停用。",
	  "The name or password is wrong, or the account is disabled."},
	 "用戶名或密碼不對，或者賬號已停用。"},
	{"login_limited",
	 {"登录尝试次数过多，请稍后再试。",
	  "There were too many tries to log in. Please try again later."},
	 "登錄嘗試次數過多，請稍後再試。"},
	{"idle",
	 {"太久没有操作，已退出登录，请重新登录。",
	  "Nothing was done for a while, so you were logged out. Log in to go on."},
	 "太久沒有操作，已退出登錄，請重新登錄。"},
	{"login_first", {"请先登录。", "Log in first."}, "請先登錄。"},
	{"forbidden",
	 {"您的角色没有这项权限。", "Your role may not do this."},
	 "您的角色沒有這項權限。"},
	{"storage_unavailable",
	 {"系统暂时无法保存消息，请稍后再发。",
	  "The message could not be stored. Please send it again in a moment."},
	 "系統暫時無法保存消息，請稍後再發。"},
	{"conversation_gone",
	 {"这个对话已经不在了，请重新开始。",
	  "This conversation no longer exists. Please start again."},
	 "這個對話已經不在了，請重新開始。"},
	{"identity_refused",
	 {"没能确认您在运营商的登录，请按提示核实身份。",
	  "Your log-in at the operator could not be confirmed. Please prove who you are as you are asked."},
	 "沒能確認您在運營商的登錄，請按提示核實身份。"},
};

#define N_SENTENCES (sizeof sentences / sizeof *sentences)

const char *wire_sentence(const char *code, enum language language, bool traditional)
{
	size_t i = 0;

	while (i < N_SENTENCES && strcmp(sentences[i].code, code) != 0)
		i++;
	if (i == N_SENTENCES)
		return NULL;
	return language == LANGUAGE_ZH && traditional ? sentences[i].traditional
						      : sentences[i].text[language];
}

const char *wire_sentence_code(size_t i)
{
	return i < N_SENTENCES ? sentences[i].code : NULL;
}

static void put_error(struct buffer *buffer, const struct wire_error *error)
{
	bool named = error->client_id && *error->client_id;

	json_put_member(buffer, "code", error->code);
	json_put_member(buffer, "message", error->message);
	json_put_member(buffer, "clientActivityID", named ? error->client_id : NULL);
	json_put_integer(buffer, "retry_after_ms", error->retry_after_ms);
}

void wire_put_chat_error(struct buffer *buffer, const struct wire_error *error)
{
	buffer_text(buffer, "{\"activities\":[{\"type\":\"event\",\"name\":\"error\",\"value\":{");
	put_error(buffer, error);
	buffer_text(buffer, "}}]}");
}

void wire_put_desk_error(struct buffer *buffer, const struct wire_error *error)
{
	buffer_text(buffer, "{\"type\":\"error\"");
	put_error(buffer, error);
	buffer_char(buffer, '}');
}

/* --- frames out ----------------------------------------------------------------- */

static void put_activities(struct buffer *buffer, const struct output *output, const char *json)
{
	json_put_name(buffer, "activities");
	buffer_char(buffer, '[');
	buffer_add(buffer, json, strlen(json));
	buffer_char(buffer, ']');
	if (output->before)
		buffer_format(buffer, ",\"before\":\"%" PRId64 "\"", output->before);
	if (output->watermark)
		buffer_format(buffer, ",\"watermark\":\"%" PRId64 "\"", output->watermark);
	if (output->more)
		json_put_boolean(buffer, "more", true);
}

void wire_put_set(struct buffer *buffer, const struct output *output)
{
	buffer_char(buffer, '{');
	put_activities(buffer, output, output->json ? output->json : "");
	buffer_char(buffer, '}');
}

void wire_put_welcome(struct buffer *buffer, const struct output *output, const char *token,
		      int64_t expires_in)
{
	buffer_char(buffer, '{');
	json_put_member(buffer, "conversationId", output->conversation);
	json_put_member(buffer, "token", token);
	json_put_integer(buffer, "expires_in", expires_in);
	put_activities(buffer, output, output->json ? output->json : "");
	if (output->earlier)
		json_put_boolean(buffer, "earlier", true);
	buffer_char(buffer, '}');
}

void wire_put_typing(struct buffer *buffer)
{
	buffer_text(
		buffer,
		"{\"activities\":[{\"type\":\"typing\",\"from\":{\"id\":\"fuji\",\"role\":\"bot\"}}]}");
}

void wire_put_move(struct buffer *buffer, const char *code, int64_t expires_in)
{
	buffer_text(buffer,
		    "{\"activities\":[{\"type\":\"event\",\"name\":\"fuji.move\",\"value\":{");
	json_put_member(buffer, "code", code);
	json_put_integer(buffer, "expires_in", expires_in);
	buffer_text(buffer, "}}]}");
}

/* What desks may ask for by the table of access, so that nobody keeps a table beside it. */
static void put_verbs(struct buffer *buffer, enum role role)
{
	json_put_name(buffer, "may");
	buffer_char(buffer, '[');
	for (enum desk_verb verb = 0; verb < N_DESK_VERBS; verb++) {
		if (!access_allows(role, desk_verb_name(verb)))
			continue;
		json_put_comma(buffer);
		json_put_text(buffer, desk_verb_name(verb));
	}
	buffer_char(buffer, ']');
}

void wire_put_session(struct buffer *buffer, const char *token, int64_t expires_in,
		      const char *name, enum role role)
{
	buffer_text(buffer, "{\"type\":\"session\"");
	json_put_member(buffer, "token", token);
	json_put_integer(buffer, "expires_in", expires_in);
	json_put_name(buffer, "agent");
	buffer_char(buffer, '{');
	json_put_member(buffer, "name", name);
	json_put_member(buffer, "role", role_name(role));
	put_verbs(buffer, role);
	buffer_text(buffer, "}}");
}

void wire_put_opened(struct buffer *buffer, const char *case_id, const char *conversation)
{
	buffer_text(buffer, "{\"type\":\"opened\"");
	json_put_member(buffer, "case", case_id);
	json_put_member(buffer, "conversation", conversation);
	buffer_char(buffer, '}');
}

void wire_put_masked_activities(struct buffer *buffer, const struct output *output)
{
	struct arena *arena = arena_create();

	put_activities(buffer, output, text_mask_numbers(output->json ? output->json : "", arena));
	arena_destroy(arena);
}

void wire_put_case_activities(struct buffer *buffer, const char *case_id,
			      const struct output *output)
{
	buffer_format(buffer, "{\"type\":\"%s\"", output->before ? "earlier" : "activities");
	json_put_member(buffer, "case", case_id);
	wire_put_masked_activities(buffer, output);
	buffer_char(buffer, '}');
}

void wire_put_case_typing(struct buffer *buffer, const char *case_id)
{
	buffer_text(buffer, "{\"type\":\"typing\"");
	json_put_member(buffer, "case", case_id);
	buffer_char(buffer, '}');
}
