/*
 * Whether and when subscribers are told before their lines are stopped.
 */
#ifndef FUJI_BOT_REMINDERS_H
#define FUJI_BOT_REMINDERS_H

#include <stdbool.h>

struct reminder_rules {
	bool on;
	bool asked_only; /* only who has asked to be reminded; else who has not asked not to be */
	int per_week;    /* of one line, at most */
	/* Hours of the day in which they may be sent, and those of weekends and holidays. */
	int from_hour, to_hour, off_from_hour, off_to_hour;
	bool by_sms;       /* there is a gateway */
	bool honours_keys; /* see bot/sms.h */
};

#endif
