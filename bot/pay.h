/*
 * The door to whoever has links to the page on which a line's bill is paid.
 *
 * What a link says of its host is not believed here: the bot looks at it, see bot/pay.c.
 */
#ifndef FUJI_BOT_PAY_H
#define FUJI_BOT_PAY_H

#include <stdint.h>

/** Borrowed until `ask` returns. */
struct pay_wish {
	const char
		*key; /* the same however often it is asked for; says nothing of whom it is for */
	const char *line; /* 11 digits */
	int64_t fen;      /* what is owed by the record */
};

struct pay_link {
	char url[512];
	int64_t until_ms; /* 0: nobody says how long it is good */
};

/** Borrowed until `pay_done` returns; NULL: there is none now. Any thread; may not wait. */
typedef void pay_done(void *context, const struct pay_link *link);

struct pay_provider {
	void *own;

	/** Any thread, never waits. `done` is called once, whatever becomes of it, also before this
	 *  returns. */
	void (*ask)(void *own, const struct pay_wish *wish, pay_done *done, void *context);
};

#endif
