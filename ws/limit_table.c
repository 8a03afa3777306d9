/*
 * Names, and the table that is printed for people.
 */
#include "ws/limit_table.h"

#include "ws/config.h"

const char *limit_name(enum limit limit)
{
	static const char *const names[N_LIMITS] = {
		[LIMIT_CONNECTIONS] = "connections",
		[LIMIT_ADDRESS_CONNECTIONS] = "address_connections",
		[LIMIT_CONVERSATION_CONNECTIONS] = "conversation_connections",
		[LIMIT_CONNECT_RATE] = "connect_rate",
		[LIMIT_CONVERSATION_RATE] = "conversation_rate",
		[LIMIT_HELLO] = "hello",
		[LIMIT_SILENCE] = "silence",
		[LIMIT_MESSAGE_RATE] = "message_rate",
		[LIMIT_REQUEST_RATE] = "request_rate",
		[LIMIT_FRAME] = "frame",
		[LIMIT_BODY] = "body",
		[LIMIT_BODY_TIME] = "body_time",
		[LIMIT_UNREAD] = "unread",
		[LIMIT_LOGIN_TRIES] = "login_tries",
		[LIMIT_LOGINS_WAITING] = "logins_waiting",
		[LIMIT_CHECKS] = "checks",
		[LIMIT_CODES] = "codes",
		[LIMIT_ALL_CHECKS] = "all_checks",
		[LIMIT_ALL_CODES] = "all_codes",
		[LIMIT_ADDRESS_CHECKS] = "address_checks",
		[LIMIT_UPLOADS] = "uploads",
		[LIMIT_UPLOADS_KEPT] = "uploads_kept",
		[LIMIT_EVENTS_WAITING] = "events_waiting",
	};

	return names[limit];
}

void limits_print(const struct config *config, struct buffer *out)
{
	const struct setting *setting;

	buffer_text(out, "| setting | holds | of what | who comes to it | counted as |\n"
			 "| --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; (setting = setting_at(i)); i++) {
		if (!setting->told)
			continue;
		buffer_format(out, "| `%s` | ", setting->name);
		config_print_value(config, setting, out);
		buffer_format(out, " %s | %s | %s | %s |\n", setting->unit, setting->purpose,
			      setting->told,
			      setting->limit == LIMIT_NONE ? "" : limit_name(setting->limit));
	}
}
