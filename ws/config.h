/*
 * How a process is set up: flags, over the environment, over a file, over what is built in.
 *
 * Which settings there are, and what each is for, stands in ws/settings.c. A file is YAML, a
 * map of their names; fuji.yaml is one with all of them.
 */
#ifndef FUJI_WS_CONFIG_H
#define FUJI_WS_CONFIG_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "bot/assertion.h"
#include "bot/check_rules.h"
#include "bot/reminders.h"
#include "bot/retention.h"
#include "bot/uploads.h"
#include "ws/settings.h"

struct text_list {
	const char *const *items;
	size_t n;
};

#define SMS_OF_OPERATOR "operator" /* an sms_url, see ws/sms_operator.h */

/** One member a setting, under its name. */
struct config {
	const char *listen, *data, *carrier, *metrics_listen;
	const char *key_file; /* never "" */
	struct text_list origins, trusted_proxy;
	const char *tls_certificate, *tls_key;
	bool demo;
	long long zone_minutes;

	const char *identity_issuer, *identity_audience;
	struct text_list identity_keys, identity_strong;
	const char *face_page;
	struct assertion_rules identity; /* made of these */

	const char *directline_secret;
	const char *rasa_secret;
	long long rasa_wait_ms;

	const char *carrier_token_url, *carrier_client_id, *carrier_client_secret;
	const char *carrier_certificate, *carrier_key, *carrier_authority;
	const char *carrier_listener_url, *carrier_listener_secret;
	const char *sms_url, *sms_template, *sms_authorization, *sms_state_url;
	bool sms_honours_keys;
	const char *pay_url, *pay_template, *pay_authorization;
	const char *webhook_url, *webhook_secret, *push_url, *push_secret;
	long long webhook_backoff_ms, webhook_hours, webhook_days;

	bool reminders, reminders_asked_only;
	long long reminders_per_week;
	long long reminder_from_hour, reminder_to_hour;
	long long reminder_off_from_hour, reminder_off_to_hour;
	struct reminder_rules reminder_rules; /* made of these */

	const char *log_format, *log_level;

	long long connections_most, connections_per_address, connections_per_conversation;
	long long connects_per_minute, connects_burst, conversations_per_hour;
	long long hello_seconds, idle_ping_seconds, idle_cut_seconds, stop_ms;

	long long frame_bytes, frame_fragments;
	long long head_seconds, body_bytes, body_seconds, body_bytes_per_second, answer_seconds;
	long long messages_per_second, messages_burst;
	long long address_messages_per_second, address_messages_burst;
	long long api_requests_per_second, api_requests_burst;
	long long unread_frames, unread_bytes;
	long long login_tries, address_login_tries, login_window_minutes, logins_waiting;

	long long chat_token_minutes, chat_resume_hours, desk_token_minutes, desk_idle_minutes;

	long long check_tries, checks_per_day, codes_per_day, face_minutes;
	long long failed_checks_in_a_row, failed_checks_per_day, all_codes_per_day,
		address_checks_per_hour;
	long long proof_idle_minutes, proof_minutes;
	struct check_rules check_rules; /* made of these */

	long long upload_bytes, uploads_at_once, uploads_per_conversation, uploads_total_bytes;
	long long upload_days;
	long long conversation_days, case_days;
	struct retention_rules retention; /* made of these */
	struct upload_rules uploads;      /* made of these */

	long long events_waiting, batch_events, overloaded_retry_ms;
	long long call_deadline_ms, call_tries, call_backoff_ms;
	long long breaker_failures, breaker_probe_ms;

	/* Where each comes from, in the order of the table: `built in`, `fuji.yaml:3:9`,
	 * `FUJI_DATA`, `--data`. */
	const char *from[SETTINGS_MOST];
};

/** What the command line said. Zeroed is nothing. */
struct config_flags {
	const char *file;                  /* --config */
	const char *values[SETTINGS_MOST]; /* in the order of the table, NULL: not said */
};

/** A command's own options with --config and those of all settings behind them, for
 *  getopt_long. The own end with a zeroed one and have values below 256. */
const struct option *config_options(const struct option *own, struct arena *arena);

/** Takes what getopt_long returned; false when it is none of ours. */
bool config_take_flag(struct config_flags *flags, int option, const char *value);

/** False after adding problems, each with its place in the file or the name of the variable
 *  or flag. Texts are the arena's, the flags' or the environment's. */
bool config_read(struct config *out, const struct config_flags *flags, struct arena *arena,
		 struct problems *problems);

/** The value as it would be written, with what is secret in it masked. */
void config_print_value(const struct config *config, const struct setting *setting,
			struct buffer *out);

/** Whether connections are TLS, without a proxy that sees to it. */
bool config_has_tls(const struct config *config);

/** Whether the address is a proxy's that says who a visitor is. */
bool config_trusts(const struct config *config, const char *address);

#endif
