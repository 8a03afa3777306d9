/*
 * Read amounts of money: 35.6元, 三块五, ¥100, and 充了五十, where only the verb says that it is one.
 */
#include "intents/readers.h"

enum {
	/* Smaller or larger numbers behind a verb alone are times, codes, lines. */
	LEAST_BARE_YUAN = 10,
	MOST_BARE_YUAN = 99999,
};

/* Behind 块: 五, 五毛, 五角二分. */
static size_t read_dimes(struct slot_reader *reader, size_t at, int64_t *fen)
{
	static const char *const dimes[] = {"毛", "角", NULL};
	static const char *const cents[] = {"分", NULL};
	int digit, next;
	size_t n = reader_digit(reader, at, &digit), unit, cent;

	if (!n || reader_digit(reader, at + n, &next))
		return 0;
	unit = reader_word(reader, at + n, dimes);
	if (!unit && reader_counts(reader, at + n))
		return 0;
	*fen += digit * 10;
	n += unit;
	cent = unit ? reader_digit(reader, at + n, &next) : 0;
	if (!cent || !reader_word(reader, at + n + cent, cents))
		return n;
	*fen += next;
	return n + cent + reader_word(reader, at + n + cent, cents);
}

/* The bytes behind the number that say it is money; 0 if they do not. */
static size_t read_unit(struct slot_reader *reader, size_t at, int64_t *fen)
{
	static const char *const units[] = {"块钱", "块",   "元",  "圆", "yuan",
					    "rmb",  "kuai", "cny", NULL};
	static const char *const others[] = {"块儿", "块去", "块来", "块办", "块交", "元旦", NULL};
	static const char *const roughly[] = {"多", "来", "几", NULL};
	static const char *const dimes[] = {"毛", "角", NULL};
	size_t start = reader_skip_blank(reader, at + reader_word(reader, at, roughly));
	size_t n = reader_word(reader, start, others) ? 0 : reader_word(reader, start, units);

	if (n)
		return start + n + read_dimes(reader, start + n, fen) - at;
	n = reader_word(reader, start, dimes);
	if (!n)
		return 0;
	*fen /= 10;
	return start + n - at;
}

/* 充了五十: a bare number behind a word for paying, unless it counts something else. */
static bool is_paid(const struct slot_reader *reader, size_t at, size_t end, int64_t fen)
{
	static const char *const verbs[] = {
		"充了", "交了", "缴了",       "付了",    "冲了",       "存了",      "转了",
		"花了", "支付", "支付了",     "退我",    "扣了",       "充值",      "充值了",
		"欠了", "欠费", "欠",         "充",      "交",         "缴",        "paid ",
		"pay ", "owe ", "topped up ", "top up ", "recharged ", "recharge ", NULL};

	return fen >= LEAST_BARE_YUAN * 100 && fen <= MOST_BARE_YUAN * 100 &&
	       reader_after(reader, at, verbs) && !reader_counts(reader, end) &&
	       !reader_inside_word(reader, end);
}

size_t amount_at(struct slot_reader *reader, size_t at, int64_t *out_fen)
{
	static const char *const signs[] = {"¥", "¥ ", "rmb", "rmb ", "cny", "cny ", NULL};
	size_t n = reader_quantity(reader, at, out_fen);
	bool is_signed = n && reader_after(reader, at, signs);

	if (!n || (!is_signed && !reader_begins_quantity(reader, at)))
		return 0;
	size_t unit = read_unit(reader, at + n, out_fen);

	return unit || is_signed || is_paid(reader, at, at + n, *out_fen) ? n + unit : 0;
}

void amounts_read(struct slot_reader *reader)
{
	for (size_t at = reader_seek(reader, 0); at < reader->length;) {
		int64_t fen;
		size_t n = amount_at(reader, at, &fen);

		if (n)
			reader_add(reader, "amount_fen",
				   arena_format(reader->arena, "%lld", (long long)fen), at, at + n);
		at = reader_seek(reader, at + (n ? n : 1));
	}
}
