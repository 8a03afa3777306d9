/*
 * The table, and what is printed from it alone.
 */
#include "ws/settings.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ws/config.h"
#include "ws/http_client.h"
#include "ws/pay_http.h"
#include "ws/sms_http.h"
#include "ws/webhooks.h"

#define SECRET_LEAST 16

/* --- what fits -------------------------------------------------------------------- */

static bool is_place(const char *value)
{
	const char *colon = strrchr(value, ':');

	return colon && colon > value && colon[1] && strlen(colon + 1) <= 5 &&
	       strspn(colon + 1, "0123456789") == strlen(colon + 1);
}

static bool is_place_or_socket(const char *value)
{
	return !*value || is_place(value) || (!strncmp(value, "unix:", 5) && value[5] == '/');
}

static bool is_filled(const char *value)
{
	return *value;
}

/* People are sent there: to nowhere that somebody on the way could stand in for. */
static bool is_page(const char *value)
{
	return !*value || !strncmp(value, "https://", strlen("https://"));
}

static bool is_link(const char *value)
{
	return !*value || http_url_fits(value);
}

static bool is_gateway(const char *value)
{
	return !strcmp(value, SMS_OF_OPERATOR) || is_link(value);
}

/* What paths are put behind. */
static bool is_base(const char *value)
{
	return !*value || (http_url_fits(value) && value[strlen(value) - 1] != '/');
}

static bool is_url(const char *value)
{
	return strchr(value, ':') && *value != ':';
}

static bool is_origin(const char *value)
{
	const char *host = strstr(value, "://");

	return (!strncmp(value, "https://", 8) || !strncmp(value, "http://", 7)) && host[3] &&
	       !strchr(host + 3, '/');
}

static bool is_address(const char *value)
{
	unsigned char room[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, value, room) == 1 || inet_pton(AF_INET6, value, room) == 1;
}

static bool is_key(const char *value)
{
	uint8_t room[CRYPTO_PUBLIC_SIZE];

	return assertion_read_key(value, room);
}

static bool is_secret(const char *value)
{
	return !*value || strlen(value) >= SECRET_LEAST;
}

static bool is_hook_secret(const char *value)
{
	struct webhook_key key;

	return !*value || webhook_key_read(value, &key);
}

static bool is_log_format(const char *value)
{
	return !strcmp(value, "auto") || !strcmp(value, "json") || !strcmp(value, "text");
}

static bool is_log_level(const char *value)
{
	return !strcmp(value, "debug") || !strcmp(value, "info") || !strcmp(value, "warning") ||
	       !strcmp(value, "error");
}

/* --- the table -------------------------------------------------------------------- */

#define AT(member) offsetof(struct config, member)
#define PRINTED(value) #value /* after it has been expanded by who says so */
#define NUMBER(member_, standard_, unit_, least_, most_, purpose_)                             \
	{                                                                                      \
		.name = #member_, .kind = SETTING_NUMBER, .offset = AT(member_),               \
		.built_in = PRINTED(standard_), .unit = unit_, .least = least_, .most = most_, \
		.purpose = purpose_                                                            \
	}
#define LIMIT(member_, standard_, unit_, least_, most_, purpose_, told_, limit_)               \
	{                                                                                      \
		.name = #member_, .kind = SETTING_NUMBER, .offset = AT(member_),               \
		.built_in = PRINTED(standard_), .unit = unit_, .least = least_, .most = most_, \
		.purpose = purpose_, .told = told_, .limit = limit_                            \
	}
#define OTHER(kind_, member_, standard_, fits_, expects_, purpose_)                            \
	{                                                                                      \
		.name = #member_, .kind = kind_, .offset = AT(member_), .built_in = standard_, \
		.unit = "", .fits = fits_, .expects = expects_, .purpose = purpose_            \
	}
#define TEXT(member, standard, fits, expects, purpose) \
	OTHER(SETTING_TEXT, member, standard, fits, expects, purpose)
#define SECRET(member, fits, expects, purpose) \
	OTHER(SETTING_SECRET, member, "", fits, expects, purpose)
#define LIST(member, fits, expects, purpose) OTHER(SETTING_LIST, member, "", fits, expects, purpose)
#define SWITCH(member, purpose) OTHER(SETTING_SWITCH, member, "false", NULL, NULL, purpose)
#define SECTION(heading)           \
	{                          \
		.section = heading \
	}

/* What becomes of who comes to a limit: an error's code, a status of HTTP, a close code. */
#define CLOSED "the connection is closed"
#define OVERLOADED "`overloaded` and when to try again; over HTTP 503"
#define TOO_FAST "`too_fast` and when to try again; over HTTP 429"
#define TOO_MANY "`too_many_connections`, when to come back, and 1013"
#define TO_PERSON "`check_locked`: a person goes on"
#define UNREAD "1013, and he resumes where he was"

static const struct setting table[] = {
	SECTION("Where things are"),
	TEXT(listen, "127.0.0.1:8080", is_place, "HOST:PORT, an address and a port (0: a free one)",
	     "where subscribers and agents connect"),
	TEXT(data, "./data", is_filled, "a folder", "the folder of the database and its key"),
	TEXT(key_file, "", NULL, "a file, or nothing",
	     "the keys, such as a credential of systemd; nothing: `key` in that folder"),
	TEXT(carrier, "sim:", is_url, "a URL", "the operator's systems; sim: is a simulation"),
	TEXT(metrics_listen, "", is_place_or_socket, "HOST:PORT, unix:/PATH, or nothing",
	     "where /metrics is served, on loopback or a Unix socket; nothing: nowhere"),
	LIST(origins, is_origin, "an origin such as https://shop.example",
	     "other sites whose pages may connect"),
	TEXT(tls_certificate, "", NULL, "a file in PEM, or nothing",
	     "with those that vouch for it behind; connections are then TLS; read again on SIGHUP; "
	     "nothing: a proxy sees to that"),
	TEXT(tls_key, "", NULL, "a file in PEM", "the key of that certificate, open to no others"),
	LIST(trusted_proxy, is_address, "an IP address",
	     "proxies that are believed in X-Forwarded-For"),
	SWITCH(demo, "a log-in for the console made at the start, and the demo off loopback too"),
	NUMBER(zone_minutes, 480, "minutes", -840, 840,
	       "the time zone in which dates are told, east of UTC"),

	SECTION("Whose log-ins are believed (bot/assertion.h)"),
	TEXT(identity_issuer, "", NULL, "a text, such as https://app.example.com",
	     "`iss` of the operator's app or site that says who is signed in"),
	TEXT(identity_audience, "fuji", is_filled, "a text", "`aud`, which names us"),
	LIST(identity_keys, is_key, "an Ed25519 key: 43 characters of base64url, `x` of a JWK",
	     "public keys that it signs with, four at most; none: nobody is believed"),
	LIST(identity_strong, is_filled, "a text, such as face",
	     "`acr` that says as much as a check of the owner, eight at most"),
	TEXT(face_page, "", is_page, "an address that begins with https://",
	     "the operator's page on which a face can be checked; none: it is not offered"),

	SECTION("Direct Line (ws/DIRECTLINE.md)"),
	SECRET(directline_secret, is_secret, "16 characters at least, or nothing",
	       "with which a site's back end gets tokens for Web Chat; nothing: nobody gets any"),

	SECTION("Rasa's REST channel (ws/RASA.md)"),
	SECRET(rasa_secret, is_secret, "16 characters at least, or nothing",
	       "that front ends of that format show; nothing: the channel is not there"),
	NUMBER(rasa_wait_ms, 5000, "milliseconds", 100, 60000,
	       "for what is being looked up; what comes later is in the next answer"),

	SECTION("Who we are to the operator (bot/carriers/TMF.md)"),
	TEXT(carrier_token_url, "", is_link, "https://, or http:// to this machine, or nothing",
	     "where a token is got with the client's name and secret; nothing: none is needed"),
	TEXT(carrier_client_id, "", NULL, "a text", "the client's name there"),
	SECRET(carrier_client_secret, NULL, "a text", "and its secret"),
	TEXT(carrier_certificate, "", NULL, "a file in PEM, or nothing",
	     "by which the operator knows us; nothing: it does not ask"),
	TEXT(carrier_key, "", NULL, "a file in PEM", "the key of that certificate"),
	TEXT(carrier_authority, "", NULL, "a file in PEM, or nothing",
	     "who vouches for the operator; nothing: whom this machine trusts"),
	TEXT(carrier_listener_url, "", is_base,
	     "https://, or http:// to this machine, without a slash at the end, or nothing",
	     "our address as the operator's hubs reach it; nothing: they are not asked to tell"),
	SECRET(carrier_listener_secret, is_secret, "16 characters at least, or nothing",
	       "that the hubs show; nothing: nobody is listened to"),

	SECTION("The operator's own help desk (ws/API.md)"),
	TEXT(webhook_url, "", is_link, "https://, or http:// to this machine, or nothing",
	     "where events of cases are posted; nothing: nowhere"),
	SECRET(webhook_secret, is_hook_secret, "whsec_ and 24 to 64 bytes in base64, or nothing",
	       "with which they are signed"),
	NUMBER(webhook_backoff_ms, 1000, "milliseconds", 1, 60000,
	       "before the second try; doubles each time up to 10 minutes, and up to as much again by "
	       "chance"),
	NUMBER(webhook_hours, 24, "hours", 1, 168, "until one that was never taken is given up"),
	NUMBER(webhook_days, 30, "days", 7, 365, "for which events can be read again"),

	SECTION("The back end of the operator's app (ws/PUSH.md)"),
	TEXT(push_url, "", is_link, "https://, or http:// to this machine, or nothing",
	     "where news is posted for who is not connected; nothing: nowhere"),
	SECRET(push_secret, is_hook_secret, "whsec_ and 24 to 64 bytes in base64, or nothing",
	       "with which it is signed; tried again like webhooks"),

	SECTION("A text message gateway (ws/SMS.md)"),
	TEXT(sms_url, "", is_gateway,
	     "https://, or http:// to this machine, or operator, or nothing",
	     "where messages are posted; operator: its own service (TMF681) sends them; nothing: none are "
	     "sent"),
	TEXT(sms_template, "", sms_template_fits, "JSON with {to} and {text}, or nothing",
	     "as what; {key} is the same when it is sent again; nothing: as in ws/SMS.md"),
	SECRET(sms_authorization, NULL, "a text", "its Authorization header; nothing: none"),
	TEXT(sms_state_url, "", is_link, "https://, or http:// to this machine, or nothing",
	     "where the gateway says whether it has the message {key}; nothing: it does not"),
	SWITCH(sms_honours_keys,
	       "the gateway takes one with the same {key} as before for the same"),

	SECTION("Links to pay by (ws/PAY.md)"),
	TEXT(pay_url, "", pay_url_fits, "https://, or http:// to this machine, or nothing",
	     "where a link for a line and an amount is asked for; one with {line} in it is that link; "
	     "nothing: none are told"),
	TEXT(pay_template, "", pay_template_fits, "JSON with {line} and {amount}, or nothing",
	     "what is posted there; nothing: as in ws/PAY.md"),
	SECRET(pay_authorization, NULL, "a text", "its Authorization header; nothing: none"),

	SECTION("Telling subscribers before their lines are stopped (`fuji outreach`)"),
	SWITCH(reminders, "what `fuji outreach plan` has planned is sent"),
	SWITCH(reminders_asked_only,
	       "only to who has asked for it; else to all who have not declined"),
	NUMBER(reminders_per_week, 2, "messages", 1, 14, "to one number at most"),
	NUMBER(reminder_from_hour, 9, "o'clock", 0, 23,
	       "from when on, in zone_minutes, on workdays"),
	NUMBER(reminder_to_hour, 20, "o'clock", 1, 24, "until when"),
	NUMBER(reminder_off_from_hour, 10, "o'clock", 0, 23,
	       "the same on weekends and holidays (knowledge/calendar.yaml)"),
	NUMBER(reminder_off_to_hour, 18, "o'clock", 1, 24,
	       "until when; not after the hour from when on: none on such days"),

	SECTION("Logs"),
	TEXT(log_format, "auto", is_log_format, "auto, json or text",
	     "one JSON object or one text a line; auto: text on a terminal"),
	TEXT(log_level, "info", is_log_level, "debug, info, warning or error",
	     "the least that is logged; debug follows each event through the threads"),

	SECTION("Connections"),
	LIMIT(connections_most, 0, "connections", 0, 1000000,
	      "in all; 0: as many as descriptors allow", CLOSED, LIMIT_CONNECTIONS),
	LIMIT(connections_per_address, 200, "connections", 1, 1000000,
	      "at a time; many visitors may stand behind one address",
	      CLOSED "; behind a proxy " TOO_MANY, LIMIT_ADDRESS_CONNECTIONS),
	LIMIT(connections_per_conversation, 10, "connections", 1, 1000000, "at a time", TOO_MANY,
	      LIMIT_CONVERSATION_CONNECTIONS),
	LIMIT(connects_per_minute, 6000, "connections a minute", 1, 60000000,
	      "upgrades to WebSocket from one address", TOO_MANY, LIMIT_CONNECT_RATE),
	LIMIT(connects_burst, 1000, "connections", 1, 1000000,
	      "the same at once: who comes back when a server was restarted", TOO_MANY,
	      LIMIT_CONNECT_RATE),
	LIMIT(conversations_per_hour, 1000, "conversations an hour", 1, 1000000000,
	      "that begin from one address; as many at once are let through",
	      "`too_many_conversations`, when to try again, and 1013; over HTTP 429",
	      LIMIT_CONVERSATION_RATE),
	LIMIT(hello_seconds, 15, "seconds", 1, 600, "from the upgrade to hello or log-in", "4401",
	      LIMIT_HELLO),
	NUMBER(idle_ping_seconds, 30, "seconds", 1, 3600, "of silence until a ping"),
	LIMIT(idle_cut_seconds, 75, "seconds", 2, 7200, "of silence, pings unanswered", CLOSED,
	      LIMIT_SILENCE),
	NUMBER(stop_ms, 3000, "milliseconds", 100, 60000,
	       "for peers to close when the server stops"),

	SECTION("What one peer may send and leave unread"),
	LIMIT(frame_bytes, 65536, "bytes", 4096, 1048576, "of one frame", "1009", LIMIT_FRAME),
	LIMIT(frame_fragments, 64, "fragments", 1, 10000, "of one frame", "1009", LIMIT_FRAME),
	LIMIT(head_seconds, 10, "seconds", 1, 600,
	      "until the head of a request is there, from the connection on", CLOSED, LIMIT_NONE),
	LIMIT(body_bytes, 65536, "bytes", 8192, 1048576, "of one request over HTTP, but for files",
	      "413", LIMIT_BODY),
	LIMIT(body_seconds, 15, "seconds", 1, 600,
	      "until a body is there, and as many more as it has pieces of body_bytes_per_second",
	      CLOSED, LIMIT_BODY_TIME),
	LIMIT(body_bytes_per_second, 16384, "bytes a second", 256, 1048576,
	      "that a bad link manages of a body", CLOSED, LIMIT_BODY_TIME),
	LIMIT(answer_seconds, 30, "seconds", 1, 600, "until an answer over HTTP has been read",
	      CLOSED, LIMIT_NONE),
	LIMIT(messages_per_second, 5, "messages a second", 1, 1000000,
	      "of one connection, over HTTP of one conversation", TOO_FAST, LIMIT_MESSAGE_RATE),
	LIMIT(messages_burst, 20, "messages", 1, 1000, "the same at once", TOO_FAST,
	      LIMIT_MESSAGE_RATE),
	LIMIT(address_messages_per_second, 200, "messages a second", 1, 1000000, "of one address",
	      TOO_FAST, LIMIT_MESSAGE_RATE),
	LIMIT(address_messages_burst, 1000, "messages", 1, 100000, "of one address, at once",
	      TOO_FAST, LIMIT_MESSAGE_RATE),
	LIMIT(api_requests_per_second, 20, "requests a second", 1, 1000000,
	      "of one agent's account below /api/v1/, of files of one conversation",
	      "429 and when to try again", LIMIT_REQUEST_RATE),
	LIMIT(api_requests_burst, 100, "requests", 1, 100000, "the same at once",
	      "429 and when to try again", LIMIT_REQUEST_RATE),
	LIMIT(unread_frames, 256, "frames", 1, 100000, "waiting for a slow reader", UNREAD,
	      LIMIT_UNREAD),
	LIMIT(unread_bytes, 1048576, "bytes", 65536, 1073741824, "the same in bytes", UNREAD,
	      LIMIT_UNREAD),
	LIMIT(login_tries, 5, "tries", 1, 1000, "at one account in login_window_minutes",
	      "`login_limited` and when to try again; over HTTP 429", LIMIT_LOGIN_TRIES),
	LIMIT(address_login_tries, 20, "tries", 1, 100000,
	      "that fail, from one address in login_window_minutes; wrong codes of other devices, too",
	      "`login_limited` or `code_limited`, and when to try again; over HTTP 429",
	      LIMIT_LOGIN_TRIES),
	NUMBER(login_window_minutes, 15, "minutes", 1, 1440, "in which log-ins are counted"),
	LIMIT(logins_waiting, 32, "log-ins", 1, 10000,
	      "whose password waits to be checked; each takes 64 MiB in its turn", OVERLOADED,
	      LIMIT_LOGINS_WAITING),

	SECTION("Checks of who somebody is (bot/check_rules.h)"),
	LIMIT(check_tries, CHECK_TRIES, "tries", 1, 10,
	      "that are wrong in a row at one number; counted anew a day after the last", TO_PERSON,
	      LIMIT_CHECKS),
	LIMIT(checks_per_day, CHECKS_PER_DAY, "checks", 1, 20,
	      "of one number within a day that are not passed", TO_PERSON, LIMIT_CHECKS),
	LIMIT(codes_per_day, CODES_PER_DAY, "codes", 1, 100,
	      "to one number within a day that nobody uses",
	      "the other checks are offered, and a person", LIMIT_CODES),
	LIMIT(failed_checks_in_a_row, FAILED_CHECKS_IN_A_ROW, "checks", 1, 100000,
	      "of one number that are not passed, on however many days; a log-in at the operator's app "
	      "ends the row, too",
	      "`check_person`: a person goes on, later too", LIMIT_CHECKS),
	LIMIT(failed_checks_per_day, FAILED_CHECKS_PER_DAY, "checks", 1, 100000000,
	      "of all numbers within a day that are not passed",
	      "nobody is checked any more until it is over; a person is offered", LIMIT_ALL_CHECKS),
	LIMIT(all_codes_per_day, ALL_CODES_PER_DAY, "codes", 1, 100000000,
	      "to all numbers within a day that nobody uses",
	      "the other checks are offered, and a person", LIMIT_ALL_CODES),
	LIMIT(address_checks_per_hour, ADDRESS_CHECKS_PER_HOUR, "checks", 1, 100000000,
	      "from one address within an hour that are not passed; many may stand behind it",
	      "no number is checked from there until it is over; a person is offered",
	      LIMIT_ADDRESS_CHECKS),
	NUMBER(face_minutes, FACE_MINUTES, "minutes", 1, 60, "that face_page is waited for"),
	NUMBER(proof_idle_minutes, PROOF_IDLE_MINUTES, "minutes", 1, 1440,
	       "for which a check that was passed holds unused"),
	NUMBER(proof_minutes, PROOF_MINUTES, "minutes", 1, 1440, "for which it holds in any case"),

	SECTION("Lifetimes"),
	NUMBER(chat_token_minutes, 120, "minutes", 1, 10080, "of a subscriber's token"),
	NUMBER(chat_resume_hours, 72, "hours", 0, 720, "for coming back after its end"),
	NUMBER(desk_token_minutes, 720, "minutes", 1, 10080, "of an agent's log-in"),
	NUMBER(desk_idle_minutes, 30, "minutes", 1, 10080,
	       "without an act of the agent, after which the log-in ends"),

	/* PIPL, Articles 19 and 47: no longer than the purpose needs, then erased. The longest six
	 * months have 184 days (Cybersecurity Law, Article 21); claims end after three years (Civil
	 * Code, Article 188). */
	SECTION("How long is kept what a person said (bot/person.c)"),
	NUMBER(conversation_days, 184, "days", 1, 36500, "after the last word of a conversation"),
	NUMBER(case_days, 1096, "days", 1, 36500,
	       "after the end of a case, which keeps its conversation"),

	SECTION("Files that subscribers send (bot/uploads.h)"),
	LIMIT(upload_bytes, 8388608, "bytes", 65536, 33554432, "of one file", "413", LIMIT_BODY),
	LIMIT(uploads_at_once, 4, "files", 1, 64, "on their way in, each in memory",
	      "503 and when to try again", LIMIT_UPLOADS),
	LIMIT(uploads_per_conversation, 20, "files", 1, 1000, "kept", "429", LIMIT_UPLOADS_KEPT),
	LIMIT(uploads_total_bytes, 10737418240, "bytes", 0, 1099511627776,
	      "of all files that are kept", "503", LIMIT_UPLOADS_KEPT),
	NUMBER(upload_days, 30, "days", 1, 365, "until a file is removed"),

	SECTION("The line to the database and to the operator"),
	LIMIT(events_waiting, 10000, "events", 1, 1000000, "before they are stored",
	      OVERLOADED ": nothing was acknowledged", LIMIT_EVENTS_WAITING),
	NUMBER(batch_events, 256, "events", 1, 256, "stored with one commit"),
	NUMBER(overloaded_retry_ms, 2000, "milliseconds", 100, 60000,
	       "after which a client that was refused may try again"),
	NUMBER(call_deadline_ms, 5000, "milliseconds", 100, 60000,
	       "of one call to the operator, with all its tries"),
	NUMBER(call_tries, 3, "tries", 1, 10, "of one call to the operator"),
	NUMBER(call_backoff_ms, 200, "milliseconds", 1, 10000,
	       "before the second try; doubles each time, and up to as much again by chance"),
	NUMBER(breaker_failures, 5, "failures", 1, 1000,
	       "in a row until the operator, or the provider at pay_url, is left alone"),
	NUMBER(breaker_probe_ms, 10000, "milliseconds", 100, 600000,
	       "from one look whether it is back to the next"),
};

#define N_ROWS (sizeof table / sizeof *table)

_Static_assert(N_ROWS <= SETTINGS_MOST, "room for where each comes from");

/* Headings are rows of their own in the table only to be seen there. */
const struct setting *setting_at(size_t i)
{
	for (size_t row = 0; row < N_ROWS; row++) {
		if (table[row].name && i-- == 0)
			return &table[row];
	}
	return NULL;
}

/* --- names ------------------------------------------------------------------------ */

void setting_print_flag(const struct setting *setting, char out[SETTING_NAME_SIZE])
{
	snprintf(out, SETTING_NAME_SIZE, "%s", setting->name);
	for (char *c = out; *c; c++)
		*c = *c == '_' ? '-' : *c;
}

void setting_print_variable(const struct setting *setting, char out[SETTING_NAME_SIZE])
{
	snprintf(out, SETTING_NAME_SIZE, "FUJI_%s", setting->name);
	for (char *c = out; *c; c++)
		*c = (char)toupper((unsigned char)*c);
}

void setting_print_expected(const struct setting *setting, struct buffer *out)
{
	switch (setting->kind) {
	case SETTING_NUMBER:
		buffer_format(out, "a whole number from %lld to %lld (%s)", setting->least,
			      setting->most, setting->unit);
		break;
	case SETTING_SWITCH:
		buffer_text(out, "true or false");
		break;
	case SETTING_LIST:
	case SETTING_TEXT:
	case SETTING_SECRET:
		buffer_text(out, setting->expects);
		break;
	}
}

/* --- printing --------------------------------------------------------------------- */

static void put_purpose(const struct setting *setting, struct buffer *out)
{
	buffer_format(out, "%s%s%s", setting->purpose, setting->told ? "; beyond it " : "",
		      setting->told ? setting->told : "");
}

void settings_print_help(struct buffer *out)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct setting *setting = &table[i];
		char flag[SETTING_NAME_SIZE];

		if (setting->section) {
			buffer_format(out, "\n%s:\n", setting->section);
			continue;
		}
		setting_print_flag(setting, flag);
		buffer_format(out, "  --%s%s\n      ", flag,
			      setting->kind == SETTING_SWITCH ? "" : " VALUE");
		put_purpose(setting, out);
		buffer_text(out, "\n      ");
		setting_print_expected(setting, out);
		buffer_format(out, "%s%s\n", *setting->built_in ? "; " : "", setting->built_in);
	}
}

/* Texts in quotes: `sim:` alone would begin a map. */
static void put_as_yaml(const struct setting *setting, struct buffer *out)
{
	const char *quote = setting->kind == SETTING_TEXT || setting->kind == SETTING_SECRET ? "\""
											     : "";

	buffer_format(out, "%s%s%s", quote,
		      setting->kind == SETTING_LIST ? "[]" : setting->built_in, quote);
}

void settings_print_example(struct buffer *out)
{
	buffer_text(
		out,
		"# All settings of fuji, each with what is built in. Take the # away and change\n"
		"# what is to be otherwise; name the file with --config or FUJI_CONFIG.\n"
		"# A variable of the environment goes before the file, a flag before both:\n"
		"# call_tries is FUJI_CALL_TRIES and --call-tries; lists are then separated by\n"
		"# commas. `fuji config show --origin` prints what holds, and why.\n"
		"#\n"
		"# Written by `fuji config example`.\n");
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct setting *setting = &table[i];

		if (setting->section) {
			buffer_format(out, "\n# --- %s\n", setting->section);
			continue;
		}
		buffer_text(out, "\n# ");
		put_purpose(setting, out);
		buffer_text(out, "\n# ");
		setting_print_expected(setting, out);
		buffer_format(out, "\n#%s: ", setting->name);
		put_as_yaml(setting, out);
		buffer_char(out, '\n');
	}
}

void settings_print_table(struct buffer *out)
{
	buffer_text(out, "| setting | built in | what it must be | what it is for |\n"
			 "| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct setting *setting = &table[i];

		if (setting->section)
			continue;
		buffer_format(out, "| `%s` | %s%s%s | ", setting->name,
			      *setting->built_in ? "`" : "", setting->built_in,
			      *setting->built_in ? "`" : "");
		setting_print_expected(setting, out);
		buffer_text(out, " | ");
		put_purpose(setting, out);
		buffer_text(out, " |\n");
	}
}
