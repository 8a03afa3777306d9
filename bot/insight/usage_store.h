/*
 * Usage as it is kept: in the data folder a sealed file a day, `usage/2026-09-07`.
 *
 * It is the operator's export, not what a subscriber has said: it lies under the folder's key, is
 * replaced when the day is imported again, and goes when it is older than USAGE_DAYS.
 */
#ifndef FUJI_BOT_INSIGHT_USAGE_STORE_H
#define FUJI_BOT_INSIGHT_USAGE_STORE_H

#include "base/arena.h"
#include "base/crypto.h"
#include "bot/insight/usage.h"

#define USAGE_DAYS 62

/** Keeps all days of an export's text, which is cut up. Nothing is kept when a row is wrong. */
bool usage_store_import(const char *data, const struct keys *keys, const char *name, char *text,
			size_t *rows, size_t *days, struct error *err);

/** The rows up to a day (0: all), in the order of days. */
bool usage_store_read(const char *data, const struct keys *keys, int until_day, usage_taker *take,
		      void *context, struct error *err);

/** Leaves the line out of all days. False: some may still have it; it can be asked for again. */
bool usage_store_forget(const char *data, const struct keys *keys, const char *line,
			struct error *err);

#endif
