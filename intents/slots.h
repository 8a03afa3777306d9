/*
 * Values that a message names, beside what it wants. Their normal forms:
 *
 *   line         11 digits                     amount_fen   whole fen
 *   code         4 to 8 digits                 months, days a span
 *   id_tail      6 characters                  date, when,  YYYY-MM-DD
 *   case_id      F and 8 digits                until
 *   region       the Chinese short name of a province or large city: 广东, 深圳
 *   channel      where it was paid: wechat, alipay, online, app, shop, agent, machine, card, bank
 *   relation     whose line it is: own, parent, spouse, child, grandparent, sibling, friend,
 *                colleague, company, other
 */
#ifndef FUJI_INTENTS_SLOTS_H
#define FUJI_INTENTS_SLOTS_H

#include "base/arena.h"
#include "intents/intents.h"

/** Adds a value to out->slots, unless they are full or hold the same one already. */
void slots_add(struct understanding *out, struct slot_value slot);

/** Reads all that readers know in out->normal. now_ms and zone_minutes make dates absolute. */
void slots_read(struct understanding *out, int64_t now_ms, int zone_minutes, struct arena *arena);

#endif
