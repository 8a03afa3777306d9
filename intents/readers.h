/*
 * The readers of slots, each in its file, and what they share.
 */
#ifndef FUJI_INTENTS_READERS_H
#define FUJI_INTENTS_READERS_H

#include "intents/slots.h"

/** What the readers of one message share. */
struct slot_reader {
	const char *text; /* the normal form */
	size_t length;
	struct understanding *out;
	struct arena *arena;
	int64_t now_ms;
	int zone_minutes;
	uint32_t forms;         /* bits of all forms of the reader at work */
	uint32_t form;          /* bit of the one at work */
	const uint32_t *starts; /* by byte of the text: bits of the forms that may start there */
	uint32_t *learnt;       /* not NULL: what is asked for is noted, for there is no text */
};

/** Runs the readers that have one of the forms. Of what they share, the starts are filled. */
void readers_run(struct slot_reader *reader, uint32_t forms);

/** The first place from `at` on where what the reader looks for may start, or the length. */
size_t reader_seek(const struct slot_reader *reader, size_t at);

/** Goes to one of the reader's forms; whether it may start at `at`. */
bool reader_may_start(struct slot_reader *reader, size_t at, unsigned form);

/** Adds a value that stands at [at, end) of the normal form. */
void reader_add(struct slot_reader *reader, const char *name, const char *value, size_t at,
		size_t end);

/** Length of the first of the words (closed by NULL) that starts at `at`; 0: none does. */
size_t reader_word(const struct slot_reader *reader, size_t at, const char *const *words);

/** As numeral_digit and numeral_quantity. */
size_t reader_digit(struct slot_reader *reader, size_t at, int *out_digit);
size_t reader_quantity(struct slot_reader *reader, size_t at, int64_t *out_hundredths);

/** Whether one of the words ends right before `at`. */
bool reader_after(const struct slot_reader *reader, size_t at, const char *const *words);

/** Whether a Latin word or a number of digits goes on across `at`. */
bool reader_inside_word(const struct slot_reader *reader, size_t at);

/** `at`, or behind the blank that stands there. */
size_t reader_skip_blank(const struct slot_reader *reader, size_t at);

/** Whether what ends at `end` counts something: 年, 元, 次, minutes. */
bool reader_counts(const struct slot_reader *reader, size_t end);

/** Whether a quantity may start at `at`: not within another, nor behind 第, 几 or 数. */
bool reader_begins_quantity(const struct slot_reader *reader, size_t at);

/** Words for one value. A NULL value is for what only looks like one of the others. */
struct mention {
	const char *value;
	const char *const *words; /* closed by NULL */
};
#define MENTION_WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/** Adds every mention; of several at one place the first in the table counts. */
void reader_mentions(struct slot_reader *reader, const char *name, const struct mention *table,
		     size_t n);

/** `line`, `code`, `id_tail`, `case_id`. */
void digits_read(struct slot_reader *reader);

/** `amount_fen`. */
void amounts_read(struct slot_reader *reader);

/** The amount at `at`, in fen; the bytes it takes, or 0. */
size_t amount_at(struct slot_reader *reader, size_t at, int64_t *out_fen);

/** `date`, `when`, `until`, `months`, `days`.
 *
 *  A `date` is a day with a name of its own: 12月1号, 周五, 昨天. Without a year it is the next
 *  one, today included, unless a word says that it is over: 15号停的, 上周五, since Monday.
 *  `when` is the day on which something past began: a `date` before today, and what only tells
 *  how long ago, 刚才, 三天前, 上个月; of a whole month, week or year its first day.
 *  `until` is the day that ends something; of a month alone, 到明年三月, its first day. */
void dates_read(struct slot_reader *reader);
#define DATE_FORMS 11

/** `region`. */
void places_read(struct slot_reader *reader);

/** `channel`. */
void channels_read(struct slot_reader *reader);

/** `relation`. */
void relations_read(struct slot_reader *reader);

#endif
